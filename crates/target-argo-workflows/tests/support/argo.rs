//! A small Argo Workflows 4: substitution, expressions, DAGs and exit handlers as its controller
//! has them (`util/template`, `workflow/controller/dag.go`), over outcomes a test gives. Pods are
//! not run. Expressions are evaluated by the crate `expr-lang`, which is held against Go's original.
#![allow(clippy::string_slice)]

use std::collections::{BTreeMap, BTreeSet};

use expr::{Context, Environment, Value as ExprValue};
use serde_json::{Map, Value, json};

/// What a pod, or a person, does.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// `Succeeded`, `Failed`, `Error`.
    pub phase: &'static str,
    /// What the container wrote to its termination log.
    pub values: String,
}

/// Succeeds with these values.
pub fn succeeds(values: Value) -> Outcome {
    Outcome {
        phase: "Succeeded",
        values: values.to_string(),
    }
}

/// Fails, and writes nothing.
pub fn fails() -> Outcome {
    Outcome {
        phase: "Failed",
        values: String::new(),
    }
}

/// A pod that was started.
#[derive(Debug, Clone)]
pub struct Pod {
    /// The template.
    pub template: String,
    /// Its annotations, with everything filled in.
    pub annotations: BTreeMap<String, String>,
    /// The whole template, filled in.
    pub made: Value,
}

/// One run of a workflow.
pub struct Run {
    templates: BTreeMap<String, Value>,
    others: BTreeMap<String, BTreeMap<String, Value>>,
    globals: BTreeMap<String, String>,
    outcomes: BTreeMap<String, Vec<Outcome>>,
    decisions: BTreeMap<String, &'static str>,
    failures: Vec<String>,
    /// Every pod in the order they started.
    pub pods: Vec<Pod>,
    /// How each node ended, by its name.
    pub ended: BTreeMap<String, String>,
    /// How long each suspended node was to last.
    pub pauses: BTreeMap<String, String>,
    /// Errors of the controller's, by node.
    pub errors: BTreeMap<String, String>,
}

#[derive(Debug, Clone, Default)]
struct Node {
    phase: String,
    outputs: BTreeMap<String, String>,
}

/// How the work and the whole run ended.
pub struct Ended {
    /// The phase of the entrypoint.
    pub work: String,
    /// The phase of the exit handler; `None` where there is none.
    pub exit: Option<String>,
}

impl Run {
    /// Of a WorkflowTemplate, by what pods of each template do (the last outcome again and again).
    pub fn new(template: &Value, arguments: &[(&str, &str)]) -> Self {
        let mut globals = BTreeMap::from([
            ("workflow.name".to_owned(), "sample-x7k2p".to_owned()),
            (
                "workflow.creationTimestamp.RFC3339".to_owned(),
                "2026-03-01T12:00:05Z".to_owned(),
            ),
            (
                "workflow.creationTimestamp".to_owned(),
                "2026-03-01 12:00:05 +0000 UTC".to_owned(),
            ),
            ("workflow.status".to_owned(), "Running".to_owned()),
        ]);
        let declared = template["spec"]["arguments"]["parameters"].as_array();
        for parameter in declared.into_iter().flatten() {
            let name = parameter["name"].as_str().unwrap();
            let given = arguments.iter().find(|(given, _)| *given == name);
            let value = given
                .map(|(_, value)| (*value).to_owned())
                .or_else(|| parameter["value"].as_str().map(str::to_owned))
                .unwrap_or_else(|| panic!("parameter {name} has no value"));
            globals.insert(format!("workflow.parameters.{name}"), value);
        }
        Self {
            templates: templates(template),
            others: BTreeMap::new(),
            globals,
            outcomes: BTreeMap::new(),
            decisions: BTreeMap::new(),
            failures: Vec::new(),
            pods: Vec::new(),
            ended: BTreeMap::new(),
            pauses: BTreeMap::new(),
            errors: BTreeMap::new(),
        }
    }

    /// Another WorkflowTemplate it refers to.
    pub fn beside(mut self, template: &Value) -> Self {
        let name = template["metadata"]["name"].as_str().unwrap().to_owned();
        self.others.insert(name, templates(template));
        self
    }

    /// Started by a CronWorkflow that was due then.
    pub fn due(mut self, time: &str) -> Self {
        self.globals
            .insert("workflow.scheduledTime".to_owned(), time.to_owned());
        self
    }

