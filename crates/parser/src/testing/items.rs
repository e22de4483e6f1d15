//! Items and connectors of generated programs.

use super::Maker;

impl Maker<'_> {
    fn parameters(&mut self) {
        if self.pick(2) == 1 {
            self.put("(");
            self.list(|it| {
                it.name();
                it.put(": ");
                it.kind();
                it.of(&["", "", " per run"]);
                if it.pick(3) == 2 {
                    it.put(" = ");
                    it.value();
                }
                if it.pick(4) == 3 {
                    it.put(" where ");
                    it.condition_value(Self::subject);
                }
            });
            self.put(")");
        }
    }

    fn family(&mut self) {
        if self.pick(4) == 3 {
            self.put(" for ");
            self.name();
            self.put(" in ");
            self.subject();
        }
    }

    pub fn yields(&mut self) {
        if self.pick(4) == 3 {
            self.put(" yields ");
            self.list(|it| {
                it.name();
                it.put(": ");
                it.of(&["int", "list<string>", "decimal"]);
            });
        }
    }

    pub fn item(&mut self) {
        self.doc();
        match self.pick(15) {
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
                self.family();
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
            8 => {
                self.put("defaults ");
                self.block(false, Self::clause);
            }
            9 => {
                self.put("template ");
                self.name();
                self.parameters();
                if self.pick(2) == 1 {
                    self.put(": ");
                    self.kind();
                }
                self.yields();
                self.put(" = ");
                self.step_body();
            }
            10 => {
                self.put("policy ");
                match self.pick(3) {
                    0 => {
                        self.path();
                        return self.line_end();
                    }
                    1 => {
                        self.name();
                        self.put(" ");
                    }
                    _ => {}
                }
                self.put("\"each\" for pipeline ");
                self.name();
                self.put(" ");
                self.block(false, |it| {
                    it.doc();
                    it.of(&["require ", "warn "]);
                    it.condition_value(Self::value);
                    it.of(&[" else \"no\"", "\n  else \"add `owner`\""]);
                });
            }
            11 => self.allow(),
            _ => {
                self.put("pipeline ");
                self.name();
                self.parameters();
                self.family();
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

    pub fn connector_clause(&mut self) {
        self.doc();
        match self.pick(10) {
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
            8 => {
                self.put("event object_created ");
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
