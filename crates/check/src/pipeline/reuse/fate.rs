//! What a call makes of each clause of the pipeline it calls. No clause is without an answer: a new
//! kind of clause does not compile before it has one.

use pipewright_syntax::tree::ClauseKind;

/// What becomes of a clause in the run of a caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// It is work, which becomes part of the caller's run.
    Work,
    /// It goes with each called step that says nothing itself.
    EachStep,
    /// The caller's run must demand as much: it is refused otherwise.
    Demanded,
    /// It is read by the caller under the name of the call.
    HandedOut,
    /// Who is told: the caller says so of the whole run, and a warning tells where it says nothing.
    Told,
    /// It is said of the runs that the called pipeline starts itself: when, since when, whose.
    OwnRuns,
    /// It speaks of the place in the text where it stands.
    Place,
    /// It belongs into another body, or could not be read: that was said.
    Refused,
}

/// What becomes of a clause.
pub const fn fate(kind: &ClauseKind) -> Fate {
    match kind {
        ClauseKind::Step(_)
        | ClauseKind::Check(_)
        | ClauseKind::Write(_)
        | ClauseKind::For(_)
        | ClauseKind::When(_)
        | ClauseKind::Repeat(_)
        | ClauseKind::Resource(_)
        | ClauseKind::Finally(_)
        | ClauseKind::Approval { .. }
        | ClauseKind::Wait { .. } => Fate::Work,
        ClauseKind::Timeout(_) | ClauseKind::Interruptible(_) => Fate::EachStep,
        // Goes with each step too; writes and checks are tried again as the caller's run says.
        ClauseKind::Retry { .. }
        | ClauseKind::Deadline { .. }
        | ClauseKind::Region(_)
        | ClauseKind::Guarantee(_)
        | ClauseKind::Overlap(_)
        | ClauseKind::Targets(_)
        | ClauseKind::Concurrency { .. }
        | ClauseKind::Mutex(_)
        | ClauseKind::LateData(_) => Fate::Demanded,
        ClauseKind::Output { .. } => Fate::HandedOut,
        ClauseKind::Reaction(_) => Fate::Told,
        ClauseKind::Schedule(_)
        | ClauseKind::Backfill { .. }
        | ClauseKind::Budget { .. }
        | ClauseKind::Owner(_)
        | ClauseKind::Labels(_) => Fate::OwnRuns,
        ClauseKind::Allow(_) => Fate::Place,
        ClauseKind::Acquire { .. } | ClauseKind::Release(_) | ClauseKind::Error => Fate::Refused,
    }
}
