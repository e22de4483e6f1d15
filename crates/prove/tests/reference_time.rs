//! What the checker says of time is what slow and obvious simulations of runs say.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::cast_possible_truncation
)]

#[path = "reference/clockwork.rs"]
mod clockwork;
mod fixtures;
#[path = "reference/simulated.rs"]
mod simulated;

use clockwork::{Chain, Link};
use fixtures::*;
use pipewright_plan::*;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use simulated::{Job, World};

const MINUTE: u64 = 60;

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        failure_persistence: None,
        rng_seed: RngSeed::Fixed(11),
        ..ProptestConfig::default()
    }
}

/// The plan of a world, which must end at once, even at its worst.
fn plan_of(world: &World, engine: &str) -> Plan {
    let mut plan = analytics();
    plan.environment.targets = vec![target(engine)];
    plan.pipeline.deadline = Some(Deadline {
        seconds: 0,
        guaranteed: true,
        origin: at(32),
    });
    // Where nobody says how long pods wait, nothing is counted; where all do, it is.
    let start = world.jobs.first().map_or(0, |job| job.start);
    for cluster in &mut plan.environment.clusters {
        cluster.startup_seconds = (start > 0).then_some(start * MINUTE);
    }
    plan.pipeline.parallelism = world.at_once.map(|most| Parallelism {
        most: most as u32,
        origin: at(33),
    });
    plan.pipeline.branches = (0..world.branches)
        .map(|number| Branch {
            name: format!("when_{number}"),
            condition: Condition::Is {
                value: Operand::Constant {
                    value: Constant::Bool(true),
                },
            },
            text: String::new(),
            needs: Vec::new(),
            when: Vec::new(),
            origin: at(34),
        })
        .collect();
    let jobs = world.jobs.iter().enumerate();
    plan.pipeline.tasks = jobs.map(|(number, job)| task_of(number, job)).collect();
    // A Job repeats all of a run, so often as the pipeline says.
    if engine == "kubernetes" {
        plan.pipeline.retry = world.jobs.first().and_then(retry_of);
        for task in &mut plan.pipeline.tasks {
            task.retry = plan.pipeline.retry.clone();
        }
    }
    plan
}

fn task_of(number: usize, job: &Job) -> Task {
    let needs: Vec<String> = job.needs.iter().map(|need| format!("t{need}")).collect();
    let needs: Vec<&str> = needs.iter().map(String::as_str).collect();
    let name = format!("t{number}");
    let kind = TaskKind::Run { step: name.clone() };
    let mut made = task(&name, kind, &needs, &[], 100 + number as u32);
    made.timeout_seconds = job.minutes * MINUTE;
    made.retry = retry_of(job);
    if let Some((branch, holds)) = job.way {
        made.when = vec![Guard {
            branch: format!("when_{branch}"),
            holds,
        }];
    }
    if job.elements > 1 {
        made.fan_out = Some(FanOut {
            task: "t0".to_owned(),
            value: "names".to_owned(),
            element: ValueType::String,
            max: job.elements as u32,
            concurrency: job.elements_at_once.map(|most| most as u32),
            origin: at(35),
        });
    }
    if job.grouped {
        made.places = vec![Places {
            name: "warehouse".to_owned(),
            most: simulated::PLACES as u32,
            origin: at(36),
        }];
    }
    made
}

fn retry_of(job: &Job) -> Option<Retry> {
    (job.retries > 0).then(|| Retry {
        times: job.retries as u32,
        backoff: Some(Backoff {
            first_seconds: simulated::FIRST_WAIT * MINUTE,
            longest_seconds: simulated::LONGEST_WAIT * MINUTE,
        }),
        origin: at(37),
    })
}

/// How many minutes the checker says a run takes: cleanly, and at worst.
fn said(plan: &Plan) -> (u64, u64) {
    let mut plan = plan.clone();
    let found = pipewright_prove::prove(&mut plan);
    let missed = found
        .iter()
        .find(|found| found.rule.code == "PW0510")
        .unwrap();
    let clean = missed.message.rsplit_once("may take ").unwrap().1;
    let worst = missed.fixes[0].edits[0].text.split(' ').nth(1).unwrap();
    (minutes(clean), minutes(worst))
}

/// `1h 30m`, `1h30m`, `3d 6h` in whole minutes, rounded up.
fn minutes(text: &str) -> u64 {
    let (mut total, mut number) = (0, 0);
    for character in text.chars() {
        match character {
            'd' => (total, number) = (total + number * 1_440, 0),
            'h' => (total, number) = (total + number * 60, 0),
            'm' => (total, number) = (total + number, 0),
            's' => (total, number) = (total + u64::from(number > 0), 0),
            ' ' => {}
            digit => number = number * 10 + u64::from(digit.to_digit(10).unwrap()),
        }
    }
    total
}

