//! The page's commands with real folders.

use super::*;
use crate::wire::{FolderToken, Outcome, PlaceCondition};
use std::time::{Duration, Instant};

struct World {
    _dir: tempfile::TempDir,
    root: PathBuf,
    window: Window,
}

fn write(file: &Path, content: &[u8]) {
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(file, content).unwrap();
}

fn picture(file: &Path, shade: u8) {
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    image::RgbImage::from_pixel(64, 48, image::Rgb([shade; 3])).save(file).unwrap();
}

/// A window onto a library of three pictures, set up by what the page can do.
fn world() -> World {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().canonicalize().unwrap();
    for (shade, name) in ["2019/a.jpg", "2019/b.jpg", "2020/c.png"].iter().enumerate() {
        picture(&root.join("library").join(name), shade as u8);
    }
    write(&root.join("library/notes.txt"), b"not a picture");
    std::fs::create_dir(root.join("disk")).unwrap();
    let window = Window::new(Api::open(Some(root.join("home"))).unwrap());
    let chosen = |path: &Path, purpose| window.chosen_folder(ChooseFolderWish { purpose }, path).unwrap();
    let library = chosen(&root.join("library"), FolderPurpose::Library);
    assert_eq!((library.photos, library.at_least), (Some(3), Some(false)));
    window.set_up(SetUpWish { folders: vec![library.folder], name: None }).unwrap();
    let wish = place(&window, &root.join("disk/copies"));
    let tried = window.try_folder(wish.clone()).unwrap();
    assert!(tried.ok && tried.steps.iter().all(|s| s.done), "{tried:?}");
    assert_eq!(std::fs::read_dir(root.join("disk")).unwrap().count(), 0, "nothing is kept of a try");
    window.add_folder(wish).unwrap();
    World { _dir: dir, root, window }
}

fn place(window: &Window, path: &Path) -> FolderPlaceWish {
    let chosen = window.chosen_folder(ChooseFolderWish { purpose: FolderPurpose::Place }, path).unwrap();
    FolderPlaceWish {
        folder: chosen.folder,
        name: "At home".into(),
        offsite: false,
        medium: Some("usb".into()),
        use_existing: false,
    }
}

fn finished(window: &Window, activity: Activity) -> crate::wire::Finished {
    let until = Instant::now() + Duration::from_secs(60);
    loop {
        let activities = window.activities();
        if let Some(last) = activities.last.filter(|last| last.id == activity.id) {
            return last;
        }
        assert!(Instant::now() < until, "it ends");
        std::thread::sleep(Duration::from_millis(10));
    }
}

fn backed_up() -> World {
    let world = world();
    let activity = world.window.backup(BackupWish::default()).unwrap();
    assert_eq!(finished(&world.window, activity).outcome, Outcome::Completed);
    world
}

fn page(limit: u64) -> PhotoPageWish {
    PhotoPageWish { limit, ..PhotoPageWish::default() }
}

fn restore(what: RestoreWhat, to: RestoreTo) -> RestoreWish {
    RestoreWish { what, at: None, place: None, to }
}

#[test]
fn a_first_start_goes_from_a_chosen_folder_to_everything_safe() {
    let world = backed_up();
    let status = world.window.status().unwrap();
    assert_eq!(status.backups[0].state, PlaceCondition::Well, "{status:?}");
    assert_eq!(status.backups[0].state_words, "up to date");
    assert!(status.backups[0].room_sentence.as_deref().unwrap().ends_with(" free"), "{status:?}");
    let details = world.window.place_details(PlaceWish { name: "At home".into() }).unwrap();
    assert_eq!((details.usage.mirror_files, details.snapshots.len()), (4, 1));
}

#[test]
fn folders_that_cannot_be_kept_safe_as_a_whole_are_told_before_anything_is_set_up() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().canonicalize().unwrap();
    picture(&root.join("Pictures/2019/a.jpg"), 1);
    let window = Window::new(Api::open(Some(root.join("home"))).unwrap());
    let chosen = |path: &Path| {
        window.chosen_folder(ChooseFolderWish { purpose: FolderPurpose::Library }, path).unwrap().folder
    };
    let (outer, inner) = (chosen(&root.join("Pictures")), chosen(&root.join("Pictures/2019")));
    for (folders, code, says) in [
        (vec![outer.clone(), inner], "libraries_overlap", "Choose only the outer one."),
        (vec![chosen(&root)], "home_inside_library", "for example Pictures."),
    ] {
        let checked = window.check_libraries(LibrariesWish { folders: folders.clone() }).unwrap_err();
        assert_eq!(checked.code, code);
        assert!(checked.message.contains(says), "{}", checked.message);
        assert_eq!(window.set_up(SetUpWish { folders, name: None }).unwrap_err().code, code);
        assert!(!root.join("home").exists(), "nothing is made");
    }
    window.check_libraries(LibrariesWish { folders: vec![outer.clone()] }).unwrap();
    assert!(!root.join("home").exists(), "nothing is made of a question");
    window.set_up(SetUpWish { folders: vec![outer], name: None }).unwrap();
}

