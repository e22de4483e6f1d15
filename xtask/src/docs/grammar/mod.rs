//! The page of the grammar: the parser's own productions, as a reader needs them.

mod print;
mod read;
mod simplify;

use read::Grammar;

const HEAD: &str = "# The grammar\n\n\
The productions of `grammar/pipewright.lalrpop`, which the parser is made of, by `cargo xtask docs`.\n\
`lines(x)` stand each on a line, `list(x)` has commas between, `entries(x)` has commas or line ends;\n\
`x?` may be left out, `x*` repeats. A keyword is also a name wherever a name stands; `true`,\n\
`false` and `not` only where no value does.\n";

/// What the lexer reads, which the productions do not tell.
const WORDS: &str = "\n## Words\n```text\n\
NAME            a letter or `_`, then letters, digits, `_` and, in regions, `-`\n\
TEXT            \"…\" with ${path} holes and escapes, or lines between \"\"\"; verbatim after python, shell\n\
DURATION SIZE   30m  1h30m  of ms s m h d w;   4GiB  of KB MB GB TB KiB MiB GiB TiB\n\
DATE            2026-01-31\n\
comments        // to the line end, /* to */, /// documents what follows\n\
```\n";

/// The page, from the text of the grammar.
pub fn page(text: &str) -> String {
    let mut grammar = Grammar::read(text);
    simplify::all(&mut grammar);
    let mut out = HEAD.to_owned();
    let mut open = false;
    let mut section = "";
    for rule in &grammar.rules {
        // The one rule of names stands with the expressions.
        if rule.section != section && rule.section != "Names" {
            section = &rule.section;
            out.push_str(if open { "```\n" } else { "" });
            out.push_str(&format!("\n## {section}\n```ebnf\n"));
            open = true;
        }
        out.push_str(&print::rule(rule));
    }
    out.push_str("```\n");
    out.push_str(WORDS);
    out
}
