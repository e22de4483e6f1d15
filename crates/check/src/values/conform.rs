//! Values given to parameters: they must be of the declared type.

use std::sync::Arc;

use super::{Kind, Located, Value};
use crate::context::Context;

impl Context<'_, '_> {
    /// The value as its parameter has it; `Unknown` and a finding where it does not fit. Nothing
    /// is converted, but a whole number is a decimal.
    pub fn conform(&mut self, kind: &Kind, given: Located) -> Value {
        let fits = match (kind, &given.value) {
            (Kind::String, Value::Unknown) => {
                self.name_for_text(given.span);
                return Value::Unknown;
            }
            (Kind::Unknown, _) | (_, Value::Unknown) => return Value::Unknown,
            (_, Value::Absent) => return Value::Absent,
            (Kind::String, Value::Text(_))
            | (Kind::Int, Value::Int(_))
            | (Kind::Decimal, Value::Decimal(_))
            | (Kind::Bool, Value::Bool(_))
            | (Kind::Duration, Value::Duration(_))
            | (Kind::Size, Value::Size(_))
            | (Kind::Date, Value::Date(_))
            | (Kind::Region, Value::Region(_))
            | (Kind::Secret, Value::Secret(_))
            | (Kind::Dataset, Value::Dataset(_)) => true,
            (kind, Value::Run(late)) if kind.value_type().as_ref() == Some(&late.kind) => true,
            (kind, Value::Run(late)) if kind.value_type().is_some() => {
                let found = format!(
                    "expected {}, and `{}` is {}",
                    kind.describe(),
                    late.name,
                    late.kind
                );
                let label = format!("a value of the type `{}`", late.kind);
                return self.misplaced(given.span, &found, &label);
            }
            (Kind::Timestamp, Value::Text(_)) => return self.moment(&given),
            (Kind::Decimal, Value::Int(number)) => return Value::Decimal(number.to_string()),
            (Kind::Host, Value::Text(_)) => {
                return self
                    .host(&given)
                    .map_or(Value::Unknown, |host| Value::Text(Arc::new(host)));
            }
            (Kind::List(inner), Value::List(list)) => {
                let items = list.items.iter().map(|item| {
                    let value = self.conform(inner, item.clone());
                    Located {
                        value,
                        span: item.span,
                    }
                });
                let items: Vec<Located> = items.collect();
                return self.list_of(items, given.span);
            }
            _ => false,
        };
        if fits {
            return given.value;
        }
        self.mismatch(given.span, kind.describe(), &given.value);
        Value::Unknown
    }
}
