//! The one surface of ElderPhoto: commands, wire types, all sentences. Window and command line
//! call the same.

mod commands;
mod far;
mod faults;
mod home;
pub mod requests;
pub mod secrets;
pub mod sentences;
mod settings;
mod watcher;
pub mod wire;

pub use commands::Api;
pub use watcher::Watcher;
