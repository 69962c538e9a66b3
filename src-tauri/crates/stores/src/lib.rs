//! Where bytes live: every kind of place behind the engine's [`Store`] contract.
//!
//! - [`folder`]: a folder of this computer: a disk, a stick, a mounted share.
//! - [`sftp`]: a folder on a far machine, over SSH.
//! - [`limited`]: any store, no faster than a person wants its line to be used.
//! - [`memory`]: a place in memory whose power can be cut; for tests.
//! - [`fault`]: any store, with faults at chosen operations; for tests.
//! - [`conformance`]: the suite that holds every implementation to the contract.
//!
//! [`Store`]: elderphoto_engine::store::Store

pub mod conformance;
pub mod fault;
#[cfg(unix)]
pub mod folder;
pub mod limited;
pub mod memory;
mod probe;
#[cfg(unix)]
pub mod sftp;
