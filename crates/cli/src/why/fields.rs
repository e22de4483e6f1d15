//! From the step that made a generated field to the line of the step's own field: `args`, `env`, `image`.

use pipewright_source::{SourceFile, SourceId};
use pipewright_syntax::{Keyword, Lexeme, Token, lex};

/// Fields of containers and operators, and the field of a step that says them.
const SAID_BY: &[(&str, &str)] = &[
    ("args", "args"),
    ("arguments", "args"),
    ("command", "command"),
    ("cmds", "command"),
    ("env", "env"),
    ("env_vars", "env"),
    ("cpu", "cpu"),
    ("cpu_millis", "cpu"),
    ("memory", "memory"),
    ("memory_bytes", "memory"),
    ("ephemeral-storage", "disk"),
    ("disk_bytes", "disk"),
    ("nvidia.com/gpu", "gpu"),
    ("gpu", "gpu"),
    ("image", "image"),
    ("nodeSelector", "node"),
    ("node", "node"),
];

/// What tells steps where their inputs are.
const INPUT: &str = "PIPEWRIGHT_INPUT_";

/// The line of the field of a step that made a generated one, where the step says it. `line` is that of
/// the step, `field` the path of the generated field, `written` its line.
pub fn line_of_field(file: &SourceFile, line: u32, field: &str, written: &str) -> Option<u32> {
    let text = file.text();
    let lexed = lex(SourceId::default(), text);
    let step = Step::at(file, &lexed.tokens, line)?;
    let (wanted, number) = wanted(field)?;
    if field.contains(INPUT) || written.contains(INPUT) {
        return step.field("inputs").map(|(_, line)| line);
    }
    if wanted == "image" {
        return step.image();
    }
    let (at, line) = step.field(wanted)?;
    let inner = match wanted {
        "args" | "command" => number.and_then(|number| step.element(at, number, written)),
        "env" => named(field).and_then(|name| step.entry(at, name)),
        _ => None,
    };
    Some(inner.unwrap_or(line))
}

/// The innermost part of a path that a step says by a field of its own, and its number in a list.
fn wanted(path: &str) -> Option<(&'static str, Option<usize>)> {
    let parts = path.split(['.', '[', ']']).collect::<Vec<&str>>();
    let known = |part: &str| SAID_BY.iter().find(|(name, _)| *name == part);
    let (at, (_, said)) = parts
        .iter()
        .enumerate()
        .rev()
        .find_map(|(at, part)| Some((at, known(part)?)))?;
    let number = parts.get(at + 1).and_then(|next| next.parse().ok());
    Some((said, number))
}

/// `LIMIT` of `env[name=LIMIT]`.
fn named(path: &str) -> Option<&str> {
    let (_, rest) = path.rsplit_once("[name=")?;
    rest.split(']').next()
}

/// The tokens of a step, and the file they stand in.
struct Step<'a> {
    file: &'a SourceFile,
    tokens: &'a [Lexeme],
}

impl<'a> Step<'a> {
    /// The step, or what is made like one, that begins on a line.
    fn at(file: &'a SourceFile, tokens: &'a [Lexeme], line: u32) -> Option<Self> {
        let begins = |one: &Lexeme| {
            let keywords = [
                Keyword::Step,
                Keyword::Acquire,
                Keyword::Release,
                Keyword::Template,
            ];
            let begins = keywords.map(Token::Keyword).contains(&one.token);
            begins && file.line_column(one.start).line == line
        };
        let first = tokens.iter().position(begins)?;
        let tokens = tokens.get(first..)?;
        let mut depth = 0_usize;
        // A step ends where its line does, with all that its brackets hold.
        let ends = |one: &Lexeme| {
            let next_line = depth == 0 && one.indent.is_some();
            depth = deeper(depth, one.token);
            next_line
        };
        let rest = tokens.iter().skip(1).position(ends);
        let last = rest.map_or(tokens.len(), |rest| rest + 1);
        Some(Self {
            file,
            tokens: tokens.get(..last)?,
        })
    }

    fn line(&self, at: usize) -> Option<u32> {
        let token = self.tokens.get(at)?;
        Some(self.file.line_column(token.start).line)
    }

    /// A field of the step's own record: where its value begins, and its line.
    fn field(&self, name: &str) -> Option<(usize, u32)> {
        let mut depth = 0_usize;
        let body = self.tokens.iter().position(|one| {
            depth = deeper(depth, one.token);
            depth == 0 && one.token == Token::Equal
        })?;
        self.inside(body, name)
    }

