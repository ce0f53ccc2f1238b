//! Declaration files to a schema: first the names of all kinds, then types, then fields, so that order is free.

use super::errors::BAD_DECLARATION;
use super::shape::PATTERNS;
use super::{Base, FieldDef, Kind, KindId, Literal, Place, PropertyDef, Scalar, ScalarType, Schema, Shape};
use crate::diag::{Diagnostic, Diagnostics};
use crate::source::Span;
use crate::syntax::{self, Node, Tree};
use std::sync::Arc;

/// Reads every `type` and `kind` of the trees. Other nodes are entries of the catalogue, and left to the checker.
pub fn load<'t>(trees: impl IntoIterator<Item = &'t Tree> + Clone, diagnostics: &mut Diagnostics) -> Schema {
    let mut loader = Loader { schema: Schema::default(), diagnostics };
    let named = |name: &'static str| {
        trees.clone().into_iter().flat_map(Tree::nodes).filter(move |node| node.name() == name)
    };
    for node in named("type") {
        loader.add_type(node);
    }
    for node in named("kind") {
        loader.add_kind(node);
    }
    for node in named("kind") {
        loader.add_fields(node);
    }
    loader.schema
}

struct Loader<'d> {
    schema: Schema,
    diagnostics: &'d mut Diagnostics,
}

/// The first argument, as text.
fn name_of(node: Node<'_>) -> Option<Arc<str>> {
    let entry = node.entries().find(|entry| !entry.is_property())?;
    text_value(entry.value()).map(Arc::from)
}

fn text_value(value: syntax::Value<'_>) -> Option<String> {
    match value {
        syntax::Value::String(text) => Some(text.into_owned()),
        _ => None,
    }
}

fn property<'t>(node: Node<'t>, name: &str) -> Option<syntax::Value<'t>> {
    node.entries().find(|entry| entry.name().is_some_and(|known| &**known == name)).map(|entry| entry.value())
}

fn text(node: Node<'_>, name: &str) -> Option<String> {
    property(node, name).and_then(text_value)
}

fn flag(node: Node<'_>, name: &str) -> bool {
    property(node, name) == Some(syntax::Value::Bool(true))
}

fn number(node: Node<'_>, name: &str) -> Option<f64> {
    match property(node, name)? {
        syntax::Value::Integer(integer) => Some(integer as f64),
        syntax::Value::Float(float) => Some(float),
        _ => None,
    }
}

/// The argument of the child `about`.
fn about(node: Node<'_>) -> String {
    child_text(node, "about").unwrap_or_default()
}

fn child_text(node: Node<'_>, name: &str) -> Option<String> {
    node.children().find(|child| child.name() == name).and_then(name_of).map(|text| text.to_string())
}

