//! A picture of what is being copied, for the moment that it takes.

use super::Window;
use crate::pictures::Picture;
use crate::wire::{Activities, Activity, ActivityKind, Phase};
use elderphoto_engine::path::RelPath;
use elderphoto_engine::time::FileTime;

impl Window {
    /// With a picture of what is being copied, where there is one. It costs a look at one file; the picture is
    /// made when the page asks for it.
    pub fn pictured(&self, mut activities: Activities) -> Activities {
        if let Some(now) = &mut activities.now {
            now.picture = self.picture_of(now);
        }
        activities
    }

    fn picture_of(&self, now: &Activity) -> Option<u64> {
        if now.kind != ActivityKind::Backup || now.progress.phase != Phase::Copying {
            return None;
        }
        let path = RelPath::parse(now.progress.current.as_ref()?.as_bytes()).ok()?;
        let found = std::fs::symlink_metadata(self.api().library().ok()?.locate(&path)?).ok()?;
        let mtime = found.modified().map(FileTime::from).unwrap_or_default();
        let name = path.name().to_vec();
        let picture = Picture::new(&name, Some(path), None, found.len(), mtime);
        self.pictures.name(picture.passing())
    }
}
