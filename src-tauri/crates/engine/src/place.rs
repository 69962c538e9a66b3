//! One place: opening it, looking at it, writing to it.

pub mod batch;
pub mod closed;
pub mod commit;
mod comparison;
pub mod content;
mod finish;
pub mod history;
mod leave;
mod ledger;
mod listing;
pub mod lock;
pub mod many;
pub mod mirror;
pub mod named;
pub mod reconcile;
mod remembered;
pub mod session;
pub mod small_files;
pub mod standing;
mod sums_check;
pub mod trees;
pub mod writer;
