//! Places that tasks and runs share: mutexes, and semaphores whose numbers stand in a ConfigMap.

use std::collections::BTreeMap;

use k8s_openapi::api::core::v1::{ConfigMap, ConfigMapKeySelector};
use k8s_openapi::apimachinery::pkg::apis::meta::v1::ObjectMeta;
use pipewright_plan::{EnvironmentPlan, Overlap, Places, Plan};
use pipewright_pod::names::{self, LONGEST_LABEL};

use crate::crd::{Locks, Mutex, Semaphore};
use crate::objects;

/// The ConfigMap of an environment's semaphores.
#[must_use]
pub fn map_name(environment: &EnvironmentPlan) -> String {
    names::dns_label(
        &format!("pipewright-{}-places", environment.name),
        LONGEST_LABEL,
    )
}

/// A place's name in the namespace, which environments may share.
fn place_name(environment: &EnvironmentPlan, name: &str) -> String {
    let whole = format!("{}-{name}", environment.name);
    let label = names::dns_label(&whole, LONGEST_LABEL);
    if label == whole {
        return label;
    }
    let head = names::dns_label(&whole, LONGEST_LABEL - 9);
    format!(
        "{head}-{}",
        names::short_hash([environment.name.as_str(), name])
    )
}

/// What must be held; `None` where there is nothing.
#[must_use]
pub fn locks(plan: &Plan, places: &[Places]) -> Option<Locks> {
    let environment = &plan.environment;
    let mut locks = Locks::default();
    for place in places {
        let name = place_name(environment, &place.name);
        if place.most <= 1 {
            locks.mutexes.push(Mutex { name });
        } else {
            locks.semaphores.push(Semaphore {
                config_map_key_ref: ConfigMapKeySelector {
                    name: map_name(environment),
                    key: name,
                    optional: None,
                },
            });
        }
    }
    (locks != Locks::default()).then_some(locks)
}

/// What a run must hold: its places, and the pipeline itself where no two runs may go on at once.
/// A CronWorkflow alone knows of its own runs only.
#[must_use]
pub fn of_run(plan: &Plan) -> Option<Locks> {
    let mut locks = locks(plan, &plan.pipeline.places).unwrap_or_default();
    if plan.pipeline.overlap == Overlap::Forbid {
        let name = format!("run-{}", plan.pipeline.slug);
        locks.mutexes.push(Mutex {
            name: place_name(&plan.environment, &name),
        });
    }
    (locks != Locks::default()).then_some(locks)
}

/// Every place of these plans that more than one may hold, by name, and how many may.
fn semaphores(plans: &[&Plan]) -> BTreeMap<String, String> {
    plans
        .iter()
        .flat_map(|plan| {
            let tasks = plan.pipeline.tasks.iter().flat_map(|task| &task.places);
            let places = plan.pipeline.places.iter().chain(tasks);
            places.map(move |place| (plan, place))
        })
        .filter(|(_, place)| place.most > 1)
        .map(|(plan, place)| {
            (
                place_name(&plan.environment, &place.name),
                place.most.to_string(),
            )
        })
        .collect()
}

/// The ConfigMap; `None` where there are no semaphores.
#[must_use]
pub fn config_map(plans: &[&Plan]) -> Option<ConfigMap> {
    let first = plans.first()?;
    let data = semaphores(plans);
    (!data.is_empty()).then(|| ConfigMap {
        metadata: ObjectMeta {
            name: Some(map_name(&first.environment)),
            ..objects::of_environment(&first.environment)
        },
        data: Some(data),
        ..ConfigMap::default()
    })
}
