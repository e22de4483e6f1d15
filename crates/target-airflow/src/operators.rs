//! One operator for each task of the DAG.

use std::collections::BTreeMap;

use pipewright_plan::{
    Access, Plan, Retry, Silence, Task, TaskKind, VALUES_FILE, Wait, WaitSince, YieldedValue,
};

use crate::graph::{Node, Rule};
use crate::python::{Argument, Call, Expression};
use crate::time::timedelta;
use crate::{annotations, clusters, dag, deadline, jinja, notify, schemas};

/// A sensor's own patience, in seconds; a longer wait says so.
const PATIENCE: u64 = 6 * 86_400;

/// What operators of one file refer to.
pub struct Around<'a> {
    /// The plan.
    pub plan: &'a Plan,
    /// Its tasks by name.
    pub tasks: &'a BTreeMap<&'a str, &'a Task>,
    /// Variables of its datasets' assets.
    pub assets: &'a BTreeMap<&'a str, String>,
    /// The cluster of most of them.
    pub cluster: Option<&'a str>,
}

impl Around<'_> {
    /// A task that runs a pod; `pod` are the arguments that make it.
    #[must_use]
    pub fn pod(&self, node: &Node<'_>, task: &Task, pod: Vec<Argument>) -> Call {
        let mut arguments = self.head(node, task);
        arguments.extend(clusters::own(self.plan, self.cluster, task));
        arguments.extend(pod);
        if let Some(own) = annotations::own(self.tasks, task) {
            arguments.push(Argument::new("annotations", own));
        }
        let seconds = Expression::name(task.timeout_seconds.to_string());
        arguments.push(Argument::new(
            "execution_timeout",
            timedelta(task.timeout_seconds),
        ));
        arguments.push(Argument::new("active_deadline_seconds", seconds.clone()));
        // A pod counts as starting until its init containers have ended.
        arguments.push(Argument::new("startup_timeout_seconds", seconds));
        arguments.extend(self.tail(node, task));
        if !task.values.is_empty() {
            arguments.push(Argument::new("post_execute", kept(&task.values)));
        }
        let variables = |names: Vec<&str>| {
            let known = names.into_iter().filter_map(|name| self.assets.get(name));
            known.map(Expression::name).collect::<Vec<_>>()
        };
        for (argument, names) in [
            ("inlets", inlets(self.plan, task)),
            ("outlets", outlets(task)),
        ] {
            let list = variables(names);
            if !list.is_empty() {
                arguments.push(Argument::new(argument, Expression::List(list)));
            }
        }
        Call::new("KubernetesPodOperator", arguments).opened()
    }

    /// A task that does nothing: edges meet there.
    #[must_use]
    pub fn empty(&self, node: &Node<'_>) -> Call {
        let id = Expression::text(&node.id);
        let mut arguments = vec![Argument::new("task_id", id)];
        arguments.extend(trigger_rule(node.rule));
        Call::new("EmptyOperator", arguments)
    }

    /// A person's consent. Silence has no default in Airflow either; an attempt is not repeated,
    /// since that would ask again.
    #[must_use]
    pub fn approval(&self, node: &Node<'_>, task: &Task) -> Call {
        let TaskKind::Approval(approval) = &task.kind else {
            return self.empty(node);
        };
        let subject = format!("Approve {}", approval.subject);
        let mut arguments = self.head(node, task);
        let mut add = |name: &str, value: Expression| arguments.push(Argument::new(name, value));
        add("subject", jinja::plain(&subject));
        if let Some(message) = &approval.message {
            add("body", jinja::plain(message));
        }
        if !approval.by.is_empty() {
            let users = approval.by.iter().map(|name| {
                let user = ["id", "name"].map(|key| (key.to_owned(), Expression::text(name)));
                Expression::Dict(user.to_vec())
            });
            add("assigned_users", Expression::List(users.collect()));
        }
        add("response_timeout", timedelta(approval.within_seconds));
        if approval.on_timeout == Silence::Reject {
            add("defaults", Expression::text("Reject"));
        }
        add("retries", Expression::name("0"));
        arguments.extend(self.notifiers(task));
        Call::new("ApprovalOperator", arguments).opened()
    }

    /// A pause, in which no worker is kept busy.
    #[must_use]
    pub fn wait(&self, node: &Node<'_>, task: &Task, wait: &Wait) -> Call {
        let mut arguments = self.head(node, task);
        let length = timedelta(wait.seconds);
        let class = match wait.since {
            WaitSince::Predecessors => {
                arguments.push(Argument::new("time_to_wait", length));
                "WaitSensor"
            }
            // Counts from the end of the data interval, or from the moment the run is due.
            WaitSince::LogicalTime => {
                arguments.push(Argument::new("delta", length));
                if wait.seconds > PATIENCE {
                    let patience = wait.seconds.saturating_add(86_400);
                    arguments.push(Argument::new("timeout", timedelta(patience)));
                }
                "TimeDeltaSensor"
            }
        };
        arguments.push(Argument::new("deferrable", Expression::bool(true)));
        arguments.extend(self.notifiers(task));
        Call::new(class, arguments).opened()
    }

    fn head(&self, node: &Node<'_>, task: &Task) -> Vec<Argument> {
        let mut arguments = vec![Argument::new("task_id", Expression::text(&node.id))];
        let doc = task.doc.as_deref().map(str::trim);
        if let Some(doc) = doc.filter(|doc| !doc.is_empty()) {
            arguments.push(Argument::new("doc_md", Expression::text(doc)));
        }
        arguments
    }

    fn tail(&self, node: &Node<'_>, task: &Task) -> Vec<Argument> {
        let mut arguments = Vec::new();
        if !same(task.retry.as_ref(), self.plan.pipeline.retry.as_ref()) {
            let own = dag::retries(task.retry.as_ref());
            arguments.extend(
                own.into_iter()
                    .map(|(name, value)| Argument::new(name, value)),
            );
        }
        // More than one place is refused before.
        if let Some(place) = task.places.first() {
            arguments.push(Argument::new("pool", Expression::text(&place.name)));
        }
        arguments.extend(trigger_rule(node.rule));
        if deadline::is_kept_by_tasks(self.plan) && deadline::outlives(task) {
            arguments.push(Argument::new("pre_execute", Expression::none()));
        }
        arguments.extend(self.notifiers(task));
        if let Some(fan_out) = &task.fan_out {
            let shown = annotations::item(Some(fan_out));
            arguments.push(Argument::new(
                "map_index_template",
                Expression::text(&shown),
            ));
            if let Some(most) = fan_out.concurrency {
                let most = Expression::name(most.to_string());
                arguments.push(Argument::new("max_active_tis_per_dagrun", most));
            }
        }
        arguments
    }

    fn notifiers(&self, task: &Task) -> Vec<Argument> {
        notify::callbacks(&self.plan.pipeline, Some(&task.name))
    }
}

