//! Habits of other languages that are legal KDL and mean something else. In: a tree. Out: findings.
//! The compiler asks for them; what only reads KDL does not.

mod lines;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use super::findings::Findings;
use super::messages::comma_behind;
use super::numbers::{self, Number};
use super::token::{NO_TOKEN, TokenKind};
use super::tree::{Entry, Node, Tree};
use super::{errors, strings};
use crate::diag::{Diagnostic, Diagnostics};
use crate::source::Span;

/// Reports what KDL allows and Formwork does not take: `a: 1`, other quotation marks, commas behind words, a property
/// given twice, a URL or `${…}` without quotation marks, lists with dashes, types in parentheses, numbers out of range,
/// and the version marker of KDL 1.
pub fn habits(tree: &Tree, diagnostics: &mut Diagnostics) {
    let mut findings = Findings::default();
    kdl_version(tree, &mut findings);
    lines::slashdashes(tree, &mut findings);
    for node in tree.all_nodes() {
        lines::begin(tree, node, &mut findings);
        let mut line = Line { tree, findings: &mut findings, quote: None, is_broken: node.is_broken() };
        line.word(node.name_token(), Role::Node);
        let (mut last, mut properties) = (None, 0);
        for entry in node.entries() {
            last = entry.value_token();
            properties += usize::from(entry.is_property());
            if !entry.is_broken() {
                line.entry(entry);
            }
        }
        line.open_quote();
        if properties > 1 {
            duplicate_properties(node, &mut findings);
        }
        if let Some(last) = last {
            lines::end(tree, last, &mut findings);
        }
    }
    findings.hand_over(diagnostics);
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Node,
    Argument,
    PropertyValue,
}

/// The words of one node, from left to right.
struct Line<'t, 'f> {
    tree: &'t Tree,
    findings: &'f mut Findings,
    /// The word that opened other quotation marks, which are not yet closed, and the mark that closes them.
    quote: Option<(u32, char)>,
    is_broken: bool,
}

/// Quotation marks that are letters in KDL: what opens, and what closes.
const OTHER_QUOTES: &[(char, char)] = &[
    ('\'', '\''),
    ('`', '`'),
    ('“', '”'),
    ('”', '”'),
    ('„', '“'),
    ('‘', '’'),
    ('’', '’'),
    ('«', '»'),
    ('»', '«'),
];

/// What stands in words of every language, for the same.
fn is_harmless(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')
}

impl Line<'_, '_> {
    fn entry(&mut self, entry: Entry<'_>) {
        if let (Some(annotation), false) = (entry.type_annotation(), self.is_broken) {
            self.findings.report(|| ignored_type(self.tree, annotation.span));
        }
        let Some(token) = entry.value_token() else { return };
        match self.tree.token_kind(token) {
            TokenKind::Number => self.number(token),
            _ if entry.is_property() => self.word(token, Role::PropertyValue),
            _ => self.word(token, Role::Argument),
        }
    }

    fn word(&mut self, token: u32, role: Role) {
        if self.tree.token_kind(token) != TokenKind::Word {
            return;
        }
        let text = self.tree.token_text(token);
        if self.quote.is_none() && text.bytes().all(is_harmless) {
            return;
        }
        if text.ends_with('$') && self.tree.token_kind(token + 1) == TokenKind::OpenBrace {
            self.interpolation(token);
        } else if let Some(quote) = self.quote.or_else(|| opening_quote(text).map(|close| (token, close))) {
            self.other_quotes(quote, token, text);
        } else if text.ends_with(':') {
            self.colon(token, role);
        } else if role == Role::Node && text.contains(':') {
            self.colon_inside(token, text);
        } else if text.ends_with(',') && text.len() > 1 {
            let source = self.tree.source();
            self.findings.report(|| comma_behind(source, token, &errors::WORD_COMMA));
        }
    }

