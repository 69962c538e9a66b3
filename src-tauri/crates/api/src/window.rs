//! Everything the page can ask for, one method a command. It checks what the page says, turns tokens into
//! folders, and hands it to the desk or to the commands that the command line uses too.

mod disks;
mod folders;
mod limits;
mod passing;
mod restore;
mod suggestions;

pub use restore::Reveal;

use crate::commands::{Answer, Api};
use crate::desk::{Desk, Work};
use crate::faults;
use crate::link::{self, Met, Serving, Show};
use crate::pictures::Pictures;
use crate::requests::{
    AddFolderRequest, AddSftpRequest, BackupRequest, DrillRequest, InitRequest, SetPlaceRequest,
    SignInRequest, VerifyRequest,
};
use crate::say;
use crate::sentences::Context;
use crate::wire::{
    About, Activities, Activity, ChosenFolder, Disk, Failure, FolderChoice, FolderToken, HostKeyFacts, Init,
    LibrarySuggestion, Photo, PhotoPage, PhotoVersion, PlaceDetails, Places, Restore, SettingsList, Status,
    Tried,
};
use crate::wishes::*;
use elderphoto_engine::code::Code;
use elderphoto_engine::error::Error;
use folders::Folders;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};

/// What stands behind the page. It outlives every loading of it.
pub struct Window {
    desk: Desk,
    folders: Folders,
    pictures: Pictures,
    /// What the last restore may be shown of.
    revealable: Mutex<Vec<PathBuf>>,
    /// Listens for others of this home.
    serving: Arc<OnceLock<Serving>>,
}

impl Window {
    /// For an installation.
    pub fn new(api: Api) -> Self {
        let pictures = Pictures::new(api.home());
        Self {
            desk: Desk::new(api),
            folders: Folders::default(),
            pictures,
            revealable: Mutex::default(),
            serving: Arc::default(),
        }
    }

    /// Comes to a home: the one window for it, from now on reached by commands and by a second window, which
    /// calls `show`. `None` when there is another window already; it is in front now.
    pub fn open(api: Api, show: impl Fn() + Send + Sync + 'static) -> Answer<Option<Self>> {
        let show: Show = Box::new(show);
        let home = api.home().clone();
        // A home that cannot be used has its sentence when the page asks.
        let Ok(met) = link::arrive(&home) else { return Ok(Some(Self::new(api))) };
        let window = Self::new(api);
        match met {
            Met::Window => return Ok(None),
            Met::Nobody(seat) => {
                window.desk.look_ahead();
                let _ = window.serving.set(Serving::start(seat, &window.desk, Some(show)));
            }
            Met::Command => {
                let (desk, seated) = (window.desk.clone(), window.serving.clone());
                let follow = move || {
                    if let Some(serving) = link::until_seated(&home, &desk, show) {
                        let _ = seated.set(serving);
                    }
                };
                let following = std::thread::Builder::new().name("follow".into()).spawn(follow);
                following.map_err(|e| faults::failure(&Error::internal(e)))?;
            }
        }
        Ok(Some(window))
    }

    /// The program ends: commands that are waiting for work here go on by themselves, what is at work is
    /// stopped.
    pub fn leave(&self) {
        if let Some(serving) = self.serving.get() {
            serving.cut();
        }
        self.desk.leave();
    }

    /// The desk, to listen to it.
    pub fn desk(&self) -> &Desk {
        &self.desk
    }

    fn api(&self) -> &Api {
        self.desk.api()
    }

    /// `status`
    pub fn status(&self) -> Answer<Status> {
        self.desk.status()
    }

    /// `activities`
    pub fn activities(&self) -> Activities {
        self.pictured(self.desk.activities())
    }

    /// `backup`
    pub fn backup(&self, wish: BackupWish) -> Answer<Activity> {
        limits::names(&wish.places)?;
        self.desk.start(Work::Backup(BackupRequest { places: wish.places, ..BackupRequest::default() }))
    }

    /// `check`
    pub fn check(&self, wish: CheckWish) -> Answer<Activity> {
        limits::name(&wish.place)?;
        self.desk.start(Work::Verify(VerifyRequest { places: vec![wish.place], sample: wish.sample }))
    }

    /// `practise`
    pub fn practise(&self, wish: PlaceWish) -> Answer<Activity> {
        limits::name(&wish.name)?;
        self.desk.start(Work::Drill(DrillRequest::with(vec![wish.name])))
    }

