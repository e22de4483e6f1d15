//! Columns as SQL declares them: the words behind a type belong to what is wrong with it.

use pipewright_source::Span;
use pipewright_syntax::tree::{Column, Name};

use crate::context::Context;
use crate::rules;

/// Words of SQL behind a type that are not marks.
const WORDS: [&str; 27] = [
    "not",
    "null",
    "nullable",
    "optional",
    "required",
    "mandatory",
    "primary",
    "foreign",
    "references",
    "unique",
    "default",
    "index",
    "indexed",
    "identity",
    "auto_increment",
    "autoincrement",
    "pk",
    "fk",
    "id",
    "with",
    "without",
    "local",
    "time",
    "zone",
    "precision",
    "varying",
    "unsigned",
];

/// Whether a mark is such a word, in whatever letters.
pub fn is_word(mark: &Name) -> bool {
    WORDS.contains(&mark.value.to_ascii_lowercase().as_str())
}

impl Context<'_, '_> {
    /// Where the type of a column is not known, the words behind it are part of that mistake; the
    /// change that mends it says what they say. Gives whether it has any.
    pub fn with_sql_words(&mut self, column: &Column) -> bool {
        let words: Vec<&Name> = column.marks.iter().take_while(|it| is_word(it)).collect();
        let Some(last) = words.last() else {
            return false;
        };
        let says = |word: &str| words.iter().any(|it| it.value.eq_ignore_ascii_case(word));
        let key = column.marks.get(words.len());
        let key = key.filter(|key| key.value.eq_ignore_ascii_case("key") && says("primary"));
        let missing = says("nullable") || says("optional") || (says("null") && !says("not"));
        let end = key.unwrap_or(last).span.end;
        let fix = self
            .report
            .found
            .last_mut()
            .filter(|found| found.rule.code == rules::UNKNOWN_TYPE.code)
            .and_then(|found| found.fixes.last_mut());
        if let Some(fix) = fix
            && let [edit] = fix.edits.as_mut_slice()
            && edit.span.end <= end
        {
            edit.span = Span { end, ..edit.span };
            if missing && !edit.text.ends_with('?') {
                edit.text.push('?');
            }
            if says("pk") || key.is_some() {
                edit.text.push_str(" key");
            }
            fix.title = format!("write `{}`", edit.text);
        }
        true
    }
}
