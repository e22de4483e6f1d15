//! What triggers give to runs: every parameter of a run that has no default.

use std::collections::BTreeMap;

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::{Constant, ValueType};
use pipewright_source::Span;
use pipewright_syntax::tree::{self, Record, TriggerKind};

use crate::context::Context;
use crate::decision::constant;
use crate::fields::Fields;
use crate::names::list;
use crate::parameters::Formal;
use crate::rules;
use crate::values::{Located, Value};

impl<'a> Context<'_, 'a> {
    /// The parameters a trigger supplies; nothing where one is wrong or missing.
    pub(super) fn supplied(
        &mut self,
        trigger: &tree::Trigger,
        pipeline: &tree::Pipeline,
        formals: &[Formal<'a>],
    ) -> Option<BTreeMap<String, Constant>> {
        let mut given = BTreeMap::new();
        let mut sound = true;
        if let Some(record) = &trigger.with {
            let record = self.without_bound(record, formals, &mut sound);
            let known: Vec<(&str, bool)> = formals
                .iter()
                .filter(|formal| formal.per_run)
                .map(|formal| (formal.name, false))
                .collect();
            let owner = format!("the run of `{}`", pipeline.name.value);
            let before = self.report.found.len();
            let fields = Fields::read(self, &record, &owner, &known);
            sound &= self.report.found.len() == before;
            for formal in formals {
                let Some(field) = fields.get(formal.name) else {
                    continue;
                };
                let value = self.located(&field.value);
                match self.constant_for(formal, value) {
                    Some(constant) => {
                        given.insert(formal.name.to_owned(), constant);
                    }
                    None => sound = false,
                }
            }
        }
        if sound && !matches!(trigger.kind, TriggerKind::Manual) {
            sound = self.all_supplied(trigger, pipeline, formals, &given);
        }
        sound.then_some(given)
    }

    /// A supplied value: of the parameter's type, and known when compiling.
    fn constant_for(&mut self, formal: &Formal<'a>, given: Located) -> Option<Constant> {
        let span = given.span;
        if let Value::Run(late) = &given.value {
            self.too_late(span, late);
            return None;
        }
        let value = self.give(formal, given);
        if let Value::Duration(_) = value {
            self.whole_seconds(&Located {
                value: value.clone(),
                span,
            })?;
        }
        if let Value::Text(_) = value {
            self.literal_text(&Located {
                value: value.clone(),
                span,
            })?;
        }
        constant(&value)
    }

    /// The fields without those of parameters that are bound when compiling, which are refused.
    fn without_bound(
        &mut self,
        record: &Record,
        formals: &[Formal<'a>],
        sound: &mut bool,
    ) -> Record {
        let bound: BTreeMap<&str, &Formal<'a>> = formals
            .iter()
            .filter(|formal| !formal.per_run)
            .map(|formal| (formal.name, formal))
            .collect();
        let mut rest = record.clone();
        rest.fields.retain(|field| {
            let Some(declared) = bound.get(field.name.value.as_str()) else {
                return true;
            };
            *sound = false;
            let name = &field.name.value;
            self.report.push(
                Diagnostic::new(
                    &rules::UNSUPPLIED_PARAMETER,
                    format!("`{name}` is bound when compiling, so no trigger gives it"),
                    field.name.span,
                    "the same for every run",
                )
                .with_related(declared.span, "declared without `per run`")
                .fix(
                    "let it come with each run",
                    declared.kind_span.after(),
                    " per run",
                ),
            );
            false
        });
        rest
    }

    fn all_supplied(
        &mut self,
        trigger: &tree::Trigger,
        pipeline: &tree::Pipeline,
        formals: &[Formal<'a>],
        given: &BTreeMap<String, Constant>,
    ) -> bool {
        let missing: Vec<&Formal<'a>> = formals
            .iter()
            .filter(|formal| formal.per_run && formal.required())
            .filter(|formal| !given.contains_key(formal.name))
            .collect();
        let Some(first) = missing.first() else {
            return true;
        };
        let names: Vec<&str> = missing.iter().map(|formal| formal.name).collect();
        let written = self.one_line(self.head_of(trigger));
        let message = format!(
            "nobody gives {} of `{}` when `{written}` starts it",
            list(&names),
            pipeline.name.value
        );
        let fields: Option<Vec<String>> = missing
            .iter()
            .map(|formal| Some(format!("{} = {}", formal.name, sample(formal)?)))
            .collect();
        let label = match &names[..] {
            [_] => "this trigger supplies no value for it",
            _ => "this trigger supplies no values for them",
        };
        let mut found = Diagnostic::new(&rules::UNSUPPLIED_PARAMETER, message, trigger.span, label)
            .with_related(first.span, "comes with each run, without a default")
            .help("give it here, or give the parameter a default");
        // Some value is no help where one of the parameters takes none that can be guessed.
        let Some(fields) = fields.map(|fields| fields.join(", ")) else {
            self.report.push(found);
            return false;
        };
        found = match trigger.with.as_ref().map(|record| record.fields.last()) {
            Some(Some(last)) => found.fix(
                format!("add `{fields}`"),
                last.span.after(),
                format!(", {fields}"),
            ),
            _ => {
                let place = self.head_of(trigger);
                let rest = Span {
                    start: place.end,
                    ..trigger.span
                };
                let text = format!(" with {{ {fields} }}");
                found.fix(format!("add `{}`", text.trim_start()), rest, text)
            }
        };
        self.report.push(found);
        false
    }

    /// A trigger without what it supplies.
    fn head_of(&self, trigger: &tree::Trigger) -> Span {
        let Some(record) = &trigger.with else {
            return trigger.span;
        };
        let before = Span {
            end: record.span.start,
            ..trigger.span
        };
        let text = self.slice(before).trim_end();
        let text = text.strip_suffix("with").unwrap_or(text).trim_end();
        Span {
            end: before.start + u32::try_from(text.len()).unwrap_or(0),
            ..before
        }
    }
}

/// A value of the parameter's type, for the author to change; one that its condition takes.
fn sample(formal: &Formal<'_>) -> Option<&'static str> {
    let text = |text: &str| Constant::Text(text.to_owned());
    let samples = match formal.kind.value_type()? {
        ValueType::String => vec![("\"\"", text("")), ("\"text\"", text("text"))],
        ValueType::Int => vec![("0", Constant::Int(0)), ("1", Constant::Int(1))],
        ValueType::Decimal => vec![
            ("0.0", Constant::Decimal("0.0".to_owned())),
            ("1.0", Constant::Decimal("1.0".to_owned())),
        ],
        ValueType::Bool => vec![
            ("false", Constant::Bool(false)),
            ("true", Constant::Bool(true)),
        ],
        ValueType::Date => vec![("2026-01-01", Constant::Date("2026-01-01".to_owned()))],
        ValueType::Timestamp => {
            let moment = "2026-01-01T00:00:00Z";
            vec![("\"2026-01-01T00:00:00Z\"", text(moment))]
        }
        ValueType::Duration => vec![("1h", Constant::Int(3600)), ("24h", Constant::Int(86_400))],
        ValueType::List(_) => return None,
    };
    let takes = |value: &Constant| {
        let condition = formal.condition.as_ref();
        condition.is_none_or(|condition| condition.broken(value).is_none())
    };
    let mut samples = samples.into_iter();
    samples
        .find(|(_, value)| takes(value))
        .map(|(written, _)| written)
}