    /// Collects `'two` and `words'` into one finding.
    fn other_quotes(&mut self, (first, close): (u32, char), token: u32, text: &str) {
        let is_opening_alone = first == token && text.chars().nth(1).is_none();
        if is_opening_alone || !text.ends_with(close) {
            self.quote = Some((first, close));
            return;
        }
        self.quote = None;
        let span = self.tree.token_span(first).to(self.tree.token_span(token));
        let inner = &self.tree.text()[span.start as usize..span.end as usize];
        let inner = inner.trim_end_matches(close).trim_start_matches(|c| opening_quote_of(c).is_some());
        self.findings.report(|| wrong_quotes(span, close).fix(span, strings::quoted(inner)));
    }

    fn open_quote(&mut self) {
        if let Some((first, close)) = self.quote.take() {
            let span = self.tree.token_span(first);
            self.findings.report(|| wrong_quotes(span, close));
        }
    }

    /// `port:8000`
    fn colon_inside(&mut self, token: u32, text: &str) {
        let span = self.tree.token_span(token);
        let at = span.start + text.find(':').unwrap_or_default() as u32;
        let colon = Span { start: at, end: at + 1, ..span };
        self.findings.report(|| {
            let message = "a name and its value are separated by a space, not by a colon";
            Diagnostic::new(&errors::YAML_COLON, colon, message)
                .help(format!("write `{}`", text.replacen(':', " ", 1)))
                .fix(colon, " ")
        });
    }

    fn colon(&mut self, token: u32, role: Role) {
        let span = self.tree.token_span(token);
        if self.tree.token_kind(token + 1) == TokenKind::LineComment {
            return self.findings.report(|| url_comment(self.tree, token));
        }
        let colon = Span { start: span.end - 1, ..span };
        let name = self.tree.token_text(token).trim_end_matches(':');
        let finding = || {
            if name.is_empty() {
                return Diagnostic::new(&errors::YAML_COLON, span, "this `:` is a value of its own")
                    .help("delete it: a name and its value are separated by a space")
                    .fix(span, "");
            }
            if role == Role::Node {
                let message = "a name and its value are separated by a space, not by a colon";
                let help = format!("write `{name}` without the colon");
                return Diagnostic::new(&errors::YAML_COLON, colon, message).help(help).fix(colon, "");
            }
            let message = format!("the `:` is part of the word `{name}:`");
            let finding = Diagnostic::new(&errors::YAML_COLON, colon, message)
                .help(format!("write `{name}=value`, or quotation marks if the colon is meant"));
            let is_before_value = self.tree.token_kind(token + 1) == TokenKind::Whitespace
                && self.tree.token_kind(token + 2).is_value();
            let gap = Span { end: self.tree.token_span(token + 1).end, ..colon };
            if is_before_value { finding.fix(gap, "=") } else { finding }
        };
        self.findings.report(finding);
    }

    fn interpolation(&mut self, token: u32) {
        let span = self.tree.token_span(token).to(self.tree.token_span(token + 1));
        let tree = self.tree;
        self.findings.report(|| {
            let finding =
                Diagnostic::new(&errors::INTERPOLATION, span, "the `{` behind this `$` opens a block")
                    .help("put text with `${…}` in quotation marks");
            let ends_word =
                |token: &u32| !matches!(tree.token_kind(*token), TokenKind::Word | TokenKind::CloseBrace);
            let end = (token + 2..).find(ends_word).unwrap_or(token);
            if tree.token_kind(end - 1) != TokenKind::CloseBrace {
                return finding;
            }
            let whole = tree.token_span(token).to(tree.token_span(end - 1));
            let text = &tree.text()[whole.start as usize..whole.end as usize];
            finding.fix(whole, strings::quoted(text))
        });
    }

    fn number(&mut self, token: u32) {
        let Number::OutOfRange(nearest) = numbers::value(self.tree.token_text(token)) else { return };
        let message = match nearest {
            0.0 => "this number is too close to zero to tell it from zero",
            _ => "this number is too large",
        };
        let span = self.tree.token_span(token);
        self.findings.report(|| {
            Diagnostic::new(&errors::NUMBER_RANGE, span, message)
                .help("write a number that fits, or quotation marks if the digits are meant")
        });
    }
}

