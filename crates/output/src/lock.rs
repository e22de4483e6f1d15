//! One run at a time writes a folder.

use std::fs::{File, OpenOptions, TryLockError};
use std::thread::sleep;
use std::time::Duration;

use crate::error::{WriteError, at};
use crate::{Kind, OutputFolder, Store};

const TRIES: u32 = 100;
const PAUSE: Duration = Duration::from_millis(50);

/// Holds the lock until dropped, or until the process ends.
#[derive(Debug)]
pub(crate) struct Lock(#[allow(dead_code)] File);

/// Takes the lock, waiting a few seconds for a run that holds it.
pub(crate) fn lock(store: &dyn Store, folder: &OutputFolder) -> Result<Lock, WriteError> {
    let path = folder.own("lock");
    if store.kind(&path).map_err(at(&path))? == Some(Kind::Link) {
        return Err(WriteError::Link(path));
    }
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(at(&path))?;
    for attempt in 1..=TRIES {
        match file.try_lock() {
            Ok(()) => return Ok(Lock(file)),
            Err(TryLockError::WouldBlock) if attempt < TRIES => sleep(PAUSE),
            Err(TryLockError::WouldBlock) => break,
            Err(TryLockError::Error(error)) => return Err(at(path)(error)),
        }
    }
    Err(WriteError::Locked(folder.path()))
}
