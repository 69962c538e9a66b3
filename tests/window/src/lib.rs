//! The real window, driven as a person would: on a screen in memory, through WebDriver.
//!
//! What is needed comes from the environment, as `make test` sets it: `ELDERPHOTO_APP`,
//! `ELDERPHOTO_BIN`, `ELDERPHOTO_SAMPLE` (else the programs beside the tests) and
//! `ELDERPHOTO_TAURI_DRIVER` (else from the path). `ELDERPHOTO_SCREENSHOTS` names a folder for pictures.

// A test's own tools: a step that fails ends the test.
#![allow(clippy::unwrap_used, clippy::expect_used)]

pub mod accessible;
pub mod count;
pub mod desktop;
pub mod disk;
pub mod family;
pub mod keyboard;
pub mod person;
pub mod pictures;
pub mod process;
pub mod window;
