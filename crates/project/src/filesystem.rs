//! The one way the compiler looks at files.

use std::io;

/// What a folder holds under a name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// The name, without folders.
    pub name: String,
    /// What it is.
    pub kind: EntryKind,
}

/// The kinds of entry the compiler tells apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum EntryKind {
    /// A regular file, or a symlink to one inside the root.
    File,
    /// A folder.
    Folder,
    /// A symlink to a folder inside the root: its files are found where they are.
    InnerLink,
    /// A symlink that leaves the root or leads nowhere.
    OuterLink,
    /// A pipe, a socket, a device: reading it could wait forever.
    Special,
}

/// Read access to the files below one root. Paths are relative to it, use `/`, and never hold
/// `.` or `..` parts; the root itself is `""`.
pub trait FileSystem: Sync {
    /// The first `limit` bytes of a file.
    ///
    /// # Errors
    /// When the file is not there or cannot be read.
    fn read(&self, path: &str, limit: u64) -> io::Result<Vec<u8>>;

    /// What a folder holds, in any order.
    ///
    /// # Errors
    /// When the folder is not there or cannot be read.
    fn list(&self, folder: &str) -> io::Result<Vec<Entry>>;

    /// What stands at a path, if anything does.
    ///
    /// # Errors
    /// When that cannot be found out.
    fn kind(&self, path: &str) -> io::Result<Option<EntryKind>>;
}
