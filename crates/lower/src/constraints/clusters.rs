//! The environment's demand: work stands in one of its clusters.

use pipewright_plan::{Constraint, ConstraintKind, Plan};

/// One for the pipeline where all its tasks stand in one cluster, else one for each task with pods.
pub fn list(plan: &Plan) -> Vec<Constraint> {
    let environment = &plan.environment;
    if environment.clusters.is_empty() {
        return Vec::new();
    }
    let clusters = environment.clusters.iter();
    let names: Vec<&str> = clusters.map(|cluster| cluster.name.as_str()).collect();
    let written = format!("clusters = [{}]", names.join(", "));
    let demand = |id: String, text: String| Constraint {
        id,
        kind: ConstraintKind::Cluster,
        text,
        origin: environment.origin.clone(),
    };
    let tasks = plan.pipeline.tasks.iter();
    let mut tasks = tasks.filter(|task| !task.containers.is_empty()).peekable();
    if plan.runs_in_one_cluster() {
        let works = tasks.peek().is_some();
        return works
            .then(|| demand("cluster".to_owned(), written))
            .into_iter()
            .collect();
    }
    tasks
        .map(|task| {
            let id = format!("cluster/{}", task.name);
            demand(id, format!("{}: {written}", task.name))
        })
        .collect()
}
