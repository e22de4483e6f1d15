//! Fields between braces: which are known, which are missing, which come twice.

use std::collections::{BTreeMap, BTreeSet};

use pipewright_diagnostics::Diagnostic;
use pipewright_source::Span;
use pipewright_syntax::tree::{Field, Name, Record};

use crate::context::Context;
use crate::names::nearest;
use crate::rules;

/// The fields of one record, by name; each was declared and stands there once.
pub struct Fields<'r> {
    by_name: BTreeMap<&'r str, &'r Field>,
}

impl<'r> Fields<'r> {
    /// Reads a record. `owner` is what has the fields ("the secret `api`"), `known` are their
    /// names and whether each is required.
    pub fn read(
        context: &mut Context<'_, '_>,
        record: &'r Record,
        owner: &str,
        known: &[(&str, bool)],
    ) -> Self {
        let mut by_name: BTreeMap<&'r str, &'r Field> = BTreeMap::new();
        let mut unknown: Vec<&'r Name> = Vec::new();
        let names: BTreeSet<&str> = known.iter().map(|(name, _)| *name).collect();
        for field in &record.fields {
            if !names.contains(field.name.value.as_str()) {
                unknown.push(&field.name);
                continue;
            }
            match by_name.get(field.name.value.as_str()) {
                Some(first) => {
                    let first = first.name.span;
                    context.duplicate_field(&field.name, first);
                }
                None => {
                    by_name.insert(&field.name.value, field);
                }
            }
        }
        let fields = Self { by_name };
        let missing: Vec<&str> = known
            .iter()
            .filter(|(name, required)| *required && !fields.by_name.contains_key(name))
            .map(|(name, _)| *name)
            .collect();
        // A field under another name is one mistake: what it should have been is not missing too.
        let misnamed = match (unknown.as_slice(), missing.as_slice()) {
            ([_], [only]) => Some(*only),
            _ => None,
        };
        for name in &unknown {
            context.unknown_field(name, owner, known, misnamed);
        }
        let meant: BTreeSet<&str> = unknown
            .iter()
            .filter_map(|name| {
                nearest(&name.value, missing.iter().copied())
                    .or_else(|| synonym(&name.value, &missing))
            })
            .chain(misnamed)
            .collect();
        let missing: Vec<&str> = missing
            .into_iter()
            .filter(|name| !meant.contains(name))
            .collect();
        if !meant.is_empty() {
            context.report.poisoned = true;
        }
        if !missing.is_empty() {
            context.missing_fields(record.span, owner, &missing);
        }
        fields
    }

    /// The field of a name.
    pub fn get(&self, name: &str) -> Option<&'r Field> {
        self.by_name.get(name).copied()
    }
}

impl Context<'_, '_> {
    /// The fields of a record whose names are free, each name once.
    pub fn distinct<'r>(&mut self, record: &'r Record) -> Vec<&'r Field> {
        let mut first: BTreeMap<&str, Span> = BTreeMap::new();
        let mut fields = Vec::new();
        for field in &record.fields {
            if let Some(span) = first.get(field.name.value.as_str()) {
                let span = *span;
                self.duplicate_field(&field.name, span);
            } else {
                first.insert(&field.name.value, field.name.span);
                fields.push(field);
            }
        }
        fields
    }

    /// Says that a field stands there twice.
    pub fn duplicate_field(&mut self, name: &Name, first: Span) {
        self.report.push(
            Diagnostic::new(
                &rules::DUPLICATE_FIELD,
                format!("the field `{}` is given twice", name.value),
                name.span,
                "given again here",
            )
            .with_related(first, "given here first"),
        );
    }

    fn unknown_field(
        &mut self,
        name: &Name,
        owner: &str,
        known: &[(&str, bool)],
        misnamed: Option<&str>,
    ) {
        let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
        let mut found = Diagnostic::new(
            &rules::UNKNOWN_FIELD,
            format!("{owner} has no field `{}`", name.value),
            name.span,
            "no such field",
        );
        let near = nearest(&name.value, names.iter().copied())
            .or(misnamed)
            .or_else(|| synonym(&name.value, &names));
        if let Some(near) = near {
            found.primary.text = format!("did you mean `{near}`?");
            found = found.fix(format!("replace with `{near}`"), name.span, near);
        }
        if let Some(help) = elsewhere(&name.value, &names).filter(|_| found.fixes.is_empty()) {
            self.report.push(found.help(help));
            return;
        }
        self.report.push(found.help(if names.is_empty() {
            "it has none".to_owned()
        } else {
            let shown = crate::names::list(names.get(..40).unwrap_or(&names));
            format!("its fields are {shown}")
        }));
    }

    fn missing_fields(&mut self, span: Span, owner: &str, missing: &[&str]) {
        let shown = crate::names::list(missing);
        let (noun, label) = match missing {
            [only] => ("field", format!("`{only} = …` is needed")),
            _ => ("fields", "these are needed".to_owned()),
        };
        self.report.push(Diagnostic::new(
            &rules::MISSING_FIELD,
            format!("{owner} needs the {noun} {shown}"),
            span,
            label,
        ));
    }
}

/// What other systems call a field that is meant.
fn synonym(name: &str, known: &[&str]) -> Option<&'static str> {
    const SYNONYMS: [(&str, &str); 14] = [
        ("retries", "retry"),
        ("environment", "env"),
        ("variables", "env"),
        ("arguments", "args"),
        ("cmd", "command"),
        ("entrypoint", "command"),
        ("mem", "memory"),
        ("ram", "memory"),
        ("sidecars", "services"),
        ("location", "region"),
        ("hostname", "host"),
        ("url", "host"),
        ("endpoint", "host"),
        ("db", "database"),
    ];
    let (_, meant) = SYNONYMS.iter().find(|(synonym, _)| *synonym == name)?;
    known.contains(meant).then_some(*meant)
}

/// Where what a field says in other systems stands here.
fn elsewhere(name: &str, known: &[&str]) -> Option<&'static str> {
    let knows = |field: &str| known.contains(&field);
    // Only the fields of a step know how long an attempt takes.
    if !(knows("inputs") && knows("cpu")) {
        return None;
    }
    Some(match name {
        "depends" | "depends_on" | "dependsOn" | "dependencies" | "after" | "needs"
        | "upstream" | "requires" | "wait_for" => {
            "the order follows from the data: name the step in `inputs`; `wait` and `approval` hold back what reads a step"
        }
        "image" | "container" => "the image follows `run`: `run \"image:1.0\" { … }`",
        "resources" | "requests" | "limits" => {
            "they are fields of the step itself: `cpu = 2`, `memory = 4GiB`, `disk`, `gpu`"
        }
        "name" | "task_id" | "id" => {
            "a step is named before the `=`: `step clean = run \"image:1.0\"`"
        }
        "secrets" | "secret" | "env_from" | "envFrom" => {
            "a key of a declared secret is the value of a variable: `secret crm { path = \"crm/api\", keys = [\"token\"] }` and `env = { TOKEN = crm.token }`"
        }
        "trigger_rule" | "when" | "if" | "condition" => {
            "a step that runs on some ways only stands in `when … { … }`, one that runs on all in `finally { … }`"
        }
        "ports" | "port" => {
            "a container beside the step has a port: `services = [{ name, image, port }]`"
        }
        "region" => "where it may run is a clause of the pipeline: `region eu`",
        "schedule" | "owner" | "deadline" | "budget" => {
            "it is a clause of the pipeline, not of a step"
        }
        _ => return None,
    })
}
