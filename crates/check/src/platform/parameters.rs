//! Values an environment gives to parameters of pipelines.

use std::collections::BTreeMap;

use pipewright_diagnostics::Diagnostic;
use pipewright_syntax::tree::{ExpressionKind, Field, Record};

use crate::context::Context;
use crate::names::nearest;
use crate::rules;

impl<'a> Context<'_, 'a> {
    /// `parameters = { pipeline = { name = value } }`; of a family, or of one member of it.
    pub fn parameter_values(&mut self, field: &'a Field) -> BTreeMap<&'a str, &'a Record> {
        let mut values = BTreeMap::new();
        let ExpressionKind::Record(record) = &field.value.kind else {
            let value = self.located(&field.value);
            self.mismatch(value.span, "a record of pipelines", &value.value);
            return values;
        };
        for pipeline in self.distinct(record) {
            let name = &pipeline.name;
            let known = self
                .world
                .tables
                .pipelines
                .contains_key(name.value.as_str());
            let mut called = name.value.as_str();
            if !known && !self.world.pipelines.contains_key(called) {
                // What is misspelt is given all the same: the name is the only mistake.
                let Some(near) = self.no_pipeline(name) else {
                    continue;
                };
                called = near;
            }
            match &pipeline.value.kind {
                ExpressionKind::Record(record) => {
                    values.entry(called).or_insert(record);
                }
                _ => {
                    let value = self.located(&pipeline.value);
                    self.mismatch(value.span, "a record of parameters", &value.value);
                }
            }
        }
        values
    }

    /// Gives the name that may be meant.
    fn no_pipeline(&mut self, name: &pipewright_syntax::tree::Name) -> Option<&'a str> {
        let mut found = Diagnostic::new(
            &rules::UNKNOWN_NAME,
            format!("there is no pipeline `{}`", name.value),
            name.span,
            "no pipeline of the project has this name",
        );
        let families = self.world.tables.pipelines.keys().copied();
        let names = families.chain(self.world.pipelines.keys().map(String::as_str));
        let near = self
            .report
            .may_suggest()
            .then(|| nearest(&name.value, names))
            .flatten();
        if let Some(near) = near {
            found.primary.text = format!("did you mean `{near}`?");
            found = found.fix(format!("replace with `{near}`"), name.span, near);
        }
        let declared = &self.world.tables.pipelines;
        let meant = near.and_then(|near| declared.get_key_value(near));
        let meant = meant.map(|(name, _)| *name);
        self.report.push(found);
        meant
    }
}
