//! Proposals for a line that has begun: what the grammar takes next, and the names that may stand there.

use pipewright_parser::next;
use pipewright_syntax::tree::{Connector, ConnectorClause, ConnectorClauseKind, Item, ItemKind};
use pipewright_syntax::{Keyword, Lexeme, Token};

use super::filled::{plain, sample};
use super::{Proposal, ProposalKind, conditioned, expressions, inside, items};
use crate::context::{Context, Open};
use crate::names::{Kind, Walk, item_name};
use crate::{Analysis, At};

/// What may go on a line that has begun, or in a list.
pub fn going_on(analysis: &Analysis, at: At, context: &Context) -> Vec<Proposal> {
    let text = analysis.text(at.source);
    // Right behind a number or a text there is nothing but its own end.
    let touches = |last: &&Lexeme| {
        last.end == context.word && (last.token.is_literal() || last.token == Token::BadValue)
    };
    if context.before.last().filter(touches).is_some() {
        return Vec::new();
    }
    let mut tokens: Vec<Token> = Vec::new();
    for open in &context.open {
        filled_in(&mut tokens, &open.head);
        tokens.push(open.token);
    }
    filled_in(&mut tokens, &context.before);
    let Some(next) = next(&tokens) else {
        return Vec::new();
    };
    let usual = usual(analysis, at, context);
    let place = Place {
        first: context.before.first().map(|one| one.token),
        last: context.before.last().map(|one| one.token),
        field: field(text, context),
        usual: !usual.is_empty(),
    };
    let words = next.keywords.iter().filter(|word| place.takes(**word));
    let mut found: Vec<Proposal> = words.map(|word| Proposal::keyword(*word)).collect();
    if let Some(open) = conditioned(context) {
        if next.name {
            found.extend(expressions::columns(analysis, at, open));
        }
    } else if next.value {
        found.extend(place.values(analysis, at));
    } else if next.name {
        found.extend(place.names(analysis, at, context));
    } else if next.keywords.contains(&Keyword::Appending) {
        let path = expressions::path(text, &context.before);
        found.extend(modes(analysis, at, &path));
    }
    if next.value
        && let Some(open) = context.inner()
        && open.token == Token::LeftParen
        && context.before.is_empty()
    {
        found.extend(super::fields::of_call(analysis, at, open));
    }
    found.extend(usual);
    found
}

/// Adds the tokens of a line, of which the contents of closed brackets were left out: where there has
/// to be something, a name.
fn filled_in(tokens: &mut Vec<Token>, line: &[Lexeme]) {
    for one in line {
        let last = tokens.last().copied();
        let before = tokens.iter().rev().nth(1).copied();
        let is_index = last == Some(Token::LeftBracket) && before.is_some_and(Token::is_name);
        let is_list =
            last == Some(Token::LeftParen) && before == Some(Token::Keyword(Keyword::Partition));
        if one.token.is_closer() && (is_index || is_list) {
            tokens.push(Token::Word);
        }
        tokens.push(one.token);
    }
}

/// How rows may be written to a dataset, by what its connector says.
fn modes(analysis: &Analysis, at: At, sink: &[&str]) -> Vec<Proposal> {
    let [sink] = sink else {
        return Vec::new();
    };
    let modes = super::filled::modes(analysis, at, sink).into_iter();
    let whole = modes.filter_map(|mode| {
        let word = mode.split(' ').next().and_then(Keyword::from_text)?;
        Some(Proposal {
            label: mode.to_owned(),
            kind: ProposalKind::Value,
            insert: mode.to_owned(),
            ..Proposal::keyword(word)
        })
    });
    whole.filter(|one| one.label.contains(' ')).collect()
}

/// The field whose value is written: of the brackets around the cursor the innermost that is one.
fn field<'a>(text: &'a str, context: &Context) -> Option<&'a str> {
    let heads = context.open.iter().rev().map(|open| &open.head);
    let mut lines = std::iter::once(&context.before).chain(heads);
    lines.find_map(|line| {
        let equal = line.iter().position(|one| one.token == Token::Equal)?;
        let name = line.get(equal.checked_sub(1)?)?;
        Some(name.text(text))
    })
}

/// A place on a line.
struct Place<'a> {
    first: Option<Token>,
    last: Option<Token>,
    field: Option<&'a str>,
    /// Whether it is known what is usually written there.
    usual: bool,
}

