//! Proposals for values, types, members and conditions.

use pipewright_syntax::tree::{Clause, ClauseKind, ItemKind, Parameter};
use pipewright_syntax::{Keyword, KeywordGroup, Token};

use super::Proposal;
use crate::context::{Context, Open};
use crate::language;
use crate::names::{Kind, Local, Meaning, Walk, bodies, item_kind, item_name};
use crate::{Analysis, At};

/// Types: those of the language that may stand here, and those of the project where rows may.
pub fn types(analysis: &Analysis, at: At, context: &Context) -> Vec<Proposal> {
    let inner = context.inner();
    let is_parameter = inner.is_some_and(|open| open.token == Token::LeftParen);
    let known = if is_parameter {
        language::OF_PARAMETERS
    } else {
        language::OF_COLUMNS
    };
    let builtin = known.iter().map(|name| Proposal {
        detail: language::meaning(language::TYPES, name).map(str::to_owned),
        ..Proposal::name(name, Kind::BuiltinType)
    });
    if is_parameter {
        return builtin.collect();
    }
    let wanted = [Kind::Type, Kind::Module];
    builtin.chain(of_module(analysis, at, &wanted)).collect()
}

/// Names of the module of a file.
fn of_module(analysis: &Analysis, at: At, wanted: &[Kind]) -> Vec<Proposal> {
    let Some((_, module)) = analysis.module(at.source) else {
        return Vec::new();
    };
    let items = module.tree.items.iter().filter_map(|item| {
        let kind = item_kind(item).filter(|kind| wanted.contains(kind))?;
        let name = match &item.kind {
            ItemKind::Import(import) => import.alias.as_ref().or(import.path.parts.last())?,
            _ => item_name(item)?,
        };
        Some(Proposal {
            documentation: item.doc.as_ref().map(|doc| doc.lines.join("\n")),
            ..Proposal::name(&name.value, kind)
        })
    });
    items.collect()
}

/// What may stand where a value does.
pub fn anything(analysis: &Analysis, at: At) -> Vec<Proposal> {
    let wanted = [
        Kind::Module,
        Kind::Dataset,
        Kind::Constant,
        Kind::Secret,
        Kind::Region,
        Kind::Connector,
        Kind::Template,
        Kind::Type,
    ];
    let mut found = of_module(analysis, at, &wanted);
    found.extend(imported_datasets(analysis, at));
    found.extend(locals(analysis, at));
    found.extend(language::BUILTINS.iter().map(|(name, meaning)| Proposal {
        detail: Some((*meaning).to_owned()),
        ..Proposal::name(name, Kind::Builtin)
    }));
    found
}

/// Datasets of other files, by the names they have in this one.
fn imported_datasets(analysis: &Analysis, at: At) -> Vec<Proposal> {
    let Some((_, module)) = analysis.module(at.source) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for item in &module.tree.items {
        let ItemKind::Import(import) = &item.kind else {
            continue;
        };
        let path: Vec<&str> = import.path.parts.iter().map(|part| &*part.value).collect();
        let known = analysis.tables().modules.get(&path.join("."));
        let there = known.and_then(|known| analysis.project.modules.get(*known));
        let (Some(there), Some(name)) = (there, import.alias.as_ref().or(import.path.parts.last()))
        else {
            continue;
        };
        let items = there.tree.items.iter();
        for item in items.filter(|item| item_kind(item) == Some(Kind::Dataset)) {
            found.extend(item_name(item).map(|own| Proposal {
                documentation: item.doc.as_ref().map(|doc| doc.lines.join("\n")),
                ..Proposal::name(&format!("{}.{}", name.value, own.value), Kind::Dataset)
            }));
        }
    }
    found
}

/// Datasets, and the files they may be of.
fn datasets(analysis: &Analysis, at: At) -> Vec<Proposal> {
    let mut found = of_module(analysis, at, &[Kind::Dataset, Kind::Module]);
    found.extend(imported_datasets(analysis, at));
    found
}

/// What may go on a line that has begun.
pub fn values(analysis: &Analysis, at: At, context: &Context) -> Vec<Proposal> {
    let text = analysis.text(at.source);
    let field = context
        .before
        .iter()
        .position(|one| one.token == Token::Equal);
    let name = field
        .and_then(|equal| context.before.get(equal.checked_sub(1)?))
        .map(|token| token.text(text));
    let tables = analysis.tables();
    let first = context.before.first().map(|token| token.token);
    let last = context.before.last().map(|token| token.token);
    match (first, last) {
        (Some(Token::Keyword(Keyword::Write)), Some(Token::Keyword(Keyword::To)))
        | (
            Some(Token::Keyword(Keyword::Schedule)),
            Some(Token::Keyword(Keyword::On) | Token::Comma),
        ) => return datasets(analysis, at),
        _ => {}
    }
    let regions = || {
        let names = tables.regions.keys();
        names.map(|name| Proposal::name(name, Kind::Region))
    };
    let mut found = anything(analysis, at);
    match (name, first) {
        (Some("region" | "logs" | "replicas"), _) => found.extend(regions()),
        (Some("clusters"), _) => {
            let names = tables.clusters.keys();
            found.extend(names.map(|name| Proposal::name(name, Kind::Cluster)));
        }
        (_, Some(Token::Keyword(Keyword::Region))) => found.extend(regions()),
        _ => {}
    }
    if context
        .before
        .iter()
        .any(|one| one.token == Token::Keyword(Keyword::Call))
    {
        let names = tables.pipelines.keys();
        found.extend(names.map(|name| Proposal::name(name, Kind::Pipeline)));
    }
    let words = Keyword::ALL.iter().filter(|word| {
        matches!(
            word.group(),
            KeywordGroup::Word | KeywordGroup::Operator | KeywordGroup::Write
        )
    });
    found.extend(words.map(|word| Proposal::keyword(*word)));
    found
}

