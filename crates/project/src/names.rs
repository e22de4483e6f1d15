//! From paths to module names and back.

/// What a source file's name ends in.
pub const EXTENSION: &str = ".pipe";

/// The module path of a file: `["lake", "tables"]` for `lake/tables.pipe`.
pub fn module_path(file: &str) -> Vec<String> {
    file.strip_suffix(EXTENSION)
        .unwrap_or(file)
        .split('/')
        .map(str::to_owned)
        .collect()
}

/// The first character of a path that generated comments, logs and terminals could stumble over.
pub fn strange_character(path: &str) -> Option<char> {
    path.chars()
        .find(|c| !(c.is_alphanumeric() || matches!(c, '/' | '_' | '-' | '.' | ' ' | '+' | '@')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_the_module_of_its_path() {
        assert_eq!(module_path("lake/tables.pipe"), ["lake", "tables"]);
        assert_eq!(module_path("main.pipe"), ["main"]);
    }

    #[test]
    fn line_ends_in_names_are_strange() {
        assert_eq!(strange_character("a\nb.pipe"), Some('\n'));
        assert_eq!(strange_character("a\u{202e}b.pipe"), Some('\u{202e}'));
        assert_eq!(strange_character("übung/01-a b.pipe"), None);
    }
}
