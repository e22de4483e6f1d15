//! "Expected …" in a reader's words.

use pipewright_syntax::Keyword;

/// The terminals that could have stood somewhere, as a reader would list them: "a name, `(` or
/// the end of the line". Empty when there is nothing useful to say.
pub fn phrase(expected: &[String]) -> String {
    join(&options(expected))
}

/// The same as a list, the likeliest first, marks and words in backticks.
pub fn options(expected: &[String]) -> Vec<String> {
    let has = |name: &str| expected.iter().any(|it| it == name);
    let is_keyword = |name: &str| Keyword::from_text(name).is_some();
    let keywords = expected.iter().filter(|name| is_keyword(name)).count();
    // Where any name can stand, every keyword can: they say nothing more.
    let any_name = has("a name") && keywords > Keyword::ALL.len() / 2;
    let any_value = has("a whole number") && has("a text") && has("[");
    let at_end = has("the end of the line");
    // After a value every operator could stand: none of them is what is missing.
    let after_value = has("and") && !any_name && expected.iter().any(|it| !is_operator(it));
    let mut out: Vec<String> = Vec::new();
    if any_value {
        out.push("a value".to_owned());
    }
    for name in expected {
        let shown = match name.as_str() {
            "an unreadable value" | "an unreadable entry" => continue,
            "a name" if any_value => continue,
            operator if after_value && is_operator(operator) => continue,
            "a name" => name.clone(),
            "a whole number" | "a decimal number" | "a duration" | "a size"
            | "an amount of money" | "a date" | "a text" | "[" | "(" | "{" | "true" | "false"
                if any_value =>
            {
                continue;
            }
            // An entry that could end here could also go on in ways nobody would miss.
            "." | ":" | "[" | "(" | "?" | "or" | "except" | "in" | "}" | "," if at_end => continue,
            ":" if expected.len() > 1 && !has("=") => continue,
            "." | "[" | "?" | "or" | "except" if expected.len() > 1 => continue,
            "a text"
            | "a whole number"
            | "a decimal number"
            | "a duration"
            | "a size"
            | "an amount of money"
            | "a date"
            | "the end of the line" => name.clone(),
            keyword if is_keyword(keyword) && any_name => continue,
            mark => format!("`{mark}`"),
        };
        if !out.contains(&shown) {
            out.push(shown);
        }
    }
    if out.is_empty() && has("or") {
        out.push("`or`".to_owned());
    }
    // The end of the line is the last thing to say.
    if let Some(at) = out.iter().position(|it| it == "the end of the line") {
        let end = out.remove(at);
        out.push(end);
    }
    out
}

/// Whether it stands between two values.
fn is_operator(name: &str) -> bool {
    matches!(
        name,
        "or" | "except" | "and" | "in" | "matches" | "<" | "<=" | ">" | ">=" | "==" | "!="
    )
}

/// `a, b or c`; of many, the first ones.
fn join(options: &[String]) -> String {
    match options {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] if options.len() <= 10 => format!("{} or {last}", first.join(", ")),
        many => {
            let shown: Vec<&str> = many.iter().take(10).map(String::as_str).collect();
            format!("{}, …", shown.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::phrase;

    #[test]
    fn lists_read_as_people_write_them() {
        let list = |names: &[&str]| -> Vec<String> {
            names.iter().map(|name| (*name).to_owned()).collect()
        };
        assert_eq!(phrase(&list(&["="])), "`=`");
        assert_eq!(phrase(&list(&["by", "a text"])), "`by` or a text");
        assert_eq!(
            phrase(&list(&["the end of the line", "guaranteed", ":", "}"])),
            "`guaranteed` or the end of the line"
        );
    }
}
