//! Decisions of a run: each is a task that does nothing but say which way was taken.
//!
//! It always comes to its end, also where it lies on a way that was not taken itself: then it says
//! that neither of its own ways is. So what lies on a way asks one decision only.

use std::collections::BTreeSet;

use pipewright_plan::{Branch, Guard, Task};

use crate::conditions::condition;
use crate::crd::{
    Arguments, DagTask, Inputs, Outputs, Parameter, Supplied, Template, TemplateOf, ValueFrom,
};
use crate::depends::{depends, ran};
use crate::expression::{Expr, tag};
use crate::frame::Frame;
use crate::values::Place;
use crate::waits;

/// Whether the condition holds.
const HOLDS: &str = "holds";

/// What it says where nobody came by.
const NEITHER: &str = "neither";

/// The template of all decisions: it yields what it is told.
#[must_use]
pub fn template(name: String) -> Template {
    Template {
        inputs: Inputs {
            parameters: vec![Parameter::named(HOLDS)],
        },
        outputs: Outputs {
            parameters: vec![Parameter {
                value_from: Some(ValueFrom {
                    supplied: Some(Supplied {}),
                    default: Some(tag(&format!("inputs.parameters.{HOLDS}"))),
                    ..ValueFrom::default()
                }),
                ..Parameter::named(HOLDS)
            }],
        },
        ..waits::nothing(name)
    }
}

/// Whether this way is taken.
#[must_use]
pub fn taken(frame: &Frame<'_>, way: &Guard) -> Expr {
    Expr::variable("tasks")
        .at(frame.names.task(&way.branch))
        .field("outputs")
        .field("parameters")
        .at(HOLDS)
        .equals(&Expr::text(if way.holds { "true" } else { "false" }))
}

/// The decisions a task's ways hang on that are not there yet, those they lie on first.
pub fn before<'a>(
    frame: &Frame<'a>,
    task: &'a Task,
    seen: &mut BTreeSet<&'a str>,
    template: &str,
) -> Vec<DagTask> {
    let branches = task
        .when
        .iter()
        .filter_map(|guard| frame.plan.pipeline.branch(&guard.branch));
    let mut found = Vec::new();
    for branch in branches {
        let outer = branch
            .when
            .iter()
            .filter_map(|guard| frame.plan.pipeline.branch(&guard.branch));
        for branch in outer.chain(std::iter::once(branch)) {
            if seen.insert(&branch.name) {
                found.push(dag_task(frame, branch, template));
            }
        }
    }
    found
}

fn dag_task<'a>(frame: &Frame<'a>, branch: &'a Branch, template: &str) -> DagTask {
    let needs = frame.named(&branch.needs);
    let ways = frame.ways(&branch.when);
    let holds = condition(frame, &branch.condition, Place::Work);
    let mut says = Expr::choose(&holds, &Expr::text("true"), &Expr::text("false"));
    let mut here = ran(frame, &needs);
    here.extend(ways.iter().map(|way| taken(frame, way)));
    if !here.is_empty() {
        says = Expr::choose(&Expr::all(here), &says.grouped(), &Expr::text(NEITHER));
    }
    DagTask {
        name: frame.names.task(&branch.name).to_owned(),
        depends: depends(frame, &needs, &ways),
        template: TemplateOf::Template(template.to_owned()),
        arguments: Arguments {
            parameters: vec![Parameter::new(HOLDS, says.tag())],
        },
        ..DagTask::default()
    }
}
