//! Threads: each has a name, and room for trees as deep as the language lets them be.

use std::thread::Builder;

/// Stack of each thread, in bytes: as much as the command gives its own.
const STACK: usize = 16 * 1024 * 1024;

/// Starts a thread. A machine that gives none cannot be served: the server ends, and says why.
pub fn start(name: &str, work: impl FnOnce() + Send + 'static) {
    let thread = Builder::new().name(name.to_owned()).stack_size(STACK);
    if let Err(error) = thread.spawn(work) {
        eprintln!("pipewright: no thread for {name}: {error}");
        std::process::exit(1);
    }
}
