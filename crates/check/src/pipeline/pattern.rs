//! Patterns: what DuckDB's RE2 reads as it is meant, and nothing it would refuse at run time.
//!
//! A pattern is read as Rust's dialect, which knows more than RE2 does; what RE2 lacks, or reads
//! as something else, is refused by name. `tests/end_to_end/test_patterns.py` holds this to DuckDB.

use regex_syntax::ast::{
    AssertionKind, Ast, ClassSet, ClassSetItem, ClassUnicode, ClassUnicodeKind, Flag, Flags,
    FlagsItemKind, GroupKind, HexLiteralKind, Literal, LiteralKind, Repetition, RepetitionKind,
    RepetitionRange, parse::ParserBuilder,
};

/// The longest pattern, in bytes.
const LONGEST: usize = 1_000;

/// How often RE2 repeats at most, repeats in repeats multiplied.
const REPEATS: u32 = 1_000;

/// How large a compiled pattern may be: RE2 gives up a little above this many instructions.
const LARGEST: u64 = 250_000;

/// How deep groups nest; every pass here recurses no deeper.
const DEEPEST: u32 = 50;

/// The general categories of characters RE2 knows.
const CATEGORIES: &str = "Any C Cc Cf Co Cs L Ll Lm Lo Lt Lu M Mc Me Mn N Nd Nl No P Pc Pd Pe Pf \
    Pi Po Ps S Sc Sk Sm So Z Zl Zp Zs";

/// The scripts in use that RE2 knows, spelled its way.
const SCRIPTS: &str = "Arabic Armenian Bengali Bopomofo Braille Canadian_Aboriginal Cherokee \
    Common Coptic Cyrillic Devanagari Ethiopic Georgian Gothic Greek Gujarati Gurmukhi Han Hangul \
    Hebrew Hiragana Inherited Javanese Kannada Katakana Khmer Lao Latin Malayalam Mongolian \
    Myanmar Oriya Sinhala Syriac Tamil Telugu Thaana Thai Tibetan Tifinagh Yi";

/// Why a pattern cannot be used; nothing where it can.
pub fn problem(text: &str) -> Option<String> {
    if text.len() > LONGEST {
        return Some(format!("longer than {LONGEST} characters"));
    }
    let whole = regex_syntax::ParserBuilder::new()
        .nest_limit(DEEPEST)
        .build()
        .parse(text);
    match whole {
        Ok(_) => {}
        Err(regex_syntax::Error::Parse(error)) => return Some(error.kind().to_string()),
        Err(regex_syntax::Error::Translate(error)) => return Some(error.kind().to_string()),
        Err(_) => return Some("not a regular expression".to_owned()),
    }
    let tree = ParserBuilder::new()
        .nest_limit(DEEPEST)
        .build()
        .parse(text)
        .ok()?;
    match size(&tree, REPEATS) {
        Err(why) => Some(why),
        Ok(size) if size > LARGEST => Some("too large once its repeats are written out".to_owned()),
        Ok(_) => None,
    }
}

/// About how many instructions RE2 makes of it; `repeats` is how often this may still repeat.
fn size(tree: &Ast, repeats: u32) -> Result<u64, String> {
    match tree {
        Ast::Empty(_) => Ok(0),
        Ast::Flags(set) => flags(&set.flags).map(|()| 0),
        Ast::Literal(one) => literal(one),
        Ast::Dot(_) => Ok(10),
        Ast::Assertion(one) => match one.kind {
            AssertionKind::WordBoundaryStart
            | AssertionKind::WordBoundaryEnd
            | AssertionKind::WordBoundaryStartHalf
            | AssertionKind::WordBoundaryEndHalf => Err("RE2 has no `\\b{…}`".to_owned()),
            _ => Ok(1),
        },
        Ast::ClassUnicode(class) => unicode(class),
        Ast::ClassPerl(_) => Ok(8),
        Ast::ClassBracketed(class) => Ok(8_u64.saturating_add(set(&class.kind)?)),
        Ast::Repetition(repetition) => repeated(repetition, repeats),
        Ast::Group(group) => {
            match &group.kind {
                GroupKind::CaptureIndex(_) => {}
                GroupKind::CaptureName { starts_with_p, .. } if *starts_with_p => {}
                GroupKind::CaptureName { .. } => {
                    return Err("RE2 names a group `(?P<name>…)`".to_owned());
                }
                GroupKind::NonCapturing(set) => flags(set)?,
            }
            Ok(size(&group.ast, repeats)?.saturating_add(2))
        }
        Ast::Alternation(parts) => all(&parts.asts, repeats),
        Ast::Concat(parts) => all(&parts.asts, repeats),
    }
}

fn all(parts: &[Ast], repeats: u32) -> Result<u64, String> {
    let mut sum = 0_u64;
    for part in parts {
        sum = sum.saturating_add(size(part, repeats)?).saturating_add(1);
    }
    Ok(sum)
}