impl Loader<'_> {
    fn refuse(&mut self, span: Span, message: String) {
        self.diagnostics.push(Diagnostic::new(&BAD_DECLARATION, span, message));
    }

    fn add_type(&mut self, node: Node<'_>) {
        let Some(name) = name_of(node) else {
            return self.refuse(node.span(), "this type has no name".into());
        };
        let of = text(node, "of").unwrap_or_default();
        let Some(base) = Base::named(&of) else {
            let known: Vec<_> = Base::names().collect();
            return self.refuse(
                node.span(),
                format!("type `{name}` is of `{of}`, which is none of {}", known.join(", ")),
            );
        };
        let range = number(node, "min").zip(number(node, "max"));
        let wanted = text(node, "pattern");
        let pattern = wanted.as_ref().and_then(|wanted| PATTERNS.iter().find(|(known, _)| known == wanted));
        if let (Some(wanted), None) = (&wanted, pattern) {
            self.refuse(node.span(), format!("type `{name}` has the pattern `{wanted}`, which there is not"));
        }
        let options = node.children().filter(|child| child.name() == "option").filter_map(|option| {
            let mut texts = option.entries().filter_map(|entry| text_value(entry.value()));
            Some((Arc::from(texts.next()?), texts.next().unwrap_or_default()))
        });
        let declared = ScalarType {
            name: Arc::clone(&name),
            about: about(node),
            base,
            range,
            pattern: pattern.map(|(_, check)| *check),
            options: options.collect(),
        };
        self.schema.types.insert(name, Arc::new(declared));
    }

    fn add_kind(&mut self, node: Node<'_>) {
        let Some(name) = name_of(node) else {
            return self.refuse(node.span(), "this kind has no name".into());
        };
        let examples = node.children().filter(|child| child.name() == "example").filter_map(name_of);
        let kind = Kind {
            name: Arc::clone(&name),
            about: about(node),
            span: node.header_span(),
            is_top: text(node, "level").as_deref() == Some("top"),
            is_once: flag(node, "once"),
            is_overlay: flag(node, "overlay"),
            takes_overlays: flag(node, "overlays"),
            tag: text(node, "tag").map(Arc::from),
            fields: Vec::new(),
            properties: Vec::new(),
            examples: examples.map(|text| text.to_string()).collect(),
        };
        if self.schema.kinds.insert(name, kind).is_some() {
            self.refuse(node.header_span(), "this kind is declared twice".into());
        }
    }

    fn add_fields(&mut self, node: Node<'_>) {
        let Some(kind) = name_of(node).and_then(|name| self.schema.kind_id(&name)) else { return };
        for child in node.children() {
            match &*child.name() {
                "name" => self.add_name_field(kind, child),
                "field" => self.add_field(kind, child),
                "property" => {
                    let Some(name) = name_of(child) else { continue };
                    self.kind_mut(kind).properties.push(PropertyDef { name, about: about(child) });
                }
                "about" | "example" => {}
                other => self.refuse(child.span(), format!("a kind has no `{other}`")),
            }
        }
    }

    fn kind_mut(&mut self, id: KindId) -> &mut Kind {
        &mut self.schema.kinds[usize::from(id.0)]
    }

    fn add_name_field(&mut self, kind: KindId, node: Node<'_>) {
        let Some(scalar) = self.scalar(node) else { return };
        let field = FieldDef {
            name: Arc::from("name"),
            about: "Its name.".into(),
            span: node.span(),
            place: Place::Argument,
            shape: Shape::Scalar(scalar),
            is_required: true,
            default: None,
            is_always: false,
            when: None,
        };
        self.kind_mut(kind).fields.insert(0, field);
    }

    fn add_field(&mut self, kind: KindId, node: Node<'_>) {
        let Some(name) = name_of(node) else {
            return self.refuse(node.span(), "this field has no name".into());
        };
        let place = match text(node, "at").as_deref() {
            None | Some("child") => Place::Child,
            Some("argument") => Place::Argument,
            Some("arguments") => Place::Arguments,
            Some("property") => Place::Property,
            Some(other) => return self.refuse(node.span(), format!("a field cannot stand at `{other}`")),
        };
        let Some(shape) = self.shape(node) else { return };
        let field = FieldDef {
            name,
            about: about(node),
            span: node.header_span(),
            place,
            shape,
            is_required: flag(node, "required"),
            default: property(node, "default").and_then(default_value),
            is_always: flag(node, "always"),
            when: text(node, "when").map(Arc::from),
        };
        self.kind_mut(kind).fields.push(field);
    }

    fn shape(&mut self, node: Node<'_>) -> Option<Shape> {
        let Some(kind) = text(node, "kind") else {
            let scalar = self.scalar(node)?;
            return Some(if flag(node, "many") { Shape::List(scalar) } else { Shape::Scalar(scalar) });
        };
        let Some(id) = self.schema.kind_id(&kind) else {
            self.refuse(node.span(), format!("there is no kind `{kind}`"));
            return None;
        };
        Some(match (flag(node, "block"), flag(node, "repeat")) {
            (true, _) => Shape::Block(id),
            (false, true) => Shape::Nodes(id),
            (false, false) => Shape::Node(id),
        })
    }

    fn scalar(&mut self, node: Node<'_>) -> Option<Scalar> {
        let name = text(node, "type").unwrap_or_default();
        let Some(of) = self.schema.types.get(name.as_str()).cloned() else {
            self.refuse(node.span(), format!("there is no type `{name}`"));
            return None;
        };
        let targets = text(node, "to").unwrap_or_default();
        let mut to = Vec::new();
        for target in targets.split_whitespace() {
            match self.schema.kind_id(target) {
                Some(id) => to.push(id),
                None => self.refuse(node.span(), format!("there is no kind `{target}`")),
            }
        }
        Some(Scalar { of, to })
    }
}

fn default_value(value: syntax::Value<'_>) -> Option<Literal> {
    match value {
        syntax::Value::String(text) => Some(Literal::Text(Arc::from(&*text))),
        syntax::Value::Integer(integer) => i64::try_from(integer).ok().map(Literal::Integer),
        syntax::Value::Float(float) => Some(Literal::Number(float)),
        syntax::Value::Bool(truth) => Some(Literal::Bool(truth)),
        syntax::Value::Null => None,
    }
}
