//! Proving: residency, time, guarantees and placement over a plan, into its ledger.
