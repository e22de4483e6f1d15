//! Proposals for fields of records that stand in others: kinds of node, services, GitOps tools.

use pipewright_syntax::{Keyword, Token};

use super::fields::Field;
use crate::context::{Context, Open};

/// Fields of a kind of node of a cluster.
const NODE: &[Field] = &[
    ("cpu", "Cores of one.", "${1:16}"),
    ("memory", "Memory of one.", "${1:64GiB}"),
    ("disk", "Disk that pods of one may use.", "${1:100GiB}"),
    ("gpu", "Graphics processors of one.", "${1:1}"),
    ("max", "How many there may be.", "${1:20}"),
    (
        "spot",
        "Whether they may be taken away.",
        "${1|true,false|}",
    ),
    (
        "labels",
        "Labels that steps may ask for.",
        "{ \"${1:kubernetes.io/arch}\" = \"${2:arm64}\" }",
    ),
    ("hourly", "What one costs in an hour.", "${1:0.40 USD}"),
];

/// Fields of a quota of a cluster.
const QUOTA: &[Field] = &[
    ("cpu", "Cores.", "${1:64}"),
    ("memory", "Memory.", "${1:256GiB}"),
    ("gpu", "Graphics processors.", "${1:2}"),
    ("pods", "Pods.", "${1:100}"),
];

/// Fields of a container beside a step.
const SERVICE: &[Field] = &[
    (
        "name",
        "The host name by which the step reaches it.",
        "\"${1:db}\"",
    ),
    (
        "image",
        "Its image.",
        "\"${1:docker.io/library/postgres:17.2}\"",
    ),
    ("port", "Where it listens.", "${1:5432}"),
    (
        "env",
        "Environment variables.",
        "{ ${1:NAME} = \"${2:value}\" }",
    ),
    ("cpu", "Cores.", "${1:1}"),
    ("memory", "Memory.", "${1:1GiB}"),
    (
        "egress",
        "Hosts it talks to by itself.",
        "[\"${1:api.example.com}:${2:443}\"]",
    ),
];

/// Fields of a GitOps tool. The last is of one of them alone.
const REPO: Field = (
    "repo",
    "The repository it applies.",
    "\"${1:https://git.example.com/acme/deploy.git}\"",
);
const SYNC: Field = ("sync", "When it applies.", "${1|manual,automatic|}");
const PATH: Field = (
    "path",
    "The folder in the repository.",
    "\"${1:generated}\"",
);
const NAMESPACE: Field = ("namespace", "Where its own objects are.", "\"${1:gitops}\"");
const REVISION: Field = (
    "revision",
    "What of the repository it follows.",
    "\"${1:main}\"",
);
const BRANCH: Field = ("branch", "The branch it follows.", "\"${1:main}\"");
const INTERVAL: Field = ("interval", "How often it looks.", "${1:10m}");
const ARGOCD: &[Field] = &[REPO, SYNC, PATH, REVISION, NAMESPACE];
const FLUX: &[Field] = &[REPO, SYNC, PATH, BRANCH, NAMESPACE, INTERVAL];

/// Fields of what fetches secrets.
const EXTERNAL: &[Field] = &[
    ("store", "The store they come from.", "\"${1:vault}\""),
    ("region", "Where that store is.", "${1:eu-central-1}"),
];

/// The fields of the record a cursor stands in, where it is one that stands in a field of another.
pub fn nested(text: &str, context: &Context) -> Option<&'static [Field]> {
    let (inner, outer) = context.open.split_last()?;
    if inner.token != Token::LeftBrace || !context.before.is_empty() {
        return None;
    }
    let (list, around) = match outer.split_last()? {
        (list, around) if list.token == Token::LeftBracket => (Some(list), around.last()),
        (around, _) => (None, Some(around)),
    };
    let around = around?.head.first().map(|token| token.token);
    let is_of = |keyword: Keyword| around == Some(Token::Keyword(keyword));
    let field = |open: &Open| open.head.first().map(|token| token.text(text).to_owned());
    match list {
        Some(list) => match field(list)?.as_str() {
            "nodes" if is_of(Keyword::Cluster) => Some(NODE),
            "services" => Some(SERVICE),
            _ => None,
        },
        None => {
            let used = inner.head.last().map(|token| token.text(text));
            match (field(inner)?.as_str(), used?) {
                ("quota", _) if is_of(Keyword::Cluster) => Some(QUOTA),
                ("gitops", "argocd") => Some(ARGOCD),
                ("gitops", "flux") => Some(FLUX),
                ("secrets", "external") => Some(EXTERNAL),
                _ => None,
            }
        }
    }
}
