//! Hosts and images where one is expected.

use pipewright_diagnostics::Diagnostic;
use pipewright_model::Template;
use pipewright_plan::Image;
use pipewright_source::Span;

use super::image::ImageProblem;
use super::{Located, Value, forms, parse_image};
use crate::context::Context;
use crate::rules;

impl Context<'_, '_> {
    /// A host that is talked to: a name, or all names below one (`*.example.com`).
    pub fn peer(&mut self, value: &Located) -> Option<Template> {
        if let Value::Text(text) = &value.value
            && let Some(text) = text.as_literal()
            && text
                .strip_prefix("*.")
                .is_some_and(|rest| rest.contains('.') && forms::is_host(rest))
        {
            return Some(Template::literal(text));
        }
        self.host(value)
    }

    /// A host name.
    pub fn host(&mut self, value: &Located) -> Option<Template> {
        let text = self.literal_text(value)?;
        if forms::is_host(&text) {
            return Some(Template::literal(text));
        }
        let mut found = Diagnostic::new(
            &rules::BAD_HOST,
            format!(
                "`{}` is no host name",
                text.chars().take(80).collect::<String>()
            ),
            value.span,
            "letters, digits, `-` and `.`",
        );
        if let Some((_, rest)) = text.split_once("://") {
            let bare: String = rest
                .chars()
                .take_while(|c| !matches!(c, '/' | ':' | '@'))
                .collect();
            found = found.help("a host has no scheme, port or path");
            if forms::is_host(&bare) {
                found = found.fix(
                    format!("replace with `{bare}`"),
                    value.span,
                    format!("\"{bare}\""),
                );
            }
        } else if let Some((host, port)) = text.split_once(':')
            && forms::is_host(host)
            && port.bytes().all(|b| b.is_ascii_digit())
        {
            found = found.help("the port has a field of its own");
        }
        self.report.push(found);
        None
    }

    /// An image, pinned by tag or digest.
    pub fn image(&mut self, value: &Located) -> Option<Image> {
        let text = self.literal_text(value)?;
        match parse_image(&text) {
            Ok(image) => Some(image),
            Err(ImageProblem::Malformed(why)) => {
                let shown: String = text.chars().take(100).collect();
                let found = Diagnostic::new(
                    &rules::BAD_IMAGE,
                    format!("`{shown}` is no image"),
                    value.span,
                    why,
                )
                .help("write `registry/repository:tag`, such as `ghcr.io/acme/analytics:2.1`");
                self.report.push(found);
                None
            }
            Err(ImageProblem::Unpinned(tag)) => {
                self.unpinned(&text, tag.as_deref(), value.span);
                None
            }
        }
    }

    fn unpinned(&mut self, text: &str, tag: Option<&str>, span: Span) {
        let (message, label) = match tag {
            Some(tag) => (
                format!("the tag `{tag}` of this image means another image every day"),
                "name a version",
            ),
            None => (
                "this image names no version".to_owned(),
                "without a tag it is `latest`",
            ),
        };
        let base = tag.map_or(text, |tag| {
            text.strip_suffix(&format!(":{tag}")).unwrap_or(text)
        });
        let mut found = Diagnostic::new(&rules::UNPINNED_IMAGE, message, span, label)
            .because("the same source must give the same run")
            .help(format!(
                "write a tag such as `{base}:1.0`, or a digest: `{base}@sha256:…`"
            ));
        if self.slice(span) == format!("\"{text}\"") {
            found = found.fix(
                format!("replace with `{base}:1.0`"),
                span,
                format!("\"{base}:1.0\""),
            );
        }
        self.report.push(found);
    }
}
