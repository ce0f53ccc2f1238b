//! Habits of other languages that are legal KDL and mean something else. In: a tree. Out: findings.
//! The compiler asks for them; what only reads KDL does not.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::iter;

use super::findings::Findings;
use super::messages::comma_behind;
use super::numbers::{self, Number};
use super::token::{NO_TOKEN, TokenKind};
use super::tree::{Entry, Node, Tree};
use super::{errors, strings};
use crate::diag::{Diagnostic, Diagnostics};
use crate::source::Span;

/// Reports what KDL allows and Formwork does not take: `a: 1`, single quotation marks, commas behind words, a property
/// given twice, a URL or `${…}` without quotation marks, numbers out of range, and the version marker of KDL 1.
pub fn habits(tree: &Tree, diagnostics: &mut Diagnostics) {
    let mut findings = Findings::default();
    kdl_version(tree, &mut findings);
    for node in tree.all_nodes() {
        let mut line = Line { tree, findings: &mut findings, quote: None };
        line.word(node.name_token(), Role::Node);
        for entry in node.entries().filter(|entry| !entry.is_broken()) {
            line.entry(entry);
        }
        line.open_quote();
        duplicate_properties(node, &mut findings);
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
    /// The word that opened single quotation marks which are not yet closed.
    quote: Option<u32>,
}

impl Line<'_, '_> {
    fn entry(&mut self, entry: Entry<'_>) {
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
        if text.ends_with('$') && self.tree.token_kind(token + 1) == TokenKind::OpenBrace {
            self.interpolation(token);
        } else if self.quote.is_some() || text.starts_with('\'') {
            self.single_quotes(token, text);
        } else if text.ends_with(':') {
            self.colon(token, role);
        } else if text.ends_with(',') && text.len() > 1 {
            let source = self.tree.source();
            self.findings.report(|| comma_behind(source, token, &errors::WORD_COMMA));
        }
    }

    /// Collects `'two` and `words'` into one finding.
    fn single_quotes(&mut self, token: u32, text: &str) {
        let first = self.quote.unwrap_or(token);
        let opens_only = self.quote.is_none() && text.len() == 1;
        if opens_only || !text.ends_with('\'') {
            self.quote = Some(first);
            return;
        }
        self.quote = None;
        let span = self.tree.token_span(first).to(self.tree.token_span(token));
        let inner = &self.tree.text()[span.start as usize + 1..span.end as usize - 1];
        self.findings.report(|| single_quotes(span).fix(span, strings::quoted(inner)));
    }

    fn open_quote(&mut self) {
        if let Some(first) = self.quote.take() {
            let span = self.tree.token_span(first);
            self.findings.report(|| single_quotes(span));
        }
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
            let message = format!("the `:` is part of the word `{name}:`");
            let finding = Diagnostic::new(&errors::YAML_COLON, colon, message);
            match role {
                Role::Node => finding.help(format!("write `{name} value`, without the colon")).fix(colon, ""),
                _ => finding.help(format!("write `{name}=value`, or quotation marks if the colon is meant")),
            }
        };
        self.findings.report(finding);
    }

    fn interpolation(&mut self, token: u32) {
        let span = self.tree.token_span(token).to(self.tree.token_span(token + 1));
        self.findings.report(|| {
            Diagnostic::new(&errors::INTERPOLATION, span, "the `{` behind this `$` opens a block")
                .help("put text with `${…}` in quotation marks")
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

fn single_quotes(span: Span) -> Diagnostic {
    Diagnostic::new(&errors::SINGLE_QUOTES, span, "single quotation marks do not make a string")
        .help("write double quotation marks")
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
    // A node with one property, the most frequent case, needs no table.
    let mut properties = node.entries().filter_map(|entry| entry.name());
    let (Some(first), Some(second)) = (properties.next(), properties.next()) else { return };
    let mut known = BTreeSet::from([first.value]);
    if iter::once(second).chain(properties).all(|name| known.insert(name.value)) {
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
