//! The choice of a cluster, against a small reference that asks every cluster in turn.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod fixtures;

use fixtures::*;
use pipewright_plan::{
    ClusterPlan, Constraint, ConstraintKind, NodePool, Plan, Quota, Resources, Volume,
};
use pipewright_prove::prove;
use proptest::prelude::*;

/// A pipeline on airflow whose data lies in these places, and clusters in the order written.
fn plan(data: [&str; 2], clusters: Vec<ClusterPlan>) -> Plan {
    let mut plan = analytics();
    plan.environment.targets = vec![target("airflow")];
    plan.environment.clusters = clusters;
    for (dataset, place) in plan.datasets.iter_mut().zip(data) {
        dataset.region = Some(one(place));
    }
    for task in &plan.pipeline.tasks {
        plan.ledger.constraints.push(Constraint {
            id: format!("cluster/{}", task.name),
            kind: ConstraintKind::Cluster,
            text: String::new(),
            origin: at(49),
        });
    }
    plan
}

fn whole(mut plan: Plan) -> Plan {
    plan.environment.targets = vec![target("kubernetes")];
    plan.ledger.constraints.push(Constraint {
        id: "cluster".to_owned(),
        kind: ConstraintKind::Cluster,
        text: String::new(),
        origin: at(49),
    });
    plan
}

fn frankfurt() -> ClusterPlan {
    cluster("frankfurt", "eu-central-1", 70)
}

fn dublin() -> ClusterPlan {
    cluster("dublin", "eu-west-1", 80)
}

/// The clusters of the tasks, in their order; what is an error is told.
fn placed(plan: &mut Plan) -> Vec<String> {
    let errors = prove(plan).into_iter().filter(|found| found.is_error());
    let errors: Vec<String> = errors.map(|found| text(&found)).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    let tasks = plan.pipeline.tasks.iter();
    tasks.filter_map(|task| task.cluster.clone()).collect()
}

fn step(plan: &mut Plan) -> &mut Resources {
    let task = plan
        .pipeline
        .tasks
        .iter_mut()
        .find(|task| task.name == "by_country");
    &mut task.unwrap().containers.last_mut().unwrap().resources
}

#[test]
fn each_task_stands_with_the_data_it_touches() {
    let mut plan = plan(["eu-west-1", "eu-central-1"], vec![frankfurt(), dublin()]);
    let clusters = placed(&mut plan);
    assert_eq!(clusters.first().unwrap(), "dublin", "{clusters:?}");
    assert_eq!(clusters.last().unwrap(), "frankfurt", "{clusters:?}");
    let reasons = row(&plan, "cluster/read_accounts").unwrap();
    assert_eq!(
        reasons,
        [
            "dublin (eu-west-1) is the nearest that fits: accounts lies there",
            "frankfurt (eu-central-1) fits too, farther: staging lies there",
        ]
    );
}

#[test]
fn a_run_on_kubernetes_stands_in_one() {
    let mut plan = whole(plan(
        ["eu-west-1", "eu-west-1"],
        vec![frankfurt(), dublin()],
    ));
    let clusters = placed(&mut plan);
    assert!(
        clusters.iter().all(|cluster| cluster == "dublin"),
        "{clusters:?}"
    );
    assert_eq!(
        row(&plan, "cluster").unwrap(),
        [
            "dublin (eu-west-1) is the nearest that fits: accounts and country_revenue lie there",
            "frankfurt (eu-central-1) fits too, farther: staging lies there",
            "all tasks stand together: on kubernetes a run is one pod",
        ]
    );
}

/// Moving the data moves the work, and nothing else has to be said.
#[test]
fn work_follows_data() {
    for place in ["eu-central-1", "eu-west-1"] {
        let mut plan = whole(plan([place, place], vec![frankfurt(), dublin()]));
        let there = if place == "eu-west-1" {
            "dublin"
        } else {
            "frankfurt"
        };
        assert!(placed(&mut plan).iter().all(|cluster| cluster == there));
    }
}

#[test]
fn what_is_as_near_stands_in_the_first() {
    let mut plan = plan(["eu-west-3", "eu-west-3"], vec![dublin(), frankfurt()]);
    plan.environment.staging.as_mut().unwrap().region = one("eu-west-3");
    assert!(placed(&mut plan).iter().all(|cluster| cluster == "dublin"));
    assert_eq!(
        row(&plan, "cluster/by_country").unwrap(),
        [
            "dublin (eu-west-1) stands first of those that fit: no data lies with any",
            "frankfurt (eu-central-1) fits too, no farther: dublin stands before it",
        ]
    );
}

