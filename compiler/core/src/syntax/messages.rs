//! The words of the findings. In: the tokens at fault. Out: diagnostics with help and, where there is one, a fix.
//! It decides nothing: the parser has already found what is wrong.

use std::ops::Range;

use super::chars::class;
use super::errors::*;
use super::numbers;
use super::strings::{self, quoted};
use super::token::{Token, TokenKind};
use super::{MAX_BYTES, MAX_DEPTH};
use crate::diag::{Code, Diagnostic};
use crate::source::{FileId, Span};

/// A text and its tokens, as the parser and its findings see them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Source<'t> {
    pub(super) file: FileId,
    pub(super) text: &'t str,
    pub(super) tokens: &'t [Token],
}

impl<'t> Source<'t> {
    pub(super) fn kind(self, token: u32) -> TokenKind {
        self.tokens[token as usize].kind
    }

    pub(super) fn is_escaped(self, token: u32) -> bool {
        self.tokens[token as usize].escaped
    }

    pub(super) fn span(self, token: u32) -> Span {
        let start = self.tokens[token as usize].start;
        let end = self.tokens.get(token as usize + 1).map_or(start, |next| next.start);
        Span::new(self.file, start, end)
    }

    pub(super) fn slice(self, token: u32) -> &'t str {
        self.at(self.span(token))
    }

    /// The width of the space before a token that begins its line; None when other text stands before it.
    pub(super) fn indentation(self, token: u32) -> Option<u32> {
        let Some(before) = token.checked_sub(1) else { return Some(0) };
        match self.kind(before) {
            TokenKind::Newline => Some(0),
            TokenKind::Whitespace if before == 0 || self.kind(before - 1) == TokenKind::Newline => {
                let space = self.span(before);
                Some(space.end - space.start)
            }
            _ => None,
        }
    }

    /// The empty place at the end of a token's line.
    fn line_end(self, token: u32) -> Span {
        let ends = |at: &u32| matches!(self.kind(*at), TokenKind::Newline | TokenKind::Eof);
        let end = (token..).find(ends).map_or(self.text.len() as u32, |end| self.span(end).start);
        Span::new(self.file, end, end)
    }

    /// A line that closes a block, indented like the line that opened it.
    fn closing_line(self, block: Unclosed) -> String {
        let indented = self.indentation(block.node).is_some_and(|width| width > 0);
        let indentation = if indented { self.slice(block.node - 1) } else { "" };
        format!("\n{indentation}}}")
    }

    fn at(self, span: Span) -> &'t str {
        &self.text[span.start as usize..span.end as usize]
    }

    /// The empty place behind a token.
    fn after(self, token: u32) -> Span {
        let end = self.span(token).end;
        Span::new(self.file, end, end)
    }

    /// Some bytes of a token.
    fn part(self, token: u32, bytes: &Range<usize>) -> Span {
        let start = self.span(token).start;
        Span::new(self.file, start + bytes.start as u32, start + bytes.end as u32)
    }

    /// A token's text for a message: its first line, not too long.
    fn shown(self, token: u32) -> String {
        let line = self.slice(token).lines().next().unwrap_or_default();
        match line.char_indices().nth(30) {
            Some((end, _)) => format!("{}…", &line[..end]),
            None => line.to_owned(),
        }
    }

    fn finding(self, code: &'static Code, token: u32, message: impl Into<String>) -> Diagnostic {
        Diagnostic::new(code, self.span(token), message)
    }

    fn replace(self, diagnostic: Diagnostic, token: u32, text: impl Into<String>) -> Diagnostic {
        diagnostic.fix(self.span(token), text)
    }
}

pub(super) fn file_too_large(file: FileId, bytes: usize) -> Diagnostic {
    let limit = MAX_BYTES >> 20;
    let message = format!("this file has {bytes} bytes, and a spec may have {limit} MiB");
    Diagnostic::new(&FILE_TOO_LARGE, Span::new(file, 0, 0), message)
        .help("split it, or leave out generated data")
}

pub(super) fn disallowed_character(file: FileId, text: &str, at: u32) -> Diagnostic {
    let c = text[at as usize..].chars().next().unwrap_or_default();
    debug_assert_eq!(class(c), super::chars::Class::Disallowed);
    let span = Span::new(file, at, at + c.len_utf8() as u32);
    let code = u32::from(c);
    let message = format!("the invisible character U+{code:04X} may not stand in a spec");
    Diagnostic::new(&DISALLOWED_CHARACTER, span, message)
        .help(format!("delete it, or write `\\u{{{code:x}}}` inside a string in quotation marks"))
        .fix(span, "")
}

