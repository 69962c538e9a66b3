//! Version 3 of the protocol has times in whole seconds from 1970 to 2106.

use elderphoto_engine::time::FileTime;

/// The nearest time the protocol can say.
pub(super) fn to_wire(time: FileTime) -> u32 {
    u32::try_from(time.seconds().max(0)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_said_is_said_as_near_as_can_be() {
        let at = |seconds| to_wire(FileTime::from_parts(seconds, 999_999_999));
        assert_eq!((at(0), at(-1), at(1_700_000_000)), (0, 0, 1_700_000_000));
        assert_eq!(at(i64::from(u32::MAX) + 5), u32::MAX);
    }
}
