//! What the end-to-end suites share: a family with photos and places, the real program run as a
//! black box by its contract, and an independent oracle for what it leaves at a place.
//!
//! The suites need `python3` (the oracle) and, where they say so, the tools a user would have:
//! `rsync`, `sha256sum`, `sshd`, a keyring on a bus of its own, and root rights for mounting and for users
//! of a far machine.

mod chance;
mod family;
mod far;
mod keyring;
mod mishap;
mod oracle;
mod program;
#[path = "../../src-tauri/crates/stores/tests/far/proxy.rs"]
mod proxy;
mod story;
mod tree;
mod volume;
mod world;

pub use chance::Chance;
pub use family::Family;
pub use far::{FarMachine, PASSWORD};
pub use keyring::Keyring;
pub use oracle::{Checked, check, check_in_seconds, check_unfinished, vectors_dir};
pub use program::{Run, Running, assert_sentence, finish, finish_with_input, until};
pub use proxy::Proxy;
pub use story::{Story, number};
pub use tree::{Facts, Listing, assert_same, assert_untouched, contents, exact, in_seconds, mirror, sha256};
pub use volume::{Format, Volume};
pub use world::{Mount, can_mount, is_root, remount, tool, widen};