pub(super) fn stray_semicolon(source: Source<'_>, at: u32) -> Diagnostic {
    let finding = source.finding(&UNEXPECTED, at, "this `;` ends nothing").help("delete it");
    source.replace(finding, at, "")
}

pub(super) fn unexpected(source: Source<'_>, at: u32) -> Diagnostic {
    let message = format!("`{}` does not belong here", source.shown(at));
    let finding = source.finding(&UNEXPECTED, at, message);
    match source.kind(at) {
        TokenKind::Backslash => finding.help("a `\\` continues a line only when it is the last thing on it"),
        TokenKind::Equals => finding.help("a property is written `name=value`, with a value of its own"),
        _ => finding.help("put text that holds it in quotation marks, or delete it"),
    }
}

pub(super) fn block_without_node(source: Source<'_>, open: u32) -> Diagnostic {
    source
        .finding(&MISSING_NAME, open, "this block belongs to no node")
        .help("write a name before the `{` on the same line, as in `service web {`")
}

pub(super) fn missing_name_after_type(source: Source<'_>, close: u32) -> Diagnostic {
    Diagnostic::new(&MISSING_NAME, source.after(close), "a type in parentheses needs a node behind it")
        .help("write the name of the node, or delete the type")
}

pub(super) fn bad_name(source: Source<'_>, at: u32) -> Diagnostic {
    let shown = source.shown(at);
    let finding = source
        .finding(&MISSING_NAME, at, format!("`{shown}` cannot be a name"))
        .help("names are words; put other text in quotation marks");
    source.replace(finding, at, quoted(source.slice(at)))
}

pub(super) fn text_after_block(source: Source<'_>, at: u32, block_end: u32) -> Diagnostic {
    let message = format!("`{}` stands behind the block of the node before it", source.shown(at));
    source
        .finding(&TEXT_AFTER_BLOCK, at, message)
        .help("begin a new line after the `}`; arguments of the node go before its `{`")
        .fix(source.after(block_end), ";")
}

pub(super) fn second_block(source: Source<'_>, first: u32, second: u32) -> Diagnostic {
    source
        .finding(&SECOND_BLOCK, second, "this node has a second block")
        .label(source.span(first), "the first begins here")
        .help("put everything in one block")
}

pub(super) fn too_deep(source: Source<'_>, open: u32) -> Diagnostic {
    let message = format!("blocks lie more than {MAX_DEPTH} deep in one another");
    source.finding(&TOO_DEEP, open, message).help("close blocks that do not belong around this one")
}

pub(super) fn stray_brace(source: Source<'_>, close: u32) -> Diagnostic {
    source
        .finding(&STRAY_BRACE, close, "this `}` closes no block")
        .help("delete it, or look above it for a `}` too many")
}

/// A block without its `}`: the first token of its node, and its `{`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Unclosed {
    pub(super) node: u32,
    pub(super) open: u32,
}

/// `last` ends the block, and `at` is the first token that the indentation puts outside of it.
pub(super) fn unclosed_block(source: Source<'_>, block: Unclosed, last: u32, at: u32) -> Diagnostic {
    source
        .finding(&UNCLOSED_BLOCK, block.open, "this block is not closed")
        .mark("opened here")
        .label(source.span(at), "the indentation puts this outside of it")
        .help("write a `}` on a line of its own where the block ends")
        .fix(source.line_end(last), source.closing_line(block))
}

/// `open` holds the blocks that the end of the text leaves open, the innermost first.
pub(super) fn unclosed_blocks(source: Source<'_>, open: &[Unclosed], last: u32) -> Diagnostic {
    let Some((innermost, around)) = open.split_first() else {
        return Diagnostic::without_place(&UNCLOSED_BLOCK, "a block is not closed");
    };
    let message = match around.len() {
        0 => "this block is not closed".to_owned(),
        1 => "this block is not closed, nor is the one around it".to_owned(),
        more => format!("this block is not closed, nor are the {more} around it"),
    };
    let mut finding = source.finding(&UNCLOSED_BLOCK, innermost.open, message).mark("opened here");
    for block in around.iter().take(3) {
        finding = finding.label(source.span(block.open), "also open");
    }
    let closing: String = open.iter().map(|block| source.closing_line(*block)).collect();
    finding.help("write a `}` on a line of its own where the block ends").fix(source.line_end(last), closing)
}

