//! Where the rows of each reference lie: in a folder of their own, or beside others.
//!
//! A step's rows lie in a folder named after it. Those of a loop's steps lie beside each other, so
//! that collecting them is reading the folder above; those of an `either`'s members lie in one
//! folder, so that its readers need not know which of them ran. Where a check rejects rows, what it
//! keeps lies in the place its readers look into, and the step's rows in the step's own.

use pipewright_diagnostics::Diagnostic;
use pipewright_model::{DataReference, Dataset, Step};
use pipewright_plan::{Access, EngineValue, Format, Guard};

use super::Builder;
use super::index::group;
use crate::data::Place;
use crate::guards;
use crate::rules;

/// Where rows are read.
pub enum Rows<'a> {
    /// A staged folder of Parquet files.
    Staged(Place),
    /// A store that hands over its location.
    Store(&'a Dataset, String, Format),
}

impl<'a> Builder<'a> {
    /// What a reference is called in messages: `by_country`, `split.good`, `collect(load)`.
    pub(super) fn subject_name(reference: &DataReference) -> String {
        let with_output = |name: &str, output: &Option<String>| match output {
            None => name.to_owned(),
            Some(output) => format!("{name}.{output}"),
        };
        match reference {
            DataReference::Dataset(name) | DataReference::Joined { name } => name.clone(),
            DataReference::Output { step, output } => with_output(step, output),
            DataReference::Collected { group, output } => {
                format!("collect({})", with_output(group, output))
            }
            DataReference::Interval(name) => format!("interval({name})"),
        }
    }

    /// The names of outputs and datasets a reference stands for: one, but for a whole loop.
    pub(super) fn input_names(&self, reference: &DataReference) -> Vec<String> {
        match reference {
            DataReference::Collected { .. } => self
                .members(reference)
                .iter()
                .map(Self::subject_name)
                .collect(),
            DataReference::Interval(name) => vec![name.clone()],
            _ => vec![Self::subject_name(reference)],
        }
    }

    /// The dataset a reference reads.
    pub(super) fn dataset_of(reference: &DataReference) -> Option<&str> {
        match reference {
            DataReference::Dataset(name) | DataReference::Interval(name) => Some(name),
            _ => None,
        }
    }

    /// What a reference to a whole loop stands for.
    pub(super) fn members(&self, reference: &DataReference) -> Vec<DataReference> {
        let DataReference::Collected { group, output } = reference else {
            return Vec::new();
        };
        let members = self.index.members(group).iter();
        members
            .map(|step| DataReference::Output {
                step: step.name.clone(),
                output: output.clone(),
            })
            .collect()
    }

    /// All that the loop yields of which a reference is one step's.
    pub(super) fn whole(&self, reference: &DataReference) -> Option<DataReference> {
        let DataReference::Output { step, output } = reference else {
            return None;
        };
        let step = self.index.steps.get(step.as_str())?;
        Some(DataReference::Collected {
            group: group(step)?.to_owned(),
            output: output.clone(),
        })
    }

