//! Giving a parameter its value: of its type, and such as its condition wants.

use super::Formal;
use crate::context::Context;
use crate::values::{Located, Value};

impl<'a> Context<'_, 'a> {
    /// The value as its parameter has it; `Unknown` and a finding where it cannot have it.
    pub fn give(&mut self, formal: &Formal<'a>, given: Located) -> Value {
        let span = given.span;
        let value = self.conform(&formal.kind, given);
        let Some(validator) = &formal.condition else {
            return value;
        };
        let given = Located { value, span };
        if self.validate(validator, &given) {
            given.value
        } else {
            Value::Unknown
        }
    }

    /// What a parameter is when nobody gives it. `module` is where it is declared.
    pub fn default_of(&mut self, formal: &Formal<'a>, module: usize) -> Value {
        let Some(default) = formal.default else {
            return if formal.optional {
                Value::Absent
            } else {
                Value::Unknown
            };
        };
        let mut home = Context::new(self.world, self.report, module);
        let value = home.located(default);
        home.give(formal, value)
    }
}
