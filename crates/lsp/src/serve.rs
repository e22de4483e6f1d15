//! Serving: the parts put together, and how it ends.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use tower_lsp::jsonrpc::Request;
use tower_lsp::{LspService, Server};
use tower_service::Service;

use crate::capabilities;
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
    let builder = LspService::build(|client| Front::start(client, outbox.clone()));
    let (service, socket) = Front::extend(builder).finish();
    let service = Attentive {
        service,
        asked_to_stop: Arc::clone(&asked_to_stop),
    };
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

/// A request to begin, with what the framework would lose.
fn carried(request: Request) -> Request {
    let (method, id, params) = request.into_parts();
    let mut carried = Request::build(method);
    if let Some(id) = id {
        carried = carried.id(id);
    }
    if let Some(mut params) = params {
        capabilities::carried(&mut params);
        carried = carried.params(params);
    }
    carried.finish()
}

/// A service that notices `shutdown` when it comes. The framework forgets requests that wait when
/// `exit` comes right behind them.
struct Attentive<S> {
    service: S,
    asked_to_stop: Arc<AtomicBool>,
}

impl<S: Service<Request>> Service<Request> for Attentive<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.service.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> S::Future {
        match request.method() {
            "shutdown" => self.asked_to_stop.store(true, Ordering::SeqCst),
            "initialize" => return self.service.call(carried(request)),
            _ => {}
        }
        self.service.call(request)
    }
}
