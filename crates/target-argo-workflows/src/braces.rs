//! Text that Argo must not take for its own tags.
//!
//! Argo replaces `{{…}}` in every text of a workflow, more than once, and fails at a `{{` without
//! an end. No escape survives that. So the second of two braces comes from a variable, which the
//! kubelet fills in after Argo is done.

use k8s_openapi::api::core::v1::{Container, EnvVar};

/// The variable that holds one brace.
const BRACE: &str = "PIPEWRIGHT_BRACE";

/// Whether Argo would look for a tag in it.
#[must_use]
pub fn has_tag(text: &str) -> bool {
    text.contains("{{")
}

/// Keeps the texts of a container that the kubelet expands from being tags. Where there is
/// nothing to do, the container stays as it is.
pub fn shield(container: &mut Container) {
    let command = container.command.iter_mut().flatten();
    let mut found = false;
    for text in command.chain(container.args.iter_mut().flatten()) {
        found |= shield_text(text);
    }
    for variable in container.env.iter_mut().flatten() {
        if let Some(value) = &mut variable.value {
            found |= shield_text(value);
        }
    }
    if found {
        let brace = EnvVar {
            name: BRACE.to_owned(),
            value: Some("{".to_owned()),
            value_from: None,
        };
        container.env.get_or_insert_default().insert(0, brace);
    }
}

/// Whether anything had to be done.
fn shield_text(text: &mut String) -> bool {
    if !has_tag(text) {
        return false;
    }
    let mut shielded = String::with_capacity(text.len() + 32);
    let mut before = false;
    for character in text.chars() {
        if character == '{' && before {
            shielded.push_str("$(");
            shielded.push_str(BRACE);
            shielded.push(')');
        } else {
            shielded.push(character);
        }
        before = character == '{';
    }
    *text = shielded;
    true
}

/// Text for people, in a field nothing expands: a space keeps the braces apart.
#[must_use]
pub fn for_people(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        if character == '{' && shown.ends_with('{') {
            shown.push(' ');
        }
        shown.push(character);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the kubelet makes of it.
    fn expanded(text: &str) -> String {
        text.replace("$(PIPEWRIGHT_BRACE)", "{").replace("$$", "$")
    }

    #[test]
    fn texts_arrive_as_written_and_hold_no_tag() {
        for text in [
            "{{x}}",
            "{{{{",
            "a{{{b}}}c",
            "{",
            "{ {",
            "{{=1}}",
            "$${{",
            "}}",
        ] {
            let mut container = Container {
                args: Some(vec![text.to_owned()]),
                env: Some(vec![EnvVar {
                    name: "A".to_owned(),
                    value: Some(text.to_owned()),
                    value_from: None,
                }]),
                ..Container::default()
            };
            shield(&mut container);
            let args = container.args.unwrap();
            let env = container.env.unwrap();
            let value = env.last().unwrap().value.clone().unwrap();
            for shielded in [&args[0], &value] {
                assert!(!has_tag(shielded), "{shielded}");
                assert_eq!(expanded(shielded), expanded(text));
            }
            // Variables may refer to earlier ones only.
            assert_eq!(env[0].name == BRACE, has_tag(text), "{text}");
            assert!(!has_tag(&for_people(text)));
        }
        assert_eq!(for_people("{{{a"), "{ { {a");
    }
}
