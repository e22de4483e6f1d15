//! What people usually mean who write one kind of value for another.

use pipewright_syntax::{Token, number_meant};

use super::Value;

/// What people usually mean when they write one kind for another.
pub fn usual_mistake(expected: &str, value: &Value, written: &str) -> Option<String> {
    match (expected, value) {
        ("a duration", Value::Int(_)) => Some(format!(
            "a duration has a unit: `{written}s`, `{written}m` or `{written}h`"
        )),
        ("a size", Value::Int(_)) => Some(format!(
            "a size has a unit: `{written}MiB` or `{written}GiB`"
        )),
        ("an amount of money", Value::Int(_) | Value::Decimal(_)) => Some(format!(
            "an amount has a currency: `{written} USD`, `{written} EUR`"
        )),
        ("a size" | "a duration" | "an amount of money", Value::Text(_)) => {
            Some("write it without quotes".to_owned())
        }
        ("a number of cores", Value::Duration(millis)) => {
            let minutes = millis / 60_000;
            Some(format!(
                "`{written}` is minutes here; {minutes} thousandths of a core are `{}`",
                cores_literal(minutes)
            ))
        }
        ("a region", Value::List(_)) => Some("regions are joined by `or`: `eu or uk`".to_owned()),
        ("a region", Value::Text(_)) => {
            Some("regions are names, not text: write it without quotes".to_owned())
        }
        ("a secret", Value::Text(_)) => {
            Some("a secret is never text: write `secret(\"path\")`".to_owned())
        }
        ("a list of text", Value::Text(_)) => {
            Some("each argument is a text of its own: no shell splits them".to_owned())
        }
        ("a record of variables", Value::List(_)) => {
            Some("variables are fields: `env = { MODE = \"fast\" }`".to_owned())
        }
        ("text", Value::Region(_)) => Some(format!("in text, write `\"${{{written}}}\"`")),
        _ => None,
    }
}

/// A change that gives the place what it needs, where the value's spelling holds it.
pub fn usual_fix(expected: &str, value: &Value, written: &str) -> Option<(String, String)> {
    let bare = written
        .strip_prefix('"')
        .and_then(|rest| rest.strip_suffix('"'))
        .filter(|bare| !bare.is_empty());
    let unquoted = |fits: fn(&str) -> bool| {
        let bare = bare.filter(|bare| fits(bare))?;
        Some((format!("write `{bare}`"), bare.to_owned()))
    };
    match (expected, value) {
        ("a duration", Value::Text(_)) => unquoted(|bare| has_unit(bare, Token::Duration)),
        ("a size", Value::Text(_)) => {
            unquoted(|bare| has_unit(bare, Token::Size)).or_else(|| quantity(bare?))
        }
        ("a number of cores", Value::Duration(millis)) if *millis >= 60_000 => {
            let meant = cores_literal(millis / 60_000);
            Some((format!("write `{meant}`"), meant))
        }
        ("a number of cores", Value::Text(_)) => cores_of(bare?),
        ("true or false", Value::Text(_)) => match bare?.to_ascii_lowercase().as_str() {
            "true" | "yes" | "on" => Some(("write `true`".to_owned(), "true".to_owned())),
            "false" | "no" | "off" => Some(("write `false`".to_owned(), "false".to_owned())),
            _ => None,
        },
        ("a whole number", Value::Bool(true)) => Some(("write `1`".to_owned(), "1".to_owned())),
        ("a date", Value::Text(_)) => unquoted(super::literal::date_exists),
        ("a region", Value::Text(_)) => unquoted(|bare| {
            bare.starts_with(|c: char| c.is_ascii_lowercase())
                && bare
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        }),
        ("a whole number", Value::Text(_)) => {
            unquoted(|bare| bare.len() < 19 && bare.chars().all(|c| c.is_ascii_digit()))
        }
        ("text", Value::Int(_) | Value::Decimal(_) | Value::Bool(_) | Value::Date(_))
            if bare.is_none() && !written.contains(['"', '\\', '$']) && !written.contains('\n') =>
        {
            if is_literal(written) {
                Some(("put it in quotes".to_owned(), format!("\"{written}\"")))
            } else {
                let text = is_named(written).then(|| format!("\"${{{written}}}\""))?;
                Some((format!("write `{text}`"), text))
            }
        }
        ("a region", Value::List(_)) => {
            let inside = written.strip_prefix('[')?.strip_suffix(']')?;
            let parts: Vec<&str> = inside
                .split(',')
                .map(|part| part.trim().trim_matches('"'))
                .collect();
            let name = |part: &&str| part.starts_with(|c: char| c.is_ascii_lowercase());
            let meant = parts.join(" or ");
            parts
                .iter()
                .all(name)
                .then(|| (format!("write `{meant}`"), meant))
        }
        ("a list of text", Value::Text(_)) if bare.is_some() => {
            Some((format!("write `[{written}]`"), format!("[{written}]")))
        }
        _ => None,
    }
}

/// A size as Kubernetes writes it: `4Gi`.
fn quantity(bare: &str) -> Option<(String, String)> {
    match number_meant(bare) {
        (Token::Size, Some(meant)) => Some((format!("write `{meant}`"), meant)),
        _ => None,
    }
}

/// Cores as Kubernetes writes them: `500m`, `2`.
fn cores_of(bare: &str) -> Option<(String, String)> {
    let millis: u64 = match bare.strip_suffix('m') {
        Some(millis) => millis.parse().ok()?,
        None => bare.parse::<u64>().ok()?.checked_mul(1_000)?,
    };
    let meant = cores_literal(millis);
    Some((format!("write `{meant}`"), meant))
}

/// Whether a text is a number with a unit of this kind, as the language spells it.
fn has_unit(text: &str, kind: Token) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
        && number_meant(text) == (kind, Some(text.to_owned()))
}

/// Whether a value is reached by a name: `count`, `settings.count`.
fn is_named(written: &str) -> bool {
    written.split('.').all(|part| {
        part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    })
}

/// Whether a value is spelled out, not named.
fn is_literal(written: &str) -> bool {
    matches!(written, "true" | "false")
        || written.starts_with(|c: char| c.is_ascii_digit() || c == '-')
}

fn cores_literal(millis: u64) -> String {
    let text = format!("{}.{:03}", millis / 1_000, millis % 1_000);
    let text = text.trim_end_matches('0');
    text.strip_suffix('.').unwrap_or(text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::{cores_literal, cores_of, quantity};

    #[test]
    fn quantities_are_read_as_kubernetes_means_them() {
        assert_eq!(cores_literal(500), "0.5");
        assert_eq!(cores_literal(2_000), "2");
        let written = |fix: Option<(String, String)>| fix.map(|(_, text)| text);
        assert_eq!(written(cores_of("500m")).as_deref(), Some("0.5"));
        assert_eq!(written(cores_of("2")).as_deref(), Some("2"));
        assert_eq!(written(cores_of("many")), None);
        assert_eq!(written(quantity("4Gi")).as_deref(), Some("4GiB"));
        assert_eq!(written(quantity("4 parsecs")), None);
    }
}
