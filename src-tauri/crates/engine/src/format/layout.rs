//! Where things of ours lie below the root of a place.

use crate::digest::Digest;
use crate::path::RelPath;

/// The folder of ours.
pub const OURS: &str = ".elderphoto";
/// The list of digests.
pub const SUMS: &str = "SHA256SUMS";
/// The text for a person.
pub const README: &str = "READ ME FIRST.txt";

/// Names at the root that are never a user's under that name.
pub const RESERVED: [&str; 3] = [OURS, SUMS, README];

/// Who this place is.
pub fn location() -> RelPath {
    RelPath::literal(".elderphoto/location.json")
}

/// Names the place cannot hold.
pub fn names() -> RelPath {
    RelPath::literal(".elderphoto/names.json")
}

/// `SHA256SUMS`
pub fn sums() -> RelPath {
    RelPath::literal(SUMS)
}

/// `READ ME FIRST.txt`
pub fn readme() -> RelPath {
    RelPath::literal(README)
}

/// The folder of snapshots.
pub fn snapshots() -> RelPath {
    RelPath::literal(".elderphoto/snapshots")
}

/// One snapshot; `id` must be one that [`super::snapshot::SnapshotId`] accepts.
pub fn snapshot(id: &super::snapshot::SnapshotId) -> RelPath {
    RelPath::literal(&format!(".elderphoto/snapshots/{}.json", id.as_str()))
}

/// The folder of tree nodes.
pub fn trees() -> RelPath {
    RelPath::literal(".elderphoto/trees")
}

/// One tree node.
pub fn tree(digest: &Digest) -> RelPath {
    let hex = digest.to_hex();
    RelPath::literal(&format!(".elderphoto/trees/{}/{hex}.json", &hex[..2]))
}

/// The folder of the history's content.
pub fn objects() -> RelPath {
    RelPath::literal(".elderphoto/objects")
}

/// One content of the history.
pub fn object(digest: &Digest) -> RelPath {
    let hex = digest.to_hex();
    RelPath::literal(&format!(".elderphoto/objects/{}/{hex}", &hex[..2]))
}

/// Unfinished transfers.
pub fn incoming() -> RelPath {
    RelPath::literal(".elderphoto/incoming")
}

/// Unfinished transfers of large files, with which a later run goes on.
pub fn large() -> RelPath {
    RelPath::literal(".elderphoto/incoming/large")
}

/// Files set aside as damaged.
pub fn quarantine() -> RelPath {
    RelPath::literal(".elderphoto/quarantine")
}

/// Who is at work.
pub fn locks() -> RelPath {
    RelPath::literal(".elderphoto/locks")
}

/// `path` with `.new` appended to its name, always below `.elderphoto`: at the root such a name is
/// a user's.
pub fn new_of(path: &RelPath) -> RelPath {
    let mut bytes = path.as_bytes().to_vec();
    bytes.extend_from_slice(b".new");
    let new = RelPath::parse(&bytes).unwrap_or_default();
    if path.components().count() == 1 { RelPath::literal(OURS).join_path(&new) } else { new }
}
