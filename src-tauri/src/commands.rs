//! What the page may ask for: one line each, onto `elderphoto_api::Window`. Each runs on a thread that may
//! wait, so that a far computer that does not answer holds up nothing else.

use crate::shown;
use elderphoto_api::wire::*;
use elderphoto_api::wishes::*;
use elderphoto_api::{Answer, Window};
use std::sync::Arc;
use tauri::{AppHandle, State};
use tauri_plugin_dialog::DialogExt;

type Behind<'a> = State<'a, Arc<Window>>;

/// Does it on a thread that may wait.
async fn done<T: Send + 'static>(
    window: Behind<'_>,
    work: impl FnOnce(&Window) -> Answer<T> + Send + 'static,
) -> Answer<T> {
    let window = Arc::clone(&window);
    let done = tauri::async_runtime::spawn_blocking(move || work(&window)).await;
    done.unwrap_or_else(|e| Err(shown::broken(&e)))
}

macro_rules! commands {
    ($($(#[doc = $doc:literal])* $name:ident($($request:ty)?) -> $answer:ty = |$window:ident $(, $wish:ident)?| $work:expr;)*) => {
        $($(#[doc = $doc])*
        #[tauri::command]
        pub async fn $name(window: Behind<'_>, $(request: $request)?) -> Answer<$answer> {
            done(window, move |$window| { $(let $wish: $request = request;)? $work }).await
        })*
    };
}

commands! {
    /// Is everything safe, where, and when was that last proven?
    status() -> Status = |window| window.status();
    /// What is at work, and what ended last.
    activities() -> Activities = |window| Ok(window.activities());
    /// Begins to copy.
    backup(BackupWish) -> Activity = |window, wish| window.backup(wish);
    /// Begins to read copies again.
    check(CheckWish) -> Activity = |window, wish| window.check(wish);
    /// Begins to put photos back.
    restore(RestoreWish) -> Activity = |window, wish| window.restore(wish);
    /// What putting back would do.
    restore_plan(RestoreWish) -> Restore = |window, wish| window.restore_plan(wish);
    /// Begins to take away what was put back last.
    undo() -> Activity = |window| window.undo();
    /// Stops what is at work.
    stop() -> () = |window| { window.stop(); Ok(()) };
    /// Folders in which photos probably are.
    library_suggestions() -> Vec<LibrarySuggestion> = |window| Ok(window.library_suggestions());
    /// Disks and shares that are there.
    disks() -> Vec<Disk> = |window| Ok(window.disks());
    /// Whether these can be the photo folders.
    check_libraries(LibrariesWish) -> () = |window, wish| window.check_libraries(wish);
    /// Sets up the library.
    set_up(SetUpWish) -> Init = |window, wish| window.set_up(wish);
    /// Tries a folder.
    try_folder(FolderPlaceWish) -> Tried = |window, wish| window.try_folder(wish);
    /// Adds a folder.
    add_folder(FolderPlaceWish) -> Places = |window, wish| window.add_folder(wish);
    /// Who a far computer says it is.
    far_host_key(FarHostWish) -> HostKeyFacts = |window, wish| window.far_host_key(wish);
    /// Tries a far computer.
    try_far(FarPlaceWish) -> Tried = |window, wish| window.try_far(wish);
    /// Adds a far computer.
    add_far(FarPlaceWish) -> Places = |window, wish| window.add_far(wish);
    /// One place in detail.
    place_details(PlaceWish) -> PlaceDetails = |window, wish| window.place_details(wish);
    /// Tries an existing place.
    check_place(PlaceWish) -> Places = |window, wish| window.check_place(wish);
    /// Brings photos back for practice.
    practise(PlaceWish) -> Activity = |window, wish| window.practise(wish);
    /// Changes a place.
    set_place(SetPlaceWish) -> Places = |window, wish| window.set_place(wish);
    /// Forgets a place.
    remove_place(PlaceWish) -> Places = |window, wish| window.remove_place(wish);
    /// Keeps a password.
    set_password(PasswordWish) -> () = |window, wish| window.set_password(wish);
    /// Vouches for a far computer.
    accept_host_key(AcceptHostKeyWish) -> Places = |window, wish| window.accept_host_key(wish);
    /// The settings.
    settings() -> SettingsList = |window| window.settings();
    /// Changes a setting.
    set_setting(SettingWish) -> SettingsList = |window, wish| window.set_setting(wish);
    /// A page of pictures.
    photo_page(PhotoPageWish) -> PhotoPage = |window, wish| window.photo_page(wish);
    /// One picture, and where it is.
    photo(PathWish) -> Option<Photo> = |window, wish| window.photo(wish);
    /// What a picture was before.
    photo_versions(PathWish) -> Vec<PhotoVersion> = |window, wish| window.photo_versions(wish);
    /// Folders that can come back as a whole.
    folders() -> Vec<FolderChoice> = |window| window.folders();
    /// Shows what came back in the file manager.
    show_in_folder(PathWish) -> () = |window, wish| shown::in_folder(&window.reveal(wish)?);
    /// What this is.
    about() -> About = |window| Ok(window.about());
}

/// A folder that a person chooses in the system's own dialog; `null` when it was closed.
#[tauri::command]
pub async fn choose_folder(
    app: AppHandle,
    window: Behind<'_>,
    request: ChooseFolderWish,
) -> Answer<Option<ChosenFolder>> {
    let mut dialog = app.dialog().file().set_title(Window::folder_title(request.purpose));
    if let Some(parent) = shown::main_window(&app) {
        dialog = dialog.set_parent(&parent);
    }
    let choose = move |window: &Window| {
        let chosen = dialog.blocking_pick_folder().and_then(|chosen| chosen.into_path().ok());
        chosen.map(|path| window.chosen_folder(request, &path)).transpose()
    };
    done(window, choose).await
}
