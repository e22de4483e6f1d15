//! Small changes of source text.

use regex::Regex;

/// A changed file, and others that change with it.
#[derive(Clone)]
pub struct Edit {
    pub file: String,
    pub text: String,
    pub also: Vec<(String, String)>,
}

impl Edit {
    /// The edit, and another change of its file.
    pub fn then(&self, change: impl Fn(&Statement<'_>) -> Vec<Self>) -> Vec<Self> {
        let whole = Statement::whole(&self.file, &self.text);
        let more = change(&whole).into_iter();
        more.map(|edit| Self {
            also: self.also.clone(),
            ..edit
        })
        .collect()
    }

    /// The edit, with another file changed as well.
    pub fn with(&self, other: &Self) -> Self {
        let mut both = self.clone();
        both.also.push((other.file.clone(), other.text.clone()));
        both
    }
}

/// A file, and the statement that begins on one of its lines.
pub struct Statement<'a> {
    pub file: &'a str,
    pub text: &'a str,
    /// Where the statement stands in the text.
    pub start: usize,
    pub end: usize,
}

impl<'a> Statement<'a> {
    /// The statement of a line, from 1, with all that its brackets hold.
    pub fn at(file: &'a str, text: &'a str, line: u32) -> Self {
        let start = text
            .split_inclusive('\n')
            .take(line as usize - 1)
            .map(str::len)
            .sum();
        let mut depth = 0i32;
        let mut end = start;
        let mut rest = text[start..].char_indices();
        let mut quoted = false;
        while let Some((at, character)) = rest.next() {
            end = start + at + character.len_utf8();
            match character {
                '"' if !quoted && text[start + at..].starts_with("\"\"\"") => {
                    let inside = &text[start + at + 3..];
                    let length = inside.find("\"\"\"").unwrap_or(inside.len());
                    let past = start + at + 3 + length + 2;
                    while rest.next().is_some_and(|(next, _)| start + next < past) {}
                    end = past + 1;
                }
                '"' => quoted = !quoted,
                '{' | '(' | '[' if !quoted => depth += 1,
                '}' | ')' | ']' if !quoted => depth -= 1,
                '\n' if depth <= 0 => break,
                _ => {}
            }
        }
        Self {
            file,
            text,
            start,
            end,
        }
    }

    /// The statement around this one that begins so.
    pub fn around(&self, word: &str) -> Option<Self> {
        let lines: Vec<&str> = self.text[..self.end].lines().collect();
        let line = lines
            .iter()
            .rposition(|line| line.trim_start().starts_with(word))?;
        Some(Self::at(self.file, self.text, line as u32 + 1))
    }

    /// What the statement's braces hold, without them: of a decision, of both of its ways.
    pub fn unwrapped(&self) -> Edit {
        let mut depth = 0i32;
        let lines = self.source().lines().filter(|line| {
            let closes = line.trim_start().starts_with('}');
            let outer = depth == i32::from(closes);
            depth += line.matches('{').count() as i32 - line.matches('}').count() as i32;
            !(outer && (closes || depth > 0))
        });
        let inside: String = lines.map(|line| format!("{line}\n")).collect();
        self.put(self.start, self.end, &inside)
    }

    /// The whole file as one.
    pub fn whole(file: &'a str, text: &'a str) -> Self {
        Self {
            file,
            text,
            start: 0,
            end: text.len(),
        }
    }

    pub fn source(&self) -> &'a str {
        &self.text[self.start..self.end]
    }

    /// The statement without this.
    pub fn cut(&self) -> Edit {
        self.put(self.start, self.end, "")
    }

    /// Another text from one place to another.
    pub fn put(&self, start: usize, end: usize, with: &str) -> Edit {
        Edit {
            file: self.file.to_owned(),
            text: format!("{}{with}{}", &self.text[..start], &self.text[end..]),
            also: Vec::new(),
        }
    }

    /// Every match of the expression in the statement, each changed alone.
    pub fn each(&self, expression: &str, with: impl Fn(&str) -> String) -> Vec<Edit> {
        let expression = Regex::new(expression).unwrap();
        let found = expression.captures_iter(self.source());
        found
            .map(|groups| {
                let found = groups.get(1).unwrap_or_else(|| groups.get(0).unwrap());
                let (start, end) = (self.start + found.start(), self.start + found.end());
                self.put(start, end, &with(found.as_str()))
            })
            .filter(|edit| edit.text != self.text)
            .collect()
    }

    /// Every match of the expression in the statement, all changed at once.
    pub fn all(&self, expression: &str, with: &str) -> Vec<Edit> {
        let expression = Regex::new(expression).unwrap();
        let changed = expression.replace_all(self.source(), with);
        if changed == self.source() {
            return Vec::new();
        }
        vec![self.put(self.start, self.end, &changed)]
    }

    /// Every number, made greater by one, then much greater.
    pub fn numbers(&self) -> Vec<Edit> {
        let number = r"(?:^|[^\w.-])(\d+)";
        let more = |by: fn(u64) -> u64| {
            self.each(number, move |found| {
                by(found.parse().unwrap_or(0)).to_string()
            })
        };
        let mut edits = more(|number| number + 1);
        edits.extend(more(|number| number * 2));
        edits.extend(more(|number| number * 3 / 2));
        edits.extend(more(|_| 1));
        edits
    }

    /// Every duration made a minute, an hour longer by its number, or far too long.
    pub fn durations(&self) -> Vec<Edit> {
        let duration = r"\b(\d+(?:s|m|h|d|w))\b";
        ["1m", "1s", "2h", "7h", "30m"]
            .iter()
            .flat_map(|other| self.each(duration, move |_| (*other).to_owned()))
            .chain(self.numbers())
            .collect()
    }

    /// Every text with one letter more.
    pub fn strings(&self) -> Vec<Edit> {
        self.each(r#""([^"\n]+)""#, |found| format!("{found}x"))
    }
}
