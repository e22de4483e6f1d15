//! Conditions of a plan as Python: values by name, compared as their types demand.

use std::collections::BTreeMap;

use pipewright_plan::{Condition, Constant, Operand, Task, ValueType};

use crate::annotations::yielding;
use crate::names::Names;
use crate::pattern;
use crate::python::{Argument, Call, Expression, LINE, Statement, string, width};
use crate::schemas::literal;

/// Columns a condition may take on its line: what is left of it in a function of a DAG's block.
const ROOM: usize = LINE - 24;

/// Columns an operand may take in its place; a longer one gets a name.
const SHORT: usize = 24;

/// A condition, and the statements that must come before it.
#[derive(Debug, Default)]
pub struct Written {
    /// Assignments.
    pub before: Vec<Statement>,
    /// Python that fits a line.
    pub text: String,
    /// Whether it has to stand in parentheses inside another.
    is_loose: bool,
    /// What of Airflow's context it takes: `params`, `ti`.
    pub takes: Vec<&'static str>,
    /// What it uses that is imported.
    pub uses: Vec<&'static str>,
}

impl Written {
    /// What never holds.
    #[must_use]
    pub fn never() -> Self {
        Self {
            text: "False".to_owned(),
            ..Self::default()
        }
    }

    /// The opposite.
    #[must_use]
    pub fn negated(&self) -> String {
        if self.is_loose {
            format!("not ({})", self.text)
        } else {
            format!("not {}", self.text)
        }
    }
}

/// Writes conditions of one function.
pub struct Writer<'a> {
    tasks: &'a BTreeMap<&'a str, &'a Task>,
    names: Names,
    values: BTreeMap<String, String>,
    written: Written,
}

impl<'a> Writer<'a> {
    /// For one function; `tasks` are those of the plan by name.
    #[must_use]
    pub fn new(tasks: &'a BTreeMap<&'a str, &'a Task>) -> Self {
        let mut names = Names::default();
        for taken in ["ti", "params", "given"] {
            let _taken = names.claim(taken, "_");
        }
        Self {
            tasks,
            names,
            values: BTreeMap::new(),
            written: Written::default(),
        }
    }

    /// The condition; `None` where Python cannot say it.
    #[must_use]
    pub fn write(mut self, condition: &Condition) -> Option<Written> {
        let (text, is_loose) = self.condition(condition, 0)?;
        self.written.text = text;
        self.written.is_loose = is_loose;
        self.written
            .takes
            .sort_unstable_by(|one, other| other.cmp(one));
        Some(self.written)
    }

    /// Python, and whether it has to stand in parentheses inside another.
    fn condition(&mut self, condition: &Condition, depth: usize) -> Option<(String, bool)> {
        if depth > 64 {
            return None;
        }
        let (text, is_loose) = match condition {
            Condition::All { of } => self.joined(of, "and", depth)?,
            Condition::Any { of } => self.joined(of, "or", depth)?,
            Condition::Not { of } => {
                let mut inner = self.part(of, depth)?;
                if width(&inner) > ROOM - 4 {
                    inner = self.assigned("condition", Expression::Atom(inner));
                }
                (format!("not {inner}"), true)
            }
            Condition::Is { value } => (self.operand(value, None)?, false),
            Condition::Compare {
                left,
                comparison,
                right,
            } => {
                let comparison = match comparison.as_str() {
                    known @ ("==" | "!=" | "<" | "<=" | ">" | ">=") => known,
                    _ => return None,
                };
                let kind = kind_of(left).or_else(|| kind_of(right));
                let (left, right) = (self.operand(left, kind)?, self.operand(right, kind)?);
                (format!("{left} {comparison} {right}"), true)
            }
            Condition::In { value, values } => {
                let kind = kind_of(value);
                let value = self.operand(value, kind)?;
                let items = values
                    .iter()
                    .map(|item| self.constant(item, kind))
                    .collect();
                let list = self.named("options", Expression::List(items));
                (format!("{value} in {list}"), true)
            }
            Condition::Matches { value, pattern } => {
                let pattern = Expression::pattern(&pattern::python(pattern)?);
                let value = self.operand(value, None)?;
                let pattern = self.named("pattern", pattern);
                self.written.uses.push("re");
                (format!("re.search({pattern}, {value})"), false)
            }
        };
        Some((text, is_loose))
    }

    fn part(&mut self, condition: &Condition, depth: usize) -> Option<String> {
        let (text, is_loose) = self.condition(condition, depth + 1)?;
        Some(if is_loose { format!("({text})") } else { text })
    }

    /// `a and b`; a list of them under a name where they do not fit a line.
    fn joined(&mut self, of: &[Condition], word: &str, depth: usize) -> Option<(String, bool)> {
        let mut parts = Vec::new();
        for condition in of {
            parts.push(match condition {
                // Comparisons bind tighter than the words between them.
                Condition::Compare { .. } | Condition::In { .. } => {
                    self.condition(condition, depth + 1)?.0
                }
                _ => self.part(condition, depth)?,
            });
        }
        let flat = parts.join(&format!(" {word} "));
        if width(&flat) <= ROOM {
            return Some((flat, true));
        }
        let list = Expression::List(parts.into_iter().map(Expression::Atom).collect());
        let name = self.assigned("conditions", list);
        let function = if word == "and" { "all" } else { "any" };
        Some((format!("{function}({name})"), false))
    }

