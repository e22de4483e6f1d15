//! Lowering: one pipeline of the checked program in one environment to its plan.
