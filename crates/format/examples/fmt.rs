//! Formats standard input to standard output; for trying things out.
#![allow(missing_docs, clippy::unwrap_used)]
use std::io::Read;

fn main() {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).unwrap();
    match pipewright_format::format(Default::default(), &text) {
        Ok(formatted) => print!("{formatted}"),
        Err(found) => println!("{found:#?}"),
    }
}
