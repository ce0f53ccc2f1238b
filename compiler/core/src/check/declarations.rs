//! What is wrong with declarations beyond their shape. In: the schema, and the trees of the files that a project
//! brings. Out: findings, and the components whose bodies are not sound.

use super::errors::COMPONENT_CYCLE;
use super::{check_body, check_declarations, scalar};
use crate::diag::{Diagnostic, Diagnostics};
use crate::schema::errors::BAD_DECLARATION;
use crate::schema::{FieldDef, KindId, Literal, Scalar, Schema, Shape};
use crate::source::FileId;
use crate::syntax::Tree;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Components whose declaration is at fault, which has been reported.
#[derive(Debug, Default)]
pub struct Faulty {
    /// What they make is wrong in itself: it is not reported once more for each instance.
    pub bodies: BTreeSet<KindId>,
    /// They make themselves.
    pub circles: BTreeSet<KindId>,
}

/// Checks every declaration of these trees, and what their components make.
pub fn check_declared(trees: &[Tree], schema: &Schema, diagnostics: &mut Diagnostics) -> Faulty {
    for tree in trees {
        check_declarations(tree, schema, diagnostics);
    }
    check_types(trees, schema, diagnostics);
    check_defaults(trees, schema, diagnostics);
    check_bodies(trees, schema, diagnostics)
}

/// The shapes of types are readable, and their examples are what they are said to be.
fn check_types(trees: &[Tree], schema: &Schema, diagnostics: &mut Diagnostics) {
    let own = |file: FileId| trees.iter().any(|tree| tree.file() == file);
    for of in schema.types.values().filter(|of| own(of.span.file) && !of.is_broken) {
        let mut patterns = of.patterns.iter().filter(|pattern| own(pattern.span.file));
        let fault = patterns.find_map(|pattern| Some((pattern.span, pattern.fault()?)));
        if let Some((span, fault)) = fault {
            let message = "this is not a regular expression";
            diagnostics.push(Diagnostic::new(&BAD_DECLARATION, span, message).help(fault));
            continue;
        }
        let scalar = Scalar { of: Arc::clone(of), to: Vec::new() };
        let refusal = |value: &Literal| scalar::check_literal(&scalar, "good", value, of.span).err();
        if let Some(mut finding) = of.good.iter().find_map(refusal) {
            finding.fix.clear();
            finding.code = (&BAD_DECLARATION).into();
            diagnostics.push(finding);
        } else if let Some(value) = of.bad.iter().find(|value| refusal(value).is_none()) {
            let value = scalar::written_literal(value).unwrap_or_default();
            let message = format!("{value} is said to be bad, and is a value of type `{}`", of.name);
            diagnostics.push(Diagnostic::new(&BAD_DECLARATION, of.span, message));
        }
    }
}

/// A default is a value of its field's type.
fn check_defaults(trees: &[Tree], schema: &Schema, diagnostics: &mut Diagnostics) {
    let own = |file: FileId| trees.iter().any(|tree| tree.file() == file);
    let kinds = schema.kinds.values().filter(|kind| own(kind.span.file));
    for field in kinds.flat_map(|kind| &kind.fields) {
        if let Some(finding) = wrong_default(field) {
            diagnostics.push(finding);
        }
    }
}

fn wrong_default(field: &FieldDef) -> Option<Diagnostic> {
    let default = field.default.as_ref()?;
    let (Shape::Scalar(of) | Shape::List(of)) = &field.shape else {
        let message = format!("`{}` holds nodes, and cannot have a default", field.name);
        return Some(Diagnostic::new(&BAD_DECLARATION, field.span, message));
    };
    let mut finding = scalar::check_literal(of, &field.name, default, field.span).err()?;
    finding.fix.clear();
    Some(finding.mark("the default"))
}

fn check_bodies(trees: &[Tree], schema: &Schema, diagnostics: &mut Diagnostics) -> Faulty {
    let mut faulty = Faulty::default();
    for (index, component) in schema.kinds.values().enumerate() {
        let Some(body) = component.makes else { continue };
        let Some(tree) = trees.iter().find(|tree| tree.file() == body.file) else { continue };
        let id = KindId(index as u16);
        let errors_before = diagnostics.errors();
        check_body(tree, body, component, None, schema, diagnostics);
        if diagnostics.errors() > errors_before {
            faulty.bodies.insert(id);
        }
        if faulty.circles.contains(&id) {
            continue;
        }
        if let Some(way) = circle(id, schema, trees) {
            let names = way.iter().chain([&id]).map(|kind| &*schema.kind(*kind).name);
            let round = names.collect::<Vec<_>>().join(" -> ");
            let message = format!("component `{}` makes itself", component.name);
            let finding = Diagnostic::new(&COMPONENT_CYCLE, component.span, message).mark(round);
            diagnostics.push(finding.help("take one of them out of what another makes"));
            faulty.circles.extend(way);
        }
    }
    faulty
}

/// The components from one back to itself, when there is such a way.
fn circle(start: KindId, schema: &Schema, trees: &[Tree]) -> Option<Vec<KindId>> {
    let mut seen = BTreeSet::new();
    let mut ways = vec![vec![start]];
    while let Some(way) = ways.pop() {
        for next in made_components(*way.last()?, schema, trees) {
            if next == start {
                return Some(way);
            }
            if seen.insert(next) {
                ways.push(way.iter().copied().chain([next]).collect());
            }
        }
    }
    None
}

/// The components that stand in the body of one.
fn made_components(component: KindId, schema: &Schema, trees: &[Tree]) -> Vec<KindId> {
    let body = schema.kind(component).makes;
    let tree = body.and_then(|body| trees.iter().find(|tree| tree.file() == body.file));
    let (Some(body), Some(tree)) = (body, tree) else { return Vec::new() };
    let kinds = tree.node(body.node).children().filter_map(|node| schema.kind_id(&node.name()));
    kinds.filter(|kind| schema.kind(*kind).makes.is_some()).collect()
}
