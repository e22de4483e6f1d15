//! Which pipeline a call names.

use pipewright_diagnostics::Diagnostic;
use pipewright_source::Span;
use pipewright_syntax::tree::{self, Expression, ExpressionKind, ItemKind, Name};

use crate::context::{Context, Locals};
use crate::names::{Entry, ItemId, kind_of, list, nearest};
use crate::rules;

/// A pipeline that is called.
pub struct Called<'a> {
    /// Its item.
    pub id: ItemId,
    /// Its tree.
    pub tree: &'a tree::Pipeline,
    /// What it is called: of a family's member, its own name.
    pub name: String,
    /// The element of a family's member.
    pub locals: Locals,
}

impl<'a> Context<'_, 'a> {
    /// The pipeline of a call: by its name, or by family and key.
    pub fn called_pipeline(&mut self, written: &Expression) -> Option<Called<'a>> {
        match &written.kind {
            ExpressionKind::Path(path) => {
                let id = self.pipeline_named(&path.parts, written.span)?;
                let tree = self.pipeline_tree(id)?;
                if tree.family.is_some() {
                    self.which_member(id, tree, written.span);
                    return None;
                }
                Some(Called {
                    id,
                    tree,
                    name: tree.name.value.clone(),
                    locals: Locals::default(),
                })
            }
            ExpressionKind::Index { base, key } => {
                let ExpressionKind::Path(path) = &base.kind else {
                    self.no_pipeline_here(written.span);
                    return None;
                };
                let id = self.pipeline_named(&path.parts, base.span)?;
                let tree = self.pipeline_tree(id)?;
                let Some(family) = self.world.families.get(&id).cloned() else {
                    if tree.family.is_some() {
                        self.report.poisoned = true;
                    } else {
                        let message = format!("the pipeline `{}` is no family", tree.name.value);
                        self.no_element(base.span, &message, "there is only one");
                    }
                    return None;
                };
                let member = self.member_of(id, &family, key, "pipeline")?;
                let at = usize::try_from(member.member?).ok()?;
                let found = family.members.get(at)?;
                Some(Called {
                    id: member,
                    tree,
                    name: family.full_name(found),
                    locals: found.locals(),
                })
            }
            ExpressionKind::Error => {
                self.report.poisoned = true;
                None
            }
            _ => {
                self.no_pipeline_here(written.span);
                None
            }
        }
    }

    fn pipeline_tree(&self, id: ItemId) -> Option<&'a tree::Pipeline> {
        match &self.item(id)?.kind {
            ItemKind::Pipeline(pipeline) => Some(pipeline),
            _ => None,
        }
    }

    /// Pipelines are known in the whole project; a module before the name says where to look.
    fn pipeline_named(&mut self, parts: &[Name], span: Span) -> Option<ItemId> {
        let name = match parts {
            [name] => name,
            [module, name] => return self.pipeline_of(module, name),
            _ => {
                self.no_pipeline_here(span);
                return None;
            }
        };
        let found = self
            .world
            .tables
            .pipelines
            .get(name.value.as_str())
            .copied();
        if found.is_none() {
            self.unknown_pipeline(name);
        }
        found
    }

    /// The pipeline of an imported module.
    fn pipeline_of(&mut self, module: &Name, name: &Name) -> Option<ItemId> {
        self.report.used.insert((self.module, module.value.clone()));
        let home = match self.entry(&module.value) {
            Some(Entry::Module(Some(home))) => home,
            Some(Entry::Module(None) | Entry::Unreadable) => {
                self.report.poisoned = true;
                return None;
            }
            Some(Entry::Item(id)) => {
                let kind = self.item(id).map_or("item", |item| kind_of(&item.kind));
                self.wrong_kind(module, kind, "imported module");
                return None;
            }
            None => {
                self.report.push(Diagnostic::new(
                    &rules::UNKNOWN_NAME,
                    format!("nothing here is named `{}`", module.value),
                    module.span,
                    "no module of this name is imported",
                ));
                return None;
            }
        };
        let found = self
            .world
            .tables
            .pipelines
            .get(name.value.as_str())
            .copied();
        let found = found.filter(|id| id.module == home);
        if found.is_none() {
            self.unknown_pipeline(name);
        }
        found
    }

    fn unknown_pipeline(&mut self, name: &Name) {
        if self.entry(&name.value) == Some(Entry::Unreadable) {
            self.report.poisoned = true;
            return;
        }
        let mut found = Diagnostic::new(
            &rules::UNKNOWN_NAME,
            format!("there is no pipeline `{}`", name.value),
            name.span,
            "no pipeline of the project has this name",
        );
        // A member is called by its family and its key.
        let member = self.world.pipelines.get(&name.value);
        let written = member.and_then(|id| {
            let family = self.world.families.get(&id.whole())?;
            let member = family.members.get(usize::try_from(id.member?).ok()?)?;
            Some(format!("{}[\"{}\"]", family.name, member.label))
        });
        let names = self.world.tables.pipelines.keys().copied();
        if let Some(written) = written {
            found.primary.text = format!("it is `{written}`");
            found = found.fix(format!("replace with `{written}`"), name.span, written);
        } else if let Some(near) = self
            .report
            .may_suggest()
            .then(|| nearest(&name.value, names))
            .flatten()
        {
            found.primary.text = format!("did you mean `{near}`?");
            found = found.fix(format!("replace with `{near}`"), name.span, near);
        }
        self.report.push(found);
    }

    fn which_member(&mut self, id: ItemId, tree: &tree::Pipeline, span: Span) {
        let Some(family) = self.world.families.get(&id) else {
            self.report.poisoned = true;
            return;
        };
        let written = self.one_line(span);
        let labels: Vec<&str> = family
            .members
            .iter()
            .take(12)
            .map(|member| member.label.as_str())
            .collect();
        let mut found = Diagnostic::new(
            &rules::WHICH_MEMBER,
            format!(
                "which pipeline of the family `{}` is called?",
                tree.name.value
            ),
            span,
            format!("it has {}", list(&labels)),
        )
        .with_related(tree.name.span, "declared here");
        for label in labels.iter().take(5) {
            let text = format!("{written}[\"{label}\"]");
            found = found.fix(format!("replace with `{text}`"), span, text);
        }
        self.report.push(found);
    }

    fn no_pipeline_here(&mut self, span: Span) {
        self.misplaced(
            span,
            "`call` names a pipeline",
            "such as `call replicate` or `call replicate[\"orders\"]`",
        );
    }
}
