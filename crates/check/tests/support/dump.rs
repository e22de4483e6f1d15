//! The checked program as text, one fact a line; what is empty is left out.

use std::fmt::Write as _;

use pipewright_model::{
    DataReference, Environment, Operand, Pipeline, Program, Step, StepRole, Template, TemplatePart,
    VariableTemplate,
};
use pipewright_plan::{Origin, Schedule};

use super::fields;

/// A whole program.
pub fn program(program: &Program) -> String {
    let mut out = String::new();
    for (name, dataset) in &program.datasets {
        let facts = &dataset.facts;
        let region = facts
            .region
            .as_ref()
            .map_or("", |region| region.name.as_str());
        let _ = writeln!(out, "dataset {name}: {} in {region}", facts.address);
        out += &fields::of_dataset(dataset);
    }
    for environment in &program.environments {
        out += &of_environment(environment);
    }
    for policy in &program.policies {
        out += &fields::of_policy(policy);
    }
    out
}

fn of_environment(environment: &Environment) -> String {
    let mut out = format!("environment {}\n", environment.facts.name);
    for pipeline in &environment.pipelines {
        out += &of_pipeline(pipeline);
    }
    out
}

fn of_pipeline(pipeline: &Pipeline) -> String {
    let mut out = format!("pipeline {}\n", pipeline.name);
    let mut line = |name: &str, text: String| {
        if !text.is_empty() {
            let _ = writeln!(out, "  {name} {text}");
        }
    };
    for (name, value) in &pipeline.parameters {
        line("parameter", format!("{name} = {value}"));
    }
    for parameter in &pipeline.run_parameters {
        let mut text = format!("{}: {}", parameter.name, parameter.kind);
        if let Some(default) = &parameter.default {
            let _ = write!(text, " = {default:?}");
        }
        if let Some(condition) = &parameter.condition_text {
            let _ = write!(text, " where {condition}");
        }
        if let Some(doc) = &parameter.doc {
            let _ = write!(text, " // {doc}");
        }
        line("per run", text);
    }
    for trigger in &pipeline.triggers.value {
        let when = match &trigger.when {
            Schedule::Cron {
                expression,
                zone,
                written,
                even,
                ..
            } => format!(
                "{written} ({expression} {zone}{})",
                if *even { ", even" } else { "" }
            ),
            Schedule::Datasets { names } => format!("on {}", names.join(", ")),
            Schedule::Event { dataset } => format!("event {dataset}"),
            Schedule::Manual => "manual".to_owned(),
        };
        let with = if trigger.parameters.is_empty() {
            String::new()
        } else {
            format!(" with {:?}", trigger.parameters)
        };
        line("trigger", when + &with);
    }
    if let Some(deadline) = &pipeline.deadline {
        line(
            "deadline",
            format!("{}s {}", deadline.seconds, at(&deadline.origin)),
        );
    }
    if let Some(region) = &pipeline.region {
        line(
            "region",
            format!("{} {}", region.value.name, at(&region.origin)),
        );
    }
    if let Some(guarantee) = &pipeline.guarantee {
        line(
            "guarantee",
            format!("{:?} {}", guarantee.value, at(&guarantee.origin)),
        );
    }
    if let Some(retry) = &pipeline.retry {
        line("retry", format!("{} {}", retry.times, at(&retry.origin)));
    }
    if let Some(timeout) = &pipeline.timeout {
        line(
            "timeout",
            format!("{}s {}", timeout.value, at(&timeout.origin)),
        );
    }
    if let Some(owner) = &pipeline.owner {
        line("owner", format!("{} {}", owner.value, at(&owner.origin)));
    }
    if let Some(labels) = &pipeline.labels {
        line(
            "labels",
            format!("{:?} {}", labels.value, at(&labels.origin)),
        );
    }
    for branch in &pipeline.branches {
        line(
            "branch",
            format!("{} {}{}", branch.name, branch.text, guards(&branch.when)),
        );
    }
    for join in &pipeline.joins {
        line(
            "join",
            format!(
                "{} of {:?}{}{}{}{}",
                join.name,
                join.steps,
                named(" rows ", &join.data.iter().map(data).collect::<Vec<_>>()),
                named(
                    " yields ",
                    &join
                        .values
                        .iter()
                        .map(|value| format!("{}: {}", value.name, value.kind))
                        .collect::<Vec<_>>()
                ),
                guards(&join.when),
                join.end
                    .iter()
                    .map(|end| format!(" unless {end}"))
                    .collect::<String>()
            ),
        );
    }
    out += &fields::of_pipeline(pipeline);
    for step in &pipeline.steps {
        out += &of_step(step);
        out += &fields::of_step(step);
    }
    let mut line = |name: &str, text: String| {
        let _ = writeln!(out, "  {name} {text}");
    };
    for approval in &pipeline.approvals {
        line(
            "approval",
            format!(
                "{} by {:?} within {}s, silence {:?}{}",
                data(&approval.subject),
                approval.plan.by,
                approval.plan.within_seconds,
                approval.plan.on_timeout,
                guards(&approval.when)
            ),
        );
    }
    for wait in &pipeline.waits {
        line(
            "wait",
            format!(
                "{}s after {}{}",
                wait.seconds,
                data(&wait.subject),
                guards(&wait.when)
            ),
        );
    }
    for pause in &pipeline.pauses {
        line(
            "pause",
            format!(
                "{} {}s after {:?}{}",
                pause.name,
                pause.seconds,
                pause.after,
                guards(&pause.when)
            ),
        );
    }
    for resource in &pipeline.resources {
        line(
            "resource",
            format!(
                "{} by {}, then {:?}, then {}",
                resource.name, resource.acquire, resource.users, resource.release
            ),
        );
    }
    for lanes in &pipeline.lanes {
        line("lanes", format!("{} of {:?}", lanes.most, lanes.elements));
    }
    for check in &pipeline.checks {
        let texts: Vec<&str> = check
            .conditions
            .iter()
            .map(|condition| condition.text.as_str())
            .collect();
        line(
            "check",
            format!(
                "{}: {}{}\n{}",
                data(&check.subject),
                texts.join("; "),
                guards(&check.when),
                fields::of_check(check)
            )
            .trim_end()
            .to_owned(),
        );
    }
    for write in &pipeline.writes {
        line(
            "write",
            format!(
                "{} to {} {:?}{}{}",
                data(&write.subject),
                write.dataset,
                write.mode.lane,
                guards(&write.when),
                named(" after ", &write.after)
            ),
        );
    }
    for bound in &pipeline.bounds {
        line(
            "bound",
            format!("{}{}: {}", bound.name, guards(&bound.when), bound.message),
        );
    }
    out
}

