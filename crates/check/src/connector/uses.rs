//! Uses of connectors: `s3.parquet { … }`.

use pipewright_syntax::tree::{Expression, ExpressionKind, Path, Record};

use crate::connector::Interface;
use crate::context::Context;
use crate::names::Wanted;

impl<'a> Context<'_, 'a> {
    /// The connector and the fields of `s3.parquet { … }`.
    pub fn connector_use(
        &mut self,
        expression: &'a Expression,
        what: &str,
    ) -> Option<(Interface<'a>, &'a Record)> {
        match &expression.kind {
            ExpressionKind::Use { callee, fields } => Some((self.connector(callee)?, fields)),
            ExpressionKind::Error => {
                self.report.poisoned = true;
                None
            }
            ExpressionKind::Path(path) | ExpressionKind::Call { callee: path, .. } => {
                let name = self.slice(path.span);
                let message = format!("{what} needs the fields of its connector");
                self.misplaced(
                    expression.span,
                    &message,
                    &format!("write `{name} {{ … }}`"),
                );
                None
            }
            _ => {
                let message = format!("{what} is reached through a connector");
                self.misplaced(expression.span, &message, "such as `s3.parquet { … }`");
                None
            }
        }
    }

    /// The connector a path names.
    pub fn connector(&mut self, path: &Path) -> Option<Interface<'a>> {
        let found = self.resolve(path, Wanted::Connector, &[])?;
        if let Some(part) = path.parts.get(found.parts) {
            let part = part.clone();
            self.wrong_kind(&part, "part of a connector", "connector");
            return None;
        }
        self.world.connectors.get(&found.id).cloned()
    }
}
