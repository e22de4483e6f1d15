//! Where moved data waits between tasks.

use pipewright_diagnostics::Diagnostic;
use pipewright_model::{Mover, StagingArea, Template, TemplatePart, VariableTemplate};
use pipewright_plan::{EnvironmentVariable, SecretUse, Staging, Text, VariableValue};
use pipewright_source::Span;
use pipewright_syntax::tree::Expression;

use crate::context::Context;
use crate::dataset::{folder_of, with_slash};
use crate::rules;

impl<'a> Context<'_, 'a> {
    /// `s3.location { bucket = "…", region = eu-central-1 }`.
    pub fn staging(&mut self, expression: &'a Expression) -> Option<StagingArea> {
        let (interface, record) = self.connector_use(expression, "the staging area")?;
        let given = self.bind_fields(&interface, record, &[("accepts", false)]);
        let accepts = self.accepted(&given.fields);
        let projection = self.project_use(&interface, given.locals, expression.span);
        if !interface.sound || self.report.poisoned {
            return None;
        }
        let (Some(address), Some(fetch), Some(store)) =
            (projection.address, projection.read, projection.write)
        else {
            self.no_staging(
                expression.span,
                &format!("`{}` cannot carry files there and back", interface.name),
                "an address and movers both ways are needed",
            );
            return None;
        };
        let Some(region) = projection.region else {
            self.no_staging(
                expression.span,
                "the staging area does not say where it is",
                "all moved data passes through it: give its region",
            );
            return None;
        };
        let origin = self.origin(expression.span);
        let facts = Staging {
            connector: interface.name,
            uri: with_slash(&address),
            region,
            endpoints: projection.endpoints,
            secrets: projection.secrets,
            env: environment_of(&fetch),
            image: fetch.image.clone(),
            accepts,
            region_origin: projection
                .region_span
                .map_or_else(|| origin.clone(), |span| self.origin(span)),
            origin,
        };
        Some(StagingArea {
            folder: folder_of(&facts.uri),
            facts,
            fetch,
            store,
        })
    }

    fn no_staging(&mut self, span: Span, message: &str, label: &str) {
        self.report.push(
            Diagnostic::new(&rules::WRONG_KIND, message, span, label)
                .help("use a location such as `s3.location { bucket = \"…\", region = … }`"),
        );
    }
}

/// The variables of the fetching container that steps need as well: all without a hole of a run.
fn environment_of(mover: &Mover) -> Vec<EnvironmentVariable> {
    let value = |variable: &VariableTemplate| match variable {
        VariableTemplate::Secret(key) => Some(VariableValue::Secret {
            secret: SecretUse::name_of(&key.path),
            path: key.path.clone(),
            key: key.key.clone(),
        }),
        VariableTemplate::Text(text) => literal(text).map(VariableValue::Text),
    };
    mover
        .env
        .iter()
        .filter_map(|(name, variable)| {
            value(variable).map(|value| EnvironmentVariable {
                name: name.clone(),
                value,
            })
        })
        .collect()
}

fn literal(text: &Template) -> Option<Text> {
    match text.0.as_slice() {
        [] => Some(Text::default()),
        [TemplatePart::Literal(text)] => Some(Text::literal(text.clone())),
        _ => None,
    }
}
