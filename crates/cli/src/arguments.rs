//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use clap_complete::Shell;
use pipewright_judge::Day;

use crate::exit;

/// Compiles data pipelines into Kubernetes manifests, Argo Workflows and Airflow DAGs: every
/// constraint is proven, enforced, or refused.
#[derive(Debug, Parser)]
#[command(name = "pipewright", version, after_help = exit::HELP, max_term_width = 100)]
pub struct Arguments {
    /// What to do.
    #[command(subcommand)]
    pub verb: Verb,

    /// How to show what was done.
    #[command(flatten)]
    pub show: Show,
}

/// How to show what was done.
#[derive(Debug, Clone, Copy, Args)]
pub struct Show {
    /// The form of findings: for people on standard error, all others on standard output
    #[arg(long, global = true, value_enum, default_value_t = Format::Human)]
    pub format: Format,

    /// When to use colours; `auto` means on a terminal, unless NO_COLOR is set
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto)]
    pub color: Color,
}

/// The forms of findings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Text with excerpts of the source
    Human,
    /// One line a finding, for editors and tasks
    Line,
    /// One JSON document
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of GitHub Actions
    Github,
}

impl Format {
    /// Whether people read along: what else there is to say is then said in words.
    #[must_use]
    pub const fn is_for_people(self) -> bool {
        matches!(self, Self::Human | Self::Line)
    }
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Color {
    /// On a terminal
    Auto,
    /// Everywhere
    Always,
    /// Nowhere
    Never,
}

/// The verbs.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Create a small project that builds at once
    Init(Init),
    /// Check a project, for every environment and target, and write nothing
    Check(Check),
    /// Check a project and write what its environments ask for
    Build(Build),
    /// Compare two environments: is it the same graph, and which bindings differ
    DiffEnv(DiffEnv),
    /// Print the constraint ledger: every constraint, and what keeps it where
    Ledger(Ledger),
    /// Say what made a generated line, or what a source line makes
    Why(Why),
    /// Draw pipelines, steps, datasets and regions
    Graph(Graph),
    /// Format source files
    Fmt(Fmt),
    /// Explain a rule by its code or name
    Explain(Explain),
    /// Serve an editor: the Language Server Protocol over standard input and output
    Lsp(Lsp),
    /// Print a completion script for a shell
    Completions(Completions),
}

/// `init`.
#[derive(Debug, Args)]
pub struct Init {
    /// The folder; created if it is not there
    #[arg(default_value = ".", value_hint = ValueHint::DirPath)]
    pub folder: PathBuf,
}

/// `check`.
#[derive(Debug, Args)]
pub struct Check {
    /// A file or folder of the project
    #[arg(default_value = ".", value_hint = ValueHint::AnyPath)]
    pub path: PathBuf,

    /// Apply the fixes that are safe without asking, then check again
    #[arg(long)]
    pub fix: bool,

    /// Find waivers whose last day is before this one, such as 2026-11-21; without it no waiver is
    /// judged by its day
    #[arg(long, value_name = "DATE")]
    pub today: Option<Day>,

    /// Do not show the findings of this file, instead of the one that pipewright.toml names
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub baseline: Option<PathBuf>,

    /// Write the present findings to this file, for `--baseline`
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "baseline")]
    pub write_baseline: Option<PathBuf>,
}

/// `diff-env`.
#[derive(Debug, Args)]
pub struct DiffEnv {
    /// The one environment
    pub from: String,

    /// The other environment
    pub to: String,

    /// A file or folder of the project
    #[arg(default_value = ".", value_hint = ValueHint::AnyPath)]
    pub path: PathBuf,
}

/// `build`.
#[derive(Debug, Args)]
pub struct Build {
    /// A file or folder of the project
    #[arg(default_value = ".", value_hint = ValueHint::AnyPath)]
    pub path: PathBuf,

    /// Write nothing; list what would change, and fail if anything would
    #[arg(long)]
    pub check: bool,

