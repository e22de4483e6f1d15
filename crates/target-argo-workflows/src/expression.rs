//! Expressions of Argo's language (expr-lang), built from parts: source text enters as a literal
//! only.
//!
//! Argo finds its tags by `{{` and `}}` wherever they stand, in text too, and looks again after
//! each substitution. So no expression holds two braces in a row: those of literals are escaped,
//! and nothing else here has any.

/// How tightly an expression holds together, loosest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Choice,
    Or,
    And,
    Comparison,
    Range,
    Sum,
    Whole,
}

/// An expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expr {
    text: String,
    rank: Rank,
}

impl Expr {
    const fn new(text: String, rank: Rank) -> Self {
        Self { text, rank }
    }

    const fn whole(text: String) -> Self {
        Self::new(text, Rank::Whole)
    }

    /// A variable of Argo's: `tasks`, `workflow`.
    #[must_use]
    pub fn variable(name: &'static str) -> Self {
        Self::whole(name.to_owned())
    }

    /// Exactly this text.
    #[must_use]
    pub fn text(text: &str) -> Self {
        let mut literal = String::from("'");
        let mut before = ' ';
        let mut rest = text.chars().peekable();
        while let Some(character) = rest.next() {
            let is_brace = |found: char| matches!(found, '{' | '}');
            let doubled = is_brace(before) || rest.peek().is_some_and(|next| is_brace(*next));
            match character {
                '\\' => literal.push_str("\\\\"),
                '\'' | '"' => literal.push_str(&escape(character)),
                brace if is_brace(brace) && doubled => literal.push_str(&escape(brace)),
                control if control.is_control() => literal.push_str(&escape(control)),
                plain => literal.push(plain),
            }
            before = character;
        }
        literal.push('\'');
        Self::whole(literal)
    }

    /// A whole number.
    #[must_use]
    pub fn int(number: i64) -> Self {
        if number == i64::MIN {
            // Its digits alone are no number of 64 bits.
            return Self::new(format!("{} - 1", number + 1), Rank::Sum);
        }
        let rank = if number < 0 { Rank::Sum } else { Rank::Whole };
        Self::new(number.to_string(), rank)
    }

    /// A decimal, as it is written in source: always with a point, so that it is never an integer.
    #[must_use]
    pub fn float(text: &str) -> Self {
        let rank = if text.starts_with('-') {
            Rank::Sum
        } else {
            Rank::Whole
        };
        let point = if text.contains('.') { "" } else { ".0" };
        Self::new(format!("{text}{point}"), rank)
    }

    /// `true`, `false`.
    #[must_use]
    pub fn bool(value: bool) -> Self {
        Self::whole(value.to_string())
    }

    /// Nothing.
    #[must_use]
    pub fn nil() -> Self {
        Self::whole("nil".to_owned())
    }

    /// `object['key']`.
    #[must_use]
    pub fn at(&self, key: &str) -> Self {
        Self::whole(format!(
            "{}[{}]",
            self.operand(Rank::Whole),
            Self::text(key).text
        ))
    }

    /// `object.field`.
    #[must_use]
    pub fn field(&self, name: &'static str) -> Self {
        Self::whole(format!("{}.{name}", self.operand(Rank::Whole)))
    }

    /// `list[number]`.
    #[must_use]
    pub fn item(&self, number: &Self) -> Self {
        Self::whole(format!("{}[{}]", self.operand(Rank::Whole), number.text))
    }

    /// What lies along these keys, or `nil` where one of them is not there. Not written as members:
    /// Argo would take a variable that is not there for one that is still to come.
    #[must_use]
    pub fn reach(&self, keys: &[&str]) -> Self {
        let empty = Self::whole("{}".to_owned());
        let mut found = self.clone();
        for (place, key) in keys.iter().enumerate() {
            if place > 0 {
                found = found.or_else(&empty);
            }
            found = Self::call("get", &[&found, &Self::text(key)]);
        }
        found
    }

    /// `function(a, b)`.
    #[must_use]
    pub fn call(function: &'static str, arguments: &[&Self]) -> Self {
        Self::whole(format!("{function}({})", listed(arguments)))
    }

    /// `(expression)`.
    #[must_use]
    pub fn grouped(&self) -> Self {
        Self::whole(format!("({})", self.text))
    }

