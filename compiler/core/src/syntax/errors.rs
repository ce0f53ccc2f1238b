//! The codes of the syntax: every way in which a text can fail to be a spec before anything is known of its meaning.
//! Their pages lie in `explain/`; each shows a bad and a good text, and a test parses both.

use crate::diag::{Code, Severity};

macro_rules! codes {
    ($($name:ident = $slug:literal;)*) => {
        $(pub static $name: Code = Code {
            slug: concat!("syntax/", $slug),
            severity: Severity::Error,
            explanation: include_str!(concat!("explain/", $slug, ".md")),
        };)*

        pub const CODES: &[&Code] = &[$(&$name),*];
    };
}

codes! {
    // Not legal KDL: raised by `parse`.
    BARE_KEYWORD = "bare-keyword";
    BRACKETS = "brackets";
    BLOCK_ON_NEXT_LINE = "block-on-next-line";
    COLON = "colon";
    COMMA = "comma";
    DISALLOWED_CHARACTER = "disallowed-character";
    EQUALS = "equals";
    ESCAPE = "escape";
    FILE_TOO_LARGE = "file-too-large";
    HASH_COMMENT = "hash-comment";
    MISSING_NAME = "missing-name";
    MISSING_SPACE = "missing-space";
    MISSING_VALUE = "missing-value";
    MULTI_LINE_STRING = "multi-line-string";
    NUMBER = "number";
    OTHER_COMMENT = "other-comment";
    SECOND_BLOCK = "second-block";
    SLASHDASH = "slashdash";
    STRAY_BRACE = "stray-brace";
    TABLE_HEADER = "table-header";
    TEXT_AFTER_BLOCK = "text-after-block";
    TOO_DEEP = "too-deep";
    TYPE_ANNOTATION = "type-annotation";
    UNCLOSED_BLOCK = "unclosed-block";
    UNEXPECTED = "unexpected";
    UNKNOWN_KEYWORD = "unknown-keyword";
    UNQUOTED = "unquoted";
    UNTERMINATED_COMMENT = "unterminated-comment";
    UNTERMINATED_STRING = "unterminated-string";
    // Legal KDL that Formwork does not take: raised by `habits`.
    BLOCK_TEXT = "block-text";
    DASH_LIST = "dash-list";
    DUPLICATE_PROPERTY = "duplicate-property";
    IGNORED_TYPE = "ignored-type";
    INTERPOLATION = "interpolation";
    KDL_VERSION = "kdl-version";
    NUMBER_RANGE = "number-range";
    OTHER_QUOTES = "other-quotes";
    SINGLE_QUOTES = "single-quotes";
    SLASHDASH_AT_END = "slashdash-at-end";
    URL_COMMENT = "url-comment";
    WORD_COMMA = "word-comma";
    YAML_COLON = "yaml-colon";
    // What several findings of the above come from: raised by `gather`.
    MERGE_CONFLICT = "merge-conflict";
    OTHER_LANGUAGE = "other-language";
    QUOTE_IN_STRING = "quote-in-string";
}
