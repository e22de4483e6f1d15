//! What texts come to: widths without a font, and short forms for small boxes.

/// The widest a box may be made by its text, in characters.
const LONGEST: usize = 34;

/// A text that fits a box: its end is left out where it is too long.
pub fn fit(text: &str) -> String {
    shorten(text, LONGEST)
}

/// A text in two lines, parted between words; the second is empty where one is enough.
pub fn halves(text: &str) -> (String, String) {
    let mut first = String::new();
    let mut rest = text.split_whitespace().peekable();
    while let Some(word) = rest.peek() {
        if !first.is_empty() && first.chars().count() + word.chars().count() >= LONGEST {
            break;
        }
        if !first.is_empty() {
            first.push(' ');
        }
        first.push_str(word);
        rest.next();
    }
    (first, rest.collect::<Vec<_>>().join(" "))
}

/// At most so many characters, the last of them `…` where something is left out.
pub fn shorten(text: &str, most: usize) -> String {
    let clean = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if clean.chars().count() <= most {
        return clean;
    }
    let kept: String = clean.chars().take(most.saturating_sub(1)).collect();
    format!("{}…", kept.trim_end())
}

/// How wide a text is at a size in pixels, on the safe side for the usual sans-serif fonts.
pub fn width(text: &str, size: i32) -> i32 {
    let hundredths: i32 = text.chars().map(advance).sum();
    (hundredths * size + 99) / 100
}

/// Hundredths of the size that a character takes.
fn advance(character: char) -> i32 {
    match character {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' => 36,
        'f' | 't' | 'r' | ' ' | '-' | '(' | ')' | '[' | ']' | '/' => 46,
        'm' | 'w' | 'M' | 'W' | '@' | '%' => 95,
        'A'..='Z' | '_' | '<' | '>' | '=' | '+' | '→' | '…' => 80,
        _ if u32::from(character) >= 0x1100 => 105,
        _ => 68,
    }
}

/// `1h 30m`.
pub fn duration(seconds: u64) -> String {
    let parts = [(86_400, "d"), (3_600, "h"), (60, "m"), (1, "s")];
    let mut rest = seconds;
    let mut words = Vec::new();
    for (unit, word) in parts {
        let number = rest / unit;
        rest %= unit;
        if number > 0 {
            words.push(format!("{number}{word}"));
        }
    }
    if words.is_empty() {
        words.push("0s".to_owned());
    }
    words.join(" ")
}

/// The last part of an image: `ghcr.io/acme/analytics:2.1` is `analytics:2.1`. A digest is left
/// out.
pub fn image(reference: &str) -> String {
    let last = reference.rsplit('/').next().unwrap_or(reference);
    last.split('@').next().unwrap_or(last).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_cut_at_their_end() {
        assert_eq!(shorten("orders", 6), "orders");
        assert_eq!(shorten("orders of today", 8), "orders…");
        assert_eq!(shorten("a\n  b", 8), "a b");
    }

    #[test]
    fn durations_are_said_in_their_units() {
        assert_eq!(duration(5_400), "1h 30m");
        assert_eq!(duration(0), "0s");
        assert_eq!(duration(86_400), "1d");
    }

    #[test]
    fn images_lose_their_registry_and_digest() {
        assert_eq!(image("ghcr.io/acme/analytics:2.1"), "analytics:2.1");
        assert_eq!(image("python@sha256:00"), "python");
    }
}
