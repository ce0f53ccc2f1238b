//! Two texts, line by line: how many lines come and go, and the hunks.

use similar::{Algorithm, ChangeTag, TextDiff};

/// Texts longer than this are counted, not compared: the comparison's time grows with its square.
const LARGEST: usize = 1 << 20;
/// Hunks longer than this are cut, with a line that says so.
const MOST_DIFF_LINES: usize = 400;

/// How two texts differ.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Difference {
    pub(super) added: usize,
    pub(super) removed: usize,
    pub(super) hunks: Option<String>,
}

/// Compares; with the hunks when they are asked for.
pub(super) fn compare(old: &[u8], new: &str, with_hunks: bool) -> Difference {
    let old = String::from_utf8_lossy(old);
    if old.len().max(new.len()) > LARGEST {
        return Difference { added: new.lines().count(), removed: old.lines().count(), hunks: None };
    }
    let diff = TextDiff::configure().algorithm(Algorithm::Patience).diff_lines(&*old, new);
    let mut difference = Difference::default();
    for change in diff.iter_all_changes() {
        match change.tag() {
            ChangeTag::Insert => difference.added += 1,
            ChangeTag::Delete => difference.removed += 1,
            ChangeTag::Equal => {}
        }
    }
    difference.hunks = with_hunks.then(|| cut(&diff.unified_diff().context_radius(2).to_string()));
    difference
}

/// The hunks; nothing of texts that are too large to be compared.
pub(crate) fn hunks(old: &[u8], new: &str) -> String {
    compare(old, new, true).hunks.unwrap_or_default()
}

fn cut(hunks: &str) -> String {
    let mut lines = hunks.lines();
    let mut out: String = lines.by_ref().take(MOST_DIFF_LINES).map(|line| format!("{line}\n")).collect();
    let rest = lines.count();
    if rest > 0 {
        out.push_str(&format!("… {rest} more lines\n"));
    }
    out
}