impl Place<'_> {
    /// Whether a word that the grammar takes makes sense, too.
    fn takes(&self, word: Keyword) -> bool {
        match word {
            Keyword::True | Keyword::False => false,
            Keyword::Not => matches!(
                self.first,
                Some(Token::Keyword(
                    Keyword::When | Keyword::Require | Keyword::Repeat
                ))
            ),
            _ => true,
        }
    }

    /// Where a value may stand.
    fn values(&self, analysis: &Analysis, at: At) -> Vec<Proposal> {
        let tables = analysis.tables();
        let is = |token: Option<Token>, word: Keyword| token == Some(Token::Keyword(word));
        let regions = || {
            let names = tables.regions.keys();
            let names = names.map(|name| Proposal::name(name, Kind::Region));
            names.chain(expressions::constants(analysis, at)).collect()
        };
        match (self.first, self.field) {
            (Some(Token::Keyword(Keyword::Dataset | Keyword::External)), _)
                if self.last == Some(Token::Equal) =>
            {
                connectors(analysis, at, &in_braces)
            }
            _ if is(self.last, Keyword::Notify) => connectors(analysis, at, &in_parentheses),
            _ if is(self.first, Keyword::On) => connectors(analysis, at, &in_parentheses),
            _ if is(self.first, Keyword::Region) => regions(),
            (first, _) if is(first, Keyword::Write) && is(self.last, Keyword::To) => {
                expressions::datasets(analysis, at)
            }
            (first, _)
                if is(first, Keyword::Schedule)
                    && matches!(
                        self.last,
                        Some(Token::Keyword(Keyword::On | Keyword::Event) | Token::Comma)
                    ) =>
            {
                expressions::datasets(analysis, at)
            }
            (_, Some("region" | "logs" | "replicas")) => regions(),
            (_, Some("clusters")) => {
                let names = tables.clusters.keys();
                names
                    .map(|name| Proposal::name(name, Kind::Cluster))
                    .collect()
            }
            (_, Some("cursor" | "partition")) => expressions::own_columns(analysis, at),
            (_, Some("outputs")) => expressions::rows(analysis, at),
            (_, Some("inputs")) => expressions::data(analysis, at),
            (Some(Token::Keyword(Keyword::Write | Keyword::Check | Keyword::Approval)), _) => {
                expressions::data(analysis, at)
            }
            (_, Some("gitops")) => expressions::builtins(&["argocd", "flux"]),
            (_, Some("secrets")) => expressions::builtins(&["existing", "external"]),
            (_, Some("alerts")) => expressions::builtins(&["prometheus"]),
            (_, Some("sync")) => Vec::new(),
            (Some(Token::Keyword(first)), _) if is_plain(first) => {
                expressions::constants(analysis, at)
            }
            _ if self.usual => expressions::constants(analysis, at),
            _ => expressions::anything(analysis, at),
        }
    }

    /// Where a name may stand and no value.
    fn names(&self, analysis: &Analysis, at: At, context: &Context) -> Vec<Proposal> {
        let around = context.inner().and_then(|open| open.head.first());
        if around.is_some_and(|one| one.token == Token::Keyword(Keyword::Type)) {
            return expressions::marks();
        }
        match self.last {
            Some(Token::Keyword(Keyword::Call)) => {
                let names = analysis.tables().pipelines.keys();
                let names = names.map(|name| Proposal::name(name, Kind::Pipeline));
                names.chain(expressions::modules(analysis, at)).collect()
            }
            Some(Token::Equal) => expressions::templates(analysis, at),
            _ => Vec::new(),
        }
    }
}

/// Whether a clause takes a value that is written out: a time, a number, a text.
const fn is_plain(first: Keyword) -> bool {
    matches!(
        first,
        Keyword::Schedule
            | Keyword::Deadline
            | Keyword::Retry
            | Keyword::Timeout
            | Keyword::Owner
            | Keyword::Concurrency
            | Keyword::Mutex
            | Keyword::Budget
            | Keyword::Interruptible
            | Keyword::Backfill
            | Keyword::Late
            | Keyword::Allow
    )
}

/// A connector as it is used, to be filled in; nothing where it is not meant for that.
type Use<'a> = dyn Fn(&Analysis, &Connector) -> Option<String> + 'a;

