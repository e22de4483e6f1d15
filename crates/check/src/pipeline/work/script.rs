//! Programs that stand in a step: carried as files, exactly as they are written.

use pipewright_diagnostics::Diagnostic;
use pipewright_model::Template;
use pipewright_plan::CarriedFile;
use pipewright_source::Spanned;
use pipewright_syntax::tree::Language;

use crate::context::Context;
use crate::rules;

/// Bytes of one program: the files of a pipeline travel in one ConfigMap of a mebibyte.
const LONGEST: usize = 128 * 1024;

/// Where the files of a pipeline are found in a container.
const FOLDER: &str = "/pipewright/files";

impl Context<'_, '_> {
    /// The file of a program and the command that executes it. `name` is the step's as written, so
    /// that the steps of a loop share one file.
    pub fn script(
        &mut self,
        language: &Spanned<Language>,
        text: &Spanned<String>,
        name: &str,
    ) -> Option<(CarriedFile, Vec<Template>)> {
        let (program, extension) = match language.value {
            // Every image with Python 3 has it by this name; `python` is missing in some.
            Language::Python => ("python3", "py"),
            Language::Shell => ("/bin/sh", "sh"),
        };
        if text.value.trim().is_empty() {
            self.report.push(
                Diagnostic::new(
                    &rules::BAD_SCRIPT,
                    "this program is empty",
                    text.span,
                    "nothing would be done",
                )
                .help("write it between the quotes"),
            );
            return None;
        }
        if text.value.len() > LONGEST {
            self.report.push(
                Diagnostic::new(
                    &rules::BAD_SCRIPT,
                    format!("this program has {} bytes", text.value.len()),
                    text.span,
                    "at most 128 KiB",
                )
                .because("because it travels in a ConfigMap, with the other files of the pipeline")
                .help("build it into an image and `run` that"),
            );
            return None;
        }
        // The lexer refuses these wherever they stand; a file must not hold one all the same.
        if text
            .value
            .chars()
            .any(|c| c.is_control() && c != '\n' && c != '\t')
        {
            self.report.poisoned = true;
            return None;
        }
        let file = CarriedFile {
            name: format!("{name}.{extension}"),
            text: text.value.clone(),
        };
        let command = vec![
            Template::literal(program),
            Template::literal(format!("{FOLDER}/{}", file.name)),
        ];
        Some((file, command))
    }
}