    /// A field of the first record after a token.
    fn inside(&self, from: usize, name: &str) -> Option<(usize, u32)> {
        let text = self.file.text();
        let mut depth = 0_usize;
        let mut pairs = self
            .tokens
            .iter()
            .zip(self.tokens.iter().skip(1))
            .enumerate();
        pairs.by_ref().take(from).for_each(drop);
        for (at, (one, next)) in pairs {
            depth = deeper(depth, one.token);
            if depth == 1 && next.token == Token::Equal && one.text(text).trim_matches('"') == name
            {
                return Some((at + 2, self.line(at)?));
            }
            if depth == 0 && at > from && is_closing(one.token) {
                return None;
            }
        }
        None
    }

    /// The text after `run` or `in`.
    fn image(&self) -> Option<u32> {
        let mut depth = 0_usize;
        for (at, one) in self.tokens.iter().enumerate() {
            depth = deeper(depth, one.token);
            let before = [Token::Keyword(Keyword::Run), Token::Keyword(Keyword::In)];
            let next = self.tokens.get(at + 1)?;
            if depth == 0 && before.contains(&one.token) && next.token == Token::Text {
                return self.line(at + 1);
            }
        }
        None
    }

    /// An entry of a record.
    fn entry(&self, from: usize, name: &str) -> Option<u32> {
        self.inside(from, name).map(|(_, line)| line)
    }

    /// The element of a list by its number, where its text is in the generated line.
    fn element(&self, from: usize, number: usize, written: &str) -> Option<u32> {
        let text = self.file.text();
        let (mut depth, mut count) = (0_usize, 0_usize);
        for (at, one) in self.tokens.iter().enumerate().skip(from) {
            depth = deeper(depth, one.token);
            if depth == 0 {
                return None;
            }
            if depth == 1 && one.token == Token::Comma {
                count += 1;
            } else if depth == 1 && count == number && one.token == Token::Text {
                let plain = one.text(text).trim_matches('"');
                let said = plain.split("${").next().unwrap_or_default();
                return written.contains(said).then(|| self.line(at)).flatten();
            } else if count == number && one.token.is_name() {
                return self.line(at);
            }
        }
        None
    }
}

/// How deep a place is behind a token.
const fn deeper(depth: usize, token: Token) -> usize {
    match token {
        Token::LeftBrace | Token::LeftBracket | Token::LeftParen => depth + 1,
        token if is_closing(token) => depth.saturating_sub(1),
        _ => depth,
    }
}

const fn is_closing(token: Token) -> bool {
    matches!(
        token,
        Token::RightBrace | Token::RightBracket | Token::RightParen
    )
}

#[cfg(test)]
mod tests {
    use pipewright_source::SourceFile;

    use super::line_of_field;

    const TEXT: &str = r#"pipeline p {
  step one: Row = run "img:1" {
    inputs = { orders = orders }
    env = {
      LIMIT = "5"
      args  = "x"
    }
    args = [
      "--by",
      run.date,
      "--to=${place}",
    ]
    cpu    = 2
    memory = 4GiB
  }

  step bare: Row = run "img:3"

  step two: Row = python """
    args = 1
  """ in "python:3" {
    args = ["--x"]
  }
}
"#;

    fn line(step: u32, field: &str, written: &str) -> Option<u32> {
        let file = SourceFile::new("main.pipe", TEXT);
        line_of_field(&file, step, field, written)
    }

    #[test]
    fn each_field_leads_to_its_line() {
        for (field, written, wanted) in [
            (
                "spec.templates[name=one].container.image",
                "image: img:1",
                2,
            ),
            ("one.image", "image=\"img:1\",", 2),
            ("one.arguments[0]", "\"--by\",", 9),
            ("c.containers[name=one].args[1]", "- $(PIPEWRIGHT_DATE)", 10),
            ("c.containers[name=one].args[2]", "- --to=here", 11),
            ("c.containers[name=one].args", "args:", 8),
            ("c.env[name=LIMIT].value", "value: \"5\"", 5),
            ("c.env[name=args].value", "value: x", 6),
            (
                "c.env[name=PIPEWRIGHT_INPUT_ORDERS].value",
                "value: s3://b/",
                3,
            ),
            ("c.resources.limits.cpu", "cpu: \"2\"", 13),
            ("c.resources.requests.memory", "memory: 4Gi", 14),
        ] {
            assert_eq!(line(2, field, written), Some(wanted), "{field}");
        }
    }

    #[test]
    fn programs_and_other_steps_are_passed_over() {
        assert_eq!(line(19, "c.args[0]", "- --x"), Some(22));
        assert_eq!(line(19, "c.image", "image: python:3"), Some(21));
        assert_eq!(line(17, "c.image", "image: img:3"), Some(17));
        assert_eq!(line(17, "c.args[0]", "- --x"), None);
        // What the step does not say, or says otherwise, has no line of its own.
        assert_eq!(line(19, "c.resources.limits.cpu", "cpu: 1"), None);
        assert_eq!(line(2, "c.args[0]", "- /bin/sh"), Some(8));
        assert_eq!(line(2, "c.securityContext", ""), None);
        assert_eq!(line(3, "c.args[0]", "- --by"), None);
    }
}