pub(super) fn double_slashdash(source: Source<'_>, second: u32) -> Diagnostic {
    let finding = source.finding(&SLASHDASH, second, "one `/-` is enough").help("delete the second `/-`");
    source.replace(finding, second, "")
}

pub(super) fn empty_slashdash(source: Source<'_>, mark: u32) -> Diagnostic {
    let finding = source
        .finding(&SLASHDASH, mark, "this `/-` takes out nothing")
        .help("put it before a node, an argument, a property or a block, or delete it");
    source.replace(finding, mark, "")
}

pub(super) fn slashdash_after_type(source: Source<'_>, mark: u32, open: u32) -> Diagnostic {
    let finding = source
        .finding(&SLASHDASH, mark, "a `/-` may not stand between a type and what it belongs to")
        .help("put the `/-` before the type");
    source.replace(finding, mark, "").fix(Span { end: source.span(open).start, ..source.span(open) }, "/-")
}

pub(super) fn slashdash_before_value(source: Source<'_>, mark: u32, name: u32) -> Diagnostic {
    let finding = source
        .finding(&SLASHDASH, mark, "a `/-` may not take out the value of a property alone")
        .help("put the `/-` before the name of the property");
    source.replace(finding, mark, "").fix(Span { end: source.span(name).start, ..source.span(name) }, "/-")
}

pub(super) fn empty_type(source: Source<'_>, open: u32) -> Diagnostic {
    source
        .finding(&TYPE_ANNOTATION, open, "a type in parentheses must be one word")
        .help("write a word between the parentheses, or delete them")
}

pub(super) fn unclosed_type(source: Source<'_>, open: u32) -> Diagnostic {
    source
        .finding(&TYPE_ANNOTATION, open, "parentheses hold the type of what follows: one word and a `)`")
        .help("put text with parentheses in quotation marks")
}

pub(super) fn glued_parenthesis(source: Source<'_>, open: u32) -> Diagnostic {
    source
        .finding(&TYPE_ANNOTATION, open, "text with parentheses needs quotation marks")
        .help("put quotation marks around the text, or a space before a type in parentheses")
}

pub(super) fn type_before_property(source: Source<'_>, open: u32, name: u32) -> Diagnostic {
    let span = source.span(open).to(source.span(name));
    Diagnostic::new(&TYPE_ANNOTATION, span, "the type of a property goes before its value")
        .help("write `name=(type)value`")
}

pub(super) fn missing_value_after_type(source: Source<'_>, open: u32) -> Diagnostic {
    source
        .finding(&MISSING_VALUE, open, "a type in parentheses needs a value behind it")
        .help("write the value, or delete the type")
}

pub(super) fn missing_value(source: Source<'_>, name: u32, last: u32) -> Diagnostic {
    let message = format!("the property `{}` has no value", source.shown(name));
    Diagnostic::new(&MISSING_VALUE, source.span(name).to(source.span(last)), message)
        .help("write a value behind the `=`, on the same line")
}

pub(super) fn missing_space(source: Source<'_>, before: u32, at: u32) -> Diagnostic {
    let finding = source.finding(&MISSING_SPACE, at, "a space is missing before this");
    if matches!(source.slice(before), "r" | "'" | "b") && source.kind(at).is_quoted() {
        let raw = "a raw string is written `#\"…\"#`, without a letter before it";
        return finding.help(raw).fix(source.span(before), "");
    }
    let gap = Span { end: source.span(at).start, ..source.span(at) };
    finding.help("put a space between them, or quotation marks around both").fix(gap, " ")
}

pub(super) fn comma(source: Source<'_>, at: u32) -> Diagnostic {
    let comma = source.part(at, &(0..1));
    let end =
        source.slice(at).len() == 1 && source.text[comma.end as usize..].starts_with(char::is_whitespace);
    Diagnostic::new(&COMMA, comma, "values are separated by spaces, not by commas")
        .help("delete the comma")
        .fix(comma, if end { "" } else { " " })
}

pub(super) fn colon(source: Source<'_>, at: u32) -> Diagnostic {
    let colon = source.part(at, &(0..1));
    Diagnostic::new(&COLON, colon, "a name and its value are separated by a space, not by a colon")
        .help("write `name value`")
        .fix(colon, if source.slice(at).len() == 1 { "" } else { " " })
}