#[test]
fn a_try_says_how_far_it_came_and_why_no_further() {
    let world = world();
    write(&world.root.join("full of other things/x"), b"x");
    let mut wish = place(&world.window, &world.root.join("full of other things"));
    wish.name = "Other".into();
    let tried = world.window.try_folder(wish).unwrap();
    let done: Vec<bool> = tried.steps.iter().map(|s| s.done).collect();
    assert_eq!((tried.ok, done), (false, vec![true, false, false]));
    assert_eq!(tried.failure.unwrap().code, "place_not_empty");
}

#[test]
fn the_page_can_name_no_folder_that_it_was_not_given() {
    let world = world();
    let folder = FolderToken("/etc".into());
    assert_eq!(
        world.window.set_up(SetUpWish { folders: vec![folder.clone()], name: None }).unwrap_err().code,
        "bad_argument"
    );
    let wish = restore(RestoreWhat::Everything {}, RestoreTo::Folder { folder });
    assert_eq!(world.window.restore(wish).unwrap_err().code, "bad_argument");
}

#[test]
fn pages_show_pictures_only_with_their_places_and_small_pictures() {
    let world = backed_up();
    let first = world.window.photo_page(page(2)).unwrap();
    assert_eq!((first.photos.len(), first.total), (2, 3));
    let next = world.window.photo_page(PhotoPageWish { after: first.next.clone(), ..page(2) }).unwrap();
    assert_eq!((next.photos.len(), next.next), (1, None));
    let mut paths: Vec<_> = first.photos.iter().chain(&next.photos).map(|p| p.path.as_str()).collect();
    paths.sort_unstable();
    assert_eq!(paths, ["2019/a.jpg", "2019/b.jpg", "2020/c.png"]);
    let photo = &first.photos[0];
    assert_eq!(photo.places.len(), 1);
    assert!(photo.taken.is_some());
    let jpeg = world.window.picture(photo.id.unwrap(), 160).unwrap();
    assert_eq!(jpeg[..3], [0xff, 0xd8, 0xff]);
    let found = world.window.photo_page(PhotoPageWish { search: "2020 C.".into(), ..page(9) }).unwrap();
    assert_eq!((found.photos.len(), found.total), (1, 1));
}

#[test]
fn a_deleted_photo_is_found_and_put_back_where_it_was() {
    let world = backed_up();
    let file = world.root.join("library/2019/a.jpg");
    let bytes = std::fs::read(&file).unwrap();
    std::fs::remove_file(&file).unwrap();
    finished(&world.window, world.window.backup(BackupWish::default()).unwrap());
    let deleted = world.window.photo_page(PhotoPageWish { deleted: true, ..page(9) }).unwrap();
    assert_eq!((deleted.total, deleted.photos[0].path.as_str()), (1, "2019/a.jpg"));
    let wish = restore(RestoreWhat::Photos { paths: vec!["2019/a.jpg".into()] }, RestoreTo::Home {});
    let plan = world.window.restore_plan(wish.clone()).unwrap();
    assert!(plan.dry_run && plan.restored == 1 && !file.exists());
    let sentence = plan.sentence.unwrap();
    assert!(sentence.starts_with("1 file, ") && sentence.contains("from At home."), "{sentence}");
    assert!(sentence.ends_with("Nothing on this computer will be overwritten."), "{sentence}");
    let done = finished(&world.window, world.window.restore(wish).unwrap());
    assert_eq!((done.outcome, done.sentence.starts_with("1 file was put back")), (Outcome::Completed, true));
    assert_eq!(std::fs::read(&file).unwrap(), bytes);
    let shown = world.window.reveal(PathWish { path: "2019/a.jpg".into() }).unwrap();
    assert_eq!(shown, Reveal(file));
    for outside in ["../home/settings.toml", "/etc/passwd", "2019/../../home"] {
        assert!(world.window.reveal(PathWish { path: outside.into() }).is_err(), "{outside}");
    }
}

