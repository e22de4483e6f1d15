//! Forms that texts must have: host names, labels, DNS names, environment variables.

/// Whether text is a host name of RFC 1123, or an IPv4 address.
pub fn is_host(text: &str) -> bool {
    !text.is_empty() && text.len() <= 253 && text.split('.').all(is_host_part)
}

fn is_host_part(part: &str) -> bool {
    !part.is_empty()
        && part.len() <= 63
        && !part.starts_with('-')
        && !part.ends_with('-')
        && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

/// Whether text is a DNS label: `[a-z0-9]([a-z0-9-]*[a-z0-9])?`, at most 63 characters.
pub fn is_dns_label(text: &str) -> bool {
    is_host_part(text) && !text.chars().any(|c| c.is_ascii_uppercase())
}

/// Whether text is a DNS subdomain: labels between dots, at most 253 characters.
pub fn is_dns_subdomain(text: &str) -> bool {
    text.len() <= 253 && text.split('.').all(is_dns_label)
}

/// Whether text is the value of a Kubernetes label.
pub fn is_label_value(text: &str) -> bool {
    text.is_empty() || text.len() <= 63 && is_qualified(text)
}

/// Whether text is the key of a Kubernetes label: `[prefix/]name`.
pub fn is_label_key(text: &str) -> bool {
    let (prefix, name) = text
        .split_once('/')
        .map_or((None, text), |(a, b)| (Some(a), b));
    prefix.is_none_or(|prefix| !prefix.is_empty() && is_dns_subdomain(prefix))
        && !name.is_empty()
        && name.len() <= 63
        && is_qualified(name)
}

fn is_qualified(text: &str) -> bool {
    let edge = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    edge(text.chars().next())
        && edge(text.chars().next_back())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
}

/// Whether text is the name of an environment variable: a C identifier.
pub fn is_variable(text: &str) -> bool {
    text.len() <= 200
        && text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts() {
        for good in ["db", "db.example.com", "10.0.0.1", "a-b.c"] {
            assert!(is_host(good), "{good}");
        }
        for bad in ["", "https://x", "a..b", "-a", "a_b", "a b", "*.example.com"] {
            assert!(!is_host(bad), "{bad}");
        }
    }

    #[test]
    fn labels() {
        assert!(is_label_key("app.kubernetes.io/name"));
        assert!(is_label_key("team"));
        assert!(!is_label_key("/team"));
        assert!(!is_label_key("team!"));
        assert!(is_label_value("growth_data.v1"));
        assert!(!is_label_value("growth data"));
        assert!(!is_label_value("-x"));
    }
}
