//! Python and JSON as the compiler writes them: statements, and values in brackets.

use crate::brackets::value;
use crate::outline::{Label, Outline};
use crate::tokens::{Kind, Token, tokens};

/// Statements whose name says what they are, rather than what they make.
pub const IMPORTS: &str = "import";
/// The order of tasks: `read >> convert`.
pub const EDGES: &str = "edges";
/// The first text of a file.
pub const DOCUMENTATION: &str = "__doc__";

/// Adds the fields of a JSON document to its outline.
pub fn read_json(text: &str, outline: &mut Outline) {
    value(outline, 0, &tokens(text));
    outline.close();
}

/// Adds the statements of a Python file to its outline: each is a field of the file, wherever it
/// stands, for names mean the same everywhere in it.
pub fn read(text: &str, outline: &mut Outline) {
    let all = tokens(text);
    let mut rest = all.as_slice();
    let mut decorated: Option<usize> = None;
    while let Some(first) = rest.first() {
        let taken = match (first.kind, rest.get(1).map(|token| token.kind)) {
            (Kind::Text(_), _) if outline.count(0) == 0 => {
                let field = outline.add(0, Label::Key(DOCUMENTATION.to_owned()), first.line);
                outline.reach(field, first.end);
                1
            }
            (Kind::Name("import" | "from"), _) => {
                let length = statement(rest);
                let field = outline.add(0, Label::Key(IMPORTS.to_owned()), first.line);
                reach(outline, field, rest, length);
                length
            }
            (Kind::At, _) => {
                let field = outline.add(0, Label::Key(String::new()), first.line);
                decorated = Some(field);
                let skipped = rest.get(1..).unwrap_or(&[]);
                1 + value(outline, field, skipped).max(1)
            }
            (Kind::Name("def"), Some(Kind::Name(name))) => {
                let length = body(rest);
                let field = match decorated.take() {
                    Some(field) => field,
                    None => outline.add(0, Label::Key(String::new()), first.line),
                };
                if let Some(field) = outline.field_mut(field) {
                    field.label = Label::Key(name.to_owned());
                }
                reach(outline, field, rest, length);
                length
            }
            (Kind::Name("with"), Some(Kind::Name(called))) => {
                let field = outline.add(0, Label::Key(called.to_owned()), first.line);
                1 + value(outline, field, rest.get(1..).unwrap_or(&[])).max(1)
            }
            // `all_: Operator = Operator(…)`, where a name would hide one of Python's own.
            (Kind::Name(name), Some(Kind::Colon)) if is_annotated(rest) => {
                let field = outline.add(0, Label::Key(name.to_owned()), first.line);
                4 + value(outline, field, rest.get(4..).unwrap_or(&[]))
            }
            // `as dag:`, behind the brackets of a `with`, may stand on their last line only.
            (Kind::Name(name), Some(Kind::Equals)) => {
                let field = outline.add(0, Label::Key(name.to_owned()), first.line);
                2 + value(outline, field, rest.get(2..).unwrap_or(&[]))
            }
            (Kind::Colon | Kind::Close | Kind::Comma, _) => 1,
            _ => {
                let length = statement(rest);
                let field = outline.add(0, Label::Key(EDGES.to_owned()), first.line);
                reach(outline, field, rest, length);
                length
            }
        };
        rest = rest.get(taken.max(1)..).unwrap_or(&[]);
    }
    outline.close();
}

/// Whether a name is followed by its type, and by its value.
fn is_annotated(tokens: &[Token<'_>]) -> bool {
    let kind = |at: usize| tokens.get(at).map(|token| token.kind);
    matches!(kind(2), Some(Kind::Name(_))) && kind(3) == Some(Kind::Equals)
}

/// How many tokens a statement has: up to the next line that is not in brackets.
fn statement(tokens: &[Token<'_>]) -> usize {
    let mut depth = 0usize;
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            _ if at > 0 && depth == 0 && token.indent.is_some() => return at,
            Kind::Open => depth += 1,
            Kind::Close => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    tokens.len()
}

/// How many tokens a function has: up to the next line that is no deeper than its own.
fn body(tokens: &[Token<'_>]) -> usize {
    let own = tokens.first().and_then(|token| token.indent).unwrap_or(0);
    let mut depth = 0usize;
    for (at, token) in tokens.iter().enumerate() {
        match (token.kind, token.indent) {
            (_, Some(indent)) if at > 0 && depth == 0 && indent <= own => return at,
            (Kind::Open, _) => depth += 1,
            (Kind::Close, _) => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    tokens.len()
}

fn reach(outline: &mut Outline, field: usize, tokens: &[Token<'_>], length: usize) {
    let last = tokens.get(length.saturating_sub(1));
    outline.reach(field, last.map_or(0, |token| token.end));
}
