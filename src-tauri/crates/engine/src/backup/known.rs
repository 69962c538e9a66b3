//! A quick "surely not there" for contents: a Bloom filter over digests, so that a library of new
//! photos costs no look-up each. Three bytes an entry; wrong about one in a hundred thousand times,
//! and then only a look-up is wasted.

use crate::digest::Digest;

const BITS_PER_ENTRY: u64 = 24;
const PROBES: usize = 8;

/// Contents that may be there.
pub struct Known {
    words: Vec<u64>,
}

impl Known {
    /// Room for so many contents.
    pub fn with_room(entries: u64) -> Self {
        let words = (entries.max(64) * BITS_PER_ENTRY).div_ceil(64);
        Self { words: vec![0; usize::try_from(words).unwrap_or(usize::MAX >> 8)] }
    }

    /// The digest's own bytes are as good as any hash of it.
    fn bits(&self, sha: &Digest) -> [u64; PROBES] {
        let total = self.words.len() as u64 * 64;
        let mut bits = [0; PROBES];
        for (bit, part) in bits.iter_mut().zip(sha.as_bytes().chunks_exact(4)) {
            *bit = u64::from(u32::from_le_bytes(part.try_into().unwrap_or_default())) % total;
        }
        bits
    }

    /// Notes a content.
    pub fn insert(&mut self, sha: &Digest) {
        for bit in self.bits(sha) {
            self.words[(bit / 64) as usize] |= 1 << (bit % 64);
        }
    }

    /// `false`: it was never noted.
    pub fn may_have(&self, sha: &Digest) -> bool {
        self.bits(sha).iter().all(|bit| self.words[(bit / 64) as usize] & (1 << (bit % 64)) != 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_noted_is_found_and_little_else() {
        let mut known = Known::with_room(10_000);
        let digest = |n: u32| Digest::of(&n.to_le_bytes());
        (0..10_000).for_each(|n| known.insert(&digest(n)));
        assert!((0..10_000).all(|n| known.may_have(&digest(n))));
        assert!((10_000..60_000).filter(|n| known.may_have(&digest(*n))).count() < 20);
    }
}