proptest! {
    #![proptest_config(config(600))]

    #[test]
    fn the_longest_run_is_the_one_in_which_everything_fails(world in simulated::worlds(false)) {
        let (clean, worst) = said(&plan_of(&world, "argo_workflows"));
        prop_assert_eq!(clean, world.ends(|job| vec![job.attempt()]), "clean {:?}", world);
        prop_assert_eq!(worst, world.ends(Job::all_fail), "worst {:?}", world);
    }

    #[test]
    fn one_after_another_every_attempt_repeats_all(world in simulated::worlds(false)) {
        let (clean, worst) = said(&plan_of(&world, "kubernetes"));
        let once = world.one_after_another();
        prop_assert_eq!(clean, once, "{:?}", world);
        let (attempts, waits) = world.jobs.first().map_or((1, 0), |job| (job.retries + 1, job.waits()));
        prop_assert_eq!(worst, once * attempts + waits, "{:?}", world);
    }

    #[test]
    fn no_order_of_waiting_tasks_takes_longer(
        world in simulated::worlds(true),
        seeds in prop::collection::vec(any::<u64>(), 4),
    ) {
        let (_, worst) = said(&plan_of(&world, "argo_workflows"));
        for seed in seeds {
            let taken = world.simulated(seed);
            prop_assert!(taken <= worst, "{} > {}: {:?}", taken, worst, world);
        }
        // Nor is it pulled out of the air: never above all of it, one after another.
        prop_assert!(worst <= world.all_of_it(), "{} > {}: {:?}", worst, world.all_of_it(), world);
    }
}

/// The plans of a chain; the last sink promises to be fresh as no sink is.
fn plans_of(chain: &Chain) -> Vec<Plan> {
    let last = chain.links.len();
    let name = |number: usize| format!("d{number}");
    let each = chain.links.iter().enumerate().map(|(number, link)| {
        let (reads, writes) = (name(number), name(number + 1));
        let mut plan = analytics();
        plan.environment.targets = vec![target("airflow")];
        plan.pipeline.name = format!("p{number}");
        plan.pipeline.overlap = link.overlap;
        let (expression, written) = link.clock();
        plan.pipeline.triggers = vec![trigger(cron(&expression, &written, link.period * MINUTE))];
        plan.pipeline.deadline = Some(Deadline {
            seconds: link.longest * MINUTE,
            guaranteed: false,
            origin: at(32),
        });
        let read = TaskKind::Read {
            dataset: reads.clone(),
            interval: false,
        };
        let landed = write("rows", &writes, Lane::ReplacingAll, 90);
        plan.pipeline.tasks = vec![
            task("read", read, &[], &[&reads], 50),
            task("land", landed, &["read"], &[&writes], 60),
        ];
        for task in &mut plan.pipeline.tasks {
            task.timeout_seconds = 1;
        }
        let dataset = |dataset: &str| {
            let mut made = dataset_of(dataset);
            if dataset == name(0) && chain.source_age > 0 {
                made.freshness_seconds = Some(chain.source_age * MINUTE);
            }
            if dataset == name(last) {
                made.freshness_seconds = Some(1);
            }
            made.into()
        };
        plan.datasets = [reads.as_str(), writes.as_str()].map(dataset).into();
        plan
    });
    each.collect()
}

fn dataset_of(name: &str) -> DatasetPlan {
    dataset(name, "s3.parquet", eu(), 10)
}

/// How old the last sink gets, in minutes, as the checker says: over all its pipelines.
fn age(chain: &Chain) -> Option<u64> {
    let mut plans = plans_of(chain);
    // A promise that the last pipeline breaks alone is told of it alone: promise just as much.
    let alone = plans
        .iter_mut()
        .flat_map(pipewright_prove::prove)
        .find(|found| found.rule.code == "PW0515")?;
    let total = |message: &str| {
        let old = message.rsplit_once("may be ")?.1.strip_suffix(" old")?;
        Some(minutes(old))
    };
    let alone = total(&alone.message)?;
    for plan in &mut plans {
        for dataset in &mut plan.datasets {
            let mut made = (**dataset).clone();
            if made.freshness_seconds == Some(1) {
                made.freshness_seconds = Some(alone * MINUTE);
            }
            *dataset = made.into();
        }
    }
    let plans: Vec<&Plan> = plans.iter().collect();
    let found = pipewright_prove::prove_project(&plans);
    let behind = found.iter().find(|found| found.rule.code == "PW0516");
    Some(
        behind
            .and_then(|found| total(&found.message))
            .unwrap_or(alone),
    )
}

proptest! {
    #![proptest_config(config(300))]

    #[test]
    fn rows_never_get_older_than_the_sum_along_the_chain(
        chain in clockwork::chains(),
        seeds in prop::collection::vec(any::<u64>(), 3),
    ) {
        let Some(most) = age(&chain) else { return Ok(()) };
        for seed in seeds {
            let oldest = chain.oldest(Some(seed));
            prop_assert!(oldest <= most, "{} > {}: {:?}", oldest, most, chain);
        }
        prop_assert!(chain.oldest(None) <= most, "{:?}", chain);
    }

    #[test]
    fn one_pipeline_lets_rows_get_as_old_as_is_said(link in clockwork::links()) {
        let chain = Chain { source_age: 0, links: vec![Link { overlap: Overlap::Forbid, ..link }] };
        prop_assert_eq!(Some(chain.oldest(None)), age(&chain), "{:?}", chain);
    }
}
