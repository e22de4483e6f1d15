//! Expressions are written so that Argo reads back what was meant.

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