fn opening_quote_of(c: char) -> Option<char> {
    OTHER_QUOTES.iter().find(|(open, _)| *open == c).map(|(_, close)| *close)
}

/// What would close the text that a word opens.
fn opening_quote(text: &str) -> Option<char> {
    // Nearly every word begins with a letter.
    if text.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    text.chars().next().and_then(opening_quote_of)
}

fn wrong_quotes(span: Span, close: char) -> Diagnostic {
    let (code, message) = match close {
        '\'' => (&errors::SINGLE_QUOTES, "single quotation marks do not make a string"),
        '`' => (&errors::OTHER_QUOTES, "backticks do not make a string"),
        _ => (&errors::OTHER_QUOTES, "these quotation marks do not make a string"),
    };
    Diagnostic::new(code, span, message).help("write straight double quotation marks: \"…\"")
}

/// `(u8)`, its parentheses included.
fn ignored_type(tree: &Tree, name: Span) -> Diagnostic {
    let text = tree.text();
    let open = text[..name.start as usize].rfind('(').unwrap_or(name.start as usize);
    let close =
        text[name.end as usize..].find(')').map_or(name.end as usize, |at| name.end as usize + at + 1);
    let span = Span { start: open as u32, end: close as u32, ..name };
    Diagnostic::new(&errors::IGNORED_TYPE, span, "a type in parentheses says nothing in a spec")
        .help("delete it: each field has its type already")
        .fix(span, "")
}

fn url_comment(tree: &Tree, token: u32) -> Diagnostic {
    let comment = tree.token_span(token + 1);
    let length = tree.token_text(token + 1).find(char::is_whitespace);
    let end = length.map_or(comment.end, |length| comment.start + length as u32);
    let span = Span { end, ..tree.token_span(token) };
    let url = &tree.text()[span.start as usize..span.end as usize];
    Diagnostic::new(&errors::URL_COMMENT, span, "everything from `//` on is a comment here")
        .help("put the URL in quotation marks")
        .fix(span, strings::quoted(url))
}

fn duplicate_properties(node: Node<'_>, findings: &mut Findings) {
    let mut known = BTreeSet::new();
    if node.entries().filter_map(|entry| entry.name()).all(|name| known.insert(name.value)) {
        return;
    }
    let mut places: BTreeMap<Cow<'_, str>, Vec<Span>> = BTreeMap::new();
    for entry in node.entries() {
        let Some(name) = entry.name() else { continue };
        places.entry(name.value).or_default().push(entry.span());
    }
    for (name, spans) in &places {
        if let [ignored @ .., last] = spans.as_slice()
            && !ignored.is_empty()
        {
            findings.report(|| duplicate_property(name, ignored, *last));
        }
    }
}

fn duplicate_property(name: &str, ignored: &[Span], last: Span) -> Diagnostic {
    let message = format!("the property `{name}` is given more than once");
    let finding = Diagnostic::new(&errors::DUPLICATE_PROPERTY, last, message).mark("this one would win");
    let shown = ignored.iter().take(3);
    shown
        .fold(finding, |finding, span| finding.label(*span, "this one would be ignored"))
        .help("keep one of them")
}

/// `/- kdl-version 1` as the first thing of a file.
fn kdl_version(tree: &Tree, findings: &mut Findings) {
    let mut tokens = (0..tree.token_count()).filter(|token| tree.token_kind(*token) != TokenKind::Whitespace);
    let mut next = || tokens.next().unwrap_or(NO_TOKEN);
    let (mark, name, version) = (next(), next(), next());
    if version == NO_TOKEN || tree.token_kind(mark) != TokenKind::Slashdash {
        return;
    }
    if tree.token_text(name) == "kdl-version" && tree.token_text(version) == "1" {
        let span = tree.token_span(mark).to(tree.token_span(version));
        findings.report(|| {
            Diagnostic::new(&errors::KDL_VERSION, span, "this file says that it is KDL 1; specs are KDL 2")
                .help("write `#true` for `true` and `#\"…\"#` for `r\"…\"`, and delete this line")
                .fix(tree.token_span(version), "2")
        });
    }
}
