//! Steps that run the author's container.

use std::collections::BTreeMap;

use pipewright_diagnostics::Diagnostic;
use pipewright_model::{Input, Output, Step, Written};
use pipewright_source::Span;
use pipewright_syntax::tree::{Expression, ExpressionKind};

use super::control::{ValueShape, guards};
use super::frames::{FlatStep, Node, Unrolled};
use super::refer::{Data, Place, View};
use super::shapes::Shapes;
use super::work::Work;
use crate::connector::{SecretUses, step_resources};
use crate::context::{Ambient, Context};
use crate::dataset::documentation;
use crate::fields::Fields;
use crate::names::need_snake;
use crate::rules;
use crate::schema::Shape;
use crate::values::Value;

/// How much the steps of a pipeline read in all, loops unrolled.
const MOST_READ: usize = 100_000;

/// A step and what it reads.
pub struct CheckedStep {
    /// As the model has it; absent where something is wrong.
    pub built: Option<Step>,
    /// What it reads.
    pub reads: Vec<Data>,
    /// Whose values it reads.
    pub needs: Vec<Node>,
}

impl<'a> Context<'_, 'a> {
    /// Every step, in source order.
    pub fn steps(&mut self, unrolled: &Unrolled<'a>, shapes: &Shapes) -> Vec<CheckedStep> {
        let mut steps = Vec::new();
        let mut read = 0;
        for (index, flat) in unrolled.steps.iter().enumerate() {
            if read > MOST_READ {
                let bound = format!("{MOST_READ} inputs of steps");
                self.too_large(flat.written.span, "this pipeline", &bound);
                break;
            }
            let before = self.report.found.len();
            let view = flat.flat.view(unrolled, shapes);
            let mut context = self.seeing(&flat.flat, view);
            steps.push(context.step(index, flat, view));
            self.because_used(before, &flat.flat.setting);
            let reads = steps.last().map(|step| step.reads.as_slice());
            let sources = |data: &Data| data.place.sources(unrolled).len();
            read += reads.unwrap_or_default().iter().map(sources).sum::<usize>();
        }
        steps
    }

    fn step(&mut self, index: usize, flat: &FlatStep<'a>, view: View<'_, 'a>) -> CheckedStep {
        let Some(work) = Work::of(flat.body) else {
            self.report.poisoned = true;
            return CheckedStep {
                built: None,
                reads: Vec::new(),
                needs: Vec::new(),
            };
        };
        let owner = format!("the step `{}`", flat.written.value);
        let fields = Fields::read(self, work.fields, &owner, work.known());
        let image = self.located(work.image);
        let image = self.image(&image);
        let (inputs, reads) = fields
            .get("inputs")
            .map(|field| self.inputs(&field.value, view))
            .unwrap_or_default();
        let mut secrets = SecretUses::default();
        let found = self.report.found.len();
        let (command, args, env, readable) = {
            let mut run = self.at(&flat.flat, Ambient::Run);
            let command = fields
                .get("command")
                .map(|field| run.templates(&field.value, &mut secrets));
            let readable = run.report.found.len() == found;
            let args = fields
                .get("args")
                .map(|field| run.templates(&field.value, &mut secrets));
            let env = fields
                .get("env")
                .map(|field| run.variables(&field.value, &mut secrets));
            (
                command,
                args.unwrap_or_default(),
                env.unwrap_or_default(),
                readable,
            )
        };
        if command.as_ref().is_some_and(Vec::is_empty)
            && let Some(field) = fields.get("command")
            && readable
        {
            self.out_of_range(
                field.value.span,
                "a command names a program".to_owned(),
                "the list is empty",
            );
        }
        let written_as = flat.group.as_deref().unwrap_or(&flat.name);
        let script = work.program.map(|(language, text)| {
            self.script(language, text, written_as)
                .map(|(file, command)| (Some(file), Some(command)))
        });
        let scripted = script.as_ref().is_none_or(Option::is_some);
        let (script, command) = script.flatten().unwrap_or((None, command));
        let around = self.around(&fields, flat, &mut secrets);
        let resources = self.resources(&fields, step_resources());
        let written = ["cpu", "memory", "disk", "gpu"]
            .iter()
            .filter_map(|name| fields.get(name));
        let resources_written: Option<Span> = written.map(|field| field.span).reduce(Span::to);
        let mut seconds = |name: &str| {
            let field = fields.get(name)?;
            let value = self.located(&field.value);
            let origin = self.origin(field.span);
            self.seconds(&value).map(|value| Written { value, origin })
        };
        let (timeout, expected) = (seconds("timeout"), seconds("expected"));
        let outputs = view.shapes.outputs(index).iter().map(|output| Output {
            name: output.name.clone(),
            schema: match &output.shape {
                Shape::Known(schema) => Some((**schema).clone()),
                Shape::Untyped | Shape::Broken => None,
            },
            inferred: output.inferred,
        });
        let fan_out = flat.fan_out.map(|fan| self.multiplied(fan, flat, view));
        let built = image.filter(|_| scripted).map(|image| Step {
            name: flat.name.clone(),
            group: flat.group.clone(),
            label: flat.label.clone(),
            when: guards(view.unrolled, &flat.flat.setting.ways),
            role: flat.role,
            fan_out: fan_out.flatten(),
            after: view.unrolled.acquired(&flat.flat.setting),
            values: view
                .shapes
                .values(Node::Step(index))
                .iter()
                .filter_map(ValueShape::built)
                .collect(),
            retry: around.retry,
            allowed_failure: around.allowed_failure,
            repetition: around.repetition,
            declassifies: around.declassifies,
            places: around.places,
            interruptible: around.interruptible,
            volumes: around.volumes,
            egress: around.egress,
            node: around.node,
            services: around.services,
            script,
            placement_written: around.placement_written.map(|span| self.origin(span)),
            doc: documentation(flat.flat.clause.doc.as_ref()),
            image,
            command,
            args,
            env,
            inputs,
            outputs: outputs.collect(),
            resources,
            resources_written: resources_written.map(|span| self.origin(span)),
            timeout,
            expected,
            origin: self.origin(flat.flat.clause.span),
        });
        CheckedStep {
            built,
            reads,
            needs: Vec::new(),
        }
    }

    /// `[accounts, load]`, or with names of its own: `{ left = orders, right = customers }`.
    fn inputs(&mut self, expression: &Expression, view: View<'_, 'a>) -> (Vec<Input>, Vec<Data>) {
        let mut named: Vec<(String, Data)> = Vec::new();
        match &expression.kind {
            ExpressionKind::Record(record) => {
                for field in self.distinct(record) {
                    need_snake(self.report, &field.name, "an input");
                    let data = self.data(view, &field.value);
                    if data.len() > 1 {
                        let message = format!("`{}` names {} inputs", field.name.value, data.len());
                        self.misplaced(
                            field.value.span,
                            &message,
                            "one is needed; a list takes them all",
                        );
                    }
                    named.extend(
                        data.into_iter()
                            .take(1)
                            .map(|data| (field.name.value.clone(), data)),
                    );
                }
            }
            ExpressionKind::List(items) => {
                for item in items {
                    self.listed_inputs(item, view, &mut named);
                }
            }
            _ => self.listed_inputs(expression, view, &mut named),
        }
        let mut first: BTreeMap<String, Span> = BTreeMap::new();
        let mut inputs = Vec::new();
        for (name, data) in &named {
            self.readable(view, data.place, data.span);
            if let Some(span) = first.get(name) {
                let message = format!("the input `{name}` is named twice");
                let found = Diagnostic::new(
                    &rules::DUPLICATE_FIELD,
                    message,
                    data.span,
                    "named again here",
                );
                let found = found.with_related(*span, "named here first");
                self.report
                    .push(found.help("give them names: `inputs = { left = …, right = … }`"));
                continue;
            }
            first.insert(name.clone(), data.span);
            inputs.push(Input {
                name: name.clone(),
                from: self.reference(view, data.place),
                origin: self.origin(data.span),
            });
        }
        (inputs, named.into_iter().map(|(_, data)| data).collect())
    }

    /// The parameter an expression names: an input has its name, whatever fills it.
    fn parameter_named(&self, item: &Expression) -> Option<String> {
        let ExpressionKind::Path(path) = &item.kind else {
            return None;
        };
        let [name] = path.parts.as_slice() else {
            return None;
        };
        let local = self.locals.get(&name.value)?;
        let single = match &local.value {
            Value::Dataset(_) => true,
            Value::Handed(handed) => handed.single,
            _ => false,
        };
        (local.parameter && single).then(|| name.value.clone())
    }

    fn listed_inputs(
        &mut self,
        item: &Expression,
        view: View<'_, 'a>,
        named: &mut Vec<(String, Data)>,
    ) {
        if let Some(inputs) = self.inputs_of_calls(view, item) {
            named.extend(inputs);
            return;
        }
        let parameter = self.parameter_named(item);
        for data in self.data(view, item) {
            let name = match data.place {
                _ if parameter.is_some() => parameter.clone().unwrap_or_default(),
                Place::Dataset(id) | Place::Interval(id) => {
                    self.dataset_own_name(id).unwrap_or_default()
                }
                Place::Output { .. } | Place::Joined { .. } | Place::Collected { .. } => {
                    let name = self.called(view, data.place).replace('.', "_");
                    data.place.first().map_or_else(
                        || name.clone(),
                        |(node, _)| view.unrolled.relative_name(&name, node, view.frame),
                    )
                }
            };
            named.push((name, data));
        }
    }
}