#[test]
fn everything_put_back_home_fills_in_what_is_missing_and_leaves_the_rest_alone() {
    let world = backed_up();
    std::fs::remove_file(world.root.join("library/2020/c.png")).unwrap();
    write(&world.root.join("library/2019/b.jpg"), b"edited since");
    let wish = restore(RestoreWhat::Everything {}, RestoreTo::Home {});
    let done = finished(&world.window, world.window.restore(wish).unwrap());
    let restored = done.restore.unwrap();
    assert_eq!((restored.restored, restored.already_there, restored.renamed.len()), (2, 2, 1));
    assert!(world.root.join("library/2020/c.png").exists());
    assert_eq!(std::fs::read(world.root.join("library/2019/b.jpg")).unwrap(), b"edited since");
}

#[test]
fn what_cannot_be_found_is_never_said_to_be_there_already() {
    let world = backed_up();
    let wish = restore(RestoreWhat::Everything {}, RestoreTo::Home {});
    let whole = world.window.restore_plan(wish.clone()).unwrap();
    assert_eq!(whole.sentence.clone().unwrap(), "Nothing is missing there: all of it is there already.");
    // What lies in which folder is no longer known there.
    std::fs::remove_dir_all(world.root.join("disk/copies/.elderphoto/trees")).unwrap();
    let snapshots = std::fs::read_dir(world.root.join("disk/copies/.elderphoto/snapshots")).unwrap();
    let first = snapshots.flatten().next().unwrap().file_name().into_string().unwrap();
    let at = first.split('.').next().unwrap().to_owned();
    let plan = world.window.restore_plan(RestoreWish { at: Some(at), ..wish.clone() }).unwrap();
    let (found, sentence) = (plan.restored + plan.already_there, plan.sentence.unwrap());
    assert_eq!((found, plan.problems.len()), (0, 1), "{:?}", plan.problems);
    // What this computer still knows of the newest state is found without.
    let newest = world.window.restore_plan(wish).unwrap();
    assert_eq!((newest.already_there, newest.problems.len()), (4, 1), "{:?}", newest.problems);
    assert_ne!(newest.sentence, whole.sentence);
    assert_eq!(sentence, "1 thing could not be found at your places.");
}

#[test]
fn an_earlier_content_is_listed_and_comes_back_by_itself() {
    let world = backed_up();
    let file = world.root.join("library/2019/a.jpg");
    let before = std::fs::read(&file).unwrap();
    picture(&file, 200);
    finished(&world.window, world.window.backup(BackupWish::default()).unwrap());
    let versions = world.window.photo_versions(PathWish { path: "2019/a.jpg".into() }).unwrap();
    assert_eq!(versions.len(), 2);
    let old = versions.iter().find(|v| !v.present).unwrap();
    assert_eq!(old.places, ["At home"]);
    let to = world.root.join("out");
    std::fs::create_dir(&to).unwrap();
    let chosen =
        world.window.chosen_folder(ChooseFolderWish { purpose: FolderPurpose::Restore }, &to).unwrap();
    let what = RestoreWhat::Version { path: "2019/a.jpg".into(), sha256: old.sha256.clone() };
    let wish = restore(what, RestoreTo::Folder { folder: chosen.folder });
    let done = finished(&world.window, world.window.restore(wish).unwrap());
    assert_eq!(done.outcome, Outcome::Completed, "{done:?}");
    assert_eq!(std::fs::read(to.join("2019/a.jpg")).unwrap(), before);
}

