//! Checks: staged rows fetched and put to SQL; rows that break a condition on rows may be rejected.

use pipewright_model::{Check, DataReference, Rejecting};
use pipewright_plan::{
    CarriedFile, CheckPlan, Container, Rejecting as Planned, Schema, TaskKind, TaskOutput,
};

use super::fetch::Stored;
use super::write::Publish;
use super::{Builder, TaskParts};
use crate::containers;
use crate::data::Place;
use crate::sql::{self, Checked};

impl Builder<'_> {
    pub(super) fn check_task(&mut self, at: usize, check: &Check) {
        let Some(name) = self.check_names.get(at).cloned() else {
            return;
        };
        let subject = Self::subject_name(&check.subject);
        // One that rejects reads what those before it have kept; all others what all have kept.
        let rejecting = self.rejecting.get(&check.subject);
        let stages = rejecting.map_or(0, |list| {
            let own = list.iter().position(|(place, _)| *place == at);
            own.unwrap_or(list.len())
        });
        let needs = self.makers(&check.subject, &check.when, stages);
        let rows = self.rows_before(&check.subject, &check.when, stages);
        let fetched = self.fetch_rows(&name, &subject, rows);
        let schema = self.schema(&check.subject);
        let plan = CheckPlan {
            subject: subject.clone(),
            conditions: check.conditions.clone(),
            rejecting: check.rejecting.as_ref().map(|rejecting| Planned {
                dataset: rejecting.dataset.clone(),
                origin: rejecting.origin.clone(),
            }),
        };
        let split = check.rejecting.as_ref().map(|rejecting| {
            let kept = self.place(&check.subject, stages + 1).unwrap_or_default();
            let apart = self.names.claim(&format!("{name}_rejected"));
            let rejected = Place::of(&apart);
            Split {
                kept: self.store(&name, &format!("the rows {name} keeps"), &kept),
                rejected: self.store(&apart, &format!("the rows {name} rejects"), &rejected),
                place: rejected,
                rejecting,
            }
        });
        let checked = Checked {
            folder: &fetched.folder,
            format: fetched.format,
            schema: schema.as_ref(),
            split: split.as_ref().map(|split| {
                (
                    split.kept.folder.as_str(),
                    split.rejected.folder.as_str(),
                    split.kept.above.as_slice(),
                )
            }),
        };
        let file = CarriedFile {
            name: format!("{name}.sql"),
            text: sql::check_statements(&plan, &checked),
        };
        let mut list: Vec<Container> = fetched.container.into_iter().collect();
        let purpose = format!("checks {subject}");
        list.push(containers::duckdb(&name, purpose, file, &check.origin));
        let mut parts = TaskParts::new(
            name.clone(),
            TaskKind::Check(plan),
            &check.when,
            &check.origin,
        );
        parts.doc = check.doc.clone();
        parts.needs = needs;
        parts.inputs = self.check_inputs(check);
        parts.datasets = Self::dataset_of(&check.subject)
            .map(str::to_owned)
            .into_iter()
            .collect();
        parts.endpoints = fetched.endpoints;
        parts.group = check.group.clone();
        if let Some(split) = split {
            list.extend(split.kept.container);
            list.extend(split.rejected.container);
            self.add_staging_endpoints(&mut parts.endpoints);
            let output = |what: &str| TaskOutput {
                name: format!("{name}.{what}"),
                schema: schema.clone(),
                inferred: true,
            };
            parts.outputs = vec![output("kept"), output("rejected")];
            parts.containers = list;
            self.push(parts);
            self.rejects_task(&name, check, split.rejecting, &split.place, schema);
        } else {
            parts.containers = list;
            self.push(parts);
        }
    }

    /// What stands for the subject where its name is no output's and no dataset's.
    fn check_inputs(&self, check: &Check) -> Vec<String> {
        match (&check.subject, &check.rejecting) {
            (DataReference::Collected { .. } | DataReference::Interval(_), _) | (_, Some(_)) => {
                self.input_names(&check.subject)
            }
            (_, None) => Vec::new(),
        }
    }

    /// The write of the rejected rows.
    fn rejects_task(
        &mut self,
        name: &str,
        check: &Check,
        rejecting: &Rejecting,
        place: &Place,
        given: Option<Schema>,
    ) {
        self.publish(Publish {
            subject: format!("{name}.rejected"),
            rows: Some(super::places::Rows::Staged(place.clone())),
            given,
            dataset: &rejecting.dataset,
            mode: &rejecting.mode,
            mode_origin: &rejecting.mode_origin,
            in_one_transaction: false,
            needs: vec![name.to_owned()],
            inputs: Vec::new(),
            reads: None,
            when: &check.when,
            doc: None,
            group: check.group.clone(),
            origin: &rejecting.origin,
        });
    }
}

/// Where the rows of a check that rejects go.
struct Split<'a> {
    kept: Stored,
    rejected: Stored,
    place: Place,
    rejecting: &'a Rejecting,
}