    /// What pods of a template do, one after another.
    pub fn when(mut self, template: &str, outcomes: &[Outcome]) -> Self {
        self.outcomes.insert(template.to_owned(), outcomes.to_vec());
        self
    }

    /// What a person answers; silence where nothing is said.
    pub fn answer(mut self, template: &str, decision: &'static str) -> Self {
        self.decisions.insert(template.to_owned(), decision);
        self
    }

    /// Runs the entrypoint, then the exit handler.
    pub fn go(&mut self, template: &Value) -> Ended {
        let entry = template["spec"]["entrypoint"].as_str().unwrap().to_owned();
        let work = self.template(&entry, None, &entry, &BTreeMap::new());
        self.globals
            .insert("workflow.status".to_owned(), work.phase.clone());
        let exit = template["spec"]["onExit"].as_str().map(|name| {
            self.tell_failures();
            self.template(name, None, name, &BTreeMap::new()).phase
        });
        Ended {
            work: work.phase,
            exit,
        }
    }

    fn tell_failures(&mut self) {
        let failures: Vec<Value> = self
            .failures
            .iter()
            .map(|name| json!({ "displayName": name, "message": "x", "templateName": name }))
            .collect();
        let text = Value::from(failures).to_string();
        self.globals.insert(
            "workflow.failures".to_owned(),
            Value::from(text).to_string(),
        );
    }

    fn find(&self, name: &str, source: Option<&str>) -> Value {
        let found = match source {
            None => self.templates.get(name),
            Some(source) => self.others.get(source).and_then(|all| all.get(name)),
        };
        found
            .unwrap_or_else(|| panic!("no template {name} in {source:?}"))
            .clone()
    }

    fn template(
        &mut self,
        name: &str,
        source: Option<&str>,
        node: &str,
        arguments: &BTreeMap<String, String>,
    ) -> Node {
        let found = self.find(name, source);
        let made = match self.process(&found, arguments) {
            Ok(made) => made,
            Err(error) => return self.error(node, name, error),
        };
        let result = if made.get("dag").is_some() {
            self.dag(&made, source, node)
        } else if made.get("suspend").is_some() {
            self.suspend(&made, node)
        } else {
            self.pod(&made, arguments)
        };
        if matches!(result.phase.as_str(), "Failed" | "Error") {
            self.failures.push(name.to_owned());
        }
        self.ended.insert(node.to_owned(), result.phase.clone());
        result
    }

    fn error(&mut self, node: &str, template: &str, error: String) -> Node {
        self.errors.insert(node.to_owned(), error);
        self.ended.insert(node.to_owned(), "Error".to_owned());
        self.failures.push(template.to_owned());
        Node {
            phase: "Error".to_owned(),
            ..Node::default()
        }
    }

    /// `common.ProcessArgs` and `SubstituteParams`.
    fn process(
        &self,
        template: &Value,
        arguments: &BTreeMap<String, String>,
    ) -> Result<Value, String> {
        let mut made = template.clone();
        let inputs = made["inputs"]["parameters"].as_array_mut();
        for input in inputs.into_iter().flatten() {
            let name = input["name"].as_str().unwrap().to_owned();
            if let Some(value) = arguments.get(&name) {
                input["value"] = value.as_str().into();
            } else if let Some(default) = input.get("default").cloned() {
                input["value"] = default;
            } else {
                return Err(format!("inputs.parameters.{name} was not supplied"));
            }
        }
        let text = replace(&made.to_string(), &self.globals, true)?;
        let made: Value = serde_json::from_str(&text).map_err(|error| error.to_string())?;
        let mut scope = self.globals.clone();
        for input in made["inputs"]["parameters"]
            .as_array()
            .into_iter()
            .flatten()
        {
            scope.insert(
                format!("inputs.parameters.{}", input["name"].as_str().unwrap()),
                input["value"].as_str().unwrap().to_owned(),
            );
        }
        let text = replace(&made.to_string(), &scope, true)?;
        serde_json::from_str(&text).map_err(|error| error.to_string())
    }

