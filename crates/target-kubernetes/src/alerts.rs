//! Failed runs to messages: a Prometheus rule that sees them, an Alertmanager route that tells.

mod receivers;
mod rule;

use pipewright_plan::{Alerts, Notification, Plan, ReactionEvent};

pub use receivers::alertmanager_config;
pub use rule::prometheus_rule;

/// The label that leads an alert of a pipeline to its receivers.
const ALERT_LABEL: &str = "pipewright_pipeline";

/// Everyone told of a failure; empty where the environment has no alerts.
#[must_use]
pub fn told_of_failure(plan: &Plan) -> Vec<&Notification> {
    if plan.environment.alerts != Some(Alerts::Prometheus) {
        return Vec::new();
    }
    plan.pipeline
        .reactions
        .iter()
        .filter(|reaction| reaction.event == ReactionEvent::Failure)
        .flat_map(|reaction| &reaction.notify)
        .collect()
}

/// Text that Go's templates leave as it is: rules and receivers are templates.
fn literal(text: &str) -> String {
    text.replace("{{", "{{\"{{\"}}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use pipewright_pod::fixtures::customer_analytics;

    #[test]
    fn text_of_the_author_is_no_template() {
        assert_eq!(literal("#a {{ .Secret }}"), "#a {{\"{{\"}} .Secret }}");
    }

    #[test]
    fn nobody_is_told_without_alerts() {
        let mut plan = customer_analytics();
        assert_eq!(told_of_failure(&plan).len(), 1);
        plan.environment.alerts = None;
        assert!(told_of_failure(&plan).is_empty());
    }
}
