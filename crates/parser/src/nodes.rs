//! Builds the nodes of the tree for the grammar's actions. Nothing here fails: what is wrong with
//! a node is noted, and the node is built all the same.

use std::{cell::RefCell, collections::BTreeSet};

use pipewright_diagnostics::Diagnostic;
use pipewright_source::{SourceId, Span, Spanned};
use pipewright_syntax::{
    DocTable, decode, program, rules,
    tree::{
        BinaryOperator, Clause, ClauseKind, Comparison, Condition, ConditionKind, ConnectorClause,
        ConnectorClauseKind, Doc, Expression, ExpressionKind, Item, ItemKind, Name, Path, Record,
        TextPart, TypeExpression, TypeExpressionKind,
    },
};

/// What the actions share.
pub struct Nodes<'t> {
    source: SourceId,
    text: &'t str,
    docs: &'t DocTable,
    claimed: RefCell<BTreeSet<u32>>,
    diagnostics: RefCell<Vec<Diagnostic>>,
}

impl<'t> Nodes<'t> {
    pub fn new(source: SourceId, text: &'t str, docs: &'t DocTable) -> Self {
        Self {
            source,
            text,
            docs,
            claimed: RefCell::default(),
            diagnostics: RefCell::default(),
        }
    }

    /// What was noted since the last call.
    pub fn take_diagnostics(&self) -> Vec<Diagnostic> {
        self.diagnostics.take()
    }

    /// The offsets whose documentation found its node.
    pub fn claimed(self) -> BTreeSet<u32> {
        self.claimed.into_inner()
    }

    pub fn span(&self, from: u32, to: u32) -> Span {
        Span::new(self.source, from, to.max(from))
    }

    pub fn slice(&self, from: u32, to: u32) -> String {
        self.text
            .get(from as usize..to as usize)
            .unwrap_or("")
            .to_owned()
    }

    pub fn name(&self, from: u32, to: u32) -> Name {
        Spanned::new(self.slice(from, to), self.span(from, to))
    }

    /// A declared name that is no region's: without hyphens.
    pub fn plain(&self, name: Name) -> Name {
        if name.value.contains('-') {
            let fixed = name.value.replace('-', "_");
            self.diagnostics.borrow_mut().push(
                Diagnostic::new(
                    &rules::HYPHEN_IN_NAME,
                    format!("the name `{}` has a hyphen; only regions have", name.value),
                    name.span,
                    "declared here",
                )
                .fix(format!("name it `{fixed}`"), name.span, fixed),
            );
        }
        name
    }

    /// The name of a field in quotes: one that is no name without them.
    pub fn quoted_name(&self, from: u32, to: u32) -> Name {
        let span = self.span(from, to);
        let raw = self.text.get(from as usize..to as usize).unwrap_or("");
        let parts = decode(self.source, raw, from).parts;
        let mut name = String::new();
        let mut holes = false;
        for part in parts {
            match part {
                TextPart::Literal(text) => name.push_str(&text),
                TextPart::Hole(_) => holes = true,
            }
        }
        let mut diagnostics = self.diagnostics.borrow_mut();
        if holes {
            diagnostics.push(
                Diagnostic::new(
                    &rules::UNEXPECTED,
                    "the name of a field is not put together",
                    span,
                    "this has a hole",
                )
                .help("names are written out; only values have holes"),
            );
        } else if is_name(&name) {
            diagnostics.push(
                Diagnostic::new(
                    &rules::FOREIGN_SPELLING,
                    format!("the name of the field `{name}` needs no quotes"),
                    span,
                    "in quotes",
                )
                .fix("remove the quotes", span, name.clone())
                .safely(),
            );
        }
        Spanned::new(name, span)
    }

    pub fn doc(&self, at: u32) -> Option<Doc> {
        let doc = self.docs.get(at)?;
        self.claimed.borrow_mut().insert(at);
        Some(doc)
    }

    pub fn path(&self, first: Name, rest: Vec<Name>) -> Path {
        let span = rest
            .last()
            .map_or(first.span, |last| first.span.to(last.span));
        Path {
            parts: listed(first, rest),
            span,
        }
    }

    pub fn item(&self, from: u32, to: u32, kind: ItemKind) -> Item {
        Item {
            doc: self.doc(from),
            kind,
            span: self.span(from, to),
        }
    }

    pub fn clause(&self, from: u32, to: u32, kind: ClauseKind) -> Clause {
        Clause {
            doc: self.doc(from),
            kind,
            span: self.span(from, to),
        }
    }

    pub fn connector_clause(
        &self,
        from: u32,
        to: u32,
        kind: ConnectorClauseKind,
    ) -> ConnectorClause {
        ConnectorClause {
            doc: self.doc(from),
            kind,
            span: self.span(from, to),
        }
    }

    pub fn condition(&self, from: u32, to: u32, warn: bool, kind: ConditionKind) -> Condition {
        Condition {
            doc: self.doc(from),
            warn,
            kind,
            span: self.span(from, to),
        }
    }