/// Steps, parameters and elements that are known at a place.
fn locals(analysis: &Analysis, at: At) -> Vec<Proposal> {
    let Some((_, module)) = analysis.module(at.source) else {
        return Vec::new();
    };
    let mut items = module.tree.items.iter();
    let Some(item) = items.find(|item| item.span.touches(at.offset)) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let parameters = |all: &[Parameter]| -> Vec<Proposal> {
        let names = all.iter().map(|one| &one.name.value);
        names
            .map(|name| Proposal::name(name, Kind::Parameter))
            .collect()
    };
    match &item.kind {
        ItemKind::Pipeline(one) => {
            found.extend(parameters(&one.parameters));
            steps(&one.clauses, at.offset, &mut found);
        }
        ItemKind::Connector(one) => found.extend(parameters(&one.parameters)),
        ItemKind::Template(one) => found.extend(parameters(&one.parameters)),
        _ => {}
    }
    found
}

fn steps(clauses: &[Clause], offset: u32, found: &mut Vec<Proposal>) {
    for clause in clauses {
        match &clause.kind {
            ClauseKind::Step(step) => found.push(Proposal::name(&step.name.value, Kind::Step)),
            ClauseKind::Resource(one) => {
                found.push(Proposal::name(&one.name.value, Kind::Resource));
            }
            ClauseKind::For(each) if clause.span.touches(offset) => {
                found.push(Proposal::name(&each.variable.value, Kind::Variable));
            }
            _ => {}
        }
        for body in bodies(&clause.kind) {
            steps(body, offset, found);
        }
    }
}

/// What may follow a dot.
pub fn members(analysis: &Analysis, at: At, context: &Context) -> Vec<Proposal> {
    let Some((index, module)) = analysis.module(at.source) else {
        return Vec::new();
    };
    let text = analysis.text(at.source);
    let mut path: Vec<&str> = context
        .before
        .iter()
        .rev()
        .take_while(|token| token.token.is_name() || token.token == Token::Dot)
        .filter(|token| token.token.is_name())
        .map(|token| token.text(text))
        .collect();
    path.reverse();
    let mut walk = Walk::new(analysis, index, module);
    let Some((first, rest)) = path.split_first() else {
        return Vec::new();
    };
    let mut base = walk.at(at, first);
    for part in rest {
        base = base.and_then(|base| walk.member(base.meaning, part));
    }
    match base.map(|base| base.meaning) {
        Some(Meaning::Module(Some(module))) => exported(analysis, module),
        Some(meaning) => fields(&mut walk, meaning),
        None => Vec::new(),
    }
}

fn exported(analysis: &Analysis, module: usize) -> Vec<Proposal> {
    let Some(module) = analysis.project.modules.get(module) else {
        return Vec::new();
    };
    let items = module.tree.items.iter().filter_map(|item| {
        let kind = item_kind(item).filter(|kind| *kind != Kind::Module)?;
        Some(Proposal {
            documentation: item.doc.as_ref().map(|doc| doc.lines.join("\n")),
            ..Proposal::name(&item_name(item)?.value, kind)
        })
    });
    items.collect()
}

fn fields<'a>(walk: &mut Walk<'a>, meaning: Meaning<'a>) -> Vec<Proposal> {
    let columns = walk.columns_of(meaning).unwrap_or_default();
    let analysis = walk.analysis;
    let columns = columns.iter().map(|column| Proposal {
        detail: Some(analysis.slice(column.kind.span).to_owned()),
        documentation: column.doc.as_ref().map(|doc| doc.lines.join("\n")),
        ..Proposal::name(&column.name.value, Kind::Column)
    });
    let values: Vec<Proposal> = match meaning {
        Meaning::Step(step) => step
            .values
            .iter()
            .map(|value| Proposal::name(&value.name.value, Kind::Value))
            .collect(),
        _ => Vec::new(),
    };
    columns.chain(values).collect()
}

/// What may begin a condition of a check: its columns, and words.
pub fn conditions(analysis: &Analysis, at: At, open: &Open) -> Vec<Proposal> {
    let words = Keyword::ALL
        .iter()
        .filter(|word| word.group() == KeywordGroup::Condition);
    let mut found: Vec<Proposal> = words.map(|word| Proposal::keyword(*word)).collect();
    found.push(Proposal::name("rows", Kind::Builtin));
    let Some((index, module)) = analysis.module(at.source) else {
        return found;
    };
    let text = analysis.text(at.source);
    let subject = open.head.get(1).map(|token| token.text(text));
    let mut walk = Walk::new(analysis, index, module);
    let subject: Option<Local<'_>> = subject.and_then(|name| walk.at(at, name));
    if let Some(subject) = subject {
        found.extend(fields(&mut walk, subject.meaning));
    }
    found
}
