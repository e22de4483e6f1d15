//! The clusters an environment chooses.

use std::collections::BTreeMap;

use pipewright_diagnostics::Diagnostic;
use pipewright_plan::ClusterPlan;
use pipewright_syntax::tree::{Expression, ExpressionKind};

use crate::context::Context;
use crate::names::{ItemId, nearest};
use crate::rules;

impl<'a> Context<'_, 'a> {
    /// `[frankfurt, dublin]`, each once.
    pub fn chosen_clusters(
        &mut self,
        expression: &Expression,
        clusters: &BTreeMap<ItemId, ClusterPlan>,
    ) -> Vec<ClusterPlan> {
        let items = match &expression.kind {
            ExpressionKind::List(items) => items.as_slice(),
            _ => std::slice::from_ref(expression),
        };
        if items.is_empty() {
            self.out_of_range(
                expression.span,
                "an environment has at least one cluster".to_owned(),
                "nothing could run",
            );
        }
        let mut chosen: Vec<ClusterPlan> = Vec::new();
        for item in items {
            let ExpressionKind::Path(path) = &item.kind else {
                let value = self.located(item);
                self.mismatch(value.span, "a cluster", &value.value);
                continue;
            };
            let [.., name] = path.parts.as_slice() else {
                continue;
            };
            if let [module, _] = path.parts.as_slice() {
                self.report.used.insert((self.module, module.value.clone()));
            }
            let Some(id) = self.world.tables.clusters.get(name.value.as_str()) else {
                self.no_cluster(name);
                continue;
            };
            match clusters.get(id) {
                Some(cluster) if chosen.iter().any(|known| known.name == cluster.name) => {
                    let message = format!("the cluster `{}` is named twice", cluster.name);
                    self.report.push(Diagnostic::new(
                        &rules::DUPLICATE_FIELD,
                        message,
                        item.span,
                        "named again here",
                    ));
                }
                Some(cluster) => chosen.push(cluster.clone()),
                None => self.report.poisoned = true,
            }
        }
        chosen
    }

    fn no_cluster(&mut self, name: &pipewright_syntax::tree::Name) {
        if self.entry(&name.value).is_some() {
            let Some(resolved) = self.entry(&name.value) else {
                return;
            };
            let kind = match resolved {
                crate::names::Entry::Item(id) => self
                    .item(id)
                    .map_or("item", |item| crate::names::kind_of(&item.kind)),
                crate::names::Entry::Module(_) => "imported module",
                crate::names::Entry::Unreadable => {
                    self.report.poisoned = true;
                    return;
                }
            };
            self.wrong_kind(name, kind, "cluster");
            return;
        }
        let mut found = Diagnostic::new(
            &rules::UNKNOWN_NAME,
            format!("there is no cluster `{}`", name.value),
            name.span,
            "no cluster of the project has this name",
        );
        let names = self.world.tables.clusters.keys().copied();
        if let Some(near) = self
            .report
            .may_suggest()
            .then(|| nearest(&name.value, names))
            .flatten()
        {
            found.primary.text = format!("did you mean `{near}`?");
            found = found.fix(format!("replace with `{near}`"), name.span, near);
        }
        self.report.push(found);
    }
}
