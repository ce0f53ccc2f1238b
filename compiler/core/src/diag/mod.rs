//! Diagnostics: one type for every finding of every pass, and the sink that passes write to.
//! In: what a pass found. Out: values; `emit` turns them into text for people and tools. It decides nothing else.

mod code;
pub mod emit;
pub mod fix;
mod settled;

pub use code::{Code, CodeRef, DeclaredCode};

use crate::source::{Sources, Span};
use settled::Settled;

/// How bad a finding is. An error stops the run at the gate before any artifact is made.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Severity {
    Error,
    Warning,
    Note,
}

impl Severity {
    pub fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "note",
        }
    }
}

/// A place and what is to be said about it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Label {
    pub span: Span,
    pub text: String,
}

/// A replacement of text in the source.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edit {
    pub span: Span,
    pub text: String,
}

/// A finding: what, where, why, and what to do.
#[derive(Clone, PartialEq, Debug)]
pub struct Diagnostic {
    pub code: CodeRef,
    /// One sentence about the user's application, no full stop.
    pub message: String,
    /// The first is the user's own line; the others say what it clashes with. Empty only when no text is at fault.
    pub labels: Vec<Label>,
    /// One thing to do, perhaps with an alternative.
    pub help: Vec<String>,
    /// Applied together, they mend the finding.
    pub fix: Vec<Edit>,
    /// Text that must not be repeated wherever the finding, or another on the same line, is shown: a secret.
    concealed: Option<Box<Span>>,
}

impl Diagnostic {
    pub fn new(code: impl Into<CodeRef>, span: Span, message: impl Into<String>) -> Self {
        let label = Label { span, text: String::new() };
        Self {
            code: code.into(),
            message: message.into(),
            labels: vec![label],
            help: Vec::new(),
            fix: Vec::new(),
            concealed: None,
        }
    }