    fn pod(&mut self, made: &Value, arguments: &BTreeMap<String, String>) -> Node {
        let name = made["name"].as_str().unwrap();
        let mut scope = self.globals.clone();
        for (input, value) in arguments {
            scope.insert(format!("inputs.parameters.{input}"), value.clone());
        }
        // `substitutePodParams`: everything is looked through once more.
        let text = replace(&made.to_string(), &scope, true).unwrap();
        assert!(!text.contains("{{"), "a tag is left in {name}: {text}");
        let made: Value = serde_json::from_str(&text).unwrap();
        let annotations: Map<String, Value> = made["metadata"]["annotations"]
            .as_object()
            .cloned()
            .unwrap_or_default();
        self.pods.push(Pod {
            template: name.to_owned(),
            annotations: annotations
                .into_iter()
                .map(|(key, value)| (key, value.as_str().unwrap().to_owned()))
                .collect(),
            made: made.clone(),
        });
        let limit = made["retryStrategy"]["limit"].as_u64().unwrap_or(0);
        let mut outcome = self.outcome(name);
        for _ in 0..limit {
            if outcome.phase == "Succeeded" {
                break;
            }
            outcome = self.outcome(name);
        }
        let mut outputs = BTreeMap::new();
        for output in made["outputs"]["parameters"]
            .as_array()
            .into_iter()
            .flatten()
        {
            let value = outcome.values.clone();
            if let Some(global) = output["globalName"].as_str() {
                let key = format!("workflow.outputs.parameters.{global}");
                self.globals.insert(key, value.clone());
            }
            outputs.insert(output["name"].as_str().unwrap().to_owned(), value);
        }
        Node {
            phase: outcome.phase.to_owned(),
            outputs,
        }
    }

    fn outcome(&mut self, template: &str) -> Outcome {
        match self.outcomes.get_mut(template) {
            Some(list) if list.len() > 1 => list.remove(0),
            Some(list) => list[0].clone(),
            None => Outcome {
                phase: "Succeeded",
                values: String::new(),
            },
        }
    }

    fn suspend(&mut self, made: &Value, node: &str) -> Node {
        let name = made["name"].as_str().unwrap();
        let duration = made["suspend"]["duration"].as_str().unwrap();
        assert!(
            duration.trim_end_matches('s').parse::<u64>().is_ok(),
            "{duration}"
        );
        self.pauses.insert(node.to_owned(), duration.to_owned());
        let mut outputs = BTreeMap::new();
        for output in made["outputs"]["parameters"]
            .as_array()
            .into_iter()
            .flatten()
        {
            let from = &output["valueFrom"];
            assert_eq!(from["supplied"], json!({}));
            let value = match self.decisions.get(name) {
                Some(decision) => (*decision).to_owned(),
                None => match from["default"].as_str() {
                    Some(default) => default.to_owned(),
                    None => {
                        let error = "raw output parameter has not been set".to_owned();
                        return self.error(node, name, error);
                    }
                },
            };
            outputs.insert(output["name"].as_str().unwrap().to_owned(), value);
        }
        Node {
            phase: "Succeeded".to_owned(),
            outputs,
        }
    }

    /// `executeDAG`, each task once what it depends on has ended.
    fn dag(&mut self, made: &Value, source: Option<&str>, node: &str) -> Node {
        let tasks = made["dag"]["tasks"].as_array().unwrap().clone();
        let mut inputs = BTreeMap::new();
        for input in made["inputs"]["parameters"]
            .as_array()
            .into_iter()
            .flatten()
        {
            inputs.insert(
                format!("inputs.parameters.{}", input["name"].as_str().unwrap()),
                input["value"].as_str().unwrap().to_owned(),
            );
        }
        let names: BTreeSet<&str> = tasks
            .iter()
            .map(|task| task["name"].as_str().unwrap())
            .collect();
        let before: BTreeMap<&str, BTreeSet<String>> = tasks
            .iter()
            .map(|task| {
                let depends = task["depends"].as_str().unwrap_or("");
                (task["name"].as_str().unwrap(), depended_on(depends))
            })
            .collect();
        for needs in before.values() {
            for need in needs {
                assert!(names.contains(need.as_str()), "no task {need}");
            }
        }
        let mut done: BTreeMap<String, Node> = BTreeMap::new();
        while done.len() < tasks.len() {
            let count = done.len();
            for task in &tasks {
                let name = task["name"].as_str().unwrap();
                let needs = &before[name];
                if done.contains_key(name) || needs.iter().any(|need| !done.contains_key(need)) {
                    continue;
                }
                let place = format!("{node}.{name}");
                let ran = self.task(
                    task,
                    source,
                    &place,
                    &inputs,
                    &done,
                    &ancestors(&before, name),
                );
                self.ended.insert(place, ran.phase.clone());
                done.insert(name.to_owned(), ran);
            }
            assert!(done.len() > count, "a circle in {node}");
        }
        let mut followed: BTreeSet<&String> = BTreeSet::new();
        followed.extend(before.values().flatten());
        let targets: Vec<&str> = match made["dag"]["target"].as_str() {
            Some(target) => {
                assert!(names.contains(target));
                let all = ancestors(&before, target);
                assert_eq!(all.len() + 1, names.len(), "the target leaves tasks out");
                vec![target]
            }
            None => names
                .iter()
                .copied()
                .filter(|name| !followed.contains(&(*name).to_owned()))
                .collect(),
        };
        assert_eq!(made["dag"]["failFast"], false);
        let failed = targets
            .iter()
            .map(|target| inherited(target, &before, &done))
            .find(|phase| phase != "Succeeded");
        Node {
            phase: failed.unwrap_or_else(|| "Succeeded".to_owned()),
            ..Node::default()
        }
    }

