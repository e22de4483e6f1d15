//! What is known of an environment.

use pipewright_plan::{Alerts, EnvironmentPlan, GitOpsTool, SecretStore, SyncPolicy};
use pipewright_source::Span;

use crate::known::{FactValue, Known, Subject};

/// An environment.
pub struct EnvironmentSubject<'p>(pub &'p EnvironmentPlan);

impl<'p> Subject<'p> for EnvironmentSubject<'p> {
    fn called(&self) -> String {
        format!("the environment `{}`", self.0.name)
    }

    fn key(&self) -> String {
        self.0.name.clone()
    }

    fn declared(&self) -> Span {
        self.0.origin.span
    }

    fn fact(&self, name: &str) -> Option<Known<'p>> {
        let facts = self.0;
        let gitops = facts.gitops.as_ref();
        Some(match name {
            "name" => FactValue::text(&facts.name).plain(),
            "namespace" => FactValue::text(&facts.namespace).plain(),
            "targets" => {
                let targets = facts.targets.iter();
                FactValue::texts(targets.map(|target| target.name.as_str())).plain()
            }
            "clusters" => {
                let clusters = facts.clusters.iter();
                FactValue::texts(clusters.map(|cluster| cluster.name.as_str())).plain()
            }
            "region" => {
                FactValue::places(facts.clusters.iter().map(|cluster| &cluster.region)).plain()
            }
            // Logs whose place one cluster keeps to itself lie who knows where.
            "logs" if facts.clusters.iter().any(|cluster| cluster.logs.is_none()) => {
                FactValue::Absent.plain()
            }
            "logs" => {
                let logs = facts
                    .clusters
                    .iter()
                    .filter_map(|cluster| cluster.logs.as_ref());
                FactValue::places(logs).plain()
            }
            "spot" => FactValue::Truth(facts.clusters.iter().any(|cluster| cluster.spot)).plain(),
            "priced" => {
                let mut clusters = facts.clusters.iter();
                let priced = clusters.all(|cluster| {
                    let nodes = &cluster.nodes;
                    !nodes.is_empty() && nodes.iter().all(|node| node.hourly.is_some())
                });
                FactValue::Truth(priced).plain()
            }
            "quota" => {
                let mut clusters = facts.clusters.iter();
                FactValue::Truth(clusters.all(|cluster| cluster.quota.is_some())).plain()
            }
            "registries" => {
                let registries = facts.registries.iter();
                FactValue::texts(registries.map(|registry| registry.prefix.as_str())).plain()
            }
            "staging" => {
                FactValue::stated(facts.staging.as_ref().map(|staging| &staging.uri)).plain()
            }
            "staging.region" => {
                let staging = facts.staging.as_ref();
                FactValue::places(staging.map(|staging| &staging.region))
                    .perhaps_at(staging.map(|staging| staging.region_origin.span))
            }
            "secrets" => FactValue::text(match facts.secrets {
                SecretStore::Existing => "existing",
                SecretStore::External { .. } => "external",
            })
            .plain(),
            "gitops" => gitops
                .map_or(FactValue::Absent, |gitops| {
                    FactValue::text(match gitops.tool {
                        GitOpsTool::Argocd => "argocd",
                        GitOpsTool::Flux => "flux",
                    })
                })
                .perhaps_at(gitops.map(|gitops| gitops.origin.span)),
            "sync" => gitops
                .map_or(FactValue::Absent, |gitops| {
                    FactValue::text(match gitops.sync {
                        SyncPolicy::Manual => "manual",
                        SyncPolicy::Automatic => "automatic",
                        SyncPolicy::Prune => "prune",
                    })
                })
                .perhaps_at(gitops.map(|gitops| gitops.origin.span)),
            "alerts" => match facts.alerts {
                Some(Alerts::Prometheus) => FactValue::text("prometheus").plain(),
                None => FactValue::Absent.plain(),
            },
            _ => return None,
        })
    }
}
