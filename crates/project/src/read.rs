//! From a path to text: size limits, encoding, and what is said where either fails.

use std::io;

use pipewright_diagnostics::Diagnostic;
use pipewright_source::{SourceFile, SourceId, Span};

use crate::walk::Refusal;
use crate::{FileSystem, names, rules};

/// Bytes one file may have.
pub const MAX_FILE_BYTES: u64 = 4 * 1024 * 1024;

/// Bytes all files together may have.
pub const MAX_TOTAL_BYTES: u64 = 256 * 1024 * 1024;

/// A file's text, or what is wrong with it. The finding's place is set once the file has an id.
pub struct Read {
    /// The file; empty, or with replacement characters, where there is a finding.
    pub file: SourceFile,
    /// What is wrong.
    pub problem: Option<Problem>,
}

/// What may be wrong with a file before it is parsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Problem {
    /// It may not be read at all.
    Refused(Refusal),
    /// Its name would not survive logs and comments.
    StrangeName,
    /// It claims the name of the standard library.
    Reserved,
    /// It is longer than a source file should be.
    TooLarge,
    /// It is not UTF-8 from this byte on.
    NotUtf8(u32),
}

/// Reads one file.
pub fn read(files: &dyn FileSystem, path: &str) -> io::Result<Read> {
    let problem = if names::strange_character(path).is_some() {
        Some(Problem::StrangeName)
    } else if path == "std.pipe" || path.starts_with("std/") {
        Some(Problem::Reserved)
    } else {
        None
    };
    if problem.is_some() {
        return Ok(empty(path, problem));
    }
    let bytes = files
        .read(path, MAX_FILE_BYTES + 1)
        .map_err(|error| io::Error::new(error.kind(), format!("{path}: {error}")))?;
    if bytes.len() as u64 > MAX_FILE_BYTES {
        return Ok(empty(path, Some(Problem::TooLarge)));
    }
    Ok(match String::from_utf8(bytes) {
        Ok(text) => Read {
            file: SourceFile::new(path, text),
            problem: None,
        },
        Err(error) => {
            let at = u32::try_from(error.utf8_error().valid_up_to()).unwrap_or(u32::MAX);
            Read {
                file: SourceFile::new(path, String::from_utf8_lossy(error.as_bytes())),
                problem: Some(Problem::NotUtf8(at)),
            }
        }
    })
}

/// A file that is not read, so that a finding has a place to point at.
pub fn empty(path: &str, problem: Option<Problem>) -> Read {
    Read {
        file: SourceFile::new(path.escape_debug().to_string(), ""),
        problem,
    }
}

impl Problem {
    /// The finding, in the file `source`.
    pub fn diagnostic(self, source: SourceId, path: &str) -> Diagnostic {
        let whole = Span::new(source, 0, 0);
        match self {
            Self::Refused(Refusal::LeavesProject) => Diagnostic::new(
                &rules::LINK_LEAVES_PROJECT,
                format!("`{path}` is a symlink that leaves the project"),
                whole,
                "not read",
            )
            .help("copy the file into the project"),
            Self::Refused(Refusal::FolderLeavesProject) => {
                let mut found = Diagnostic::new(
                    &rules::LINK_LEAVES_PROJECT,
                    format!("`{path}` is a symlink that leaves the project and is not followed"),
                    whole,
                    "not read",
                );
                found.severity = pipewright_diagnostics::Severity::Note;
                found
            }
            Self::Refused(Refusal::Special) => Diagnostic::new(
                &rules::UNREADABLE_SOURCE,
                format!("`{path}` is not a regular file"),
                whole,
                "not read",
            ),
            Self::Refused(Refusal::TooMany) => Diagnostic::new(
                &rules::PROJECT_TOO_LARGE,
                format!("the project has too many files: `{path}` and what follows is not read"),
                whole,
                "one too many",
            )
            .help("put a `pipewright.toml` at the root of the project you mean"),
            Self::StrangeName => Diagnostic::new(
                &rules::FILE_NAME,
                format!("the name `{path}` holds a character that file names here may not hold"),
                whole,
                "not read",
            )
            .help("rename it with letters, digits, `_` and `-`"),
            Self::Reserved => Diagnostic::new(
                &rules::FILE_NAME,
                format!("`{path}` claims the name of the standard library"),
                whole,
                "`std` is taken",
            )
            .help("rename the file or its folder"),
            Self::TooLarge => Diagnostic::new(
                &rules::PROJECT_TOO_LARGE,
                format!("`{path}` is larger than {MAX_FILE_BYTES} bytes"),
                whole,
                "not read",
            )
            .help("split it into several files"),
            Self::NotUtf8(at) => Diagnostic::new(
                &rules::NOT_UTF8,
                format!("`{path}` is not UTF-8"),
                Span::new(source, at, at),
                "the first byte that is not text",
            )
            .help("save the file as UTF-8"),
        }
    }
}
