//! Time zones: IANA names, checked against the database compiled in.

use std::sync::LazyLock;

use jiff::tz::{TimeZone, TimeZoneDatabase};

use crate::problem::Suggestion;
use crate::{Problem, Subject, rules};

/// The database compiled in, never that of the machine: the same source gives the same bytes.
static DATABASE: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// Every name, sorted.
static NAMES: LazyLock<Vec<String>> = LazyLock::new(|| {
    let mut names: Vec<String> = DATABASE.available().map(|name| name.to_string()).collect();
    names.sort();
    names
});

/// Longer text is not looked at: no zone comes near.
const LONGEST: usize = 64;

/// Checks a zone's name, which must be spelled exactly: engines differ on letter case.
///
/// # Errors
/// Names that are no zone, with the nearest that is one.
pub fn check(name: &str) -> Result<(), Box<Problem>> {
    find(name).map(|_| ())
}

/// The name of every zone that a schedule may be in, sorted.
#[must_use]
pub fn zones() -> Vec<&'static str> {
    let names = NAMES.iter().map(String::as_str);
    names.filter(|name| find(name).is_ok()).collect()
}

pub(crate) fn find(name: &str) -> Result<TimeZone, Box<Problem>> {
    let known = NAMES
        .binary_search_by(|known| known.as_str().cmp(name))
        .is_ok();
    // Kubernetes refuses parts over 14 characters and the placeholder `Local`; the database has
    // none of either, and `Factory` stands for "nobody has set a zone".
    let usable = name != "Factory" && name.split('/').all(|part| part.len() <= 14);
    match DATABASE.get(name) {
        Ok(zone) if known && usable => Ok(zone),
        _ => Err(Box::new(unknown(name))),
    }
}

fn unknown(name: &str) -> Problem {
    let shown = crate::field::clip(name);
    let nearest = suggest(name);
    let label = match &nearest {
        Some(near) => format!("did you mean `{near}`?"),
        None => "no such zone".to_owned(),
    };
    Problem::new(
        &rules::UNKNOWN_ZONE,
        Subject::Zone,
        format!("`{shown}` is not a time zone"),
        label,
    )
    .help("write an IANA name such as `Europe/Berlin`, `America/New_York` or `UTC`, exactly so")
    .suggest(nearest.map(Suggestion::Literal))
}

/// The zone that was likely meant: another case, a bare city, or a near spelling.
fn suggest(name: &str) -> Option<String> {
    if name.is_empty() || name.len() > LONGEST {
        return None;
    }
    let wanted = name.replace(' ', "_").to_lowercase();
    let city = |known: &str| known.rsplit('/').next().unwrap_or_default().to_lowercase();
    let equal = NAMES.iter().find(|known| known.to_lowercase() == wanted);
    let by_city = || NAMES.iter().find(|known| city(known) == wanted);
    let near = || {
        NAMES
            .iter()
            .map(|known| (strsim::jaro_winkler(&known.to_lowercase(), &wanted), known))
            .filter(|(score, _)| *score > 0.87)
            .max_by(|(a, _), (b, _)| a.total_cmp(b))
            .map(|(_, known)| known)
    };
    equal.or_else(by_city).or_else(near).cloned()
}
