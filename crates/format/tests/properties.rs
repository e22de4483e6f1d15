//! What holds of every program: formatting keeps its tree and its comments, and does nothing twice.
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods
)]

use pipewright_format::format;
use pipewright_parser::testing::program;
use pipewright_source::SourceId;
use pipewright_syntax::lex;
use proptest::prelude::*;

/// `text` with numbered comments at some of its token boundaries.
fn commented(text: &str, places: &[(prop::sample::Index, u8)]) -> (String, usize) {
    let mut ends: Vec<u32> = lex(SourceId(0), text)
        .tokens
        .iter()
        .map(|it| it.end)
        .collect();
    ends.insert(0, 0);
    let mut chosen: Vec<(u32, u8)> = places
        .iter()
        .map(|(place, kind)| (*place.get(&ends), *kind))
        .collect();
    chosen.sort_unstable();
    let mut out = text.to_owned();
    for (number, (at, kind)) in chosen.iter().enumerate().rev() {
        let comment = match kind % 4 {
            0 => format!(" // c{number}c\n"),
            1 => format!("\n // c{number}c\n\n"),
            2 => format!(" /* c{number}c\n   more */ "),
            _ => format!("/* c{number}c */"),
        };
        out.insert_str(*at as usize, &comment);
    }
    (out, chosen.len())
}

/// The first lines in which two texts differ.
fn differing(left: &str, right: &str) -> Option<(String, String)> {
    if left == right {
        return None;
    }
    let at = left
        .lines()
        .zip(right.lines())
        .take_while(|(left, right)| left == right)
        .count();
    let from = |text: &str| {
        text.lines()
            .skip(at.saturating_sub(2))
            .take(6)
            .collect::<Vec<_>>()
            .join("\n")
    };
    Some((from(left), from(right)))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn formatting_is_faithful_and_stable(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let text = program(&bytes);
        let once = format(SourceId(0), &text)
            .unwrap_or_else(|found| panic!("{:?}\n{text}", found.iter().map(|it| &it.message).collect::<Vec<_>>()));
        let twice = format(SourceId(0), &once).unwrap();
        prop_assert_eq!(differing(&once, &twice), None, "from\n{}", text);
        prop_assert!(once.is_empty() || once.ends_with('\n'));
        prop_assert!(!once.contains('\r') && !once.contains("\n\n\n"));
    }

    #[test]
    fn comments_are_kept(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        places in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let (text, count) = commented(&program(&bytes), &places);
        // A comment with a line end can separate what was one entry: such a text is no program.
        let Ok(once) = format(SourceId(0), &text).map_err(|found| {
            assert!(found.iter().all(|it| it.rule.code != "PW0199"), "{}\n{text}", found[0].message);
        }) else {
            return Ok(());
        };
        for number in 0..count {
            let comment = format!("c{number}c");
            prop_assert_eq!(once.matches(&comment).count(), 1, "{} of\n{}\nin\n{}", comment, text, once);
        }
        let twice = format(SourceId(0), &once).unwrap();
        prop_assert_eq!(differing(&once, &twice), None, "from\n{}", text);
    }
}
