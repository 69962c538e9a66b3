//! What is to be done, worked out from sorted streams. Pure: no disk, no clock, no database.

pub mod place;
pub mod source;
