//! Names for what a file would say twice.

use std::collections::BTreeMap;

use crate::names::Names;
use crate::python::{Argument, Call, Expression, Kind};

/// A named value of the file.
#[derive(Debug)]
pub struct Constant {
    /// What it is.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// Its value, in which earlier constants are named.
    pub value: Expression,
}

/// The shared values that stand in these expressions twice or more, in the order of their kinds.
/// The expressions are changed to name them.
pub fn name_shared(expressions: &mut [&mut Expression], names: &mut Names) -> Vec<Constant> {
    let mut found = Found::default();
    for expression in expressions.iter() {
        found.count(expression);
    }
    let mut repeated: Vec<(Expression, usize)> = found
        .uses
        .into_iter()
        .filter(|(_, seen)| seen.times > 1)
        .map(|(shared, seen)| (shared, seen.first))
        .collect();
    repeated.sort_by_key(|(shared, first)| (kind_of(shared), *first));
    let mut constants = Vec::new();
    let mut known = BTreeMap::new();
    for (shared, _) in repeated {
        let Expression::Shared(kind, hint, value) = &shared else {
            continue;
        };
        let name = names.claim(&hint.to_uppercase(), "");
        let mut value = value.as_ref().clone();
        replace(&mut value, &known);
        constants.push(Constant {
            kind: *kind,
            name: name.clone(),
            value,
        });
        known.insert(shared, name);
    }
    for expression in expressions {
        replace(expression, &known);
    }
    constants
}

#[derive(Default)]
struct Found {
    uses: BTreeMap<Expression, Seen>,
}

struct Seen {
    times: usize,
    first: usize,
}

impl Found {
    /// Counts the shared values; the parts of one count once, since its text will stand once.
    fn count(&mut self, expression: &Expression) {
        if let Expression::Shared(_, _, inner) = expression {
            if let Some(seen) = self.uses.get_mut(expression) {
                seen.times += 1;
                return;
            }
            let first = self.uses.len();
            self.uses
                .insert(expression.clone(), Seen { times: 1, first });
            self.count(inner);
            return;
        }
        for part in parts(expression) {
            self.count(part);
        }
    }
}

fn kind_of(expression: &Expression) -> Option<Kind> {
    match expression {
        Expression::Shared(kind, _, _) => Some(*kind),
        _ => None,
    }
}

/// The expressions directly inside one.
pub fn parts(expression: &Expression) -> Vec<&Expression> {
    match expression {
        Expression::Atom(_) => Vec::new(),
        Expression::List(items) => items.iter().collect(),
        Expression::Spread(inner) | Expression::Shared(_, _, inner) => vec![inner],
        Expression::Dict(items) | Expression::Extended(_, items) => {
            items.iter().map(|(_, value)| value).collect()
        }
        Expression::Call(call) => parts_of_call(call),
    }
}

fn parts_of_call(call: &Call) -> Vec<&Expression> {
    let named = call.named.iter().map(|Argument { value, .. }| value);
    let mut parts: Vec<&Expression> = call.positional.iter().chain(named).collect();
    if let Some(method) = &call.then {
        parts.extend(parts_of_call(method));
    }
    parts
}

/// Puts names in the place of known values, outermost first.
fn replace(expression: &mut Expression, known: &BTreeMap<Expression, String>) {
    if let Some(name) = known.get(expression) {
        *expression = Expression::name(name.clone());
        return;
    }
    match expression {
        Expression::Atom(_) => {}
        Expression::List(items) => items.iter_mut().for_each(|item| replace(item, known)),
        Expression::Spread(inner) | Expression::Shared(_, _, inner) => replace(inner, known),
        Expression::Dict(items) | Expression::Extended(_, items) => {
            items.iter_mut().for_each(|(_, item)| replace(item, known));
        }
        Expression::Call(call) => replace_in_call(call, known),
    }
}

fn replace_in_call(call: &mut Call, known: &BTreeMap<Expression, String>) {
    call.positional
        .iter_mut()
        .for_each(|item| replace(item, known));
    call.named
        .iter_mut()
        .for_each(|item| replace(&mut item.value, known));
    if let Some(method) = &mut call.then {
        replace_in_call(method, known);
    }
}
