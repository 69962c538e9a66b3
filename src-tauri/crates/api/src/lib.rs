//! The one surface of ElderPhoto: commands, wire types, all sentences. Window and command line
//! call the same.

mod commands;
mod desk;
mod env_file;
mod far;
mod faults;
mod home;
mod last_look;
mod link;
pub mod log;
mod pictures;
pub mod requests;
pub mod secrets;
pub mod sentences;
mod settings;
mod watcher;
mod window;
pub mod wire;
pub mod wishes;

pub use commands::{Answer, Api};
pub use desk::{Desk, Done, Event, Work};
pub use watcher::Watcher;
pub use window::{Reveal, Window};
