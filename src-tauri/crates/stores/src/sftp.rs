//! A place on a machine reached over SSH.

pub mod shell;
