//! Typed nodes: what the checker makes of a tree. Values are of the type their field declares; every one knows its place.

use crate::schema::{Holding, KindId, Schema};
use crate::source::Span;
use ecow::{EcoString, EcoVec};

#[derive(Clone, PartialEq, Debug)]
pub enum Value {
    Bool(bool),
    Integer(i64),
    Number(f64),
    Text(EcoString),
    /// `${service.api.port}` in place of a value that is no text: `resolve` puts in what is meant.
    Property(EcoString),
    List(Vec<Item>),
    Node(Box<Node>),
    /// The nodes of a field that may be there many times, or the lines of a block.
    Nodes(EcoVec<Node>),
}

/// A spec has tens of thousands.
const _: () = assert!(size_of::<Value>() == 24);

/// A scalar in a list.
#[derive(Clone, PartialEq, Debug)]
pub struct Item {
    pub value: Value,
    pub span: Span,
}

/// A field that somebody wrote, or that has its default.
#[derive(Clone, PartialEq, Debug)]
pub struct Field {
    /// The place of its declaration in the kind's fields.
    pub def: u16,
    pub value: Value,
    pub span: Span,
    /// In a change of an environment: whether it comes after what is there instead of taking its place.
    pub is_appended: bool,
}

/// A node of a kind, with its fields in the order of their declaration.
#[derive(Clone, PartialEq, Debug)]
pub struct Node {
    pub kind: KindId,
    /// The node's own line, without its block.
    pub span: Span,
    /// Something in it was reported and left out.
    pub is_faulty: bool,
    pub fields: Vec<Field>,
    /// In an environment: the things it changes.
    pub overlays: Vec<Node>,
}

impl Field {
    pub fn new(def: usize, value: Value, span: Span) -> Self {
        Self { def: def as u16, value, span, is_appended: false }
    }
}

impl Node {
    pub fn field(&self, def: usize) -> Option<&Field> {
        self.fields.iter().find(|field| usize::from(field.def) == def)
    }

    pub fn named<'n>(&'n self, schema: &Schema, name: &str) -> Option<&'n Field> {
        let (def, _) = schema.kind(self.kind).field(name)?;
        self.field(def)
    }

    /// The node's name, when its kind has one and it was written.
    pub fn name(&self, schema: &Schema) -> Option<&EcoString> {
        let def = schema.kind(self.kind).name_field()?;
        self.field(def)?.value.text()
    }

    /// The nodes in its fields that hold something, themselves or somewhere in them.
    pub fn inner_with<'n>(&'n self, what: Holding, schema: &'n Schema) -> impl Iterator<Item = &'n Node> {
        let defs = &schema.kind(self.kind).fields;
        let holds = move |field: &&Field| {
            let inner = defs[usize::from(field.def)].shape.kind();
            inner.is_some_and(|inner| schema.kind(inner).holds(what))
        };
        self.fields.iter().filter(holds).flat_map(|field| field.value.nodes())
    }

    /// The value of its kind's tag, which decides what other fields there are.
    pub fn chosen(&self, schema: &Schema) -> Option<&EcoString> {
        let tag = schema.kind(self.kind).tag.as_ref()?;
        self.named(schema, tag)?.value.text()
    }

    /// Puts a field in its place, in front of the one that is there.
    pub fn set(&mut self, field: Field) {
        match self.fields.binary_search_by_key(&field.def, |known| known.def) {
            Ok(at) => self.fields[at] = field,
            Err(at) => self.fields.insert(at, field),
        }
    }
}

impl Value {
    pub fn text(&self) -> Option<&EcoString> {
        match self {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    /// As a spec writes it, without quotation marks. Lists and nodes have no such text.
    pub fn plain(&self) -> String {
        match self {
            Value::Bool(truth) => truth.to_string(),
            Value::Integer(integer) => integer.to_string(),
            Value::Number(number) => number.to_string(),
            Value::Text(text) | Value::Property(text) => text.to_string(),
            Value::List(_) | Value::Node(_) | Value::Nodes(_) => String::new(),
        }
    }

    /// The nodes in it: one, or many, or, of a scalar, none.
    pub fn nodes(&self) -> std::slice::Iter<'_, Node> {
        match self {
            Value::Node(node) => std::slice::from_ref(&**node),
            Value::Nodes(nodes) => nodes,
            _ => &[],
        }
        .iter()
    }
}