    /// `object.Method(a, b)`.
    #[must_use]
    pub fn method(&self, name: &'static str, arguments: &[&Self]) -> Self {
        let object = self.operand(Rank::Whole);
        Self::whole(format!("{object}.{name}({})", listed(arguments)))
    }

    /// `value ?? fallback`. Readers differ about how tightly that holds together: it never stands
    /// beside another operator without parentheses.
    #[must_use]
    pub fn or_else(&self, fallback: &Self) -> Self {
        let (value, fallback) = (self.operand(Rank::Whole), fallback.operand(Rank::Whole));
        Self::new(format!("{value} ?? {fallback}"), Rank::Choice)
    }

    /// `left operator right`, for an operator that compares.
    #[must_use]
    pub fn compare(&self, operator: &'static str, right: &Self) -> Self {
        self.binary(operator, right, Rank::Comparison)
    }

    /// `left == right`.
    #[must_use]
    pub fn equals(&self, right: &Self) -> Self {
        self.compare("==", right)
    }

    /// `left + right`.
    #[must_use]
    pub fn plus(&self, right: &Self) -> Self {
        self.binary("+", right, Rank::Sum)
    }

    /// `left - right`.
    #[must_use]
    pub fn minus(&self, right: &Self) -> Self {
        self.binary("-", right, Rank::Sum)
    }

    /// `first .. last`.
    #[must_use]
    pub fn up_to(&self, last: &Self) -> Self {
        self.binary("..", last, Rank::Range)
    }

    fn binary(&self, operator: &'static str, right: &Self, rank: Rank) -> Self {
        let tighter = match rank {
            Rank::Comparison => Rank::Range,
            _ => Rank::Whole,
        };
        let (left, right) = (self.operand(tighter), right.operand(tighter));
        Self::new(format!("{left} {operator} {right}"), rank)
    }

    /// All hold; `true` where there are none.
    #[must_use]
    pub fn all(parts: Vec<Self>) -> Self {
        Self::joined(parts, " and ", Rank::And, true)
    }

    /// One holds; `false` where there are none.
    #[must_use]
    pub fn any(parts: Vec<Self>) -> Self {
        Self::joined(parts, " or ", Rank::Or, false)
    }

    fn joined(mut parts: Vec<Self>, operator: &str, rank: Rank, empty: bool) -> Self {
        match parts.len() {
            0 => Self::bool(empty),
            1 => parts.remove(0),
            _ => {
                let operands: Vec<String> = parts
                    .iter()
                    .map(|part| part.operand(Rank::Comparison))
                    .collect();
                Self::new(operands.join(operator), rank)
            }
        }
    }

    /// It does not hold.
    #[must_use]
    pub fn negated(&self) -> Self {
        Self::new(
            format!("not {}", self.operand(Rank::Whole)),
            Rank::Comparison,
        )
    }

    /// `condition ? yes : no`.
    #[must_use]
    pub fn choose(condition: &Self, yes: &Self, no: &Self) -> Self {
        Self::new(
            format!(
                "{} ? {} : {}",
                condition.operand(Rank::Or),
                yes.operand(Rank::Or),
                no.text
            ),
            Rank::Choice,
        )
    }

    /// The value where the condition holds, else an error with these words.
    #[must_use]
    pub fn demand(condition: &Self, value: &Self, words: &str) -> Self {
        Self::choose(condition, value, &Self::fail(words))
    }

    /// An error with these words.
    #[must_use]
    pub fn fail(words: &str) -> Self {
        Self::call("sprig.fail", &[&Self::text(words)])
    }

    /// As a tag, for a field in which Argo evaluates it.
    #[must_use]
    pub fn tag(&self) -> String {
        format!("{{{{={}}}}}", self.text)
    }

    /// As part of one that holds together so tightly.
    fn operand(&self, rank: Rank) -> String {
        if self.rank >= rank {
            self.text.clone()
        } else {
            format!("({})", self.text)
        }
    }
}

fn listed(arguments: &[&Expr]) -> String {
    let texts: Vec<&str> = arguments
        .iter()
        .map(|argument| argument.text.as_str())
        .collect();
    texts.join(", ")
}

fn escape(character: char) -> String {
    format!("\\u{:04x}", u32::from(character))
}

/// A tag that names a variable: `{{workflow.name}}`.
#[must_use]
pub fn tag(variable: &str) -> String {
    format!("{{{{{variable}}}}}")
}

#[cfg(test)]
mod tests;
