//! The page of the types: how a value of each is written, within which bounds, and what is refused with which words.
//! In: the declarations. Out: a section for each type.

use super::document::{Block, Inline};
use super::fields::fate;
use super::{Language, type_place};
use crate::check::refusal;
use crate::schema::{Base, Fate, Literal, ScalarType};
use crate::syntax::quoted;
use std::sync::Arc;

/// The page of all types, by name.
pub(super) fn page(language: &Language) -> Vec<Block> {
    let mut types: Vec<&Arc<ScalarType>> = language.schema.types.values().collect();
    types.sort_by(|a, b| a.name.cmp(&b.name));
    let rows = types.iter().map(|of| vec![Inline::link(&*of.name, type_place(of)), Inline::from(&of.about)]);
    let mut blocks = vec![
        Block::Heading(1, "Types".into()),
        Block::Paragraph(
            "Every value of a spec is of a type, and a value that is not is an error before anything is made of it. A \
             value with a unit stands in quotation marks."
                .into(),
        ),
        Block::Table { head: vec!["Type".into(), "What it is".into()], rows: rows.collect() },
    ];
    for of in types {
        blocks.extend(section(of, 2));
    }
    let readings = Inline::joined(Base::names().map(Inline::code), "or");
    let words = Inline::from("A declared type is `of` one of these, which says how its values are read: ");
    blocks.push(Block::Heading(2, "What a type can be of".into()));
    blocks.push(Block::Paragraph(words.then(readings).then(".")));
    blocks
}

/// What there is to say of one type.
pub(super) fn section(of: &Arc<ScalarType>, level: u8) -> Vec<Block> {
    let mut blocks =
        vec![Block::Heading(level, of.name.to_string()), Block::Paragraph(Inline::from(&of.about))];
    if !of.forms.is_empty() {
        let forms: String = of.forms.iter().map(|form| format!("{form}\n")).collect();
        blocks.push(Block::Paragraph("It is written:".into()));
        blocks.push(Block::Code { language: "text", text: forms });
    }
    if let Some(range) = of.range_words() {
        blocks.push(Block::Paragraph(Inline::from("It is ").then(Inline::code(range)).then(".")));
    }
    if let Some(shapes) = shapes(of) {
        blocks.push(Block::Paragraph(Inline::from("All of its text matches ").then(shapes).then(".")));
    }
    let units =
        of.units.iter().map(|(unit, size)| vec![Inline::code(&**unit), Inline::code(size.to_string())]);
    blocks.push(table(["Unit", "So many of the smallest"], units));
    let measures = of.measures.iter().map(|(measure, limits)| {
        let limits = limits.iter().map(|limit| Inline::link(&*limit.name, type_place(limit)));
        vec![Inline::code(&**measure), Inline::joined(limits, "or")]
    });
    blocks.push(table(["Measure", "Held against"], measures));
    if !of.options.is_empty() {
        let options =
            of.options.iter().map(|(option, about)| vec![Inline::code(&**option), Inline::from(about)]);
        let renamed = of.renamed.iter().map(|(old, new)| {
            let fate = fate(&Fate::RenamedTo(Arc::clone(new)));
            vec![Inline::code(&**old), fate.unwrap_or_default()]
        });
        blocks.push(table(["Option", "Meaning"], options.chain(renamed)));
    }
    let good = of.good.iter().map(|value| vec![Inline::code(value.kdl()), normal(of, value)]);
    blocks.push(table(["Good", "Is the same as"], good));
    let bad = of.bad.iter().map(|value| vec![Inline::code(value.kdl()), reason(of, value)]);
    blocks.push(table(["Bad", "Because"], bad));
    blocks.retain(|block| !matches!(block, Block::Table { rows, .. } if rows.is_empty()));
    blocks
}

/// The regular expressions of a type that its words do not describe anyway.
fn shapes(of: &ScalarType) -> Option<Inline> {
    let shapes: Vec<Inline> = of.expressions().map(Inline::code).collect();
    (!shapes.is_empty()).then(|| Inline::joined(shapes, "and"))
}

fn table(head: [&str; 2], rows: impl Iterator<Item = Vec<Inline>>) -> Block {
    Block::Table { head: head.map(str::to_string).to_vec(), rows: rows.collect() }
}

/// The one spelling, where that is another.
fn normal(of: &ScalarType, value: &Literal) -> Inline {
    match value {
        Literal::Text(text) if of.normal(text) != **text => Inline::code(quoted(&of.normal(text))),
        _ => Inline::default(),
    }
}

/// What the checker says of it.
fn reason(of: &Arc<ScalarType>, value: &Literal) -> Inline {
    refusal(of, value).map(Inline::from).unwrap_or_default()
}