    /// Only this target; may be given several times
    #[arg(long = "target", value_name = "TARGET")]
    pub targets: Vec<String>,

    /// Only this environment; may be given several times
    #[arg(long = "env", value_name = "ENVIRONMENT")]
    pub environments: Vec<String>,

    /// The folder to write instead of the project's own `out`
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub out: Option<PathBuf>,

    /// Replace generated files even where they were edited by hand
    #[arg(long)]
    pub overwrite_edited: bool,

    /// Print how each constraint is kept, row by row
    #[arg(long)]
    pub ledger: bool,
}

/// `ledger`.
#[derive(Debug, Args)]
pub struct Ledger {
    /// A file or folder of the project
    #[arg(default_value = ".", value_hint = ValueHint::AnyPath)]
    pub path: PathBuf,

    /// Only this environment; may be given several times
    #[arg(
        long = "env",
        visible_alias = "environment",
        value_name = "ENVIRONMENT"
    )]
    pub environments: Vec<String>,

    /// Only this pipeline; may be given several times
    #[arg(long = "pipeline", value_name = "PIPELINE")]
    pub pipelines: Vec<String>,

    /// The form; `json` also with `--format json`
    #[arg(long = "as", value_enum, value_name = "FORM")]
    pub form: Option<LedgerForm>,
}

/// The forms of a ledger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LedgerForm {
    /// Text for a terminal
    Table,
    /// One document, of the form of docs/ledger.schema.json
    Json,
    /// Tables for a pull request or an audit
    Markdown,
}

/// `why`.
#[derive(Debug, Args)]
pub struct Why {
    /// A line of a generated file, or of a source file
    #[arg(value_name = "FILE:LINE", value_hint = ValueHint::FilePath)]
    pub place: String,

    /// The folder that was built into, instead of the project's own `out`
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub out: Option<PathBuf>,

    /// A file or folder of the project; where FILE lies, unless given
    #[arg(long, value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub project: Option<PathBuf>,
}

/// `graph`.
#[derive(Debug, Args)]
pub struct Graph {
    /// A file or folder of the project
    #[arg(default_value = ".", value_hint = ValueHint::AnyPath)]
    pub path: PathBuf,

    /// The environment to draw; the last one declared, unless given
    #[arg(
        long = "env",
        visible_alias = "environment",
        value_name = "ENVIRONMENT"
    )]
    pub environment: Option<String>,

    /// Only this pipeline and its datasets; may be given several times
    #[arg(long = "pipeline", value_name = "PIPELINE")]
    pub pipelines: Vec<String>,

    /// The form
    #[arg(long = "as", value_enum, value_name = "FORM", default_value_t = GraphForm::Svg)]
    pub form: GraphForm,
}

/// The forms of a graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum GraphForm {
    /// A picture that stands alone
    Svg,
    /// A flowchart that GitHub and GitLab draw in Markdown
    Mermaid,
    /// For Graphviz
    Dot,
}

/// `fmt`.
#[derive(Debug, Args)]
pub struct Fmt {
    /// Files and folders; `-` formats standard input
    #[arg(default_value = ".", value_hint = ValueHint::AnyPath)]
    pub paths: Vec<PathBuf>,

    /// Write nothing; list the files that are not formatted, and fail if there are any
    #[arg(long)]
    pub check: bool,
}

/// `explain`.
#[derive(Debug, Args)]
pub struct Explain {
    /// A code like PW0601, or a name like unknown-module
    #[arg(required_unless_present = "all")]
    pub rule: Option<String>,

    /// List every rule
    #[arg(long, conflicts_with = "rule")]
    pub all: bool,
}

/// `lsp`.
#[derive(Debug, Args)]
pub struct Lsp {
    /// Accepted as many clients give it; there is no other way to speak
    #[arg(long)]
    pub stdio: bool,
}

/// `completions`.
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell
    pub shell: Shell,
}
