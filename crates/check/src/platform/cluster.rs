//! Clusters: where nodes stand, how large they are, where logs go.

use std::collections::BTreeMap;

use pipewright_plan::{ClusterPlan, NodePool};
use pipewright_syntax::tree::{Expression, ExpressionKind, ItemKind, NamedRecord};

use crate::context::{Context, World};
use crate::fields::Fields;
use crate::names::{ItemId, need_snake};
use crate::report::Report;

/// Reads every cluster of the project.
pub fn clusters(world: &World<'_>, report: &mut Report) -> BTreeMap<ItemId, ClusterPlan> {
    let mut clusters = BTreeMap::new();
    for (module, tree) in world.modules.iter().enumerate() {
        for (item, node) in tree.tree.items.iter().enumerate() {
            let ItemKind::Cluster(record) = &node.kind else {
                continue;
            };
            let mut own = Report::default();
            let cluster = Context::new(world, &mut own, module).cluster(record);
            if let Some(cluster) = cluster.filter(|_| !own.poisoned) {
                clusters.insert(ItemId::new(module, item), cluster);
            }
            report.merge(own);
        }
    }
    clusters
}

impl Context<'_, '_> {
    fn cluster(&mut self, record: &NamedRecord) -> Option<ClusterPlan> {
        need_snake(self.report, &record.name, "a cluster");
        let owner = format!("the cluster `{}`", record.name.value);
        let known = [
            ("region", true),
            ("nodes", false),
            ("spot", false),
            ("quota", false),
            ("startup", false),
            ("logs", false),
            ("accepts", false),
        ];
        let fields = Fields::read(self, &record.fields, &owner, &known);
        let origin = self.origin(record.name.span);
        let mut region = |name: &str| {
            fields.get(name).map(|field| {
                let value = self.located(&field.value);
                let region = self.region_or_list(&value).map(|region| (*region).clone());
                (region, self.origin(field.span))
            })
        };
        let place = region("region");
        let logs = region("logs");
        let spot = fields.get("spot").and_then(|field| {
            let value = self.located(&field.value);
            self.truth(&value)
        });
        let nodes = fields
            .get("nodes")
            .map(|field| self.nodes(&field.value, spot.unwrap_or(false)))
            .unwrap_or_default();
        let quota = fields.get("quota").and_then(|field| self.quota(field));
        let startup_seconds = fields.get("startup").and_then(|field| {
            let value = self.located(&field.value);
            self.seconds(&value)
        });
        let accepts = self.accepted(&fields);
        let (region, region_origin) = place?;
        let (logs, logs_origin) = logs.unwrap_or_else(|| (None, origin.clone()));
        Some(ClusterPlan {
            name: record.name.value.clone(),
            region: region?,
            nodes,
            spot: spot.unwrap_or(false),
            quota,
            startup_seconds,
            logs,
            accepts,
            region_origin,
            logs_origin,
            origin,
        })
    }

    fn nodes(&mut self, expression: &Expression, spot: bool) -> Vec<NodePool> {
        let items = match &expression.kind {
            ExpressionKind::List(items) => items.as_slice(),
            _ => std::slice::from_ref(expression),
        };
        items
            .iter()
            .filter_map(|item| self.node_pool(item, spot))
            .collect()
    }

    fn node_pool(&mut self, expression: &Expression, spot: bool) -> Option<NodePool> {
        let ExpressionKind::Record(record) = &expression.kind else {
            let value = self.located(expression);
            self.mismatch(value.span, "a record of a node's size", &value.value);
            return None;
        };
        let known = [
            ("cpu", true),
            ("memory", true),
            ("disk", false),
            ("gpu", false),
            ("max", false),
            ("spot", false),
            ("labels", false),
            ("hourly", false),
        ];
        let fields = Fields::read(self, record, "a kind of node", &known);
        let cpu = fields.get("cpu").and_then(|field| {
            let value = self.located(&field.value);
            self.cores(&value)
        });
        let mut size = |name: &str| {
            fields.get(name).and_then(|field| {
                let value = self.located(&field.value);
                self.bytes(&value)
            })
        };
        let (memory, disk_bytes) = (size("memory"), size("disk"));
        let mut count = |name: &str, least: i64, most: i64, what: &str| {
            fields.get(name).and_then(|field| {
                let value = self.located(&field.value);
                self.integer_in(&value, least, most, what)
                    .and_then(|number| u32::try_from(number).ok())
            })
        };
        let gpu = count("gpu", 0, 64, "a number of GPUs");
        let max = count("max", 1, 100_000, "a number of nodes");
        let own_spot = fields.get("spot").and_then(|field| {
            let value = self.located(&field.value);
            self.truth(&value)
        });
        let labels = self.labels_of_nodes(fields.get("labels"));
        let hourly = fields.get("hourly").and_then(|field| {
            let value = self.located(&field.value);
            self.money(&value)
        });
        Some(NodePool {
            cpu_millis: cpu?,
            memory_bytes: memory?,
            disk_bytes,
            gpu: gpu.unwrap_or(0),
            max,
            spot: own_spot.unwrap_or(spot),
            labels,
            hourly,
        })
    }
}
