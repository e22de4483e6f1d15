//! The containers Argo adds to every pod, and the little they may do.
//!
//! The `wait` container reports what became of the others to the API server. It alone gets a token:
//! one of the pod's own account, bound to the pod, renewed every hour. Argo's own fields cannot say
//! so: `automountServiceAccountToken: false` asks for a Secret with a token that never ends. So the
//! account mounts nothing by itself, and a patch of the pod mounts the token where it belongs.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{
    ConfigMapProjection, Container, DownwardAPIProjection, DownwardAPIVolumeFile, KeyToPath,
    ObjectFieldSelector, PodSpec, ProjectedVolumeSource, ResourceRequirements,
    ServiceAccountTokenProjection, Volume, VolumeMount, VolumeProjection,
};
use k8s_openapi::api::networking::v1::NetworkPolicy;
use k8s_openapi::api::rbac::v1::{PolicyRule, Role, RoleBinding, RoleRef, Subject};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::{
    LabelSelector, LabelSelectorRequirement, ObjectMeta,
};
use pipewright_plan::{EnvironmentPlan, Plan};
use pipewright_pod::{PodParts, hosts, labels, names, quantity, security, yaml};

use crate::{notify, objects};

/// Where clients look for a token.
const TOKEN_PATH: &str = "/var/run/secrets/kubernetes.io/serviceaccount";

/// The volume of the token.
const TOKEN_VOLUME: &str = "executor-token";

/// The ConfigMap every namespace has with the certificate of its API server.
const ROOT_CERTIFICATES: &str = "kube-root-ca.crt";

/// Seconds a token is good for; the kubelet renews it before.
const TOKEN_SECONDS: i64 = 3600;

/// The label Argo gives to every pod of a workflow.
const WORKFLOW_LABEL: &str = "workflows.argoproj.io/workflow";

/// The ports API servers listen on.
const API_PORTS: &[u16] = &[443, 6443];

/// What of a pod no field of a workflow can say, as YAML. Nothing of it comes from source text.
#[must_use]
pub fn patch(parts: &PodParts) -> String {
    let pod = PodSpec {
        automount_service_account_token: Some(false),
        enable_service_links: Some(false),
        termination_grace_period_seconds: Some(parts.termination_grace_period_seconds),
        init_containers: Some(vec![executor("init")]),
        containers: vec![Container {
            volume_mounts: Some(vec![VolumeMount {
                name: TOKEN_VOLUME.to_owned(),
                mount_path: TOKEN_PATH.to_owned(),
                read_only: Some(true),
                ..VolumeMount::default()
            }]),
            ..executor("wait")
        }],
        volumes: Some(vec![token()]),
        ..PodSpec::default()
    };
    yaml::body(&pod)
}

/// One of Argo's containers, held to what all others are held to.
fn executor(name: &str) -> Container {
    let amounts = |cpu: u64, memory: u64, disk: u64| {
        BTreeMap::from([
            ("cpu".to_owned(), quantity::cpu(cpu)),
            ("memory".to_owned(), quantity::bytes(memory << 20)),
            ("ephemeral-storage".to_owned(), quantity::bytes(disk << 20)),
        ])
    };
    Container {
        name: name.to_owned(),
        resources: Some(ResourceRequirements {
            claims: None,
            requests: Some(amounts(100, 64, 64)),
            limits: Some(amounts(500, 512, 512)),
        }),
        security_context: Some(security::container_security()),
        ..Container::default()
    }
}

