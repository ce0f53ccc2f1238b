//! Nodes held against the declaration of their kind.

use super::entries::extend;
use super::misplaced::Misplaced;
use super::parameters::Parameters;
use super::suggest::Stray;
use super::{Field, Node, Value, constraints, instances, messages, scalar, suggest};
use crate::diag::{Diagnostic, Diagnostics};
use crate::schema::{Body, Fate, FieldDef, Kind, KindId, Place, Schema, Shape};
use crate::source::Span;
use crate::syntax::{self, Tree};
use ecow::EcoVec;
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// What the pass reads and writes.
pub(super) struct Checker<'c> {
    pub(super) schema: &'c Schema,
    pub(super) diagnostics: &'c mut Diagnostics,
    /// In the body of a component: its parameters.
    pub(super) parameters: Option<Parameters<'c>>,
    /// The line being checked has an argument that is a parameter which nobody gave: there is no such line.
    pub(super) is_left_out: bool,
    /// Whether a `${…}` is meant as one: not so where declarations write about them.
    pub(super) reads_properties: bool,
    pub(super) gaps: Gaps,
}

/// What was meant to be said of the node being checked, and is not: nobody needs to hear that it is missing too.
#[derive(Debug, Default)]
pub(super) struct Gaps {
    /// Fields whose name was misspelt.
    pub(super) meant: Vec<usize>,
    /// Something was said of which nobody knows what it means.
    pub(super) has_unknown: bool,
}

/// Checks every node at the top of a tree but the declarations. What is wrong is left out, and reported once.
pub fn check(tree: &Tree, schema: &Schema, diagnostics: &mut Diagnostics) -> Vec<Node> {
    let mut checker = Checker::new(schema, diagnostics, None, true);
    tree.nodes().filter_map(|node| checker.check_top(node)).collect()
}

/// Checks the declarations at the top of a tree, from which `schema` was made: nothing in them may be overlooked.
pub fn check_declarations(tree: &Tree, schema: &Schema, diagnostics: &mut Diagnostics) {
    let mut checker = Checker::new(schema, diagnostics, None, false);
    for node in tree.nodes() {
        if let Some(kind) = schema.kind_id(&node.name()).filter(|kind| schema.kind(*kind).is_declaration) {
            checker.check_node(node, kind);
        }
    }
}

/// Checks what a component makes: for an instance, or, without one, whatever an instance may give.
pub fn check_body(
    tree: &Tree,
    body: Body,
    component: &Kind,
    instance: Option<&Node>,
    schema: &Schema,
    diagnostics: &mut Diagnostics,
) -> Vec<Node> {
    let parameters = Some(Parameters { component, instance });
    let mut checker = Checker::new(schema, diagnostics, parameters, true);
    tree.node(body.node).children().filter_map(|node| checker.check_top(node)).collect()
}

impl<'c> Checker<'c> {
    fn new(
        schema: &'c Schema,
        diagnostics: &'c mut Diagnostics,
        parameters: Option<Parameters<'c>>,
        reads_properties: bool,
    ) -> Self {
        Self { schema, diagnostics, parameters, is_left_out: false, gaps: Gaps::default(), reads_properties }
    }
}