/// One reason for each cluster that is not taken, the first that holds.
#[test]
fn each_cluster_that_is_ruled_out_has_a_reason() {
    let pool = |cpu: u64, gpu: u32| NodePool {
        cpu_millis: cpu * 1_000,
        gpu,
        ..frankfurt().nodes[0].clone()
    };
    let named = |name: &str, change: fn(&mut ClusterPlan)| {
        let mut cluster = ClusterPlan {
            nodes: vec![pool(16, 4)],
            ..cluster(name, "eu-west-1", 90)
        };
        change(&mut cluster);
        cluster
    };
    let mut small = named("small", |_| {});
    small.nodes = vec![pool(16, 0)];
    let mut split = named("split", |_| {});
    split.nodes = vec![pool(16, 0), pool(1, 4)];
    let mut plan = plan(
        ["eu-west-1", "eu-west-1"],
        vec![
            named("abroad", |cluster| cluster.region = one("us-east-1")),
            named("telling", |cluster| cluster.logs = Some(one("us-east-1"))),
            small,
            split,
            named("fleeting", |cluster| cluster.nodes[0].spot = true),
            named("tight", |cluster| {
                cluster.quota = Some(Quota {
                    cpu_millis: None,
                    memory_bytes: None,
                    gpu: Some(1),
                    pods: None,
                    origin: at(91),
                });
            }),
            named("good", |_| {}),
        ],
    );
    step(&mut plan).gpu = 2;
    for task in &mut plan.pipeline.tasks {
        task.interruptible = Some(pipewright_plan::Interruptible {
            allowed: false,
            origin: at(40),
        });
    }
    assert!(placed(&mut plan).iter().all(|cluster| cluster == "good"
        || cluster == "small"
        || cluster == "split"
        || cluster == "tight"));
    assert_eq!(
        row(&plan, "cluster/by_country").unwrap(),
        [
            "good (eu-west-1) is the only one that fits",
            "abroad (us-east-1): outside eu",
            "telling (eu-west-1): its logs are kept in us-east-1, outside eu",
            "small (eu-west-1): by_country needs 2 GPU, and its nodes have none",
            "split (eu-west-1): by_country needs 2 CPU, 4 GiB memory, 2 GPU, and no one of its nodes has all of that",
            "fleeting (eu-west-1): by_country must not be interrupted, and the nodes that fit it may be taken away",
            "tight (eu-west-1): by_country needs 2 GPUs, and its quota grants 1",
        ]
    );
}

#[test]
fn labels_that_somebody_says_decide() {
    let asked = |said: bool| {
        let mut far = dublin();
        if said {
            far.nodes[0]
                .labels
                .insert("arch".to_owned(), "arm64".to_owned());
        }
        let mut plan = whole(plan(
            ["eu-central-1", "eu-central-1"],
            vec![frankfurt(), far],
        ));
        plan.pipeline.tasks[1]
            .node
            .insert("arch".to_owned(), "arm64".to_owned());
        placed(&mut plan)[0].clone()
    };
    assert_eq!(asked(true), "dublin");
    assert_eq!(
        asked(false),
        "frankfurt",
        "nobody says it of any: nothing is known"
    );
}

#[test]
fn tasks_that_share_a_volume_stand_together() {
    let mut plan = plan(["eu-west-1", "eu-central-1"], vec![frankfurt(), dublin()]);
    for at in [0, 1] {
        let container = plan.pipeline.tasks[at].containers.last_mut().unwrap();
        container.volumes.push(Volume {
            claim: "cache".to_owned(),
            path: "/cache".to_owned(),
        });
    }
    let clusters = placed(&mut plan);
    assert_eq!(clusters[..2], ["dublin", "dublin"]);
    let reasons = row(&plan, "cluster/by_country").unwrap();
    let last = reasons.last().unwrap();
    assert_eq!(
        last,
        "read_accounts and by_country stand together: a volume such as cache belongs to one cluster"
    );
}

/// Each fits somewhere, and a workflow fits nowhere: one finding, with a line for each cluster.
#[test]
fn together_they_may_fit_nowhere() {
    let mut plan = whole(plan(
        ["eu-west-1", "eu-west-1"],
        vec![frankfurt(), dublin()],
    ));
    plan.environment.targets = vec![target("argo_workflows")];
    for (cluster, (memory, gpu)) in plan.environment.clusters.iter_mut().zip([(16, 1), (32, 0)]) {
        cluster.nodes.truncate(1);
        cluster.nodes[0].memory_bytes = memory * GIB;
        cluster.nodes[0].gpu = gpu;
    }
    step(&mut plan).memory_bytes = 24 * GIB;
    plan.pipeline.tasks[0].containers[0].resources.gpu = 1;
    let found = prove(&mut plan)
        .into_iter()
        .filter(|found| found.is_error());
    let found: Vec<_> = found.collect();
    assert_eq!(found.len(), 1, "{found:#?}");
    let told = text(&found[0]);
    for line in [
        "PW0610: no cluster of `prod` suits all tasks of `customer_analytics` that stand together",
        "frankfurt (eu-central-1): by_country needs 24 GiB memory, and its nodes have 16 GiB at most",
        "dublin (eu-west-1): read_accounts needs 1 GPU, and its nodes have none",
        "all tasks stand together: a workflow is an object of one cluster",
    ] {
        assert!(told.contains(line), "{told}");
    }
}

