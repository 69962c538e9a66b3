//! What is known, without touching a place: where each photo is, how safe all are, what takes room.

pub mod pairs;
pub mod photos;
pub mod room;
pub mod safety;
pub mod timeline;
pub mod years;

use crate::catalog::held::PlaceNo;

/// A place as the catalog and the records number it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlaceNumbers {
    /// Its name for people.
    pub name: String,
    /// Its number in the catalog.
    pub no: PlaceNo,
    /// Its number in the records.
    pub records_no: i64,
}