    fn operand(&mut self, operand: &Operand, kind: Option<&ValueType>) -> Option<String> {
        match operand {
            Operand::Constant { value } => {
                let value = self.constant(value, kind);
                Some(self.named("value", value))
            }
            Operand::Parameter { name, kind } => {
                self.take("params");
                let source = format!("params[{}]", string(name));
                let value = Expression::name(&source);
                if width(&source) <= SHORT && function_of(Some(kind)).is_none() {
                    return Some(source);
                }
                Some(self.value(name, &source, value, kind))
            }
            Operand::Value { tasks, name, kind } => {
                self.take("ti");
                let members: Vec<String> = tasks
                    .iter()
                    .flat_map(|task| yielding(self.tasks, task))
                    .collect();
                let key = format!("{}.{name}", members.join(","));
                if let Some(known) = self.values.get(&key) {
                    return Some(known.clone());
                }
                let wanted = match members.as_slice() {
                    [] => return None,
                    [only] => format!("{only}_{name}"),
                    _ => name.clone(),
                };
                let short = [wanted.as_str(), name]
                    .into_iter()
                    .find(|known| width(known) <= SHORT);
                let short = self.names.claim(short.unwrap_or("value"), "_");
                let function = function_of(Some(kind));
                self.written.uses.extend(function.map(|(_, import)| import));
                let function = function.map(|(function, _)| function);
                let statements = pulled(&members, name, &short, function);
                self.written.before.extend(statements);
                self.values.insert(key, short.clone());
                Some(short)
            }
        }
    }

    /// A value under a name of its own, each once.
    fn value(&mut self, wanted: &str, key: &str, source: Expression, kind: &ValueType) -> String {
        if let Some(known) = self.values.get(key) {
            return known.clone();
        }
        let short = if width(wanted) > SHORT {
            "value"
        } else {
            wanted
        };
        let value = self.typed(source, Some(kind));
        let name = self.assigned(short, value);
        self.values.insert(key.to_owned(), name.clone());
        name
    }

    /// An expression in place where it is short, else under a name.
    fn named(&mut self, wanted: &str, value: Expression) -> String {
        match flat(&value).filter(|text| width(text) <= SHORT) {
            Some(text) => text,
            None => self.assigned(wanted, value),
        }
    }

    fn assigned(&mut self, wanted: &str, value: Expression) -> String {
        let name = self.names.claim(wanted, "_");
        let statement = Statement::Assign(name.clone(), value);
        self.written.before.push(statement);
        name
    }

    /// A constant of a type; of its own where none is given.
    fn constant(&mut self, constant: &Constant, kind: Option<&ValueType>) -> Expression {
        match constant {
            Constant::Decimal(text) => self.typed(exact(text), Some(&ValueType::Decimal)),
            _ => self.typed(literal(constant), kind),
        }
    }

    fn typed(&mut self, value: Expression, kind: Option<&ValueType>) -> Expression {
        let Some((function, import)) = function_of(kind) else {
            return value;
        };
        self.written.uses.push(import);
        Expression::Call(Call::new(function, Vec::new()).with(value))
    }

    fn take(&mut self, context: &'static str) {
        if !self.written.takes.contains(&context) {
            self.written.takes.push(context);
        }
    }
}

fn kind_of(operand: &Operand) -> Option<&ValueType> {
    match operand {
        Operand::Parameter { kind, .. } | Operand::Value { kind, .. } => Some(kind),
        Operand::Constant { .. } => None,
    }
}

/// Statements that give a name to what a task yielded, or to what a function makes of it; of several
/// tasks, the one that ran.
#[must_use]
pub fn pulled(tasks: &[String], key: &str, name: &str, function: Option<&str>) -> Vec<Statement> {
    let made = |value: Expression| match function {
        Some(function) => Expression::Call(Call::new(function, Vec::new()).with(value)),
        None => value,
    };
    let from = |tasks: Expression| {
        let named = vec![
            Argument::new("task_ids", tasks),
            Argument::new("key", Expression::text(key)),
        ];
        Expression::call("ti.xcom_pull", named)
    };
    match tasks {
        [only] => vec![Statement::Assign(
            name.to_owned(),
            made(from(Expression::text(only))),
        )],
        several => {
            let list = several.iter().map(|task| Expression::text(task)).collect();
            let one = "next(one for one in given if one is not None)";
            vec![
                Statement::Assign("given".to_owned(), from(Expression::List(list))),
                Statement::Assign(name.to_owned(), made(Expression::name(one))),
            ]
        }
    }
}

/// What makes of a value what compares as its type does: exact numbers and moments are texts until
/// then.
fn function_of(kind: Option<&ValueType>) -> Option<(&'static str, &'static str)> {
    match kind {
        Some(ValueType::Decimal) => Some(("Decimal", "Decimal")),
        Some(ValueType::Timestamp) => Some(("timezone.parse", "timezone")),
        _ => None,
    }
}

/// An exact number: a whole one as such, as linters want it; any other as text.
fn exact(text: &str) -> Expression {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", text),
    };
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return Expression::text(text);
    }
    match digits.trim_start_matches('0') {
        "" => Expression::name("0"),
        digits => Expression::name(format!("{sign}{digits}")),
    }
}

/// The expression on one line, where it is short.
fn flat(value: &Expression) -> Option<String> {
    match value {
        Expression::Atom(atom) => Some(atom.clone()),
        Expression::List(items) if items.len() <= 8 => {
            let items: Option<Vec<String>> = items.iter().map(flat).collect();
            Some(format!("[{}]", items?.join(", ")))
        }
        Expression::Call(call) if call.named.is_empty() && call.then.is_none() => {
            let items: Option<Vec<String>> = call.positional.iter().map(flat).collect();
            Some(format!("{}({})", call.function, items?.join(", ")))
        }
        _ => None,
    }
}
