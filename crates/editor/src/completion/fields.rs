//! Proposals for fields of records: those the language knows, and parameters of what is used.

use pipewright_syntax::tree::{Item, ItemKind, Parameter};

use super::Proposal;
use super::expressions::path;
use super::filled::sample;
use crate::context::Open;
use crate::names::{Kind, Meaning, Walk};
use crate::{Analysis, At};

/// A field: name, meaning, what to write.
pub type Field = (&'static str, &'static str, &'static str);

/// Fields of a cluster: name, meaning, what to write.
pub const CLUSTER: &[Field] = &[
    ("region", "Where it stands.", "${1:eu-central-1}"),
    (
        "nodes",
        "Its nodes, size by size.",
        "[{ cpu = ${1:16}, memory = ${2:64GiB} }]",
    ),
    (
        "spot",
        "Whether its nodes may be taken away.",
        "${1|true,false|}",
    ),
    (
        "quota",
        "How much of it may be used at once.",
        "{ cpu = ${1:64}, memory = ${2:256GiB} }",
    ),
    (
        "startup",
        "How long a pod waits at most for a node and its images.",
        "${1:2m}",
    ),
    ("logs", "Where its logs are kept.", "${1:eu-central-1}"),
    ("accepts", "The classes its logs may hold.", "[${1:pii}]"),
];

/// Fields of an environment.
pub const ENVIRONMENT: &[Field] = &[
    ("clusters", "Where steps may run.", "[${1:%cluster}]"),
    ("targets", "What is built.", "[${1:json}]"),
    (
        "gitops",
        "What applies the output.",
        "argocd { repo = \"${1:https://git.example.com/acme/deploy.git}\", sync = manual }",
    ),
    (
        "namespace",
        "The namespace of its objects.",
        "\"${1:data}\"",
    ),
    (
        "registry",
        "Where images come from, and where that is.",
        "\"${1:ghcr.io/acme}\" in ${2:eu}",
    ),
    (
        "staging",
        "Where data waits between steps.",
        "s3.location { bucket = \"${1:staging}\", region = ${2:eu-central-1} }",
    ),
    (
        "secrets",
        "Where secrets come from.",
        "external { store = \"${1:vault}\" }",
    ),
    (
        "alerts",
        "What watches deadlines and freshness.",
        "prometheus",
    ),
    (
        "parameters",
        "Values for parameters of pipelines.",
        "{ ${1:%pipeline} = { ${2:%parameter} = %value } }",
    ),
];

/// Fields of a step that runs a container.
pub const WORK: &[Field] = &[
    (
        "inputs",
        "What it reads: steps and datasets.",
        "[${1:%dataset}]",
    ),
    (
        "outputs",
        "What it yields, where that is more than one dataset.",
        "{ ${1:good} = ${2:%type} }",
    ),
    (
        "command",
        "What is executed, instead of the image's own.",
        "[\"${1:command}\"]",
    ),
    ("args", "Arguments.", "[\"${1:--flag}\"]"),
    (
        "env",
        "Environment variables.",
        "{ ${1:NAME} = \"${2:value}\" }",
    ),
    ("cpu", "Cores.", "${1:1}"),
    ("memory", "Memory.", "${1:2GiB}"),
    ("disk", "Disk.", "${1:10GiB}"),
    ("gpu", "Graphics processors.", "${1:1}"),
    ("timeout", "How long one attempt may take.", "${1:10m}"),
    ("expected", "How long one attempt usually takes.", "${1:5m}"),
    (
        "retry",
        "How often it is tried again.",
        "{ times = ${1:2} }",
    ),
    (
        "idempotent",
        "Whether running it twice is like running it once.",
        "${1|true,false|}",
    ),
    (
        "deterministic",
        "Whether the same input gives the same output.",
        "${1|true,false|}",
    ),
    (
        "allow_failure",
        "Why the run goes on when it fails.",
        "\"${1:reason}\"",
    ),
    ("mutex", "What only one holds at a time.", "\"${1:name}\""),
    (
        "egress",
        "Hosts it talks to by itself.",
        "[\"${1:api.example.com}:${2:443}\"]",
    ),
    (
        "concurrency",
        "How many of a group go on at once, in all pipelines.",
        "{ group = \"${1:loads}\", most = ${2:3} }",
    ),
    (
        "interruptible",
        "Whether it may run on nodes that can be taken away.",
        "${1|true,false|}",
    ),
    (
        "declassifies",
        "Columns it makes harmless, and how.",
        "{ ${1:column} = grouped(${2:count}, ${3:20}) }",
    ),
    (
        "volumes",
        "Volumes that are there, by the folder they appear in.",
        "{ \"${1:/models}\" = \"${2:model-cache}\" }",
    ),
    (
        "node",
        "Labels its node must have.",
        "{ \"${1:kubernetes.io/arch}\" = \"${2:amd64}\" }",
    ),
    (
        "services",
        "Containers beside it.",
        "[{ name = \"${1:db}\", image = \"${2:docker.io/library/postgres:17.2}\", port = ${3:5432} }]",
    ),
];

/// Fields of an approval.
pub const APPROVAL: &[Field] = &[
    ("by", "Who may consent.", "[\"${1:finance}\"]"),
    ("within", "How long there is to answer.", "${1:4h}"),
    ("on_timeout", "What silence means.", "${1|reject,fail|}"),
    ("message", "What is asked.", "\"${1:text}\""),
];

/// Fields that every dataset may have.
const DATASET: &[Field] = &[
    (
        "freshness",
        "Readers may rely on data no older than this.",
        "${1:7h}",
    ),
    ("owner", "Who answers for it.", "\"${1:team}\""),
    ("accepts", "The classes it may hold.", "[${1:pii}]"),
    (
        "replicas",
        "Where copies of it are kept.",
        "${1:eu-central-1}",
    ),
    (
        "duplicates",
        "Whether a row may be in it more than once.",
        "${1|true,false|}",
    ),
    (
        "partition",
        "How its rows are cut into parts.",
        "day(${1:%moment})",
    ),
    (
        "cursor",
        "The column that says when a row came to be or was changed last.",
        "${1:%moment}",
    ),
];

/// Fields the language knows.
pub fn known(fields: &[Field]) -> Vec<Proposal> {
    fields
        .iter()
        .map(|(name, meaning, value)| Proposal {
            detail: Some((*meaning).to_owned()),
            insert: format!("{name} = {value}"),
            snippet: true,
            ..Proposal::name(name, Kind::Field)
        })
        .collect()
}

/// Fields of what is used before a brace: a connector's, a pipeline's or a template's parameters.
pub fn of_use(analysis: &Analysis, at: At, open: &Open) -> Vec<Proposal> {
    let Some(item) = used(analysis, at, open) else {
        return Vec::new();
    };
    match &item.kind {
        ItemKind::Connector(one) => {
            let mut fields = parameters(analysis, &one.parameters);
            fields.extend(known(DATASET));
            fields
        }
        ItemKind::Pipeline(one) => parameters(analysis, &one.parameters),
        ItemKind::Template(one) => parameters(analysis, &one.parameters),
        _ => Vec::new(),
    }
}

/// What may be said by name where a connector is given values in parentheses.
pub fn of_call(analysis: &Analysis, at: At, open: &Open) -> Vec<Proposal> {
    match used(analysis, at, open).map(|item| &item.kind) {
        Some(ItemKind::Connector(one)) => parameters(analysis, &one.parameters),
        _ => Vec::new(),
    }
}

/// What is used before a bracket.
fn used<'a>(analysis: &'a Analysis, at: At, open: &Open) -> Option<&'a Item> {
    let (index, module) = analysis.module(at.source)?;
    let text = analysis.text(at.source);
    let path = path(text, &open.head);
    let mut walk = Walk::new(analysis, index, module);
    let (first, rest) = path.split_first()?;
    let mut found = walk.named(index, first);
    for part in rest {
        found = found.and_then(|found| walk.member(found.meaning, part));
    }
    // Pipelines are known to the whole project, by their own names.
    let pipelines = &analysis.tables().pipelines;
    let found = found.or_else(|| walk.whole(pipelines.get(*path.last()?)));
    match found?.meaning {
        Meaning::Item(_, item) => Some(item),
        _ => None,
    }
}

fn parameters(analysis: &Analysis, parameters: &[Parameter]) -> Vec<Proposal> {
    parameters
        .iter()
        .map(|parameter| {
            let name = &parameter.name.value;
            let kind = analysis.slice(parameter.kind.span);
            let value = sample(analysis, parameter, 1);
            Proposal {
                detail: Some(kind.to_owned()),
                documentation: parameter.doc.as_ref().map(|doc| doc.lines.join("\n")),
                insert: format!("{name} = {value}"),
                snippet: true,
                ..Proposal::name(name, Kind::Parameter)
            }
        })
        .collect()
}
