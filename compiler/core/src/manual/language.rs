//! The language that a manual is about. In: the standard library, and perhaps a project's spec with what it imports. Out:
//! everything that is declared, the entries of the catalogue, and the project's rules. What cannot be read is left out:
//! whoever compiles the spec reports it.

use crate::check::{Node, check};
use crate::diag::Diagnostics;
use crate::driver::{SPEC, parse_standard_library, template_names};
use crate::import::{self, Imported};
use crate::repository::Repository;
use crate::rules::declared::{self, RuleNode};
use crate::schema::{self, Kind, KindId, Schema};
use crate::source::{FileOrigin, Sources, Text};
use crate::syntax::{self, Tree};

/// The language: what is declared, and what the catalogue has.
#[derive(Debug)]
pub struct Language {
    pub(super) sources: Sources,
    /// The standard library's files, then those of a project.
    pub(super) trees: Vec<Tree>,
    pub(super) schema: Schema,
    /// The nodes of the catalogue: the standard library's, and what a project adds.
    pub(super) entries: Vec<Node>,
    /// The rules of a project.
    pub(super) rules: Vec<RuleNode>,
}

impl Language {
    /// As the standard library declares it.
    pub fn standard() -> Self {
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let trees = parse_standard_library(&mut sources, &mut diagnostics);
        Self::collect(sources, trees, 0, &template_names().collect::<Vec<_>>())
    }

    /// With what a project's spec declares and imports.
    pub fn of_project(spec: impl Into<Text>, repository: &dyn Repository) -> Self {
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let file = sources.add(SPEC, spec, FileOrigin::Project);
        let mut trees = parse_standard_library(&mut sources, &mut diagnostics);
        let tree = syntax::parse(file, &sources.get(file).text, &mut diagnostics);
        let Imported { trees: own, templates } =
            import::load(tree, repository, &mut sources, &mut diagnostics);
        let count = own.len();
        trees.extend(own);
        let mut names: Vec<&str> = template_names().collect();
        names.extend(templates.keys().map(String::as_str));
        Self::collect(sources, trees, count, &names)
    }

    /// Of the trees the last so many are a project's.
    fn collect(sources: Sources, trees: Vec<Tree>, own: usize, templates: &[&str]) -> Self {
        let mut diagnostics = Diagnostics::default();
        let schema = schema::load(&trees.iter(), templates, &mut diagnostics);
        let (library, own) = trees.split_at(trees.len() - own);
        let mut checked = |trees: &[Tree]| {
            trees.iter().flat_map(|tree| check(tree, &schema, &mut diagnostics)).collect::<Vec<Node>>()
        };
        let mut entries = checked(library);
        let own = checked(own);
        let rules = declared::written(&own, &schema).collect();
        entries.extend(own);
        entries.retain(|entry| schema.kind(entry.kind).is_catalogue);
        Self { sources, trees, schema, entries, rules }
    }

    /// The kinds whose nodes stand at the top of a file.
    pub(super) fn tops(&self) -> impl Iterator<Item = (KindId, &Kind)> {
        let ids = self.schema.kinds.values().enumerate().map(|(at, kind)| (KindId(at as u16), kind));
        ids.filter(|(_, kind)| kind.is_top || kind.is_proof || kind.is_declaration)
    }

    pub(super) fn catalogue(&self) -> impl Iterator<Item = &Kind> {
        self.schema.kinds.values().filter(|kind| kind.is_catalogue)
    }

    pub(super) fn entries_of(&self, kind: &Kind) -> impl Iterator<Item = &Node> {
        let id = self.schema.kind_id(&kind.name);
        self.entries.iter().filter(move |entry| Some(entry.kind) == id)
    }

    /// The text of the shortest node of a kind that the standard library has, also inside another.
    pub(super) fn shortest_entry(&self, kind: &Kind) -> Option<String> {
        let id = self.schema.kind_id(&kind.name)?;
        let entries = self.entries.iter().filter(|entry| self.sources.is_standard_library(entry.span));
        let mut open: Vec<&Node> = entries.collect();
        let mut texts = Vec::new();
        while let Some(node) = open.pop() {
            open.extend(node.fields.iter().flat_map(|field| field.value.nodes()));
            if node.kind == id {
                texts.extend(self.written(node));
            }
        }
        texts.into_iter().min_by_key(String::len)
    }

    /// A node as it is written, moved to the margin.
    pub(super) fn written(&self, node: &Node) -> Option<String> {
        let tree = self.trees.iter().find(|tree| tree.file() == node.span.file)?;
        let found = tree.all_nodes().find(|written: &syntax::Node<'_>| written.header_span() == node.span)?;
        Some(to_margin(self.sources.slice(found.span())))
    }
}

/// A block of text that begins in the middle of a line, moved to the margin as far as its last line stands from it.
fn to_margin(text: &str) -> String {
    let last = text.lines().last().unwrap_or_default();
    let margin = &last[..last.len() - last.trim_start().len()];
    text.lines().map(|line| format!("{}\n", line.strip_prefix(margin).unwrap_or(line))).collect()
}
