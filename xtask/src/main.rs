//! What people do often.
fn main() {}
