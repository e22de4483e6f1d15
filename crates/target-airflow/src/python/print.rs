//! Prints expressions as `ruff format` leaves them: on one line where they fit, else one item a
//! line with a comma after each.

use unicode_width::UnicodeWidthChar;

use super::{Call, Expression};

/// The longest line.
pub const LINE: usize = 88;

/// The columns a text takes, as ruff counts them.
#[must_use]
pub fn width(text: &str) -> usize {
    text.chars()
        .map(|character| character.width().unwrap_or(0))
        .sum()
}

/// `name = value`, with a newline.
#[must_use]
pub fn assignment(indent: usize, name: &str, value: &Expression) -> String {
    let mut printer = Printer::new(indent, format!("{name} = "));
    let fits_in_parentheses = |atom: &str| indent + 4 + width(atom) <= LINE;
    match value {
        Expression::Atom(atom)
            if printer.column + width(atom) > LINE && fits_in_parentheses(atom) =>
        {
            printer.push("(");
            printer.line(indent + 4);
            printer.push(atom);
            printer.line(indent);
            printer.push(")");
        }
        _ => printer.expression(indent, value, 0),
    }
    printer.finish()
}

/// `HEAD VALUE`, with a newline: `return VALUE`, `raise VALUE`.
#[must_use]
pub fn statement(indent: usize, head: &str, value: &Expression) -> String {
    let mut printer = Printer::new(indent, head.to_owned());
    printer.expression(indent, value, 0);
    printer.finish()
}

/// `HEAD CALL TAIL`, with a newline: `with DAG(…) as dag:`, `def f(…):`, `@task(…)`.
#[must_use]
pub fn opening(indent: usize, head: &str, call: &Call, tail: &str) -> String {
    let mut printer = Printer::new(indent, head.to_owned());
    printer.expression(indent, &Expression::Call(call.clone()), width(tail));
    printer.push(tail);
    printer.finish()
}

struct Printer {
    text: String,
    column: usize,
}

impl Printer {
    fn new(indent: usize, start: String) -> Self {
        let mut printer = Self {
            text: String::new(),
            column: 0,
        };
        printer.push(&" ".repeat(indent));
        printer.push(&start);
        printer
    }

    fn finish(mut self) -> String {
        self.text.push('\n');
        self.text
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.column += width(text);
    }

    fn line(&mut self, indent: usize) {
        self.text.push('\n');
        self.column = 0;
        self.push(&" ".repeat(indent));
    }

    /// Prints at the cursor; `after` columns must stay free behind it.
    fn expression(&mut self, indent: usize, value: &Expression, after: usize) {
        let room = LINE.saturating_sub(self.column + after);
        let mut flat = String::new();
        if flatten(value, &mut flat, room) && width(&flat) <= room {
            self.push(&flat);
            return;
        }
        let inner = indent + 4;
        match value {
            Expression::Atom(atom) => self.push(atom),
            Expression::Spread(value) => {
                self.push("*");
                self.expression(indent, value, after);
            }
            Expression::Shared(_, _, value) => self.expression(indent, value, after),
            Expression::List(items) => {
                self.push("[");
                for item in items {
                    self.line(inner);
                    self.expression(inner, item, 1);
                    self.push(",");
                }
                self.close(indent, items.is_empty(), "]");
            }
            Expression::Dict(items) => self.dict(indent, None, items),
            Expression::Extended(base, items) => self.dict(indent, Some(base), items),
            Expression::Call(call) => {
                self.push(&call.function);
                self.push("(");
                for item in &call.positional {
                    self.line(inner);
                    self.expression(inner, item, 1);
                    self.push(",");
                }
                for argument in &call.named {
                    self.line(inner);
                    if let Some(comment) = argument.comment {
                        self.push("# ");
                        self.push(comment);
                        self.line(inner);
                    }
                    self.push(&argument.name);
                    self.push("=");
                    self.expression(inner, &argument.value, 1);
                    self.push(",");
                }
                self.close(
                    indent,
                    call.positional.is_empty() && call.named.is_empty(),
                    ")",
                );
                if let Some(method) = &call.then {
                    self.push(".");
                    self.expression(indent, &Expression::Call((**method).clone()), after);
                }
            }
        }
    }

    fn dict(&mut self, indent: usize, base: Option<&str>, items: &[(String, Expression)]) {
        let inner = indent + 4;
        self.push("{");
        if let Some(base) = base {
            self.line(inner);
            self.push("**");
            self.push(base);
            self.push(",");
        }
        for (key, value) in items {
            self.line(inner);
            self.push(&super::string(key));
            self.push(": ");
            self.expression(inner, value, 1);
            self.push(",");
        }
        self.close(indent, base.is_none() && items.is_empty(), "}");
    }

    fn close(&mut self, indent: usize, is_empty: bool, bracket: &str) {
        if !is_empty {
            self.line(indent);
        }
        self.push(bracket);
    }
}

/// Writes the expression on one line; false as soon as it is sure not to fit into `room` bytes'
/// worth of columns, or must not be on one line. A column takes at most four bytes.
fn flatten(value: &Expression, flat: &mut String, room: usize) -> bool {
    match value {
        Expression::Atom(atom) => flat.push_str(atom),
        Expression::Spread(value) => {
            flat.push('*');
            return flatten(value, flat, room);
        }
        Expression::Shared(_, _, value) => return flatten(value, flat, room),
        Expression::List(items) => {
            flat.push('[');
            for (position, item) in items.iter().enumerate() {
                separate(flat, position);
                if !flatten(item, flat, room) {
                    return false;
                }
            }
            flat.push(']');
        }
        Expression::Dict(items) => return flatten_dict(None, items, flat, room),
        Expression::Extended(base, items) => return flatten_dict(Some(base), items, flat, room),
        Expression::Call(call) => {
            if call.open || call.named.iter().any(|argument| argument.comment.is_some()) {
                return false;
            }
            flat.push_str(&call.function);
            flat.push('(');
            for (position, item) in call.positional.iter().enumerate() {
                separate(flat, position);
                if !flatten(item, flat, room) {
                    return false;
                }
            }
            for (position, argument) in call.named.iter().enumerate() {
                separate(flat, position + call.positional.len());
                flat.push_str(&argument.name);
                flat.push('=');
                if !flatten(&argument.value, flat, room) {
                    return false;
                }
            }
            flat.push(')');
            if let Some(method) = &call.then {
                flat.push('.');
                return flatten(&Expression::Call((**method).clone()), flat, room);
            }
        }
    }
    is_near(flat, room)
}

fn flatten_dict(
    base: Option<&str>,
    items: &[(String, Expression)],
    flat: &mut String,
    room: usize,
) -> bool {
    flat.push('{');
    if let Some(base) = base {
        flat.push_str("**");
        flat.push_str(base);
    }
    for (position, (key, value)) in items.iter().enumerate() {
        separate(flat, position + usize::from(base.is_some()));
        flat.push_str(&super::string(key));
        flat.push_str(": ");
        if !flatten(value, flat, room) {
            return false;
        }
    }
    flat.push('}');
    is_near(flat, room)
}

fn is_near(flat: &str, room: usize) -> bool {
    // Characters without width (accents) make this only a bound; the caller measures.
    flat.len() <= room.saturating_mul(16).saturating_add(16)
}

fn separate(flat: &mut String, position: usize) {
    if position > 0 {
        flat.push_str(", ");
    }
}
