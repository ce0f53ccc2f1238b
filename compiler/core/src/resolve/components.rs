//! Components: nodes that stand for others. In: checked nodes, and the trees that hold the components' bodies. Out: the
//! nodes without instances. Whatever an instance makes knows its place in the component and the instance's own line.

use super::defaults;
use crate::check::errors::TOO_MANY_MADE;
use crate::check::{Faulty, Node, Value, check_body};
use crate::diag::{Diagnostic, Diagnostics};
use crate::schema::{Body, Kind, Schema};
use crate::source::{FileId, Sources, Span};
use crate::syntax::Tree;

/// More than this, nobody means.
const MOST_MADE: usize = 100_000;

/// What is needed to make things of components.
#[derive(Debug)]
pub struct Components<'c> {
    pub schema: &'c Schema,
    /// Where the bodies are.
    pub trees: &'c [&'c Tree],
    pub faulty: &'c Faulty,
}

/// A spec without components.
#[derive(Debug, Default)]
pub struct Expanded {
    pub nodes: Vec<Node>,
    /// The nodes that stood for others: what they refer to has to be there.
    pub instances: Vec<Node>,
}

/// Puts in the place of each instance what it makes, in order.
pub fn expand(
    nodes: Vec<Node>,
    components: &Components<'_>,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Expanded {
    if components.schema.kinds.values().all(|kind| kind.makes.is_none()) {
        return Expanded { nodes, instances: Vec::new() };
    }
    let mut expanded = Expanded::default();
    // The next one last.
    let mut waiting: Vec<Node> = nodes.into_iter().rev().collect();
    while let Some(mut node) = waiting.pop() {
        let kind = components.schema.kind(node.kind);
        let Some(body) = kind.makes else {
            expanded.nodes.push(node);
            continue;
        };
        if expanded.nodes.len() + waiting.len() > MOST_MADE {
            let message = format!("the components of this spec make more than {MOST_MADE} things");
            diagnostics.push(Diagnostic::new(&TOO_MANY_MADE, node.span, message));
            break;
        }
        if components.faulty.circles.contains(&node.kind) {
            continue;
        }
        defaults::complete(&mut node, components.schema);
        waiting.extend(components.instance(&node, kind, body, sources, diagnostics).into_iter().rev());
        expanded.instances.push(node);
    }
    expanded
}

impl Components<'_> {
    fn instance(
        &self,
        node: &Node,
        kind: &Kind,
        body: Body,
        sources: &mut Sources,
        diagnostics: &mut Diagnostics,
    ) -> Vec<Node> {
        let Some(tree) = self.trees.iter().find(|tree| tree.file() == body.file) else { return Vec::new() };
        let mut found = Diagnostics::default();
        let mut made = check_body(tree, body, kind, Some(node), self.schema, &mut found);
        let place = Place { body: body.span, file: sources.add_expansion(body.file, node.span) };
        made.iter_mut().for_each(|node| place.of_node(node));
        // What is wrong because the instance or the component is has been reported there.
        if !node.is_faulty && !self.faulty.bodies.contains(&node.kind) {
            found.move_places(|span| place.of(span));
            diagnostics.append(found);
        }
        made
    }
}

/// Where what a body says belongs once it is made for an instance.
struct Place {
    body: Span,
    file: FileId,
}

impl Place {
    fn of(&self, span: Span) -> Span {
        let is_inside =
            span.file == self.body.file && span.start >= self.body.start && span.end <= self.body.end;
        if is_inside { Span { file: self.file, ..span } } else { span }
    }

    fn of_node(&self, node: &mut Node) {
        node.span = self.of(node.span);
        for field in &mut node.fields {
            field.span = self.of(field.span);
            self.of_value(&mut field.value);
        }
        node.overlays.iter_mut().for_each(|overlay| self.of_node(overlay));
    }

    fn of_value(&self, value: &mut Value) {
        match value {
            Value::Node(node) => self.of_node(node),
            Value::Nodes(nodes) => nodes.make_mut().iter_mut().for_each(|node| self.of_node(node)),
            Value::List(items) => items.iter_mut().for_each(|item| item.span = self.of(item.span)),
            _ => {}
        }
    }
}
