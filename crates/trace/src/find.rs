//! From what a ledger row names to the fields of the file: `spec.templates[name=load].retryStrategy`.

use crate::outline::{Field, Label, Outline};

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    /// A field of that name.
    Key(String),
    /// An item at a place.
    Place(usize),
    /// An item with a field of that value.
    With(String, String),
    /// Any item.
    Every,
}

impl Outline {
    /// The fields that a mechanism of the ledger names, in the order of the file; none where the
    /// file has no such field.
    ///
    /// A mechanism is one path or several, with commas between: `spec.schedule, spec.timeZone`.
    /// Steps are joined by points; `[…]` behind one is a key with points in it, an item by place, by
    /// a value in it, or `*`. Words before a path say where it begins: the kind of a YAML document,
    /// with its name or without, or a variable of a Python file, whose name alone stands for the
    /// whole of it. `=…` and `: …` behind a path tell what stands there.
    #[must_use]
    pub fn find(&self, mechanism: &str) -> Vec<usize> {
        let mut found = Vec::new();
        let mut context: Vec<usize> = Vec::new();
        let mut before: Vec<Step> = Vec::new();
        for (number, part) in parts(mechanism).into_iter().enumerate() {
            let words = words(part);
            let mut starts = vec![0];
            let mut rest = words.as_slice();
            while let [word, more @ ..] = rest {
                let mut inside = self.named(word, &starts);
                if inside.is_empty() && !more.is_empty() {
                    inside = self.below(&starts, |field| field.is(word));
                }
                // The last word is the path, unless it names the whole of something.
                if inside.is_empty() || (more.is_empty() && has_path(word)) {
                    break;
                }
                starts = inside;
                rest = more;
            }
            if number > 0 && rest.len() == words.len() {
                starts.clone_from(&context);
            } else {
                context.clone_from(&starts);
            }
            let Some(path) = rest.last().map(|path| steps(path)) else {
                found.extend(starts);
                continue;
            };
            let mut hits = self.follow(&starts, &path);
            if hits.is_empty() && number > 0 {
                // A path that goes on where the one before it ended.
                before.pop();
                let mut beside = before.clone();
                beside.extend(path.iter().cloned());
                hits = self.follow(&starts, &beside);
            }
            if hits.is_empty() {
                hits = self.anywhere(&starts, &path);
            }
            if hits.is_empty() && path.len() > 1 {
                hits = self.anywhere(&[0], &path);
            }
            before = path;
            found.extend(hits);
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// What a word stands for: documents of a kind or a name, a variable, calls of a class.
    fn named(&self, word: &str, starts: &[usize]) -> Vec<usize> {
        let starts: Vec<usize> = self.through(starts);
        let mut found: Vec<usize> = starts
            .iter()
            .copied()
            .filter(|&start| {
                let name = self
                    .child(start, "metadata")
                    .and_then(|meta| self.value(meta, "name"));
                self.value(start, "kind") == Some(word) || (start != 0 && name == Some(word))
            })
            .collect();
        if found.is_empty() {
            found = starts
                .iter()
                .filter_map(|&start| self.variable(start, word))
                .collect();
        }
        if found.is_empty() && word == "callback" {
            found = self.below(&starts, |field| {
                field.key().is_some_and(|key| key.ends_with("_callback"))
            });
        }
        if found.is_empty()
            && word.starts_with(|first: char| first.is_ascii_uppercase())
            && !has_path(word)
        {
            found = self.below(&starts, |field| {
                field.callee.as_deref() == Some(word) || field.value.as_deref() == Some(word)
            });
        }
        if found.is_empty() && matches!(word, "edges" | "default_args") {
            found = self.below(&starts, |field| field.is(word));
        }
        found
    }

    /// What makes the task of that name, or the variable.
    fn variable(&self, start: usize, word: &str) -> Option<usize> {
        let children = self.field(start).filter(|_| start == 0)?.children.iter();
        let made = |child: &usize| self.value(*child, "task_id") == Some(word);
        let called = |child: &usize| self.field(*child).is_some_and(|field| field.is(word));
        let task = children.clone().copied().find(made);
        task.or_else(|| children.copied().find(called))
    }

    /// Starts, and the documents of a file where it is one of them.
    fn through(&self, starts: &[usize]) -> Vec<usize> {
        let mut all = starts.to_vec();
        for &start in starts {
            let children = self.field(start).map_or(&[][..], |field| &field.children);
            all.extend(children.iter().copied().filter(|&child| {
                matches!(
                    self.field(child),
                    Some(Field {
                        label: Label::Item(_),
                        ..
                    })
                )
            }));
        }
        all
    }

    /// The uppermost fields that are as asked, of some and all below them.
    fn below(&self, starts: &[usize], asked: impl Fn(&Field) -> bool) -> Vec<usize> {
        let mut found = Vec::new();
        let mut waiting: Vec<usize> = starts.to_vec();
        while let Some(at) = waiting.pop() {
            let Some(field) = self.field(at) else {
                continue;
            };
            if asked(field) {
                found.push(at);
            } else {
                waiting.extend(&field.children);
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The fields a path leads to from some.
    fn follow(&self, starts: &[usize], path: &[Step]) -> Vec<usize> {
        let mut at = starts.to_vec();
        for step in path {
            let mut next = Vec::new();
            for field in at {
                self.step(field, step, &mut next);
            }
            at = next;
        }
        if path.is_empty() { Vec::new() } else { at }
    }

    fn step(&self, from: usize, step: &Step, into: &mut Vec<usize>) {
        let Some(field) = self.field(from) else {
            return;
        };
        // A single thing may be asked for by a value in it as well.
        if let (Step::With(key, value), Label::Key(_)) = (step, &field.label)
            && self.value(from, key) == Some(value)
        {
            into.push(from);
        }
        for &child in &field.children {
            let Some(found) = self.field(child) else {
                continue;
            };
            match (step, &found.label) {
                (Step::Key(key), Label::Key(own)) if own == key => into.push(child),
                // What is between brackets is no step of its own where nobody asks for an item.
                (Step::Key(_), Label::Item(_)) => self.step(child, step, into),
                (Step::Place(place), Label::Item(own)) if own == place => into.push(child),
                (Step::Every, Label::Item(_)) => into.push(child),
                (Step::With(key, value), Label::Item(_))
                    if self.value(child, key) == Some(value) =>
                {
                    into.push(child);
                }
                _ => {}
            }
        }
    }

    /// The fields a path leads to from wherever it may begin below some.
    fn anywhere(&self, starts: &[usize], path: &[Step]) -> Vec<usize> {
        let Some((Step::Key(first), rest)) = path.split_first() else {
            return Vec::new();
        };
        let begins = self.below(starts, |field| field.is(first));
        if rest.is_empty() {
            begins
        } else {
            self.follow(&begins, rest)
        }
    }
}

/// Whether a word is a path, and no name alone.
fn has_path(word: &str) -> bool {
    word.contains(['.', '['])
}

/// Parts with commas between them, outside of brackets.
fn parts(mechanism: &str) -> Vec<&str> {
    split(mechanism, ',')
}

/// Words with spaces between them, outside of brackets; what tells a value is left out.
fn words(part: &str) -> Vec<&str> {
    let mut words = Vec::new();
    for word in split(part, ' ') {
        let brackets = word.find(['[', '(']).unwrap_or(word.len());
        let told = word.get(..brackets).and_then(|head| head.find('='));
        let bare = told.and_then(|at| word.get(..at)).unwrap_or(word);
        if let Some(last) = bare.strip_suffix(':') {
            words.push(last);
            break;
        }
        if !bare.is_empty() {
            words.push(bare);
        }
        if bare.len() < word.len() {
            break;
        }
    }
    words
}

fn split(text: &str, at: char) -> Vec<&str> {
    let mut found = Vec::new();
    let mut depth = 0usize;
    let mut start = 0;
    for (index, character) in text.char_indices() {
        match character {
            '[' | '(' => depth += 1,
            ']' | ')' => depth = depth.saturating_sub(1),
            _ if character == at && depth == 0 => {
                found.push(text.get(start..index).unwrap_or(""));
                start = index + character.len_utf8();
            }
            _ => {}
        }
    }
    found.push(text.get(start..).unwrap_or(""));
    found
        .into_iter()
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect()
}

/// The steps of a path.
fn steps(path: &str) -> Vec<Step> {
    let mut found = Vec::new();
    let mut rest = path;
    while !rest.is_empty() {
        if let Some(inside) = rest.strip_prefix('[') {
            let end = inside.find(']').unwrap_or(inside.len());
            let text = inside.get(..end).unwrap_or(inside);
            found.push(match (text.parse(), text.split_once('=')) {
                (Ok(place), _) => Step::Place(place),
                (_, Some((key, value))) => Step::With(key.to_owned(), value.to_owned()),
                _ if matches!(text, "" | "*") => Step::Every,
                _ => Step::Key(text.to_owned()),
            });
            rest = inside.get(end + 1..).unwrap_or("");
        } else {
            let own = rest.trim_start_matches('.');
            let end = own.find(['.', '[']).unwrap_or(own.len());
            let key = own.get(..end).unwrap_or(own);
            if !key.is_empty() {
                found.push(Step::Key(key.to_owned()));
            }
            rest = own.get(end..).unwrap_or("");
        }
    }
    found
}
