//! What goes to a place in one durable step.

use crate::catalog::held::{HeldRow, Lacking};
use crate::path::{FileKey, FolderKey, RelPath};
use std::collections::HashMap;
use std::time::Duration;

/// A batch ends when it has so many bytes,
const MAX_BYTES: u64 = 1 << 30;
/// so many files,
const MAX_FILES: usize = 20_000;
/// a part of them more where that is all there is left: it is not worth a commit of its own,
const REST: usize = 8;
/// or is so old.
const MAX_AGE: Duration = Duration::from_secs(600);

/// A file that waits below `incoming/`.
#[derive(Debug, Clone)]
pub struct Put {
    /// What the place will hold.
    pub row: HeldRow,
    /// Where it waits.
    pub staged: RelPath,
    /// Where it goes.
    pub stored: RelPath,
    /// Bytes that were sent for it; 0 when the place had them.
    pub sent_bytes: u64,
}

/// A content of the place that comes back into the mirror.
#[derive(Debug, Clone)]
pub struct Revive {
    /// What the place will hold.
    pub row: HeldRow,
    /// Where it goes.
    pub stored: RelPath,
    /// The path it had in the mirror until now; `None` when it comes from the history.
    pub moved_from: Option<FileKey>,
}

/// Everything of one durable step.
#[derive(Debug)]
pub struct Batch {
    /// Its folder below `incoming/`.
    pub incoming: RelPath,
    /// New content.
    pub puts: Vec<Put>,
    /// Content that leaves the mirror, and whether its path gets new content.
    pub leaving: Vec<(HeldRow, bool)>,
    /// Content that comes back, or moves.
    pub revives: Vec<Revive>,
    /// Rows of which only time or mode change: the row as it will be.
    pub retimes: Vec<HeldRow>,
    /// Folders with nothing in them that appear.
    pub made: Vec<FolderKey>,
    /// Folders that are no longer ones with nothing in them.
    pub dropped: Vec<FolderKey>,
    /// Bytes staged.
    pub bytes: u64,
    /// When it was begun, by the monotonic clock.
    pub begun: Duration,
    folders: HashMap<Vec<u8>, usize>,
}

impl Batch {
    /// An empty batch.
    pub fn new(incoming: RelPath, begun: Duration) -> Self {
        Self {
            incoming,
            puts: Vec::new(),
            leaving: Vec::new(),
            revives: Vec::new(),
            retimes: Vec::new(),
            made: Vec::new(),
            dropped: Vec::new(),
            bytes: 0,
            begun,
            folders: HashMap::new(),
        }
    }

    /// Where a file waits that will lie at `stored`: one waiting folder for each folder of the
    /// mirror, and the final name, so that a store may move a whole folder at once.
    pub fn waiting_path(&mut self, stored: &RelPath) -> RelPath {
        let parent = stored.parent().unwrap_or_default();
        let next = self.folders.len();
        let number = *self.folders.entry(parent.as_bytes().to_vec()).or_insert(next);
        let folder = self.incoming.join(number.to_string().as_bytes()).unwrap_or_default();
        folder.join(stored.name()).unwrap_or_default()
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.puts.is_empty()
            && self.leaving.is_empty()
            && self.revives.is_empty()
            && self.retimes.is_empty()
            && self.made.is_empty()
            && self.dropped.is_empty()
    }

    /// Whether it is time to make it durable. `left` is what the place still lacks beyond it.
    pub fn is_full(&self, now: Duration, left: Lacking) -> bool {
        let files = self.puts.len() + self.leaving.len() + self.revives.len() + self.retimes.len();
        let (rest_bytes, rest_files) = (MAX_BYTES / REST as u64, MAX_FILES / REST);
        let is_nearly_all = left.bytes <= rest_bytes && left.files <= rest_files as u64;
        let (max_bytes, max_files) = if is_nearly_all {
            (MAX_BYTES + rest_bytes, MAX_FILES + rest_files)
        } else {
            (MAX_BYTES, MAX_FILES)
        };
        self.bytes >= max_bytes
            || files >= max_files
            || (!self.is_empty() && now.saturating_sub(self.begun) >= MAX_AGE)
    }

    /// Whether losing it costs little, and finishing it is quick.
    pub fn is_small(&self) -> bool {
        self.bytes <= 64 << 20 && self.puts.len() + self.leaving.len() <= 1_000
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holding(bytes: u64) -> Batch {
        Batch { bytes, ..Batch::new(RelPath::root(), Duration::ZERO) }
    }

    #[test]
    fn a_little_that_is_left_joins_the_last_batch() {
        let left = |files, bytes| Lacking { files, bytes };
        let full = |bytes, left| holding(bytes).is_full(Duration::ZERO, left);
        assert!(!full(MAX_BYTES - 1, left(500, MAX_BYTES)));
        assert!(full(MAX_BYTES, left(500, MAX_BYTES)));
        assert!(full(MAX_BYTES, left(500, MAX_BYTES / 8 + 1)));
        assert!(full(MAX_BYTES, left(2_501, 1_000)));
        assert!(!full(MAX_BYTES, left(500, MAX_BYTES / 8)));
        // Even where more comes than was known of.
        assert!(full(MAX_BYTES + MAX_BYTES / 8, left(0, 0)));
    }
}
