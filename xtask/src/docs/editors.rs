//! What editors know of the keywords: from the compiler's own list, so that none is forgotten.

use std::fs;
use std::path::Path;

use pipewright_syntax::{Keyword, KeywordGroup};

use crate::Failure;

/// Items with a production of their own in the grammars.
const SPECIAL_ITEMS: &[Keyword] = &[
    Keyword::Import,
    Keyword::External,
    Keyword::Defaults,
    Keyword::Policy,
];

/// Words of a clause that also stand inside others: `on` after `schedule`, `max 3 concurrency 2`.
const INNER_CLAUSES: &[Keyword] = &[
    Keyword::Concurrency,
    Keyword::Event,
    Keyword::Late,
    Keyword::On,
    Keyword::When,
];

/// Conditions that begin a line, as clauses do.
const LEADING_CONDITIONS: &[Keyword] = &[
    Keyword::Warn,
    Keyword::Unique,
    Keyword::Complete,
    Keyword::Require,
];

/// A name, hyphens allowed.
const NAME: &str = r"[A-Za-z_][A-Za-z0-9_]*(?:-[A-Za-z0-9_]+)*";

/// Each generated file, by its path from the manual's folder.
pub fn pages(folder: &Path) -> Result<[(String, String); 3], Failure> {
    let template = folder.join("vscode/syntaxes/pipewright.tmLanguage.template.json");
    let template = fs::read_to_string(template)?;
    let page = |path: &str, text| (format!("../editors/{path}"), text);
    Ok([
        page(
            "vscode/syntaxes/pipewright.tmLanguage.json",
            textmate(&template),
        ),
        page("neovim/syntax/pipewright/keywords.vim", vim()),
        page("emacs/pipewright-keywords.el", emacs()),
    ])
}

/// The TextMate grammar: a template whose lists are filled in.
fn textmate(template: &str) -> String {
    let items = |keyword| is_item(keyword) && !SPECIAL_ITEMS.contains(&keyword);
    template
        .replace("@name@", NAME)
        .replace("@items@", &list(items).join("|"))
        .replace("@clauses@", &list(is_clause).join("|"))
        .replace("@words@", &list(is_word).join("|"))
}

/// The matches of Vim's syntax.
fn vim() -> String {
    let [items, clauses, words] =
        [list(is_item), list(is_clause), list(is_word)].map(|words| words.join(r"\|"));
    format!(
        r#"" Generated from the compiler's keywords by `cargo xtask docs`.

" A word inside a clause; followed by `=` or `:` it is a name.
syntax match pipewrightWord /\%(\k\|\.\)\@1<!\<\%({words}\)\>\%([.(-]\|\s*[=:]=\@!\)\@!/
syntax match pipewrightClause /\%(^\s*\|{{\s*\)\@<=\%({clauses}\)\>\%(\s*[=:.]\)\@!/
syntax match pipewrightClause /\%(^\s*\)\@<=\%(acquire\|release\)\>/
syntax match pipewrightItem /\%(^\s*\|^\s*external\s\+\)\@<=\%({items}\)\>\%(\s\+["A-Za-z_{{]\)\@=/
"#
    )
}

/// The lists of the mode for Emacs.
fn emacs() -> String {
    let define = |name: &str, what: &str, words: &[&str]| {
        let words: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
        let lines: Vec<String> = words.chunks(8).map(|line| line.join(" ")).collect();
        format!(
            "(defconst pipewright-{name}\n  '({})\n  \"{what}\")\n\n",
            lines.join("\n    ")
        )
    };
    [
        ";;; pipewright-keywords.el --- Keywords of Pipewright  -*- lexical-binding: t; -*-\n\n\
         ;; SPDX-License-Identifier: Apache-2.0\n\n\
         ;;; Commentary:\n\n\
         ;; Generated from the compiler's keywords by `cargo xtask docs`.\n\n\
         ;;; Code:\n\n"
            .to_owned(),
        define(
            "items",
            "Words that begin an item of a file.",
            &list(is_item),
        ),
        define("clauses", "Words that begin a clause.", &list(is_clause)),
        define("words", "Words inside clauses.", &list(is_word)),
        "(provide 'pipewright-keywords)\n;;; pipewright-keywords.el ends here\n".to_owned(),
    ]
    .concat()
}

fn is_item(keyword: Keyword) -> bool {
    keyword.group() == KeywordGroup::Item || keyword == Keyword::Region
}

fn is_clause(keyword: Keyword) -> bool {
    use KeywordGroup::{Clause, Connector};
    matches!(keyword.group(), Clause | Connector) || LEADING_CONDITIONS.contains(&keyword)
}

fn is_word(keyword: Keyword) -> bool {
    use KeywordGroup::{Condition, Word, Write};
    matches!(keyword.group(), Condition | Word | Write) || INNER_CLAUSES.contains(&keyword)
}

/// The keywords that are wanted.
fn list(wanted: impl Fn(Keyword) -> bool) -> Vec<&'static str> {
    let words = Keyword::ALL.iter().copied();
    words
        .filter(|keyword| wanted(*keyword))
        .map(Keyword::text)
        .collect()
}
