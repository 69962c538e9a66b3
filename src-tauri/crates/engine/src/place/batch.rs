//! What goes to a place in one durable step.

use crate::catalog::held::{HeldRow, Lacking};
use crate::path::{FileKey, FolderKey, RelPath};
use std::collections::HashMap;
use std::time::Duration;

/// A batch has at most so many bytes, unless a single file has more.
const MAX_BYTES: u64 = 1_000_000_000;
/// It is planned for a little less: it ends after the chunk of small files that fills it.
const PLANNED_BYTES: u64 = MAX_BYTES - (32 << 20);
/// So many files end it,
const MAX_FILES: u64 = 20_000;
/// and so much time.
const MAX_AGE: Duration = Duration::from_secs(600);

/// How many bytes go into the next batch: what is left is divided evenly, so that no batch is made durable for a
/// small rest, and what an interruption costs is about the same wherever it comes.
fn share_bytes(left: Lacking) -> u64 {
    let batches = left.bytes.div_ceil(PLANNED_BYTES).max(left.files.div_ceil(MAX_FILES));
    match left.bytes.checked_div(batches) {
        // What turns up beyond what was known of may still join the only one.
        Some(even) if batches > 1 && even > 0 => left.bytes.div_ceil(batches).min(PLANNED_BYTES),
        _ => PLANNED_BYTES,
    }
}

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
    share_bytes: u64,
    folders: HashMap<Vec<u8>, usize>,
}

impl Batch {
    /// An empty batch. `left` is what the place still lacks.
    pub fn new(incoming: RelPath, begun: Duration, left: Lacking) -> Self {
        Self {
            share_bytes: share_bytes(left),
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

    /// Whether it is time to make it durable.
    pub fn is_full(&self, now: Duration) -> bool {
        let files = self.puts.len() + self.leaving.len() + self.revives.len() + self.retimes.len();
        self.bytes >= self.share_bytes
            || files as u64 >= MAX_FILES
            || (!self.is_empty() && now.saturating_sub(self.begun) >= MAX_AGE)
    }

    /// Whether a large file must wait for the next batch.
    pub fn has_no_room_for(&self, bytes: u64) -> bool {
        !self.is_empty() && self.bytes.saturating_add(bytes) > MAX_BYTES
    }

    /// Whether losing it costs little, and finishing it is quick.
    pub fn is_small(&self) -> bool {
        self.bytes <= 64 << 20 && self.puts.len() + self.leaving.len() <= 1_000
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MB: u64 = 1_000_000;

    fn left(files: u64, mb: u64) -> Lacking {
        Lacking { files, bytes: mb * MB }
    }

    fn holding(mb: u64, left: Lacking) -> Batch {
        Batch { bytes: mb * MB, ..Batch::new(RelPath::root(), Duration::ZERO, left) }
    }

    #[test]
    fn what_is_left_is_divided_evenly_and_no_share_is_more_than_a_batch_may_have() {
        for (mb, share_mb) in
            [(0, 967), (5, 967), (966, 967), (967, 484), (1_070, 535), (1_933, 645), (100_000, 962)]
        {
            let share = share_bytes(left(500, mb));
            assert_eq!(share.div_ceil(MB), share_mb, "{mb} MB");
            assert!(share + (16 << 20) <= MAX_BYTES, "{mb} MB and the chunk that fills it");
        }
        // Many small files: the bytes follow the count.
        assert_eq!(share_bytes(left(40_000, 100)), 50 * MB);
        assert_eq!(share_bytes(Lacking { files: 60_000, bytes: 0 }), PLANNED_BYTES);
    }

    #[test]
    fn a_batch_ends_when_it_has_its_share() {
        let full = |mb, left| holding(mb, left).is_full(Duration::ZERO);
        assert!(!full(534, left(1_000, 1_070)));
        assert!(full(535, left(1_000, 1_070)));
        assert!(!full(900, left(1_000, 900)));
        assert!(full(967, left(1_000, 900)), "even where more comes than was known of");
    }

    #[test]
    fn a_batch_ends_when_it_is_old() {
        let old = |batch: Batch| batch.is_full(MAX_AGE);
        assert!(!old(holding(5, left(0, 5))), "nothing waits in it");
        let mut batch = holding(5, left(0, 5));
        batch.made.push(FolderKey::of(&RelPath::root()));
        assert!(old(batch));
    }

    #[test]
    fn a_large_file_that_would_make_a_batch_too_large_goes_into_the_next() {
        let mut batch = holding(600, left(10, 5_000));
        assert!(!batch.has_no_room_for(5_000 * MB), "one that is empty takes whatever comes");
        batch.made.push(FolderKey::of(&RelPath::root()));
        assert!(!batch.has_no_room_for(400 * MB));
        assert!(batch.has_no_room_for(401 * MB));
    }
}
