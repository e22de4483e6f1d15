//! What becomes of runs that a clock change hits, as the author says.

use pipewright_plan::{ClockChange, Doubled, Skipped};
use pipewright_syntax::tree::{self, TriggerKind};

use crate::context::Context;

impl Context<'_, '_> {
    /// `skipped later doubled once`, behind a clock.
    pub(super) fn clock_change(&mut self, trigger: &tree::Trigger) -> Option<ClockChange> {
        let (skipped, doubled) = (trigger.skipped.as_ref(), trigger.doubled.as_ref());
        let spans = [skipped, doubled].into_iter().flatten();
        let span = spans
            .map(|name| name.span)
            .reduce(pipewright_source::Span::to)?;
        if !matches!(
            trigger.kind,
            TriggerKind::Every { .. } | TriggerKind::Cron { .. }
        ) {
            let message = "clock changes concern only runs by the clock";
            self.misplaced(span, message, "behind `every` or `cron`");
            return None;
        }
        let mut sound = true;
        let skipped = skipped.and_then(|name| match name.value.as_str() {
            "later" => Some(Skipped::Later),
            "never" => Some(Skipped::Never),
            other => {
                sound = false;
                let what = "what becomes of a run in the hour that is skipped";
                self.unknown_word(name.span, other, what, &["later", "never"]);
                None
            }
        });
        let doubled = doubled.and_then(|name| match name.value.as_str() {
            "once" => Some(Doubled::Once),
            "twice" => Some(Doubled::Twice),
            other => {
                sound = false;
                let what = "what becomes of a run in the hour that comes twice";
                self.unknown_word(name.span, other, what, &["once", "twice"]);
                None
            }
        });
        let origin = self.origin(span);
        sound.then_some(ClockChange {
            skipped,
            doubled,
            origin,
        })
    }
}