    /// A finding about the project as a whole, such as a missing spec.
    pub fn without_place(code: impl Into<CodeRef>, message: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            message: message.into(),
            labels: Vec::new(),
            help: Vec::new(),
            fix: Vec::new(),
            concealed: None,
        }
    }

    /// Words for the main mark.
    #[must_use]
    pub fn mark(mut self, text: impl Into<String>) -> Self {
        if let Some(label) = self.labels.first_mut() {
            label.text = text.into();
        }
        self
    }

    /// A second place that matters.
    #[must_use]
    pub fn label(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { span, text: text.into() });
        self
    }

    #[must_use]
    pub fn help(mut self, text: impl Into<String>) -> Self {
        self.help.push(text.into());
        self
    }

    #[must_use]
    pub fn fix(mut self, span: Span, text: impl Into<String>) -> Self {
        self.fix.push(Edit { span, text: text.into() });
        self
    }

    /// Nothing that is shown repeats the text there.
    #[must_use]
    pub fn conceal(mut self, span: Span) -> Self {
        self.concealed = Some(Box::new(span));
        self
    }

    /// The same with the line of the instance first, when what a component made for it is at fault.
    #[must_use]
    pub fn unfolded(mut self, sources: &Sources) -> Self {
        if let [Edit { span, text }] = self.fix.as_mut_slice()
            && text.is_empty()
        {
            *span = fix::without_remains(*span, &sources.get(span.file).text);
        }
        let Some(instance) = self.span().and_then(|span| sources.instance(span)) else {
            self.labels.iter_mut().for_each(|label| label.span = sources.as_written(label.span));
            self.show_each_place_once();
            return self;
        };
        // An edit would change every other instance too.
        self.fix.clear();
        for (index, label) in self.labels.iter_mut().enumerate() {
            let other = sources.instance(label.span).filter(|other| index > 0 && *other != instance);
            label.span = other.unwrap_or_else(|| sources.as_written(label.span));
        }
        if let Some(first) = self.labels.first_mut().filter(|first| first.text.is_empty()) {
            first.text = "in what this component makes".to_string();
        }
        self.labels.insert(0, Label { span: instance, text: String::new() });
        self.show_each_place_once();
        self
    }

    /// What several instances of a component have from one line stands there once.
    fn show_each_place_once(&mut self) {
        let mut known: Vec<Label> = Vec::with_capacity(self.labels.len());
        for label in self.labels.drain(..) {
            if !known.contains(&label) {
                known.push(label);
            }
        }
        self.labels = known;
    }

    pub fn severity(&self) -> Severity {
        self.code.severity()
    }

    /// The text that must not be repeated wherever the finding, or another on the same line, is shown: a secret.
    pub fn concealed(&self) -> Option<Span> {
        self.concealed.as_deref().copied()
    }

    pub fn span(&self) -> Option<Span> {
        self.labels.first().map(|label| label.span)
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

/// The sink of a run. Keeps at most [`Diagnostics::LIMIT`] findings a file and counts the rest.
#[derive(Default, Debug)]
pub struct Diagnostics {
    list: Vec<Diagnostic>,
    suppressed: usize,
    errors: usize,
    settled: Settled,
}

impl Diagnostics {
    /// More than this in one file is noise: the rest is counted and summed up in one line.
    pub const LIMIT: usize = 100;

    pub fn push(&mut self, diagnostic: Diagnostic) {
        if !diagnostic.span().is_some_and(|span| self.settled.covers(span)) {
            self.keep(diagnostic);
        }
    }

    fn keep(&mut self, diagnostic: Diagnostic) {
        self.errors += usize::from(diagnostic.severity() == Severity::Error);
        let file = diagnostic.span().map(|span| span.file);
        let same_file = self.list.iter().filter(|known| known.span().map(|span| span.file) == file);
        if same_file.count() >= Self::LIMIT {
            self.suppressed += 1;
        } else if !self.list.contains(&diagnostic) {
            self.list.push(diagnostic);
        }
    }

    /// The same, unless this has been said of the place: what one value gets wrong it can get wrong in many uses.
    pub fn push_once(&mut self, diagnostic: Diagnostic) {
        let is_said = |known: &Diagnostic| known.code == diagnostic.code && known.span() == diagnostic.span();
        if !self.list.iter().any(is_said) {
            self.push(diagnostic);
        }
    }

    /// The same at another place is the same mistake: it gets another mark, and what mends one mends both.
    pub fn push_or_join(&mut self, diagnostic: Diagnostic) {
        let is_same =
            |known: &Diagnostic| known.code == diagnostic.code && known.message == diagnostic.message;
        let of_same_file = |known: &&mut Diagnostic| {
            known.span().map(|span| span.file) == diagnostic.span().map(|span| span.file) && is_same(known)
        };
        let Some(known) = self.list.iter_mut().find(of_same_file) else { return self.push_once(diagnostic) };
        let place = diagnostic.labels.into_iter().next();
        if let Some(place) = place.filter(|place| !known.labels.iter().any(|label| label.span == place.span))
        {
            let others = known.labels.iter().skip(1).take_while(|label| label.text.is_empty()).count();
            known.labels.insert(1 + others, place);
            known.fix.extend(diagnostic.fix);
        }
    }

    /// What is wrong there has been said: what is found there from now on is what it led to, and is left out.
    pub fn settle(&mut self, span: Span) {
        self.settled.add(span);
    }

    /// A name in text that was found wrong: that nothing of the name is declared is most likely what it led to.
    pub fn excuse(&mut self, name: &str) {
        self.settled.excuse(name);
    }

    pub fn is_excused(&self, name: &str) -> bool {
        self.settled.is_excused(name)
    }

    pub fn has_errors(&self) -> bool {
        self.errors > 0
    }

    /// Counts findings that a pass did not even put into words, because their file is over the limit.
    pub fn suppress(&mut self, count: usize) {
        self.suppressed += count;
    }

    /// Takes over what another sink has collected.
    pub fn append(&mut self, other: Diagnostics) {
        self.suppressed += other.suppressed;
        self.errors += other.errors - other.list.iter().filter(|it| it.severity() == Severity::Error).count();
        other.list.into_iter().for_each(|diagnostic| self.push(diagnostic));
    }

    /// How many errors were found, those included that are not listed.
    pub fn errors(&self) -> usize {
        self.errors
    }

    /// Gives every place that is spoken of another.
    pub fn move_places(&mut self, mut place: impl FnMut(Span) -> Span) {
        for finding in &mut self.list {
            finding.labels.iter_mut().for_each(|label| label.span = place(label.span));
            finding.fix.iter_mut().for_each(|edit| edit.span = place(edit.span));
            finding.concealed = finding.concealed.take().map(|span| Box::new(place(*span)));
        }
    }

    /// Puts the user's own line first where a finding is about what a component made of it.
    pub fn unfold(&mut self, sources: &Sources) {
        let found = std::mem::take(&mut self.list);
        self.errors -= found.iter().filter(|it| it.severity() == Severity::Error).count();
        found.into_iter().for_each(|finding| self.keep(finding.unfolded(sources)));
    }

    pub fn suppressed(&self) -> usize {
        self.suppressed
    }

    pub fn iter(&self) -> impl Iterator<Item = &Diagnostic> {
        self.list.iter()
    }

    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// In the order of the text, so that output never depends on the order of passes.
    pub fn sort(&mut self) {
        self.list.sort_by_key(|diagnostic| (diagnostic.span(), diagnostic.severity()));
    }
}
