//! Who applies the manifests: Argo CD or Flux.

use pipewright_plan::{GitOps, GitOpsTool, SyncPolicy};
use pipewright_syntax::tree::{Expression, ExpressionKind};

use crate::context::Context;
use crate::fields::Fields;
use crate::values::forms;

impl Context<'_, '_> {
    /// `argocd { repo = "…", sync = manual }`.
    pub fn gitops(&mut self, expression: &Expression) -> Option<GitOps> {
        let ExpressionKind::Use { callee, fields } = &expression.kind else {
            self.misplaced(
                expression.span,
                "this is no GitOps tool",
                "write `argocd { … }` or `flux { … }`",
            );
            return None;
        };
        let name = self.slice(callee.span);
        let (tool, namespace, branch) = match name {
            "argocd" => (GitOpsTool::Argocd, "argocd", "revision"),
            "flux" => (GitOpsTool::Flux, "flux-system", "branch"),
            other => {
                self.unknown_word(callee.span, other, "a GitOps tool", &["argocd", "flux"]);
                return None;
            }
        };
        let mut known = vec![
            ("repo", true),
            ("sync", true),
            ("path", false),
            (branch, false),
            ("namespace", false),
        ];
        if tool == GitOpsTool::Flux {
            known.push(("interval", false));
        }
        let fields = Fields::read(self, fields, &format!("`{name}`"), &known);
        let repo = fields
            .get("repo")
            .and_then(|field| self.repository(&field.value));
        let sync = fields.get("sync").and_then(|field| self.sync(&field.value));
        let path = match fields.get("path") {
            Some(field) => self.folder(&field.value),
            None => Some("generated".to_owned()),
        };
        let revision = match fields.get(branch) {
            Some(field) => {
                let value = self.located(&field.value);
                self.some_text(&value, branch)
            }
            None => Some(
                if tool == GitOpsTool::Argocd {
                    "HEAD"
                } else {
                    "main"
                }
                .to_owned(),
            ),
        };
        let namespace = match fields.get("namespace") {
            Some(field) => self.namespace(&field.value),
            None => Some(namespace.to_owned()),
        };
        let interval = fields.get("interval").and_then(|field| {
            let value = self.located(&field.value);
            self.seconds(&value)
        });
        Some(GitOps {
            tool,
            repo: repo?,
            path: path?,
            revision: revision?,
            namespace: namespace?,
            sync: sync?,
            interval_seconds: interval.unwrap_or(600),
            origin: self.origin(expression.span),
        })
    }

    /// A namespace: a DNS label.
    pub fn namespace(&mut self, expression: &Expression) -> Option<String> {
        let value = self.located(expression);
        let text = self.literal_text(&value)?;
        if forms::is_dns_label(&text) {
            return Some(text);
        }
        self.malformed(
            value.span,
            "this is no namespace",
            "lower-case letters, digits and `-`, at most 63",
        );
        None
    }

    fn repository(&mut self, expression: &Expression) -> Option<String> {
        let value = self.located(expression);
        let text = self.some_text(&value, "repository")?;
        let url = ["https://", "ssh://", "http://", "git@"]
            .iter()
            .any(|head| text.starts_with(head));
        let secret = text.split_once("://").is_some_and(|(_, rest)| {
            rest.split('/')
                .next()
                .is_some_and(|host| host.contains(':') && host.contains('@'))
        });
        if !url || secret || text.contains(char::is_whitespace) {
            let label = if secret {
                "no password belongs here"
            } else {
                "such as `https://git.example.com/acme/deploy.git`"
            };
            self.malformed(value.span, "this is no address of a repository", label);
            return None;
        }
        Some(text)
    }

    fn folder(&mut self, expression: &Expression) -> Option<String> {
        let value = self.located(expression);
        let text = self.some_text(&value, "folder")?;
        let path = text.trim_matches('/');
        if path.is_empty()
            || path.split('/').any(|part| matches!(part, "" | "." | ".."))
            || path.contains('\\')
        {
            self.malformed(
                value.span,
                "this is no folder of a repository",
                "a path inside it, such as `generated`",
            );
            return None;
        }
        Some(path.to_owned())
    }

    fn sync(&mut self, expression: &Expression) -> Option<SyncPolicy> {
        let word = self.slice(expression.span);
        match word {
            "manual" => Some(SyncPolicy::Manual),
            "automatic" => Some(SyncPolicy::Automatic),
            "prune" => Some(SyncPolicy::Prune),
            other => {
                self.unknown_word(
                    expression.span,
                    other,
                    "how changes are applied",
                    &["manual", "automatic", "prune"],
                );
                None
            }
        }
    }
}
