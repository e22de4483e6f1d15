//! What of a project is compiled, and how far.

use pipewright_judge::Day;
use pipewright_model::Program;

use crate::Known;

/// How far to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Goal {
    /// Every check; no files.
    #[default]
    Check,
    /// Files too, so that there must be an environment.
    Build,
}

/// What to compile.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// How far to go.
    pub goal: Goal,
    /// Emit these targets only; all where empty. Everything is still checked for every target.
    pub targets: Vec<String>,
    /// Compile these environments only; all where empty.
    pub environments: Vec<String>,
    /// The day by which waivers must not have ended; they are not judged where there is none.
    pub today: Option<Day>,
    /// Findings that are not told again, for a check.
    pub known: Option<Known>,
    /// Leave the ledgers incomplete, for who asks for findings alone and asks often. Only a constraint
    /// that a target forgot, a mistake of the compiler's own, is not found then.
    pub without_ledgers: bool,
}

/// The options name what is not there.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OptionsError {
    /// No such target.
    #[error("there is no target `{name}`; there are {known}")]
    Target {
        /// The name given.
        name: String,
        /// Those there are.
        known: String,
    },
    /// A target that none of the environments asks for.
    #[error("no environment asked for builds for `{name}`; {known}")]
    Unclaimed {
        /// The name given.
        name: String,
        /// What each builds for.
        known: String,
    },
    /// No such environment.
    #[error("the project has no environment `{name}`; it has {known}")]
    Environment {
        /// The name given.
        name: String,
        /// Those there are.
        known: String,
    },
}

impl Options {
    pub(crate) fn check_targets(&self) -> Result<(), OptionsError> {
        for name in &self.targets {
            if crate::target(name).is_none() {
                let known = crate::targets().iter().map(|target| target.name());
                return Err(OptionsError::Target {
                    name: name.clone(),
                    known: list(known),
                });
            }
        }
        Ok(())
    }

    pub(crate) fn check_environments(&self, program: &Program) -> Result<(), OptionsError> {
        let known = || {
            program
                .environments
                .iter()
                .map(|one| one.facts.name.as_str())
        };
        for name in &self.environments {
            if !known().any(|known| known == name) {
                return Err(OptionsError::Environment {
                    name: name.clone(),
                    known: list(known()),
                });
            }
        }
        self.check_claims(program)
    }

    /// Whether each target that is asked for is one of an environment's: what no environment builds
    /// for would be an empty build that succeeds.
    fn check_claims(&self, program: &Program) -> Result<(), OptionsError> {
        let facts = program.environments.iter().map(|one| &one.facts);
        let asked: Vec<_> = facts
            .filter(|facts| self.wants_environment(&facts.name))
            .collect();
        let claimed = |name: &String| {
            let mut targets = asked.iter().flat_map(|facts| &facts.targets);
            targets.any(|target| target.name == *name)
        };
        match self.targets.iter().find(|name| !claimed(name)) {
            Some(name) if !asked.is_empty() => Err(OptionsError::Unclaimed {
                name: name.clone(),
                known: asked
                    .iter()
                    .map(|facts| {
                        let targets = facts.targets.iter().map(|target| target.name.as_str());
                        format!("`{}` has {}", facts.name, list(targets))
                    })
                    .collect::<Vec<_>>()
                    .join("; "),
            }),
            _ => Ok(()),
        }
    }

    pub(crate) fn wants_target(&self, name: &str) -> bool {
        self.targets.is_empty() || self.targets.iter().any(|wanted| wanted == name)
    }

    pub(crate) fn wants_environment(&self, name: &str) -> bool {
        self.environments.is_empty() || self.environments.iter().any(|wanted| wanted == name)
    }
}

fn list<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.map(|name| format!("`{name}`")).collect();
    if names.is_empty() {
        "none".to_owned()
    } else {
        names.join(", ")
    }
}
