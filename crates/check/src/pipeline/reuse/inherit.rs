//! What a callee says of each of its steps goes with them.

use super::super::frames::Unrolled;
use super::super::step::CheckedStep;

/// Gives steps of callees the timeout, the retry and the word on interruptions that their own
/// pipeline says, where they say none themselves.
pub fn inherit(unrolled: &Unrolled<'_>, steps: &mut [CheckedStep]) {
    for (flat, step) in unrolled.steps.iter().zip(steps) {
        let (Some(via), Some(built)) = (&flat.flat.setting.via, &mut step.built) else {
            continue;
        };
        if built.doc.is_none() {
            built.doc.clone_from(&via.doc);
        }
        if built.timeout.is_none() {
            built.timeout.clone_from(&via.timeout);
        }
        if built.interruptible.is_none() {
            built.interruptible.clone_from(&via.interruptible);
        }
        if built.retry.is_none() {
            built.retry.clone_from(&via.retry);
        }
    }
}