    /// `executeDAGTask`.
    fn task(
        &mut self,
        task: &Value,
        source: Option<&str>,
        place: &str,
        inputs: &BTreeMap<String, String>,
        done: &BTreeMap<String, Node>,
        ancestors: &BTreeSet<String>,
    ) -> Node {
        let ended = |phase: &str| Node {
            phase: phase.to_owned(),
            ..Node::default()
        };
        let depends = task["depends"].as_str().unwrap_or("");
        if !depends.is_empty() && !holds(depends, done) {
            return ended("Omitted");
        }
        let mut scope = self.globals.clone();
        scope.extend(inputs.clone());
        for name in ancestors {
            let node = &done[name];
            scope.insert(format!("tasks.{name}.status"), node.phase.clone());
            scope.insert(
                format!("tasks.{name}.finishedAt"),
                "2026-03-01T12:30:00Z".to_owned(),
            );
            for (output, value) in &node.outputs {
                scope.insert(
                    format!("tasks.{name}.outputs.parameters.{output}"),
                    value.clone(),
                );
            }
        }
        let template = task["template"]
            .as_str()
            .or_else(|| task["templateRef"]["template"].as_str())
            .unwrap()
            .to_owned();
        let named = task["templateRef"]["name"].as_str().map(str::to_owned);
        let source = named.as_deref().or(source).map(str::to_owned);
        let mut hookless = task.clone();
        let hooks = hookless.as_object_mut().unwrap().remove("hooks");
        let text = match replace(&hookless.to_string(), &scope, true) {
            Ok(text) => text,
            Err(error) => return self.error(place, &template, error),
        };
        let made: Value = serde_json::from_str(&text).unwrap();
        if let Some(when) = made["when"].as_str() {
            match when {
                "true" => {}
                "false" => return ended("Skipped"),
                other => {
                    let error = format!("when is no truth value: {other}");
                    return self.error(place, &template, error);
                }
            }
        }
        let items: Option<Vec<Value>> = match (made.get("withItems"), made["withParam"].as_str()) {
            (Some(items), _) => Some(items.as_array().unwrap().clone()),
            (None, Some(text)) => Some(serde_json::from_str(text).unwrap()),
            (None, None) => None,
        };
        let mut result = ended("Succeeded");
        match items {
            None => {
                let arguments = arguments_of(&made);
                result = self.template(&template, source.as_deref(), place, &arguments);
                if let Some(hooks) = &hooks {
                    self.hook(hooks, &scope, place, &result);
                }
            }
            Some(items) if items.is_empty() => return ended("Skipped"),
            Some(items) => {
                let mut bare = made.clone();
                let fields = bare.as_object_mut().unwrap();
                fields.remove("withItems");
                fields.remove("withParam");
                for (index, item) in items.iter().enumerate() {
                    let mut with = scope.clone();
                    match item {
                        Value::Object(fields) => {
                            for (key, value) in fields {
                                let text = value.as_str().unwrap().to_owned();
                                with.insert(format!("item.{key}"), text);
                            }
                        }
                        Value::String(text) => {
                            with.insert("item".to_owned(), text.clone());
                        }
                        other => {
                            with.insert("item".to_owned(), other.to_string());
                        }
                    }
                    let place = format!("{place}({index})");
                    let ran = match replace(&bare.to_string(), &with, false) {
                        Ok(text) => {
                            let made: Value = serde_json::from_str(&text).unwrap();
                            let arguments = arguments_of(&made);
                            self.template(&template, source.as_deref(), &place, &arguments)
                        }
                        Err(error) => self.error(&place, &template, error),
                    };
                    if ran.phase != "Succeeded" {
                        result = ended(&ran.phase);
                    }
                }
            }
        }
        result
    }