    /// `restore`
    pub fn restore(&self, wish: RestoreWish) -> Answer<Activity> {
        let request = self.restore_request(&wish, false)?;
        let begun = self.desk.start(Work::Restore(request.clone()))?;
        self.note_revealable(&request)?;
        Ok(begun)
    }

    /// `undo`
    pub fn undo(&self) -> Answer<Activity> {
        self.desk.start(Work::Undo)
    }

    /// `restore_plan`
    pub fn restore_plan(&self, wish: RestoreWish) -> Answer<Restore> {
        let request = self.restore_request(&wish, true)?;
        self.desk.alone(|api| restore::plan(api, request))
    }

    /// `stop`
    pub fn stop(&self) {
        self.desk.stop();
    }

    /// `library_suggestions`
    pub fn library_suggestions(&self) -> Vec<LibrarySuggestion> {
        suggestions::all(&self.folders)
    }

    /// The title of the system's dialog for choosing a folder.
    pub fn folder_title(purpose: FolderPurpose) -> String {
        match purpose {
            FolderPurpose::Library => say!("choose-library"),
            FolderPurpose::Place => say!("choose-place"),
            FolderPurpose::Restore => say!("choose-restore"),
        }
    }

    /// A fault of what shows the window, as every other.
    pub fn fault(cause: &dyn std::fmt::Display) -> Failure {
        faults::failure(&Error::internal(cause))
    }

    /// No program on this computer showed the folder.
    pub fn not_shown(reveal: &Reveal, cause: &dyn std::fmt::Display) -> Failure {
        let context = Context::new().path(reveal.0.display().to_string());
        faults::failure_with(&Error::coded(Code::FolderNotShown, cause), context)
    }

    /// `choose_folder`: what a person chose in the system's own dialog.
    pub fn chosen_folder(&self, wish: ChooseFolderWish, path: &Path) -> Answer<ChosenFolder> {
        suggestions::chosen(&self.folders, wish.purpose, path)
    }

    /// `disks`
    pub fn disks(&self) -> Vec<Disk> {
        disks::all(&self.folders)
    }

    /// `check_libraries`: whether these can be the photo folders. Changes nothing.
    pub fn check_libraries(&self, wish: LibrariesWish) -> Answer<()> {
        self.api().check_libraries(&self.chosen(&wish.folders)?)
    }

    /// `set_up`
    pub fn set_up(&self, wish: SetUpWish) -> Answer<Init> {
        limits::some_names(wish.name.as_deref())?;
        let libraries = self.chosen(&wish.folders)?;
        self.desk.alone(|api| api.init(InitRequest { libraries, name: wish.name }))
    }

    fn chosen(&self, folders: &[FolderToken]) -> Answer<Vec<PathBuf>> {
        folders.iter().map(|token| self.folders.get(token)).collect()
    }

    /// `try_folder`
    pub fn try_folder(&self, wish: FolderPlaceWish) -> Answer<Tried> {
        let request = self.folder_place(wish)?;
        self.desk.alone(|api| api.try_folder(request))
    }

    /// `add_folder`
    pub fn add_folder(&self, wish: FolderPlaceWish) -> Answer<Places> {
        let request = self.folder_place(wish)?;
        self.desk.alone(|api| api.add_folder(request))
    }

    fn folder_place(&self, wish: FolderPlaceWish) -> Answer<AddFolderRequest> {
        limits::name(&wish.name)?;
        limits::some_names(wish.medium.as_deref())?;
        let path = self.folders.get(&wish.folder)?;
        let FolderPlaceWish { name, offsite, medium, use_existing, .. } = wish;
        Ok(AddFolderRequest { name, path, offsite, medium, use_existing, ..AddFolderRequest::default() })
    }

    /// `far_host_key`
    pub fn far_host_key(&self, wish: FarHostWish) -> Answer<HostKeyFacts> {
        limits::name(&wish.host)?;
        self.api().far_host_key(&wish.host, wish.port)
    }

    /// `try_far`
    pub fn try_far(&self, wish: FarPlaceWish) -> Answer<Tried> {
        let request = far_place(wish)?;
        self.desk.alone(|api| api.try_sftp(request))
    }

    /// `add_far`
    pub fn add_far(&self, wish: FarPlaceWish) -> Answer<Places> {
        let request = far_place(wish)?;
        self.desk.alone(|api| api.add_sftp(request))
    }

