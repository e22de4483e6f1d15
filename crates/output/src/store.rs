//! What writing needs of a disk; tests put failures in between.

use std::io;
use std::path::Path;

/// What stands at a path, symlinks not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symlink.
    Link,
    /// Anything else.
    Other,
}

/// A disk.
pub trait Store: Sync {
    /// What stands at a path, if anything.
    ///
    /// # Errors
    /// When that cannot be found out.
    fn kind(&self, path: &Path) -> io::Result<Option<Kind>>;

    /// The bytes of a file.
    ///
    /// # Errors
    /// When it cannot be read.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;

    /// Writes a new file; one that is there already is an error.
    ///
    /// # Errors
    /// When it cannot be written in full.
    fn create(&self, path: &Path, bytes: &[u8]) -> io::Result<()>;

    /// Creates one folder.
    ///
    /// # Errors
    /// When it is there already or cannot be created.
    fn create_folder(&self, path: &Path) -> io::Result<()>;

    /// Moves a file over whatever file stands there.
    ///
    /// # Errors
    /// When it cannot be moved; then nothing has changed.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Gives a file a second name, or copies it.
    ///
    /// # Errors
    /// When neither works.
    fn duplicate(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Removes a file.
    ///
    /// # Errors
    /// When it cannot be removed.
    fn remove(&self, path: &Path) -> io::Result<()>;

    /// Removes an empty folder.
    ///
    /// # Errors
    /// When it is not empty or cannot be removed.
    fn remove_folder(&self, path: &Path) -> io::Result<()>;

    /// Removes a folder of ours and all in it; none there is fine.
    ///
    /// # Errors
    /// When it cannot be removed.
    fn remove_tree(&self, path: &Path) -> io::Result<()>;
}
