//! Facts as people read them.

use pipewright_model::FactKind;

use crate::known::FactValue;

/// Texts shown of many.
const MOST_SHOWN: usize = 8;

const SIZES: [(&str, i64); 4] = [
    ("TiB", 1 << 40),
    ("GiB", 1 << 30),
    ("MiB", 1 << 20),
    ("KiB", 1 << 10),
];

/// What a fact is: "`deadline` is 3h", "nobody states `owner`".
pub fn show(name: &str, kind: FactKind, value: &FactValue<'_>) -> String {
    match value {
        FactValue::Absent => format!("nobody states `{name}`"),
        FactValue::Truth(truth) => format!("`{name}` is {truth}"),
        FactValue::Number(number) => format!("`{name}` is {}", number_text(kind, *number)),
        FactValue::Text(text) => format!("`{name}` is {}", quoted(text)),
        FactValue::Texts(texts) => list(name, texts.iter().map(|text| quoted(text)).collect()),
        FactValue::Places(places) => list(name, places.clone()),
        FactValue::Labels(labels) => {
            let shown = labels
                .iter()
                .map(|(name, text)| format!("{name} = {}", quoted(text)));
            list(name, shown.collect())
        }
    }
}

fn list(name: &str, items: Vec<String>) -> String {
    if items.is_empty() {
        return format!("`{name}` is empty");
    }
    let more = items.len().saturating_sub(MOST_SHOWN);
    let mut shown: Vec<String> = items.into_iter().take(MOST_SHOWN).collect();
    if more > 0 {
        shown.push(format!("{more} more"));
    }
    format!("`{name}` is {}", shown.join(", "))
}

fn quoted(text: &str) -> String {
    let shown: String = text.chars().take(80).collect();
    let dots = if shown.len() < text.len() { "…" } else { "" };
    format!("\"{shown}{dots}\"")
}

fn number_text(kind: FactKind, number: i64) -> String {
    match kind {
        FactKind::Duration => {
            pipewright_schedule::duration::show(u64::try_from(number).unwrap_or_default())
        }
        FactKind::Size => SIZES
            .iter()
            .find(|(_, bytes)| number >= *bytes && number % bytes == 0)
            .map_or_else(
                || format!("{number} bytes"),
                |(unit, bytes)| format!("{}{unit}", number / bytes),
            ),
        FactKind::Cores if number % 1_000 == 0 => (number / 1_000).to_string(),
        FactKind::Cores => {
            let text = format!("{}.{:03}", number / 1_000, number % 1_000);
            text.trim_end_matches('0').to_owned()
        }
        _ => number.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use pipewright_model::FactKind;

    use super::{FactValue, show};

    #[test]
    fn facts_read_as_they_are_written() {
        let number = |kind, number| show("x", kind, &FactValue::Number(number));
        assert_eq!(number(FactKind::Duration, 10_800), "`x` is 3h");
        assert_eq!(number(FactKind::Size, 4 << 30), "`x` is 4GiB");
        assert_eq!(number(FactKind::Size, 1_000), "`x` is 1000 bytes");
        assert_eq!(number(FactKind::Cores, 1_500), "`x` is 1.5");
        assert_eq!(number(FactKind::Cores, 2_000), "`x` is 2");
        assert_eq!(
            show("owner", FactKind::Text, &FactValue::Absent),
            "nobody states `owner`"
        );
        assert_eq!(
            show("t", FactKind::Texts, &FactValue::texts(["a", "b"])),
            "`t` is \"a\", \"b\""
        );
    }
}
