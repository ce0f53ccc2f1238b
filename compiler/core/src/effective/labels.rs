//! What one of several nodes is called: its name, or what stands on its line before all else.

use crate::check::{Node, Value};
use crate::schema::{FieldDef, Kind, Place, Schema};
use std::collections::BTreeMap;

/// The field that nodes of a kind go by: the name, or what stands first on the line.
pub(super) fn label_field(kind: &Kind) -> Option<&FieldDef> {
    let on_the_line = |def: &&FieldDef| matches!(def.place, Place::Argument | Place::Arguments);
    kind.name_field().map(|name| &kind.fields[name]).or_else(|| kind.fields.iter().find(on_the_line))
}

/// `unit` of `check "unit" "npm test"`, `api.acme.app` of `route "api.acme.app" to="api"`.
pub fn label(node: &Node, schema: &Schema) -> String {
    let kind = schema.kind(node.kind);
    match label_field(kind).and_then(|def| node.named(schema, &def.name)).map(|field| &field.value) {
        Some(Value::List(items)) => items.iter().map(|item| item.value.plain()).collect::<Vec<_>>().join(" "),
        Some(value) => value.plain(),
        None => kind.name.to_string(),
    }
}

/// The nodes of a list, each with a label that no other of them has: the second of a label is `label#2`.
pub fn labelled<'n>(nodes: &'n [Node], schema: &Schema) -> Vec<(String, &'n Node)> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let labelled = nodes.iter().map(|node| {
        let own = label(node, schema);
        let count = seen.entry(own.clone()).or_default();
        *count += 1;
        (if *count == 1 { own } else { format!("{own}#{count}") }, node)
    });
    labelled.collect()
}
