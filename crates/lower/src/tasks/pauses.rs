//! Tasks that move no rows: consents, pauses, the end of a bounded loop; and the late edges of
//! resources and of what runs at the end.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_plan::{Approval, CarriedFile, Role, TaskKind, Wait, WaitSince};

use super::gates::GateKind;
use super::{Builder, TaskParts};
use crate::{containers, sql};

impl Builder<'_> {
    /// People are asked when the checks have passed.
    pub(super) fn approval_tasks(&mut self) {
        let names = std::mem::take(&mut self.approval_names);
        for (approval, name) in self.pipeline.approvals.iter().zip(&names) {
            let subject = Self::subject_name(&approval.subject);
            let needs = self.gates_of(&approval.subject, &approval.when, |gate| {
                matches!(gate.kind, GateKind::Check | GateKind::Rejecting)
            });
            let plan = Approval {
                subject,
                ..approval.plan.clone()
            };
            let within = plan.within_seconds;
            let kind = TaskKind::Approval(plan);
            let mut parts = TaskParts::new(name.clone(), kind, &approval.when, &approval.origin);
            parts.needs = needs;
            parts.timeout = Some((within, approval.origin.clone()));
            self.push(parts);
        }
    }

    /// A pause after a subject is there.
    pub(super) fn wait_tasks(&mut self) {
        let names = std::mem::take(&mut self.wait_names);
        for (wait, name) in self.pipeline.waits.iter().zip(&names) {
            let kind = TaskKind::Wait(Wait {
                seconds: wait.seconds,
                since: WaitSince::Predecessors,
            });
            let mut parts = TaskParts::new(name.clone(), kind, &wait.when, &wait.origin);
            parts.needs = self.gates_of(&wait.subject, &wait.when, |_| false);
            parts.timeout = Some((wait.seconds, wait.origin.clone()));
            self.push(parts);
        }
    }

    /// Pauses between the passes of bounded loops; steps of the later pass need them by name.
    pub(super) fn pass_tasks(&mut self) {
        for pause in &self.pipeline.pauses {
            let kind = TaskKind::Wait(Wait {
                seconds: pause.seconds,
                since: WaitSince::Predecessors,
            });
            let mut parts = TaskParts::new(pause.name.clone(), kind, &pause.when, &pause.origin);
            parts.needs.clone_from(&pause.after);
            parts.timeout = Some((pause.seconds, pause.origin.clone()));
            self.push(parts);
        }
    }

    /// The ends of bounded loops, on the ways on which the last condition does not hold.
    pub(super) fn fail_tasks(&mut self) {
        for bound in &self.pipeline.bounds {
            let file = CarriedFile {
                name: format!("{}.sql", bound.name),
                text: format!(
                    "-- Ends the run: a bounded loop came to its bound.\nSELECT error({});\n",
                    sql::text(&bound.message)
                ),
            };
            let kind = TaskKind::Fail {
                message: bound.message.clone(),
            };
            let purpose = "ends the run as failed".to_owned();
            let mut parts = TaskParts::new(bound.name.clone(), kind, &bound.when, &bound.origin);
            parts.containers = vec![containers::duckdb(
                &bound.name,
                purpose,
                file,
                &bound.origin,
            )];
            parts.once = true;
            self.push(parts);
        }
    }

    /// What takes a resource away comes after all who use it. What runs at the end of every run
    /// needs only what does so too.
    pub(super) fn release_tasks(&mut self) {
        let mut users: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        let mut acquired: BTreeMap<&str, &str> = BTreeMap::new();
        for resource in &self.pipeline.resources {
            let list = users.entry(&resource.release).or_default();
            list.push(resource.acquire.clone());
            list.extend(resource.users.iter().cloned());
            acquired.insert(&resource.acquire, &resource.release);
        }
        for (write, name) in self.pipeline.writes.iter().zip(&self.write_names) {
            for acquire in write.after.iter().filter(|_| !name.is_empty()) {
                let release = acquired.get(acquire.as_str());
                if let Some(list) = release.and_then(|release| users.get_mut(release)) {
                    list.push(name.clone());
                }
            }
        }
        let finally: BTreeSet<String> = self
            .tasks
            .iter()
            .filter(|task| task.role == Role::Finally)
            .map(|task| task.name.clone())
            .collect();
        for task in &mut self.tasks {
            match &task.role {
                Role::Release { .. } => {
                    let own = std::mem::take(&mut task.needs);
                    let others = users.remove(task.name.as_str()).unwrap_or_default();
                    let mut seen = BTreeSet::new();
                    task.needs = others
                        .into_iter()
                        .chain(own)
                        .filter(|need| seen.insert(need.clone()))
                        .collect();
                }
                Role::Finally => task.needs.retain(|need| finally.contains(need)),
                Role::Work | Role::Acquire { .. } => {}
            }
        }
    }

    /// Under `late data within` nothing starts before the data of the interval may be whole.
    pub(super) fn late_data_task(&mut self) {
        let Some(late) = &self.pipeline.late_data else {
            return;
        };
        let name = self.names.claim("wait_late_data");
        for task in &mut self.tasks {
            if task.needs.is_empty() && task.role != Role::Finally {
                task.needs.push(name.clone());
            }
        }
        let kind = TaskKind::Wait(Wait {
            seconds: late.seconds,
            since: WaitSince::LogicalTime,
        });
        let mut parts = TaskParts::new(name, kind, &[], &late.origin);
        parts.timeout = Some((late.seconds, late.origin.clone()));
        self.push(parts);
    }
}
