//! Things as they would be if one of them said something else. In: things that were resolved, and a change of them. Out:
//! the model of that, or nothing where it has none. Who asks "what if" looks at the answer: nothing of it is kept.

use super::{ThingId, Things, assemble, values};
use crate::check::{Node, Value, check_order, check_presence};
use crate::diag::Diagnostics;
use crate::model::Model;
use crate::schema::{Base, KindId, Scalar, Schema, Shape};
use crate::types::with_names;
use ecow::EcoString;

/// The model of things that were changed after they were resolved.
pub(crate) fn model_of(things: &Things, schema: &Schema, diagnostics: &mut Diagnostics) -> Option<Model> {
    for node in things.of_spec().map(|(_, node)| node).chain(things.all_changes()) {
        check_presence(node, schema, diagnostics);
        check_order(node, schema, diagnostics);
    }
    if diagnostics.has_errors() {
        return None;
    }
    let model = assemble::assemble(things, schema);
    values::check_values(&model, diagnostics);
    Some(model).filter(|_| !diagnostics.has_errors())
}

impl Things {
    /// A thing as it is declared, or as an environment that changes it has it.
    pub(crate) fn node_mut(&mut self, environment: Option<&str>, at: ThingId) -> Option<&mut Node> {
        match environment {
            None => self.declared.get_mut(at),
            Some(environment) => self.changed.get_mut(environment)?.get_mut(&at),
        }
    }

    /// Gives a thing another name, wherever it is named. It is still found under the old one.
    pub(crate) fn rename(&mut self, at: ThingId, name: &str, schema: &Schema) {
        let node = &self.declared[at];
        let (kind, Some(old)) = (node.kind, node.name(schema).cloned()) else { return };
        let renaming = Renaming { schema, kind, old: &old, new: name };
        self.declared.iter_mut().for_each(|node| renaming.of_node(node));
        self.changed
            .values_mut()
            .flat_map(|changed| changed.values_mut())
            .for_each(|node| renaming.of_node(node));
        if schema.kind(kind).takes_overlays
            && let Some(at) = self.changed.get_index_of(&old)
        {
            // A name that is taken already leaves everything as it is: the model then has two of it, which rules find.
            let _ = self.changed.replace_index(at, name.into());
        }
    }
}

struct Renaming<'r> {
    schema: &'r Schema,
    kind: KindId,
    old: &'r EcoString,
    new: &'r str,
}

impl Renaming<'_> {
    fn of_node(&self, node: &mut Node) {
        let kind = self.schema.kind(node.kind);
        let own_name = kind.name_field().filter(|_| node.kind == self.kind && !kind.is_named_after_another());
        for field in &mut node.fields {
            let index = usize::from(field.def);
            match &kind.fields[index].shape {
                Shape::Scalar(_) if own_name == Some(index) => self.of_name(&mut field.value),
                Shape::Scalar(of) | Shape::List(of) => self.of_scalar(&mut field.value, of),
                _ => self.of_nodes(&mut field.value),
            }
        }
        node.overlays.iter_mut().for_each(|overlay| self.of_node(overlay));
    }

    fn of_nodes(&self, value: &mut Value) {
        match value {
            Value::Node(node) => self.of_node(node),
            Value::Nodes(nodes) => nodes.make_mut().iter_mut().for_each(|node| self.of_node(node)),
            _ => {}
        }
    }

    fn of_name(&self, value: &mut Value) {
        if value.text() == Some(self.old) {
            *value = Value::Text(self.new.into());
        }
    }

    fn of_scalar(&self, value: &mut Value, of: &Scalar) {
        match value {
            Value::List(items) => items.iter_mut().for_each(|item| self.of_scalar(&mut item.value, of)),
            Value::Text(text) if of.of.base == Base::Interpolated => {
                let renamed = with_names(text, |reference| {
                    let is_it =
                        self.schema.kind_id(reference.kind) == Some(self.kind) && reference.name == *self.old;
                    is_it.then(|| self.new.to_string())
                });
                renamed.into_iter().for_each(|renamed| *text = renamed.into());
            }
            value if of.of.base.is_reference() && of.to.contains(&self.kind) => self.of_name(value),
            _ => {}
        }
    }
}
