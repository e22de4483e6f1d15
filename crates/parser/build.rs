//! Makes the parser from the grammar, which lies where a reader looks for it.
#![allow(clippy::disallowed_methods)] // Cargo hands its folder over in the environment.

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let out = std::env::var("OUT_DIR")?;
    lalrpop::Configuration::new()
        .set_in_dir("../../grammar")
        .set_out_dir(out)
        .emit_rerun_directives(true)
        .process()?;
    Ok(())
}