    /// `runOnExitNode`.
    fn hook(&mut self, hooks: &Value, scope: &BTreeMap<String, String>, place: &str, node: &Node) {
        self.tell_failures();
        let name = place.rsplit('.').next().unwrap();
        let mut scope = scope.clone();
        scope.insert(format!("tasks.{name}.status"), node.phase.clone());
        let text = replace(&hooks["exit"].to_string(), &scope, true).unwrap();
        let hook: Value = serde_json::from_str(&text).unwrap();
        let arguments = arguments_of(&hook);
        let template = hook["templateRef"]["template"].as_str().unwrap();
        let source = hook["templateRef"]["name"].as_str().unwrap();
        self.template(
            template,
            Some(source),
            &format!("{place}.onExit"),
            &arguments,
        );
    }

    /// How often pods of a template were started.
    pub fn started(&self, template: &str) -> usize {
        self.pods
            .iter()
            .filter(|pod| pod.template == template)
            .count()
    }

    /// The first pod of a template.
    pub fn first(&self, template: &str) -> &Pod {
        self.pods
            .iter()
            .find(|pod| pod.template == template)
            .unwrap_or_else(|| panic!("no pod of {template}"))
    }
}

fn templates(template: &Value) -> BTreeMap<String, Value> {
    let all = template["spec"]["templates"].as_array().unwrap();
    all.iter()
        .map(|template| {
            (
                template["name"].as_str().unwrap().to_owned(),
                template.clone(),
            )
        })
        .collect()
}

fn arguments_of(task: &Value) -> BTreeMap<String, String> {
    let all = task["arguments"]["parameters"].as_array();
    all.into_iter()
        .flatten()
        .map(|parameter| {
            (
                parameter["name"].as_str().unwrap().to_owned(),
                parameter["value"].as_str().unwrap().to_owned(),
            )
        })
        .collect()
}

/// The tasks a `depends` names.
pub fn depended_on(depends: &str) -> BTreeSet<String> {
    depends
        .split(|found: char| !found.is_ascii_alphanumeric() && found != '-' && found != '.')
        .filter(|part| !part.is_empty())
        .map(|part| {
            let (name, result) = part
                .split_once('.')
                .unwrap_or_else(|| panic!("{part} has no result in {depends}"));
            assert!(
                ["Succeeded", "Failed", "Errored", "Skipped", "Omitted"].contains(&result),
                "{depends}"
            );
            name.to_owned()
        })
        .collect()
}

fn ancestors(before: &BTreeMap<&str, BTreeSet<String>>, name: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut waiting = vec![name.to_owned()];
    while let Some(name) = waiting.pop() {
        for need in &before[name.as_str()] {
            if found.insert(need.clone()) {
                waiting.push(need.clone());
            }
        }
    }
    found
}

/// `evaluateDependsLogic`.
fn holds(depends: &str, done: &BTreeMap<String, Node>) -> bool {
    let mut context = Context::default();
    for name in depended_on(depends) {
        let phase = done[&name].phase.as_str();
        let results = [
            ("Succeeded", "Succeeded"),
            ("Failed", "Failed"),
            ("Errored", "Error"),
            ("Skipped", "Skipped"),
            ("Omitted", "Omitted"),
        ]
        .map(|(result, wanted)| (result.to_owned(), ExprValue::Bool(phase == wanted)));
        let results = ExprValue::Map(results.into_iter().collect());
        context.insert(format!("x_{}", name.replace('-', "_")), results);
    }
    // The crate takes `notify` for `not ify`, which Go's original does not: so all names get an x.
    let mut spelt = String::new();
    let mut inside = false;
    for character in depends.chars() {
        let is_name = character.is_ascii_alphanumeric() || "-.".contains(character);
        if is_name && !inside {
            spelt.push_str("x_");
        }
        inside = is_name;
        spelt.push(if character == '-' { '_' } else { character });
    }
    let value = Environment::new()
        .eval(&spelt, &context)
        .unwrap_or_else(|error| panic!("{depends}: {error}"));
    value.as_bool().unwrap()
}

