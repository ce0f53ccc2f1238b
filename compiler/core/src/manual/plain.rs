//! Pages for a terminal: 80 columns, headings at the margin, everything else moved in by two. In: blocks. Out: text.
//! Links become their words. What would drive the terminal is made visible.

use super::document::{Block, Inline, Span};
use crate::terminal::{Paint, Tone, WIDTH, columns, hang, pad, printable, wrap};

/// Where everything but headings begins.
const INDENT: usize = 2;
/// The widest first column of a table.
const WIDEST_TERM: usize = 22;
/// Between columns.
const GAP: usize = 2;

pub fn print(blocks: &[Block], paint: Paint) -> String {
    let mut out = String::new();
    for block in blocks {
        if !out.is_empty() {
            out.push('\n');
        }
        match block {
            Block::Heading(_, words) => {
                out.push_str(&paint.paint(Tone::Strong, &printable(words)));
                out.push('\n');
            }
            Block::Paragraph(inline) => out.push_str(&print_hanging("  ", inline, INDENT)),
            Block::List(items) => {
                items.iter().for_each(|item| out.push_str(&print_hanging("  - ", item, INDENT + 2)));
            }
            Block::Table { head, rows } => print_table(head, rows, paint, &mut out),
            Block::Code { text, .. } => {
                for line in text.lines() {
                    let line = format!("    {}", printable(line));
                    out.push_str(line.trim_end());
                    out.push('\n');
                }
            }
        }
    }
    out
}

fn print_hanging(first: &str, inline: &Inline, indent: usize) -> String {
    format!("{first}{}\n", hang(&words(inline), indent, WIDTH))
}

/// In columns where all of it fits, else as terms with what there is to say of each.
fn print_table(head: &[String], rows: &[Vec<Inline>], paint: Paint, out: &mut String) {
    let used = |column: &usize| rows.iter().any(|row| row.get(*column).is_some_and(|cell| !cell.is_empty()));
    let used: Vec<usize> = (0..head.len()).filter(used).collect();
    let width = |column: &usize| {
        let cells = rows.iter().filter_map(|row| row.get(*column)).map(|cell| columns(&words(cell)));
        cells.chain([columns(&head[*column])]).max().unwrap_or_default()
    };
    let widths: Vec<usize> = used.iter().map(width).collect();
    if widths.iter().sum::<usize>() + GAP * widths.len() <= WIDTH {
        let line = |cells: Vec<String>| {
            let padded = cells.iter().zip(&widths).map(|(cell, width)| pad(cell, width + GAP));
            format!("  {}", padded.collect::<String>()).trim_end().to_string()
        };
        let titles = line(used.iter().map(|column| head[*column].clone()).collect());
        if !titles.is_empty() {
            out.push_str(&format!("{}\n", paint.paint(Tone::Quiet, &titles)));
        }
        for row in rows {
            let cells = used.iter().map(|column| row.get(*column).map(words).unwrap_or_default());
            out.push_str(&format!("{}\n", line(cells.collect())));
        }
    } else {
        print_terms(head, rows, paint, out);
    }
}

/// Each term, and beside it what it holds, in one line, and what it means, in others.
fn print_terms(head: &[String], rows: &[Vec<Inline>], paint: Paint, out: &mut String) {
    let term =
        |row: &Vec<Inline>| row.first().map(|term| printable(&term.words()).into_owned()).unwrap_or_default();
    let widths = rows.iter().map(|row| columns(&term(row))).filter(|width| *width <= WIDEST_TERM);
    let width = widths.max().unwrap_or_default() + GAP;
    if let [first, second] = head
        && !second.is_empty()
    {
        let titles = format!("  {}{second}", pad(first, width));
        out.push_str(&format!("{}\n", paint.paint(Tone::Quiet, titles.trim_end())));
    }
    for row in rows {
        let term = term(row);
        let name = paint.paint(Tone::Strong, &term);
        let mut lines = beside(head, row).into_iter().flat_map(|cell| wrap(&cell, WIDTH - INDENT - width));
        let first = lines.next().unwrap_or_default();
        if columns(&term) < width {
            let gap = " ".repeat(width - columns(&term));
            out.push_str(format!("  {name}{gap}{first}").trim_end());
        } else {
            out.push_str(format!("  {name}\n{}{first}", " ".repeat(INDENT + width)).trim_end());
        }
        out.push('\n');
        lines.for_each(|line| out.push_str(&format!("{}{line}\n", " ".repeat(INDENT + width))));
    }
}

/// The cells beside a term: the last stands alone, those before it in one line. What stands out explains itself; other
/// cells behind the first bear the title of their column.
fn beside(head: &[String], row: &[Inline]) -> Vec<String> {
    let Some(((last, middle), head)) = row.get(1..).and_then(<[_]>::split_last).zip(head.get(1..)) else {
        return Vec::new();
    };
    let titled = |(at, cell): (usize, &Inline)| match (&cell.0[..], at) {
        ([Span::Strong(words)], _) => words.clone(),
        (_, 0) => words(cell),
        _ => format!("{}: {}", head[at].to_lowercase(), words(cell)),
    };
    let middle = middle.iter().enumerate().filter(|(_, cell)| !cell.is_empty()).map(titled);
    let lines = [middle.collect::<Vec<_>>().join(", "), words(last)];
    lines.into_iter().filter(|line| !line.is_empty()).collect()
}

/// A line as it is read. Code among words keeps its backticks; alone it needs none.
fn words(inline: &Inline) -> String {
    let span = |span: &Span| match span {
        Span::Code(code) if inline.0.len() > 1 => format!("`{code}`"),
        Span::Text(words) | Span::Code(words) | Span::Strong(words) | Span::Link { words, .. } => {
            words.clone()
        }
    };
    printable(&inline.0.iter().map(span).collect::<String>()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_fit_a_terminal_and_cannot_drive_it() {
        let long = "words ".repeat(30);
        let rows = vec![
            vec!["port".into(), "`a`".into(), long.as_str().into()],
            vec!["a-term-that-is-wider-than-the-column".into(), "b".into()],
            vec!["alone".into()],
        ];
        let blocks = [
            Block::Heading(1, "a\u{1b}[31m".into()),
            Block::Paragraph(long.as_str().into()),
            Block::List(vec!["x `y`".into()]),
            Block::Table { head: ["x", "y", "z"].map(str::to_string).to_vec(), rows },
            Block::Code { language: "text", text: "z {\n\n}\n".into() },
        ];
        let text = print(&blocks, Paint::default());
        assert!(text.lines().all(|line| columns(line) <= WIDTH && line == line.trim_end()), "{text}");
        assert!(text.contains("  - x `y`\n") && text.contains("  port   a\n         words"), "{text}");
        assert!(
            text.contains("column\n         b\n  alone\n") && text.contains("    z {\n\n    }\n"),
            "{text}"
        );
        assert!(!text.contains('\u{1b}'));
    }
}