fn trigger_rule(rule: Rule) -> Option<Argument> {
    let name = match rule {
        // A task that takes something away gets its rule from being one.
        Rule::AllSuccess | Rule::Teardown(_) => return None,
        Rule::AnySuccess => "none_failed_min_one_success",
        Rule::NoneFailed => "none_failed",
        Rule::AllDone => "all_done",
    };
    Some(Argument::new("trigger_rule", Expression::text(name)))
}

/// Whether two tasks are tried again alike, wherever that was written.
fn same(one: Option<&Retry>, other: Option<&Retry>) -> bool {
    let told = |retry: &Retry| (retry.times, retry.backoff);
    let times = |retry: Option<&Retry>| retry.filter(|retry| retry.times > 0).map(told);
    times(one) == times(other)
}

/// `partial(keep_values, {…})`: what the task yields, and of which types.
fn kept(values: &[YieldedValue]) -> Expression {
    debug_assert!(VALUES_FILE == "/dev/termination-log");
    let declared = values
        .iter()
        .map(|value| (value.name.clone(), schemas::schema(&value.kind)));
    let call = Call::new("partial", Vec::new())
        .with(Expression::name("keep_values"))
        .with(Expression::Dict(declared.collect()));
    Expression::Call(call)
}

/// Datasets the task writes.
fn outlets(task: &Task) -> Vec<&str> {
    match &task.kind {
        TaskKind::Write(write) => vec![&write.dataset],
        _ => Vec::new(),
    }
}

/// Datasets the task itself reads: those it moves, and those it is handed the location of.
fn inlets<'a>(plan: &Plan, task: &'a Task) -> Vec<&'a str> {
    let sink = match &task.kind {
        TaskKind::Read { dataset, .. } => return vec![dataset],
        TaskKind::Write(write) => Some(write.dataset.as_str()),
        _ => None,
    };
    let is_location = |name: &str| {
        plan.dataset(name)
            .is_some_and(|dataset| matches!(dataset.access, Access::Location { .. }))
    };
    let names = task.datasets.iter().map(String::as_str);
    names
        .filter(|name| Some(*name) != sink && is_location(name))
        .collect()
}