/// `assessDAGPhase`: a task that did not run has the phase of what is before it, failures first.
fn inherited(
    name: &str,
    before: &BTreeMap<&str, BTreeSet<String>>,
    done: &BTreeMap<String, Node>,
) -> String {
    let phase = &done[name].phase;
    if matches!(phase.as_str(), "Succeeded" | "Failed" | "Error") {
        return phase.clone();
    }
    before[name]
        .iter()
        .map(|need| inherited(need, before, done))
        .find(|phase| phase != "Succeeded")
        .unwrap_or_else(|| "Succeeded".to_owned())
}

/// `template.Replace`: every tag of a text that is JSON.
pub fn replace(
    text: &str,
    scope: &BTreeMap<String, String>,
    allow_unresolved: bool,
) -> Result<String, String> {
    let mut replaced = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("{{") {
        let (head, tail) = rest.split_at(start);
        replaced.push_str(head);
        let tail = &tail[2..];
        let end = tail
            .find("}}")
            .ok_or_else(|| format!("Cannot find end tag in the template: {tail}"))?;
        let tag = &tail[..end];
        match tag.trim().strip_prefix('=') {
            Some(expression) => {
                replaced.push_str(&expression_tag(expression, scope, allow_unresolved)?)
            }
            None => match scope.get(tag.trim()) {
                Some(value) => {
                    let quoted = Value::from(value.as_str()).to_string();
                    replaced.push_str(&quoted[1..quoted.len() - 1]);
                }
                None if allow_unresolved => replaced.push_str(&format!("{{{{{tag}}}}}")),
                None => return Err(format!("failed to resolve {{{{{tag}}}}}")),
            },
        }
        rest = &tail[end + 2..];
    }
    replaced.push_str(rest);
    serde_json::from_str::<Value>(&replaced)
        .map_err(|_| "the result was invalid JSON".to_owned())?;
    Ok(replaced)
}

fn expression_tag(
    escaped: &str,
    scope: &BTreeMap<String, String>,
    allow_unresolved: bool,
) -> Result<String, String> {
    let keep = || Ok(format!("{{{{={escaped}}}}}"));
    let expression: String =
        serde_json::from_str(&format!("\"{escaped}\"")).map_err(|error| error.to_string())?;
    let missing: Vec<String> = paths(&expression)
        .into_iter()
        .filter(|path| !is_known(path, scope))
        .collect();
    if !missing.is_empty() && !allow_unresolved {
        return Err(format!(
            "failed to evaluate expression: {missing:?} is missing"
        ));
    }
    let allow = !missing.is_empty();
    for special in ["item", "workflow.status", "workflow.failures"] {
        if paths(&expression).iter().any(|path| path == special)
            && !is_known(special, scope)
            && allow
        {
            return keep();
        }
    }
    match evaluate(&expression, scope) {
        Ok(ExprValue::Nil) | Err(_) if allow => keep(),
        Ok(ExprValue::Nil) => Err(format!("failed to evaluate expression {expression}")),
        Err(error) => Err(format!("failed to evaluate expression: {error}")),
        Ok(ExprValue::String(text)) => {
            let quoted = Value::from(text).to_string();
            Ok(quoted[1..quoted.len() - 1].to_owned())
        }
        Ok(ExprValue::Bool(value)) => Ok(value.to_string()),
        Ok(other) => panic!("{expression} is neither text nor a truth value: {other:?}"),
    }
}