/// The connectors of a file and of what it imports.
fn connectors(analysis: &Analysis, at: At, used: &Use<'_>) -> Vec<Proposal> {
    let Some((index, module)) = analysis.module(at.source) else {
        return Vec::new();
    };
    let text = analysis.text(at.source);
    let rest = text.get(at.offset as usize..).unwrap_or_default();
    let rest = rest.lines().next().unwrap_or_default();
    let is_used = rest.contains(['{', '(']);
    let mut found = Vec::new();
    let mut add = |before: &str, item: &Item| {
        let (ItemKind::Connector(connector), Some(name)) = (&item.kind, item_name(item)) else {
            return;
        };
        let Some(insert) = used(analysis, connector) else {
            return;
        };
        let label = format!("{before}{}", name.value);
        found.push(Proposal {
            documentation: item.doc.as_ref().map(|doc| doc.lines.join("\n")),
            insert: if is_used {
                label.clone()
            } else {
                format!("{label}{insert}")
            },
            snippet: !is_used,
            ..Proposal::name(&label, Kind::Connector)
        });
    };
    let mut walk = Walk::new(analysis, index, module);
    for item in &module.tree.items {
        add("", item);
        let ItemKind::Import(import) = &item.kind else {
            continue;
        };
        let Some(name) = import.alias.as_ref().or(import.path.parts.last()) else {
            continue;
        };
        let there = walk.named(index, &name.value).map(|found| found.meaning);
        if let Some(crate::names::Meaning::Module(Some(there))) = there
            && let Some(there) = analysis.project.modules.get(there)
        {
            for item in &there.tree.items {
                add(&format!("{}.", name.value), item);
            }
        }
    }
    found
}

/// What the connector of a dataset is given.
fn in_braces(analysis: &Analysis, connector: &Connector) -> Option<String> {
    // A place for files alone says nothing of rows.
    let holds_rows = |clause: &&ConnectorClause| match clause.kind {
        ConnectorClauseKind::Columns(_) | ConnectorClauseKind::Writes(_) => true,
        ConnectorClauseKind::Reads(_) => analysis.slice(clause.span).contains("rows"),
        _ => false,
    };
    connector.clauses.iter().find(holds_rows)?;
    let given = given(analysis, connector);
    let given = given.map(|(name, value)| format!("  {name} = {value}\n"));
    Some(format!(" {{\n{}}}", given.collect::<String>()))
}

/// What the connector of a notification is given.
fn in_parentheses(analysis: &Analysis, connector: &Connector) -> Option<String> {
    let notifies =
        |kind: &ConnectorClauseKind| matches!(kind, ConnectorClauseKind::Notifies { .. });
    connector
        .clauses
        .iter()
        .find(|clause| notifies(&clause.kind))?;
    let given: Vec<String> = given(analysis, connector).map(|(_, value)| value).collect();
    Some(format!("({})", given.join(", ")))
}

/// The parameters that a connector needs, each with a value to fill in.
fn given<'a>(
    analysis: &'a Analysis,
    connector: &'a Connector,
) -> impl Iterator<Item = (&'a str, String)> {
    let parameters = connector.parameters.iter();
    let needed = parameters.filter(|one| one.default.is_none() && !one.kind.optional);
    (1_u8..).zip(needed).map(|(number, one)| {
        let value = sample(analysis, one, number);
        (one.name.value.as_str(), value)
    })
}

/// How the line is usually ended: a clause as its snippet, a field as its sample.
fn usual(analysis: &Analysis, at: At, context: &Context) -> Vec<Proposal> {
    let text = analysis.text(at.source);
    let (head, known) = match context.before.as_slice() {
        [one] => (format!("{} ", one.text(text)), items::clauses()),
        [name, equal] if equal.token == Token::Equal => {
            let Some(open) = context.inner() else {
                return Vec::new();
            };
            (
                format!("{} = ", name.text(text)),
                fields(analysis, at, context, open),
            )
        }
        _ => return Vec::new(),
    };
    let mut found = Vec::new();
    for one in known.iter().filter(|one| one.snippet) {
        let Some(rest) = one.insert.strip_prefix(&head) else {
            continue;
        };
        if rest.contains(['\n', '%']) {
            continue;
        }
        let choice = rest
            .strip_prefix("${1|")
            .and_then(|rest| rest.strip_suffix("|}"));
        let values: Vec<&str> = match choice {
            Some(choices) => choices.split(',').collect(),
            None => vec![rest],
        };
        let values = values.into_iter().filter(|value| !value.starts_with("$1"));
        found.extend(values.map(|value| Proposal {
            label: plain(value),
            kind: ProposalKind::Value,
            insert: value.to_owned(),
            documentation: None,
            ..one.clone()
        }));
    }
    found
}

/// The fields of the record around the cursor.
fn fields(analysis: &Analysis, at: At, context: &Context, open: &Open) -> Vec<Proposal> {
    let begun = Context {
        before: Vec::new(),
        ..context.clone()
    };
    match super::records::nested(analysis.text(at.source), &begun) {
        Some(fields) => super::fields::known(fields),
        None => inside(analysis, at, open),
    }
}
