//! What tells, without reading it, that a file is the one that was read: its stat data, as in git's index. In: metadata.
//! Out: a few numbers. Two stamps that are equal mean equal bytes only when the first had settled.

use std::fs::Metadata;
use std::os::unix::fs::MetadataExt;
use std::time::{Duration, SystemTime};

/// A file that changed less than this before it was looked at may change again without its times showing it: some
/// file systems count whole seconds, or every second one. Git calls such a file racily clean.
const SETTLES: Duration = Duration::from_secs(3);

const CHANGED: usize = 6;

/// Device, inode, size, mode, time of the bytes, time of the inode.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Stamp(pub(super) [u64; Stamp::NUMBERS]);

impl Stamp {
    pub(super) const NUMBERS: usize = 8;

    pub(crate) fn of(metadata: &Metadata) -> Self {
        Self([
            metadata.dev(),
            metadata.ino(),
            metadata.size(),
            u64::from(metadata.mode()),
            metadata.mtime() as u64,
            metadata.mtime_nsec() as u64,
            metadata.ctime() as u64,
            metadata.ctime_nsec() as u64,
        ])
    }

    /// Whether any change after the file was looked at gives it another stamp. Nobody sets the time of the inode.
    pub(super) fn has_settled(&self, looked: SystemTime) -> bool {
        let looked = looked.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        let changed = Duration::from_secs(self.0[CHANGED]);
        looked.checked_sub(SETTLES).is_some_and(|settled| changed < settled)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_settles() {
        let stamp = Stamp([0, 0, 0, 0, 9000, 0, 1000, 999_999_999]);
        let at = |seconds| SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
        assert!(stamp.has_settled(at(1004)));
        assert!(!stamp.has_settled(at(1003)));
        assert!(!stamp.has_settled(at(2)));
        // Before 1970, that is.
        assert!(!Stamp([u64::MAX; Stamp::NUMBERS]).has_settled(at(2000)));
    }
}