fn flags(flags: &Flags) -> Result<(), String> {
    for item in &flags.items {
        let name = match item.kind {
            FlagsItemKind::Flag(Flag::IgnoreWhitespace) => 'x',
            FlagsItemKind::Flag(Flag::Unicode) => 'u',
            FlagsItemKind::Flag(Flag::CRLF) => 'R',
            FlagsItemKind::Flag(_) | FlagsItemKind::Negation => continue,
        };
        return Err(format!("RE2 has no flag `{name}`"));
    }
    Ok(())
}

fn literal(literal: &Literal) -> Result<u64, String> {
    let of_its_own = match &literal.kind {
        LiteralKind::HexFixed(kind) | LiteralKind::HexBrace(kind) => *kind != HexLiteralKind::X,
        _ => false,
    };
    if of_its_own {
        return Err("RE2 writes a character by its number `\\x{61}`".to_owned());
    }
    Ok(literal.c.len_utf8() as u64)
}

fn unicode(class: &ClassUnicode) -> Result<u64, String> {
    let known = |name: &str| {
        CATEGORIES
            .split(' ')
            .chain(SCRIPTS.split(' '))
            .any(|it| it == name)
    };
    match &class.kind {
        ClassUnicodeKind::OneLetter(letter) if known(&letter.to_string()) => Ok(700),
        ClassUnicodeKind::Named(name) if known(name) => Ok(700),
        _ => Err("RE2 knows categories such as `\\p{Lu}`, and scripts such as `\\p{Greek}`".into()),
    }
}

fn set(class: &ClassSet) -> Result<u64, String> {
    match class {
        ClassSet::Item(item) => set_item(item),
        ClassSet::BinaryOp(_) => Err("RE2 has no `&&`, `--` and `~~` in brackets".to_owned()),
    }
}

fn set_item(item: &ClassSetItem) -> Result<u64, String> {
    match item {
        ClassSetItem::Empty(_) => Ok(0),
        ClassSetItem::Literal(one) => literal(one),
        ClassSetItem::Range(range) => {
            literal(&range.start)?;
            literal(&range.end).map(|size| size.saturating_mul(4))
        }
        ClassSetItem::Ascii(_) | ClassSetItem::Perl(_) => Ok(8),
        ClassSetItem::Unicode(class) => unicode(class),
        ClassSetItem::Bracketed(_) => Err("RE2 has no brackets in brackets".to_owned()),
        ClassSetItem::Union(items) => {
            let mut sum = 0_u64;
            for item in &items.items {
                sum = sum.saturating_add(set_item(item)?);
            }
            Ok(sum)
        }
    }
}

fn repeated(repetition: &Repetition, repeats: u32) -> Result<u64, String> {
    if matches!(*repetition.ast, Ast::Repetition(_)) {
        return Err("a repeat of a repeat: RE2 wants the inner one in `(?:…)`".to_owned());
    }
    let times = match &repetition.op.kind {
        RepetitionKind::Range(
            RepetitionRange::Exactly(times)
            | RepetitionRange::AtLeast(times)
            | RepetitionRange::Bounded(_, times),
        ) => *times,
        _ => 1,
    };
    if times == 0 {
        return size(&repetition.ast, repeats);
    }
    let left = repeats.checked_div(times).unwrap_or(repeats);
    if left == 0 {
        return Err(format!(
            "RE2 repeats at most {REPEATS} times, repeats in repeats multiplied"
        ));
    }
    let once = size(&repetition.ast, left)?;
    Ok(once.saturating_add(1).saturating_mul(u64::from(times)))
}

#[cfg(test)]
mod tests {
    use super::problem;

    #[test]
    fn what_re2_reads_is_used() {
        for text in [
            "^[A-Z]{3}$",
            "(?i)a|b*?",
            r"\p{Greek}\pL[\p{Lu}\d_]",
            r"(?P<n>a)\x{61}\x61",
            "(?:a{30}){30}",
            r"\p{L}{300}",
            "(?:a*)*",
            "[[:alpha:]-]",
        ] {
            assert_eq!(problem(text), None, "{text}");
        }
    }

    #[test]
    fn what_re2_refuses_or_reads_otherwise_is_refused() {
        for text in [
            "((a{30}){40})",
            "a{1001}",
            "(a{1000}){2}",
            "[a&&b]",
            "[a--b]",
            "[a[b]c]",
            "[[:foo:]]",
            "(?x)a b",
            "(?-u)a",
            "(?u:a)",
            "(?R)a",
            r"\p{Alphabetic}",
            r"\p{greek}",
            r"\p{Script=Greek}",
            r"[\p{Emoji}]",
            "(?<n>a)",
            r"\u0061",
            r"[\u{61}]",
            "a**",
            "a++",
            r"\b{start}a",
            r"\p{L}{1000}",
            "(?:[^a][^b][^c][^d][^e][^f][^g][^h][^i][^j][^k][^l][^m][^n][^o][^p][^q][^r][^s][^t][^u][^v][^w][^x][^y][^z]){1000}",
            "(?=a)",
        ] {
            assert!(problem(text).is_some(), "{text}");
        }
    }
}