impl Checker<'_> {
    fn check_top(&mut self, node: syntax::Node<'_>) -> Option<Node> {
        let name = node.name();
        let mut kind = self.schema.kind_id(&name);
        if let Some(Fate::RenamedTo(new)) = kind.map(|kind| &self.schema.kind(kind).fate) {
            self.diagnostics.push(messages::renamed(&name, new, node.name_span()));
            kind = self.schema.kind_id(new);
        } else if let Some(Fate::Deprecated(why)) = kind.map(|kind| &self.schema.kind(kind).fate) {
            self.diagnostics.push(messages::deprecated(&name, why, node.name_span()));
        }
        match kind.map(|id| (id, self.schema.kind(id))) {
            Some((id, declared)) if declared.is_top => self.check_node(node, id),
            Some((_, declared)) if declared.is_declaration && self.parameters.is_none() => None,
            _ if node.is_broken() => None,
            _ => self.check_unknown(node),
        }
    }

    /// What is of no kind is checked as what was most likely meant, without a further word about it.
    fn check_unknown(&mut self, node: syntax::Node<'_>) -> Option<Node> {
        let (finding, meant) = suggest::unknown_kind(&node.name(), node.name_span(), self.schema);
        self.diagnostics.push(finding);
        self.diagnostics.settle(node.span());
        self.excuse_names(node);
        let checked = self.check_node(node, meant?)?;
        Some(Node { is_faulty: true, ..checked })
    }

    /// The node, unless it is left out.
    fn check_node(&mut self, node: syntax::Node<'_>, kind: KindId) -> Option<Node> {
        let errors_before = self.diagnostics.errors();
        self.check_begun(node, errors_before, self.empty(node, kind))
    }

    /// `None` when a value of the node is a parameter that was not given: it alone is left out, not what it is in.
    fn check_begun(&mut self, node: syntax::Node<'_>, errors_before: usize, begun: Node) -> Option<Node> {
        let outer_is_left_out = std::mem::take(&mut self.is_left_out);
        let outer_gaps = std::mem::take(&mut self.gaps);
        let mut checked = begun;
        self.check_fields(node, false, &mut checked);
        let gaps = std::mem::replace(&mut self.gaps, outer_gaps);
        if std::mem::replace(&mut self.is_left_out, outer_is_left_out) {
            return None;
        }
        self.check_whole(node, &gaps, errors_before, &mut checked);
        Some(checked)
    }

    /// Whether everything is there that must be, and goes together.
    fn check_whole(&mut self, node: syntax::Node<'_>, gaps: &Gaps, errors_before: usize, checked: &mut Node) {
        if !node.is_broken() && !gaps.has_unknown {
            self.check_required(node, self.schema.kind(checked.kind), &gaps.meant, checked);
        }
        checked.is_faulty = node.is_broken() || self.diagnostics.errors() > errors_before;
        let kind = self.schema.kind(checked.kind);
        let is_lost = |index: &usize| {
            let was_meant = gaps.meant.contains(index) || self.was_written(node, &kind.fields[*index]);
            checked.field(*index).is_none() && was_meant
        };
        let is_lost = kind.constraints.iter().flat_map(|constraint| &constraint.fields).any(is_lost);
        if !checked.is_faulty && !is_lost && self.is_whole() {
            constraints::check_presence(checked, self.schema, self.diagnostics);
        }
    }

    /// Whether every value is known: not so in the body of a component without an instance.
    pub(super) fn is_whole(&self) -> bool {
        self.parameters.is_none_or(|parameters| parameters.instance.is_some())
    }

    /// A node of which nothing is known yet, with room for what is written and for its defaults.
    fn empty(&self, node: syntax::Node<'_>, kind: KindId) -> Node {
        let declared = self.schema.kind(kind);
        let name_of_line = 1;
        let written = name_of_line + node.entries().count() + node.children().count();
        let fields = Vec::with_capacity(declared.fields.len().min(written + declared.derived.defaults));
        Node { kind, span: node.header_span(), is_faulty: false, fields, overlays: Vec::new() }
    }

    /// What stands on the line and in the block.
    fn check_fields(&mut self, node: syntax::Node<'_>, is_overlay: bool, checked: &mut Node) {
        let declared = self.schema.kind(checked.kind);
        let mut misplaced = Vec::new();
        self.check_entries(node, declared, &mut misplaced, checked);
        self.check_children(node, declared, is_overlay, &mut misplaced, checked);
        self.misplaced(node, declared, &misplaced, checked);
    }

    fn check_entries<'t>(
        &mut self,
        node: syntax::Node<'t>,
        kind: &Kind,
        misplaced: &mut Vec<Misplaced<'t>>,
        checked: &mut Node,
    ) {
        // A line of a block has its name already: it is the node's own.
        let name = checked.fields.first().map(|field| usize::from(field.def));
        let mut places = kind.derived.arguments.iter().copied().filter(|index| name != Some(*index));
        self.refuse_arguments(node, kind, usize::from(name.is_some()));
        for entry in node.entries() {
            if let Some(name) = entry.name() {
                self.check_property(node, (&name.value, name.span), entry, kind, misplaced, checked);
                continue;
            }
            if let Some(index) = places.next() {
                self.set_scalar(index, &kind.fields[index], entry, checked);
            } else if let Some(index) = kind.derived.rest {
                self.push_item(index, &kind.fields[index], entry, checked);
            }
        }
    }

    fn check_property<'t>(
        &mut self,
        node: syntax::Node<'t>,
        (name, span): (&str, Span),
        entry: syntax::Entry<'t>,
        kind: &Kind,
        misplaced: &mut Vec<Misplaced<'t>>,
        checked: &mut Node,
    ) {
        match self.field(kind, name, span) {
            Some((index, def)) if def.place == Place::Property => self.set_scalar(index, def, entry, checked),
            Some((index, _)) => misplaced.push(Misplaced::OnTheLine(index, entry)),
            None => {
                let stray = Stray { word: name, span, inside: &node.name(), has_values: true };
                let (finding, meant) = suggest::unknown_field(stray, kind, self.schema);
                let mut places = indexed(kind);
                match places.find(|(_, def)| meant.is_none() && def.place == Place::Arguments) {
                    Some((index, _)) => misplaced.push(Misplaced::OnTheLine(index, entry)),
                    None => {
                        let meant = self.unknown_field(finding, meant, entry.span(), kind);
                        if let Some((index, def)) = meant.filter(|(_, def)| def.place == Place::Property) {
                            self.set_scalar(index, def, entry, checked);
                        }
                    }
                }
            }
        }
    }

    /// The field that was most likely meant. Nothing more is said of what has the wrong name.
    fn unknown_field<'k>(
        &mut self,
        finding: Diagnostic,
        meant: Option<usize>,
        whole: Span,
        kind: &'k Kind,
    ) -> Option<(usize, &'k FieldDef)> {
        self.diagnostics.push(finding);
        self.diagnostics.settle(whole);
        self.gaps.meant.extend(meant);
        self.gaps.has_unknown |= meant.is_none();
        meant.map(|index| (index, &kind.fields[index]))
    }

    /// The field that a name means; an old name means the one that has taken its place.
    fn field<'k>(&mut self, kind: &'k Kind, name: &str, span: Span) -> Option<(usize, &'k FieldDef)> {
        let (index, def) = kind.field(name)?;
        match &def.fate {
            Fate::Stays => Some((index, def)),
            Fate::RenamedTo(new) => {
                self.diagnostics.push(messages::renamed(name, new, span));
                kind.field(new)
            }
            Fate::Deprecated(why) => {
                self.diagnostics.push(messages::deprecated(name, why, span));
                Some((index, def))
            }
        }
    }

    fn check_children<'t>(
        &mut self,
        node: syntax::Node<'t>,
        kind: &Kind,
        is_overlay: bool,
        misplaced: &mut Vec<Misplaced<'t>>,
        checked: &mut Node,
    ) {
        for child in node.children() {
            let name = child.name();
            match self.field(kind, &name, child.name_span()) {
                Some((index, def)) if def.place == Place::Child => {
                    self.check_child(child, index, def, checked);
                }
                Some((index, _)) => misplaced.push(Misplaced::InTheBlock(index, child)),
                None if is_overlay && name == "append" => self.check_append(child, kind, checked),
                None => match self.overlay_kind(kind, &name) {
                    Some(overlay) => {
                        let changed = self.check_overlay(child, overlay);
                        checked.overlays.push(changed);
                    }
                    None if child.is_broken() => {}
                    None => self.check_unknown_child(node, child, kind, checked),
                },
            }
        }
    }

    fn check_unknown_child(
        &mut self,
        node: syntax::Node<'_>,
        child: syntax::Node<'_>,
        kind: &Kind,
        checked: &mut Node,
    ) {
        let has_values = child.entries().next().is_some();
        let (word, inside) = (child.name(), node.name());
        let stray = Stray { word: &word, span: child.name_span(), inside: &inside, has_values };
        let (finding, meant) = match instances::changed(child, kind, self.schema) {
            Some(finding) => (finding, None),
            None => suggest::unknown_field(stray, kind, self.schema),
        };
        let meant = self.unknown_field(finding, meant, child.span(), kind);
        self.excuse_names(child);
        if let Some((index, def)) = meant.filter(|(_, def)| def.place == Place::Child) {
            self.check_child(child, index, def, checked);
        }
    }

    /// What is named on a line that nobody understands may be declared by it.
    fn excuse_names(&mut self, node: syntax::Node<'_>) {
        for entry in node.entries() {
            if let syntax::Value::String(name) = entry.value() {
                self.diagnostics.excuse(&name);
            }
        }
    }

    /// `append { … }` in a change: what stands in it comes after what is there already.
    fn check_append(&mut self, block: syntax::Node<'_>, kind: &Kind, checked: &mut Node) {
        if let Some(entry) = block.entries().next() {
            self.diagnostics.push(messages::value_before_block("append", entry.span()));
        }
        let mut appended = Node { fields: Vec::new(), overlays: Vec::new(), ..*checked };
        for child in block.children() {
            match self.field(kind, &child.name(), child.name_span()) {
                Some((index, def))
                    if matches!(def.shape, Shape::List(_) | Shape::Nodes(_) | Shape::Block(_)) =>
                {
                    match checked.field(index) {
                        Some(known) => {
                            let finding = messages::replaced_and_appended(def, child.name_span(), known.span);
                            self.diagnostics.push(finding);
                        }
                        None => self.check_child(child, index, def, &mut appended),
                    }
                }
                Some((_, def)) => self.diagnostics.push(messages::not_a_list(def, child.name_span())),
                None => self.check_unknown_child(block, child, kind, &mut appended),
            }
        }
        for field in appended.fields {
            checked.set(Field { is_appended: true, ..field });
        }
    }

    fn overlay_kind(&self, kind: &Kind, name: &str) -> Option<KindId> {
        let id = self.schema.kind_id(name)?;
        (kind.takes_overlays && self.schema.kind(id).is_overlay).then_some(id)
    }

    /// A change says only what it changes: nothing but the name is required.
    fn check_overlay(&mut self, node: syntax::Node<'_>, kind: KindId) -> Node {
        let mut checked = self.empty(node, kind);
        self.check_fields(node, true, &mut checked);
        if checked.name(self.schema).is_none() && !node.is_broken() {
            let kind = &self.schema.kind(kind).name;
            self.diagnostics.push(messages::nameless_change(kind, node.name_span()));
        }
        checked
    }

    pub(super) fn check_child(
        &mut self,
        child: syntax::Node<'_>,
        index: usize,
        def: &FieldDef,
        checked: &mut Node,
    ) {
        if self.parameters.is_some() && self.take_parameter(child, index, def, checked) {
            return;
        }
        match &def.shape {
            // What a component makes is checked for itself.
            Shape::Body => {}
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
                if let Some(node) = self.check_node(child, *kind) {
                    self.set(index, def, Value::Node(Box::new(node)), child.header_span(), checked);
                }
            }
            Shape::Nodes(kind) => {
                if let Some(node) = self.check_node(child, *kind) {
                    extend(index, [node].into(), checked);
                }
            }
            Shape::Block(kind) => self.check_block(child, index, *kind, checked),
        }
    }

    /// `env { NAME "value" }`: each line is a node whose own name is the name.
    fn check_block(&mut self, block: syntax::Node<'_>, index: usize, kind: KindId, checked: &mut Node) {
        if let Some(entry) = block.entries().next() {
            self.diagnostics.push(messages::value_before_block(&block.name(), entry.span()));
        }
        let written = checked.field(index).into_iter().flat_map(|field| field.value.nodes());
        let known = written.filter_map(|line| Some((line.name(self.schema)?.to_string().into(), line.span)));
        let mut known: BTreeMap<Cow<'_, str>, Span> = known.collect();
        let mut lines = EcoVec::with_capacity(block.children().count());
        for line in block.children() {
            let Some(node) = self.check_block_line(line, kind) else { continue };
            match known.entry(line.name()) {
                Entry::Occupied(first) => {
                    self.diagnostics.push(messages::line_twice(&line.name(), line.name_span(), *first.get()));
                }
                Entry::Vacant(place) => {
                    place.insert(node.span);
                    lines.push(node);
                }
            }
        }
        extend(index, lines, checked);
    }

    fn check_block_line(&mut self, line: syntax::Node<'_>, kind: KindId) -> Option<Node> {
        let errors_before = self.diagnostics.errors();
        let mut checked = self.empty(line, kind);
        if let Some((index, FieldDef { shape: Shape::Scalar(of), .. })) = self.schema.kind(kind).field("name")
        {
            let span = line.name_span();
            let name = scalar::check_line_name(of, &line.name(), span);
            let name = name.unwrap_or_else(|finding| {
                self.diagnostics.push(messages::as_line_name(finding, &line.name()));
                // A wrong name has been reported, and is still the line's name.
                Value::Text(line.name().into())
            });
            checked.set(Field::new(index, name, span));
        }
        self.check_begun(line, errors_before, checked)
    }

    fn check_required(&mut self, node: syntax::Node<'_>, kind: &Kind, meant: &[usize], checked: &Node) {
        let is_missing = |index: &usize| checked.field(*index).is_none() && !meant.contains(index);
        let chosen = checked.chosen(self.schema);
        let is_required = |def: &FieldDef| def.is_required && def.applies(chosen);
        let mut missing =
            indexed(kind).filter(|(index, def)| is_required(def) && is_missing(index)).peekable();
        if missing.peek().is_none() {
            return;
        }
        let arguments = node.entries().filter(|entry| !entry.is_property()).count();
        let mut places =
            kind.fields.iter().filter(|def| matches!(def.place, Place::Argument | Place::Arguments));
        let written: Vec<_> = places.by_ref().take(arguments).map(|def| &def.name).collect();
        let broken = |name: &str| {
            node.entries()
                .any(|entry| entry.is_broken() && entry.name().is_none_or(|known| &*known.value == name))
        };
        let missing: Vec<&FieldDef> = missing
            .map(|(_, def)| def)
            .filter(|def| !self.was_written(node, def) && !written.contains(&&def.name) && !broken(&def.name))
            .filter(|def| !self.is_beside(node, def))
            .collect();
        if !missing.is_empty() {
            let name = checked.name(self.schema).map(|name| &**name);
            self.diagnostics.push(messages::missing_fields(&node.name(), name, &missing, checked.span));
            self.diagnostics.settle(checked.span);
        }
    }

    /// Whether it stands on a line of its own beside the node, where nobody knows what it means.
    fn is_beside(&self, node: syntax::Node<'_>, def: &FieldDef) -> bool {
        let Some(outer) = node.parent() else { return false };
        let is_unknown = || self.kind_of(outer).is_some_and(|kind| kind.field(&def.name).is_none());
        outer.children().any(|child| child.name() == *def.name) && is_unknown()
    }

    /// The kind of a node, found from the top.
    fn kind_of(&self, node: syntax::Node<'_>) -> Option<&Kind> {
        let mut way = vec![node];
        while let Some(outer) = way.last().and_then(syntax::Node::parent) {
            way.push(outer);
        }
        let mut kind = self.schema.kinds.get(&*way.pop()?.name())?;
        for inner in way.iter().rev() {
            let (_, def) = kind.field(&inner.name())?;
            kind = match def.shape {
                Shape::Node(inner) | Shape::Nodes(inner) | Shape::Block(inner) => self.schema.kind(inner),
                Shape::Scalar(_) | Shape::List(_) | Shape::Body => return None,
            };
        }
        Some(kind)
    }

    /// A value that is there, but wrong or in another place, has been reported already.
    fn was_written(&self, node: syntax::Node<'_>, def: &FieldDef) -> bool {
        let as_property =
            || node.entries().any(|entry| entry.name().is_some_and(|name| name.value == *def.name));
        let as_child = || node.children().any(|child| child.name() == *def.name);
        as_property() || as_child()
    }
}

fn indexed(kind: &Kind) -> impl Iterator<Item = (usize, &FieldDef)> {
    kind.fields.iter().enumerate()
}