pub(super) fn equals_after_name(source: Source<'_>, name: u32, at: u32) -> Diagnostic {
    let shown = source.shown(name);
    let end = match source.kind(at + 1) {
        TokenKind::Whitespace => source.span(at + 1).end,
        _ => source.span(at).end,
    };
    let gap = Span::new(source.file, source.span(name).end, end);
    source
        .finding(&EQUALS, at, "a node and its value are separated by a space, not by `=`")
        .help(format!("write `{shown} value`"))
        .fix(gap, " ")
}

/// The brackets of one list and the commas between them are taken out together.
pub(super) fn brackets(source: Source<'_>, at: u32) -> Diagnostic {
    let finding = source
        .finding(&BRACKETS, at, "a list is written without brackets")
        .help("write the values one after another, as in `ports 80 443`");
    match closing_bracket(source, at) {
        Some(close) => (at..=close).fold(finding, |finding, token| without_list_mark(source, finding, token)),
        None => finding,
    }
}

/// The `]` of a list on one line that is short enough to be mended.
fn closing_bracket(source: Source<'_>, open: u32) -> Option<u32> {
    use TokenKind::*;
    let ends_list = |kind| matches!(kind, Newline | Semicolon | OpenBrace | CloseBrace | Eof);
    let line = (open..).take(64).take_while(|token| !ends_list(source.kind(*token)));
    line.filter(|token| source.kind(*token) == Bracket).find(|token| source.slice(*token) == "]")
}

fn without_list_mark(source: Source<'_>, finding: Diagnostic, token: u32) -> Diagnostic {
    let text = source.slice(token);
    match source.kind(token) {
        TokenKind::Bracket => source.replace(finding, token, ""),
        TokenKind::Word | TokenKind::Number if text.ends_with(',') => {
            finding.fix(source.part(token, &(text.len() - 1..text.len())), "")
        }
        _ => finding,
    }
}

pub(super) fn bare_keyword(source: Source<'_>, at: u32) -> Diagnostic {
    let word = source.slice(at);
    let finding = source
        .finding(&BARE_KEYWORD, at, format!("`{word}` is written `#{word}`"))
        .help(format!("write `#{word}`, or `\"{word}\"` if the text is meant"));
    source.replace(finding, at, format!("#{word}"))
}

pub(super) fn reserved_name(source: Source<'_>, at: u32) -> Diagnostic {
    let word = source.slice(at);
    let finding = source
        .finding(&BARE_KEYWORD, at, format!("`{word}` cannot be a name"))
        .help(format!("write `\"{word}\"` if the name is meant"));
    source.replace(finding, at, quoted(word))
}

pub(super) fn unknown_keyword(source: Source<'_>, at: u32) -> Diagnostic {
    let text = source.slice(at);
    let finding = source
        .finding(&UNKNOWN_KEYWORD, at, format!("`{}` is no keyword", source.shown(at)))
        .help("put text that begins with `#` in quotation marks; a comment begins with `//`");
    let lower = text.to_lowercase();
    match lower.as_str() {
        "#true" | "#false" | "#null" | "#inf" | "#-inf" | "#nan" => source.replace(finding, at, lower),
        _ => source.replace(finding, at, quoted(text)),
    }
}

pub(super) fn hash_comment(source: Source<'_>, at: u32) -> Diagnostic {
    let hashes = source.slice(at).bytes().take_while(|byte| *byte == b'#').count();
    Diagnostic::new(&HASH_COMMENT, source.part(at, &(0..hashes)), "a comment begins with `//`")
        .help("write `//` instead of `#`")
        .fix(source.part(at, &(0..hashes)), "//")
}

pub(super) fn unquoted_text(source: Source<'_>, at: u32) -> Diagnostic {
    let text = source.slice(at);
    let mark = text.chars().find(|c| matches!(c, '/' | '\\' | '#')).unwrap_or('/');
    let finding = source
        .finding(&UNQUOTED, at, format!("text with a `{mark}` in it needs quotation marks"))
        .help(format!("write `{}`", shown_string(text)));
    source.replace(finding, at, spelled(text))
}

/// A string as people write it: raw when it holds a `\`.
fn spelled(text: &str) -> String {
    if text.contains('\\') && !text.contains('#') { format!("#\"{text}\"#") } else { quoted(text) }
}

fn shown_string(text: &str) -> String {
    if text.chars().count() > 40 { "\"…\"".to_owned() } else { spelled(text) }
}

