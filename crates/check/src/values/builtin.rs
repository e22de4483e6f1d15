//! Built-in names: those of a run, and those of a connector's movers.

use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_model::{Builtin, Template, TemplatePart};
use pipewright_plan::{EngineValue, ValueType};
use pipewright_syntax::tree::{Name, Path};

use super::{RunValue, Value};
use crate::context::{Ambient, Context};
use crate::names::{list, nearest};
use crate::rules;

/// Names that a connector's clauses have built in.
pub const CONNECTOR_NAMES: [&str; 7] = [
    "local",
    "path",
    "mode",
    "keys",
    "run",
    "interval_start",
    "interval_end",
];

/// What a run has, and what a mover may ask of it.
const RUN_PARTS: [&str; 5] = [
    "id",
    "logical_time",
    "date",
    "interval_start",
    "interval_end",
];
const MOVER_PARTS: [&str; 2] = ["id", "logical_time"];

/// What is said of a built-in name where it is none.
pub fn help(name: &str) -> Option<&'static str> {
    match name {
        "run" => {
            Some("`run.id`, `run.date` and the like are known in `command`, `args` and `env` only")
        }
        "local" | "path" | "mode" | "keys" => Some("this is built in where a connector moves data"),
        "cursor" | "interval_start" | "interval_end" => {
            Some("this is built in where a connector reads data: `mover read`")
        }
        _ => None,
    }
}

impl Context<'_, '_> {
    /// The value of a built-in name.
    pub fn builtin(&mut self, path: &Path) -> Option<Value> {
        if self.ambient == Ambient::Plain {
            return None;
        }
        match path.parts.as_slice() {
            [name] => self.of_mover(name),
            [run, part] if run.value == "run" => Some(self.of_run(part, path)),
            _ => None,
        }
    }

    fn of_mover(&self, name: &Name) -> Option<Value> {
        let reads = self.ambient == Ambient::ReadMover;
        let builtin = match name.value.as_str() {
            _ if !self.ambient.is_mover() => return None,
            "local" => Builtin::Local,
            "path" => Builtin::Path,
            "mode" => Builtin::Mode,
            "cursor" if reads => Builtin::Cursor,
            "interval_start" if reads => Builtin::ReadFrom,
            "interval_end" if reads => Builtin::ReadTo,
            _ => return None,
        };
        Some(text(builtin))
    }

    fn of_run(&mut self, part: &Name, path: &Path) -> Value {
        let name = part.value.as_str();
        match name {
            "id" => return text(Builtin::RunId),
            "logical_time" => return text(Builtin::LogicalTime),
            _ => {}
        }
        let known: &[&str] = if self.ambient.is_mover() {
            &MOVER_PARTS
        } else {
            &RUN_PARTS
        };
        let (value, kind) = match name {
            _ if !known.contains(&name) => return self.no_part_of_run(part, known),
            "date" => (EngineValue::Date, ValueType::Date),
            "interval_start" => (EngineValue::IntervalStart, ValueType::Timestamp),
            _ => (EngineValue::IntervalEnd, ValueType::Timestamp),
        };
        if value != EngineValue::Date {
            self.report.need_interval(path.span);
        }
        Value::Run(Arc::new(RunValue {
            part: TemplatePart::Engine(value),
            kind,
            name: format!("run.{name}"),
            declared: None,
            condition: None,
        }))
    }

    fn no_part_of_run(&mut self, part: &Name, known: &[&str]) -> Value {
        let mut found = Diagnostic::new(
            &rules::NO_SUCH_ELEMENT,
            format!("a run has no `{}` here", part.value),
            part.span,
            "no such part",
        );
        if let Some(near) = nearest(&part.value, known.iter().copied()) {
            found.primary.text = format!("did you mean `{near}`?");
            found = found.fix(format!("replace with `{near}`"), part.span, near);
        }
        self.report
            .push(found.help(format!("it has {}", list(known))));
        Value::Unknown
    }
}

fn text(builtin: Builtin) -> Value {
    Value::Text(Arc::new(Template(vec![TemplatePart::Builtin(builtin)])))
}
