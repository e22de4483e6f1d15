//! What the client was told of each document's colours last, so that only changes are sent.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tower_lsp::ls_types::SemanticToken;

type Known = BTreeMap<String, (u64, Vec<SemanticToken>)>;

/// The last answer of each document. Reads in several threads share it.
#[derive(Clone, Default)]
pub struct Coloured(Arc<Mutex<Known>>);

impl Coloured {
    fn known(&self) -> MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps an answer; gives its number.
    pub fn remember(&self, uri: &str, tokens: &[SemanticToken]) -> String {
        let mut known = self.known();
        let number = known.get(uri).map_or(0, |(number, _)| number + 1);
        known.insert(uri.to_owned(), (number, tokens.to_vec()));
        number.to_string()
    }

    /// The answer of a number, if it was the last.
    pub fn recall(&self, uri: &str, number: &str) -> Option<Vec<SemanticToken>> {
        let known = self.known();
        let (last, tokens) = known.get(uri)?;
        (last.to_string() == number).then(|| tokens.clone())
    }

    /// Forgets a document.
    pub fn forget(&self, uri: &str) {
        self.known().remove(uri);
    }
}
