//! Pipelines: from clauses to a checked pipeline, for one binding of its parameters.

mod check;
mod clauses;
mod compare;
mod condition;
mod control;
mod defaults;
mod each;
mod element;
mod flow;
mod frames;
mod index;
mod infer;
mod interval;
mod known;
mod modes;
mod once;
mod parameters;
mod past;
mod pattern;
mod place;
mod reaction;
mod refer;
mod reject;
mod reuse;
mod schedule;
mod shapes;
mod spelled;
mod step;
mod triggers;
mod unroll;
mod view;
mod work;
mod write;

pub use clauses::Constraints;
pub use defaults::defaults;
pub use parameters::{bind, unbound};
pub use pattern::problem as pattern_problem;
pub use refer::{View, in_scope};
use reuse::{Demands, inherit};
pub use reuse::{Handed, Templates, stand_ins, templates, templates_alone};
pub use triggers::triggers;

use std::collections::BTreeMap;
use std::sync::Arc;

use pipewright_model::{Pipeline, Written};
use pipewright_plan::{RunParameter, Schedule, Trigger};
use pipewright_syntax::tree::{self, Item};

use crate::context::{Ambient, Context, Locals, World};
use crate::dataset::documentation;
use crate::names::{ItemId, need_snake};
use crate::parameters::Formal;
use crate::report::Report;
use crate::values::Value;

/// A pipeline of the project.
#[derive(Clone, Copy)]
pub struct Source<'a> {
    /// Its item, by number.
    pub id: ItemId,
    /// Its module.
    pub module: usize,
    /// Its item.
    pub item: &'a Item,
    /// Its tree.
    pub tree: &'a tree::Pipeline,
}

/// What its parameters are, once.
#[derive(Clone)]
pub struct Binding<'a> {
    /// The pipeline's name in the project: of a family's member, its own.
    pub name: String,
    /// Their values here, by name.
    pub locals: Locals,
    /// As declared, in order.
    pub formals: Arc<[Formal<'a>]>,
    /// Those that come with each run.
    pub run_parameters: Arc<[RunParameter]>,
}

/// Checks a pipeline with its parameters bound; nothing comes of one that is unsound.
pub fn pipeline<'a>(
    world: &World<'a>,
    source: Source<'a>,
    binding: &Binding<'a>,
    report: &mut Report,
) -> Option<Pipeline> {
    let mut own = Report::default();
    let built = {
        let mut context = Context::new(world, &mut own, source.module);
        context
            .with(Arc::clone(&binding.locals), Ambient::Plain)
            .pipeline(source, binding)
    };
    let sound = !own.poisoned;
    own.join_missed();
    report.merge(own);
    built.filter(|_| sound)
}

