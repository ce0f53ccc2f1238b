//! Pieces of spec, as documents show them, completed to whole specs, so that tests can compile what people read. A piece
//! takes the place of what it names in an application, or takes it out by `/-`; a service that says nothing of its
//! source or its runtime gets some.

use crate::driver::{Compilation, compile, emit};
use crate::manual::APPLICATION;
use crate::repository::{Opened, Repository};
use crate::types::RepoPath;
use std::collections::BTreeSet;

/// What the examples speak of: a folder that is not there, one that is elsewhere, one that can be imported.
pub(crate) struct ExampleRepository;

impl Repository for ExampleRepository {
    fn contains(&self, path: &RepoPath) -> bool {
        **path != *"bakend"
    }

    fn leaves(&self, path: &RepoPath) -> bool {
        **path == *"elsewhere"
    }

    fn open(&self, path: &RepoPath) -> Opened {
        match &**path {
            "formwork" => Opened::Folder(vec!["parts.kdl".to_string()]),
            "formwork/parts.kdl" | "formwork/components.kdl" => Opened::File(b"/- kdl-version 2\n".to_vec()),
            "formwork/README.md" => Opened::File(b"# Parts\n".to_vec()),
            _ => Opened::Absent,
        }
    }
}

/// The nodes at the top of a spec, each with its block. They begin at the margin.
fn top_nodes(spec: &str) -> Vec<String> {
    let mut nodes: Vec<String> = Vec::new();
    for line in spec.lines().filter(|line| !line.is_empty()) {
        match nodes.last_mut() {
            Some(node) if line.starts_with([' ', '}']) => *node += &format!("\n{line}"),
            _ => nodes.push(line.to_string()),
        }
    }
    nodes
}

/// Kind and name: `service "backend"`.
fn key(node: &str) -> String {
    node.trim_start_matches("/-").split_whitespace().take(2).collect::<Vec<_>>().join(" ")
}

/// Snippets leave out what every service has.
fn with_required(node: &str) -> String {
    if !node.starts_with("service ") {
        return node.to_string();
    }
    let (header, block) = node.split_once('{').unwrap_or((node, "}"));
    let source = key(node).replace("service ", "source ") + "; ";
    let runtime = "runtime \"python\" version=\"3.12\" manager=\"uv\"; ";
    let is_built = !block.contains("image ");
    let source = if block.contains("source ") || !is_built { "" } else { &source };
    let runtime = if block.contains("runtime ") || !is_built { "" } else { runtime };
    format!("{} {{ {source}{runtime}{block}", header.trim_end())
}

/// The application as the piece describes it.
pub(crate) fn whole(piece: &str, application: &str) -> String {
    let own = top_nodes(piece);
    let named: BTreeSet<String> = own.iter().map(|node| key(node)).collect();
    let base = top_nodes(application).into_iter().filter(|node| !named.contains(&key(node)));
    let nodes: Vec<String> = base.chain(own).map(|node| with_required(&node)).collect();
    nodes.join("\n") + "\n"
}

/// What becomes of a piece in the application of the manual, artifacts included. A spec that says which KDL it is
/// written in is whole as it is.
pub(crate) fn compile_piece(piece: &str) -> Compilation {
    let is_whole = piece.starts_with("/- kdl-version");
    compile_whole(if is_whole { piece.to_string() } else { whole(piece, APPLICATION) })
}

pub(crate) fn compile_whole(spec: String) -> Compilation {
    let mut compilation = compile(spec, &ExampleRepository);
    emit(&mut compilation, &mut |_| {});
    compilation
}

/// What is found, for whoever has to mend it: code, message, marked text.
pub(crate) fn findings(compilation: &Compilation) -> Vec<String> {
    let line = |found: &crate::diag::Diagnostic| {
        let text = found.span().map_or("", |span| compilation.sources.slice(span));
        format!("{}: {} @ {text}", found.code.slug(), found.message)
    };
    compilation.diagnostics.iter().map(line).collect()
}

/// The fenced blocks of a language, in a document.
pub(crate) fn blocks<'d>(document: &'d str, language: &str) -> Vec<&'d str> {
    let fence = format!("```{language}\n");
    let behind = document.split(fence.as_str()).skip(1).collect::<Vec<_>>();
    behind.into_iter().filter_map(|rest| Some(rest.split_once("```")?.0)).collect()
}
