//! Which operation gets which fault, and how many of each there were.

use elderphoto_engine::store::StoreErrorKind;
use std::collections::{BTreeMap, HashMap};

/// An operation of a store, as tests count them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OpName {
    /// A file is begun below `incoming/`.
    StageBegin,
    /// Bytes for it.
    StagedWrite,
    /// It is closed.
    Finish,
    /// A second file with the same content.
    Copy,
    /// A rename, also each one within a commit.
    Rename,
    /// Also the two of a commit.
    Flush,
    /// A folder is made.
    MakeFolder,
    /// A file is removed.
    Remove,
    /// A folder is removed.
    RemoveFolder,
    /// Bytes at the end of a file.
    Append,
    /// Time and mode.
    SetMeta,
    /// A file is opened for reading.
    Open,
    /// A name is looked at.
    Stat,
    /// A folder is listed.
    List,
    /// The root is looked at.
    CheckRoot,
    /// The room left is asked for.
    Space,
}

impl OpName {
    /// Whether the operation only looks.
    pub fn only_looks(self) -> bool {
        use OpName::*;
        match self {
            Open | Stat | List | CheckRoot | Space => true,
            StageBegin | StagedWrite | Finish | Copy | Rename | Flush | MakeFolder | Remove
            | RemoveFolder | Append | SetMeta => false,
        }
    }

    fn can_be_half_done(self) -> bool {
        matches!(self, Self::StagedWrite | Self::Append)
    }
}

/// What happens at an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// It fails and does nothing.
    Fail(StoreErrorKind),
    /// It and all that follow fail and do nothing.
    FailFrom(StoreErrorKind),
    /// A write or append takes half of the bytes and fails so; others fail and do nothing.
    Short(StoreErrorKind),
    /// The program dies just before it: it and every later call of any kind fail with `Gone`.
    Crash,
    /// The program dies in the middle of a write or append; as [`Fault::Crash`] for others.
    CrashMidway,
}

/// What an operation has to do now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Go,
    Fail(StoreErrorKind),
    Half(StoreErrorKind),
    HalfThenDead(StoreErrorKind),
}

#[derive(Default)]
pub(super) struct Plan {
    pub(super) numbers_looks: bool,
    pub(super) passes_whole_calls: bool,
    faults: BTreeMap<u64, Fault>,
    numbered: u64,
    counts: HashMap<OpName, u64>,
    read_bytes: u64,
    fails_from_now: Option<StoreErrorKind>,
    is_dead: bool,
}

impl Plan {
    pub(super) fn add(&mut self, number: u64, fault: Fault) {
        self.faults.insert(number, fault);
    }

    pub(super) fn numbered(&self) -> u64 {
        self.numbered
    }

    pub(super) fn count(&self, name: OpName) -> u64 {
        self.counts.get(&name).copied().unwrap_or(0)
    }

    pub(super) fn add_read_bytes(&mut self, bytes: u64) {
        self.read_bytes += bytes;
    }

    pub(super) fn read_bytes(&self) -> u64 {
        self.read_bytes
    }

    pub(super) fn is_dead(&self) -> bool {
        self.is_dead
    }

    /// Counts an operation and decides about it; also gives its number.
    pub(super) fn begin(&mut self, name: OpName) -> (u64, Verdict) {
        if self.is_dead {
            return (self.numbered, Verdict::Fail(StoreErrorKind::Gone));
        }
        *self.counts.entry(name).or_default() += 1;
        if name.only_looks() && !self.numbers_looks {
            return (self.numbered, Verdict::Go);
        }
        self.numbered += 1;
        (self.numbered, self.decide(name))
    }

    fn decide(&mut self, name: OpName) -> Verdict {
        let verdict = match self.faults.get(&self.numbered).copied() {
            None => self.fails_from_now.map_or(Verdict::Go, Verdict::Fail),
            Some(Fault::Fail(kind)) => Verdict::Fail(kind),
            Some(Fault::FailFrom(kind)) => {
                self.fails_from_now = Some(kind);
                Verdict::Fail(kind)
            }
            Some(Fault::Short(kind)) => Verdict::Half(kind),
            Some(Fault::Crash) => {
                self.is_dead = true;
                Verdict::Fail(StoreErrorKind::Gone)
            }
            Some(Fault::CrashMidway) => {
                self.is_dead = true;
                Verdict::HalfThenDead(StoreErrorKind::Gone)
            }
        };
        match verdict {
            Verdict::Half(kind) | Verdict::HalfThenDead(kind) if !name.can_be_half_done() => {
                Verdict::Fail(kind)
            }
            other => other,
        }
    }
}
