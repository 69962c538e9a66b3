//! Buffers whose start and length suit a disk's blocks, so that the kernel can move them to and
//! from the disk without its cache.

use std::sync::{Mutex, PoisonError};

/// Suits every disk in use; most ask for 512.
pub(super) const ALIGNMENT_BYTES: usize = 4096;

/// Long enough to keep a fast disk busy.
pub(super) const BUFFER_BYTES: usize = 1 << 20;

/// More are freed: as many as threads that work at once, about.
const KEPT_BUFFERS: usize = 8;

/// [`BUFFER_BYTES`] whose start is aligned: a little too much is allocated and the start skipped.
pub(super) struct AlignedBuffer {
    bytes: Vec<u8>,
    start: usize,
}

impl AlignedBuffer {
    fn new() -> Self {
        let bytes = vec![0; BUFFER_BYTES + ALIGNMENT_BYTES];
        let start = bytes.as_ptr().align_offset(ALIGNMENT_BYTES);
        Self { bytes, start }
    }

    pub(super) fn as_mut(&mut self) -> &mut [u8] {
        &mut self.bytes[self.start..self.start + BUFFER_BYTES]
    }

    pub(super) fn as_slice(&self) -> &[u8] {
        &self.bytes[self.start..self.start + BUFFER_BYTES]
    }
}

/// Whether the kernel can take these bytes without a copy.
pub(super) fn is_aligned(bytes: &[u8]) -> bool {
    bytes.as_ptr().align_offset(ALIGNMENT_BYTES) == 0
}

/// Buffers used again, because making one costs as much as writing half of it.
#[derive(Default)]
pub(super) struct BufferPool(Mutex<Vec<AlignedBuffer>>);

impl BufferPool {
    pub(super) fn take(&self) -> AlignedBuffer {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        kept.unwrap_or_else(AlignedBuffer::new)
    }

    pub(super) fn give_back(&self, buffer: AlignedBuffer) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() < KEPT_BUFFERS {
            kept.push(buffer);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_buffer_starts_on_a_block_and_has_its_full_length() {
        let mut buffer = AlignedBuffer::new();
        assert!(is_aligned(buffer.as_slice()));
        assert_eq!(buffer.as_mut().len(), BUFFER_BYTES);
    }
}
