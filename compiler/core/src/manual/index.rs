//! The page that leads to all others, and the page of how things combine.

use super::document::{Block, Inline, read};
use super::{
    APPLICATION, CATALOGUE, CODES, COMBINING, EXAMPLE, Language, RISKS, RULES, SYNTAX, TYPES, kind_page,
    kinds,
};
use crate::schema::{Kind, KindId, Shape};

/// The first page.
pub(super) fn page(language: &Language) -> Vec<Block> {
    let mut blocks = read(include_str!("index.md"), 0);
    let pages = [
        (SYNTAX, "Syntax", "KDL v2, the text a spec is written in, on one page."),
        (COMBINING, "Combining", "References, interpolation, defaults, environments, and accepted findings."),
        (EXAMPLE, "Example", "The application that the examples are parts of."),
        (TYPES, "Types", "How durations, sizes, schedules and all other values are written."),
        (CATALOGUE, "Catalogue", "Runtimes, frameworks, engines and platforms that a spec can name."),
        (RULES, "Rules", "What is judged about an application as a whole."),
        (RISKS, "Risks", "What a change can cost where it runs, as plans say it."),
        (CODES, "Codes", "What else can be reported, and what to do."),
    ];
    let rows = pages.map(|(place, words, about)| vec![Inline::link(words, place), about.into()]);
    blocks.push(Block::Heading(2, "Pages".into()));
    blocks.push(Block::Table { head: vec!["Page".into(), "What it has".into()], rows: rows.into() });
    for chapter in chapters(language) {
        blocks.push(Block::Heading(2, chapter.title));
        let row =
            |kind: &&Kind| vec![Inline::code_link(&*kind.name, kind_page(kind)), Inline::from(&kind.about)];
        let rows = chapter.kinds.iter().map(row).collect();
        blocks.push(Block::Table { head: vec!["Kind".into(), "What it is".into()], rows });
    }
    blocks
}

/// The page of the application that the examples are parts of.
pub(super) fn example() -> Vec<Block> {
    let words = "The examples of these pages are parts of this application. What an example names takes the place of \
                 what has that name here, and everything else stays; a service that says nothing of its source and its \
                 runtime has those of `backend`. So every example is a part of a sound spec, and the tests of the \
                 compiler see to it that it stays one.";
    vec![
        Block::Heading(1, "Example".into()),
        Block::Paragraph(words.into()),
        Block::Code { language: "kdl", text: APPLICATION.into() },
    ]
}

/// The kinds of one file.
struct Chapter<'l> {
    title: String,
    kinds: Vec<&'l Kind>,
}

/// Kinds by the file that declares them; what a spec is made of comes before what the catalogue is made of.
fn chapters(language: &Language) -> Vec<Chapter<'_>> {
    let mut chapters = Vec::new();
    for tree in &language.trees {
        let kinds: Vec<&Kind> =
            language.tops().map(|(_, kind)| kind).filter(|kind| kind.span.file == tree.file()).collect();
        if !kinds.is_empty() {
            let comment = tree.nodes().next().and_then(|node| Some(node.leading_comments().next()?.value));
            let name = &language.sources.get(tree.file()).name;
            chapters.push(Chapter { title: comment.map_or_else(|| name.to_string(), title), kinds });
        }
    }
    // What a spec is made of, then the catalogue, then what declares the language.
    chapters.sort_by_key(|chapter: &Chapter<'_>| {
        let all = |is: fn(&Kind) -> bool| chapter.kinds.iter().all(|kind| is(kind));
        (all(|kind| kind.is_declaration), all(|kind| kind.is_catalogue))
    });
    chapters
}

/// The first sentence of the comment at the head of a file.
fn title(comment: &str) -> String {
    let words = comment.trim_start_matches(['/', ' ']);
    words.split_once('.').map_or(words, |(first, _)| first).to_string()
}

/// How things refer to each other and change each other: a text, and tables of what is declared.
pub(super) fn combining(language: &Language) -> Vec<Block> {
    let mut blocks = read(include_str!("combining.md"), 0);
    blocks.push(Block::Heading(2, "Everything that text can read".into()));
    blocks
        .push(kinds::property_table(language.schema.kinds.values().flat_map(kinds::property_rows).collect()));
    blocks.push(Block::Heading(2, "What an environment can change".into()));
    let changed = language.tops().filter(|(_, kind)| kind.is_overlay);
    let changed = changed.map(|(_, kind)| Inline::code_link(&*kind.name, kind_page(kind)));
    blocks.push(Block::Paragraph(
        Inline::from("These can be named again in an environment: ")
            .then(Inline::joined(changed, "and"))
            .then("."),
    ));
    blocks.push(Block::Heading(2, "Where a finding can be accepted".into()));
    let allowing = language.tops().filter(|(_, kind)| holds(language, kind, "allow"));
    let allowing = allowing.map(|(_, kind)| Inline::code_link(&*kind.name, kind_page(kind)));
    blocks.push(Block::Paragraph(
        Inline::from("An `allow` can stand in: ").then(Inline::joined(allowing, "and")).then("."),
    ));
    blocks
}

fn holds(language: &Language, kind: &Kind, name: &str) -> bool {
    let id: Option<KindId> = language.schema.kind_id(name);
    kind.fields.iter().any(|field| match field.shape {
        Shape::Node(inner) | Shape::Nodes(inner) => Some(inner) == id,
        _ => false,
    })
}
