//! Input: the client's stream as the framework reads it, with nothing in it that could end the loop.
//!
//! The framework stops for good at the first frame it cannot read. So a thread reads frames,
//! answers what is no message by itself, and hands on what is.

use std::io::BufReader;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures::channel::mpsc;
use futures::{SinkExt as _, StreamExt as _};
use tokio::io::{AsyncRead, ReadBuf};
use tower_lsp::jsonrpc::{Error, Id, Request, Response};

use crate::frames::{self, Frame};
use crate::outbox::Outbox;
use crate::threads;

/// Messages read ahead; the client's writes wait when there are more.
const AHEAD: usize = 256;

/// The sanitised stream.
pub struct Input {
    frames: mpsc::Receiver<Vec<u8>>,
    rest: Vec<u8>,
    at: usize,
}

impl Input {
    /// Begins to read standard input in a thread of its own.
    pub fn start(outbox: Outbox) -> Self {
        let (sender, frames) = mpsc::channel(AHEAD);
        threads::start("input", move || read(&outbox, sender));
        Self {
            frames,
            rest: Vec::new(),
            at: 0,
        }
    }
}

fn read(outbox: &Outbox, mut sender: mpsc::Sender<Vec<u8>>) {
    let mut stream = BufReader::new(std::io::stdin());
    while let Ok(Some(frame)) = frames::next(&mut stream) {
        let message = match frame {
            Frame::Body(body) => match problem(&body) {
                None => body,
                Some((id, error)) => {
                    outbox.answer(&Response::from_error(id, error));
                    continue;
                }
            },
            Frame::Malformed(why) => {
                let mut error = Error::parse_error();
                error.message = why.into();
                outbox.answer(&Response::from_error(Id::Null, error));
                continue;
            }
        };
        let mut framed = format!("Content-Length: {}\r\n\r\n", message.len()).into_bytes();
        framed.extend(message);
        if futures::executor::block_on(sender.send(framed)).is_err() {
            return;
        }
    }
}

/// What is wrong with a body, if the framework would not answer it, and whom to tell.
fn problem(body: &[u8]) -> Option<(Id, Error)> {
    if std::str::from_utf8(body).is_err() || body.is_empty() {
        return Some((Id::Null, Error::parse_error()));
    }
    let as_request = match serde_json::from_slice::<Request>(body) {
        // Only what asks for no answer may be ignored.
        Ok(request) => {
            let optional = request.method().starts_with("$/");
            let id = request.id().filter(|_| optional)?;
            return Some((id.clone(), Error::method_not_found()));
        }
        Err(error) => error,
    };
    if serde_json::from_slice::<Response>(body).is_ok() {
        return None;
    }
    let error = if as_request.is_data() {
        Error::invalid_request()
    } else {
        Error::parse_error()
    };
    Some((Id::Null, error))
}

impl AsyncRead for Input {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<std::io::Result<()>> {
        if self.at >= self.rest.len() {
            match self.frames.poll_next_unpin(context) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(None) => return Poll::Ready(Ok(())),
                Poll::Ready(Some(bytes)) => {
                    self.rest = bytes;
                    self.at = 0;
                }
            }
        }
        let end = self.rest.len().min(self.at + buffer.remaining());
        if let Some(part) = self.rest.get(self.at..end) {
            buffer.put_slice(part);
        }
        self.at = end;
        Poll::Ready(Ok(()))
    }
}
