//! Tests held against the spec: what they are about has to be there. Whether it holds is found when they are run.

use super::errors::NO_SUCH_THING;
use super::node::{ArtifactNode, TestNode};
use crate::check::read;
use crate::codes;
use crate::diag::{Diagnostic, Diagnostics};
use crate::effective::{View, locate};
use crate::expect::{Expectation, ExpectationNode};
use crate::nearest::nearest;
use crate::resolve::ThingId;
use crate::rules::declared::DeclaredRule;
use crate::source::{Span, Spanned};

/// A test that makes sense.
pub(super) struct Test {
    pub(super) name: String,
    pub(super) span: Span,
    /// None of them: all.
    pub(super) environments: Vec<String>,
    pub(super) settings: Vec<SettingTest>,
    pub(super) artifacts: Vec<ArtifactNode>,
    pub(super) finds: Vec<Spanned<String>>,
    pub(super) lacks: Vec<Spanned<String>>,
    pub(super) golden: Option<Spanned<String>>,
}

/// What is expected of a setting of some things of one kind.
pub(super) struct SettingTest {
    pub(super) things: Vec<ThingId>,
    pub(super) expectation: Expectation,
}

/// Reports tests that make no sense. Without tests nothing is looked at.
pub fn check(view: &View<'_>, rules: &[DeclaredRule], diagnostics: &mut Diagnostics) {
    load(view, rules, diagnostics);
}

/// The tests of a spec, in its order. What makes no sense is reported, and left out.
pub(super) fn load(view: &View<'_>, rules: &[DeclaredRule], diagnostics: &mut Diagnostics) -> Vec<Test> {
    let Some(kind) = view.schema.kind_id("test") else { return Vec::new() };
    let nodes = view.things.of_kind(kind).map(|(_, node)| read::<TestNode>(view.schema, node));
    nodes.map(|node| test(node, view, rules, diagnostics)).collect()
}

fn test(node: TestNode, view: &View<'_>, rules: &[DeclaredRule], diagnostics: &mut Diagnostics) -> Test {
    let mut settings = Vec::new();
    for expected in &node.expect {
        match setting_test(expected, view) {
            Ok(test) => settings.push(test),
            Err(problem) => diagnostics.push(problem),
        }
    }
    let is_code = |code: &Spanned<String>| {
        codes::find(code).is_some() || rules.iter().any(|rule| rule.code.slug == code.value)
    };
    for code in node.finds.iter().chain(&node.lacks).filter(|code| !is_code(code)) {
        diagnostics.push(unknown_code(code, rules));
    }
    Test {
        name: node.name,
        span: node.span,
        environments: node.environments.into_iter().map(|name| name.value).collect(),
        settings,
        artifacts: node.artifacts,
        finds: node.finds.into_iter().filter(is_code).collect(),
        lacks: node.lacks.into_iter().filter(is_code).collect(),
        golden: node.golden,
    }
}

fn setting_test(node: &ExpectationNode, view: &View<'_>) -> Result<SettingTest, Diagnostic> {
    let path = node.path.value.as_str();
    let (things, rest) = match path.split_once(".*") {
        Some((kind, rest)) if !kind.contains('.') && (rest.is_empty() || rest.starts_with('.')) => {
            let kind = view.schema.kind_id(kind).ok_or_else(|| no_such_thing(node, view))?;
            let things = view.things.of_spec().filter(|(_, node)| node.kind == kind);
            (things.map(|(thing, _)| thing).collect(), rest.trim_start_matches('.'))
        }
        _ => {
            let (thing, rest) = locate(view, path).ok_or_else(|| no_such_thing(node, view))?;
            (vec![thing], rest)
        }
    };
    let Some(first) = things.first() else { return Err(no_such_thing(node, view)) };
    let kind = view.things.declared(*first).kind;
    let expectation = Expectation::read(node, view.schema, kind, rest)?;
    Ok(SettingTest { things, expectation })
}

fn no_such_thing(node: &ExpectationNode, view: &View<'_>) -> Diagnostic {
    let path = node.path.value.as_str();
    // At most kind and name: what is asked of the thing is no part of the question.
    let end = path.match_indices('.').nth(1).map_or(path.len(), |(at, _)| at);
    let (asked, rest) = path.split_at(end);
    let finding =
        Diagnostic::new(&NO_SUCH_THING, node.path.span, format!("there is no `{asked}` in the spec"));
    let things = view.things.of_spec().filter(|(_, node)| !view.schema.kind(node.kind).is_proof);
    let known: Vec<String> = things.map(|(thing, _)| view.path(thing)).collect();
    match nearest(asked, known.iter().map(String::as_str)) {
        Some(near) => finding
            .help(format!("did you mean `{near}{rest}`?"))
            .fix(node.path.span, crate::syntax::quoted(&format!("{near}{rest}"))),
        None => finding.help("begin with kind and name: service.backend.memory"),
    }
}

fn unknown_code(code: &Spanned<String>, rules: &[DeclaredRule]) -> Diagnostic {
    let finding = Diagnostic::new(&NO_SUCH_THING, code.span, format!("no finding has the code `{code}`"));
    let own = rules.iter().map(|rule| rule.code.slug.as_str());
    let known = codes::ALL.iter().flat_map(|codes| codes.iter()).map(|code| code.slug).chain(own);
    match nearest(code, known) {
        Some(near) => {
            finding.help(format!("did you mean `{near}`?")).fix(code.span, crate::syntax::quoted(near))
        }
        None => finding.help("codes stand beside each finding: formwork check"),
    }
}
