//! What a page is made of, before anybody knows whether it is read as Markdown or in a terminal. In: facts and prose.
//! Out: blocks of text. Prose knows one mark: what stands in backticks is code.

/// A page of the manual.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Page {
    /// Below the folder of the manual: `kinds/service.md`.
    pub path: String,
    pub blocks: Vec<Block>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Block {
    /// 1 for the page, 2 and 3 for its parts. Other pages lead here by the text.
    Heading(u8, String),
    Paragraph(Inline),
    List(Vec<Inline>),
    /// The first column names the thing that the others are about. A column that has no cell is left out.
    Table {
        head: Vec<String>,
        rows: Vec<Vec<Inline>>,
    },
    Code {
        language: &'static str,
        text: String,
    },
}

/// A piece of a line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Span {
    Text(String),
    Code(String),
    Strong(String),
    /// Words, as code or not, and where they lead: `types.md#duration`, counted from the folder of the manual.
    Link {
        words: String,
        is_code: bool,
        to: String,
    },
}

/// Text on one line.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Inline(pub Vec<Span>);

impl Inline {
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn code(text: impl Into<String>) -> Self {
        Self(vec![Span::Code(text.into())])
    }

    pub fn strong(text: impl Into<String>) -> Self {
        Self(vec![Span::Strong(text.into())])
    }

    pub fn link(words: impl Into<String>, to: impl Into<String>) -> Self {
        Self(vec![Span::Link { words: words.into(), is_code: false, to: to.into() }])
    }

    pub fn code_link(words: impl Into<String>, to: impl Into<String>) -> Self {
        Self(vec![Span::Link { words: words.into(), is_code: true, to: to.into() }])
    }

    /// The text without what makes it stand out.
    pub fn words(&self) -> String {
        let words = self.0.iter().map(|span| match span {
            Span::Text(words) | Span::Code(words) | Span::Strong(words) | Span::Link { words, .. } => {
                words.as_str()
            }
        });
        words.collect()
    }

    /// Behind what is there already.
    #[must_use]
    pub fn then(mut self, more: impl Into<Inline>) -> Self {
        self.0.extend(more.into().0);
        self
    }

    /// `a`, `a and b`, `a, b and c`, with another word for `and` if need be.
    pub fn joined(all: impl IntoIterator<Item = Inline>, last: &str) -> Self {
        let mut all: Vec<Inline> = all.into_iter().collect();
        let end = all.pop().unwrap_or_default();
        let mut out = Inline::default();
        for (at, inline) in all.into_iter().enumerate() {
            out = if at > 0 { out.then(", ").then(inline) } else { inline };
        }
        if out.is_empty() { end } else { out.then(format!(" {last} ").as_str()).then(end) }
    }
}

/// Prose: what stands in backticks is code.
impl From<&str> for Inline {
    fn from(prose: &str) -> Self {
        let parts: Vec<&str> = prose.split('`').collect();
        // A backtick without a partner is itself.
        let paired = if parts.len() % 2 == 1 { parts.len() } else { parts.len() - 1 };
        let mut spans = Vec::new();
        for (at, part) in parts.iter().enumerate() {
            match (at < paired, at % 2 == 1) {
                (true, true) => spans.push(Span::Code((*part).to_string())),
                (true, false) if part.is_empty() => {}
                (true, false) => spans.push(Span::Text((*part).to_string())),
                (false, _) => spans.push(Span::Text(format!("`{part}"))),
            }
        }
        Self(spans)
    }
}

impl From<&String> for Inline {
    fn from(prose: &String) -> Self {
        prose.as_str().into()
    }
}

impl From<String> for Inline {
    fn from(prose: String) -> Self {
        prose.as_str().into()
    }
}

/// Reads the Markdown that pages of codes and chapters are typed in: headings, paragraphs, lists that begin with `- `,
/// tables, fenced code, and links. Every heading gets `below` more levels.
pub(super) fn read(page: &str, below: u8) -> Vec<Block> {
    let mut reader = Reader::default();
    for line in page.lines() {
        reader.line(line, below);
    }
    reader.end();
    reader.blocks
}

