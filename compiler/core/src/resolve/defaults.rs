//! Defaults: what nobody wrote, from the declaration of the field; its place is that declaration.

use crate::check::{Field, Node, Value};
use crate::schema::{FieldDef, Holding, Literal, Schema, Shape};

/// Fills in every default of a node and of the nodes in it.
pub(super) fn complete(node: &mut Node, schema: &Schema) {
    let kind = schema.kind(node.kind);
    if !kind.holds(Holding::Default) {
        return;
    }
    let chosen = node.chosen(schema).cloned();
    for (index, def) in kind.fields.iter().enumerate().filter(|(_, def)| def.has_default()) {
        if def.applies(chosen.as_ref())
            && node.field(index).is_none()
            && let Some(value) = default_of(def)
        {
            node.set(Field::new(index, value, def.span));
        }
    }
    for field in &mut node.fields {
        let inner = kind.fields[usize::from(field.def)].shape.kind();
        if inner.is_some_and(|inner| schema.kind(inner).holds(Holding::Default)) {
            complete_value(&mut field.value, schema);
        }
    }
}

fn default_of(def: &FieldDef) -> Option<Value> {
    match def.shape {
        Shape::Node(kind) if def.is_always => Some(Value::Node(Box::new(Node {
            kind,
            span: def.span,
            is_faulty: false,
            fields: Vec::new(),
            overlays: Vec::new(),
        }))),
        _ => def.default.as_ref().map(value_of),
    }
}

fn value_of(default: &Literal) -> Value {
    match default {
        Literal::Bool(truth) => Value::Bool(*truth),
        Literal::Integer(integer) => Value::Integer(*integer),
        Literal::Number(number) => Value::Number(*number),
        Literal::Text(text) => Value::Text(text.clone()),
    }
}

fn complete_value(value: &mut Value, schema: &Schema) {
    match value {
        Value::Node(node) => complete(node, schema),
        Value::Nodes(nodes) => nodes.make_mut().iter_mut().for_each(|node| complete(node, schema)),
        _ => {}
    }
}
