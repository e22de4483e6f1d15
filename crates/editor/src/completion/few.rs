//! Few proposals of many: a thousand help nobody, and take their time on the way.

use super::Proposals;

/// The most that are proposed at once: all time zones of the world are fewer.
const MOST: usize = 650;

/// Of more than can be shown those that go with what is typed, best first. What is typed lies before
/// the cursor, whose place this is.
pub fn few(text: &str, cursor: u32, mut all: Proposals) -> Proposals {
    if all.items.len() <= MOST {
        return all;
    }
    let typed = text.get(all.replace.start as usize..cursor as usize);
    let typed = typed.unwrap_or_default().to_lowercase();
    all.items.retain(|item| fits(&typed, &item.label));
    all.items
        .sort_by_key(|item| !item.label.to_lowercase().starts_with(&typed));
    all.items.truncate(MOST);
    all.complete = false;
    all
}

/// Whether the characters of a text stand in another one, in their order.
fn fits(typed: &str, label: &str) -> bool {
    let label = label.to_lowercase();
    let mut left = label.chars();
    typed.chars().all(|c| left.any(|other| other == c))
}
