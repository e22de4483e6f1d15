//! Proposals for values, types, members and conditions.

use pipewright_syntax::tree::{Clause, ClauseKind, ItemKind, Parameter};
use pipewright_syntax::{Keyword, Lexeme, Token};

use super::{Proposal, ProposalKind};
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
    let first = context.before.first().map(|one| one.token);
    let is_data = |word: Keyword| {
        matches!(
            word,
            Keyword::Dataset | Keyword::External | Keyword::Step | Keyword::Template
        )
    };
    match first {
        Some(Token::Keyword(word))
            if is_data(word) && !context.before.iter().any(|one| yields(one.token)) =>
        {
            rows(analysis, at)
        }
        _ => builtin.collect(),
    }
}

/// Whether small values follow, which have the types of columns.
fn yields(token: Token) -> bool {
    token == Token::Keyword(Keyword::Yields)
}

/// Names of the module of a file.
fn of_module(analysis: &Analysis, at: At, wanted: &[Kind]) -> Vec<Proposal> {
    let Some((_, module)) = analysis.module(at.source) else {
        return Vec::new();
    };
    let items = module.tree.items.iter().filter_map(|item| {
        let kind = item_kind(item).filter(|kind| wanted.contains(kind))?;
        // The standard library has connectors, and no data.
        if let ItemKind::Import(import) = &item.kind
            && import
                .path
                .parts
                .first()
                .is_some_and(|one| one.value == "std")
            && !wanted.contains(&Kind::Connector)
        {
            return None;
        }
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
    ];
    let mut found = of_module(analysis, at, &wanted);
    found.extend(imported(analysis, at, Kind::Dataset));
    found.extend(locals(analysis, at));
    found.extend(builtins(&["secret", "run", "rows", "age", "true", "false"]));
    let functions = language::FUNCTIONS.iter();
    found.extend(functions.map(|(name, meaning)| Proposal {
        detail: Some((*meaning).to_owned()),
        ..Proposal::name(name, Kind::Builtin)
    }));
    found
}

/// Functions and values of the language.
pub fn builtins(names: &[&str]) -> Vec<Proposal> {
    let known = language::BUILTINS.iter();
    let known = known.filter(|(name, _)| names.contains(name));
    let known = known.map(|(name, meaning)| Proposal {
        detail: Some((*meaning).to_owned()),
        ..Proposal::name(name, Kind::Builtin)
    });
    known.collect()
}

/// Marks of columns.
pub fn marks() -> Vec<Proposal> {
    let known = language::MARKS.iter();
    let known = known.map(|(name, meaning)| Proposal {
        detail: Some((*meaning).to_owned()),
        ..Proposal::name(name, Kind::Mark)
    });
    known.collect()
}

/// What is read: steps and datasets.
pub fn data(analysis: &Analysis, at: At) -> Vec<Proposal> {
    let mut found = datasets(analysis, at);
    found.extend(of_module(analysis, at, &[Kind::Constant]));
    found.extend(locals(analysis, at));
    found
}

/// Datasets or types of other files, by the names they have in this one.
fn imported(analysis: &Analysis, at: At, wanted: Kind) -> Vec<Proposal> {
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
        for item in items.filter(|item| item_kind(item) == Some(wanted)) {
            found.extend(item_name(item).map(|own| Proposal {
                documentation: item.doc.as_ref().map(|doc| doc.lines.join("\n")),
                ..Proposal::name(&format!("{}.{}", name.value, own.value), wanted)
            }));
        }
    }
    found
}

/// Datasets, and the files they may be of.
pub fn datasets(analysis: &Analysis, at: At) -> Vec<Proposal> {
    let mut found = of_module(analysis, at, &[Kind::Dataset, Kind::Module]);
    found.extend(imported(analysis, at, Kind::Dataset));
    found
}

/// The columns of the dataset around a place.
pub fn own_columns(analysis: &Analysis, at: At) -> Vec<Proposal> {
    let Some((index, module)) = analysis.module(at.source) else {
        return Vec::new();
    };
    let mut items = module.tree.items.iter();
    let around = items.find(|item| item.span.touches(at.offset));
    let Some(name) = around.and_then(item_name) else {
        return Vec::new();
    };
    let mut walk = Walk::new(analysis, index, module);
    match walk.named(index, &name.value) {
        Some(found) if found.kind == Kind::Dataset => fields(&mut walk, found.meaning),
        _ => Vec::new(),
    }
}

/// Types of rows.
pub fn rows(analysis: &Analysis, at: At) -> Vec<Proposal> {
    let mut found = of_module(analysis, at, &[Kind::Type, Kind::Module]);
    found.extend(imported(analysis, at, Kind::Type));
    found
}

/// What stands for a value that could be written out: a constant, a parameter.
pub fn constants(analysis: &Analysis, at: At) -> Vec<Proposal> {
    let wanted = [Kind::Constant, Kind::Region, Kind::Secret, Kind::Module];
    let mut found = of_module(analysis, at, &wanted);
    let mut known = locals(analysis, at);
    known.retain(|one| one.kind != ProposalKind::Name(Kind::Step));
    found.extend(known);
    found
}

/// Imported modules.
pub fn modules(analysis: &Analysis, at: At) -> Vec<Proposal> {
    of_module(analysis, at, &[Kind::Module])
}

/// Templates, and the files they may be of.
pub fn templates(analysis: &Analysis, at: At) -> Vec<Proposal> {
    of_module(analysis, at, &[Kind::Template, Kind::Module])
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

/// The path that some tokens end with: names with dots between them. A word before the first is of
/// the language.
pub fn path<'a>(text: &'a str, tokens: &[Lexeme]) -> Vec<&'a str> {
    let mut path: Vec<&str> = Vec::new();
    let mut joined = true;
    for token in tokens.iter().rev() {
        if token.token == Token::Dot {
            joined = true;
        } else if token.token.is_name() && std::mem::take(&mut joined) {
            path.push(token.text(text));
        } else {
            break;
        }
    }
    path.reverse();
    path
}

/// What may follow a dot.
pub fn members(analysis: &Analysis, at: At, context: &Context) -> Vec<Proposal> {
    let Some((index, module)) = analysis.module(at.source) else {
        return Vec::new();
    };
    let text = analysis.text(at.source);
    let path = path(text, &context.before);
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
    let columns: Vec<Proposal> = columns.collect();
    let members = walk.member_names(meaning).into_iter();
    let members = members.map(|(name, kind)| Proposal::name(&name.value, kind));
    columns.into_iter().chain(members).collect()
}

/// The columns that a check looks at.
pub fn columns(analysis: &Analysis, at: At, open: &Open) -> Vec<Proposal> {
    let mut found = vec![Proposal::name("rows", Kind::Builtin)];
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
