//! Names the window's commands, so that a capability decides who may call them.

/// Every command in `src/commands.rs`; a page may call those its capability lists, and no other.
const COMMANDS: &[&str] = &["status"];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    Ok(tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest))?)
}
