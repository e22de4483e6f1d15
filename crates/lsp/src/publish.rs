//! Publishing: telling the client, when it listens, the latest of what there is to tell.
//!
//! Findings go to the outbox themselves: on their way through the framework they would wait for two
//! more threads to wake.

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::executor::block_on;
use tower_lsp::Client;
use tower_lsp::jsonrpc::Request;
use tower_lsp::ls_types::notification::{Notification as _, PublishDiagnostics};
use tower_lsp::ls_types::{Diagnostic, PublishDiagnosticsParams, Registration, Uri};

use crate::outbox::Outbox;
use crate::threads;

/// How often to look whether a client that was behind has caught up.
const LOOK: Duration = Duration::from_millis(20);

/// What waits to be told.
#[derive(Default)]
struct Waiting {
    /// The latest findings of each document; an earlier version that still waits is forgotten.
    findings: BTreeMap<String, PublishDiagnosticsParams>,
    registrations: Vec<Registration>,
    refresh: bool,
}

impl Waiting {
    fn is_empty(&self) -> bool {
        self.findings.is_empty() && self.registrations.is_empty() && !self.refresh
    }
}

struct Shared {
    outbox: Outbox,
    waiting: Mutex<Waiting>,
    changed: Condvar,
}

/// Tells the client, from a thread of its own.
#[derive(Clone)]
pub struct Publisher(Arc<Shared>);

impl Publisher {
    /// Starts the thread.
    pub fn start(client: Client, outbox: Outbox) -> Self {
        let shared = Arc::new(Shared {
            outbox,
            waiting: Mutex::default(),
            changed: Condvar::new(),
        });
        let own = Arc::clone(&shared);
        threads::start("publisher", move || tell(&own, &client));
        Self(shared)
    }

    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.0
            .waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    fn add(&self, change: impl FnOnce(&mut Waiting)) {
        change(&mut self.waiting());
        self.0.changed.notify_one();
    }

    /// The findings of a document.
    pub fn findings(&self, uri: Uri, found: Vec<Diagnostic>, version: Option<i32>) {
        let key = uri.as_str().to_owned();
        let found = PublishDiagnosticsParams::new(uri, found, version);
        let mut waiting = self.waiting();
        if waiting.findings.is_empty() && !self.0.outbox.is_full() {
            // Nobody else tells while this is held: versions stay in their order.
            tell_findings(&self.0.outbox, &found);
            return;
        }
        waiting.findings.insert(key, found);
        drop(waiting);
        self.0.changed.notify_one();
    }

    /// Asks the client to tell of something.
    pub fn register(&self, registrations: Vec<Registration>) {
        self.add(|waiting| waiting.registrations.extend(registrations));
    }

    /// What was asked before may have another answer now.
    pub fn refresh(&self) {
        self.add(|waiting| waiting.refresh = true);
    }
}

fn tell_findings(outbox: &Outbox, found: &PublishDiagnosticsParams) {
    let params = serde_json::to_value(found).unwrap_or_default();
    outbox.send(
        &Request::build(PublishDiagnostics::METHOD)
            .params(params)
            .finish(),
    );
}

fn tell(shared: &Shared, client: &Client) {
    loop {
        let waiting = shared
            .waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let mut waiting = shared
            .changed
            .wait_while(waiting, |waiting| waiting.is_empty())
            .unwrap_or_else(PoisonError::into_inner);
        if shared.outbox.is_full() {
            drop(waiting);
            std::thread::sleep(LOOK);
            continue;
        }
        for found in std::mem::take(&mut waiting.findings).values() {
            tell_findings(&shared.outbox, found);
        }
        let now = std::mem::take(&mut *waiting);
        drop(waiting);
        if !now.registrations.is_empty() {
            let client = client.clone();
            // The client answers when it likes, or never.
            threads::start("registration", move || {
                drop(block_on(client.register_capability(now.registrations)));
            });
        }
        if now.refresh {
            for asking in [Refresh::Lenses, Refresh::Hints, Refresh::Tokens] {
                let client = client.clone();
                threads::start("refresh", move || block_on(asking.ask(&client)));
            }
        }
    }
}

/// What a client may ask for anew.
#[derive(Clone, Copy)]
enum Refresh {
    Lenses,
    Hints,
    Tokens,
}

impl Refresh {
    async fn ask(self, client: &Client) {
        let asked = match self {
            Self::Lenses => client.code_lens_refresh().await,
            Self::Hints => client.inlay_hint_refresh().await,
            Self::Tokens => client.semantic_tokens_refresh().await,
        };
        // A client that cannot do it goes on showing what it has.
        drop(asked);
    }
}
