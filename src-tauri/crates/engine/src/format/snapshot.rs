//! A snapshot: the small file that says what a place held at the end of a run.

use super::location::Id;
use super::{FormatError, VERSION, checked};
use crate::digest::Digest;
use crate::time::Moment;
use serde::{Deserialize, Serialize};

/// `000012-20261121T020512Z-a1b2c3`, or with `.c1` appended for a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String")]
pub struct SnapshotId(String);

impl SnapshotId {
    /// The id of a run.
    pub fn of_run(sequence: u64, started: Moment, random: u32) -> Self {
        Self(format!("{sequence:06}-{}-{:06x}", started.to_compact(), random & 0xff_ffff))
    }

    /// The id of this run's n-th checkpoint.
    pub fn checkpoint(&self, number: u64) -> Self {
        Self(format!("{}.c{number}", self.run()))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The id without a checkpoint's number.
    pub fn run(&self) -> &str {
        self.0.split('.').next().unwrap_or(&self.0)
    }

    /// The number of the checkpoint; `None` for a complete snapshot.
    pub fn checkpoint_number(&self) -> Option<u64> {
        self.0.split_once(".c").and_then(|(_, n)| n.parse().ok())
    }

    /// By sequence, then checkpoints by number, the complete one last.
    pub fn order(&self) -> (u64, u64, &str) {
        let sequence = self.0.split('-').next().and_then(|n| n.parse().ok()).unwrap_or(0);
        (sequence, self.checkpoint_number().unwrap_or(u64::MAX), self.run())
    }

    /// The sequence number in the id.
    pub fn sequence(&self) -> u64 {
        self.order().0
    }
}

impl TryFrom<String> for SnapshotId {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        let digits = |t: &str| !t.is_empty() && t.len() <= 19 && t.bytes().all(|b| b.is_ascii_digit());
        let (run, checkpoint) = match text.split_once(".c") {
            Some((run, n)) => (run, Some(n)),
            None => (text.as_str(), None),
        };
        let parts: Vec<&str> = run.split('-').collect();
        let fits = match parts[..] {
            [sequence, started, random] => {
                digits(sequence)
                    && started.len() == 16
                    && started.bytes().all(|b| b.is_ascii_digit() || b == b'T' || b == b'Z')
                    && random.len() == 6
                    && random.bytes().all(|b| b.is_ascii_hexdigit())
            }
            _ => false,
        };
        if fits && checkpoint.is_none_or(digits) { Ok(Self(text)) } else { Err("not a snapshot id") }
    }
}

/// Who wrote a snapshot.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Writer {
    /// The installation.
    pub installation: Id,
    /// The computer's name.
    pub host: String,
    /// Program and version.
    pub program: String,
}

/// What a place held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// Version of the format.
    pub format: u32,
    /// Its id.
    pub id: SnapshotId,
    /// Orders snapshots, whatever the clock says.
    pub sequence: u64,
    /// `false` for a checkpoint.
    pub complete: bool,
    /// When the run started.
    pub started: Moment,
    /// When this was written.
    pub finished: Moment,
    /// The library.
    pub library_id: Id,
    /// Who wrote it.
    pub by: Writer,
    /// The root's node.
    pub root: Digest,
    /// Files in the tree.
    pub files: u64,
    /// Bytes in the tree.
    pub bytes: u64,
    /// Photos and folders the run could not read or store.
    pub problems: u64,
}

impl Snapshot {
    /// The bytes of the file.
    pub fn to_bytes(&self) -> Result<Vec<u8>, FormatError> {
        debug_assert_eq!(self.format, VERSION);
        checked::seal(self)
    }

    /// Reads the file that stands under `id`.
    pub fn from_bytes(id: &SnapshotId, bytes: &[u8]) -> Result<Self, FormatError> {
        let snapshot: Self = checked::open(bytes)?;
        if snapshot.id != *id || snapshot.sequence != id.sequence() {
            return Err(FormatError::damaged("the id inside is another"));
        }
        Ok(snapshot)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_order_by_sequence_and_checkpoints_come_before_their_end() {
        let at = Moment::from_unix(1_795_000_000);
        let run = SnapshotId::of_run(12, at, 0xa1b2c3);
        let mut ids = [run.clone(), run.checkpoint(10), run.checkpoint(2), SnapshotId::of_run(2, at, 5)];
        ids.sort_by(|a, b| a.order().cmp(&b.order()));
        assert_eq!(ids[0].sequence(), 2);
        assert_eq!(ids[1..], [run.checkpoint(2), run.checkpoint(10), run]);
    }

    #[test]
    fn names_that_could_lead_elsewhere_are_no_ids() {
        for bad in ["../../x", "1-20261121T020512Z-a1b2c3/x", "", "x", "000012-20261121T020512Z-a1b2c3.cx"] {
            assert!(SnapshotId::try_from(bad.to_owned()).is_err(), "{bad}");
        }
    }
}
