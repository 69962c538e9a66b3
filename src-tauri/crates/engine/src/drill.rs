//! A practice: some photos are brought back from one place into an empty folder, read there once more, and
//! compared with what is known of them. It shows what no check does: that a way back exists.

use crate::backup::{Context, Target};
use crate::catalog::places;
use crate::code::Code;
use crate::digest::Digest;
use crate::error::{Error, Result};
use crate::library::media::MediaKind;
use crate::library::os_path;
use crate::monitor::Monitor;
use crate::path::{FileKey, FolderKey, RelPath};
use crate::problem::Problem;
use crate::restore::target::digest_of;
use crate::restore::{Request, restore};
use rusqlite::params;
use std::collections::HashMap;
use std::fs::File;
use std::path::Path;

/// Larger photos and videos are left to checks: a practice is over soon, also over a slow line.
pub const LARGEST_BYTES: u64 = 64 << 20;

/// How a practice with one place went.
#[derive(Debug, Default)]
pub struct Drill {
    /// The place.
    pub name: String,
    /// Photos that were to come back.
    pub tried: u64,
    /// Of these, how many came back and are what they should be, bit for bit.
    pub same: u64,
    /// The others.
    pub failed: Vec<RelPath>,
    /// Why it could not be done.
    pub error: Option<Error>,
}

/// Practises with one place: up to `photos` of its photos, by chance, come back below `into`, which is empty.
pub fn drill(context: &Context<'_>, target: &Target, photos: u64, into: &Path) -> Drill {
    let mut drill = Drill { name: target.name.clone(), ..Drill::default() };
    drill.error = practise(context, target, photos, into, &mut drill).err();
    drill
}

fn practise(
    context: &Context<'_>,
    target: &Target,
    photos: u64,
    into: &Path,
    drill: &mut Drill,
) -> Result<()> {
    let chosen = some_photos(context, target, photos)?;
    if chosen.is_empty() {
        return Ok(());
    }
    let request = Request {
        paths: Vec::new(),
        exact: chosen.clone(),
        at: None,
        to: into.to_owned(),
        strip: RelPath::root(),
        elsewhere: Vec::new(),
        dry_run: false,
    };
    let report = restore(context, std::slice::from_ref(target), &request, None)?;
    // What this computer has no room for, or cannot write, says nothing of the copies.
    let is_here = |problem: &&Problem| matches!(problem.code, Code::TargetFull | Code::TargetUnusable);
    if let Some(problem) = report.problems.iter().find(is_here) {
        return Err(Error::coded(problem.code, &problem.cause));
    }
    // A disk that refuses a name has the photo under another one.
    let renamed = report.renamed.into_iter().collect();
    compare(chosen, into, &renamed, context.monitor, drill)
}

/// Reads once more what came back, and counts what is as it should be.
fn compare(
    chosen: Vec<(RelPath, Digest)>,
    into: &Path,
    renamed: &HashMap<RelPath, RelPath>,
    monitor: &dyn Monitor,
    drill: &mut Drill,
) -> Result<()> {
    for (path, expected) in chosen {
        drill.tried += 1;
        let stands = renamed.get(&path).unwrap_or(&path);
        let back = match File::open(into.join(os_path(stands.as_bytes()))) {
            Ok(file) => digest_of(file, monitor)?,
            Err(_) => None,
        };
        if back == Some(expected) {
            drill.same += 1;
        } else {
            drill.failed.push(path);
        }
    }
    Ok(())
}

/// Photos that the place has as far as is known, by chance.
fn some_photos(context: &Context<'_>, target: &Target, photos: u64) -> Result<Vec<(RelPath, Digest)>> {
    let place = places::get_or_add(&context.catalog.write(), &target.expected.location_id)?.no;
    let conn = context.catalog.reader()?;
    let mut statement = conn.prepare(
        "SELECT folder,name,sha FROM held WHERE place=? AND name<>x'' AND state=0 AND size<=? ORDER BY random()",
    )?;
    let mut rows = statement.query(params![place, LARGEST_BYTES as i64])?;
    let mut chosen = Vec::new();
    while let Some(row) = rows.next()? {
        let folder = row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?;
        let key = FileKey { folder: FolderKey::from_bytes(folder), name: row.get(1)? };
        if !MediaKind::of_name(&key.name).is_picture() {
            continue;
        }
        let sha: Vec<u8> = row.get(2)?;
        let sha = Digest::from_bytes(&sha).ok_or_else(|| Error::internal("a digest"))?;
        chosen.push((key.to_path(), sha));
        if chosen.len() as u64 >= photos {
            break;
        }
    }
    Ok(chosen)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::monitor::Quiet;

    /// Putting back refuses what is not as it was recorded, so no damaged copy shows that this compares, too.
    #[test]
    fn what_came_back_with_other_bytes_or_not_at_all_has_failed() {
        let into = tempfile::tempdir().unwrap();
        std::fs::write(into.path().join("same.jpg"), "the lake").unwrap();
        std::fs::write(into.path().join("other.jpg"), "THE LAKE").unwrap();
        let photo = |name: &str| (RelPath::parse(name.as_bytes()).unwrap(), Digest::of(b"the lake"));
        let mut drill = Drill::default();
        compare(
            ["same.jpg", "other.jpg", "gone.jpg"].map(photo).into(),
            into.path(),
            &HashMap::new(),
            &Quiet::default(),
            &mut drill,
        )
        .unwrap();
        assert_eq!((drill.tried, drill.same), (3, 1));
        assert_eq!(drill.failed, [photo("other.jpg").0, photo("gone.jpg").0]);
    }
}
