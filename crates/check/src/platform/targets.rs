//! The targets an environment builds for.

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::TargetRequest;
use pipewright_syntax::tree::{Expression, ExpressionKind, Path};

use crate::context::Context;
use crate::rules;

/// The targets there are.
pub const TARGETS: [&str; 4] = ["json", "kubernetes", "argo_workflows", "airflow"];

impl Context<'_, '_> {
    /// `[json, kubernetes, airflow("3.3")]`.
    pub fn targets(&mut self, expression: &Expression) -> Vec<TargetRequest> {
        let items = match &expression.kind {
            ExpressionKind::List(items) => items.as_slice(),
            _ => std::slice::from_ref(expression),
        };
        if items.is_empty() {
            self.out_of_range(
                expression.span,
                "an environment has at least one target".to_owned(),
                "nothing would be built",
            );
        }
        let mut requests: Vec<TargetRequest> = Vec::new();
        for item in items {
            let Some(request) = self.target(item) else {
                continue;
            };
            if let Some(first) = requests.iter().find(|known| known.name == request.name) {
                let found = Diagnostic::new(
                    &rules::DUPLICATE_FIELD,
                    format!("the target `{}` is asked for twice", request.name),
                    item.span,
                    "asked for again here",
                );
                self.report
                    .push(found.with_related(first.origin.span, "asked for here first"));
                continue;
            }
            requests.push(request);
        }
        requests
    }

    fn target(&mut self, item: &Expression) -> Option<TargetRequest> {
        let (path, version): (&Path, Option<String>) = match &item.kind {
            ExpressionKind::Path(path) => (path, None),
            ExpressionKind::Call { callee, arguments } => {
                let [argument] = arguments.as_slice() else {
                    self.misplaced(
                        item.span,
                        "a target takes one argument, its version",
                        "such as `airflow(\"3.3\")`",
                    );
                    return None;
                };
                let value = self.located(&argument.value);
                (callee, Some(self.some_text(&value, "version")?))
            }
            ExpressionKind::Error => {
                self.report.poisoned = true;
                return None;
            }
            _ => {
                let value = self.located(item);
                self.mismatch(value.span, "a target", &value.value);
                return None;
            }
        };
        let name = self.slice(path.span);
        if !TARGETS.contains(&name) {
            self.unknown_word(path.span, name, "a target", &TARGETS);
            return None;
        }
        Some(TargetRequest {
            name: name.to_owned(),
            version,
            origin: self.origin(item.span),
        })
    }
}
