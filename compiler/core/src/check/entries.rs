//! The values of a node: what an argument, a property or a line of one value says, held against its field.

use super::checker::Checker;
use super::parameters::{Said, value_of};
use super::{Field, Item, Node, Value, messages, property, scalar};
use crate::schema::{Base, FieldDef, Kind, Place, Scalar, Shape};
use crate::source::Span;
use crate::syntax::{self, Entry};
use crate::types::has_dollar;
use ecow::EcoVec;

impl Checker<'_> {
    pub(super) fn only_argument<'t>(&mut self, child: syntax::Node<'t>, def: &FieldDef) -> Option<Entry<'t>> {
        let has_block = self.refuse_block(child, def);
        let mut entries = child.entries();
        let first = entries.next();
        if first.is_none() && !has_block && !child.is_broken() {
            self.diagnostics.push(messages::no_value(def, child.name_span()));
        }
        if let (Some(first), Some(second)) = (first, entries.next()) {
            let last = entries.last().unwrap_or(second);
            let behind = is_bare_text(child.entries()).then(|| first.span());
            self.diagnostics.push(messages::values_too_many(child, second.span().to(last.span()), behind));
        }
        first.filter(|entry| {
            let is_argument = !entry.is_property();
            if !is_argument {
                self.diagnostics.push(messages::property_for_value(child, *entry));
            }
            is_argument
        })
    }

    /// One finding for all arguments for which there is no place; `taken` places are filled already.
    pub(super) fn refuse_arguments(&mut self, node: syntax::Node<'_>, kind: &Kind, taken: usize) {
        let is_argument = |entry: &Entry<'_>| !entry.is_property();
        if kind.derived.rest.is_some() || node.entries().all(|entry| entry.is_property()) {
            return;
        }
        let places = kind.derived.arguments.len().saturating_sub(taken);
        let Some(first) = node.entries().filter(is_argument).nth(places) else { return };
        let is_behind = |entry: &Entry<'_>| entry.span().start >= first.span().start;
        let more =
            || node.entries().filter(|entry| is_argument(entry) && is_behind(entry) && !entry.is_broken());
        let Some(last) = more().last() else { return };
        let before = node.entries().take_while(|entry| !is_behind(entry)).last();
        let before = before.filter(|before| is_bare_text([*before].into_iter().chain(more())));
        let before = before.map(|before| before.value_span());
        let span = first.span().to(last.span());
        self.diagnostics.push(messages::arguments_too_many(node, kind, span, before));
        self.gaps.has_unknown = true;
        before.into_iter().for_each(|span| self.diagnostics.settle(span));
    }

    /// Whether there was one.
    pub(super) fn refuse_block(&mut self, child: syntax::Node<'_>, def: &FieldDef) -> bool {
        let line = child.children().next();
        line.into_iter()
            .for_each(|line| self.diagnostics.push(messages::block_behind_value(def, line.span())));
        line.is_some()
    }

    pub(super) fn set_scalar(&mut self, index: usize, def: &FieldDef, entry: Entry<'_>, checked: &mut Node) {
        let Shape::Scalar(of) = &def.shape else { return };
        match self.said(of, def, entry) {
            Said::Value(value, span) => {
                if let Some(value) = self.scalar(of, def, &value, span, Some(entry)) {
                    self.set(index, def, value, span, checked);
                }
            }
            Said::List(_) | Said::Nothing => {}
        }
    }

    pub(super) fn push_item(&mut self, index: usize, def: &FieldDef, entry: Entry<'_>, checked: &mut Node) {
        if entry.is_property() {
            return self.diagnostics.push(messages::property_in_list(def, entry.span()));
        }
        self.push_named_item(index, def, entry, checked);
    }

    /// The same of an item that has a name which it should not have.
    pub(super) fn push_named_item(
        &mut self,
        index: usize,
        def: &FieldDef,
        entry: Entry<'_>,
        checked: &mut Node,
    ) {
        let Shape::List(of) = &def.shape else { return };
        match self.said(of, def, entry) {
            Said::Value(value, span) => {
                if let Some(value) = self.scalar(of, def, &value, span, Some(entry)) {
                    push_value(index, value, span, checked);
                }
            }
            Said::List(items) => {
                for item in items {
                    if let Some(value) = self.scalar(of, def, &value_of(&item.value), item.span, None) {
                        push_value(index, value, item.span, checked);
                    }
                }
            }
            Said::Nothing => {}
        }
    }

    /// What an entry says in the place of a field. In the body of a component parameters are put in first.
    fn said<'e>(&mut self, of: &Scalar, def: &FieldDef, entry: Entry<'e>) -> Said<'e>
    where
        Self: 'e,
    {
        if entry.is_broken() {
            return Said::Nothing;
        }
        let span = entry.value_span();
        let (parameters, text) = match (self.parameters, entry.value()) {
            (Some(parameters), syntax::Value::String(text)) if text.contains("${") => (parameters, text),
            (_, value) => return Said::Value(value, span),
        };
        match parameters.text(text, of, def, span) {
            Ok(Said::Nothing) => {
                self.is_left_out |=
                    self.is_whole() && matches!(def.place, Place::Argument | Place::Arguments);
                Said::Nothing
            }
            Ok(said) => said,
            Err(finding) => {
                self.diagnostics.push(finding);
                Said::Nothing
            }
        }
    }

    /// `env "${env}"` in the body of a component: the nodes of a parameter. Whether it was that.
    pub(super) fn take_parameter(
        &mut self,
        child: syntax::Node<'_>,
        index: usize,
        def: &FieldDef,
        checked: &mut Node,
    ) -> bool {
        let holds_nodes = matches!(def.shape, Shape::Node(_) | Shape::Nodes(_) | Shape::Block(_));
        let (Some(parameters), Some(entry)) = (self.parameters, child.entries().next()) else { return false };
        let syntax::Value::String(text) = entry.value() else { return false };
        let is_alone = !entry.is_property() && child.entries().count() == 1 && child.open_brace().is_none();
        if !(holds_nodes && is_alone) {
            return false;
        }
        match parameters.nodes(&text, &def.shape, entry.value_span()) {
            None => return false,
            Some(Ok(Some(field))) => self.add_nodes(index, def, field, checked),
            Some(Ok(None)) => {}
            Some(Err(finding)) => self.diagnostics.push(finding),
        }
        true
    }

    /// The nodes of a parameter, behind those that the component itself writes; a line of a block that has the name of
    /// one of these takes its place.
    fn add_nodes(&self, index: usize, def: &FieldDef, given: &Field, checked: &mut Node) {
        let (Some(known), Value::Nodes(more)) = (checked.field(index), &given.value) else {
            return checked.set(Field { def: index as u16, ..given.clone() });
        };
        let mut known = known.clone();
        if let Value::Nodes(nodes) = &mut known.value {
            for node in more {
                let same = nodes
                    .make_mut()
                    .iter_mut()
                    .find(|known| known.name(self.schema) == node.name(self.schema));
                match same.filter(|_| matches!(def.shape, Shape::Block(_))) {
                    Some(line) => *line = node.clone(),
                    None => nodes.push(node.clone()),
                }
            }
        }
        checked.set(known);
    }

    /// `entry` is what says the value, when it is written where it stands.
    fn scalar(
        &mut self,
        of: &Scalar,
        def: &FieldDef,
        value: &syntax::Value<'_>,
        span: Span,
        entry: Option<Entry<'_>>,
    ) -> Option<Value> {
        if let syntax::Value::String(text) = value
            && self.reads_properties
            && of.of.base != Base::Interpolated
            && has_dollar(text)
        {
            match property::check(text, of, def, span, self.schema) {
                Ok(Some(value)) => return Some(value),
                Ok(None) => {}
                Err(finding) => {
                    self.diagnostics.push(finding);
                    return None;
                }
            }
        }
        match scalar::check(of, &def.name, value, span) {
            Ok(typed) => {
                if let syntax::Value::String(old) = value
                    && let Some(new) = of.of.renamed(old)
                {
                    self.diagnostics.push(messages::option_renamed(old, new, span));
                }
                Some(typed)
            }
            Err(finding) => {
                let finding = match entry {
                    Some(entry) => messages::as_written(finding, def, entry),
                    None => finding,
                };
                self.diagnostics.push(finding);
                // A wrong name has been reported, and is still the name that others know. A component that puts it in
                // other places is wrong there for no other reason.
                match value {
                    syntax::Value::String(text) if &*def.name == "name" => {
                        self.diagnostics.settle(span);
                        Some(Value::Text((&**text).into()))
                    }
                    _ => None,
                }
            }
        }
    }

    pub(super) fn set(&mut self, index: usize, def: &FieldDef, value: Value, span: Span, checked: &mut Node) {
        match checked.field(index) {
            Some(known) => self.diagnostics.push(messages::field_twice(def, span, known.span)),
            None => checked.set(Field::new(index, value, span)),
        }
    }
}