/// `getIdentifiers`: variables and the members reached from them, outside of literals.
fn paths(expression: &str) -> Vec<String> {
    let mut found = Vec::new();
    let characters: Vec<char> = expression.chars().collect();
    let mut at = 0;
    let is_name = |found: char| found.is_ascii_alphanumeric() || found == '_';
    while at < characters.len() {
        let current = characters[at];
        if current == '\'' {
            at += 1;
            while characters[at] != '\'' {
                at += 1;
            }
            at += 1;
            continue;
        }
        let starts = current.is_ascii_alphabetic()
            && (at == 0 || !is_name(characters[at - 1]) && characters[at - 1] != '.');
        if !starts {
            at += 1;
            continue;
        }
        let mut path = String::new();
        while at < characters.len() && is_name(characters[at]) {
            path.push(characters[at]);
            at += 1;
        }
        // A function of the language itself is no variable.
        let is_call = characters.get(at) == Some(&'(');
        let variable = ["tasks", "workflow", "inputs", "item"].contains(&path.as_str());
        if !variable || is_call {
            continue;
        }
        found.push(path.clone());
        loop {
            let rest: String = characters[at..].iter().collect();
            if let Some(literal) = rest.strip_prefix("['") {
                let key = literal.split('\'').next().unwrap();
                path.push('.');
                path.push_str(key);
                at += key.chars().count() + 4;
            } else if rest.starts_with('.')
                && rest[1..].starts_with(|next: char| next.is_ascii_lowercase())
            {
                let key: String = rest[1..]
                    .chars()
                    .take_while(|next| is_name(*next))
                    .collect();
                path.push('.');
                path.push_str(&key);
                at += key.len() + 1;
            } else {
                break;
            }
            found.push(path.clone());
        }
    }
    found
}

fn is_known(path: &str, scope: &BTreeMap<String, String>) -> bool {
    scope.contains_key(path) || scope.keys().any(|key| key.starts_with(&format!("{path}.")))
}

/// The expression over `expand.Expand` of the scope, with the functions Argo adds.
pub fn evaluate(expression: &str, scope: &BTreeMap<String, String>) -> Result<ExprValue, String> {
    let mut root = Map::new();
    for (key, value) in scope {
        let longer = format!("{key}.");
        if scope.keys().any(|other| other.starts_with(&longer)) {
            continue;
        }
        let mut at = &mut root;
        let parts: Vec<&str> = key.split('.').collect();
        for part in &parts[..parts.len() - 1] {
            at = at
                .entry((*part).to_owned())
                .or_insert_with(|| Value::Object(Map::new()))
                .as_object_mut()
                .unwrap();
        }
        at.insert(parts[parts.len() - 1].to_owned(), value.as_str().into());
    }
    let mut context = Context::default();
    for (name, value) in root {
        context.insert(name, converted(&value));
    }
    let mut environment = Environment::new();
    environment.add_function("sprig_fail", |call| {
        let words = call.args[0].as_string().unwrap_or_default();
        Err(expr::Error::ExprError(words.to_owned()))
    });
    environment.add_function("toJson", |call| {
        Ok(ExprValue::String(json_of(&call.args[0]).to_string()))
    });
    let expression = for_the_crate(expression).replace("sprig.fail(", "sprig_fail(");
    environment
        .eval(&expression, &context)
        .map_err(|error| error.to_string())
}

/// The crate reads no escapes in literals: they become literals between backticks.
fn for_the_crate(expression: &str) -> String {
    let mut parts = expression.split('\'');
    let mut text = parts.next().unwrap_or("").to_owned();
    while let (Some(literal), Some(rest)) = (parts.next(), parts.next()) {
        let literal: String = serde_json::from_str(&format!("\"{literal}\"")).unwrap();
        let parts: Vec<String> = literal.split('`').map(|part| format!("`{part}`")).collect();
        match parts.as_slice() {
            [only] => text.push_str(only),
            _ => text.push_str(&format!("({})", parts.join(" + \"`\" + "))),
        }
        text.push_str(rest);
    }
    text
}

fn converted(value: &Value) -> ExprValue {
    match value {
        Value::String(text) => ExprValue::String(text.clone()),
        Value::Object(fields) => ExprValue::Map(
            fields
                .iter()
                .map(|(key, value)| (key.clone(), converted(value)))
                .collect(),
        ),
        _ => ExprValue::Nil,
    }
}

fn json_of(value: &ExprValue) -> Value {
    match value {
        ExprValue::Integer(number) => (*number).into(),
        ExprValue::Float(number) => (*number).into(),
        ExprValue::Bool(value) => (*value).into(),
        ExprValue::String(text) => text.as_str().into(),
        ExprValue::Array(items) => items.iter().map(json_of).collect(),
        _ => Value::Null,
    }
}
