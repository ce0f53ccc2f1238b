//! The page of risks: what a change of each kind of thing can cost, as the kinds declare it.

use super::Language;
use super::document::{Block, Inline, read};
use crate::schema::{Kind, RiskRule, RiskWhen};

/// The page of all risks, kind by kind.
pub(super) fn page(language: &Language) -> Vec<Block> {
    let words = "A plan says what each change can cost where it runs, worst first. These risks are declared with the \
                 kinds they are about, and a project can declare its own. A change that is none of these is deployed \
                 the usual way; of a kind without any, a plan says that its risk is unknown.";
    let mut blocks = vec![Block::Heading(1, "Risks".into()), Block::Paragraph(words.into())];
    let head = ["Code", "Level", "When", "What it means"].map(str::to_string).to_vec();
    let rows = rules(language).map(|(kind, rule)| {
        let when = Inline::code(format!("{}: {}", kind.name, when(kind, rule)));
        vec![Inline::code(&*rule.code), rule.level.word().into(), when, Inline::from(&rule.says)]
    });
    blocks.push(Block::Table { head, rows: rows.collect() });
    blocks.extend(rules(language).flat_map(|(kind, rule)| section(kind, rule, 2)));
    blocks
}

/// The page of one risk.
pub(super) fn find(language: &Language, code: &str) -> Option<Vec<Block>> {
    rules(language).find(|(_, rule)| *rule.code == *code).map(|(kind, rule)| section(kind, rule, 1))
}

pub(super) fn codes(language: &Language) -> impl Iterator<Item = &str> {
    rules(language).map(|(_, rule)| &*rule.code)
}

fn rules(language: &Language) -> impl Iterator<Item = (&Kind, &RiskRule)> {
    language.schema.kinds.values().flat_map(|kind| kind.risks.iter().map(move |rule| (kind, rule)))
}

fn section(kind: &Kind, rule: &RiskRule, level: u8) -> Vec<Block> {
    let title =
        if level == 1 { format!("{} ({})", rule.code, rule.level.word()) } else { rule.code.to_string() };
    let mut blocks = vec![Block::Heading(level, title), Block::Paragraph(Inline::from(&rule.says))];
    blocks.extend(read(&rule.explanation, 0));
    if let Some(undo) = &rule.undo {
        blocks.push(Block::Paragraph(Inline::from(&format!("When the change is taken back: {undo}."))));
    }
    if rule.needs_drill {
        let words = "The plan is refused until a drill was declared at its backup and applied.";
        blocks.push(Block::Paragraph(words.into()));
    }
    blocks.push(Block::Paragraph(Inline::from(&format!("It is said when {}.", sentence(kind, rule)))));
    blocks
}

/// `port changed`.
fn when(kind: &Kind, rule: &RiskRule) -> String {
    let fields: Vec<&str> = rule.on.iter().map(|field| &*kind.fields[*field].name).collect();
    format!("{} {}", fields.join(", "), word(rule.when)).trim().to_string()
}

fn word(when: RiskWhen) -> &'static str {
    match when {
        RiskWhen::Added => "added",
        RiskWhen::Removed => "removed",
        RiskWhen::Renamed => "renamed",
        RiskWhen::Changed => "changed",
        RiskWhen::Less => "less",
        RiskWhen::More => "more",
        RiskWhen::CrossesMajor => "crosses a major version",
        RiskWhen::WithinMajor => "moves within a major version",
    }
}

fn sentence(kind: &Kind, rule: &RiskRule) -> String {
    let fields: Vec<String> = rule.on.iter().map(|field| format!("`{}`", kind.fields[*field].name)).collect();
    let what = match &fields[..] {
        [] => format!("a `{}` is {}", kind.name, word(rule.when)),
        fields => {
            let verb = match rule.when {
                RiskWhen::CrossesMajor | RiskWhen::WithinMajor => "",
                _ => "is ",
            };
            format!("{} of a `{}` {verb}{}", fields.join(" or "), kind.name, word(rule.when))
        }
    };
    let from = rule.from.as_ref().map(|from| format!(", from `{from}`")).unwrap_or_default();
    let to = rule.to.as_ref().map(|to| format!(", to `{to}`")).unwrap_or_default();
    what + &from + &to
}
