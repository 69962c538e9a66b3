//! Reading and replacing our own small files at a place.

use crate::error::{Error, Result};
use crate::format::layout;
use crate::format::location::Location;
use crate::format::names::StoredNames;
use crate::path::RelPath;
use crate::place::many::many;
use crate::store::{Kind, Meta, Move, Store, StoreError, StoreErrorKind, StoreResult};
use crate::time::FileTime;
use std::io::Read;

/// Reads a whole file of at most `max_bytes`; `None` if there is none.
pub fn read(store: &dyn Store, path: &RelPath, max_bytes: u64) -> StoreResult<Option<Vec<u8>>> {
    let reader = match store.open(path, 0, false) {
        Ok(reader) => reader,
        Err(e) if e.kind == StoreErrorKind::NotFound => return Ok(None),
        Err(e) => return Err(e),
    };
    let mut bytes = Vec::new();
    let read = reader.take(max_bytes + 1).read_to_end(&mut bytes);
    read.map_err(|e| StoreError::reading(path, e))?;
    if bytes.len() as u64 > max_bytes {
        return Err(StoreError::new(StoreErrorKind::TooLarge, path, "larger than such a file can be"));
    }
    Ok(Some(bytes))
}

/// Reads a file that is replaced by [`replace`]: `<name>`, or `<name>.new` where that is all there is.
pub fn read_replaceable(store: &dyn Store, path: &RelPath, max_bytes: u64) -> StoreResult<Option<Vec<u8>>> {
    match read(store, path, max_bytes)? {
        Some(bytes) => Ok(Some(bytes)),
        None => read(store, &layout::new_of(path), max_bytes),
    }
}

/// Replaces a file without ever overwriting one: `<name>.new` made durable, `<name>` removed,
/// `<name>.new` renamed.
pub fn replace(store: &dyn Store, path: &RelPath, bytes: &[u8], mtime: FileTime) -> Result<()> {
    let new = layout::new_of(path);
    remove_if_there(store, &new)?;
    store.stage_whole(&new, bytes, &Meta { mtime, mode: None })?;
    finish_replace(store, path)
}

/// The second half of [`replace`], for a `<name>.new` that was staged by the caller.
pub fn finish_replace(store: &dyn Store, path: &RelPath) -> Result<()> {
    store.flush()?;
    remove_if_there(store, path)?;
    let moves = [Move { from: layout::new_of(path), to: path.clone() }];
    for result in store.commit(&moves)? {
        result?;
    }
    Ok(())
}

/// Files that are replaced by way of a new one.
fn replaceable() -> [RelPath; 3] {
    [layout::sums(), layout::names(), layout::location()]
}

/// Whether an interrupted replacement left its new file behind.
pub fn has_replacements(store: &dyn Store) -> Result<bool> {
    let stand = many(store, &replaceable(), |path| store.stat(&layout::new_of(path)));
    Ok(stand.into_iter().collect::<StoreResult<Vec<_>>>()?.iter().any(Option::is_some))
}

/// Whether a new file was written to its end. The list of digests is made anew in any case.
fn is_whole(store: &dyn Store, path: &RelPath, new: &RelPath) -> Result<bool> {
    const MAX_BYTES: u64 = 256 << 20;
    let bytes = read(store, new, MAX_BYTES)?.unwrap_or_default();
    Ok(if *path == layout::names() {
        StoredNames::from_bytes(&bytes).is_ok()
    } else {
        *path == layout::location() && Location::from_bytes(&bytes).is_ok()
    })
}

/// Removes new files that an interrupted replacement left, where the old one still stands; where it
/// does not, a whole new one takes its name, except for the list of digests, which is made anew.
pub fn clear_replacements(store: &dyn Store) -> Result<()> {
    if !has_replacements(store)? {
        return Ok(());
    }
    for path in replaceable() {
        let new = layout::new_of(&path);
        if store.stat(&new)?.is_none() {
            continue;
        }
        if store.stat(&path)?.is_some() || !is_whole(store, &path, &new)? {
            store.remove(&new)?;
        } else {
            store.rename(&new, &path)?;
        }
    }
    Ok(())
}