    /// The ways rows of a reference come to be on.
    pub(super) fn ways_of(&self, reference: &DataReference) -> &'a [Guard] {
        match reference {
            DataReference::Dataset(_) | DataReference::Interval(_) => &[],
            DataReference::Output { step, .. } => self
                .index
                .steps
                .get(step.as_str())
                .map_or(&[], |step| &step.when),
            DataReference::Joined { name } => self
                .index
                .joins
                .get(name.as_str())
                .map_or(&[], |join| &join.when),
            DataReference::Collected { group, .. } => {
                let members = self.index.members(group).iter();
                guards::shared(members.map(|step| step.when.as_slice()))
            }
        }
    }

    /// The rows a reader finds: what the checks that reject rows on all its ways have kept.
    pub(super) fn rows(&mut self, reference: &DataReference, when: &[Guard]) -> Option<Rows<'a>> {
        let stages = self.rejecting.get(reference).map_or(0, Vec::len);
        self.rows_before(reference, when, stages)
    }

    /// The rows who decides about the way finds, perhaps whether they are checked at all.
    pub(super) fn rows_on_the_way(
        &mut self,
        reference: &DataReference,
        when: &[Guard],
    ) -> Option<Rows<'a>> {
        let list = self.rejecting.get(reference).map_or(&[][..], Vec::as_slice);
        let checks = &self.pipeline.checks;
        let on_the_way = |(at, _): &(usize, String)| {
            let check = checks.get(*at);
            check.is_some_and(|check| guards::within(when, &check.when))
        };
        match list.iter().rposition(on_the_way) {
            Some(last) => self.place(reference, last + 1).map(Rows::Staged),
            None => self.first_rows(reference),
        }
    }

    /// The rows a reader finds that stands before the rejecting check of that number.
    pub(super) fn rows_before(
        &mut self,
        reference: &DataReference,
        when: &[Guard],
        stages: usize,
    ) -> Option<Rows<'a>> {
        if matches!(reference, DataReference::Collected { .. }) {
            // Each member's checks must have kept or rejected its rows on all ways of the member.
            for member in self.members(reference) {
                let ways = self.ways_of(&member);
                let all = self.rejecting.get(&member).map_or(0, Vec::len);
                let _stage = self.last_stage(&member, ways, all);
            }
        }
        match self.last_stage(reference, when, stages) {
            0 => self.first_rows(reference),
            stage => self.place(reference, stage).map(Rows::Staged),
        }
    }

    /// The last stage on the way of a reader: 0 is the rows as they came to be, each rejecting
    /// check makes one more.
    pub(super) fn last_stage(
        &mut self,
        reference: &DataReference,
        when: &[Guard],
        stages: usize,
    ) -> usize {
        let mut last = 0;
        let pipeline = self.pipeline;
        let list = self.rejecting.get(reference).cloned().unwrap_or_default();
        for (stage, (at, _)) in list.iter().take(stages).enumerate() {
            let Some(check) = pipeline.checks.get(*at) else {
                continue;
            };
            if guards::within(when, &check.when) {
                last = stage + 1;
            } else if !guards::exclude(when, &check.when) && self.unguarded.insert(*at) {
                let subject = Self::subject_name(reference);
                let place = check
                    .rejecting
                    .as_ref()
                    .map_or(&check.origin, |to| &to.origin);
                self.diagnostics.push(
                    Diagnostic::new(
                        &rules::REJECTING_ON_ONE_WAY,
                        format!("`{subject}` is read where its check rejects rows, and where it does not"),
                        place.span,
                        "only on this way rows are rejected",
                    )
                    .because("readers on another way would find the rows that are rejected here")
                    .help(format!("check `{subject}` outside of `when`, where all its readers stand after it")),
                );
            }
        }
        last
    }

    fn first_rows(&self, reference: &DataReference) -> Option<Rows<'a>> {
        if let DataReference::Dataset(name) = reference {
            let dataset = self.dataset(name)?;
            if let Access::Location { uri, format } = &dataset.facts.access {
                return Some(Rows::Store(dataset, uri.clone(), *format));
            }
        }
        self.place(reference, 0).map(Rows::Staged)
    }

    /// The folder of a stage.
    pub(super) fn place(&self, reference: &DataReference, stage: usize) -> Option<Place> {
        let list = self.rejecting.get(reference).map_or(&[][..], Vec::as_slice);
        if stage == list.len()
            && let Some(place) = self.shared_place(reference)
        {
            return Some(place);
        }
        match stage.checked_sub(1) {
            Some(before) => list.get(before).map(|(_, name)| Place::of(name)),
            None => self.own_place(reference),
        }
    }

    /// The folder rows lie in beside others: that of a join, or of a loop.
    fn shared_place(&self, reference: &DataReference) -> Option<Place> {
        if let Some(join) = self.index.joined.get(reference) {
            return Some(self.join_place(&join.name));
        }
        let DataReference::Output { step, output } = reference else {
            return None;
        };
        let step = self.index.steps.get(step.as_str())?;
        self.loop_place(step, output.as_deref())
    }

    /// The folder of a join; that of the join it goes into, unless a check stands between.
    fn join_place(&self, name: &str) -> Place {
        let mut last = name;
        for _ in 0..self.pipeline.joins.len() {
            let reference = DataReference::Joined {
                name: last.to_owned(),
            };
            let checked = self.rejecting.contains_key(&reference);
            match self.index.joined.get(&reference).filter(|_| !checked) {
                Some(outer) => last = &outer.name,
                None => break,
            }
        }
        Place::of(last)
    }

    fn loop_place(&self, step: &Step, output: Option<&str>) -> Option<Place> {
        let folder = Place::of(group(step)?).below_output(output);
        match (&step.fan_out, &step.label) {
            (Some(_), _) => Some(folder.below_variable(EngineValue::Index.variable())),
            (None, Some(label)) => Some(folder.below(label)),
            (None, None) => Some(folder.below(&step.name)),
        }
    }

    fn own_place(&self, reference: &DataReference) -> Option<Place> {
        Some(match reference {
            DataReference::Dataset(name) => Place::of(self.reads.get(&(name.clone(), false))?),
            DataReference::Interval(name) => Place::of(self.reads.get(&(name.clone(), true))?),
            DataReference::Output { step, output } => {
                Place::of(step).below_output(output.as_deref())
            }
            DataReference::Joined { name } => self.join_place(name),
            DataReference::Collected { group, output } => {
                Place::of(group).below_output(output.as_deref())
            }
        })
    }

    /// Refuses rows that would have to lie in two places at once.
    pub(super) fn one_place_each(&mut self) {
        let pipeline = self.pipeline;
        for join in &pipeline.joins {
            for member in &join.data {
                let first = self.index.joined.get(member).copied();
                let other = first.filter(|first| first.name != join.name);
                let collected = match member {
                    DataReference::Output { step, .. } => self
                        .index
                        .steps
                        .get(step.as_str())
                        .and_then(|step| group(step))
                        .filter(|group| self.index.collected.contains(group)),
                    _ => None,
                };
                let place = match (other, collected) {
                    (Some(other), _) => format!("with those of `{}`", other.name),
                    (None, Some(group)) => {
                        format!("with those of the loop, for `collect({group})`")
                    }
                    (None, None) => {
                        let ways = self.ways_of(member);
                        let all = self.rejecting.get(member).map_or(0, Vec::len);
                        let _stage = self.last_stage(member, ways, all);
                        continue;
                    }
                };
                let name = Self::subject_name(member);
                let mut found = Diagnostic::new(
                    &rules::TWO_PLACES,
                    format!("the rows of `{name}` would have to lie in two places"),
                    join.origin.span,
                    format!("with those of `{}`", join.name),
                )
                .because(format!("{place} as well"))
                .help("put a step between that hands the rows on, or read one of the two only");
                if let Some(other) = other {
                    found = found.with_related(other.origin.span, "and with those of this one");
                }
                self.diagnostics.push(found);
                break;
            }
        }
    }
}
