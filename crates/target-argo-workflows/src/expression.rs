//! Expressions of Argo's language (expr-lang), built from parts: source text enters as a literal
//! only.
//!
//! Argo finds its tags by `{{` and `}}` wherever they stand, in text too, and looks again after
//! each substitution. So no expression holds two braces in a row: those of literals are escaped,
//! and nothing else here has any.

/// An expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expr {
    text: String,
    /// Whether it stands as an operand without parentheses.
    simple: bool,
}

impl Expr {
    const fn simple(text: String) -> Self {
        Self { text, simple: true }
    }

    const fn compound(text: String) -> Self {
        Self {
            text,
            simple: false,
        }
    }

    /// A variable of Argo's: `tasks`, `workflow`.
    #[must_use]
    pub fn variable(name: &'static str) -> Self {
        Self::simple(name.to_owned())
    }

    /// Exactly this text.
    #[must_use]
    pub fn text(text: &str) -> Self {
        let mut literal = String::from("'");
        for character in text.chars() {
            match character {
                '\\' | '\'' | '"' | '{' | '}' => literal.push_str(&escape(character)),
                control if control.is_control() => literal.push_str(&escape(control)),
                plain => literal.push(plain),
            }
        }
        literal.push('\'');
        Self::simple(literal)
    }

    /// A whole number.
    #[must_use]
    pub fn int(number: i64) -> Self {
        if number == i64::MIN {
            // Its digits alone are no number of 64 bits.
            return Self::compound(format!("{} - 1", number + 1));
        }
        let text = number.to_string();
        if number < 0 {
            Self::compound(text)
        } else {
            Self::simple(text)
        }
    }

    /// `true`, `false`.
    #[must_use]
    pub fn bool(value: bool) -> Self {
        Self::simple(value.to_string())
    }

    /// Nothing.
    #[must_use]
    pub fn nil() -> Self {
        Self::simple("nil".to_owned())
    }

    /// `object['key']`.
    #[must_use]
    pub fn at(&self, key: &str) -> Self {
        Self::simple(format!("{}[{}]", self.operand(), Self::text(key).text))
    }

    /// `object.field`.
    #[must_use]
    pub fn field(&self, name: &'static str) -> Self {
        Self::simple(format!("{}.{name}", self.operand()))
    }

    /// `list[number]`.
    #[must_use]
    pub fn item(&self, number: &Self) -> Self {
        Self::simple(format!("{}[{}]", self.operand(), number.text))
    }

    /// What lies along these keys, or `nil` where one of them is not there.
    #[must_use]
    pub fn reach(&self, keys: &[&str]) -> Self {
        keys.iter().fold(self.clone(), |object, key| {
            Self::call("get", &[&object, &Self::text(key)])
        })
    }

    /// `function(a, b)`.
    #[must_use]
    pub fn call(function: &'static str, arguments: &[&Self]) -> Self {
        let arguments: Vec<&str> = arguments
            .iter()
            .map(|argument| argument.text.as_str())
            .collect();
        Self::simple(format!("{function}({})", arguments.join(", ")))
    }

    /// `(expression)`.
    #[must_use]
    pub fn grouped(&self) -> Self {
        Self::simple(self.operand())
    }

    /// `object.Method(a, b)`.
    #[must_use]
    pub fn method(&self, name: &'static str, arguments: &[&Self]) -> Self {
        let arguments: Vec<&str> = arguments
            .iter()
            .map(|argument| argument.text.as_str())
            .collect();
        Self::simple(format!(
            "{}.{name}({})",
            self.operand(),
            arguments.join(", ")
        ))
    }

    /// `left operator right`.
    #[must_use]
    pub fn binary(&self, operator: &'static str, right: &Self) -> Self {
        Self::compound(format!("{} {operator} {}", self.operand(), right.operand()))
    }

    /// All hold; `true` where there are none.
    #[must_use]
    pub fn all(parts: Vec<Self>) -> Self {
        Self::joined(parts, " and ", true)
    }

    /// One holds; `false` where there are none.
    #[must_use]
    pub fn any(parts: Vec<Self>) -> Self {
        Self::joined(parts, " or ", false)
    }

    fn joined(mut parts: Vec<Self>, operator: &str, empty: bool) -> Self {
        match parts.len() {
            0 => Self::bool(empty),
            1 => parts.remove(0),
            _ => {
                let operands: Vec<String> = parts.iter().map(Self::operand).collect();
                Self::compound(operands.join(operator))
            }
        }
    }

    /// It does not hold.
    #[must_use]
    pub fn negated(&self) -> Self {
        Self::compound(format!("not {}", self.operand()))
    }

    /// `condition ? yes : no`.
    #[must_use]
    pub fn choose(condition: &Self, yes: &Self, no: &Self) -> Self {
        Self::compound(format!(
            "{} ? {} : {}",
            condition.operand(),
            yes.operand(),
            no.operand()
        ))
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

    fn operand(&self) -> String {
        if self.simple {
            self.text.clone()
        } else {
            format!("({})", self.text)
        }
    }
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
mod tests {
    use super::*;

    #[test]
    fn text_comes_back_as_written_and_is_never_a_tag() {
        for text in [
            "",
            "plain",
            "it's",
            "back\\slash",
            "{{workflow.name}}",
            "}}{{",
            "{{=sprig.fail('x')}}",
            "a\nb\tc\u{1}",
            "'; drop",
            "say \"no\"",
            "\u{e9}\u{1f600}",
        ] {
            let literal = Expr::text(text);
            let inner = literal.text.clone();
            assert!(!inner.contains("{{") && !inner.contains("}}"), "{inner}");
            // Four digits behind `\\u` mean the same in JSON and in Go.
            let json = format!("\"{}\"", inner.trim_matches('\''));
            let value: String = serde_json::from_str(&json).unwrap();
            assert_eq!(value, text, "{inner}");
        }
    }

    #[test]
    fn numbers_are_exact_to_the_last() {
        for number in [0, 1, -1, i64::MAX, i64::MIN, i64::MIN + 1] {
            let text = Expr::int(number).operand();
            let value = expr::eval(&text, &expr::Context::default()).unwrap();
            assert_eq!(value.as_integer(), Some(number), "{text}");
        }
    }

    #[test]
    fn parentheses_keep_what_belongs_together() {
        let one = Expr::int(1);
        let sum = one.binary("+", &Expr::int(-2));
        assert_eq!(sum.binary("*", &Expr::int(3)).tag(), "{{=(1 + (-2)) * 3}}");
        let both = Expr::all(vec![Expr::bool(true), Expr::any(vec![sum.clone(), sum])]);
        assert_eq!(both.tag(), "{{=true and ((1 + (-2)) or (1 + (-2)))}}");
        assert_eq!(Expr::all(Vec::new()).tag(), "{{=true}}");
        assert_eq!(
            Expr::variable("tasks").reach(&["a", "status"]).tag(),
            "{{=get(get(tasks, 'a'), 'status')}}"
        );
        assert_eq!(tag("workflow.name"), "{{workflow.name}}");
    }
}