/// Removes a file; fine if there is none.
pub fn remove_if_there(store: &dyn Store, path: &RelPath) -> StoreResult<()> {
    match store.remove(path) {
        Err(e) if e.kind == StoreErrorKind::NotFound => Ok(()),
        other => other,
    }
}

/// Removes a folder that has nothing but folders in it; `false`, with nothing of anybody's removed,
/// if there is a file anywhere below it, or no folder.
pub fn remove_empty_folders(store: &dyn Store, folder: &RelPath) -> Result<bool> {
    if store.stat(folder)?.is_none_or(|found| found.kind != Kind::Folder) {
        return Ok(false);
    }
    // However deep they are: the folders wait in memory, each behind the one it lies in.
    let mut folders = vec![folder.clone()];
    let mut listed = 0;
    while let Some(next) = folders.get(listed).cloned() {
        listed += 1;
        let mut has_other = false;
        let mut below = Vec::new();
        store.list(&next, &mut |entry| {
            has_other |= entry.stat.kind != Kind::Folder;
            below.push(entry.name);
            Ok(())
        })?;
        if has_other {
            return Ok(false);
        }
        for name in below {
            folders.push(next.join(&name).map_err(Error::internal)?);
        }
    }
    for empty in folders.iter().rev() {
        if !store.remove_folder(empty)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Removes a folder of ours and all below it.
pub fn remove_tree(store: &dyn Store, folder: &RelPath) -> Result<()> {
    remove_tree_but(store, folder, b"")
}

/// [`remove_tree`], but for what stands in the folder under the name `stays`.
pub fn remove_tree_but(store: &dyn Store, folder: &RelPath, stays: &[u8]) -> Result<()> {
    // However deep it is: its folders wait in memory, level by level.
    let mut levels: Vec<Vec<RelPath>> = Vec::new();
    let mut level = vec![folder.clone()];
    let mut has_what_stays = false;
    while !level.is_empty() {
        // Mostly everything has moved on: then this is all there is to do.
        let full = remove_empty(store, &level)?;
        let (mut files, mut below) = (Vec::new(), Vec::new());
        for (within, found) in full.iter().zip(many(store, &full, |full| entries_of(store, full))) {
            for (name, is_folder) in found? {
                if within == folder && name == stays {
                    has_what_stays = true;
                    continue;
                }
                let path = within.join(&name).map_err(Error::internal)?;
                if is_folder { below.push(path) } else { files.push(path) }
            }
        }
        let removed = many(store, &files, |path| remove_if_there(store, path));
        removed.into_iter().collect::<StoreResult<()>>()?;
        levels.push(full);
        level = below;
    }
    if has_what_stays && let Some(top) = levels.first_mut() {
        top.clear();
    }
    for emptied in levels.iter().rev() {
        remove_empty(store, emptied)?;
    }
    Ok(())
}

/// Removes those of the folders that are empty; gives the others.
fn remove_empty(store: &dyn Store, folders: &[RelPath]) -> Result<Vec<RelPath>> {
    let mut full = Vec::new();
    for (folder, removed) in folders.iter().zip(many(store, folders, |folder| store.remove_folder(folder))) {
        match removed {
            Ok(true) => {}
            Ok(false) => full.push(folder.clone()),
            Err(e) if e.kind == StoreErrorKind::NotFound => {}
            Err(e) => return Err(e.into()),
        }
    }
    Ok(full)
}

/// The names in a folder, and which are folders; none where there is no such folder.
fn entries_of(store: &dyn Store, folder: &RelPath) -> StoreResult<Vec<(Vec<u8>, bool)>> {
    let mut found = Vec::new();
    let listed = store.list(folder, &mut |entry| {
        found.push((entry.name, entry.stat.kind == Kind::Folder));
        Ok(())
    });
    match listed {
        Err(e) if e.kind == StoreErrorKind::NotFound => Ok(Vec::new()),
        other => other.map(|()| found),
    }
}
