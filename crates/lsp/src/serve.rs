//! Serving: the parts put together, and how it ends.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tower_lsp::{LspService, Server};

use crate::front::Front;
use crate::input::Input;
use crate::outbox::Outbox;

/// Requests that may be under way at once. They wait in the main loop's queue, so this only has to
/// be more than any client sends without reading an answer.
const MOST_REQUESTS: usize = 4096;

/// Speaks the protocol over standard input and output until the client says `exit` or goes away.
/// Gives whether it ended as the protocol says: after `shutdown`.
///
/// # Errors
/// When the machine gives no thread to run on.
pub fn serve() -> io::Result<bool> {
    let runtime = tokio::runtime::Builder::new_current_thread().build()?;
    let outbox = Outbox::start();
    let input = Input::start(outbox.clone());
    let asked_to_stop = Arc::new(AtomicBool::new(false));
    let stop = Arc::clone(&asked_to_stop);
    let (service, socket) =
        LspService::build(|client| Front::start(client, outbox.clone(), stop)).finish();
    runtime.block_on(async {
        Server::new(input, outbox.clone(), socket)
            .concurrency_level(MOST_REQUESTS)
            .serve(service)
            .await;
    });
    outbox.finish();
    runtime.shutdown_background();
    Ok(asked_to_stop.load(Ordering::SeqCst))
}