pub(super) fn number(source: Source<'_>, at: u32, fault: numbers::Fault) -> Diagnostic {
    use numbers::Fault;
    let (text, shown) = (source.slice(at), source.shown(at));
    match fault {
        Fault::Comma => comma_behind(source, at, &COMMA),
        Fault::NoLeadingDigit => {
            let point = text.find('.').unwrap_or_default();
            source
                .finding(&NUMBER, at, format!("`{shown}` needs a digit before the point"))
                .help("write the zero, or quotation marks if the text is meant")
                .fix(source.part(at, &(point..point)), "0")
        }
        Fault::Unfinished => source
            .finding(&NUMBER, at, format!("the number `{shown}` breaks off"))
            .help("write the missing digits, or quotation marks if the text is meant"),
        Fault::Suffix => {
            let finding = source
                .finding(&UNQUOTED, at, format!("`{shown}` begins like a number and is none"))
                .help(format!("write `{}`", shown_string(text)));
            source.replace(finding, at, spelled(text))
        }
    }
}

/// A value with a comma as its last character.
pub(super) fn comma_behind(source: Source<'_>, at: u32, code: &'static Code) -> Diagnostic {
    let len = source.slice(at).len();
    let comma = source.part(at, &(len - 1..len));
    Diagnostic::new(code, comma, "values are separated by spaces, not by commas")
        .help("delete the comma, or put the text in quotation marks if it is meant")
        .fix(comma, "")
}

pub(super) fn string(source: Source<'_>, token: u32, fault: &strings::Fault) -> Diagnostic {
    use strings::Fault;
    let at = |bytes| source.part(token, bytes);
    let text = |bytes: &Range<usize>| &source.slice(token)[bytes.clone()];
    match fault {
        Fault::Escape(bytes) => {
            let message = format!("`{}` is no escape", text(bytes));
            Diagnostic::new(&ESCAPE, at(bytes), message)
                .help("write `\\\\` for a backslash, or the string as `#\"…\"#`, which has no escapes")
                .fix(at(&(bytes.start..bytes.start)), "\\")
        }
        Fault::CodePoint(bytes) => Diagnostic::new(&ESCAPE, at(bytes), "this escape names no character")
            .help("write `\\u{…}` with one to six hexadecimal digits, up to 10FFFF and not D800 to DFFF"),
        Fault::TextAfterOpening(bytes) => {
            Diagnostic::new(&MULTI_LINE_STRING, at(bytes), "the text behind `\"\"\"` begins on a new line")
                .help("break the line after `\"\"\"`, or write `\"` for a string on one line")
        }
        Fault::TextBeforeClosing(bytes) => {
            Diagnostic::new(&MULTI_LINE_STRING, at(bytes), "the closing `\"\"\"` stands on a line of its own")
                .help("break the line before `\"\"\"`")
        }
        Fault::Indentation(bytes) => {
            let message = "this line does not begin with the space before the closing `\"\"\"`";
            let len = source.slice(token).trim_end_matches('#').len();
            Diagnostic::new(&MULTI_LINE_STRING, at(bytes), message)
                .label(at(&(len - 3..len)), "the space before this is taken from every line")
                .help("indent every line with the same spaces or tabs as the closing `\"\"\"`")
        }
    }
}

pub(super) fn unterminated_string(source: Source<'_>, token: u32) -> Diagnostic {
    let text = source.slice(token);
    let hashes = text.bytes().take_while(|byte| *byte == b'#').count();
    let close = format!("\"{}", "#".repeat(hashes));
    let end = source.span(token).start + text.trim_end().len() as u32;
    source
        .finding(&UNTERMINATED_STRING, token, "this string is not closed on its line")
        .help(format!("write `{close}` where it ends, or `\"\"\"` around text of several lines"))
        .fix(Span::new(source.file, end, end), close)
}

pub(super) fn unterminated_multi_line(source: Source<'_>, token: u32) -> Diagnostic {
    let hashes = source.slice(token).bytes().take_while(|byte| *byte == b'#').count();
    Diagnostic::new(&UNTERMINATED_STRING, source.part(token, &(0..hashes + 3)), "this string is never closed")
        .mark("opened here")
        .help(format!("write `\"\"\"{}` on a line of its own where it ends", "#".repeat(hashes)))
}

pub(super) fn unterminated_comment(source: Source<'_>, token: u32) -> Diagnostic {
    Diagnostic::new(&UNTERMINATED_COMMENT, source.part(token, &(0..2)), "this comment is never closed")
        .mark("opened here")
        .help("write `*/` where it ends; a `/*` inside it needs a `*/` of its own")
}
