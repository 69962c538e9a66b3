//! The one surface of ElderPhoto: commands, wire types, all sentences. Window and command line
//! call the same.

pub mod requests;
pub mod wire;
