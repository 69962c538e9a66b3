//! A photo library that looks like a family's, always the same one for the same seed.
//!
//! Backups are tried, shown and measured on it: nobody's own photos are needed, and everyone sees
//! the same pictures. [`album`] says which pictures there are, [`scenes`] draws them, [`library`]
//! writes them with their dates.

pub mod album;
pub mod canvas;
pub mod chance;
pub mod library;
pub mod photo;
pub mod scenes;
