//! The window of memory between reading and writing: blocks that are handed round and come back.
//! Its size bounds what a run keeps in memory, however large the library is.

use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// One block.
pub const BLOCK_BYTES: usize = 1 << 20;
/// Blocks in the window: 64 MiB.
pub const BLOCKS: usize = 64;

struct Free {
    blocks: Vec<Box<[u8]>>,
    made: usize,
}

/// The window.
pub struct Window {
    free: Mutex<Free>,
    returned: Condvar,
}

impl Window {
    /// An empty window; blocks are made when they are first needed.
    pub fn new() -> Arc<Self> {
        Arc::new(Self { free: Mutex::new(Free { blocks: Vec::new(), made: 0 }), returned: Condvar::new() })
    }

    fn lock(&self) -> MutexGuard<'_, Free> {
        self.free.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A block, if one is free within `patience`.
    pub fn take(self: &Arc<Self>, patience: Duration) -> Option<Block> {
        let mut free = self.lock();
        if free.blocks.is_empty() && free.made < BLOCKS {
            free.made += 1;
            drop(free);
            let bytes = vec![0; BLOCK_BYTES].into_boxed_slice();
            return Some(Block { bytes: Some(bytes), window: self.clone() });
        }
        if free.blocks.is_empty() {
            free = self.returned.wait_timeout(free, patience).unwrap_or_else(PoisonError::into_inner).0;
        }
        let bytes = free.blocks.pop()?;
        Some(Block { bytes: Some(bytes), window: self.clone() })
    }
}

/// A block of the window; it goes back when it is dropped.
pub struct Block {
    bytes: Option<Box<[u8]>>,
    window: Arc<Window>,
}

impl Deref for Block {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        self.bytes.as_deref().unwrap_or_default()
    }
}

impl DerefMut for Block {
    fn deref_mut(&mut self) -> &mut [u8] {
        self.bytes.as_deref_mut().unwrap_or_default()
    }
}

impl Drop for Block {
    fn drop(&mut self) {
        if let Some(bytes) = self.bytes.take() {
            self.window.lock().blocks.push(bytes);
            self.window.returned.notify_one();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_more_blocks_than_the_window_has_and_all_come_back() {
        let window = Window::new();
        let held: Vec<Block> = (0..BLOCKS).map(|_| window.take(Duration::ZERO).unwrap()).collect();
        assert!(window.take(Duration::ZERO).is_none());
        drop(held);
        assert_eq!((0..BLOCKS).filter_map(|_| window.take(Duration::ZERO)).count(), BLOCKS);
    }
}
