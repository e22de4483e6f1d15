//! How much two names of columns are alike, word by word.

/// Words shorter than this stand for no longer one.
const SHORTEST_STEM: usize = 3;

/// How alike two names are, from 0 to 100: the share of their words that are the same, or one the
/// beginning of the other, as in `lat` and `latitude`.
pub fn likeness(one: &str, other: &str) -> u8 {
    let (one, other) = (words(one), words(other));
    if one.concat() == other.concat() {
        return 100;
    }
    let most = one.len().max(other.len());
    let common = one
        .iter()
        .filter(|word| other.iter().any(|known| alike(word, known)))
        .count();
    // A pair of equal names is more alike than any other.
    let share = common.saturating_mul(99) / most.max(1);
    u8::try_from(share).unwrap_or(99)
}

fn alike(one: &str, other: &str) -> bool {
    let (short, long) = if one.len() <= other.len() {
        (one, other)
    } else {
        (other, one)
    };
    short == long || short.len() >= SHORTEST_STEM && long.starts_with(short)
}

/// The words of a name, in lower case: `shipToCity` and `ship_to_city` have three.
fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut lower = false;
    for character in name.chars() {
        let starts = lower && character.is_ascii_uppercase();
        lower = character.is_ascii_lowercase() || character.is_ascii_digit();
        if !character.is_ascii_alphanumeric() {
            words.push(String::new());
            continue;
        }
        if starts || words.is_empty() {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.push(character.to_ascii_lowercase());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::{likeness, words};

    #[test]
    fn names_are_alike_word_by_word() {
        assert_eq!(words("shipToCity"), ["ship", "to", "city"]);
        assert_eq!(likeness("customer_id", "customerId"), 100);
        assert!(likeness("lat", "latitude") > likeness("lat", "longitude"));
        assert!(likeness("lon", "longitude") > likeness("lon", "latitude"));
        assert!(likeness("start", "start_date") > likeness("start", "end_date"));
        assert_eq!(likeness("surname", "city"), 0);
        assert_eq!(likeness("id", "identity"), 0);
    }
}
