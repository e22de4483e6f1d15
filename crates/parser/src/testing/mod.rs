//! Programs made from bytes, for property tests and fuzzing: every byte string is a program that
//! parses, and simpler bytes make simpler programs.

mod clauses;
mod items;

use pipewright_syntax::Keyword;

/// The text of a program that uses every construct of the grammar somewhere. It parses; it means
/// nothing.
#[must_use]
pub fn program(bytes: &[u8]) -> String {
    let mut maker = Maker {
        bytes,
        out: String::new(),
        depth: 0,
    };
    while maker.pick(8) > 0 {
        maker.item();
    }
    maker.out
}

struct Maker<'b> {
    bytes: &'b [u8],
    out: String,
    depth: usize,
}

const NAMES: [&str; 8] = [
    "a",
    "orders",
    "b1",
    "_x",
    "by_country",
    "rows",
    "Account",
    "t",
];
const LITERALS: [&str; 12] = [
    "1",
    "true",
    "-3",
    "1_000",
    "0.5",
    "30m",
    "1h30m",
    "4GiB",
    "2026-01-31",
    "false",
    "1.5GB",
    "0",
];
const TEXTS: [&str; 9] = [
    "\"\"",
    "\"a\"",
    "\"${bucket}/x\"",
    "\"\\\"\\\\ \\u{E9} \\$\"",
    "\"// no comment { [\"",
    "\"\"\"one\"\"\"",
    "\"\"\"\n  two\n\n    lines ${a.b}\n  \"\"\"",
    "\"a rather long text that takes up a good part of the line it stands on, and then some\"",
    "\"\"\"\ntext\n\"\"\"",
];
const REGIONS: [&str; 4] = ["eu", "eu-west-1", "region", "us-east-1"];

impl Maker<'_> {
    /// A number below `count`; 0 when the bytes are used up.
    fn pick(&mut self, count: usize) -> usize {
        match self.bytes.split_first() {
            Some((first, rest)) => {
                self.bytes = rest;
                usize::from(*first) % count.max(1)
            }
            None => 0,
        }
    }

    fn put(&mut self, text: &str) {
        self.out.push_str(text);
    }

    fn of(&mut self, choices: &[&str]) {
        let index = self.pick(choices.len());
        let choice = choices.get(index).copied().unwrap_or("a");
        self.put(choice);
    }

    fn space(&mut self) {
        self.of(&[" ", "  ", "\t"]);
    }

    fn maybe_space(&mut self) {
        self.of(&["", " ", ""]);
    }

    /// Any name but `true`, `false` and `not`, which are none where a value stands.
    fn name(&mut self) {
        if self.pick(4) == 1 {
            let index = self.pick(Keyword::ALL.len());
            let word = Keyword::ALL
                .get(index)
                .map_or("a", |keyword| keyword.text());
            self.put(if matches!(word, "true" | "false" | "not") {
                "or"
            } else {
                word
            });
        } else {
            self.of(&NAMES);
        }
    }

    fn path(&mut self) {
        self.name();
        while self.pick(4) == 3 {
            self.put(".");
            self.name();
        }
    }

    fn line_end(&mut self) {
        self.of(&["\n", "\n\n", "\r\n", "\n\n\n", " \n  "]);
    }

    fn doc(&mut self) {
        if self.pick(6) == 5 {
            self.put("/// Says what it is.\n");
        }
    }

    fn list(&mut self, mut one: impl FnMut(&mut Self)) {
        one(self);
        while self.pick(3) == 2 {
            self.maybe_space();
            self.put(",");
            self.of(&[" ", "", "\n  "]);
            one(self);
        }
    }

    /// `{ … }` with one entry to a line, or with commas where they separate.
    fn block(&mut self, commas: bool, mut one: impl FnMut(&mut Self)) {
        self.put("{");
        self.of(&["\n", "", " "]);
        let mut first = true;
        while self.depth < 5 && self.pick(3) > 0 {
            if !first {
                if commas && self.pick(2) == 1 {
                    self.of(&[", ", ",\n", ","]);
                } else {
                    self.line_end();
                }
            }
            first = false;
            self.depth += 1;
            one(self);
            self.depth -= 1;
        }
        self.of(&["\n", "", " "]);
        self.put("}");
    }

    fn value(&mut self) {
        self.depth += 1;
        match if self.depth > 5 { 0 } else { self.pick(15) } {
            0..=2 => self.of(&LITERALS),
            3 | 4 => self.path(),
            5 | 6 => self.of(&TEXTS),
            7 => self.values(),
            8 => {
                self.path();
                self.arguments();
            }
            9 => {
                self.name();
                self.put("[");
                self.value();
                self.put("]");
            }
            10 => self.record(),
            11 => {
                self.path();
                self.maybe_space();
                self.record();
            }
            12 => {
                self.put("(");
                self.set();
                self.put(")");
            }
            13 => {
                self.put("(");
                self.condition_value(Self::value);
                self.put(")");
            }
            _ => self.put("host:port"),
        }
        self.depth -= 1;
    }

    /// A value that no brace begins or ends.
    fn subject(&mut self) {
        match self.pick(4) {
            0 | 1 => self.path(),
            2 => {
                self.name();
                self.put("[\"x\"]");
            }
            _ => self.values(),
        }
    }

    fn values(&mut self) {
        self.put("[");
        self.of(&["", "\n"]);
        if self.pick(3) > 0 {
            self.list(Self::value);
            self.of(&["", ",", ",\n"]);
        }
        self.put("]");
    }

    fn arguments(&mut self) {
        self.put("(");
        if self.pick(2) == 1 {
            self.list(|it| {
                if it.pick(3) == 2 {
                    it.name();
                    it.put(" = ");
                }
                it.value();
            });
        }
        self.put(")");
    }

    fn set(&mut self) {
        self.of(&REGIONS);
        while self.pick(3) == 2 {
            self.of(&[" or ", " except ", "\n    or "]);
            self.of(&REGIONS);
        }
    }

    /// Something that holds or does not, of operands that `operand` makes.
    fn condition_value(&mut self, operand: fn(&mut Self)) {
        self.of(&["", "", "not ", "not not "]);
        operand(self);
        match self.pick(4) {
            0 => {}
            1 => {
                self.of(&[" > ", "<=", " == ", "!=", " >= ", " < "]);
                operand(self);
            }
            2 => {
                self.put(" in ");
                operand(self);
            }
            _ => self.put(" matches \"^a$\""),
        }
        if self.pick(3) == 2 {
            self.of(&[" or ", " and ", "\n and ", " except ", "\n  or "]);
            self.of(&["b", "not b", "b == 3", "f(b)"]);
        }
    }

    fn record(&mut self) {
        self.block(true, |it| {
            it.doc();
            if it.pick(8) == 7 {
                it.of(&["\"/cache\"", "\"example.com/role\"", "\"a b\""]);
            } else {
                it.name();
            }
            it.of(&[" = ", "=", "  = "]);
            it.value();
        });
    }

    fn kind(&mut self) {
        self.depth += 1;
        match if self.depth > 5 { 0 } else { self.pick(6) } {
            0..=2 => self.path(),
            3 => self.put("decimal(18, 2)"),
            4 => {
                self.put("list<");
                self.kind();
                self.put(">");
            }
            _ => self.block(true, Self::column),
        }
        self.depth -= 1;
        self.of(&["", "", "?"]);
    }

    fn column(&mut self) {
        self.doc();
        self.name();
        self.of(&[": ", ":", " : "]);
        self.kind();
        while self.pick(4) == 3 {
            self.space();
            self.name();
        }
    }
}
