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
            let text = Expr::int(number).text;
            let value = expr::eval(&text, &expr::Context::default()).unwrap();
            assert_eq!(value.as_integer(), Some(number), "{text}");
        }
    }

    #[test]
    fn parentheses_keep_what_belongs_together() {
        let (one, two) = (Expr::int(1), Expr::int(-2));
        let sum = one.plus(&two);
        assert_eq!(sum.tag(), "{{=1 + (-2)}}");
        assert_eq!(one.minus(&sum).tag(), "{{=1 - (1 + (-2))}}");
        let less = sum.compare("<", &one);
        assert_eq!(less.tag(), "{{=1 + (-2) < 1}}");
        let both = Expr::all(vec![
            less.clone(),
            Expr::any(vec![less.negated(), Expr::bool(true)]),
        ]);
        assert_eq!(
            both.tag(),
            "{{=1 + (-2) < 1 and (not (1 + (-2) < 1) or true)}}"
        );
        let choice = Expr::choose(&Expr::bool(true), &one, &Expr::nil());
        assert_eq!(
            Expr::choose(&choice, &choice, &choice).tag(),
            "{{=(true ? 1 : nil) ? (true ? 1 : nil) : true ? 1 : nil}}"
        );
        assert_eq!(Expr::all(Vec::new()).tag(), "{{=true}}");
        assert_eq!(
            Expr::variable("tasks").reach(&["a", "status"]).tag(),
            "{{=get(get(tasks, 'a') ?? {}, 'status')}}"
        );
        assert_eq!(Expr::int(0).up_to(&sum).tag(), "{{=0 .. (1 + (-2))}}");
        assert_eq!(tag("workflow.name"), "{{workflow.name}}");
    }

    #[test]
    fn they_mean_what_their_parts_say() {
        let value = |expression: &Expr| {
            expr::eval(&expression.text, &expr::Context::default())
                .unwrap_or_else(|error| panic!("{}: {error}", expression.text))
        };
        let three = Expr::int(3);
        assert_eq!(
            value(&three.minus(&three.minus(&Expr::int(1)))).as_integer(),
            Some(1)
        );
        let less = Expr::int(-5)
            .plus(&Expr::int(1))
            .compare("<", &Expr::int(0));
        for (one, other) in [(true, true), (true, false), (false, true), (false, false)] {
            let (a, b) = (Expr::bool(one), Expr::bool(other));
            let or = Expr::any(vec![a.clone(), b.clone()]);
            let and = Expr::all(vec![a.clone(), b.clone()]);
            assert_eq!(
                value(&Expr::all(vec![or.clone(), less.clone()])).as_bool(),
                Some(one || other)
            );
            assert_eq!(
                value(&Expr::any(vec![and.clone(), less.negated()])).as_bool(),
                Some(one && other)
            );
            assert_eq!(value(&and.negated()).as_bool(), Some(!(one && other)));
            assert_eq!(
                value(&or.equals(&and)).as_bool(),
                Some((one || other) == (one && other))
            );
            let inner = Expr::choose(&b, &Expr::int(1), &Expr::int(2));
            let choice = Expr::choose(&a, &inner, &Expr::choose(&or, &three, &Expr::int(4)));
            let wanted = match (one, other) {
                (true, true) => 1,
                (true, false) => 2,
                (false, true) => 3,
                (false, false) => 4,
            };
            assert_eq!(value(&choice).as_integer(), Some(wanted), "{}", choice.text);
        }
    }
}
