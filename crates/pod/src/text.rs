//! Text to the strings of `command`, `args` and `env`, in which Kubernetes itself expands `$(NAME)`.

use pipewright_plan::{Text, TextPart};

/// The text as Kubernetes expects it: variables as `$(NAME)`, and each literal `$` doubled so that
/// it arrives as written.
#[must_use]
pub fn expanded(text: &Text) -> String {
    let mut rendered = String::new();
    for part in &text.0 {
        match part {
            TextPart::Literal(literal) => rendered.push_str(&escaped(literal)),
            TextPart::Variable(name) => {
                rendered.push_str("$(");
                rendered.push_str(name);
                rendered.push(')');
            }
        }
    }
    rendered
}

/// Literal text: Kubernetes reads `$$` as one `$`, and `$(` would be a reference.
#[must_use]
pub fn escaped(literal: &str) -> String {
    literal.replace('$', "$$")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the kubelet does (`k8s.io/kubernetes/third_party/forked/golang/expansion`).
    fn kubelet(text: &str, value_of: impl Fn(&str) -> Option<String>) -> String {
        let mut result = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('$') {
            result.push_str(before);
            if let Some(tail) = after.strip_prefix('$') {
                result.push('$');
                rest = tail;
            } else if let Some((name, tail)) = after
                .strip_prefix('(')
                .and_then(|inner| inner.split_once(')'))
            {
                result.push_str(&value_of(name).unwrap_or_else(|| format!("$({name})")));
                rest = tail;
            } else {
                result.push('$');
                rest = after;
            }
        }
        result.push_str(rest);
        result
    }

    #[test]
    fn literals_arrive_as_written_and_variables_as_their_values() {
        for literal in [
            "", "$", "$$", "$(HOME)", "$$(HOME)", "${HOME}", "a$b", "$)", "$($($", "5$",
        ] {
            let mut text = Text::literal(literal);
            text.push_variable("RUN");
            text.push_literal(literal);
            let seen = kubelet(&expanded(&text), |name| {
                (name == "RUN").then(|| "r1".to_owned())
            });
            assert_eq!(seen, format!("{literal}r1{literal}"));
        }
    }
}
