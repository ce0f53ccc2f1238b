//! Nodes held against the declaration of their kind.

use super::{Field, Item, Node, Value, messages, scalar};
use crate::diag::Diagnostics;
use crate::schema::{FieldDef, Kind, KindId, Place, Scalar, Schema, Shape};
use crate::source::Span;
use crate::syntax::{self, Entry, Tree};

/// What the pass reads and writes.
struct Checker<'c> {
    schema: &'c Schema,
    diagnostics: &'c mut Diagnostics,
}

/// Checks every node at the top of a tree but the declarations, which `schema` has read. What is wrong is left out,
/// and reported once.
pub fn check(tree: &Tree, schema: &Schema, diagnostics: &mut Diagnostics) -> Vec<Node> {
    let mut checker = Checker { schema, diagnostics };
    let entities = tree.nodes().filter(|node| !matches!(&*node.name(), "kind" | "type"));
    entities.filter_map(|node| checker.check_top(node)).collect()
}

impl Checker<'_> {
    fn check_top(&mut self, node: syntax::Node<'_>) -> Option<Node> {
        let name = node.name();
        let kind = self.schema.kind_id(&name).filter(|kind| self.schema.kind(*kind).is_top);
        if kind.is_none() && !node.is_broken() {
            self.diagnostics.push(messages::unknown_kind(&name, node.name_span(), self.schema));
        }
        kind.map(|kind| self.check_node(node, kind))
    }

    fn check_node(&mut self, node: syntax::Node<'_>, kind: KindId) -> Node {
        let mut checked = empty(node, kind);
        self.check_fields(node, &mut checked);
        let declared = self.schema.kind(kind);
        self.check_platform(declared, &checked);
        if !node.is_broken() {
            self.check_required(node, declared, &checked);
        }
        checked
    }

    /// What stands on the line and in the block.
    fn check_fields(&mut self, node: syntax::Node<'_>, checked: &mut Node) {
        let declared = self.schema.kind(checked.kind);
        self.check_entries(node, declared, checked);
        self.check_children(node, declared, checked);
    }

    fn check_entries(&mut self, node: syntax::Node<'_>, kind: &Kind, checked: &mut Node) {
        // A line of a block has its name already: it is the node's own.
        let is_free = |index: &usize| checked.field(*index).is_none();
        let places = indexed(kind).filter(|(index, def)| def.place == Place::Argument && is_free(index));
        let mut places = places.collect::<Vec<_>>().into_iter();
        for entry in node.entries() {
            if let Some(name) = entry.name() {
                self.check_property(&name.value, name.span, entry, kind, checked);
                continue;
            }
            if let Some((index, def)) = places.next() {
                self.set_scalar(index, def, entry, checked);
            } else if let Some((index, def)) = indexed(kind).find(|(_, def)| def.place == Place::Arguments) {
                self.push_item(index, def, entry, checked);
            } else if !entry.is_broken() {
                self.diagnostics.push(messages::argument_too_many(&node.name(), entry.span()));
            }
        }
    }

    fn check_property(&mut self, name: &str, span: Span, entry: Entry<'_>, kind: &Kind, checked: &mut Node) {
        match kind.field(name) {
            Some((index, def)) if def.place == Place::Property => self.set_scalar(index, def, entry, checked),
            Some((_, def)) => self.diagnostics.push(messages::wrong_place(def, span)),
            None => self.diagnostics.push(messages::unknown_field(name, span, kind, self.schema)),
        }
    }

    fn check_children(&mut self, node: syntax::Node<'_>, kind: &Kind, checked: &mut Node) {
        for child in node.children() {
            let name = child.name();
            match kind.field(&name) {
                Some((index, def)) if def.place == Place::Child => {
                    self.check_child(child, index, def, checked)
                }
                Some((_, def)) => self.diagnostics.push(messages::wrong_place(def, child.name_span())),
                None => match self.overlay_kind(kind, &name) {
                    Some(overlay) => {
                        let changed = self.check_overlay(child, overlay);
                        checked.overlays.push(changed);
                    }
                    None if child.is_broken() => {}
                    None => {
                        let span = child.name_span();
                        self.diagnostics.push(messages::unknown_field(&name, span, kind, self.schema));
                    }
                },
            }
        }
    }

    fn overlay_kind(&self, kind: &Kind, name: &str) -> Option<KindId> {
        let id = self.schema.kind_id(name)?;
        (kind.takes_overlays && self.schema.kind(id).is_overlay).then_some(id)
    }

    /// A change says only what it changes: nothing but the name is required.
    fn check_overlay(&mut self, node: syntax::Node<'_>, kind: KindId) -> Node {
        let mut checked = empty(node, kind);
        self.check_fields(node, &mut checked);
        if checked.name(self.schema).is_none() && !node.is_broken() {
            let kind = &self.schema.kind(kind).name;
            self.diagnostics.push(messages::nameless_change(kind, node.name_span()));
        }
        checked
    }

    fn check_child(&mut self, child: syntax::Node<'_>, index: usize, def: &FieldDef, checked: &mut Node) {
        match &def.shape {
            Shape::Scalar(_) => {
                if let Some(entry) = self.only_argument(child, def) {
                    self.set_scalar(index, def, entry, checked);
                }
            }
            Shape::List(_) => {
                for entry in child.entries() {
                    self.push_item(index, def, entry, checked);
                }
                self.refuse_block(child, def);
            }
            Shape::Node(kind) => {
                let value = Value::Node(Box::new(self.check_node(child, *kind)));
                self.set(index, def, value, child.header_span(), checked);
            }
            Shape::Nodes(kind) => {
                let node = self.check_node(child, *kind);
                push(index, Value::Node(Box::new(node)), child.header_span(), checked);
            }
            Shape::Block(kind) => self.check_block(child, index, *kind, checked),
        }
    }

    /// `env { NAME "value" }`: each line is a node whose own name is the name.
    fn check_block(&mut self, block: syntax::Node<'_>, index: usize, kind: KindId, checked: &mut Node) {
        if let Some(entry) = block.entries().next() {
            self.diagnostics.push(messages::value_before_block(&block.name(), entry.span()));
        }
        for line in block.children() {
            let node = self.check_block_line(line, kind);
            let name = node.name(self.schema);
            let first = checked.field(index).and_then(|field| {
                let mut known = field.value.nodes();
                known.find(|known| known.name(self.schema) == name).map(|known| known.span)
            });
            if let Some(first) = first {
                self.diagnostics.push(messages::line_twice(&line.name(), line.name_span(), first));
            } else {
                push(index, Value::Node(Box::new(node)), line.header_span(), checked);
            }
        }
    }

    fn check_block_line(&mut self, line: syntax::Node<'_>, kind: KindId) -> Node {
        let mut checked = empty(line, kind);
        if let Some((index, FieldDef { shape: Shape::Scalar(of), .. })) = self.schema.kind(kind).field("name")
        {
            let span = line.name_span();
            if let Err(finding) = scalar::check(of, "name", &syntax::Value::String(line.name()), span) {
                self.diagnostics.push(finding);
            }
            // A wrong name has been reported, and is still the line's name.
            let value = Value::Text(line.name().into());
            checked.set(Field { def: index as u16, value, span });
        }
        self.check_fields(line, &mut checked);
        checked
    }

    fn only_argument<'t>(&mut self, child: syntax::Node<'t>, def: &FieldDef) -> Option<Entry<'t>> {
        self.refuse_block(child, def);
        let mut entries = child.entries();
        let first = entries.next();
        if first.is_none() && !child.is_broken() {
            self.diagnostics.push(messages::no_value(def, child.name_span()));
        }
        for extra in entries {
            self.diagnostics.push(messages::second_value(def, extra.span()));
        }
        first.filter(|entry| {
            let is_argument = !entry.is_property();
            if !is_argument {
                self.diagnostics.push(messages::property_for_value(def, entry.span()));
            }
            is_argument
        })
    }

    fn refuse_block(&mut self, child: syntax::Node<'_>, def: &FieldDef) {
        for line in child.children() {
            self.diagnostics.push(messages::block_behind_value(def, line.span()));
        }
    }

    fn set_scalar(&mut self, index: usize, def: &FieldDef, entry: Entry<'_>, checked: &mut Node) {
        if let (Shape::Scalar(of), false) = (&def.shape, entry.is_broken())
            && let Some(value) = self.scalar(of, def, entry)
        {
            self.set(index, def, value, entry.value_span(), checked);
        }
    }

    fn push_item(&mut self, index: usize, def: &FieldDef, entry: Entry<'_>, checked: &mut Node) {
        if entry.is_property() {
            self.diagnostics.push(messages::property_in_list(def, entry.span()));
        } else if let (Shape::List(of), false) = (&def.shape, entry.is_broken())
            && let Some(value) = self.scalar(of, def, entry)
        {
            push(index, value, entry.value_span(), checked);
            // The place of a list on one line is all of it.
            if let Some(field) = checked.fields.iter_mut().find(|field| usize::from(field.def) == index) {
                field.span = field.span.to(entry.value_span());
            }
        }
    }

    fn scalar(&mut self, of: &Scalar, def: &FieldDef, entry: Entry<'_>) -> Option<Value> {
        match scalar::check(of, &def.name, &entry.value(), entry.value_span()) {
            Ok(value) => Some(value),
            Err(finding) => {
                self.diagnostics.push(finding);
                None
            }
        }
    }

    fn set(&mut self, index: usize, def: &FieldDef, value: Value, span: Span, checked: &mut Node) {
        match checked.field(index) {
            Some(known) => self.diagnostics.push(messages::field_twice(def, span, known.span)),
            None => checked.set(Field { def: index as u16, value, span }),
        }
    }

    /// Fields of one platform are no fields of another.
    fn check_platform(&mut self, kind: &Kind, checked: &Node) {
        let Some((tag, _)) = kind.tag.as_ref().and_then(|tag| kind.field(tag)) else { return };
        let Some(chosen) = checked.field(tag).and_then(|field| field.value.text()) else { return };
        for field in &checked.fields {
            let def = &kind.fields[usize::from(field.def)];
            if let Some(wanted) = def.when.as_ref().filter(|wanted| *wanted != chosen) {
                let chosen_at = checked.field(tag).map_or(checked.span, |field| field.span);
                let finding = messages::wrong_platform(def, wanted, field.span, chosen, chosen_at);
                self.diagnostics.push(finding);
            }
        }
    }

    fn check_required(&mut self, node: syntax::Node<'_>, kind: &Kind, checked: &Node) {
        let arguments = node.entries().filter(|entry| !entry.is_property()).count();
        let mut places =
            kind.fields.iter().filter(|def| matches!(def.place, Place::Argument | Place::Arguments));
        let written: Vec<_> = places.by_ref().take(arguments).map(|def| &def.name).collect();
        let broken = |name: &str| {
            node.entries()
                .any(|entry| entry.is_broken() && entry.name().is_none_or(|known| &*known.value == name))
        };
        let missing = indexed(kind).filter(|(index, def)| def.is_required && checked.field(*index).is_none());
        let missing: Vec<&FieldDef> = missing
            .map(|(_, def)| def)
            .filter(|def| !self.was_written(node, def) && !written.contains(&&def.name) && !broken(&def.name))
            .collect();
        for def in missing {
            self.diagnostics.push(messages::missing_field(&node.name(), kind, def, checked.span));
        }
    }

    /// A value that is there, but wrong or in another place, has been reported already.
    fn was_written(&self, node: syntax::Node<'_>, def: &FieldDef) -> bool {
        let as_property =
            || node.entries().any(|entry| entry.name().is_some_and(|name| name.value == *def.name));
        let as_child = || node.children().any(|child| child.name() == *def.name);
        as_property() || as_child()
    }
}

/// A node of which nothing is known yet.
fn empty(node: syntax::Node<'_>, kind: KindId) -> Node {
    Node { kind, span: node.header_span(), fields: Vec::new(), overlays: Vec::new() }
}

fn indexed(kind: &Kind) -> impl Iterator<Item = (usize, &FieldDef)> {
    kind.fields.iter().enumerate()
}

/// Adds a value to a list field.
fn push(index: usize, value: Value, span: Span, checked: &mut Node) {
    let item = Item { value, span };
    let known = checked.fields.iter_mut().find(|field| usize::from(field.def) == index);
    if let Some(Field { value: Value::List(items), .. }) = known {
        items.push(item);
    } else {
        checked.set(Field { def: index as u16, value: Value::List(vec![item]), span });
    }
}