impl<'a> Context<'_, 'a> {
    fn pipeline(&mut self, source: Source<'a>, binding: &Binding<'a>) -> Option<Pipeline> {
        let tree = source.tree;
        need_snake(self.report, &tree.name, "a pipeline");
        self.once(&tree.clauses);
        let constraints = self.constraints(&tree.clauses).or(&self.world.defaults);
        let schedule = self.schedule(tree, binding);
        let past = self.past(&tree.clauses, schedule.as_ref());
        let late = past.late_data.as_ref().map(|late| late.seconds);
        let demands = Demands::of(&tree.clauses, constraints.clone(), late);
        let mut unrolled = self.unroll(&tree.clauses, demands);
        self.report.work += unrolled.steps.len() + unrolled.rest.len();
        let mut shapes = self.shapes(&unrolled);
        self.hand_over(&unrolled, &shapes);
        let writes = self.resolved_writes(&unrolled, &shapes);
        self.infer(&unrolled, &writes, &mut shapes);
        let mut steps = self.steps(&unrolled, &shapes);
        inherit(&unrolled, &mut steps);
        unrolled.handed_out = self.outputs(&tree.clauses, &unrolled, &shapes);
        let (mut checks, rejects) = self.checks(&unrolled, &shapes);
        let reactions = self.reactions(&tree.clauses, (&unrolled, &shapes), &steps, &constraints);
        let mut landed = BTreeMap::new();
        let built = self.writes(&writes, &shapes, &mut landed);
        self.rejects(&rejects, &shapes, &mut landed, &built, &mut checks);
        self.clocked(&past, schedule.as_ref());
        let control = self.flow(tree, &unrolled, &shapes, &mut steps, &checks, &writes);
        Some(Pipeline {
            name: binding.name.clone(),
            doc: documentation(source.item.doc.as_ref()),
            parameters: self.parameters_for_people(&binding.formals),
            run_parameters: binding.run_parameters.to_vec(),
            triggers: schedule.unwrap_or_else(|| Written {
                value: vec![Trigger {
                    clock_change: None,
                    when: Schedule::Manual,
                    parameters: BTreeMap::new(),
                    origin: self.origin(tree.name.span),
                }],
                origin: self.origin(tree.name.span),
            }),
            backfill: past.backfill,
            late_data: past.late_data,
            parallelism: constraints.parallelism,
            budget: constraints.budget,
            interruptible: constraints.interruptible,
            places: constraints.places,
            deadline: constraints.deadline,
            region: constraints.region,
            guarantee: constraints.guarantee,
            retry: constraints.retry,
            timeout: constraints.timeout,
            overlap: constraints.overlap,
            owner: constraints.owner,
            labels: constraints.labels,
            targets: constraints.targets,
            branches: control.branches,
            joins: control.joins,
            approvals: control.approvals,
            waits: control.waits,
            pauses: control.pauses,
            bounds: control.bounds,
            resources: control.resources,
            lanes: control.lanes,
            steps: steps.into_iter().filter_map(|step| step.built).collect(),
            checks: checks.into_iter().map(|check| check.built).collect(),
            writes: built,
            reactions,
            origin: self.origin(tree.name.span),
        })
    }

    fn parameters_for_people(&self, formals: &[Formal<'a>]) -> BTreeMap<String, serde_json::Value> {
        let bound = formals.iter().filter(|formal| !formal.per_run);
        bound
            .filter_map(|formal| {
                let local = self.locals.get(formal.name)?;
                Some((formal.name.to_owned(), self.json(&local.value)))
            })
            .collect()
    }

    fn json(&self, value: &Value) -> serde_json::Value {
        use serde_json::Value as Json;
        match value {
            Value::Unknown | Value::Absent | Value::Run(_) | Value::Handed(_) => Json::Null,
            Value::Bool(value) => Json::Bool(*value),
            Value::Int(number) => Json::from(*number),
            Value::Decimal(text) | Value::Date(text) => Json::from(text.clone()),
            Value::Duration(millis) => Json::from(crate::values::show_millis(*millis)),
            Value::Size(bytes) => Json::from(*bytes),
            Value::Money(money) => Json::from(money.to_string()),
            Value::Text(text) => Json::from(text.as_literal().unwrap_or_default()),
            Value::List(list) => list
                .items
                .iter()
                .map(|item| self.json(&item.value))
                .collect(),
            Value::Record(record) => Json::Object(
                record
                    .fields
                    .iter()
                    .map(|(name, item)| (name.clone(), self.json(&item.value)))
                    .collect(),
            ),
            Value::Region(region) => Json::from(region.name.clone()),
            Value::Secret(secret) => Json::from(format!("secret {}", secret.path)),
            Value::SecretKey(key) => Json::from(format!("secret {} {}", key.path, key.key)),
            Value::Dataset(id) => Json::from(crate::dataset::project_name(self.world, *id)),
            Value::Endpoint(endpoint) => Json::from(format!(
                "{}:{}",
                endpoint.0.as_literal().unwrap_or_default(),
                endpoint.1
            )),
        }
    }
}
