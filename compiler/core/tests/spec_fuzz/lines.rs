//! The nodes of a made-up spec before they are text, and the text, in one of the ways in which it can be written.

use crate::support::generate::Random;
use formwork_core::schema::KindId;

/// A node as it will be written.
#[derive(Clone, Debug, Default)]
pub(crate) struct Line {
    pub(crate) name: String,
    /// The kind of the node; the line of a field that holds values has none.
    pub(crate) kind: Option<KindId>,
    /// Values, and `name=value`.
    pub(crate) entries: Vec<String>,
    pub(crate) block: Vec<Line>,
}

impl Line {
    /// The line of a field.
    pub(crate) fn of(name: impl Into<String>, entries: impl IntoIterator<Item = String>) -> Self {
        Self { name: name.into(), entries: entries.into_iter().collect(), ..Self::default() }
    }

    /// How many nodes of kinds there are in it.
    pub(crate) fn count(lines: &[Line]) -> usize {
        lines.iter().map(|line| usize::from(line.kind.is_some()) + Self::count(&line.block)).sum()
    }

    /// One of those.
    pub(crate) fn nth<'l>(lines: &'l mut [Line], left: &mut usize) -> Option<&'l mut Line> {
        for line in lines {
            if line.kind.is_some() {
                if *left == 0 {
                    return Some(line);
                }
                *left -= 1;
            }
            if let Some(found) = Self::nth(&mut line.block, left) {
                return Some(found);
            }
        }
        None
    }
}

pub(crate) fn print(lines: &[Line], random: &mut Random) -> String {
    let mut out = String::from("/- kdl-version 2\n");
    lines.iter().for_each(|line| print_line(line, 0, random, &mut out));
    out
}

fn print_line(line: &Line, depth: usize, random: &mut Random, out: &mut String) {
    if random.below(12) == 0 {
        out.push_str(random.pick(&["// why\n", "/* why */ ", "/- nothing { }\n"]));
    }
    // Deep text stays short.
    let indentation = "    ".repeat(depth.min(20));
    out.push_str(&indentation);
    out.push_str(&line.name);
    for entry in &line.entries {
        out.push_str(random.pick(&[" ", " ", " ", "  ", " \\\n    "]));
        out.push_str(entry);
    }
    if !line.block.is_empty() {
        out.push_str(" {\n");
        line.block.iter().for_each(|inner| print_line(inner, depth + 1, random, out));
        out.push_str(&indentation);
        out.push('}');
    }
    out.push_str(random.pick(&["\n", "\n", ";\n", "\n\n"]));
}
