//! The files of a comment, one folded block a cause: first that there are such files, then their names, then what changes
//! in them, each as far as there is room. What there is no room for is counted.

use super::{data, length};
use crate::plan::words::{self, sign};
use crate::plan::{Action, Cause, FileChange, Plan, fold};
use crate::terminal::count;

/// Causes that have a block of their own.
const MOST_BLOCKS: usize = 24;
const BLOCK_END: &str = "\n</details>\n";

/// A block as far as it is written.
struct Block<'p> {
    files: Vec<&'p FileChange>,
    head: String,
    /// Of the first files, the line and the hunks.
    lines: Vec<(String, String)>,
}

/// The blocks in so many characters.
pub(super) fn files(plan: &Plan, room: usize) -> String {
    let mut groups = fold::files(&plan.files);
    let rest: usize = groups.split_off(groups.len().min(MOST_BLOCKS)).iter().map(Vec::len).sum();
    let mut blocks: Vec<Block<'_>> = groups.into_iter().map(Block::new).collect();
    let mut left = room;
    // The smallest first, so that one cause of very many files hides no other.
    let mut order: Vec<usize> = (0..blocks.len()).collect();
    order.sort_by_key(|at| blocks[*at].files.len());
    blocks.iter().for_each(|block| left = left.saturating_sub(length(&block.head) + length(BLOCK_END)));
    order.iter().for_each(|at| blocks[*at].name(&mut left));
    order.iter().for_each(|at| blocks[*at].compare(&mut left));
    let mut out: String = blocks.iter().map(Block::text).collect();
    let unnamed = rest + blocks.iter().map(|block| block.files.len() - block.lines.len()).sum::<usize>();
    let uncompared = blocks.iter().map(Block::uncompared).sum::<usize>();
    let mut left_out = Vec::new();
    if unnamed > 0 {
        left_out.push(format!("{} not named", count(unnamed, "file")));
    }
    if uncompared > 0 {
        left_out.push(format!("what changes in {} not written out", count(uncompared, "file")));
    }
    if !left_out.is_empty() {
        let words = left_out.join(", ");
        out.push_str(&format!("\nFor lack of room: {words}. `formwork plan --diff` shows all.\n"));
    }
    out
}

impl<'p> Block<'p> {
    fn new(files: Vec<&'p FileChange>) -> Self {
        let cause = words::cause_within(&fold::cause(&files), 80);
        let noun = match files.first().map(|file| file.action) {
            Some(Action::Create) => "new file",
            Some(Action::Delete) => "deleted file",
            _ => "changed file",
        };
        let number = count(files.len(), noun);
        let head = format!("\n<details><summary>{number}: {}</summary>\n\n", data::html(&cause));
        Self { files, head, lines: Vec::new() }
    }

    fn name(&mut self, left: &mut usize) {
        for file in &self.files {
            let line = file_line(file);
            if length(&line) > *left {
                return;
            }
            *left -= length(&line);
            self.lines.push((line, String::new()));
        }
    }

    fn compare(&mut self, left: &mut usize) {
        for (file, (_, hunks)) in self.files.iter().zip(&mut self.lines) {
            let Some(diff) = shown(file) else { continue };
            let text = data::fence("diff", diff);
            if length(&text) <= *left {
                *left -= length(&text);
                *hunks = text;
            }
        }
    }

    fn uncompared(&self) -> usize {
        let all = self.files.iter().filter(|file| shown(file).is_some()).count();
        all - self.lines.iter().filter(|(_, hunks)| !hunks.is_empty()).count()
    }

    fn text(&self) -> String {
        let lines: String = self.lines.iter().map(|(line, hunks)| format!("{line}{hunks}")).collect();
        format!("{}{lines}{BLOCK_END}", self.head)
    }
}

/// The hunks of a file that changes. What somebody wrote into a file by hand is not shown to everybody.
fn shown(file: &FileChange) -> Option<&str> {
    let public = file.action == Action::Update && !matches!(file.cause, Cause::Overwritten | Cause::Adopted);
    file.diff.as_deref().filter(|diff| public && !diff.is_empty())
}

fn file_line(file: &FileChange) -> String {
    let numbers = match file.action {
        Action::Create => format!("+{}", file.added),
        Action::Update => format!("+{} -{}", file.added, file.removed),
        Action::Mode if file.executable => "+x".to_string(),
        Action::Mode => "-x".to_string(),
        Action::Delete => format!("-{}", file.removed),
    };
    format!("- `{}` {} {numbers}\n", sign(file.action), data::path(&file.path))
}
