//! References to images, read as registries read them.

use pipewright_plan::Image;

/// Why text is no image reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImageProblem {
    /// It breaks the grammar; what exactly.
    Malformed(&'static str),
    /// It has no tag and no digest, or the tag `latest`.
    Unpinned(Option<String>),
}

/// Reads `[registry/]repository[:tag][@digest]`. What names no registry is of Docker Hub, as
/// every container runtime has it, and is written out in full.
pub fn parse(text: &str) -> Result<Image, ImageProblem> {
    if text.len() > 500 {
        return Err(ImageProblem::Malformed("longer than 500 characters"));
    }
    let (rest, digest) = match text.split_once('@') {
        Some((rest, digest)) => (rest, Some(digest)),
        None => (text, None),
    };
    if digest.is_some_and(|digest| !is_digest(digest)) {
        return Err(ImageProblem::Malformed(
            "the digest is not `sha256:` and 64 hexadecimal digits",
        ));
    }
    let (registry, rest) = match rest.split_once('/') {
        Some((first, rest)) if first.contains(['.', ':']) || first == "localhost" => {
            (Some(first), rest)
        }
        _ => (None, rest),
    };
    if registry.is_some_and(|registry| !is_registry(registry)) {
        return Err(ImageProblem::Malformed("the registry is no host name"));
    }
    let (repository, tag) = match rest.rsplit_once(':') {
        Some((repository, tag)) => (repository, Some(tag)),
        None => (rest, None),
    };
    if tag.is_some_and(|tag| !is_tag(tag)) {
        return Err(ImageProblem::Malformed(
            "the tag holds other than letters, digits, `.`, `_`, `-`",
        ));
    }
    if repository.chars().any(|c| c.is_ascii_uppercase()) {
        return Err(ImageProblem::Malformed(
            "a repository is written in lower case",
        ));
    }
    if !repository.split('/').all(is_component) || repository.len() > 255 {
        return Err(ImageProblem::Malformed(
            "the repository is no path of lower-case names",
        ));
    }
    if digest.is_none() && tag.is_none_or(|tag| tag == "latest") {
        return Err(ImageProblem::Unpinned(tag.map(str::to_owned)));
    }
    let (registry, repository) = match registry {
        Some(registry) => (registry.to_owned(), repository.to_owned()),
        None if repository.contains('/') => ("docker.io".to_owned(), repository.to_owned()),
        None => ("docker.io".to_owned(), format!("library/{repository}")),
    };
    let tag = tag.map(str::to_owned);
    let digest = digest.map(str::to_owned);
    let mut reference = format!("{registry}/{repository}");
    for (mark, part) in [(':', &tag), ('@', &digest)] {
        if let Some(part) = part {
            reference.push(mark);
            reference.push_str(part);
        }
    }
    Ok(Image {
        reference,
        registry,
        repository,
        tag,
        digest,
    })
}

fn is_digest(text: &str) -> bool {
    text.strip_prefix("sha256:").is_some_and(|hex| {
        hex.len() == 64 && hex.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
    })
}

fn is_registry(text: &str) -> bool {
    let (host, port) = text
        .split_once(':')
        .map_or((text, None), |(host, port)| (host, Some(port)));
    super::forms::is_host(host)
        && port.is_none_or(|port| {
            port.bytes().all(|b| b.is_ascii_digit())
                && port.parse::<u16>().is_ok_and(|port| port > 0)
        })
}

fn is_tag(text: &str) -> bool {
    text.len() <= 128
        && text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'))
}

/// Letters and digits, joined by `.`, `_`, `__` or any number of `-`.
fn is_component(text: &str) -> bool {
    let edge = |c: Option<char>| c.is_some_and(|c| c.is_ascii_lowercase() || c.is_ascii_digit());
    let mut separator = String::new();
    for character in text.chars() {
        if character.is_ascii_lowercase() || character.is_ascii_digit() {
            if !matches!(separator.as_str(), "" | "." | "_" | "__")
                && !separator.bytes().all(|b| b == b'-')
            {
                return false;
            }
            separator.clear();
        } else if matches!(character, '.' | '_' | '-') {
            separator.push(character);
        } else {
            return false;
        }
    }
    edge(text.chars().next()) && edge(text.chars().next_back())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_written_in_full() {
        let full = |text: &str| parse(text).map(|image| image.reference);
        assert_eq!(
            full("python:3.12"),
            Ok("docker.io/library/python:3.12".to_owned())
        );
        assert_eq!(full("acme/x:1"), Ok("docker.io/acme/x:1".to_owned()));
        assert_eq!(
            full("localhost:5000/x:1"),
            Ok("localhost:5000/x:1".to_owned())
        );
        let digest = format!("ghcr.io/acme/x@sha256:{}", "a".repeat(64));
        assert_eq!(full(&digest), Ok(digest));
    }

    #[test]
    fn what_is_not_pinned_is_refused() {
        for bad in [
            "ghcr.io/acme/x",
            "python",
            "python:latest",
            "localhost:5000/x",
        ] {
            assert!(
                matches!(parse(bad), Err(ImageProblem::Unpinned(_))),
                "{bad}"
            );
        }
    }

    #[test]
    fn what_registries_refuse_is_refused() {
        for bad in [
            "",
            ":1",
            "Acme/x:1",
            "a//b:1",
            "a b:1",
            "x:1@sha256:12",
            "ghcr.io/a._b:1",
            "x:-1",
            "ghcr.io:99999/x:1",
            "https://ghcr.io/x:1",
            "x:1:2",
        ] {
            assert!(
                matches!(parse(bad), Err(ImageProblem::Malformed(_))),
                "{bad}"
            );
        }
    }
}
