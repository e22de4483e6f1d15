//! Names in pipelines: steps and resources, clauses, conditions, policies.

use std::collections::BTreeMap;

use pipewright_syntax::tree::{
    Check, Clause, ClauseKind, ConditionKind, Expression, ExpressionKind, ItemKind, Name, Policy,
    Reaction, ReactionEvent, Trigger, TriggerKind, Write, WriteMode,
};

use super::Kind;
use super::walk::{Local, Meaning, Walk};

impl<'a> Walk<'a> {
    /// The clauses of a pipeline. Steps are known in all of it, whatever their order.
    pub fn pipeline(&mut self, clauses: &'a [Clause]) {
        let mut scope = BTreeMap::new();
        collect(clauses, &mut scope);
        self.scopes.push(scope);
        self.clauses(clauses);
        self.scopes.pop();
    }

    /// What a name stands for in the pipeline around a place, or in its file.
    pub fn at(&mut self, at: crate::At, name: &str) -> Option<Local<'a>> {
        let module = self.analysis.project.modules.get(self.index)?;
        let mut items = module.tree.items.iter();
        let around = items.find(|item| item.span.touches(at.offset));
        let (family, clauses) = match around.map(|item| &item.kind) {
            Some(ItemKind::Pipeline(one)) => (one.family.as_ref(), one.clauses.as_slice()),
            Some(ItemKind::Dataset(one)) => (one.family.as_ref(), [].as_slice()),
            _ => (None, [].as_slice()),
        };
        let family = family.map(|one| (&one.variable, &one.list));
        let element = looped(clauses, at.offset, name)
            .or_else(|| family.filter(|(variable, _)| variable.value == name));
        if let Some((variable, list)) = element {
            return Some(Local {
                kind: Kind::Variable,
                span: variable.span,
                meaning: Meaning::Element(self.index, list),
            });
        }
        if let Some(ItemKind::Pipeline(pipeline)) = around.map(|item| &item.kind) {
            let mut scope = BTreeMap::new();
            collect(&pipeline.clauses, &mut scope);
            if let Some(found) = scope.get(name) {
                return Some(*found);
            }
        }
        self.named(self.index, name)
    }

    fn clauses(&mut self, clauses: &'a [Clause]) {
        for clause in clauses {
            self.clause(&clause.kind);
        }
    }

    fn clause(&mut self, clause: &'a ClauseKind) {
        match clause {
            ClauseKind::Schedule(triggers) => {
                for trigger in triggers {
                    self.trigger(trigger);
                }
            }
            ClauseKind::Step(step) => {
                self.declare(&step.name, Kind::Step);
                if let Some(kind) = &step.kind {
                    self.kind(kind);
                }
                self.values(&step.values);
                self.body(&step.body);
            }
            ClauseKind::Check(check) => self.check(check),
            ClauseKind::Write(write) => self.write(write),
            ClauseKind::Reaction(reaction) => self.reaction(reaction),
            ClauseKind::For(each) => {
                self.expression(&each.list);
                for value in each.max.iter().chain(&each.concurrency) {
                    self.expression(value);
                }
                self.element(&each.variable, &each.list, |walk| walk.clauses(&each.body));
            }
            ClauseKind::When(when) => {
                for arm in &when.arms {
                    self.expression(&arm.condition);
                    self.clauses(&arm.body);
                }
                if let Some(otherwise) = &when.otherwise {
                    self.clauses(&otherwise.body);
                }
            }
            ClauseKind::Repeat(repeat) => {
                self.expression(&repeat.times);
                self.optional(repeat.every.as_ref());
                self.expression(&repeat.until);
                self.clauses(&repeat.body);
            }
            ClauseKind::Resource(resource) => {
                self.declare(&resource.name, Kind::Resource);
                self.clauses(&resource.body);
            }
            ClauseKind::Acquire { values, body } => {
                self.values(values);
                self.body(body);
            }
            ClauseKind::Release(body) => self.body(body),
            ClauseKind::Finally(body) => self.clauses(body),
            ClauseKind::Approval { subject, fields } => {
                self.expression(subject);
                self.known_fields(fields);
            }
            ClauseKind::Output { name, value } => {
                self.declare(name, Kind::Value);
                self.expression(value);
            }
            ClauseKind::Labels(record) => {
                for field in &record.fields {
                    self.expression(&field.value);
                }
            }
            ClauseKind::Deadline { value, .. } => self.expression(value),
            ClauseKind::Region(value)
            | ClauseKind::Timeout(value)
            | ClauseKind::Owner(value)
            | ClauseKind::Mutex(value)
            | ClauseKind::LateData(value) => self.expression(value),
            ClauseKind::Retry { times, backoff } => {
                self.expression(times);
                if let Some((first, longest)) = backoff {
                    self.expression(first);
                    self.expression(longest);
                }
            }
            ClauseKind::Concurrency { most, group } => {
                self.expression(most);
                self.optional(group.as_ref());
            }
            ClauseKind::Backfill { from, to } => {
                self.expression(from);
                self.optional(to.as_ref());
            }
            ClauseKind::Wait { duration, after } => {
                self.expression(duration);
                self.expression(after);
            }
            ClauseKind::Allow(allow) => {
                self.expression(&allow.reason);
                self.expression(&allow.until);
            }
            _ => {}
        }
    }

    fn trigger(&mut self, trigger: &'a Trigger) {
        match &trigger.kind {
            TriggerKind::Every { period, zone } => {
                self.expression(period);
                self.optional(zone.as_ref());
            }
            TriggerKind::Cron { expression, zone } => {
                self.expression(expression);
                self.optional(zone.as_ref());
            }
            TriggerKind::On(datasets) => {
                for dataset in datasets {
                    self.expression(dataset);
                }
            }
            TriggerKind::Event(dataset) => self.expression(dataset),
            TriggerKind::Manual => {}
        }
        if let Some(given) = &trigger.with {
            self.own_parameters(given);
        }
    }

    /// What a trigger gives: the names of the pipeline's own parameters.
    fn own_parameters(&mut self, given: &'a pipewright_syntax::tree::Record) {
        for field in &given.fields {
            match self.local(&field.name.value) {
                Some(local) => self.note(&field.name, local.kind, Some(local.span)),
                None => self.note(&field.name, Kind::Field, None),
            }
            self.expression(&field.value);
        }
    }

    fn check(&mut self, check: &'a Check) {
        let subject = self.meaning(&check.subject).map(|found| found.meaning);
        for condition in &check.conditions {
            match &condition.kind {
                ConditionKind::Compare { left, right, .. } => {
                    self.column_name(subject, left);
                    match &right.kind {
                        ExpressionKind::Path(path) if path.parts.len() == 1 => {
                            for name in &path.parts {
                                self.column_name(subject, name);
                            }
                        }
                        _ => self.expression(right),
                    }
                }
                ConditionKind::Unique(columns) | ConditionKind::Complete(columns) => {
                    for column in columns {
                        self.column_name(subject, column);
                    }
                }
                ConditionKind::In { column, values } => {
                    self.column_name(subject, column);
                    self.expression(values);
                }
                ConditionKind::Matches { column, pattern } => {
                    self.column_name(subject, column);
                    self.expression(pattern);
                }
                ConditionKind::Fresh { column, within } => {
                    self.column_name(subject, column);
                    self.expression(within);
                }
                ConditionKind::Error => {}
            }
        }
        if let Some(rejecting) = &check.rejecting {
            let sink = self.meaning(&rejecting.sink).map(|found| found.meaning);
            if let Some(mode) = &rejecting.mode {
                self.mode(sink, &mode.value);
            }
        }
    }

    fn column_name(&mut self, subject: Option<Meaning<'a>>, name: &'a Name) {
        let column = subject.and_then(|subject| self.column(subject, &name.value));
        match column {
            Some(column) => self.note(name, Kind::Column, Some(column.span)),
            None if name.value == "rows" => self.note(name, Kind::Builtin, None),
            None => {}
        }
    }

    fn write(&mut self, write: &'a Write) {
        self.expression(&write.subject);
        let sink = self.meaning(&write.sink).map(|found| found.meaning);
        if let Some(mode) = &write.mode {
            self.mode(sink, &mode.value);
        }
    }

    fn mode(&mut self, sink: Option<Meaning<'a>>, mode: &'a WriteMode) {
        if let WriteMode::ReplacingPartition(columns) = mode {
            for column in columns {
                self.column_name(sink, column);
            }
        }
    }

    fn reaction(&mut self, reaction: &'a Reaction) {
        if let ReactionEvent::Late { after } = &reaction.event.value {
            self.expression(after);
        }
        self.optional(reaction.of.as_ref());
        for notify in &reaction.notify {
            self.expression(notify);
        }
    }

    /// A policy: its variable is each thing it is about.
    pub fn policy(&mut self, policy: &'a Policy) {
        self.expression(&policy.title);
        self.declare(&policy.variable, Kind::Variable);
        let local = Local {
            kind: Kind::Variable,
            span: policy.variable.span,
            meaning: Meaning::Plain,
        };
        self.scopes
            .push(BTreeMap::from([(policy.variable.value.as_str(), local)]));
        for requirement in &policy.requirements {
            self.expression(&requirement.condition);
            self.expression(&requirement.message);
        }
        self.scopes.pop();
    }
}

