//! `undo`: takes away what the last restore wrote.

use super::{Answer, Api, Open, with_open};
use crate::faults;
use crate::watcher::Watcher;
use crate::wire::{self, Outcome};
use elderphoto_engine::restore::undo;
use std::time::SystemTime;

/// When something was noted last, and how much.
pub(crate) type ReceiptStamp = Option<(SystemTime, u64)>;

impl Api {
    /// Takes away exactly what the last restore wrote, as far as it is still what was written.
    pub fn undo(&self, watcher: &Watcher) -> Answer<wire::Undo> {
        with_open(self, Open::to_work, |open| {
            let undone = undo::undo(&self.home().last_restore(), watcher)?;
            if undone.removed > 0 {
                super::look_again(open);
            }
            let left: Vec<_> = undone.left.iter().map(|p| faults::problem(p, None)).collect();
            Ok(wire::Undo {
                outcome: if left.is_empty() { Outcome::Completed } else { Outcome::Attention },
                removed: undone.removed,
                removed_bytes: undone.removed_bytes,
                gone: undone.gone,
                left,
                from: undone.from.map(|folder| folder.display().to_string()).unwrap_or_default(),
            })
        })
    }

    /// Another after a restore than before it: there is something to undo.
    pub(crate) fn receipt_stamp(&self) -> ReceiptStamp {
        let found = std::fs::metadata(self.home().last_restore()).ok()?;
        Some((found.modified().ok()?, found.len()))
    }
}
