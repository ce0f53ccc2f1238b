//! Findings about blocks, and about `/-`.

use super::Source;
use crate::diag::Diagnostic;
use crate::source::Span;
use crate::syntax::MAX_DEPTH;
use crate::syntax::errors::*;

pub(in crate::syntax) fn block_without_node(source: Source<'_>, open: u32) -> Diagnostic {
    source
        .finding(&MISSING_NAME, open, "nothing says what this block is")
        .help("write it before the `{` on the same line, as in `service \"web\" {`")
}

pub(in crate::syntax) fn text_after_block(source: Source<'_>, at: u32, block_end: u32) -> Diagnostic {
    let message = format!("`{}` stands behind a block, on the same line", source.shown(at));
    source
        .finding(&TEXT_AFTER_BLOCK, at, message)
        .help("begin a new line after the `}`; what belongs to the block's own line goes before its `{`")
        .fix(source.after(block_end), ";")
}

pub(in crate::syntax) fn second_block(source: Source<'_>, name: u32, first: u32, second: u32) -> Diagnostic {
    source
        .finding(&SECOND_BLOCK, second, format!("`{}` has two blocks", source.shown(name)))
        .label(source.span(first), "the first begins here")
        .help("put everything in one block")
}

pub(in crate::syntax) fn too_deep(source: Source<'_>, open: u32) -> Diagnostic {
    let message = format!("blocks lie more than {MAX_DEPTH} deep in one another");
    source.finding(&TOO_DEEP, open, message).help("close blocks that do not belong around this one")
}

pub(in crate::syntax) fn stray_brace(source: Source<'_>, close: u32) -> Diagnostic {
    source
        .finding(&STRAY_BRACE, close, "this `}` closes no block")
        .help("delete it, or look above it for a `}` too many")
}

pub(in crate::syntax) fn block_on_next_line(
    source: Source<'_>,
    name: u32,
    last: u32,
    open: u32,
) -> Diagnostic {
    let message = format!("the block of `{}` begins on a line of its own", source.shown(name));
    source
        .finding(&BLOCK_ON_NEXT_LINE, open, message)
        .label(source.span(name), "the line ends without it")
        .help("put the `{` at the end of the line that it belongs to")
        .fix(source.up_to(last + 1, open), " ")
}

/// `closed` is the name of what the brace would close too early, and `stray` the brace that then closes nothing.
pub(in crate::syntax) fn brace_too_many(source: Source<'_>, close: u32, closed: u32) -> Diagnostic {
    let message = format!("this `}}` is one too many: it closes `{}` too early", source.shown(closed));
    let finding = source
        .finding(&STRAY_BRACE, close, message)
        .label(source.span(closed), "the lines below still belong to this")
        .help("delete it");
    source.replace(finding, close, "")
}

/// A block without its `}`: the first token of its node, and its `{`.
#[derive(Clone, Copy, Debug)]
pub(in crate::syntax) struct Unclosed {
    pub(in crate::syntax) node: u32,
    pub(in crate::syntax) open: u32,
}

/// `last` ends the block, and `at` is the first token that the indentation puts outside of it.
pub(in crate::syntax) fn unclosed_block(
    source: Source<'_>,
    block: Unclosed,
    last: u32,
    at: u32,
) -> Diagnostic {
    source
        .finding(&UNCLOSED_BLOCK, block.open, "this block is not closed")
        .mark("opened here")
        .label(source.span(at), "the indentation puts this outside of it")
        .help("write a `}` on a line of its own where the block ends")
        .fix(source.line_end(last), source.closing_line(block))
}

/// `open` holds the blocks that the end of the text leaves open, the innermost first.
pub(in crate::syntax) fn unclosed_blocks(source: Source<'_>, open: &[Unclosed], last: u32) -> Diagnostic {
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

pub(in crate::syntax) fn double_slashdash(source: Source<'_>, second: u32) -> Diagnostic {
    let finding = source.finding(&SLASHDASH, second, "one `/-` is enough").help("delete the second `/-`");
    source.replace(finding, second, "")
}

pub(in crate::syntax) fn empty_slashdash(source: Source<'_>, mark: u32) -> Diagnostic {
    let finding = source
        .finding(&SLASHDASH, mark, "this `/-` takes out nothing")
        .help("put it before a line, a value or a block, or delete it");
    source.replace(finding, mark, "")
}

pub(in crate::syntax) fn slashdash_after_type(source: Source<'_>, mark: u32, open: u32) -> Diagnostic {
    let finding = source
        .finding(&SLASHDASH, mark, "a `/-` may not stand between a type and what it belongs to")
        .help("put the `/-` before the type");
    source.replace(finding, mark, "").fix(Span { end: source.span(open).start, ..source.span(open) }, "/-")
}

pub(in crate::syntax) fn slashdash_before_value(source: Source<'_>, mark: u32, name: u32) -> Diagnostic {
    let finding = source
        .finding(&SLASHDASH, mark, "a `/-` may not take out the value of a property alone")
        .help("put the `/-` before the name of the property");
    source.replace(finding, mark, "").fix(Span { end: source.span(name).start, ..source.span(name) }, "/-")
}