#[test]
fn one_photo_is_known_by_its_path_also_deleted_and_put_back() {
    let world = world();
    // What was written in this very second is read anew after it came back.
    let long_ago = std::time::SystemTime::now() - Duration::from_secs(3_600);
    let photo = std::fs::File::open(world.root.join("library/2019/a.jpg")).unwrap();
    photo.set_modified(long_ago).unwrap();
    finished(&world.window, world.window.backup(BackupWish::default()).unwrap());
    let one = |path: &str| world.window.photo(PathWish { path: path.into() }).unwrap();
    let has = |photo: &Photo| photo.places.iter().map(|p| p.name.clone()).collect::<Vec<_>>();
    let there = one("2019/a.jpg").unwrap();
    assert_eq!((there.path.as_str(), there.deleted, there.kept.len()), ("2019/a.jpg", false, 0));
    assert_eq!(has(&there), ["At home"]);
    assert!(one("a.jpg").is_none(), "a part of a path is none");

    std::fs::remove_file(world.root.join("library/2019/a.jpg")).unwrap();
    finished(&world.window, world.window.backup(BackupWish::default()).unwrap());
    let deleted = one("2019/a.jpg").unwrap();
    assert_eq!((deleted.deleted, has(&deleted)), (true, vec!["At home".to_owned()]));

    // Among the photos it is at no place before the next run, and yet it is kept.
    let what = RestoreWhat::Photos { paths: vec!["2019/a.jpg".into()] };
    finished(&world.window, world.window.restore(restore(what, RestoreTo::Home {})).unwrap());
    let back = one("2019/a.jpg").unwrap();
    assert_eq!((back.deleted, has(&back).len(), &back.kept[..]), (false, 0, &["At home".to_owned()][..]));
    let listed = world.window.photo_page(page(9)).unwrap().photos;
    let listed = listed.iter().find(|photo| photo.path == "2019/a.jpg").unwrap();
    assert_eq!((listed.places.len(), &listed.kept), (0, &back.kept));
    finished(&world.window, world.window.backup(BackupWish::default()).unwrap());
    let again = one("2019/a.jpg").unwrap();
    assert_eq!((has(&again), again.kept.len()), (vec!["At home".to_owned()], 0));
}

#[test]
fn two_names_that_look_the_same_are_two_photos() {
    use std::os::unix::ffi::OsStrExt;
    let world = world();
    let file = |name: &[u8]| world.root.join("library").join(std::ffi::OsStr::from_bytes(name));
    let names = [&b"Caf\xe9/one\xe9.jpg"[..], b"Caf\xe9/one\xea.jpg", b"Caf\xea/two.jpg"];
    names.iter().zip(7..).for_each(|(name, shade)| picture(&file(name), shade));
    finished(&world.window, world.window.backup(BackupWish::default()).unwrap());
    let listed = world.window.photo_page(PhotoPageWish { search: "one".into(), ..page(9) }).unwrap().photos;
    assert_eq!((listed.len(), &listed[0].path), (2, &listed[1].path));
    let exact = |photo: &Photo| format!("//{}", photo.path_b64.as_ref().unwrap());
    for photo in &listed {
        let one = world.window.photo(PathWish { path: exact(photo) }).unwrap().unwrap();
        assert_eq!((&one.path_b64, &one.sha256), (&photo.path_b64, &photo.sha256));
        let versions = world.window.photo_versions(PathWish { path: exact(photo) }).unwrap();
        assert_eq!((versions.len(), Some(&versions[0].sha256)), (1, photo.sha256.as_ref()));
    }
    assert!(world.window.photo(PathWish { path: listed[0].path.clone() }).unwrap().is_none());

    names.iter().for_each(|name| std::fs::remove_file(file(name)).unwrap());
    let home = |what| world.window.restore(restore(what, RestoreTo::Home {})).unwrap();
    finished(&world.window, home(RestoreWhat::Photos { paths: vec![exact(&listed[0])] }));
    let back: Vec<bool> = names.iter().map(|name| file(name).exists()).collect();
    assert_eq!(back.iter().filter(|is_back| **is_back).count(), 1, "{back:?}");
    let path = world.window.folders().unwrap().into_iter().find(|f| f.path.starts_with("Caf")).unwrap().path;
    finished(&world.window, home(RestoreWhat::Folder { path }));
    assert!(names.iter().all(|name| file(name).exists()), "the choice counts both folders");
    for wrong in ["//", "//?", "//Li4=", "/etc/passwd", "../home"] {
        let answer = world.window.photo(PathWish { path: wrong.into() });
        assert_eq!(answer.unwrap_err().code, "photo_unknown", "{wrong}");
    }
}

#[test]
fn a_photo_that_was_not_copied_yet_has_no_versions_and_that_is_no_fault() {
    let world = world();
    world.window.api().status().unwrap();
    let path = || PathWish { path: "2019/a.jpg".into() };
    assert!(world.window.photo(path()).unwrap().unwrap().places.is_empty());
    assert_eq!(world.window.photo_versions(path()).unwrap(), []);
    let nowhere = world.window.photo_versions(PathWish { path: "2021/never.jpg".into() });
    assert_eq!(nowhere.unwrap_err().code, "photo_unknown");
}