/// On airflow each of them stands where it fits: the check with its staging.
#[test]
fn apart_they_fit() {
    let mut plan = plan(["eu-west-1", "eu-west-1"], vec![frankfurt(), dublin()]);
    plan.environment.clusters[0].nodes.truncate(1);
    plan.environment.clusters[1].nodes.truncate(1);
    plan.environment.clusters[0].nodes[0].gpu = 1;
    step(&mut plan).gpu = 1;
    assert_eq!(
        placed(&mut plan),
        ["dublin", "frankfurt", "frankfurt", "dublin"]
    );
}

/// A cluster of the random world: which place, how large, how many GPUs, spot, a quota of GPUs.
#[derive(Debug, Clone)]
struct Random {
    place: usize,
    memory: u64,
    gpu: u32,
    spot: bool,
    quota: Option<u64>,
    known: bool,
}

const PLACES: [&str; 4] = ["eu-central-1", "eu-west-1", "eu-west-3", "us-east-1"];

prop_compose! {
    fn random()(
        place in 0..4_usize,
        memory in prop::sample::select(vec![8_u64, 32, 64]),
        gpu in 0..3_u32,
        spot in prop::bool::weighted(0.2),
        quota in prop::option::weighted(0.3, 0..3_u64),
        known in prop::bool::weighted(0.85),
    ) -> Random {
        Random { place, memory, gpu, spot, quota, known }
    }
}

/// The best of all clusters for a pod that touches data in these places: asked one after another.
fn reference(
    clusters: &[Random],
    memory: u64,
    gpu: u32,
    stays: bool,
    data: &[usize],
) -> Option<usize> {
    let mut best: Option<(bool, usize, usize)> = None;
    for (at, one) in clusters.iter().enumerate() {
        let abroad = one.place == 3;
        let fits = !one.known || (memory <= one.memory && gpu <= one.gpu);
        let fleeting = stays && one.spot;
        let over = one.quota.is_some_and(|most| u64::from(gpu) > most);
        if abroad || !fits || fleeting || over {
            continue;
        }
        let near = data.iter().filter(|place| **place == one.place).count();
        let better = best.is_none_or(|(known, most, _)| {
            (one.known && !known) || (one.known == known && near > most)
        });
        if better {
            best = Some((one.known, near, at));
        }
    }
    best.map(|(_, _, at)| at)
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 3_000,
        failure_persistence: None,
        rng_seed: proptest::test_runner::RngSeed::Fixed(11),
        ..ProptestConfig::default()
    })]

    #[test]
    fn the_choice_is_the_best_of_all(
        clusters in prop::collection::vec(random(), 1..6),
        memory in prop::sample::select(vec![4_u64, 24, 48]),
        gpu in 0..3_u32,
        stays in any::<bool>(),
        data in (0..3_usize, 0..3_usize),
    ) {
        let made = clusters.iter().enumerate().map(|(number, random)| {
            let mut made = cluster(&format!("c{number}"), PLACES[random.place], 70);
            made.spot = random.spot;
            made.nodes.truncate(usize::from(random.known));
            for pool in &mut made.nodes {
                pool.memory_bytes = random.memory * GIB;
                pool.cpu_millis = 64_000;
                pool.gpu = random.gpu;
                pool.spot = random.spot;
                pool.labels.insert("spot".to_owned(), random.spot.to_string());
            }
            made.quota = random.quota.map(|gpu| Quota {
                cpu_millis: None,
                memory_bytes: None,
                gpu: Some(gpu),
                pods: None,
                origin: at(91),
            });
            made
        });
        let mut plan = whole(plan([PLACES[data.0], PLACES[data.1]], made.collect()));
        plan.environment.staging.as_mut().unwrap().region = one("eu-west-3");
        for task in &mut plan.pipeline.tasks {
            task.uses_staging = false;
            task.interruptible = stays.then(|| pipewright_plan::Interruptible {
                allowed: false,
                origin: at(40),
            });
        }
        step(&mut plan).memory_bytes = memory * GIB;
        step(&mut plan).gpu = gpu;
        let errors: Vec<String> = prove(&mut plan)
            .iter()
            .filter(|found| found.is_error())
            .map(text)
            .collect();
        match reference(&clusters, memory, gpu, stays, &[data.0, data.1]) {
            Some(at) => {
                let chosen = plan.pipeline.tasks[0].cluster.clone();
                prop_assert_eq!(chosen, Some(format!("c{at}")), "{:?}", row(&plan, "cluster"));
                // One line for each cluster, and why all stand together.
                let lines = row(&plan, "cluster").unwrap().len();
                prop_assert_eq!(lines, clusters.len() + usize::from(clusters.len() > 1));
            }
            None => prop_assert!(!errors.is_empty()),
        }
    }
}