fn of_step(step: &Step) -> String {
    let mut out = format!(
        "  step {} = {}{}\n",
        step.name,
        step.image.reference,
        guards(&step.when)
    );
    let mut line = |name: &str, text: String| {
        if !text.is_empty() {
            let _ = writeln!(out, "    {name} {text}");
        }
    };
    line("group", step.group.clone().unwrap_or_default());
    line("label", step.label.clone().unwrap_or_default());
    if step.role != StepRole::Work {
        line("role", format!("{:?}", step.role));
    }
    if let Some(fan_out) = &step.fan_out {
        line(
            "for each",
            format!(
                "{} of {}.{}, at most {}, {:?} at once",
                fan_out.element, fan_out.step, fan_out.value, fan_out.max, fan_out.concurrency
            ),
        );
    }
    line("after", step.after.join(", "));
    let inputs: Vec<String> = step
        .inputs
        .iter()
        .map(|input| format!("{} = {}", input.name, data(&input.from)))
        .collect();
    line("inputs", inputs.join(", "));
    let outputs: Vec<String> = step
        .outputs
        .iter()
        .map(|output| {
            let schema = output
                .schema
                .as_ref()
                .and_then(|schema| schema.name.clone());
            let name = output.name.clone().unwrap_or_default();
            format!("{name}: {}", schema.unwrap_or_default())
        })
        .collect();
    line("outputs", outputs.join(", "));
    let values: Vec<String> = step
        .values
        .iter()
        .map(|value| format!("{}: {}", value.name, value.kind))
        .collect();
    line("yields", values.join(", "));
    if let Some(command) = &step.command {
        line(
            "command",
            command.iter().map(text).collect::<Vec<_>>().join(" "),
        );
    }
    line(
        "args",
        step.args.iter().map(text).collect::<Vec<_>>().join(" "),
    );
    for (name, value) in &step.env {
        let value = match value {
            VariableTemplate::Text(template) => text(template),
            VariableTemplate::Secret(key) => format!("secret {} {}", key.path, key.key),
        };
        line("env", format!("{name}={value}"));
    }
    if let Some(retry) = &step.retry {
        line("retry", format!("{} {}", retry.times, at(&retry.origin)));
    }
    if let Some(expected) = &step.expected {
        line(
            "expected",
            format!("{}s {}", expected.value, at(&expected.origin)),
        );
    }
    if let Some(timeout) = &step.timeout {
        line(
            "timeout",
            format!("{}s {}", timeout.value, at(&timeout.origin)),
        );
    }
    out
}

fn named(word: &str, items: &[String]) -> String {
    if items.is_empty() {
        return String::new();
    }
    format!("{word}{}", items.join(", "))
}

fn guards(when: &[pipewright_plan::Guard]) -> String {
    let each = when.iter().map(|guard| {
        format!(
            " when {}{}",
            if guard.holds { "" } else { "not " },
            guard.branch
        )
    });
    each.collect()
}

fn data(reference: &DataReference) -> String {
    match reference {
        DataReference::Dataset(name) => format!("dataset {name}"),
        DataReference::Output { step, output } => match output {
            Some(output) => format!("{step}.{output}"),
            None => step.clone(),
        },
        DataReference::Collected { group, output } => {
            format!(
                "collect({group}{})",
                output
                    .iter()
                    .map(|name| format!(".{name}"))
                    .collect::<String>()
            )
        }
        DataReference::Joined { name } => format!("join {name}"),
        DataReference::Interval(name) => format!("interval({name})"),
    }
}

fn text(template: &Template) -> String {
    let part = |part: &TemplatePart| match part {
        TemplatePart::Literal(text) => text.clone(),
        TemplatePart::Builtin(builtin) => format!("{{{builtin:?}}}"),
        TemplatePart::Engine(value) => format!("{{{}}}", value.variable()),
        TemplatePart::Joined(step, name) => format!("{{{step}.{name}}}"),
        TemplatePart::Secret(key) => format!("{{secret {} {}}}", key.path, key.key),
    };
    template.0.iter().map(part).collect()
}

fn at(origin: &Origin) -> String {
    format!("({}:{})", origin.file, origin.line)
}

/// An operand, for tests of conditions.
pub fn operand(operand: &Operand) -> String {
    match operand {
        Operand::Constant(value) => format!("{value:?}"),
        Operand::Parameter { name, .. } => name.clone(),
        Operand::Value { step, name, .. } => format!("{step}.{name}"),
        Operand::Rows(of) => format!("rows({})", data(of)),
        Operand::Age { of, column } => format!("age({}.{column})", data(of)),
    }
}
