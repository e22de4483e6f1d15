//! One container of a plan as a Kubernetes container.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{
    Container as KubernetesContainer, EnvVar, EnvVarSource, ResourceRequirements,
    SecretKeySelector, VolumeMount,
};
use pipewright_plan::{Container, EnvironmentVariable, Resources, VariableValue};

use crate::engine::EngineVariables;
use crate::parts::{FILES_VOLUME, SCRATCH_VOLUME, TEMPORARY_VOLUME, claim_volume};
use crate::quantity;
use crate::security::container_security;
use crate::text::expanded;

/// Where the scratch volume is mounted.
pub const SCRATCH_PATH: &str = "/pipewright/scratch";

/// Where the files a pipeline carries are mounted.
pub const FILES_PATH: &str = "/pipewright/files";

/// The only other folder a container may write to.
pub const TEMPORARY_PATH: &str = "/tmp";

/// The container, named as in the plan. What the engine tells comes first, so that all other
/// variables may refer to it.
#[must_use]
pub fn container(container: &Container, engine: &EngineVariables) -> KubernetesContainer {
    let mut env = vec![engine.run_id.clone(), engine.logical_time.clone()];
    env.extend(container.takes.iter().map(|value| engine.variable(value)));
    env.extend(container.env.iter().map(variable));
    let mut mounts = vec![
        mount(SCRATCH_VOLUME, SCRATCH_PATH, false),
        mount(TEMPORARY_VOLUME, TEMPORARY_PATH, false),
    ];
    if container.file.is_some() {
        mounts.push(mount(FILES_VOLUME, FILES_PATH, true));
    }
    mounts.extend(
        container
            .volumes
            .iter()
            .map(|volume| mount(&claim_volume(&volume.claim), &volume.path, false)),
    );
    KubernetesContainer {
        name: container.name.clone(),
        image: Some(container.image.reference.clone()),
        // A tag may have moved, and a node's cache must not outlive the right to pull.
        image_pull_policy: Some("Always".to_owned()),
        command: container
            .command
            .as_ref()
            .filter(|command| !command.is_empty())
            .map(|command| command.iter().map(expanded).collect()),
        args: (!container.args.is_empty()).then(|| container.args.iter().map(expanded).collect()),
        env: Some(env),
        resources: Some(resources(container.resources)),
        volume_mounts: Some(mounts),
        security_context: Some(container_security()),
        ..KubernetesContainer::default()
    }
}

/// One variable: text, or a key of a Secret.
#[must_use]
pub fn variable(variable: &EnvironmentVariable) -> EnvVar {
    let (value, value_from) = match &variable.value {
        // The API server drops an empty value; writing one would be a difference for ever.
        VariableValue::Text(text) => (Some(expanded(text)).filter(|text| !text.is_empty()), None),
        VariableValue::Secret { secret, key, .. } => {
            let selector = SecretKeySelector {
                name: secret.clone(),
                key: key.clone(),
                optional: None,
            };
            let source = EnvVarSource {
                secret_key_ref: Some(selector),
                ..EnvVarSource::default()
            };
            (None, Some(source))
        }
    };
    EnvVar {
        name: variable.name.clone(),
        value,
        value_from,
    }
}

/// Requests and limits alike: what is asked for is what may be used, and the pod is of the quality
/// of service class that is evicted last.
#[must_use]
pub fn resources(needs: Resources) -> ResourceRequirements {
    let mut amounts = BTreeMap::from([
        ("cpu".to_owned(), quantity::cpu(needs.cpu_millis)),
        ("memory".to_owned(), quantity::bytes(needs.memory_bytes)),
        (
            "ephemeral-storage".to_owned(),
            quantity::bytes(needs.disk_bytes),
        ),
    ]);
    if needs.gpu > 0 {
        amounts.insert(
            "nvidia.com/gpu".to_owned(),
            quantity::cpu(u64::from(needs.gpu) * 1000),
        );
    }
    ResourceRequirements {
        claims: None,
        limits: Some(amounts.clone()),
        requests: Some(amounts),
    }
}

fn mount(volume: &str, path: &str, read_only: bool) -> VolumeMount {
    VolumeMount {
        name: volume.to_owned(),
        mount_path: path.to_owned(),
        read_only: read_only.then_some(true),
        ..VolumeMount::default()
    }
}
