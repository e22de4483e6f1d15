//! Document links: imports, rules and web addresses.

use pipewright_source::{SourceId, Span};
use pipewright_syntax::tree::{Clause, ClauseKind, ItemKind, Waived};
use pipewright_syntax::{Token, lex};

use crate::Analysis;

/// Where a link leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum LinkTarget {
    /// A file of the project, or of the standard library.
    File(SourceId),
    /// The page of a rule.
    Rule(String),
    /// An address on the web.
    Web(String),
}

/// One link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// What can be followed.
    pub span: Span,
    /// Where it leads.
    pub target: LinkTarget,
}

/// The links of a file.
#[must_use]
pub fn links(analysis: &Analysis, source: SourceId) -> Vec<Link> {
    let mut links = Vec::new();
    if let Some((_, module)) = analysis.module(source) {
        for item in &module.tree.items {
            match &item.kind {
                ItemKind::Import(import) => {
                    let path: Vec<&str> =
                        import.path.parts.iter().map(|part| &*part.value).collect();
                    let tables = analysis.tables();
                    let known = tables.modules.get(&path.join("."));
                    let found = known.and_then(|at| analysis.project.modules.get(*at));
                    links.extend(found.map(|found| Link {
                        span: import.path.span,
                        target: LinkTarget::File(found.tree.source),
                    }));
                }
                ItemKind::Allow(allow) => links.push(rule(&allow.waived)),
                ItemKind::Pipeline(pipeline) => waivers(&pipeline.clauses, &mut links),
                _ => {}
            }
        }
    }
    addresses(analysis, source, &mut links);
    links.sort_by_key(|link| link.span);
    links
}

/// The page of what is waived; of a policy that of all policies.
fn rule(waived: &Waived) -> Link {
    let (span, code) = match waived {
        Waived::Rule(code) => (code.span, code.value.clone()),
        Waived::Policy(title) => (title.span, "PW1001".to_owned()),
    };
    Link {
        span,
        target: LinkTarget::Rule(code),
    }
}

fn waivers(clauses: &[Clause], links: &mut Vec<Link>) {
    for clause in clauses {
        if let ClauseKind::Allow(allow) = &clause.kind {
            links.push(rule(&allow.waived));
        }
    }
}

/// Web addresses in texts and comments.
fn addresses(analysis: &Analysis, source: SourceId, links: &mut Vec<Link>) {
    let text = analysis.text(source);
    let lexed = lex(source, text);
    let texts = lexed.tokens.iter().filter(|one| one.token == Token::Text);
    let comments = lexed.trivia.iter().map(|one| one.span);
    for span in texts.map(|token| token.span(source)).chain(comments) {
        let piece = analysis.slice(span);
        for (at, _) in piece.match_indices("https://") {
            let rest = piece.get(at..).unwrap_or_default();
            let end = rest
                .find(|c: char| c.is_whitespace() || "\"'<>`{}()[]|\\^".contains(c))
                .unwrap_or(rest.len());
            let address = rest.get(..end).unwrap_or_default();
            let address = address.trim_end_matches(['.', ',', ';', ':']);
            if address.len() > "https://".len() && address.is_ascii() {
                let start = span.start + u32::try_from(at).unwrap_or(0);
                let end = start + u32::try_from(address.len()).unwrap_or(0);
                links.push(Link {
                    span: Span::new(source, start, end),
                    target: LinkTarget::Web(address.to_owned()),
                });
            }
        }
    }
}
