//! What ElderPhoto does: scan, plan, copy, history, verify, restore.
//!
//! No screen, no network, no Tauri, no clock, no keyring: those come in through [`store::Store`],
//! [`time::Clock`] and [`monitor::Monitor`]. The format at a place is FORMAT.md.

pub mod digest;
pub mod path;
pub mod store;
pub mod time;
