//! The pages of codes: what each finding means, with an example that has it and one that does not. In: the table of
//! codes. Out: one page for the judgements of rules, one for everything else that is reported.

use super::document::{Block, Inline, read};
use super::markdown::anchor;
use super::{CODES, Language, RULES};
use crate::codes;
use crate::diag::{Code, Severity};
use crate::rules;
use crate::rules::declared::RuleNode;

/// The page of all rules.
pub(super) fn rules_page(language: &Language) -> Vec<Block> {
    let words = "A rule is a judgement on a spec that can be understood: each looks at the whole application and finds \
                 what would hurt later. An error stops the run; a warning and a note do not. Where a finding is right \
                 as it is, `allow` accepts it at the thing it concerns, with a reason that every plan shows.";
    let mut blocks = page("Rules", words, rules::CODES);
    blocks.extend(language.rules.iter().flat_map(|rule| declared(rule, 2)));
    blocks
}

/// The page of a rule that a project declares.
pub(super) fn declared(rule: &RuleNode, level: u8) -> Vec<Block> {
    let mut blocks = vec![
        Block::Heading(level, titled(&rule.name, rule.severity(), level)),
        Block::Paragraph(Inline::from(&rule.about)),
    ];
    for (heading, examples) in [("Bad", &rule.bad), ("Good", &rule.good)] {
        for example in examples {
            blocks.push(Block::Paragraph(Inline::strong(heading)));
            blocks.push(Block::Code { language: "kdl", text: example.value.clone() });
        }
    }
    blocks
}

fn titled(slug: &str, severity: Severity, level: u8) -> String {
    if level == 1 { format!("{slug} ({})", severity.word()) } else { slug.to_string() }
}

/// The page of all other codes.
pub(super) fn codes_page() -> Vec<Block> {
    let words = "Every finding has a code, and the command `formwork explain CODE` shows its page. These codes are about \
                 the text of a spec, its names and values, about what is on disk, and about what a change would do. \
                 They cannot be allowed. The judgements of rules are on a page of their own.";
    let others = codes::ALL.iter().flat_map(|codes| codes.iter()).copied();
    let others: Vec<&Code> = others.filter(|code| !is_rule(code)).collect();
    page("Codes", words, &others)
}

/// The page of one code.
pub(super) fn section(code: &Code, level: u8) -> Vec<Block> {
    let mut blocks = vec![Block::Heading(level, titled(code.slug, code.severity, level))];
    // The parts of such a page are the same everywhere, and need no place that can be linked to.
    blocks.extend(read(code.explanation, 0).into_iter().map(|block| match block {
        Block::Heading(_, words) => Block::Paragraph(Inline::strong(words)),
        other => other,
    }));
    blocks
}

/// Where the page of a code is.
pub(super) fn place(code: &Code) -> String {
    format!("{}#{}", if is_rule(code) { RULES } else { CODES }, anchor(code.slug))
}

pub(super) fn is_rule(code: &Code) -> bool {
    rules::CODES.iter().any(|rule| rule.slug == code.slug)
}

fn page(title: &str, words: &str, codes: &[&Code]) -> Vec<Block> {
    let row = |code: &&Code| {
        let summary = code.explanation.lines().next().unwrap_or_default();
        vec![Inline::code_link(code.slug, place(code)), code.severity.word().into(), summary.into()]
    };
    let head = ["Code", "Severity", "What is found"].map(str::to_string).to_vec();
    let mut blocks = vec![
        Block::Heading(1, title.into()),
        Block::Paragraph(words.into()),
        Block::Table { head, rows: codes.iter().map(row).collect() },
    ];
    blocks.extend(codes.iter().flat_map(|code| section(code, 2)));
    blocks
}
