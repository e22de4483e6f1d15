//! Registries whose place is known.

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::Registry;
use pipewright_syntax::tree::{BinaryOperator, Expression, ExpressionKind};

use crate::context::Context;
use crate::rules;
use crate::values::parse_image;

impl Context<'_, '_> {
    /// `"ghcr.io/acme" in eu`, or a list of those.
    pub fn registries(&mut self, expression: &Expression) -> Vec<Registry> {
        let items = match &expression.kind {
            ExpressionKind::List(items) => items.as_slice(),
            _ => std::slice::from_ref(expression),
        };
        items
            .iter()
            .filter_map(|item| self.registry(item))
            .collect()
    }

    /// `"ghcr.io/acme" in eu or uk`: says that the regions need parentheses. `of` is what lies there.
    pub fn open_set(&mut self, operands: &[Expression], of: &str) -> bool {
        let Some(ExpressionKind::Chain {
            operator: BinaryOperator::In,
            operands: first,
        }) = operands.first().map(|first| &first.kind)
        else {
            return false;
        };
        let Some(region) = first.get(1) else {
            return false;
        };
        let last = operands.last().map_or(region.span, |last| last.span);
        let set = region.span.to(last);
        let text = format!("({})", self.slice(set));
        self.report.push(
            Diagnostic::new(
                &rules::TYPE_MISMATCH,
                format!("the regions of {of} that are several stand in parentheses"),
                set,
                "`in` takes the first alone",
            )
            .fix("put them in parentheses", set, text),
        );
        true
    }

    fn registry(&mut self, item: &Expression) -> Option<Registry> {
        let operands = match &item.kind {
            ExpressionKind::Chain {
                operator: BinaryOperator::In,
                operands,
            } => operands.as_slice(),
            ExpressionKind::Error => {
                self.report.poisoned = true;
                return None;
            }
            ExpressionKind::Chain {
                operator: BinaryOperator::Or | BinaryOperator::Except,
                operands,
            } if self.open_set(operands, "a registry") => return None,
            _ => &[],
        };
        let [prefix, region] = operands else {
            self.misplaced(
                item.span,
                "a registry is in a region",
                "write `\"ghcr.io/acme\" in eu`",
            );
            return None;
        };
        let prefix = self.located(prefix);
        let text = self.literal_text(&prefix);
        let value = self.located(region);
        let region = self.region(&value);
        let text = text?;
        let text = text.trim_end_matches('/');
        // A prefix is what stands before some image; its host may stand alone.
        let fits = parse_image(&format!("{text}/x:1")).is_ok() && text.contains(['.', ':', '/'])
            || text == "localhost";
        if !fits {
            self.malformed(
                prefix.span,
                "this is no registry",
                "a host and perhaps a path, such as `ghcr.io/acme`",
            );
            return None;
        }
        let full = match text.split('/').next() {
            Some(host) if host.contains(['.', ':']) || host == "localhost" => text.to_owned(),
            _ => format!("docker.io/{text}"),
        };
        Some(Registry {
            prefix: full,
            region: (*region?).clone(),
            origin: self.origin(item.span),
        })
    }
}