#[test]
fn a_live_photo_comes_back_with_its_video_and_counts_once_while_deleted() {
    let world = world();
    let names =
        ["IMG_1.jpg", "IMG_1.mov", "IMG_1.aae"].map(|name| world.root.join("library/2021").join(name));
    picture(&names[0], 90);
    write(&names[1], b"a short film");
    write(&names[2], b"what was edited");
    finished(&world.window, world.window.backup(BackupWish::default()).unwrap());
    for name in &names {
        std::fs::remove_file(name).unwrap();
    }
    // Not kept anywhere: it keeps nothing from coming back.
    write(&names[1].with_extension("xmp"), b"new, not copied yet");
    finished(&world.window, world.window.backup(BackupWish::default()).unwrap());
    std::fs::remove_file(names[1].with_extension("xmp")).unwrap();
    let deleted = world.window.photo_page(PhotoPageWish { deleted: true, ..page(9) }).unwrap();
    let paths: Vec<&str> = deleted.photos.iter().map(|photo| photo.path.as_str()).collect();
    assert_eq!((deleted.total, paths), (1, vec!["2021/IMG_1.jpg"]));
    let what = RestoreWhat::Photos { paths: vec!["2021/IMG_1.jpg".into()] };
    let done = finished(&world.window, world.window.restore(restore(what, RestoreTo::Home {})).unwrap());
    assert_eq!(done.outcome, Outcome::Completed, "{done:?}");
    assert!(names.iter().all(|name| name.exists()));
}

#[test]
fn a_year_and_a_folder_come_back_as_a_whole() {
    let world = backed_up();
    let folders = world.window.folders().unwrap();
    let told: Vec<_> = folders.iter().map(|f| (f.path.as_str(), f.photos)).collect();
    assert_eq!(told, [("", 3), ("2019", 2), ("2020", 1)]);
    let year = *folders[0].years.last().unwrap();
    let to = world.root.join("out");
    std::fs::create_dir(&to).unwrap();
    let chosen =
        world.window.chosen_folder(ChooseFolderWish { purpose: FolderPurpose::Restore }, &to).unwrap();
    let to = RestoreTo::Folder { folder: chosen.folder };
    let done = |what| finished(&world.window, world.window.restore(restore(what, to.clone())).unwrap());
    assert_eq!(done(RestoreWhat::Folder { path: "2019".into() }).restore.unwrap().restored, 2);
    let rest = done(RestoreWhat::Year { year }).restore.unwrap();
    assert_eq!((rest.restored, rest.already_there), (2, 2));
}