    pub fn expression(&self, from: u32, to: u32, kind: ExpressionKind) -> Expression {
        Expression {
            kind,
            span: self.span(from, to),
        }
    }

    pub fn text(&self, from: u32, to: u32) -> ExpressionKind {
        let raw = self.text.get(from as usize..to as usize).unwrap_or("");
        ExpressionKind::Text(decode(self.source, raw, from).parts)
    }

    /// A program of another language, as written.
    pub fn program(&self, from: u32, to: u32) -> Spanned<String> {
        let raw = self.text.get(from as usize..to as usize).unwrap_or("");
        Spanned::new(program(raw), self.span(from, to))
    }

    /// A word in the place of a mark, apart from what stands beside it.
    fn apart(&self, from: u32, to: u32, word: &str) -> String {
        let (before, after) = (self.text.get(..from as usize), self.text.get(to as usize..));
        let closes = |c: char| !c.is_whitespace() && !matches!(c, '(' | '[' | '{');
        let before = before.is_some_and(|text| text.ends_with(closes));
        let after = after.is_some_and(|text| text.starts_with(|c: char| !c.is_whitespace()));
        let space = |wanted: bool| if wanted { " " } else { "" };
        [space(before), word, space(after)].concat()
    }

    /// Says so where a word was written as a mark of other languages.
    pub fn word(&self, from: u32, to: u32, word: &str, node: Expression) -> Expression {
        let shown = self.slice(from, to);
        if matches!(shown.as_str(), "&&" | "||" | "!") {
            let span = self.span(from, to);
            self.diagnostics.borrow_mut().push(
                Diagnostic::new(
                    &rules::FOREIGN_SPELLING,
                    format!("`{shown}` is written `{word}`"),
                    span,
                    format!("`{word}` expected"),
                )
                .fix(format!("write `{word}`"), span, self.apart(from, to, word))
                .safely(),
            );
        }
        node
    }

    /// Joins two operands that no third can join.
    pub fn pair(
        &self,
        left: Expression,
        operator: BinaryOperator,
        right: Expression,
    ) -> Expression {
        Expression {
            span: left.span.to(right.span),
            kind: ExpressionKind::Chain {
                operator,
                operands: vec![left, right],
            },
        }
    }

    pub fn compare(
        &self,
        left: Expression,
        operator: Spanned<Comparison>,
        right: Expression,
    ) -> Expression {
        Expression {
            span: left.span.to(right.span),
            kind: ExpressionKind::Compare {
                left: Box::new(left),
                operator,
                right: Box::new(right),
            },
        }
    }

    pub fn matches(&self, left: Expression, pattern: Expression) -> Expression {
        Expression {
            span: left.span.to(pattern.span),
            kind: ExpressionKind::Matches {
                left: Box::new(left),
                pattern: Box::new(pattern),
            },
        }
    }

    /// Joins two operands; a chain of the same operator on the left takes the right one in.
    pub fn chain(
        &self,
        left: Expression,
        operator: BinaryOperator,
        right: Expression,
    ) -> Expression {
        let span = left.span.to(right.span);
        let operands = match left {
            Expression {
                kind:
                    ExpressionKind::Chain {
                        operator: same,
                        mut operands,
                    },
                ..
            } if same == operator => {
                operands.push(right);
                operands
            }
            left => vec![left, right],
        };
        Expression {
            kind: ExpressionKind::Chain { operator, operands },
            span,
        }
    }

    /// The record, or an empty one where none was written.
    pub fn record_or_none(&self, at: u32, record: Option<Record>) -> Record {
        record.unwrap_or_else(|| Record {
            fields: Vec::new(),
            span: self.span(at, at),
        })
    }

    /// `list<…>`; other types take no `<…>`.
    pub fn list_type(&self, name: Name, element: TypeExpression) -> TypeExpressionKind {
        if name.value == "list" {
            return TypeExpressionKind::List(Box::new(element));
        }
        self.diagnostics.borrow_mut().push(
            Diagnostic::new(
                &rules::UNEXPECTED,
                format!("only `list` takes a type in `<…>`, not `{}`", name.value),
                name.span,
                "`list` expected",
            )
            .fix("write `list`", name.span, "list"),
        );
        TypeExpressionKind::Error
    }
}

/// Whether a name of a field may stand without quotes.
fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// One and the rest.
pub fn listed<T>(first: T, rest: Vec<T>) -> Vec<T> {
    let mut all = Vec::with_capacity(rest.len() + 1);
    all.push(first);
    all.extend(rest);
    all
}

/// Nothing where nothing was written.
pub fn optional<T>(list: Option<Vec<T>>) -> Vec<T> {
    list.unwrap_or_default()
}

/// What could be read.
pub fn present<T>(list: Vec<Option<T>>) -> Vec<T> {
    list.into_iter().flatten().collect()
}
