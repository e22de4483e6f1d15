//! Every request answers, wherever the cursor stands and however broken the file is.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use pipewright_driver::{Examined, Options, examine};
use pipewright_editor::{
    Analysis, At, actions, completion, definition, diagnostics, folding, formatting, hover, inlay,
    lens, lineage, linked, links, references, rename, selection, symbols, tokens,
};
use pipewright_project::{LoadOptions, Memory, Parser, Project, load};
use pipewright_source::{SourceId, Span};
use pipewright_syntax::lex;

/// 2026-11-21.
const NOW: i64 = 1_795_249_800;

fn examples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let mut found: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("main.pipe").is_file())
        .collect();
    found.sort();
    found
}

struct Example {
    main: String,
    sound: (Arc<Project>, SourceId),
    examined: Arc<Examined>,
}

fn project(files: Vec<(String, String)>) -> (Arc<Project>, SourceId) {
    let memory: Memory = files.into_iter().collect();
    let project = load(&memory, &LoadOptions::default()).unwrap();
    let (source, _) = project
        .sources
        .iter()
        .find(|(_, file)| file.path() == "main.pipe")
        .unwrap();
    (Arc::new(project), source)
}

impl Example {
    fn read(folder: &Path) -> Self {
        let mut files = Vec::new();
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path
                .extension()
                .is_some_and(|extension| extension == "pipe")
            {
                let name = path.file_name().unwrap().to_string_lossy().into_owned();
                files.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
        let main = fs::read_to_string(folder.join("main.pipe")).unwrap();
        let sound = project(files);
        let examined = examine((*sound.0).clone(), &Options::default()).unwrap();
        Self {
            main,
            sound,
            examined: Arc::new(examined),
        }
    }

    /// The analysis of the example with another main file; what was checked is of the sound one.
    fn analysis(&self, main: &str) -> (Analysis, SourceId) {
        let (sound, source) = &self.sound;
        let project = Arc::new(sound.edited(*source, main, &Parser).unwrap());
        let source = *source;
        let examined = Some(Arc::clone(&self.examined));
        (Analysis::new(project, examined.clone(), examined), source)
    }
}

/// Every request about a file as a whole. What it answers has to lie in the file.
fn ask_file(analysis: &Analysis, source: SourceId) {
    let length = u32::try_from(analysis.text(source).len()).unwrap();
    let inside = |span: Span| {
        let end = analysis.text(span.source).len();
        assert!(
            span.start <= span.end && span.end as usize <= end,
            "{span:?}"
        );
        analysis
            .text(span.source)
            .get(span.start as usize..span.end as usize)
            .expect("whole characters");
    };
    for word in tokens::semantic_tokens(analysis, source) {
        inside(Span::new(source, word.start, word.end));
    }
    for symbol in symbols::document_symbols(analysis, At { source, offset: 0 }) {
        inside(symbol.span);
        assert!(symbol.span.touches(symbol.at.start) && symbol.span.touches(symbol.at.end));
    }
    for fold in folding::folding(analysis, source) {
        inside(Span::new(source, fold.range.start, fold.range.end));
    }
    for link in links::links(analysis, source) {
        inside(link.span);
    }
    let _ = inlay::inlay_hints(analysis, source, &(0..length));
    let _ = lens::lenses(analysis, source, NOW);
    let _ = symbols::workspace_symbols(analysis, "a");
    for change in formatting::formatting(analysis, source) {
        analysis
            .text(source)
            .get(change.range)
            .expect("whole characters");
    }
    let _ = diagnostics::diagnostics(&analysis.project, analysis.examined.as_deref().unwrap());
}

/// Every request about a place.
fn ask(analysis: &Analysis, at: At) {
    let text = analysis.text(at.source);
    if let Some(found) = hover::hover(analysis, at, NOW) {
        assert!(!found.markdown.is_empty() && found.span.touches(at.offset));
    }
    let proposals = completion::completion(analysis, at);
    assert!(proposals.replace.start <= proposals.replace.end && proposals.replace.end <= at.offset);
    text.get(proposals.replace.start as usize..proposals.replace.end as usize)
        .expect("whole characters");
    let _ = definition::definition(analysis, at);
    let _ = definition::type_definition(analysis, at);
    let here = references::references(analysis, at, true);
    let highlights = references::highlight(analysis, at);
    assert!(highlights.len() <= here.len() || here.is_empty(), "{at:?}");
    let _ = linked::linked_editing(analysis, at);
    if rename::prepare(analysis, at).is_ok() {
        rename::rename(analysis, at, "other_name").ok();
    }
    if let Some(node) = lineage::prepare(analysis, at) {
        let _ = lineage::upstream(analysis, node.at);
        let _ = lineage::downstream(analysis, node.at);
    }
    let ways = selection::Pieces::of(analysis, at.source).around(at.offset);
    assert!(!ways.is_empty(), "there is always the file");
    let range = Span::new(at.source, at.offset, at.offset);
    let _ = actions::actions(analysis, range, NOW);
    let _ = formatting::formatting_on_type(analysis, at.source, at.offset as usize);
}

fn boundaries(text: &str) -> impl Iterator<Item = usize> {
    let ends = [text.len()];
    text.char_indices().map(|(at, _)| at).chain(ends)
}

/// At every offset of the sound file; of what it is without its end, and without each token, at the place
/// where something is missing, and elsewhere, every so often.
fn all(example: &Example, every: usize) {
    let text = &example.main;
    let at = |source, offset: usize| At {
        source,
        offset: u32::try_from(offset).unwrap(),
    };
    let (analysis, source) = example.analysis(text);
    ask_file(&analysis, source);
    for offset in boundaries(text).step_by(every.min(7)) {
        ask(&analysis, at(source, offset));
    }
    for end in boundaries(text).step_by(every) {
        let (analysis, source) = example.analysis(&text[..end]);
        ask_file(&analysis, source);
        ask(&analysis, at(source, end));
        for offset in boundaries(&text[..end]).step_by(211) {
            ask(&analysis, at(source, offset));
        }
    }
    for token in lex(SourceId(0), text)
        .tokens
        .iter()
        .step_by(every.div_ceil(4))
    {
        let (start, end) = (token.start as usize, token.end as usize);
        let without = format!("{}{}", &text[..start], &text[end..]);
        let (analysis, source) = example.analysis(&without);
        ask_file(&analysis, source);
        ask(&analysis, at(source, start));
        for offset in boundaries(&without).step_by(211) {
            ask(&analysis, at(source, offset));
        }
    }
}

#[test]
fn here_and_there() {
    for example in examples() {
        all(&Example::read(&example), 97);
    }
}

#[test]
#[ignore = "takes minutes: cargo test --release -p pipewright-editor --test everywhere -- --ignored"]
fn everywhere() {
    for example in examples() {
        all(&Example::read(&example), 1);
    }
}
