//! What has been said: places about which one finding is enough, and names that stand in such text. In: spans and
//! names. Out: whether a later finding is only a consequence.

use crate::source::{FileId, Span};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

#[derive(Default, Debug)]
pub(super) struct Settled {
    /// The end of each stretch by its file and start; no two of them overlap.
    stretches: BTreeMap<(FileId, u32), u32>,
    names: BTreeSet<Arc<str>>,
}

impl Settled {
    pub(super) fn add(&mut self, span: Span) {
        let Span { file, mut start, mut end } = span;
        while let Some((known_start, known_end)) = self.before(file, end)
            && known_end >= start
        {
            (start, end) = (start.min(known_start), end.max(known_end));
            self.stretches.remove(&(file, known_start));
        }
        self.stretches.insert((file, start), end);
    }

    pub(super) fn covers(&self, place: Span) -> bool {
        self.before(place.file, place.start).is_some_and(|(_, end)| place.start < end)
    }

    /// The last stretch that starts there or before.
    fn before(&self, file: FileId, start: u32) -> Option<(u32, u32)> {
        let (key, end) = self.stretches.range((file, 0)..=(file, start)).next_back()?;
        Some((key.1, *end))
    }

    pub(super) fn excuse(&mut self, name: &str) {
        if !self.names.contains(name) {
            self.names.insert(name.into());
        }
    }

    pub(super) fn is_excused(&self, name: &str) -> bool {
        self.names.contains(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_that_touch_become_one() {
        let mut settled = Settled::default();
        let span = |file, start, end| Span::new(FileId(file), start, end);
        for (start, end) in [(10, 20), (30, 40), (5, 12), (20, 25), (31, 33)] {
            settled.add(span(0, start, end));
        }
        assert_eq!(settled.stretches.len(), 2);
        let covered: Vec<u32> = (0..50).filter(|at| settled.covers(span(0, *at, *at))).collect();
        assert_eq!(covered, (5..25).chain(30..40).collect::<Vec<_>>());
        assert!(!settled.covers(span(1, 10, 11)));
        settled.add(span(0, 0, 100));
        assert_eq!(settled.stretches.len(), 1);
    }
}
