//! Pages as Markdown. In: blocks. Out: text with LF line ends, one paragraph a line, nothing at the ends of lines. Text
//! of the standard library and of a project is data there: it cannot become a heading, a link or HTML.

use super::document::{Block, Inline, Page, Span};
use crate::render::escape::{markdown, markdown_code_cell};

/// What every page begins with: it tells made pages from those that people write.
pub const MARK: &str = "<!-- Made by `formwork docs`. Do not edit by hand. -->";

/// The whole text of a page.
pub fn print(page: &Page) -> String {
    let mut out = format!("{MARK}\n");
    for block in &page.blocks {
        out.push('\n');
        out.push_str(&print_block(block, &page.path));
    }
    out
}

fn print_block(block: &Block, from: &str) -> String {
    match block {
        Block::Heading(level, words) => format!("{} {}\n", "#".repeat(usize::from(*level)), markdown(words)),
        Block::Paragraph(inline) => format!("{}\n", guarded(print_inline(inline, from))),
        Block::List(items) => {
            items.iter().map(|item| format!("- {}\n", guarded(print_inline(item, from)))).collect()
        }
        Block::Table { head, rows } => print_table(head, rows, from),
        Block::Code { language, text } => {
            let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
            let fence = "`".repeat(longest.max(2) + 1);
            format!("{fence}{language}\n{}\n{fence}\n", text.trim_end_matches('\n'))
        }
    }
}

/// A paragraph stays one, whatever it begins with.
fn guarded(text: String) -> String {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let is_list = text.starts_with(['-', '+', '=']) || (digits > 0 && text[digits..].starts_with(['.', ')']));
    match (is_list, digits) {
        (false, _) => text,
        (true, 0) => format!("\\{text}"),
        (true, _) => format!("{}\\{}", &text[..digits], &text[digits..]),
    }
}

fn print_table(head: &[String], rows: &[Vec<Inline>], from: &str) -> String {
    let used = |column: &usize| rows.iter().any(|row| row.get(*column).is_some_and(|cell| !cell.is_empty()));
    let columns: Vec<usize> = (0..head.len()).filter(used).collect();
    let mut out = print_row(columns.iter().map(|column| markdown(&head[*column])));
    out.push_str(&format!("|{}\n", "---|".repeat(columns.len())));
    for row in rows {
        let cell = |column: &usize| row.get(*column).map(|cell| print_cell(cell, from)).unwrap_or_default();
        out.push_str(&print_row(columns.iter().map(cell)));
    }
    out
}

fn print_row(cells: impl Iterator<Item = String>) -> String {
    let cell = |cell: String| if cell.is_empty() { " |".to_string() } else { format!(" {cell} |") };
    format!("|{}\n", cells.map(cell).collect::<String>())
}

fn print_inline(inline: &Inline, from: &str) -> String {
    print_spans(inline, from, code)
}

/// The same where a bar would end the cell.
fn print_cell(inline: &Inline, from: &str) -> String {
    print_spans(inline, from, markdown_code_cell)
}

fn print_spans(inline: &Inline, from: &str, code: fn(&str) -> String) -> String {
    let span = |span: &Span| match span {
        Span::Text(text) => markdown(text),
        Span::Code(text) => code(text),
        Span::Strong(text) => format!("**{}**", markdown(text)),
        Span::Link { words, is_code, to } => {
            let words = if *is_code { code(words) } else { markdown(words) };
            format!("[{words}]({})", relative(from, to))
        }
    };
    inline.0.iter().map(span).collect()
}

/// Code in a paragraph: more backticks around it than it has inside.
fn code(text: &str) -> String {
    markdown_code_cell(text).replace(r"\|", "|")
}

/// A place of the manual as a page names it. Pages lie in its folder, or in a folder of that.
fn relative(from: &str, to: &str) -> String {
    let (page, anchor) = to.split_once('#').map_or((to, ""), |(page, anchor)| (page, anchor));
    let anchor = if anchor.is_empty() { String::new() } else { format!("#{anchor}") };
    if page == from && !anchor.is_empty() {
        return anchor;
    }
    let here = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let path = match page.rsplit_once('/') {
        Some((folder, name)) if folder == here => name.to_string(),
        _ => format!("{}{page}", "../".repeat(here.split('/').filter(|part| !part.is_empty()).count())),
    };
    format!("{path}{anchor}")
}

/// What a heading is called in a link, as code hosts derive it: letters, digits, dashes and underscores, blanks as
/// dashes.
pub(super) fn anchor(heading: &str) -> String {
    let keeps = |c: &char| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ');
    heading.to_lowercase().chars().filter(keeps).map(|c| if c == ' ' { '-' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(blocks: Vec<Block>) -> String {
        print(&Page { path: "kinds/a.md".into(), blocks }).split_once("-->\n\n").unwrap().1.to_string()
    }

    #[test]
    fn text_of_others_is_data() {
        let hostile = "<b>*x* [a](b) | c";
        assert_eq!(page(vec![Block::Paragraph(hostile.into())]), "\\<b\\>\\*x\\* \\[a\\](b) \\| c\n");
        for text in ["- a", "1. a", "+ a", "=== a"] {
            let text = page(vec![Block::Paragraph(text.into())]);
            assert!(text.contains('\\'), "{text}");
        }
        assert_eq!(page(vec![Block::Paragraph("`a|b` c".into())]), "`a|b` c\n");
        let fenced = Block::Code { language: "text", text: "```\nx\n".into() };
        assert_eq!(page(vec![fenced]), "````text\n```\nx\n````\n");
    }

    #[test]
    fn tables_leave_out_columns_that_say_nothing() {
        let rows = vec![vec!["`a|b`".into(), Inline::default(), "c".into()], vec!["d".into()]];
        let head = vec!["x".into(), "y".into(), "z".into()];
        assert_eq!(
            page(vec![Block::Table { head, rows }]),
            "| x | z |\n|---|---|\n| `a\\|b` | c |\n| d | |\n"
        );
    }

    #[test]
    fn links_count_from_the_page() {
        assert_eq!(relative("kinds/a.md", "types.md#port"), "../types.md#port");
        assert_eq!(relative("kinds/a.md", "kinds/b.md"), "b.md");
        assert_eq!(relative("kinds/a.md", "kinds/a.md#x"), "#x");
        assert_eq!(relative("kinds/a.md", "kinds/a.md"), "a.md");
        assert_eq!(relative("README.md", "kinds/a.md"), "kinds/a.md");
        assert_eq!(anchor("backup/misses-objective"), "backupmisses-objective");
        assert_eq!(anchor("service.env `A`"), "serviceenv-a");
    }
}