/// The steps and resources of clauses, wherever they stand. The parser bounds how deep they nest.
/// The element of this name of the innermost `for` around a place, and its list.
fn looped<'a>(
    clauses: &'a [Clause],
    offset: u32,
    name: &str,
) -> Option<(&'a Name, &'a Expression)> {
    let mut around = clauses.iter().filter(|clause| clause.span.touches(offset));
    around.find_map(|clause| {
        let mut inner = bodies(&clause.kind).into_iter();
        let inner = inner.find_map(|body| looped(body, offset, name));
        inner.or_else(|| match &clause.kind {
            ClauseKind::For(each) if each.variable.value == name => {
                Some((&each.variable, &each.list))
            }
            _ => None,
        })
    })
}

fn collect<'a>(clauses: &'a [Clause], scope: &mut BTreeMap<&'a str, Local<'a>>) {
    let mut add = |name: &'a Name, kind: Kind, meaning: Meaning<'a>| {
        let span = name.span;
        let local = Local {
            kind,
            span,
            meaning,
        };
        scope.entry(name.value.as_str()).or_insert(local);
    };
    for clause in clauses {
        match &clause.kind {
            ClauseKind::Step(step) => add(&step.name, Kind::Step, Meaning::Step(step)),
            ClauseKind::Resource(resource) => {
                add(&resource.name, Kind::Resource, Meaning::Resource(resource));
            }
            _ => {}
        }
    }
    for clause in clauses {
        for body in bodies(&clause.kind) {
            collect(body, scope);
        }
    }
}

/// The bodies of a clause.
pub fn bodies(clause: &ClauseKind) -> Vec<&[Clause]> {
    match clause {
        ClauseKind::For(each) => vec![&each.body],
        ClauseKind::Repeat(repeat) => vec![&repeat.body],
        ClauseKind::Resource(resource) => vec![&resource.body],
        ClauseKind::Finally(body) => vec![body],
        ClauseKind::When(when) => {
            let otherwise = when.otherwise.iter().map(|one| one.body.as_slice());
            when.arms
                .iter()
                .map(|arm| arm.body.as_slice())
                .chain(otherwise)
                .collect()
        }
        _ => Vec::new(),
    }
}
