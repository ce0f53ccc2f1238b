//! Templates of the project's own that nothing prints. In: their names and texts, and the nodes of a run. Out: a finding
//! for each that neither stands in for one of the standard library nor is named anywhere.

use crate::check::{Node, Value};
use crate::diag::{Code, Diagnostic, Diagnostics, Severity};
use crate::nearest::nearest;
use crate::render::OwnTemplate;
use crate::schema::{Base, Schema, Shape};
use crate::source::Span;
use crate::stdlib;
use indexmap::IndexMap;
use std::collections::BTreeSet;

pub static UNUSED: Code = Code {
    slug: "templates/unused",
    severity: Severity::Warning,
    explanation: "A template of the project's own is never printed.

It stands in for the one of the standard library that has its name, or is named by something that the project adds, such \
as the `dockerfile` of a package manager. This one is neither: mostly its name, `templates/LANGUAGE/NAME.tera`, is \
misspelt.",
};

pub(super) fn check(
    own: &IndexMap<String, OwnTemplate>,
    nodes: &[Node],
    schema: &Schema,
    diagnostics: &mut Diagnostics,
) {
    let library: BTreeSet<&str> = stdlib::templates().map(|(name, _)| name).collect();
    let own_names: Vec<_> = own.iter().filter(|(name, _)| !library.contains(name.as_str())).collect();
    if own_names.is_empty() {
        return;
    }
    let mut named = BTreeSet::new();
    nodes.iter().for_each(|node| collect(node, schema, &mut named));
    for (name, template) in own_names {
        let (_, short) = name.split_once('/').unwrap_or(("", name));
        let is_included = || own.values().any(|other| other.text.contains(&format!("\"{short}\"")));
        if named.contains(short) || is_included() {
            continue;
        }
        let place = Span { end: template.place.start, ..template.place };
        let finding = Diagnostic::new(&UNUSED, place, format!("nothing prints the template `{name}`"));
        diagnostics.push(match nearest(name, library.iter().copied()) {
            Some(near) => finding.help(format!("did you mean `{near}`? Then rename the file")),
            None => finding.help("name it where it is to be printed, or remove it"),
        });
    }
}

/// Every template that a node names.
fn collect(node: &Node, schema: &Schema, named: &mut BTreeSet<String>) {
    for field in &node.fields {
        let shape = &schema.kind(node.kind).fields[usize::from(field.def)].shape;
        match (shape, &field.value) {
            (Shape::Scalar(of), Value::Text(text)) if of.of.base == Base::Template => {
                named.insert(text.to_string());
            }
            _ => field.value.nodes().for_each(|inner| collect(inner, schema, named)),
        }
    }
}
