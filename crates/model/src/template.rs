//! Text with holes that lowering or the engine fills.

use pipewright_plan::EngineValue;

/// Text as parts. The checker has filled every hole it could: constants, parameters, fields.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Template(pub Vec<TemplatePart>);

/// One part of a template.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum TemplatePart {
    /// Exactly these characters.
    Literal(String),
    /// Filled by lowering or the engine.
    Builtin(Builtin),
    /// Filled by the engine: a parameter of the run, a step's value, the element of a run-time
    /// loop, `run.date`, `run.interval_start`. Tasks of values are named as steps are.
    Engine(EngineValue),
    /// A value of that step of an `either` which ran; its name, the value's name.
    Joined(String, String),
    /// A secret's value, which exists at run time only. Lowering hands it over in an environment
    /// variable of its own and refers to that.
    Secret(SecretKey),
}

/// The holes with built-in names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Builtin {
    /// `local`, in a mover: the path of the local file or folder that is read or written.
    Local,
    /// `path`, in a mover of an object store: the object's or folder's path below the bucket.
    Path,
    /// `mode`, in a write mover: `append`, `replace` or `merge`.
    Mode,
    /// `run.id`: one value per run.
    RunId,
    /// `run.logical_time`: the moment the run stands for.
    LogicalTime,
    /// `cursor`, in a read mover: the column that rows of an interval are read by. An argument
    /// that mentions it, or one of the next two, is left out where the whole dataset is read.
    Cursor,
    /// `interval_start`, in a read mover.
    ReadFrom,
    /// `interval_end`, in a read mover.
    ReadTo,
}

/// One key of one secret.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SecretKey {
    /// Path in the store: `salesforce/api`.
    pub path: String,
    /// Key in it: `username`.
    pub key: String,
}

/// One or many arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Argument {
    /// One argument.
    Text(Template),
    /// `flags("--primary-key", keys)`: for each key column of the sink, the flag and the column.
    EachKey {
        /// `--primary-key`.
        flag: String,
    },
}

/// The value of an environment variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VariableTemplate {
    /// Text.
    Text(Template),
    /// Exactly a secret's value.
    Secret(SecretKey),
}

impl Template {
    /// Text without holes.
    #[must_use]
    pub fn literal(text: impl Into<String>) -> Self {
        Self(vec![TemplatePart::Literal(text.into())])
    }

    /// The text, if it has no holes.
    #[must_use]
    pub fn as_literal(&self) -> Option<&str> {
        match self.0.as_slice() {
            [] => Some(""),
            [TemplatePart::Literal(text)] => Some(text),
            _ => None,
        }
    }
}
