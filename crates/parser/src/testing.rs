//! Programs made from bytes, for property tests and fuzzing: every byte string is a program that
//! parses, and simpler bytes make simpler programs.

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

    /// Any name but `true` and `false`, which are values.
    fn name(&mut self) {
        if self.pick(4) == 1 {
            let index = self.pick(Keyword::ALL.len());
            let word = Keyword::ALL
                .get(index)
                .map_or("a", |keyword| keyword.text());
            self.put(if matches!(word, "true" | "false") {
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
        match if self.depth > 5 { 0 } else { self.pick(14) } {
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

    fn record(&mut self) {
        self.block(true, |it| {
            it.doc();
            it.name();
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

    fn parameters(&mut self) {
        if self.pick(2) == 1 {
            self.put("(");
            self.list(|it| {
                it.name();
                it.put(": ");
                it.kind();
                if it.pick(3) == 2 {
                    it.put(" = ");
                    it.value();
                }
            });
            self.put(")");
        }
    }

    fn item(&mut self) {
        self.doc();
        match self.pick(10) {
            0 => {
                self.put("import ");
                self.path();
                if self.pick(3) == 2 {
                    self.put(" as ");
                    self.name();
                }
            }
            1 => self.headed("type ", |it| it.block(true, Self::column)),
            2 => {
                self.of(&["", "external "]);
                self.put("dataset ");
                self.name();
                if self.pick(2) == 1 {
                    self.put(": ");
                    self.kind();
                }
                self.put(" = ");
                self.value();
            }
            3 => {
                self.put("connector ");
                self.name();
                self.parameters();
                self.put(" ");
                self.block(false, Self::connector_clause);
            }
            4 => {
                self.put("region eu = ");
                self.set();
            }
            5 => self.headed("region ", Self::record),
            6 => {
                self.put("let ");
                self.name();
                self.put(" = ");
                self.value();
            }
            7 => {
                self.of(&["secret ", "cluster ", "environment "]);
                self.name();
                self.space();
                self.record();
            }
            _ => {
                self.put("pipeline ");
                self.name();
                self.parameters();
                self.put(" ");
                self.block(false, Self::clause);
            }
        }
        self.line_end();
    }

    fn headed(&mut self, keyword: &str, body: impl FnOnce(&mut Self)) {
        self.put(keyword);
        self.name();
        self.put(" ");
        body(self);
    }

    fn clause(&mut self) {
        self.doc();
        match self.pick(16) {
            0 => self.of(&[
                "schedule manual",
                "schedule every 6h",
                "schedule every 1d in \"UTC\"",
            ]),
            1 => self.put("schedule  cron \"0 6 * * *\" in \"Europe/Berlin\""),
            2 => {
                self.put("schedule on ");
                self.list(Self::path);
            }
            3 => self.of(&["deadline 30m", "deadline  1h guaranteed", "timeout 10m"]),
            4 => {
                self.put("region ");
                self.set();
            }
            5 => self.of(&["guarantee exactly_once", "overlap forbid", "owner \"me\""]),
            6 => self.of(&["retry 2 times", "retry 2 times,backoff 30s to 5m"]),
            7 => {
                self.put("labels ");
                self.record();
            }
            8 => {
                self.put("targets ");
                self.list(Self::name);
            }
            9 | 10 => {
                self.put("step ");
                self.name();
                if self.pick(2) == 1 {
                    self.put(": ");
                    self.kind();
                }
                self.put(" = run \"image:1.0\" ");
                self.record();
            }
            11 | 12 => {
                self.put("check ");
                self.subject();
                self.put(" ");
                self.block(false, Self::condition);
            }
            13 => {
                self.put("write ");
                self.subject();
                self.put(" to ");
                self.subject();
                self.of(&[
                    "",
                    " appending",
                    " replacing all",
                    " merging by key",
                    " replacing partition(a, b)",
                ]);
                self.of(&["", " in one transaction"]);
            }
            14 => {
                self.of(&["on failure notify ", "on success notify "]);
                self.list(|it| {
                    it.path();
                    it.arguments();
                });
            }
            _ => {
                self.put("for ");
                self.name();
                self.put(" in ");
                self.subject();
                self.put(" ");
                self.block(false, Self::clause);
            }
        }
    }

    fn condition(&mut self) {
        self.doc();
        self.of(&["", "", "warn "]);
        match self.pick(6) {
            0 | 1 => {
                self.of(&NAMES);
                self.of(&[" > ", "<=", " == ", " != ", " >= ", " < "]);
                self.of(&LITERALS);
            }
            2 => {
                self.of(&["unique ", "complete "]);
                self.of(&NAMES);
                while self.pick(3) == 2 {
                    self.put(", ");
                    self.of(&NAMES);
                }
            }
            3 => {
                self.name_no_condition();
                self.put(" in ");
                self.values();
            }
            4 => {
                self.name_no_condition();
                self.put(" matches \"^a$\"");
            }
            _ => {
                self.name_no_condition();
                self.put(" fresh within 3h");
            }
        }
    }

    fn name_no_condition(&mut self) {
        self.of(&[
            "a", "status", "key", "region", "unique", "fresh", "in", "complete",
        ]);
    }

    fn connector_clause(&mut self) {
        self.doc();
        match self.pick(9) {
            0 => self.of(&[
                "reads rows, replayable",
                "writes appending,\n  replacing all",
            ]),
            1 => self.of(&["columns by name", "columns by position", "format parquet"]),
            2 => {
                self.put("located in ");
                self.set();
            }
            3 => self.put("address \"s3://${bucket}\""),
            4 => self.put("egress host:port, \"x\":443"),
            5 => {
                self.put("secrets credentials ");
                self.block(true, Self::name);
            }
            6 => {
                self.put("mover read \"image\" ");
                self.record();
            }
            7 => {
                self.put("notifies slack ");
                self.record();
            }
            _ => {
                self.put("reads ");
                self.list(|it| {
                    it.name();
                    it.space();
                    it.name();
                });
            }
        }
    }
}
