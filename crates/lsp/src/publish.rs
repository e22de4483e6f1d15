//! Publishing: telling the client, when it listens, the latest of what there is to tell.

use std::collections::BTreeMap;
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use futures::executor::block_on;
use tower_lsp::Client;
use tower_lsp::ls_types::{Diagnostic, Registration, Uri};

use crate::outbox::Outbox;

/// How often to look whether a client that was behind has caught up.
const LOOK: Duration = Duration::from_millis(20);

/// What waits to be told.
#[derive(Default)]
struct Waiting {
    /// The latest findings of each document; an earlier version that still waits is forgotten.
    findings: BTreeMap<String, (Uri, Vec<Diagnostic>, Option<i32>)>,
    registrations: Vec<Registration>,
    refresh: bool,
}

impl Waiting {
    fn is_empty(&self) -> bool {
        self.findings.is_empty() && self.registrations.is_empty() && !self.refresh
    }
}

#[derive(Default)]
struct Shared {
    waiting: Mutex<Waiting>,
    changed: Condvar,
}

/// Tells the client, from a thread of its own.
#[derive(Clone)]
pub struct Publisher(Arc<Shared>);

impl Publisher {
    /// Starts the thread.
    pub fn start(client: Client, outbox: Outbox) -> Self {
        let shared = Arc::new(Shared::default());
        let own = Arc::clone(&shared);
        std::thread::spawn(move || tell(&own, &client, &outbox));
        Self(shared)
    }

    fn add(&self, change: impl FnOnce(&mut Waiting)) {
        let mut waiting = self
            .0
            .waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        change(&mut waiting);
        self.0.changed.notify_one();
    }

    /// The findings of a document.
    pub fn findings(&self, uri: Uri, found: Vec<Diagnostic>, version: Option<i32>) {
        let key = uri.as_str().to_owned();
        self.add(|waiting| {
            waiting.findings.insert(key, (uri, found, version));
        });
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

fn tell(shared: &Shared, client: &Client, outbox: &Outbox) {
    loop {
        let waiting = shared
            .waiting
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let mut waiting = shared
            .changed
            .wait_while(waiting, |waiting| waiting.is_empty())
            .unwrap_or_else(PoisonError::into_inner);
        if outbox.is_full() {
            drop(waiting);
            std::thread::sleep(LOOK);
            continue;
        }
        let now = std::mem::take(&mut *waiting);
        drop(waiting);
        let mut rest: Vec<_> = now.findings.into_values().collect();
        while let Some((uri, found, version)) = rest.pop() {
            block_on(client.publish_diagnostics(uri, found, version));
        }
        if !now.registrations.is_empty() {
            let client = client.clone();
            // The client answers when it likes, or never.
            std::thread::spawn(move || {
                drop(block_on(client.register_capability(now.registrations)));
            });
        }
        if now.refresh {
            for asking in [Refresh::Lenses, Refresh::Hints, Refresh::Tokens] {
                let client = client.clone();
                std::thread::spawn(move || block_on(asking.ask(&client)));
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
