//! What conditions ask of data: rows and ages, measured by a task of their own.

use std::collections::BTreeMap;

use pipewright_model::{DataReference, Operand};
use pipewright_plan::{
    CarriedFile, EnvironmentVariable, Guard, Operand as Planned, TaskKind, Text, VALUES_FILE,
    VALUES_VARIABLE, ValueType, VariableValue, YieldedValue,
};

use super::gates::GateKind;
use super::{Builder, TaskParts, references};
use crate::names::{UniqueNames, word};
use crate::sql::{self, Measured};
use crate::{containers, guards};

/// One subject, and everything asked of it.
pub struct Measure<'a> {
    /// The task.
    pub task: String,
    /// The ways all who ask lie on.
    when: &'a [Guard],
    /// The first condition that asks.
    origin: &'a pipewright_plan::Origin,
    names: UniqueNames,
    /// The names of the values, in the order asked.
    asked: Vec<(String, Measured)>,
    known: BTreeMap<Measured, String>,
}

impl<'a> Builder<'a> {
    /// Gathers what is asked of each subject.
    pub(super) fn name_measures(&mut self) {
        for branch in &self.pipeline.branches {
            for operand in references::operands(&branch.condition) {
                let Some((subject, measured)) = asked(operand) else {
                    continue;
                };
                if !self.measures.contains_key(subject) {
                    let name = word(&Self::subject_name(subject));
                    let measure = Measure {
                        task: self.names.claim(&format!("measure_{name}")),
                        when: &branch.when,
                        origin: &branch.origin,
                        names: UniqueNames::default(),
                        asked: Vec::new(),
                        known: BTreeMap::new(),
                    };
                    self.measures.insert(subject.clone(), measure);
                }
                if let Some(measure) = self.measures.get_mut(subject) {
                    measure.when = guards::shared([measure.when, &branch.when].into_iter());
                    measure.ask(measured);
                }
            }
        }
    }

    /// The tasks, in source order of their first question.
    pub(super) fn measure_tasks(&mut self) {
        let mut made = std::collections::BTreeSet::new();
        for branch in &self.pipeline.branches {
            for operand in references::operands(&branch.condition) {
                if let Some((subject, _)) = asked(operand)
                    && made.insert(subject)
                {
                    self.measure_task(subject);
                }
            }
        }
    }

    fn measure_task(&mut self, subject: &DataReference) {
        let Some(measure) = self.measures.get(subject) else {
            return;
        };
        let (name, when, origin) = (measure.task.clone(), measure.when, measure.origin);
        let asked = measure.asked.clone();
        let what = Self::subject_name(subject);
        let rows = self.rows_on_the_way(subject, when);
        let fetched = self.fetch_rows(&name, &what, rows);
        let schema = self.schema(subject);
        let rows = sql::read_typed(&fetched.folder, fetched.format, schema.as_ref());
        let file = CarriedFile {
            name: format!("{name}.sql"),
            text: sql::measure_statements(&what, &rows, &asked),
        };
        let mut container = containers::duckdb(&name, format!("measures {what}"), file, origin);
        container.env.push(EnvironmentVariable {
            name: VALUES_VARIABLE.to_owned(),
            value: VariableValue::Text(Text::literal(VALUES_FILE)),
        });
        // Checks on every way of the subject come first. Those on one way only may be what the
        // measure decides about, and approvals are asked for by what it says.
        let needs = self.gates_of(subject, when, |gate| {
            matches!(gate.kind, GateKind::Check | GateKind::Rejecting)
                && guards::within(when, gate.when)
        });
        let kind = TaskKind::Measure {
            subject: what.clone(),
        };
        let mut parts = TaskParts::new(name, kind, when, origin);
        parts.needs = needs;
        parts.inputs = self.input_names(subject);
        parts.containers = fetched.container.into_iter().collect();
        parts.containers.push(container);
        parts.values = asked
            .iter()
            .map(|(name, measured)| YieldedValue {
                name: name.clone(),
                kind: kind_of(measured),
                doc: None,
            })
            .collect();
        parts.datasets = Self::dataset_of(subject)
            .map(str::to_owned)
            .into_iter()
            .collect();
        parts.endpoints = fetched.endpoints;
        self.push(parts);
    }

    /// A fact of data as the value of the task that measures it.
    pub(super) fn measured(&self, operand: &Operand) -> Option<Planned> {
        let (subject, measured) = asked(operand)?;
        let measure = self.measures.get(subject)?;
        Some(Planned::Value {
            tasks: vec![measure.task.clone()],
            name: measure.known.get(&measured)?.clone(),
            kind: kind_of(&measured),
        })
    }
}

impl Measure<'_> {
    fn ask(&mut self, measured: Measured) {
        if self.known.contains_key(&measured) {
            return;
        }
        let wanted = match &measured {
            Measured::Rows => "rows".to_owned(),
            Measured::Age(column) => format!("age_{}", word(&column.to_ascii_lowercase())),
        };
        let name = self.names.claim(&wanted);
        self.asked.push((name.clone(), measured.clone()));
        self.known.insert(measured, name);
    }
}

/// The subject and the fact, where an operand is one.
fn asked(operand: &Operand) -> Option<(&DataReference, Measured)> {
    match operand {
        Operand::Rows(of) => Some((of, Measured::Rows)),
        Operand::Age { of, column } => Some((of, Measured::Age(column.clone()))),
        Operand::Constant(_) | Operand::Parameter { .. } | Operand::Value { .. } => None,
    }
}

const fn kind_of(measured: &Measured) -> ValueType {
    match measured {
        Measured::Rows => ValueType::Int,
        Measured::Age(_) => ValueType::Duration,
    }
}