#[test]
fn wishes_with_anything_unknown_are_refused() {
    for (text, fits) in [
        (r#"{"what":{"kind":"everything"},"to":{"kind":"home"}}"#, true),
        (r#"{"what":{"kind":"everything"},"to":{"kind":"home","path":"/etc"}}"#, false),
        (r#"{"what":{"kind":"photos","paths":["a"]},"to":{"kind":"home"},"overwrite":true}"#, false),
        (r#"{"what":{"kind":"year","year":2019},"to":{"kind":"folder","folder":"t"}}"#, true),
        (r#"{"what":{"kind":"anything"},"to":{"kind":"home"}}"#, false),
    ] {
        assert_eq!(serde_json::from_str::<RestoreWish>(text).is_ok(), fits, "{text}");
    }
    let wish: PasswordWish = serde_json::from_str(r#"{"place":"dad","password":"canary-91"}"#).unwrap();
    assert!(!format!("{wish:?}").contains("canary"));
}

#[test]
fn several_photo_folders_each_get_back_what_was_theirs() {
    let dir = tempfile::tempdir().unwrap();
    let root = dir.path().canonicalize().unwrap();
    picture(&root.join("Pictures/a.jpg"), 1);
    picture(&root.join("Phone/b.jpg"), 2);
    std::fs::create_dir(root.join("disk")).unwrap();
    let window = Window::new(Api::open(Some(root.join("home"))).unwrap());
    let chosen = |name: &str| {
        let wish = ChooseFolderWish { purpose: FolderPurpose::Library };
        window.chosen_folder(wish, &root.join(name)).unwrap().folder
    };
    window.set_up(SetUpWish { folders: vec![chosen("Pictures"), chosen("Phone")], name: None }).unwrap();
    window.add_folder(place(&window, &root.join("disk/copies"))).unwrap();
    finished(&window, window.backup(BackupWish::default()).unwrap());
    std::fs::remove_file(root.join("Phone/b.jpg")).unwrap();
    std::fs::write(root.join("Phone/other.txt"), "so that it is not empty").unwrap();
    let wish = restore(RestoreWhat::Everything {}, RestoreTo::Home {});
    let done = finished(&window, window.restore(wish).unwrap());
    let restored = done.restore.unwrap();
    assert_eq!((restored.restored, restored.already_there), (1, 1), "{restored:?}");
    assert!(root.join("Phone/b.jpg").exists() && !root.join("Phone/Phone").exists());
}

/// What is told while this is copied.
fn copying(current: &str) -> Activities {
    let progress = crate::wire::Progress {
        phase: crate::wire::Phase::Copying,
        files_done: 1,
        files_total: 4,
        bytes_done: 1,
        bytes_total: 4,
        seconds_left: None,
        current: Some(current.into()),
    };
    let now = Activity {
        id: 1,
        kind: crate::wire::ActivityKind::Backup,
        places: vec![],
        begun: String::new(),
        stopping: false,
        progress,
        sentence: String::new(),
        picture: None,
    };
    Activities { now: Some(now), last: None }
}

#[test]
fn what_is_being_copied_has_a_picture_that_is_made_on_demand_and_not_kept() {
    let world = world();
    let pictured = |current: &str| world.window.pictured(copying(current)).now.unwrap().picture;
    let thumbnails = world.root.join("home/thumbnails");
    let id = pictured("2019/a.jpg").unwrap();
    assert!(!thumbnails.exists(), "naming a picture makes none");
    assert_eq!(world.window.picture(id, 160).unwrap()[..3], [0xff, 0xd8, 0xff]);
    assert!(!thumbnails.exists(), "it is shown for a moment");
    assert_ne!(pictured("2019/b.jpg"), Some(id));
    for none in ["notes.txt", "2019/gone.jpg", "../home/settings.toml", "2019"] {
        assert_eq!(pictured(none), None, "{none}");
    }
    let mut checked = copying("2019/a.jpg");
    checked.now.as_mut().unwrap().kind = crate::wire::ActivityKind::Check;
    assert_eq!(world.window.pictured(checked).now.unwrap().picture, None);
}

#[test]
fn what_came_back_can_be_undone_once() {
    let world = backed_up();
    let file = world.root.join("library/2020/c.png");
    std::fs::remove_file(&file).unwrap();
    let wish = restore(RestoreWhat::Everything {}, RestoreTo::Home {});
    let done = finished(&world.window, world.window.restore(wish.clone()).unwrap());
    assert!(done.can_undo && file.exists());
    let again = finished(&world.window, world.window.restore(wish).unwrap());
    assert!(!again.can_undo, "it wrote nothing");
    let undone = finished(&world.window, world.window.undo().unwrap());
    assert_eq!((undone.outcome, undone.can_undo), (Outcome::Completed, false), "{undone:?}");
    assert!(undone.sentence.starts_with("1 file that was put back is gone again"), "{}", undone.sentence);
    assert!(!file.exists() && world.root.join("library/2019/a.jpg").exists());
    let failed = finished(&world.window, world.window.undo().unwrap());
    assert_eq!(failed.failure.unwrap().code, "nothing_to_undo");
}

#[test]
fn an_undo_that_took_nothing_away_says_so() {
    let world = backed_up();
    let file = world.root.join("library/2020/c.png");
    std::fs::remove_file(&file).unwrap();
    let wish = restore(RestoreWhat::Everything {}, RestoreTo::Home {});
    finished(&world.window, world.window.restore(wish).unwrap());
    write(&file, b"edited since");
    let undone = finished(&world.window, world.window.undo().unwrap());
    assert!(undone.sentence.starts_with("Nothing was taken away again. 1 stays"), "{}", undone.sentence);
}

#[test]
fn what_was_found_out_ahead_is_not_told_once_something_has_begun() {
    let world = backed_up();
    world.window.desk.look_ahead();
    picture(&world.root.join("library/2021/new.jpg"), 9);
    finished(&world.window, world.window.backup(BackupWish::default()).unwrap());
    let ahead = world.window.status().unwrap();
    assert_eq!(ahead.primary.photos, 4);
    world.window.desk.look_ahead();
    assert_eq!(world.window.status().unwrap().primary.photos, 4);
}
