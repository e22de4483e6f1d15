//! The outbox: what waits to be read by the client. Writing to it never blocks the server.
//!
//! A client may stop reading while it goes on writing. A server that then waits for its own output
//! no longer reads, and both wait for ever. So output goes to memory, and a thread of its own hands it to
//! the client; who produces output asks [`Outbox::is_full`] first, and says less when it is.

use std::io::Write as _;
use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use serde::Serialize;
use tokio::io::AsyncWrite;
use tower_lsp::jsonrpc::Response;

use crate::threads;

/// Bytes that may wait before the server says less.
const FULL: usize = 4 * 1024 * 1024;
/// How long the last words wait for a reader when the server ends.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// A handle to what waits; copies are the same outbox.
#[derive(Clone, Default)]
pub struct Outbox(Arc<Shared>);

#[derive(Default)]
struct Shared {
    waiting: Mutex<Waiting>,
    changed: Condvar,
}

#[derive(Default)]
struct Waiting {
    bytes: Vec<u8>,
    /// Whether some are being written right now.
    writing: bool,
    /// Whether nobody can read any more.
    gone: bool,
}

impl Outbox {
    /// Begins to write to standard output in a thread of its own.
    pub fn start() -> Self {
        let outbox = Self::default();
        let shared = Arc::clone(&outbox.0);
        threads::start("output", move || write(&shared));
        outbox
    }

    /// Whether the client is so far behind that it should be told less.
    pub fn is_full(&self) -> bool {
        let waiting = self.0.lock();
        waiting.bytes.len() > FULL
    }

    /// Queues an answer that does not come from the framework.
    pub fn answer(&self, response: &Response) {
        if !self.is_full() {
            self.send(response);
        }
    }

    /// Queues a message that does not come from the framework.
    pub fn send(&self, message: &impl Serialize) {
        if let Ok(body) = serde_json::to_string(message) {
            self.push(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
        }
    }

    fn push(&self, bytes: &[u8]) {
        let mut waiting = self.0.lock();
        if !waiting.gone {
            waiting.bytes.extend_from_slice(bytes);
            self.0.changed.notify_all();
        }
    }

    /// Waits until all is read, for a moment.
    pub fn finish(&self) {
        let waiting = self.0.lock();
        let busy =
            |waiting: &mut Waiting| !waiting.gone && (waiting.writing || !waiting.bytes.is_empty());
        drop(self.0.changed.wait_timeout_while(waiting, LAST_WORDS, busy));
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn write(shared: &Shared) {
    let mut stdout = std::io::stdout();
    loop {
        let mut waiting = shared
            .changed
            .wait_while(shared.lock(), |waiting| waiting.bytes.is_empty())
            .unwrap_or_else(PoisonError::into_inner);
        let bytes = std::mem::take(&mut waiting.bytes);
        waiting.writing = true;
        drop(waiting);
        let written = stdout.write_all(&bytes).and_then(|()| stdout.flush());
        let mut waiting = shared.lock();
        waiting.writing = false;
        waiting.gone = written.is_err();
        shared.changed.notify_all();
        if waiting.gone {
            waiting.bytes.clear();
            return;
        }
    }
}

impl AsyncWrite for Outbox {
    /// The framework hands over whole frames, as it is never told to wait.
    fn poll_write(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        self.push(bytes);
        Poll::Ready(Ok(bytes.len()))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}