/// What a client in a pod looks for: token, certificate, namespace.
fn token() -> Volume {
    let file = |path: &str| path.to_owned();
    let sources = vec![
        VolumeProjection {
            service_account_token: Some(ServiceAccountTokenProjection {
                audience: None,
                expiration_seconds: Some(TOKEN_SECONDS),
                path: file("token"),
            }),
            ..VolumeProjection::default()
        },
        VolumeProjection {
            config_map: Some(ConfigMapProjection {
                name: ROOT_CERTIFICATES.to_owned(),
                items: Some(vec![KeyToPath {
                    key: file("ca.crt"),
                    mode: None,
                    path: file("ca.crt"),
                }]),
                optional: None,
            }),
            ..VolumeProjection::default()
        },
        VolumeProjection {
            downward_api: Some(DownwardAPIProjection {
                items: Some(vec![DownwardAPIVolumeFile {
                    field_ref: Some(ObjectFieldSelector {
                        api_version: None,
                        field_path: "metadata.namespace".to_owned(),
                    }),
                    path: file("namespace"),
                    ..DownwardAPIVolumeFile::default()
                }]),
            }),
            ..VolumeProjection::default()
        },
    ];
    Volume {
        name: TOKEN_VOLUME.to_owned(),
        projected: Some(ProjectedVolumeSource {
            default_mode: None,
            sources: Some(sources),
        }),
        ..Volume::default()
    }
}

/// The one right of a pipeline's account: to say what became of a task.
#[must_use]
pub fn role(plan: &Plan, name: &str) -> Role {
    Role {
        metadata: labels::metadata(plan, name),
        rules: Some(vec![PolicyRule {
            api_groups: Some(vec!["argoproj.io".to_owned()]),
            resources: Some(vec!["workflowtaskresults".to_owned()]),
            verbs: vec!["create".to_owned(), "patch".to_owned()],
            ..PolicyRule::default()
        }]),
    }
}

/// Gives it to the account of the same name.
#[must_use]
pub fn role_binding(plan: &Plan, name: &str) -> RoleBinding {
    RoleBinding {
        metadata: labels::metadata(plan, name),
        role_ref: RoleRef {
            api_group: "rbac.authorization.k8s.io".to_owned(),
            kind: "Role".to_owned(),
            name: name.to_owned(),
        },
        subjects: Some(vec![Subject {
            kind: "ServiceAccount".to_owned(),
            name: name.to_owned(),
            namespace: Some(plan.environment.namespace.clone()),
            ..Subject::default()
        }]),
    }
}

/// The name of the policy that lets the executor reach the API server.
#[must_use]
pub fn policy_name(environment: &EnvironmentPlan) -> String {
    names::dns_label(
        &format!("pipewright-{}-executor", environment.name),
        names::LONGEST_LABEL,
    )
}

/// Said at the head of that policy's file.
pub const POLICY_NOTES: &[&str] = &[
    "The wait container of every pod reports to the API server, whose address only the cluster",
    "knows: its ports are open towards private addresses. Narrow this to the addresses that",
    "`kubectl get endpoints kubernetes` shows; a cluster whose API server has a public address",
    "needs that address here.",
];

/// Lets the pods of workflows reach the API server.
#[must_use]
pub fn policy(environment: &EnvironmentPlan) -> NetworkPolicy {
    let metadata = ObjectMeta {
        name: Some(policy_name(environment)),
        ..objects::of_environment(environment)
    };
    let selector = LabelSelector {
        match_labels: Some(objects::shared_labels(environment)),
        match_expressions: Some(vec![LabelSelectorRequirement {
            key: WORKFLOW_LABEL.to_owned(),
            operator: "Exists".to_owned(),
            values: None,
        }]),
    };
    pipewright_pod::egress_policy(metadata, selector, API_PORTS, hosts::PRIVATE)
}

/// Lets the pods that tell people reach the web, and no others.
#[must_use]
pub fn notifier_policy(plan: &Plan) -> NetworkPolicy {
    let name = names::dns_label(
        &format!("{}-notifier", plan.pipeline.slug),
        names::LONGEST_LABEL,
    );
    let selector = LabelSelector {
        match_labels: Some(notify::selector(plan)),
        match_expressions: None,
    };
    let metadata = labels::metadata(plan, name);
    pipewright_pod::egress_policy(metadata, selector, &[443], hosts::PUBLIC)
}
