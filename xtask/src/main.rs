//! What people do often: test, ci, bless, bench, bench-editor, docs, editors.

#![allow(clippy::disallowed_methods)] // this is a tool for people: it reads and writes files

mod bench;
mod bless;
mod docs;
mod editors;
mod process;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// What people do often.
#[derive(Parser)]
#[command(name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Run every test: Rust, then generated output against real systems
    Test,
    /// Formatting, lints and every test
    Ci,
    /// Write the examples' output and the generated pages anew
    Bless,
    /// Build 100, 1000 and 5000 pipelines; print time, memory and growth
    Bench {
        /// Other numbers of pipelines
        sizes: Vec<usize>,
        /// Measure this program instead of building a new one
        #[arg(long)]
        program: Option<PathBuf>,
    },
    /// Measure the language server beside another one, with a client that measures both
    BenchEditor {
        /// The client: a program for Python that takes --server, --workspace, --file, --edits
        client: PathBuf,
        /// The other server, which serves Python, instead of the pinned ruff's
        #[arg(long)]
        beside: Option<String>,
        /// The edits of each session
        #[arg(long, default_value = "auto:200:1")]
        edits: String,
        /// Measure this program instead of building a new one
        #[arg(long)]
        program: Option<PathBuf>,
    },
    /// Sessions of real editors: VS Code with the packaged extension, Neovim, Emacs
    Editors {
        /// Only these suites of VS Code: host, ui, restricted
        suites: Vec<String>,
    },
    /// Write the generated pages: rules, command line, targets, the plan's schema
    Docs {
        /// Write nothing; fail if a page is out of date
        #[arg(long)]
        check: bool,
    },
}

/// Why a task failed, for people.
type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    let result = match Arguments::parse().task {
        Task::Test => test(),
        Task::Ci => ci(),
        Task::Bless => bless::run(),
        Task::Bench { sizes, program } => bench::run(&sizes, program),
        Task::BenchEditor {
            client,
            beside,
            edits,
            program,
        } => bench::editor(&client, beside, &edits, program),
        Task::Editors { suites } => editors::real(&suites),
        Task::Docs { check } => docs::run(check),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("failed: {failure}");
            ExitCode::FAILURE
        }
    }
}

/// The root of the repository.
fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}

fn ci() -> Result<(), Failure> {
    process::cargo(&["fmt", "--all", "--check"])?;
    process::cargo(&[
        "clippy",
        "--workspace",
        "--all-targets",
        "--locked",
        "--",
        "--deny",
        "warnings",
    ])?;
    test()
}

fn test() -> Result<(), Failure> {
    // First, since Rust tests use them too, and skip what they do not find.
    process::run("python3", &["tests/tools/install.py"])?;
    process::cargo(&["test", "--workspace", "--locked"])?;
    docs::run(true)?;
    process::cargo(&["build", "--package", "pipewright-cli", "--locked"])?;
    editors::quick()?;
    let python = "target/tools/checks/bin/python";
    process::run(python, &["-m", "pytest", "tests/end_to_end"])
}
