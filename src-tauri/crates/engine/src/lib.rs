//! What ElderPhoto does: scan, plan, copy, history, verify, restore.
//!
//! No screen, no network, no Tauri, no clock, no keyring: those come in through [`store::Store`],
//! [`time::Clock`] and [`monitor::Monitor`]. The format at a place is FORMAT.md.

pub mod backup;
pub mod catalog;
pub mod code;
pub mod digest;
pub mod drill;
pub mod error;
pub mod establish;
pub mod format;
pub mod inspect;
pub mod library;
pub mod monitor;
pub mod path;
pub mod place;
pub mod plan;
pub mod problem;
pub mod records;
pub mod restore;
pub mod store;
pub mod time;
pub mod verify;