/// Words and numbers without quotation marks: most likely one text.
fn is_bare_text<'t>(entries: impl Iterator<Item = Entry<'t>>) -> bool {
    let is_bare = |entry: &Entry<'_>| !entry.is_quoted() && !matches!(entry.value(), syntax::Value::Bool(_));
    let mut entries = entries.peekable();
    entries.peek().is_some() && entries.all(|entry| is_bare(&entry))
}

/// Adds a value to a list on one line, whose place is all of it.
fn push_value(index: usize, value: Value, span: Span, checked: &mut Node) {
    push(index, value, span, checked);
    if let Some(field) = field_mut(index, checked).filter(|field| field.span.file == span.file) {
        field.span = field.span.to(span);
    }
}

/// Adds a value to a list field.
fn push(index: usize, value: Value, span: Span, checked: &mut Node) {
    match field_mut(index, checked) {
        Some(Field { value: Value::List(items), .. }) => items.push(Item { value, span }),
        _ => checked.set(Field::new(index, Value::List(vec![Item { value, span }]), span)),
    }
}

/// Adds nodes to a field of many.
pub(super) fn extend(index: usize, more: EcoVec<Node>, checked: &mut Node) {
    let Some(span) = more.first().map(|node| node.span) else { return };
    match field_mut(index, checked) {
        Some(Field { value: Value::Nodes(nodes), .. }) => nodes.extend(more),
        _ => checked.set(Field::new(index, Value::Nodes(more), span)),
    }
}

fn field_mut(index: usize, checked: &mut Node) -> Option<&mut Field> {
    checked.fields.iter_mut().find(|field| usize::from(field.def) == index)
}
