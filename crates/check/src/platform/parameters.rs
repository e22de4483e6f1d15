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
            if !known && !self.world.pipelines.contains_key(name.value.as_str()) {
                self.no_pipeline(name);
                continue;
            }
            match &pipeline.value.kind {
                ExpressionKind::Record(record) => {
                    values.insert(name.value.as_str(), record);
                }
                _ => {
                    let value = self.located(&pipeline.value);
                    self.mismatch(value.span, "a record of parameters", &value.value);
                }
            }
        }
        values
    }

    fn no_pipeline(&mut self, name: &pipewright_syntax::tree::Name) {
        let mut found = Diagnostic::new(
            &rules::UNKNOWN_NAME,
            format!("there is no pipeline `{}`", name.value),
            name.span,
            "no pipeline of the project has this name",
        );
        let families = self.world.tables.pipelines.keys().copied();
        let names = families.chain(self.world.pipelines.keys().map(String::as_str));
        if let Some(near) = self
            .report
            .may_suggest()
            .then(|| nearest(&name.value, names))
            .flatten()
        {
            found.primary.text = format!("did you mean `{near}`?");
            found = found.fix(format!("replace with `{near}`"), name.span, near);
        }
        self.report.push(found);
    }
}
