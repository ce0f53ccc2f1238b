//! What a parse costs, counted in looks at tokens.

use super::*;
use crate::syntax::lexer::lex;

const REPEATED: &[&str] = &[
    "a {",
    "a /-{",
    "a {} /-{",
    "/- a {\n b ",
    "}",
    "{",
    "(",
    "a (b",
    "(a b ",
    "a (",
    ")",
    "[;",
    "[a, ",
    "\\ ",
    "a \\ /**/",
    "\\\n",
    "a = ",
    "=",
    "/-",
    "/- ",
    "a /**/ /**/ ",
    "#",
    "#\"",
    "#\"\"\"",
    "\"",
    "\"\"\"",
    "\"\"\"\n",
    "/*",
    "*/",
    "//",
    "a\n",
    "a;",
    ";",
    "\r",
    "\0",
    "\u{200e}",
    "a=",
    "a b=c ",
    "10s ",
    "1, ",
    "'a ",
    "a{b}c ",
    "\"a\":",
    "é",
    " a {\n",
    "a {\n}",
    "a {\n b {\n}\n",
    "\u{feff}",
    "x \"",
    "#!",
    "\"\\",
    "\\u{",
    "r\"a\"",
];

#[test]
fn the_number_of_looks_is_linear_in_the_number_of_tokens() {
    for piece in REPEATED {
        let text = piece.repeat(5_000);
        let tokens = lex(&text).tokens;
        let source = Source { file: FileId(0), text: &text, tokens: &tokens };
        for layout in [Layout::Braces, Layout::Indentation] {
            let looks = Parser::run(source, layout, Vec::new()).looks.get();
            assert!(looks <= 20 * tokens.len() + 200, "{piece:?}: {looks} looks at {} tokens", tokens.len());
        }
    }
}
