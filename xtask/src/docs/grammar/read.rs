//! Reads the grammar's productions; what the actions do is passed over.

/// A symbol of a production.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Symbol {
    /// `"schedule"`.
    Terminal(String),
    /// `Clause`, `Lines<Clause>`.
    Rule(String, Option<Box<Symbol>>),
    /// Symbols one after the other.
    Sequence(Vec<Symbol>),
    /// One of these.
    Choice(Vec<Symbol>),
    /// With `?`, `*` or `+` behind.
    Repeat(Box<Symbol>, char),
}

/// One production.
#[derive(Debug, Clone)]
pub struct Rule {
    /// The heading it stands under.
    pub section: String,
    /// Its name.
    pub name: String,
    /// The name of what it is given.
    pub parameter: Option<String>,
    /// Its alternatives.
    pub choices: Vec<Symbol>,
}

/// All productions in order.
#[derive(Debug, Default)]
pub struct Grammar {
    /// The productions.
    pub rules: Vec<Rule>,
}

impl Grammar {
    /// Reads the text after the declaration of the tokens.
    pub fn read(text: &str) -> Self {
        let begin = text.find("// ──").unwrap_or(0);
        let mut reader = Reader {
            rest: text.get(begin..).unwrap_or(""),
            section: String::new(),
        };
        let mut grammar = Self::default();
        while let Some(rule) = reader.rule() {
            grammar.rules.push(rule);
        }
        grammar
    }
}

struct Reader<'t> {
    rest: &'t str,
    section: String,
}

impl Reader<'_> {
    /// Passes over space and comments; a comment between rules is a heading.
    fn space(&mut self) {
        loop {
            self.rest = self.rest.trim_start();
            let Some(comment) = self.rest.strip_prefix("//") else {
                return;
            };
            let (line, after) = comment.split_once('\n').unwrap_or((comment, ""));
            if let Some(heading) = line.trim().strip_prefix("── ") {
                self.section = heading.trim_end_matches(['─', ' ']).to_owned();
            }
            self.rest = after;
        }
    }

    fn take(&mut self, mark: &str) -> bool {
        self.space();
        match self.rest.strip_prefix(mark) {
            Some(after) => {
                self.rest = after;
                true
            }
            None => false,
        }
    }

    fn word(&mut self) -> String {
        self.space();
        let length = self
            .rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
            .unwrap_or(self.rest.len());
        let (word, after) = self.rest.split_at(length);
        self.rest = after;
        word.to_owned()
    }

    fn rule(&mut self) -> Option<Rule> {
        self.take("pub ");
        let name = Some(self.word()).filter(|name| !name.is_empty())?;
        let section = self.section.clone();
        let parameter = self.take("<").then(|| {
            let parameter = self.word();
            self.take(">");
            parameter
        });
        // The type of the node, up to the `=` of the rule.
        let at = self.rest.find(" =")?;
        self.rest = self.rest.get(at + 2..).unwrap_or("");
        let mut choices = Vec::new();
        if self.take("{") {
            while !self.take("}") {
                choices.extend(self.alternative());
                self.take(",");
            }
        } else {
            choices.extend(self.alternative());
        }
        self.take(";");
        Some(Rule {
            section,
            name,
            parameter,
            choices,
        })
    }

    /// One alternative without its action; none for what only recovers.
    fn alternative(&mut self) -> Option<Symbol> {
        let mut symbols = Vec::new();
        let mut recovers = false;
        loop {
            self.space();
            if self.take("=>") {
                self.action();
                break;
            }
            if self.rest.is_empty() || self.rest.starts_with([',', ';', '}']) {
                break;
            }
            match self.symbol() {
                Some(Symbol::Terminal(mark)) if mark == "!" => recovers = true,
                symbol => symbols.extend(symbol),
            }
        }
        (!recovers).then_some(Symbol::Sequence(symbols))
    }

    fn symbol(&mut self) -> Option<Symbol> {
        self.space();
        let symbol = if self.take("@") {
            self.word();
            None
        } else if self.take("!") {
            Some(Symbol::Terminal("!".to_owned()))
        } else if self.take("<") {
            self.take("mut ");
            let named = self
                .rest
                .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
            if named.is_some_and(|at| {
                at > 0
                    && self
                        .rest
                        .get(at..)
                        .is_some_and(|rest| rest.starts_with(':'))
            }) {
                self.word();
                self.take(":");
            }
            let inner = self.symbol();
            self.take(">");
            inner
        } else if self.take("(") {
            let mut symbols = Vec::new();
            while !self.take(")") {
                symbols.extend(self.symbol());
            }
            Some(Symbol::Sequence(symbols))
        } else if self.take("\"") {
            let (text, after) = self.rest.split_once('"')?;
            self.rest = after;
            Some(Symbol::Terminal(text.to_owned()))
        } else {
            let name = self.word();
            let argument = self.rest.starts_with('<').then(|| {
                self.take("<");
                let argument = self.symbol();
                self.take(">");
                argument.map(Box::new)
            });
            Some(Symbol::Rule(name, argument.flatten()))
        };
        let mark = self.rest.chars().next().filter(|c| "?*+".contains(*c));
        if let Some(mark) = mark {
            self.take(&mark.to_string());
            return symbol.map(|symbol| Symbol::Repeat(Box::new(symbol), mark));
        }
        symbol
    }

    /// Passes over an action: up to the `,`, `;` or `}` outside its brackets.
    fn action(&mut self) {
        let mut level = 0_usize;
        let mut quoted = false;
        for (at, character) in self.rest.char_indices() {
            match character {
                '"' => quoted = !quoted,
                _ if quoted => {}
                '(' | '{' | '[' => level += 1,
                ',' | ';' | '}' if level == 0 => {
                    self.rest = self.rest.get(at..).unwrap_or("");
                    return;
                }
                ')' | '}' | ']' => level = level.saturating_sub(1),
                _ => {}
            }
        }
        self.rest = "";
    }
}
