//! Text that is no spec at all: files in another language, and conflicts that git left behind. In: a tree with
//! findings. Out: the one finding that explains them.

use super::errors::{MERGE_CONFLICT, OTHER_LANGUAGE};
use super::token::TokenKind;
use super::tree::Tree;
use crate::diag::Diagnostic;
use crate::source::Span;

/// The finding, when the file as a whole is in another language.
pub(super) fn other_language(tree: &Tree) -> Option<Diagnostic> {
    let first = (0..tree.token_count()).find(|token| !tree.token_kind(*token).is_trivia())?;
    let language = match tree.token_kind(first) {
        TokenKind::OpenBrace | TokenKind::Bracket if is_json(tree, first) => "JSON",
        TokenKind::Bracket => "TOML",
        _ if is_yaml(tree, first) => "YAML",
        _ => return None,
    };
    let message = format!("this is {language}, and a spec is written in KDL");
    let finding = Diagnostic::new(&OTHER_LANGUAGE, tree.token_span(first), message);
    Some(finding.help("begin with `app \"NAME\"`, then say what it is made of, as in `service \"api\" {`"))
}

/// `{` or `[`, and then a text, a number or a bracket.
fn is_json(tree: &Tree, first: u32) -> bool {
    let inside = (first + 1..tree.token_count()).find(|token| !tree.token_kind(*token).is_trivia());
    inside.is_some_and(|token| {
        let kind = tree.token_kind(token);
        kind.is_quoted() || matches!(kind, TokenKind::Number | TokenKind::OpenBrace | TokenKind::CloseBrace)
    })
}

/// Most lines begin with a word that ends with a colon, or with a dash.
fn is_yaml(tree: &Tree, first: u32) -> bool {
    let is_yaml_line = |name: &str| name.ends_with(':') || matches!(name, "-" | "---");
    if tree.token_kind(first) != TokenKind::Word || !is_yaml_line(tree.token_text(first)) {
        return false;
    }
    let names = || tree.all_nodes().map(|node| node.name_token());
    let alike = names().filter(|token| is_yaml_line(tree.token_text(*token))).count();
    alike > 1 && alike * 2 >= names().count()
}

/// Each conflict that git left in the file, and all of its text.
pub(super) fn merge_conflicts(tree: &Tree) -> Vec<(Diagnostic, Span)> {
    let mut conflicts = Vec::new();
    let mut begin: Option<Span> = None;
    let mut at = 0;
    for line in tree.text().split_inclusive('\n') {
        let span = Span::new(tree.file(), at, at + line.trim_end().len() as u32);
        at += line.len() as u32;
        let line = line.trim_start_matches('\u{feff}');
        match begin {
            None if line.starts_with("<<<<<<< ") => begin = Some(span),
            Some(first) if line.starts_with(">>>>>>> ") => {
                let finding = Diagnostic::new(&MERGE_CONFLICT, first, "a merge left two versions here")
                    .label(span, "the conflict goes on to here")
                    .help("keep the version that is right, and delete the other and the lines between them");
                conflicts.push((finding, first.to(span)));
                begin = None;
            }
            _ => {}
        }
    }
    conflicts
}