    /// `place_details`
    pub fn place_details(&self, wish: PlaceWish) -> Answer<PlaceDetails> {
        limits::name(&wish.name)?;
        self.api().place_details(&wish.name)
    }

    /// `check_place`
    pub fn check_place(&self, wish: PlaceWish) -> Answer<Places> {
        limits::name(&wish.name)?;
        self.desk.alone(|api| api.check_place(&wish.name))
    }

    /// `set_place`
    pub fn set_place(&self, wish: SetPlaceWish) -> Answer<Places> {
        limits::name(&wish.name)?;
        for text in [&wish.rename, &wish.medium, &wish.keep] {
            limits::some_names(text.as_deref())?;
        }
        let SetPlaceWish { name, rename, enabled, offsite, medium, keep } = wish;
        let request = SetPlaceRequest { keep, limit_mb_s: None, enabled, offsite, medium, rename };
        self.desk.alone(|api| api.set_place(&name, request))
    }

    /// `remove_place`
    pub fn remove_place(&self, wish: PlaceWish) -> Answer<Places> {
        limits::name(&wish.name)?;
        self.desk.alone(|api| api.remove_place(&wish.name))
    }

    /// `set_password`
    pub fn set_password(&self, wish: PasswordWish) -> Answer<()> {
        limits::name(&wish.place)?;
        limits::secret(&wish.password)?;
        self.desk.alone(|api| api.set_secret(&wish.place, &wish.password)).map(drop)
    }

    /// `accept_host_key`
    pub fn accept_host_key(&self, wish: AcceptHostKeyWish) -> Answer<Places> {
        limits::names(&[wish.place.as_str(), wish.sha256.as_str()])?;
        self.desk.alone(|api| api.accept_host_key(&wish.place, &wish.sha256))
    }

    /// `settings`
    pub fn settings(&self) -> Answer<SettingsList> {
        self.api().settings()
    }

    /// `set_setting`
    pub fn set_setting(&self, wish: SettingWish) -> Answer<SettingsList> {
        limits::names(&[&wish.name, &wish.value])?;
        self.desk.alone(|api| api.set_setting(&wish.name, &wish.value))
    }

    /// `photo_page`
    pub fn photo_page(&self, wish: PhotoPageWish) -> Answer<PhotoPage> {
        limits::photo_page(&wish)?;
        self.api().photo_page(&wish, &|picture| self.pictures.name(picture))
    }

    /// `photo`
    pub fn photo(&self, wish: PathWish) -> Answer<Option<Photo>> {
        limits::path(&wish.path)?;
        self.api().photo(&wish.path, &|picture| self.pictures.name(picture))
    }

    /// `photo_versions`
    pub fn photo_versions(&self, wish: PathWish) -> Answer<Vec<PhotoVersion>> {
        limits::path(&wish.path)?;
        self.api().photo_versions(&wish.path, &|picture| self.pictures.name(picture))
    }

    /// `folders`
    pub fn folders(&self) -> Answer<Vec<FolderChoice>> {
        self.api().folders()
    }

    /// `about`
    pub fn about(&self) -> About {
        About {
            version: env!("CARGO_PKG_VERSION").into(),
            home: self.api().home().path().display().to_string(),
            log: Some(self.api().home().log().display().to_string()),
        }
    }

    /// A small picture as JPEG; `None` where there is none.
    pub fn picture(&self, number: u64, size: u32) -> Option<Vec<u8>> {
        let library = self.api().library().ok()?;
        self.pictures.jpeg(number, size, |path| library.locate(path))
    }
}

fn far_place(wish: FarPlaceWish) -> Answer<AddSftpRequest> {
    limits::names(&[&wish.name, &wish.host, &wish.user])?;
    limits::path(&wish.path)?;
    for text in [&wish.medium, &wish.accept_host_key] {
        limits::some_names(text.as_deref())?;
    }
    wish.password.as_ref().map(limits::secret).transpose()?;
    let FarPlaceWish { name, host, port, user, path, accept_host_key, offsite, medium, use_existing, .. } =
        wish;
    let sign_in = wish.password.map_or(SignInRequest::UsualKeys, SignInRequest::Password);
    let path = path.into_bytes();
    Ok(AddSftpRequest {
        name,
        host,
        port,
        user,
        path,
        sign_in,
        accept_host_key,
        offsite,
        medium,
        use_existing,
        ..AddSftpRequest::default()
    })
}

#[cfg(test)]
mod tests;
