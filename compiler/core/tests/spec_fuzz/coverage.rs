//! Whether what is made has everything in it: every kind of the language, every field of each, every base of types.

use crate::language::Language;
use crate::lines;
use crate::lines::Line;
use formwork_core::diag::Diagnostics;
use formwork_core::schema::{Base, FieldDef, Place};
use formwork_core::source::{FileId, Text};
use formwork_core::syntax::parse;
use std::collections::BTreeSet;

/// So many specs have everything in them.
const SPECS: u64 = 400;

/// Fields that are in some line of a spec. One that is an argument has no name there.
fn said(lines: Vec<Line>, language: &Language, said: &mut BTreeSet<String>) {
    let mut open = lines;
    while let Some(line) = open.pop() {
        if let Some(id) = line.kind {
            let kind = language.schema.kind(id);
            said.insert(kind.name.to_string());
            let is_said = |field: &&FieldDef| {
                let ends = |end: &str| format!(" {}", field.name) + end;
                let is_written = |entry: &String| {
                    entry.starts_with(&format!("{}=", field.name))
                        || entry.contains(&ends("="))
                        || entry.contains(&ends(" "))
                };
                line.entries.iter().any(is_written)
                    || line.block.iter().any(|inner| inner.name == *field.name)
            };
            let fields = kind.fields.iter().filter(is_said);
            said.extend(fields.map(|field| format!("{}.{}", kind.name, field.name)));
        }
        open.extend(line.block);
    }
}

#[test]
fn every_kind_and_field_is_made() {
    let language = Language::standard();
    let mut found = BTreeSet::new();
    (0..SPECS).for_each(|seed| said(lines(&language, seed), &language, &mut found));
    let mut missing = BTreeSet::new();
    let declared = declared_words();
    for kind in language.schema.kinds.values().filter(|kind| !declared.contains(&*kind.name)) {
        let named = kind.fields.iter().filter(|field| matches!(field.place, Place::Property | Place::Child));
        let fields = named.map(|field| format!("{}.{}", kind.name, field.name));
        missing.extend(fields.chain([kind.name.to_string()]).filter(|wanted| !found.contains(wanted)));
    }
    assert!(missing.is_empty(), "nothing has {missing:?}");
}

/// The words with which a project declares its language: those that stand in made-up declarations.
fn declared_words() -> BTreeSet<String> {
    let mut words = BTreeSet::from(["import".to_string()]);
    for text in Language::new(1).files.values() {
        let tree = parse(FileId(0), &Text::from(text.as_str()), &mut Diagnostics::default());
        words.extend(tree.all_nodes().map(|node| match &*node.name() {
            "name" => "name-declaration".to_string(),
            name => name.to_string(),
        }));
    }
    words
}

#[test]
fn a_project_declares_types_of_every_base() {
    let language = Language::new(1);
    let own = language.schema.types.values().filter(|of| of.name.starts_with("my-"));
    let bases: BTreeSet<&str> = own.map(|of| of.base.name()).collect();
    let left_out: Vec<&str> = Base::names().filter(|base| !bases.contains(base)).collect();
    assert_eq!(left_out, ["reference", "thing", "template", "secret"], "a field says where these lead");
}
