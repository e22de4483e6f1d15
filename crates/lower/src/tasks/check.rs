//! Checks: staged rows fetched and put to SQL.

use pipewright_model::{Check, DataReference};
use pipewright_plan::{CarriedFile, CheckPlan, Container, TaskKind};

use super::{Builder, TaskParts};
use crate::{containers, sql};

impl Builder<'_> {
    pub(super) fn name_checks(&mut self) {
        let pipeline = self.pipeline;
        for (at, check) in pipeline.checks.iter().enumerate() {
            let subject = Self::subject_name(&check.subject).replace('.', "_");
            let name = self.names.claim(&format!("check_{subject}"));
            self.checks
                .entry(check.subject.clone())
                .or_default()
                .push((at, name));
        }
    }

    pub(super) fn check_task(&mut self, at: usize, check: &Check) {
        let named = self.checks.get(&check.subject).into_iter().flatten();
        let Some(name) = named
            .clone()
            .find(|(place, _)| *place == at)
            .map(|(_, name)| name.clone())
        else {
            return;
        };
        let subject = Self::subject_name(&check.subject);
        let fetched = self.fetch(&name, &check.subject);
        let plan = CheckPlan {
            subject: subject.clone(),
            conditions: check.conditions.clone(),
            rejecting: None,
        };
        let file = CarriedFile {
            name: format!("{name}.sql"),
            text: sql::check_statements(&plan, &fetched.folder, fetched.format),
        };
        let mut list: Vec<Container> = fetched.container.into_iter().collect();
        list.push(containers::duckdb(
            &name,
            format!("checks {subject}"),
            file,
            &check.origin,
        ));
        let datasets = match &check.subject {
            DataReference::Dataset(name) => vec![name.clone()],
            _ => Vec::new(),
        };
        self.push(TaskParts {
            name,
            doc: check.doc.clone(),
            kind: TaskKind::Check(plan),
            needs: self.producers(&check.subject),
            inputs: Vec::new(),
            containers: list,
            timeout: None,
            datasets,
            endpoints: fetched.endpoints,
            outputs: Vec::new(),
            idempotent: true,
            group: check.group.clone(),
            origin: check.origin.clone(),
        });
    }
}
