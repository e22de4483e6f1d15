//! Constraints of single tasks.

use pipewright_plan::{ConstraintKind, Container, EngineValue, Role, Task, TaskKind, WaitSince};

use super::List;
use super::show::{cores, seconds, size};

pub fn list(list: &mut List<'_>, task: &Task) {
    resources(list, task);
    decisions(list, task);
    run(list, task);
    surroundings(list, task);
    if let TaskKind::Check(check) = &task.kind {
        for (at, condition) in check.conditions.iter().enumerate() {
            let id = format!("check/{}/{}", task.name, at + 1);
            let warn = if condition.warn { "warn " } else { "" };
            let text = format!("{}: {warn}{}", check.subject, condition.text);
            list.add(id, ConstraintKind::Check, &condition.origin, Some(text));
        }
        if let Some(rejecting) = &check.rejecting {
            let id = format!("dead_letter/{}", task.name);
            let text = format!(
                "{}: rows that break a condition go to {}",
                check.subject, rejecting.dataset
            );
            list.add(
                id,
                ConstraintKind::DeadLetter,
                &rejecting.origin,
                Some(text),
            );
        }
    }
}

/// Time and size.
fn resources(list: &mut List<'_>, task: &Task) {
    if task.timeout_written && !task.containers.is_empty() {
        let text = format!("{}: timeout {}", task.name, seconds(task.timeout_seconds));
        let id = format!("timeout/{}", task.name);
        let kind = ConstraintKind::Timeout;
        list.add(id, kind, &task.timeout_origin, Some(text));
    }
    if let (TaskKind::Run { .. }, Some(container)) = (&task.kind, task.containers.last()) {
        let needs = container.resources;
        let mut text = format!(
            "{}: {} CPU, {} memory",
            task.name,
            cores(needs.cpu_millis),
            size(needs.memory_bytes)
        );
        if needs.gpu > 0 {
            text.push_str(&format!(", {} GPU", needs.gpu));
        }
        let id = format!("resources/{}", task.name);
        list.add(id, ConstraintKind::Resources, &task.origin, Some(text));
    }
}

/// What the run does depending on what it finds.
fn decisions(list: &mut List<'_>, task: &Task) {
    let name = &task.name;
    match &task.kind {
        // One that stands for a gate is no `either`: nobody wrote it.
        TaskKind::Join { of } if !task.outputs.is_empty() || !task.values.is_empty() => {
            let text = format!("{name}: either {}", of.join(" or "));
            let id = format!("either/{name}");
            list.add(id, ConstraintKind::Branch, &task.origin, Some(text));
        }
        TaskKind::Fail { message } => {
            let id = format!("bound/{name}");
            let text = format!("fails at its bound: {message}");
            list.add(id, ConstraintKind::Branch, &task.origin, Some(text));
        }
        TaskKind::Approval(approval) => {
            let by = if approval.by.is_empty() {
                "whoever operates the engine".to_owned()
            } else {
                approval.by.join(", ")
            };
            let text = format!(
                "{}: approved by {by} within {}",
                approval.subject,
                seconds(approval.within_seconds)
            );
            let id = format!("approval/{name}");
            list.add(id, ConstraintKind::Approval, &task.origin, Some(text));
        }
        TaskKind::Wait(wait) if wait.seconds > 0 => {
            let length = seconds(wait.seconds);
            let text = match wait.since {
                WaitSince::Predecessors => format!("wait {length}"),
                WaitSince::LogicalTime => format!("late data within {length}"),
            };
            let id = format!("wait/{name}");
            list.add(id, ConstraintKind::Wait, &task.origin, Some(text));
        }
        _ => {}
    }
    if let Some(fan_out) = &task.fan_out {
        let mut text = format!(
            "{name}: one for each of {}.{}, at most {}",
            fan_out.task, fan_out.value, fan_out.max
        );
        if let Some(concurrency) = fan_out.concurrency {
            text.push_str(&format!(", {concurrency} at once"));
        }
        let id = format!("fan_out/{name}");
        list.add(id, ConstraintKind::FanOut, &fan_out.origin, Some(text));
    }
}

/// What the task is to the run, and what becomes of it.
fn run(list: &mut List<'_>, task: &Task) {
    let name = &task.name;
    match &task.role {
        Role::Release { resource, .. } => {
            let id = format!("release/{name}");
            let text = format!("{resource} is released on every path");
            list.add(id, ConstraintKind::Release, &task.origin, Some(text));
        }
        Role::Finally => {
            let id = format!("finally/{name}");
            let text = format!("{name} at the end of every run");
            list.add(id, ConstraintKind::Finally, &task.origin, Some(text));
        }
        Role::Work | Role::Acquire { .. } => {}
    }
    if let Some(allowed) = &task.allowed_failure {
        let id = format!("allowed_failure/{name}");
        let text = format!("{name} may fail: {}", allowed.because);
        let kind = ConstraintKind::AllowedFailure;
        list.add(id, kind, &allowed.origin, Some(text));
    }
    for places in &task.places {
        let id = format!("concurrency/task/{name}/{}", places.name);
        let text = format!("{name}: {} of {} at once", places.most, places.name);
        list.add(id, ConstraintKind::Concurrency, &places.origin, Some(text));
    }
}

/// What stands around the task's containers.
fn surroundings(list: &mut List<'_>, task: &Task) {
    let name = &task.name;
    if !task.values.is_empty() && !task.containers.is_empty() {
        let values: Vec<String> = task
            .values
            .iter()
            .map(|value| format!("{}: {}", value.name, value.kind))
            .collect();
        let text = format!("{name} yields {}", values.join(", "));
        let id = format!("values/{name}");
        list.add(id, ConstraintKind::Values, &task.origin, Some(text));
    }
    let services = task.services.iter().map(|service| &service.container);
    let all: Vec<&Container> = task.containers.iter().chain(services).collect();
    let of_interval = |value: &EngineValue| {
        matches!(value, EngineValue::IntervalStart | EngineValue::IntervalEnd)
    };
    if all.iter().flat_map(|one| &one.takes).any(of_interval) {
        let id = format!("interval/{name}");
        let text = format!("{name}: the run's data interval");
        list.add(id, ConstraintKind::Interval, &task.origin, Some(text));
    }
    if let Some(first) = task.egress.first() {
        let hosts: Vec<String> = task.egress.iter().map(ToString::to_string).collect();
        let text = format!("{name} talks to {}", hosts.join(", "));
        let id = format!("egress/{name}");
        list.add(id, ConstraintKind::Egress, &first.origin, Some(text));
    }
    let mut placed: Vec<String> = Vec::new();
    for service in &task.services {
        placed.push(format!("beside {}", service.container.name));
    }
    for volume in all.iter().flat_map(|container| &container.volumes) {
        placed.push(format!("{} at {}", volume.claim, volume.path));
    }
    for (label, value) in &task.node {
        placed.push(format!("on nodes with {label}={value}"));
    }
    if !placed.is_empty() {
        let id = format!("placement/{name}");
        let text = format!("{name}: {}", placed.join(", "));
        list.add(id, ConstraintKind::Placement, &task.origin, Some(text));
    }
}