#[derive(Default)]
struct Reader {
    blocks: Vec<Block>,
    /// A paragraph, or the items of a list, as far as they are known.
    paragraph: String,
    items: Vec<String>,
    rows: Vec<Vec<Inline>>,
    /// The language of the fence, and what is in it so far.
    fenced: Option<(&'static str, String)>,
}

impl Reader {
    fn line(&mut self, line: &str, below: u8) {
        if let Some((language, text)) = &mut self.fenced {
            if line.starts_with("```") {
                let (language, text) = (*language, std::mem::take(text));
                self.fenced = None;
                self.blocks.push(Block::Code { language, text });
            } else {
                text.push_str(line);
                text.push('\n');
            }
        } else if let Some(language) = line.strip_prefix("```") {
            self.end();
            self.fenced = Some((fence_language(language), String::new()));
        } else if line.is_empty() {
            self.end();
        } else if let Some((marks, words)) = line.split_once(' ').filter(|(marks, _)| is_heading(marks)) {
            self.end();
            self.blocks.push(Block::Heading(marks.len() as u8 + below, words.to_string()));
        } else if let Some(item) = line.strip_prefix("- ") {
            self.items.push(item.to_string());
        } else if line.starts_with("|--") {
            // The line between the head of a table and its rows.
        } else if let Some(row) = line.strip_prefix("| ") {
            let cells = row.trim_end_matches(" |").split(" | ");
            self.rows.push(cells.map(|cell| typed(cell.trim())).collect());
        } else {
            let open = self.items.last_mut().unwrap_or(&mut self.paragraph);
            if !open.is_empty() {
                open.push(' ');
            }
            open.push_str(line.trim_start());
        }
    }

    fn end(&mut self) {
        if !self.paragraph.is_empty() {
            self.blocks.push(Block::Paragraph(typed(&std::mem::take(&mut self.paragraph))));
        }
        if !self.items.is_empty() {
            let items = std::mem::take(&mut self.items);
            self.blocks.push(Block::List(items.iter().map(|item| typed(item)).collect()));
        }
        if !self.rows.is_empty() {
            let mut rows = std::mem::take(&mut self.rows);
            let head = rows.remove(0).iter().map(Inline::words).collect();
            self.blocks.push(Block::Table { head, rows });
        }
        if let Some((language, text)) = self.fenced.take() {
            self.blocks.push(Block::Code { language, text });
        }
    }
}

/// Prose with links, `[words](place)`.
fn typed(text: &str) -> Inline {
    let mut out = Inline::default();
    let mut rest = text;
    while let Some((before, words, to, behind)) = next_link(rest) {
        let link = match words.strip_prefix('`').and_then(|words| words.strip_suffix('`')) {
            Some(code) => Inline::code_link(code, to),
            None => Inline::link(words, to),
        };
        out = out.then(before).then(link);
        rest = behind;
    }
    out.then(rest)
}

fn next_link(text: &str) -> Option<(&str, &str, &str, &str)> {
    let (before, rest) = text.split_once('[')?;
    let (words, rest) = rest.split_once("](")?;
    let (to, behind) = rest.split_once(')')?;
    Some((before, words, to, behind))
}

fn is_heading(marks: &str) -> bool {
    !marks.is_empty() && marks.bytes().all(|byte| byte == b'#')
}

fn fence_language(word: &str) -> &'static str {
    match word {
        "kdl" => "kdl",
        "sh" => "sh",
        _ => "text",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn backticks_come_in_pairs() {
        assert_eq!(Inline::from("a `b` c").0.len(), 3);
        assert_eq!(Inline::from("`b`").0, [Span::Code("b".into())]);
        assert_eq!(Inline::from("a `b").0, [Span::Text("a ".into()), Span::Text("`b".into())]);
        assert!(Inline::from("").is_empty());
    }

    #[test]
    fn lists_of_words_read_as_english() {
        let words = |count: usize| ["a", "b", "c"].into_iter().take(count).map(Inline::from);
        assert_eq!(Inline::joined(words(0), "and").words(), "");
        assert_eq!(Inline::joined(words(1), "and").words(), "a");
        assert_eq!(Inline::joined(words(2), "or").words(), "a or b");
        assert_eq!(Inline::joined(words(3), "or").words(), "a, b or c");
    }

    #[test]
    fn typed_pages_are_read() {
        let page = "One\n[two](x.md).\n- a\n  b\n- c\n\n## Bad\n\n| a | `b` |\n|---|---|\n| c | d |\n\n```kdl\nx {\n```\nEnd.";
        let expected = [
            Block::Paragraph(Inline::from("One ").then(Inline::link("two", "x.md")).then(".")),
            Block::List(vec!["a b".into(), "c".into()]),
            Block::Heading(3, "Bad".into()),
            Block::Table { head: vec!["a".into(), "b".into()], rows: vec![vec!["c".into(), "d".into()]] },
            Block::Code { language: "kdl", text: "x {\n".into() },
            Block::Paragraph("End.".into()),
        ];
        assert_eq!(read(page, 1), expected);
    }
}
