//! Declarations of parameters: names, types, defaults, conditions.

use std::collections::BTreeMap;
use std::sync::Arc;

use pipewright_diagnostics::Diagnostic;
use pipewright_source::Span;
use pipewright_syntax::tree::{Doc, Expression, ItemKind, Parameter};

use crate::connector::COMMON;
use crate::context::{Context, World};
use crate::decision::Validator;
use crate::names::{ItemId, list, need_snake};
use crate::report::Report;
use crate::rules;
use crate::values::{CONNECTOR_NAMES, Kind};

/// The types a value of a run may have.
const RUN_TYPES: [&str; 7] = [
    "string",
    "int",
    "decimal",
    "bool",
    "date",
    "timestamp",
    "duration",
];

/// What has the parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// A connector, whose clauses have names of their own.
    Connector,
    /// A pipeline: the only one whose parameters may come with each run.
    Pipeline,
    /// A template.
    Template,
}

/// A parameter as declared.
#[derive(Debug, Clone)]
pub struct Formal<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its documentation.
    pub doc: Option<&'a Doc>,
    /// Its type.
    pub kind: Kind,
    /// Whether it may be left out without a default.
    pub optional: bool,
    /// Whether its value comes with each run.
    pub per_run: bool,
    /// What it is otherwise.
    pub default: Option<&'a Expression>,
    /// What every value of it keeps.
    pub condition: Option<Arc<Validator>>,
    /// Its name where it is declared.
    pub span: Span,
    /// Its type there.
    pub kind_span: Span,
}

impl Formal<'_> {
    /// Whether a use must give it.
    pub const fn required(&self) -> bool {
        self.default.is_none() && !self.optional
    }
}

/// The parameters of every pipeline of the project.
pub fn pipeline_formals<'a>(
    world: &World<'a>,
    report: &mut Report,
) -> BTreeMap<ItemId, Arc<[Formal<'a>]>> {
    let mut formals = BTreeMap::new();
    for id in world.tables.pipelines.values() {
        if let Some(ItemKind::Pipeline(tree)) = world.item(*id).map(|item| &item.kind) {
            let mut home = Context::new(world, report, id.module);
            let own = home.formals(&tree.parameters, Owner::Pipeline);
            formals.insert(*id, own.into());
        }
    }
    formals
}

impl<'a> Context<'_, 'a> {
    /// The parameters of a connector, a pipeline or a template; defaults are looked at too.
    pub fn formals(&mut self, parameters: &'a [Parameter], owner: Owner) -> Vec<Formal<'a>> {
        let mut first: BTreeMap<&str, Span> = BTreeMap::new();
        let mut formals = Vec::new();
        for parameter in parameters {
            let name = &parameter.name;
            need_snake(self.report, name, "a parameter");
            if let Some(span) = first.get(name.value.as_str()) {
                let found = Diagnostic::new(
                    &rules::DUPLICATE_NAME,
                    format!("the parameter `{}` is declared twice", name.value),
                    name.span,
                    "declared again here",
                );
                self.report
                    .push(found.with_related(*span, "declared here first"));
                continue;
            }
            first.insert(&name.value, name.span);
            self.hides(parameter, owner);
            let kind = self.kind(&parameter.kind);
            let per_run = parameter.per_run.is_some();
            if let Some(span) = parameter.per_run {
                self.may_come_per_run(parameter, &kind, span, owner);
            }
            formals.push(Formal {
                name: &name.value,
                doc: parameter.doc.as_ref(),
                kind,
                optional: parameter.kind.optional,
                per_run,
                default: parameter.default.as_ref(),
                condition: None,
                span: name.span,
                kind_span: parameter.kind.span,
            });
        }
        self.conditions(parameters, &mut formals);
        for formal in &formals {
            self.default_of(formal, self.module);
        }
        formals
    }

    /// Conditions are read once every name is known.
    fn conditions(&mut self, parameters: &'a [Parameter], formals: &mut [Formal<'a>]) {
        let names: Vec<&str> = formals.iter().map(|formal| formal.name).collect();
        let written: BTreeMap<&str, &Expression> = parameters
            .iter()
            .rev()
            .filter_map(|parameter| {
                Some((parameter.name.value.as_str(), parameter.condition.as_ref()?))
            })
            .collect();
        for formal in formals {
            let Some(expression) = written.get(formal.name) else {
                continue;
            };
            formal.condition = self
                .validator(formal.name, &formal.kind, &names, expression)
                .map(Arc::new);
        }
    }

    /// Refuses a parameter that hides something.
    fn hides(&mut self, parameter: &Parameter, owner: Owner) {
        let name = &parameter.name;
        let connector = owner == Owner::Connector;
        let common = COMMON.iter().any(|(known, _)| *known == name.value);
        if connector && (common || CONNECTOR_NAMES.contains(&name.value.as_str()))
            || name.value == "run"
        {
            let what = if common {
                "a field every dataset has"
            } else {
                "built in"
            };
            self.shadowing(name, &format!("`{}` is {what}", name.value), None);
            return;
        }
        let table = self.world.tables.modules.get(self.module);
        if let Some((_, span)) = table.and_then(|table| table.get(name.value.as_str()))
            && !connector
        {
            let message = format!("`{}` has a meaning here already", name.value);
            self.shadowing(name, &message, Some(*span));
        }
    }

    /// Only parameters of pipelines come with a run, and only in types an engine can ask for.
    fn may_come_per_run(&mut self, parameter: &Parameter, kind: &Kind, span: Span, owner: Owner) {
        let name = &parameter.name.value;
        if owner != Owner::Pipeline {
            let what = if owner == Owner::Connector {
                "a connector"
            } else {
                "a template"
            };
            let found = Diagnostic::new(
                &rules::MISPLACED_CLAUSE,
                format!("`{name}` is a parameter of {what}, and no run starts {what}"),
                span,
                "only parameters of pipelines come with each run",
            );
            self.report.push(found.fix("remove `per run`", span, ""));
            return;
        }
        let asked = !matches!(kind, Kind::List(_)) && kind.value_type().is_some();
        if *kind == Kind::Unknown {
            self.report.poisoned = true;
        } else if !asked {
            let written = self.one_line(parameter.kind.span);
            self.report.push(
                Diagnostic::new(
                    &rules::RUN_PARAMETER_TYPE,
                    format!("a `{written}` cannot come with each run"),
                    parameter.kind.span,
                    "nobody could supply it to an engine",
                )
                .with_related(span, "`per run` is written here")
                .help(format!("the types that can are {}", list(&RUN_TYPES))),
            );
        } else if parameter.kind.optional {
            self.report.push(
                Diagnostic::new(
                    &rules::RUN_PARAMETER_TYPE,
                    format!("`{name}` comes with each run and may be missing"),
                    parameter.kind.span,
                    "a run has every parameter",
                )
                .help("give it a default instead of `?`"),
            );
        }
    }
}
