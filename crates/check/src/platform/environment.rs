//! Environments: how a stage of life differs from the others.

use std::collections::BTreeMap;

use pipewright_diagnostics::Diagnostic;
use pipewright_model::StagingArea;
use pipewright_plan::{Alerts, ClusterPlan, EnvironmentPlan, SecretStore, Site};
use pipewright_source::Span;
use pipewright_syntax::tree::{Expression, ExpressionKind, ItemKind, NamedRecord, Record};

use crate::context::{Context, World};
use crate::fields::Fields;
use crate::names::{ItemId, need_snake};
use crate::report::Report;
use crate::rules;

const FIELDS: [(&str, bool); 9] = [
    ("clusters", true),
    ("targets", true),
    ("namespace", false),
    ("gitops", false),
    ("registry", false),
    ("staging", false),
    ("secrets", false),
    ("alerts", false),
    ("parameters", false),
];

/// An environment before its pipelines are known.
pub struct Draft<'a> {
    /// Its name and where it stands.
    pub name: &'a str,
    /// Where.
    pub span: Span,
    /// The module whose names its values see.
    pub module: usize,
    /// What plans hold; absent where something is wrong.
    pub built: Option<(EnvironmentPlan, Option<StagingArea>)>,
    /// Values of parameters: by pipeline.
    pub parameters: BTreeMap<&'a str, &'a Record>,
}

/// Reads every environment of the project, sorted by name.
pub fn environments<'a>(
    world: &World<'a>,
    clusters: &BTreeMap<ItemId, ClusterPlan>,
    report: &mut Report,
) -> Vec<Draft<'a>> {
    let mut drafts = Vec::new();
    for id in world.tables.environments.values() {
        let mut own = Report::default();
        let mut context = Context::new(world, &mut own, id.module);
        let Some(ItemKind::Environment(record)) = context.item(*id).map(|item| &item.kind) else {
            continue;
        };
        let mut draft = context.environment(record, clusters);
        if own.poisoned {
            draft.built = None;
        }
        report.merge(own);
        drafts.push(draft);
    }
    drafts
}

impl<'a> Context<'_, 'a> {
    fn environment(
        &mut self,
        record: &'a NamedRecord,
        clusters: &BTreeMap<ItemId, ClusterPlan>,
    ) -> Draft<'a> {
        need_snake(self.report, &record.name, "an environment");
        let owner = format!("the environment `{}`", record.name.value);
        let fields = Fields::read(self, &record.fields, &owner, &FIELDS);
        let parameters = fields
            .get("parameters")
            .map(|field| self.parameter_values(field))
            .unwrap_or_default();
        let built = self.built(record, &fields, clusters);
        Draft {
            name: &record.name.value,
            span: record.name.span,
            module: self.module,
            built,
            parameters,
        }
    }

    fn built(
        &mut self,
        record: &NamedRecord,
        fields: &Fields<'a>,
        clusters: &BTreeMap<ItemId, ClusterPlan>,
    ) -> Option<(EnvironmentPlan, Option<StagingArea>)> {
        let value = |name: &str| fields.get(name).map(|field| &field.value);
        let chosen = value("clusters").map(|value| self.chosen_clusters(value, clusters));
        let targets = value("targets").map(|value| self.targets(value));
        let namespace = match value("namespace") {
            Some(value) => self.namespace(value),
            None => {
                self.namespace_needed(record, targets.as_deref().unwrap_or_default());
                Some("default".to_owned())
            }
        };
        let gitops = value("gitops").map(|value| self.gitops(value));
        let registries = value("registry").map(|value| self.registries(value));
        let staging = value("staging").map(|value| self.staging(value));
        let secrets = match value("secrets") {
            Some(value) => self.store(value),
            None => Some((SecretStore::Existing, None)),
        };
        let alerts = value("alerts").map(|value| self.alerts(value));
        let staging = staging.flatten();
        let (secrets, secrets_site) = secrets?;
        let facts = EnvironmentPlan {
            name: record.name.value.clone(),
            namespace: namespace?,
            targets: targets?,
            clusters: chosen?,
            gitops: gitops.flatten(),
            registries: registries.unwrap_or_default(),
            staging: staging.as_ref().map(|area| area.facts.clone()),
            secrets,
            secrets_site,
            alerts: alerts.flatten(),
            origin: self.origin(record.name.span),
        };
        Some((facts, staging))
    }

    fn namespace_needed(
        &mut self,
        record: &NamedRecord,
        targets: &[pipewright_plan::TargetRequest],
    ) {
        if let Some(target) = targets.iter().find(|target| target.name != "json") {
            let message = format!(
                "the environment `{}` needs the field `namespace`",
                record.name.value
            );
            let found = Diagnostic::new(
                &rules::MISSING_FIELD,
                message,
                record.fields.span,
                "`namespace = …` is needed",
            );
            self.report.push(found.because(format!(
                "because `{}` runs pods, and pods run in a namespace",
                target.name
            )));
        }
    }

    fn store(&mut self, expression: &Expression) -> Option<(SecretStore, Option<Site>)> {
        match &expression.kind {
            ExpressionKind::Path(path) if self.slice(path.span) == "existing" => {
                Some((SecretStore::Existing, None))
            }
            ExpressionKind::Use { callee, fields } if self.slice(callee.span) == "external" => {
                let known = [("store", true), ("region", false)];
                let fields = Fields::read(self, fields, "`external`", &known);
                let site = fields.get("region").and_then(|field| {
                    let value = self.located(&field.value);
                    let region = (*self.region_or_list(&value)?).clone();
                    let origin = self.origin(field.span);
                    Some(Site { region, origin })
                });
                let value = self.located(&fields.get("store")?.value);
                let store = self.literal_text(&value)?;
                if !crate::values::forms::is_dns_subdomain(&store) {
                    self.malformed(
                        value.span,
                        "this is no name of a secret store",
                        "as Kubernetes has it: `vault`",
                    );
                    return None;
                }
                Some((SecretStore::External { store }, site))
            }
            _ => {
                let word = self.slice(expression.span);
                self.unknown_word(
                    expression.span,
                    word,
                    "where secrets come from",
                    &["existing", "external { store = … }"],
                );
                None
            }
        }
    }

    fn alerts(&mut self, expression: &Expression) -> Option<Alerts> {
        let word = self.slice(expression.span);
        if word == "prometheus" {
            return Some(Alerts::Prometheus);
        }
        self.unknown_word(expression.span, word, "what raises alerts", &["prometheus"]);
        None
    }
}
