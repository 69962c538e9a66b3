//! The window among others: a second start brings it to the front, folders are chosen in the system's dialog,
//! and what came back is shown in the file manager, and taken away again.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use elderphoto_window_tests::desktop::{Desktop, with_file_manager, without_file_manager};
use elderphoto_window_tests::disk::Disk;
use elderphoto_window_tests::family::Family;
use elderphoto_window_tests::process::ours;
use elderphoto_window_tests::window::{Look, Window};
use std::fs;
use std::process::Command;
use tempfile::TempDir;

/// A person starts it once more; it ends by itself.
fn start_again(family: &Family, window: &Window) {
    let mut second = Command::new(ours("elderphoto-app", "ELDERPHOTO_APP"));
    second.arg("--home").arg(family.home()).env("DISPLAY", window.display());
    let ended = second.output().unwrap();
    assert!(ended.status.success(), "{ended:?}");
}

#[tokio::test]
async fn a_second_start_brings_the_first_window_in_front_of_others() {
    let family = Family::new(2);
    family.set_up();
    let window = Window::open(&family, Look::Light).await;
    let mut desktop = Desktop::around(&window);
    let ours = desktop.window("ElderPhoto").unwrap();
    let other = desktop.another_in_front();
    assert!(!desktop.is_in_front(&ours));
    start_again(&family, &window);
    desktop.until("it is in front of the other", |desktop| desktop.is_in_front(&ours));
    assert!(!desktop.is_minimised(&other), "the other is only behind it");
    window.close().await;
}

#[tokio::test]
async fn a_second_start_brings_a_window_back_that_was_put_away() {
    let family = Family::new(2);
    family.set_up();
    let window = Window::open(&family, Look::Light).await;
    let mut desktop = Desktop::around(&window);
    let ours = desktop.window("ElderPhoto").unwrap();
    desktop.minimise(&ours);
    desktop.another_in_front();
    start_again(&family, &window);
    desktop.until("it is back and in front", |desktop| desktop.is_in_front(&ours));
    window.close().await;
}

#[tokio::test]
async fn a_second_start_shows_a_window_that_was_hidden() {
    let family = Family::new(2);
    family.set_up();
    let window = Window::open(&family, Look::Light).await;
    let mut desktop = Desktop::around(&window);
    let ours = desktop.window("ElderPhoto").unwrap();
    desktop.hide(&ours);
    desktop.another_in_front();
    start_again(&family, &window);
    desktop.until("it is shown", |desktop| desktop.is_shown(&ours));
    desktop.until("it is in front", |desktop| desktop.is_in_front(&ours));
    window.close().await;
}

#[tokio::test]
async fn a_folder_is_chosen_in_the_systems_own_dialog() {
    let family = Family::new(6);
    let window = Window::open(&family, Look::Light).await;
    let desktop = Desktop::around(&window);
    window.press("Another folder…").await;
    let photos = family.path("Photos");
    desktop.type_into("Which folder are your photos in?", photos.to_str().unwrap(), "Return");
    window.reads("6 photos").await;
    window.reads(photos.to_str().unwrap()).await;
    window.press("Next").await;
    window.reads("Where should copies live?").await;
    window.close().await;
}

#[tokio::test]
async fn where_nothing_shows_folders_it_says_which_folder_it_is() {
    let family = Family::new(2);
    family.set_up();
    without_file_manager(&family);
    family.elderphoto(&["backup"]);
    fs::remove_file(&files_of(&family)[0]).unwrap();
    let window = Window::open(&family, Look::Light).await;
    window.press("Restore").await;
    window.press("Everything, onto this computer…").await;
    window.press("Put back").await;
    window.reads("1 file is back").await;
    window.press("Show in folder").await;
    let photos = family.path("Photos");
    window.reads(&format!("could show the folder {}.", photos.display())).await;
    window.reads("What was put back is in it.").await;
    window.is_accessible("no-file-manager").await;
    window.close().await;
}

#[tokio::test]
async fn what_came_back_is_shown_in_its_folder_and_taken_away_again() {
    let family = Family::new(8);
    family.set_up();
    let shown = with_file_manager(&family);
    family.elderphoto(&["backup"]);
    let photos = files_of(&family);
    let (kept, lost) = photos.split_at(photos.len() - 3);
    for photo in lost {
        fs::remove_file(photo).unwrap();
    }
    let window = Window::open(&family, Look::Light).await;
    window.press("Restore").await;
    window.press("Everything, onto this computer…").await;
    window.press("Put back").await;
    window.reads("3 files are back").await;
    assert_eq!(files_of(&family), photos);

    window.press("Show in folder").await;
    let noted = async |_: &Window| fs::read_to_string(&shown).is_ok_and(|note| note.ends_with('\n'));
    window.until("the file manager was asked", noted).await;
    let folder = format!("file://{}\n", family.path("Photos").display());
    assert_eq!(fs::read_to_string(&shown).unwrap(), folder);

    // One of them is worked on: it is hers now.
    fs::write(&lost[0], "edited since").unwrap();
    window.is_accessible("restored-can-undo").await;
    window.press("Undo").await;
    window.reads("2 files that were put back are gone again").await;
    window.reads("1 stays: it was changed since").await;
    window.is_accessible("undone").await;
    assert_eq!(fs::read_to_string(&lost[0]).unwrap(), "edited since");
    assert_eq!(files_of(&family), [kept, &lost[..1]].concat());
    assert!(!window.offers("Undo").await, "only once");
    window.close().await;
}

#[tokio::test]
async fn a_disk_that_is_pulled_out_and_plugged_in_again_is_noticed_without_being_asked_for() {
    let (family, images) = (Family::new(3), TempDir::new().unwrap());
    let stick = Disk::plug_in(&images, "Stick");
    family.set_up();
    let place = stick.path("ElderPhoto");
    family.elderphoto(&["place", "add", "folder", "Stick", "--path", place.to_str().unwrap()]);
    family.elderphoto(&["backup"]);
    let window = Window::open(&family, Look::Light).await;
    window.reads("All 3 photos are safe in 3 places.").await;
    stick.pull_out();
    window.reads("not connected").await;
    stick.plug_in_again();
    window.reads("All 3 photos are safe in 3 places.").await;
    window.close().await;
}

/// Every file of the library, sorted.
fn files_of(family: &Family) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![family.path("Photos")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    files
}
