//! What every target gives: refusals, ledger rows and files.
