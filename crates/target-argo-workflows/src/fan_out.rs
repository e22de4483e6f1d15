//! A task for each element of a list that the run makes.

use pipewright_plan::{FanOut, Task};

use crate::crd::{Arguments, Dag, DagTask, Expanded, Inputs, Parameter, Template, TemplateOf};
use crate::expression::{Expr, tag};
use crate::frame::Frame;
use crate::inputs::{self, INDEX, ITEM, input};
use crate::values::{self, Place};

/// The input that holds the list, as JSON.
const ITEMS: &str = "items";

/// The name of the DAG that holds the elements' tasks.
#[must_use]
pub fn name(frame: &Frame<'_>, task: &Task) -> String {
    frame
        .names
        .own(&format!("{}-each", frame.names.task(&task.name)))
}

/// The list, as it is handed over: an error where it is longer than was said.
#[must_use]
pub fn items(frame: &Frame<'_>, fan_out: &FanOut, when: Option<&Expr>) -> Parameter {
    let list = values::value(frame, [fan_out.task.as_str()], &fan_out.value, Place::Work);
    let few = Expr::call("len", &[&list]).compare("<=", &Expr::int(fan_out.max.into()));
    let good = Expr::all(vec![values::is_list(&list, &fan_out.element), few]);
    let words = format!(
        "the value is no list of at most {} elements that Argo can hand on",
        fan_out.max
    );
    let mut text = Expr::demand(&good, &Expr::call("toJson", &[&list]), &words);
    if let Some(when) = when {
        text = Expr::choose(when, &text, &Expr::text("[]"));
    }
    Parameter::new(ITEMS, text.tag())
}

/// The DAG: one task that Argo makes one of for each place in the list. The element itself comes
/// from the list: Argo's own `item` is JSON text, in which some characters are escaped.
#[must_use]
pub fn template(frame: &Frame<'_>, task: &Task, fan_out: &FanOut) -> Template {
    let own = inputs::of_task(task);
    let names: Vec<&str> = own
        .iter()
        .map(|parameter| parameter.name.as_str())
        .filter(|name| *name != ITEM && *name != INDEX)
        .collect();
    let list = Expr::call("fromJSON", &[&input(ITEMS)]);
    let length = Expr::call("len", &[&list]);
    let last = length.minus(&Expr::int(1));
    let places = Expr::choose(
        &length.equals(&Expr::int(0)),
        &Expr::text("[]"),
        &Expr::call("toJson", &[&Expr::int(0).up_to(&last)]),
    );
    let element = list.item(&Expr::call("int", &[&Expr::variable("item")]));
    let mut arguments = inputs::handed_on(&names);
    for parameter in &own {
        match parameter.name.as_str() {
            INDEX => arguments.push(Parameter::new(INDEX, tag("item"))),
            ITEM => arguments.push(Parameter::new(
                ITEM,
                values::as_text(&element, &fan_out.element).tag(),
            )),
            _ => {}
        }
    }
    let mut told: Vec<Parameter> = names.iter().map(|name| Parameter::named(*name)).collect();
    told.push(Parameter::named(ITEMS));
    Template {
        name: name(frame, task),
        inputs: Inputs { parameters: told },
        parallelism: fan_out.concurrency,
        dag: Some(Dag {
            target: None,
            fail_fast: false,
            tasks: vec![DagTask {
                name: frame.names.task(&task.name).to_owned(),
                expanded: Some(Expanded::WithParam(places.tag())),
                template: TemplateOf::Template(frame.names.task(&task.name).to_owned()),
                arguments: Arguments {
                    parameters: arguments,
                },
                ..DagTask::default()
            }],
        }),
        ..Template::default()
    }
}
