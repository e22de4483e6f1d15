//! The PrometheusRule that fires when a run has failed.

use std::collections::BTreeMap;

use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use pipewright_plan::Plan;
use pipewright_pod::labels;
use serde::Serialize;

use super::{ALERT_LABEL, literal};

/// `monitoring.coreos.com/v1` `PrometheusRule`, as far as it is used here.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct PrometheusRule {
    api_version: &'static str,
    kind: &'static str,
    /// Its metadata.
    pub metadata: ObjectMeta,
    spec: RuleSpec,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct RuleSpec {
    groups: Vec<Group>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Group {
    name: String,
    rules: Vec<Rule>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct Rule {
    alert: &'static str,
    expr: String,
    labels: BTreeMap<&'static str, String>,
    annotations: BTreeMap<&'static str, String>,
}

/// The rule of the pipeline.
#[must_use]
pub fn prometheus_rule(plan: &Plan) -> PrometheusRule {
    let pipeline = &plan.pipeline;
    let rule = Rule {
        alert: "PipewrightRunFailed",
        expr: expression(&plan.environment.namespace, &pipeline.slug),
        labels: BTreeMap::from([
            (ALERT_LABEL, pipeline.slug.clone()),
            ("severity", "warning".to_owned()),
        ]),
        annotations: BTreeMap::from([
            (
                "summary",
                format!(
                    "Pipeline {} failed in {}",
                    literal(&pipeline.name),
                    literal(&plan.environment.name)
                ),
            ),
            ("description", description(plan)),
        ]),
    };
    PrometheusRule {
        api_version: "monitoring.coreos.com/v1",
        kind: "PrometheusRule",
        metadata: labels::metadata(plan, pipeline.slug.clone()),
        spec: RuleSpec {
            groups: vec![Group {
                name: pipeline.slug.clone(),
                rules: vec![rule],
            }],
        },
    }
}

/// A Job of this CronJob has failed, and had not an hour ago: each failed run is one alert of one
/// hour, however long the Job is kept. Namespace and slug are DNS labels, so nothing is escaped.
fn expression(namespace: &str, slug: &str) -> String {
    format!(
        "kube_job_failed{{condition=\"true\", namespace=\"{namespace}\"}} == 1\n\
         and on (namespace, job_name)\n\
         kube_job_owner{{namespace=\"{namespace}\", owner_kind=\"CronJob\", owner_name=\"{slug}\"}}\n\
         unless on (namespace, job_name)\n\
         kube_job_failed{{condition=\"true\", namespace=\"{namespace}\"}} offset 1h == 1\n"
    )
}

fn description(plan: &Plan) -> String {
    let owner = plan
        .pipeline
        .owner
        .as_ref()
        .map(|owner| format!(" Owner: {}.", literal(owner)))
        .unwrap_or_default();
    format!(
        "Run {{{{ $labels.job_name }}}} ended without success.{owner} See `kubectl -n {} logs job/{{{{ $labels.job_name }}}} --all-containers`.",
        plan.environment.namespace
    )
}
