//! Overlays: what an environment changes of a thing, field by field. A list is replaced whole; a block, such as `env`,
//! line by line.

use super::errors::NOTHING_TO_CHANGE;
use super::symbols::Symbols;
use crate::check::{Field, Item, Node, Value};
use crate::diag::{Diagnostic, Diagnostics};
use crate::schema::{Schema, Shape};

/// Whether every overlay changes something that is there.
pub(super) fn check_targets(
    spec: &[Node],
    schema: &Schema,
    symbols: &Symbols,
    diagnostics: &mut Diagnostics,
) {
    for overlay in spec.iter().flat_map(|node| &node.overlays) {
        let Some(name) = overlay.named(schema, "name") else { continue };
        let is_known =
            |text: &str| symbols.find(overlay.kind, text).is_some() || diagnostics.is_excused(text);
        let Some(text) = name.value.text().filter(|text| !is_known(text)) else { continue };
        let kind = &schema.kind(overlay.kind).name;
        let message = format!("there is no {kind} `{text}` to change");
        let mut finding = Diagnostic::new(&NOTHING_TO_CHANGE, name.span, message);
        if let Some(near) = symbols.check(text, &[overlay.kind], name.span, schema) {
            finding.labels.extend(near.labels.into_iter().skip(1));
            finding.help = near.help;
            finding.fix = near.fix;
        }
        diagnostics.push(finding);
    }
}

/// The thing as the environment sees it.
pub(super) fn apply(base: &Node, overlay: &Node, schema: &Schema) -> Node {
    let mut merged = base.clone();
    let kind = schema.kind(base.kind);
    for field in &overlay.fields {
        let shape = &kind.fields[usize::from(field.def)].shape;
        let changed = match (shape, merged.field(usize::from(field.def))) {
            (Shape::List(_) | Shape::Nodes(_), Some(known)) if field.is_appended => append(known, field),
            (Shape::Block(_), Some(known)) => merge_block(known, field, schema),
            _ => field.clone(),
        };
        merged.set(changed);
    }
    merged
}

/// What the overlay says comes last.
fn append(base: &Field, overlay: &Field) -> Field {
    let (Value::List(known), Value::List(more)) = (&base.value, &overlay.value) else {
        return overlay.clone();
    };
    let items = known.iter().chain(more).cloned().collect();
    Field { value: Value::List(items), span: overlay.span, ..base.clone() }
}

/// Lines of the overlay take the place of lines of the same name, and new ones come last.
fn merge_block(base: &Field, overlay: &Field, schema: &Schema) -> Field {
    let (Value::List(known), Value::List(changes)) = (&base.value, &overlay.value) else {
        return overlay.clone();
    };
    let name = |item: &Item| match &item.value {
        Value::Node(node) => node.name(schema).cloned(),
        _ => None,
    };
    let mut lines = known.clone();
    for change in changes {
        match lines.iter_mut().find(|line| name(line) == name(change)) {
            Some(line) => *line = change.clone(),
            None => lines.push(change.clone()),
        }
    }
    Field { value: Value::List(lines), span: overlay.span, ..base.clone() }
}
