//! Proposals that begin an item, a clause or an import.

use std::collections::BTreeSet;

use pipewright_syntax::tree::{ExpressionKind, ItemKind, Policy, TextPart};
use pipewright_syntax::{Keyword, quoted};

use super::{Proposal, ProposalKind};
use crate::names::Kind;
use crate::{Analysis, At};

/// What begins an item. Each snippet is a whole item that is valid once its places are filled in.
const ITEMS: &[(Keyword, &str, &str)] = &[
    (Keyword::Import, "import", "import std.${1:%module}"),
    (
        Keyword::Type,
        "type",
        "type ${1:%new:Row} {\n  ${2:id}: ${3:string} key\n}",
    ),
    (
        Keyword::Dataset,
        "dataset",
        "dataset ${1:%new:rows}: ${2:%type} = ${3:s3.parquet} {\n  bucket = \"${4:bucket}\"\n  prefix = \"${5:prefix}/\"\n  region = ${6:eu-west-1}\n}",
    ),
    (
        Keyword::Pipeline,
        "pipeline",
        "pipeline ${1:%new:load} {\n  schedule ${2:every 6h}\n  owner    \"${3:team}\"\n\n  step ${4:work} = run \"${5:ghcr.io/acme/work:1.0}\" {\n    timeout = ${6:10m}\n  }\n$0}",
    ),
    (
        Keyword::Cluster,
        "cluster",
        "cluster ${1:%new:main} {\n  region = ${2:eu-central-1}\n  nodes  = [{ cpu = ${3:16}, memory = ${4:64GiB} }]\n}",
    ),
    (
        Keyword::Environment,
        "environment",
        "environment ${1:%new:prod} {\n  clusters  = [${2:%cluster}]\n  targets   = [${3:json}]\n  namespace = \"${4:data}\"\n}",
    ),
    (Keyword::Let, "let", "let ${1:%new:limit} = ${2:30m}"),
    (
        Keyword::Policy,
        "policy",
        "policy \"${1:every pipeline names its owner}\" for pipeline ${2:p} {\n  require ${2:p}.${3:owner} else \"${4:add an owner}\"\n}",
    ),
];

/// What begins a clause, with places to fill in.
const CLAUSES: &[(Keyword, &str, &str)] = &[
    (
        Keyword::Schedule,
        "schedule every",
        "schedule every ${1:6h}",
    ),
    (
        Keyword::Schedule,
        "schedule cron",
        "schedule cron \"${1:0 6 * * *}\" in \"${2:Europe/Berlin}\"",
    ),
    (Keyword::Deadline, "deadline", "deadline ${1:30m}"),
    (
        Keyword::Guarantee,
        "guarantee",
        "guarantee ${1|exactly_once,at_least_once,at_most_once|}",
    ),
    (Keyword::Retry, "retry", "retry ${1:2} times"),
    (Keyword::Timeout, "timeout", "timeout ${1:10m}"),
    (
        Keyword::Overlap,
        "overlap",
        "overlap ${1|forbid,allow,replace|}",
    ),
    (Keyword::Owner, "owner", "owner \"${1:team}\""),
    (Keyword::Region, "region", "region ${1:eu}"),
    (
        Keyword::Step,
        "step",
        "step ${1:%new:clean}: ${2:%type} = run \"${3:ghcr.io/acme/image:1.0}\" {\n  inputs  = [${4:%dataset}]\n  timeout = ${5:10m}\n}",
    ),
    (Keyword::Check, "check", "check ${1:%step} {\n  rows > 0\n}"),
    (
        Keyword::Write,
        "write",
        "write ${1:%step} to ${2:%sink} ${3|%modes|}",
    ),
    (
        Keyword::On,
        "on failure",
        "on failure notify ${1:slack.channel(\"#alerts\")}",
    ),
    (
        Keyword::For,
        "for",
        "for ${1:%new:part} in [\"${2:one}\", \"${3:two}\"] {\n  step ${4:%new:work} = run \"${5:ghcr.io/acme/work:1.0}\" {\n    args    = [${1:%new:part}]\n    timeout = ${6:10m}\n  }\n$0}",
    ),
    (
        Keyword::When,
        "when",
        "when ${1:rows(%step) > 0} {\n  step ${2:%new:more} = run \"${3:ghcr.io/acme/more:1.0}\" {\n    timeout = ${4:10m}\n  }\n$0}",
    ),
    (
        Keyword::Allow,
        "allow",
        "allow ${1:PW0513} because \"${2:reason}\" until ${3:2027-03-31}",
    ),
];

