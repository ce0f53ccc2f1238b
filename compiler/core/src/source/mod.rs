//! Source text and places in it. In: the text of files, by name. Out: spans, and lines and columns for them.
//! It reads nothing itself: text enters through the caller.

pub mod input;

pub(crate) use input::CODES;

use std::borrow::Cow;
use std::fmt;
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

/// Which file of a [`Sources`] a span lies in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, serde::Deserialize)]
#[serde(transparent)]
pub struct FileId(pub u32);

/// A half-open range of bytes in one file.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, serde::Deserialize)]
pub struct Span {
    pub file: FileId,
    pub start: u32,
    pub end: u32,
}

impl Span {
    pub fn new(file: FileId, start: u32, end: u32) -> Self {
        Self { file, start, end }
    }

    /// The smallest span that covers both. Both must lie in one file.
    #[must_use]
    pub fn to(self, other: Span) -> Self {
        debug_assert_eq!(self.file, other.file);
        Self { file: self.file, start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    pub fn is_empty(self) -> bool {
        self.start >= self.end
    }
}

/// A value and the place in the source that gave it. The typed model is filled by serde from checked nodes, which
/// know this type by the name below and hand it a place.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, serde::Deserialize)]
#[serde(rename = "$spanned")]
pub struct Spanned<T> {
    pub value: T,
    pub span: Span,
}

impl<T> Spanned<T> {
    /// The name by which a deserializer recognises the type.
    pub(crate) const NAME: &'static str = "$spanned";

    pub fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }
}

impl<T> Deref for Spanned<T> {
    type Target = T;
    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: fmt::Display> fmt::Display for Spanned<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.value.fmt(f)
    }
}

/// Whose file it is. The standard library has no privileges; the difference only decides how a place is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FileOrigin {
    Project,
    StandardLibrary,
}

/// The text of a file, shared. Neither what was read nor what is embedded is copied.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Text(Arc<Cow<'static, str>>);

impl Text {
    pub(crate) fn embedded(text: &'static str) -> Self {
        Self(Arc::new(Cow::Borrowed(text)))
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(Arc::new(Cow::Owned(text)))
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        text.to_string().into()
    }
}

impl Deref for Text {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

/// One file's text and where its lines begin.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Relative to the root of the project or of the standard library, with `/`.
    pub name: Arc<str>,
    pub text: Text,
    pub origin: FileOrigin,
    /// For text that a component makes: the file that declares it, and the instance.
    made: Option<(FileId, Span)>,
    /// Text that is never shown, such as a secret that somebody wrote down.
    concealed: Vec<Span>,
    line_starts: OnceLock<Vec<u32>>,
}

/// A place as people count: from one, in characters.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Position {
    pub line: u32,
    pub column: u32,
}

impl SourceFile {
    /// A byte order mark belongs to no line.
    fn line_starts(&self) -> &[u32] {
        self.line_starts.get_or_init(|| {
            let breaks = self.text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
            let first = if self.text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() as u32 } else { 0 };
            std::iter::once(first).chain(breaks.map(|(at, _)| at as u32 + 1)).collect()
        })
    }

    /// Whether the character at a byte offset is not to be shown.
    pub fn is_concealed(&self, offset: usize) -> bool {
        self.concealed.iter().any(|span| (span.start as usize..span.end as usize).contains(&offset))
    }

    pub fn line_count(&self) -> usize {
        self.line_starts().len()
    }

    /// The line, counted from zero, that holds a byte offset.
    pub fn line_of(&self, offset: usize) -> usize {
        self.line_starts().partition_point(|start| *start as usize <= offset).saturating_sub(1)
    }

    /// The bytes of a line, counted from zero, without its end.
    pub fn line_range(&self, line: usize) -> (usize, usize) {
        let start = self.line_starts()[line] as usize;
        let next = self.line_starts().get(line + 1).map_or(self.text.len(), |next| *next as usize);
        let line = &self.text[start..next];
        (start, start + line.trim_end_matches(['\n', '\r']).len())
    }

    /// Line and column of a byte offset. An offset past the end is the end.
    pub fn position(&self, offset: u32) -> Position {
        let mut offset = (offset as usize).min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.line_of(offset);
        let start = self.line_starts()[line] as usize;
        let column = self.text[start..offset.max(start)].chars().count();
        Position { line: line as u32 + 1, column: column as u32 + 1 }
    }
}

/// Every text of a run, numbered in the order it was added.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    pub fn add(&mut self, name: impl Into<Arc<str>>, text: impl Into<Text>, origin: FileOrigin) -> FileId {
        let id = FileId(self.files.len() as u32);
        self.files.push(SourceFile {
            name: name.into(),
            text: text.into(),
            origin,
            made: None,
            concealed: Vec::new(),
            line_starts: OnceLock::new(),
        });
        id
    }

    /// The text of a component once more, for one of its instances: places in it know both.
    pub fn add_expansion(&mut self, component: FileId, instance: Span) -> FileId {
        let id = FileId(self.files.len() as u32);
        let made = Some((component, instance));
        self.files.push(SourceFile { made, ..self.get(component).clone() });
        id
    }

    /// The line of the user's to which a place in what a component makes is owed; none for any other place.
    pub fn instance(&self, span: Span) -> Option<Span> {
        let (_, mut instance) = self.get(span.file).made?;
        while let Some((_, outer)) = self.get(instance.file).made {
            instance = outer;
        }
        Some(instance)
    }

    /// The place in the file that somebody wrote.
    pub fn as_written(&self, span: Span) -> Span {
        let mut file = span.file;
        while let Some((component, _)) = self.get(file).made {
            file = component;
        }
        Span { file, ..span }
    }

    pub fn get(&self, file: FileId) -> &SourceFile {
        &self.files[file.0 as usize]
    }

    /// The files of the project, each once.
    pub fn of_project(&self) -> impl Iterator<Item = &SourceFile> {
        self.files.iter().filter(|file| file.origin == FileOrigin::Project && file.made.is_none())
    }

    pub fn iter(&self) -> impl Iterator<Item = &SourceFile> {
        self.files.iter()
    }

    /// From now on the text there is not shown to anybody.
    pub fn conceal(&mut self, span: Span) {
        let concealed = &mut self.files[span.file.0 as usize].concealed;
        if !concealed.contains(&span) {
            concealed.push(span);
        }
    }

    /// Whether a part of the text there is not to be shown.
    pub fn is_concealed(&self, span: Span) -> bool {
        let overlaps = |known: &Span| known.start < span.end && span.start < known.end;
        self.get(span.file).concealed.iter().any(overlaps)
    }

    /// The text that a span covers.
    pub fn slice(&self, span: Span) -> &str {
        &self.get(span.file).text[span.start as usize..span.end as usize]
    }

    pub fn position(&self, span: Span) -> Position {
        self.get(span.file).position(span.start)
    }

    pub fn is_standard_library(&self, span: Span) -> bool {
        self.get(span.file).origin == FileOrigin::StandardLibrary
    }
}
