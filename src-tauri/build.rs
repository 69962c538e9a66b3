//! Names the window's commands, so that a capability decides who may call them.

/// Every command in `src/commands.rs`; a page may call those its capability lists, and no other.
const COMMANDS: &[&str] = &[
    "status",
    "activities",
    "backup",
    "check",
    "restore",
    "restore_plan",
    "undo",
    "stop",
    "library_suggestions",
    "choose_folder",
    "disks",
    "check_libraries",
    "set_up",
    "try_folder",
    "add_folder",
    "far_host_key",
    "try_far",
    "add_far",
    "place_details",
    "check_place",
    "practise",
    "set_place",
    "remove_place",
    "set_password",
    "accept_host_key",
    "settings",
    "set_setting",
    "photo_page",
    "photo",
    "photo_versions",
    "folders",
    "show_in_folder",
    "about",
];

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let manifest = tauri_build::AppManifest::new().commands(COMMANDS);
    Ok(tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest))?)
}
