//! A project of texts with the standard library, checked; and findings as text.
#![allow(dead_code, reason = "each test uses a part")]

pub mod dump;
pub mod fields;

use std::sync::LazyLock;

use pipewright_check::check;
use pipewright_diagnostics::{Diagnostic, Example};
use pipewright_model::Program;
use pipewright_source::{SourceFile, SourceMap};
use pipewright_syntax::Module;

/// The standard library, parsed once.
static STANDARD: LazyLock<(SourceMap, Vec<Module>)> = LazyLock::new(|| {
    let mut sources = SourceMap::default();
    let mut modules = Vec::new();
    for module in pipewright_stdlib::modules() {
        let id = sources.add(SourceFile::new(
            format!("std/{}.pipe", module.name),
            module.text,
        ));
        let (tree, found) = pipewright_parser::parse(id, module.text);
        assert!(found.is_empty(), "std.{}: {found:?}", module.name);
        modules.push(Module {
            path: ["std".to_owned(), module.name.to_owned()].into(),
            standard: true,
            tree: tree.into(),
        });
    }
    (sources, modules)
});

/// The standard library by itself.
pub fn standard() -> (SourceMap, Vec<Module>) {
    STANDARD.clone()
}

/// What came of checking a project.
pub struct Checked {
    pub sources: SourceMap,
    pub program: Program,
    pub found: Vec<Diagnostic>,
}

/// Parses and checks the files of an example; what the parser finds comes first.
pub fn project(text: &str) -> Checked {
    let (mut sources, mut modules) = STANDARD.clone();
    let mut found = Vec::new();
    for (path, text) in Example(Box::leak(text.to_owned().into_boxed_str())).files() {
        let id = sources.add(SourceFile::new(path.clone(), text.clone()));
        let (tree, syntax) = pipewright_parser::parse(id, &text);
        found.extend(syntax);
        let parts = path
            .trim_end_matches(".pipe")
            .split('/')
            .map(str::to_owned)
            .collect();
        modules.push(Module {
            path: parts,
            standard: false,
            tree: tree.into(),
        });
    }
    let (program, checked) = check(&sources, &modules);
    found.extend(checked);
    Checked {
        sources,
        program,
        found,
    }
}

/// Whether a file is to be written: `BLESS=1` writes all, `BLESS=PW0301` those of this name.
pub fn blesses(wanted: Option<&str>, path: &std::path::Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    wanted.is_some_and(|wanted| wanted == "1" || name.contains(wanted))
}

/// Findings as the `.expected` files hold them.
pub fn render(checked: &Checked) -> String {
    let mut out = String::new();
    let place = |span| {
        let at = checked.sources.line_column(span);
        format!("{}:{}:{}", checked.sources.path(span), at.line, at.column)
    };
    for found in &checked.found {
        let level = format!("{:?}", found.severity).to_lowercase();
        out += &format!("{level}[{}]: {}\n", found.rule.code, found.message);
        let shown: String = checked
            .sources
            .slice(found.primary.span)
            .chars()
            .take(60)
            .collect();
        out += &format!(
            "  {} {shown:?}: {}\n",
            place(found.primary.span),
            found.primary.text
        );
        for label in &found.related {
            let shown: String = checked.sources.slice(label.span).chars().take(60).collect();
            out += &format!("  {} {shown:?}: {}\n", place(label.span), label.text);
        }
        for line in &found.because {
            out += &format!("  {line}\n");
        }
        if let Some(help) = &found.help {
            out += &format!("  help: {help}\n");
        }
        for fix in &found.fixes {
            let edits: Vec<String> = fix
                .edits
                .iter()
                .map(|edit| format!("{} {:?}", place(edit.span), edit.text))
                .collect();
            out += &format!("  fix: {} ({})\n", fix.title, edits.join("; "));
        }
    }
    out
}
