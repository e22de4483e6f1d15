//! Settings: what the client wishes. Whatever it sends, something is understood.

use serde_json::Value;

/// The wishes that are known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Settings {
    /// Show types that were inferred.
    pub types: bool,
    /// Show waits that were derived.
    pub waits: bool,
    /// Show the cluster that was chosen.
    pub clusters: bool,
    /// Show lenses above pipelines.
    pub lenses: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            types: true,
            waits: true,
            clusters: true,
            lenses: true,
        }
    }
}

impl Settings {
    /// The settings of a JSON value; what is not there or makes no sense stays as it is.
    pub fn read(self, value: &Value) -> Self {
        let value = value.get("pipewright").unwrap_or(value);
        let wish = |section: &str, name: &str, now: bool| {
            let found = value.get(section).and_then(|section| section.get(name));
            found.and_then(Value::as_bool).unwrap_or(now)
        };
        Self {
            types: wish("inlayHints", "types", self.types),
            waits: wish("inlayHints", "waits", self.waits),
            clusters: wish("inlayHints", "clusters", self.clusters),
            lenses: wish("codeLens", "enable", self.lenses),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn junk_changes_nothing() {
        for junk in [
            json!(null),
            json!(3),
            json!([1]),
            json!({"inlayHints": 7}),
            json!({"codeLens": {"enable": "no"}}),
        ] {
            assert_eq!(
                Settings::default().read(&junk),
                Settings::default(),
                "{junk}"
            );
        }
    }

    #[test]
    fn wishes_are_read_with_and_without_their_section() {
        for value in [
            json!({"codeLens": {"enable": false}}),
            json!({"pipewright": {"codeLens": {"enable": false}}}),
        ] {
            assert!(!Settings::default().read(&value).lenses);
        }
    }
}
