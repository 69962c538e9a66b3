//! A far machine's shell, where there is one: many small files staged, moved and hashed by a few
//! commands instead of a few round trips each.
//!
//! Nothing here is needed for a place to work: each ability is used only where [`Shell::probe`]
//! found it, and the SFTP store has its own way for everything.
//!
//! The far side is not trusted. Its answers are bounded and read strictly, nothing of them gets into
//! a command, and no path of ours is anything but plain components below the root. That links are
//! not followed protects against links that lie there; against someone who swaps a folder for a link
//! at that very moment there is no protection, but who can do that owns the account already.

mod archive;
mod commit;
pub mod far;
mod hash;
pub mod probe;
mod queue;
mod room;
mod script;
mod stage;
mod talk;

use elderphoto_engine::digest::Digest;
use elderphoto_engine::path::RelPath;
use elderphoto_engine::store::{Move, StoreErrorKind, StoreResult};
use far::FarShell;
use probe::{Abilities, Tar};
pub use stage::BulkLane;
use std::sync::Arc;

/// A place's far shell.
#[derive(Clone)]
pub struct Shell(Arc<Inner>);

struct Inner {
    far: Arc<dyn FarShell>,
    abilities: Abilities,
}

impl Shell {
    /// Finds out what the far shell can do with the place at `root_hint`, a path as it was given by
    /// the user: absolute, or relative to where the account's commands start. `None` when there is no
    /// shell, or it does not see such a folder. Writes nothing.
    ///
    /// A server may show another tree to SFTP than to its shell. Before the first use, make sure that
    /// it is the same place, for example by the digest of a file that both can see.
    pub fn probe(far: Arc<dyn FarShell>, root_hint: &[u8]) -> StoreResult<Option<Self>> {
        let abilities = probe::probe(&*far, root_hint)?;
        Ok(abilities.map(|abilities| Self(Arc::new(Inner { far, abilities }))))
    }

    /// What was found.
    pub fn abilities(&self) -> &Abilities {
        &self.0.abilities
    }

    /// Whether [`Shell::lane`] can be used.
    pub fn can_stage(&self) -> bool {
        self.0.abilities.tar.is_some()
    }

    /// Whether [`Shell::hash`] can be used.
    pub fn can_hash(&self) -> bool {
        self.0.abilities.hasher.is_some()
    }

    /// Steps in which staged files keep their times.
    pub fn time_step_ns(&self) -> u64 {
        match self.0.abilities.tar {
            Some(Tar::Gnu | Tar::Bsd) => 1,
            Some(Tar::BusyBox) | None => 1_000_000_000,
        }
    }

    /// Opens a way to stage many files below `folder` (itself below `incoming/`), in at most
    /// `max_processes` streams at once.
    pub fn lane(&self, folder: &RelPath, max_processes: usize) -> StoreResult<BulkLane> {
        BulkLane::open(&self.0, folder, max_processes)
    }

    /// [`Self::lane`] for a folder that it was opened for before and that nobody has touched since.
    pub fn lane_again(&self, folder: &RelPath, max_processes: usize) -> StoreResult<BulkLane> {
        BulkLane::open_again(&self.0, folder, max_processes)
    }

    /// [`Store::commit`] by one command: flush, rename, flush. `Err` also when the conversation broke
    /// off in the middle: then each file is at its old or its new name.
    ///
    /// [`Store::commit`]: elderphoto_engine::store::Store::commit
    pub fn commit(&self, moves: &[Move]) -> StoreResult<Vec<StoreResult<()>>> {
        commit::commit(&self.0, moves)
    }

    /// [`Store::commit_steps`] by one command.
    ///
    /// [`Store::commit_steps`]: elderphoto_engine::store::Store::commit_steps
    pub fn commit_steps(&self, steps: &[&[Move]]) -> StoreResult<Vec<Vec<StoreResult<()>>>> {
        commit::commit_steps(&self.0, steps)
    }

    /// Tries to write so many bytes into `folder`, and says what is in the way; `None` when nothing is.
    pub fn in_the_way(&self, folder: &RelPath, size_bytes: u64) -> StoreResult<Option<StoreErrorKind>> {
        room::in_the_way(&self.0, folder, size_bytes)
    }

    /// Hashes files where they lie, by one command: one result a path, in the order asked. From the
    /// medium where the far side can drop its cache.
    pub fn hash(&self, paths: &[RelPath]) -> StoreResult<Vec<StoreResult<Digest>>> {
        hash::hash(&self.0, paths)
    }
}
