//! Clauses and steps of generated programs.

use super::{LITERALS, Maker, NAMES};

const PROGRAMS: [&str; 8] = [
    "\"print(1)\"",
    "\"a \\d ${ b\\\"",
    "\"\"\"\n    import sys\n\n    if a:\n      print(\"${a\")\n    \"\"\"",
    "\"\"\"\nset -eu\n\t echo 'x' \\\n  | cat \n\"\"\"",
    "\"\"\"\n   \n\n  a\n   \n \t b\n\"\"\"",
    "\"\"\"one line { ( [\"\"\"",
    "\"\"\"x = 1\n  y = 2\n     z\\\"\"\"",
    "\"\"\"\n  \n\"\"\"",
];

impl Maker<'_> {
    pub fn clause(&mut self) {
        self.doc();
        match self.pick(29) {
            0 => self.of(&[
                "schedule manual",
                "schedule every 6h",
                "schedule every 1d in \"UTC\"",
            ]),
            1 => self.of(&[
                "schedule  cron \"0 6 * * *\" in \"Europe/Berlin\"",
                "schedule cron \"30 2 * * *\" in \"Europe/Berlin\" skipped later doubled once",
                "schedule every 1h in \"Europe/Berlin\"  doubled  once or manual",
            ]),
            2 => {
                self.put("schedule on ");
                self.list(Self::subject);
                if self.pick(3) == 2 {
                    self.put(" with ");
                    self.record();
                }
                if self.pick(3) == 2 {
                    self.of(&[
                        " or every 6h",
                        " or manual",
                        "\n or event a or cron \"* * * * *\" in \"UTC\"",
                    ]);
                }
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
                self.yields();
                self.put(" = ");
                self.step_body();
            }
            11 | 12 => {
                self.put("check ");
                self.subject();
                self.put(" ");
                self.block(false, Self::condition);
                if self.pick(4) == 3 {
                    self.put(" rejecting to ");
                    self.subject();
                    self.of(&["", " appending"]);
                }
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
                self.of(&[
                    "on failure notify ",
                    "on success notify ",
                    "on late after 2h notify ",
                    "on late after 2h of a notify ",
                ]);
                self.list(|it| {
                    it.path();
                    it.arguments();
                });
            }
            15 => self.of(&[
                "budget 40 USD per month",
                "budget  1_000.50 EUR  per day",
                "interruptible true",
                "interruptible  false",
                "concurrency 4",
                "concurrency 2 in \"warehouse\"",
                "mutex \"a\"",
            ]),
            16 => self.of(&[
                "backfill from 2026-01-01",
                "backfill from 2026-01-01 to 2026-02-01",
                "late data within 2h",
            ]),
            17 | 18 => {
                self.put("when ");
                self.condition_value(Self::subject);
                self.put(" ");
                self.block(false, Self::clause);
                while self.pick(3) == 2 {
                    self.of(&[" else when ", "\nelse when "]);
                    self.condition_value(Self::subject);
                    self.put(" ");
                    self.block(false, Self::clause);
                }
                if self.pick(2) == 1 {
                    self.of(&[" else ", "\nelse "]);
                    self.block(false, Self::clause);
                }
            }
            19 => {
                self.put("repeat 3 times ");
                self.of(&["", "every 1m "]);
                self.put("until ");
                self.condition_value(Self::subject);
                self.put(" ");
                self.block(false, Self::clause);
            }
            20 => {
                self.put("resource ");
                self.name();
                self.put(" ");
                self.block(false, |it| match it.pick(3) {
                    0 => {
                        it.put("acquire");
                        it.yields();
                        it.put(" = ");
                        it.step_body();
                    }
                    1 => {
                        it.put("release = ");
                        it.step_body();
                    }
                    _ => it.clause(),
                });
            }
            21 => {
                self.put("finally ");
                self.block(false, Self::clause);
            }
            22 => {
                self.put("approval ");
                self.subject();
                self.put(" ");
                self.record();
            }
            23 => {
                self.put("wait 15m after ");
                self.subject();
            }
            24 => {
                self.put("output ");
                self.name();
                self.put(" = ");
                self.value();
            }
            25 => self.allow(),
            _ => {
                self.put("for ");
                self.name();
                self.put(" in ");
                self.subject();
                self.of(&[
                    " ",
                    " ",
                    " max 10 ",
                    " concurrency 2 ",
                    " max 10 concurrency 2 ",
                ]);
                self.block(false, Self::clause);
            }
        }
    }

    pub fn allow(&mut self) {
        self.put("allow ");
        self.of(&["PW0513", "policy \"every pipeline names its owner\""]);
        self.put(" because \"old\" until 2027-03-31");
    }

    pub fn step_body(&mut self) {
        match self.pick(9) {
            0 => {
                self.of(&["python ", "shell "]);
                self.of(&PROGRAMS);
                self.put(" in \"image:1.0\" ");
                self.record();
            }
            1 => {
                self.of(&["python ", "shell "]);
                self.of(&PROGRAMS);
                self.put(" in \"image:1.0\"");
            }
            2 => {
                self.put("call ");
                self.of(&["replicate", "replicate[\"a\"]", "lake.load"]);
                self.of(&["", " { a = 1 }"]);
            }
            3 => {
                self.path();
                self.put(" ");
                self.record();
            }
            4 => self.of(&["either a or b", "either a or b.c or d[\"x\"]"]),
            5 => self.put("run \"image:1.0\""),
            _ => {
                self.put("run \"image:1.0\" ");
                self.record();
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
}