/// What begins an item.
pub fn items() -> Vec<Proposal> {
    with_snippets(Keyword::items(), ITEMS)
}

/// What begins a clause of a pipeline.
pub fn clauses() -> Vec<Proposal> {
    with_snippets(Keyword::clauses(), CLAUSES)
}

/// What begins a clause of a connector.
pub fn connector_clauses() -> Vec<Proposal> {
    with_snippets(Keyword::connector_clauses(), &[])
}

fn with_snippets(
    keywords: impl Iterator<Item = Keyword>,
    snippets: &[(Keyword, &str, &str)],
) -> Vec<Proposal> {
    let snippets = snippets
        .iter()
        .map(|(keyword, label, insert)| Proposal::snippet(*keyword, label, insert));
    keywords.map(Proposal::keyword).chain(snippets).collect()
}

/// The modules a file could import.
pub fn modules(analysis: &Analysis, at: At) -> Vec<Proposal> {
    let standard = pipewright_stdlib::modules()
        .iter()
        .map(|module| Proposal::name(&format!("std.{}", module.name), Kind::Module));
    let own = analysis.project.modules.iter();
    let own = own
        .filter(|module| !module.standard && module.tree.source != at.source)
        .map(|module| Proposal::name(&module.name(), Kind::Module));
    standard.chain(own).collect()
}

/// What a waiver may waive: rules, and each policy by itself.
pub fn waivable(analysis: &Analysis) -> Vec<Proposal> {
    let rules = pipewright_driver::all_rules()
        .iter()
        .filter(|rule| rule.standing().sentence().is_some())
        .map(|rule| Proposal {
            label: rule.code.to_owned(),
            kind: ProposalKind::Value,
            detail: Some(rule.name.to_owned()),
            documentation: Some(rule.summary.to_owned()),
            insert: rule.code.to_owned(),
            snippet: false,
        });
    rules.chain(policies(analysis, "policy ")).collect()
}

/// The policies that hold, by what they say; `before` goes before each.
pub fn policies(analysis: &Analysis, before: &str) -> Vec<Proposal> {
    let modules = &analysis.project.modules;
    let items = |own: bool| {
        let wanted = modules
            .iter()
            .filter(move |module| !own || !module.standard);
        wanted.flat_map(|module| &module.tree.items)
    };
    let applied: BTreeSet<&str> = items(true)
        .filter_map(|item| match &item.kind {
            ItemKind::Applied(path) => path.parts.last().map(|name| name.value.as_str()),
            _ => None,
        })
        .collect();
    let holds = |policy: &Policy| match &policy.name {
        Some(name) => applied.contains(name.value.as_str()),
        None => true,
    };
    items(false)
        .filter_map(|item| match &item.kind {
            ItemKind::Policy(policy) if holds(policy) => match &policy.title.kind {
                ExpressionKind::Text(parts) => match parts.as_slice() {
                    [TextPart::Literal(title)] => Some(format!("{before}{}", quoted(title))),
                    _ => None,
                },
                _ => None,
            },
            _ => None,
        })
        .map(|written| Proposal {
            label: written.clone(),
            kind: ProposalKind::Value,
            detail: Some("policy".to_owned()),
            documentation: None,
            insert: written,
            snippet: false,
        })
        .collect()
}
