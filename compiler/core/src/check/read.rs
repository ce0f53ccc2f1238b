//! Typed nodes to Rust data, by serde: a field of a struct is filled from the field of its name. `$span` is the
//! node's place. The checker has seen every value, so a mismatch is a fault of the compiler.

use super::{Item, Node, Value};
use crate::schema::Schema;
use crate::source::{Span, Spanned};
use serde::de::value::{BorrowedStrDeserializer, Error, SeqDeserializer};
use serde::de::{DeserializeSeed, Deserializer, Error as _, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, forward_to_deserialize_any};

/// The data a node holds.
///
/// # Panics
/// When the standard library and the compiler disagree on a kind, which a test on every kind excludes.
pub fn read<'de, T: Deserialize<'de>>(schema: &'de Schema, node: &'de Node) -> T {
    match T::deserialize(NodeReader { schema, node }) {
        Ok(data) => data,
        Err(error) => panic!("kind {}: {error}", schema.kind(node.kind).name),
    }
}

#[derive(Clone, Copy)]
struct NodeReader<'de> {
    schema: &'de Schema,
    node: &'de Node,
}

impl<'de> Deserializer<'de> for NodeReader<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_map(FieldAccess { reader: self, next: 0 })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// First the place, then the fields.
struct FieldAccess<'de> {
    reader: NodeReader<'de>,
    next: usize,
}

impl<'de> MapAccess<'de> for FieldAccess<'de> {
    type Error = Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Error> {
        let NodeReader { schema, node } = self.reader;
        let name = match self.next.checked_sub(1) {
            None => "$span",
            Some(at) => match node.fields.get(at) {
                Some(field) => &schema.kind(node.kind).fields[usize::from(field.def)].name,
                None => return Ok(None),
            },
        };
        self.next += 1;
        seed.deserialize(BorrowedStrDeserializer::new(name)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Error> {
        let NodeReader { schema, node } = self.reader;
        match self.next.checked_sub(2).and_then(|at| node.fields.get(at)) {
            None => seed.deserialize(place(node.span)),
            Some(field) => seed.deserialize(ValueReader { schema, value: &field.value, span: field.span }),
        }
    }
}

fn place(span: Span) -> SeqDeserializer<std::array::IntoIter<u32, 3>, Error> {
    SeqDeserializer::new([span.file.0, span.start, span.end].into_iter())
}

#[derive(Clone, Copy)]
struct ValueReader<'de> {
    schema: &'de Schema,
    value: &'de Value,
    span: Span,
}

impl<'de> Deserializer<'de> for ValueReader<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let schema = self.schema;
        match self.value {
            Value::Bool(truth) => visitor.visit_bool(*truth),
            Value::Integer(integer) => visitor.visit_i64(*integer),
            Value::Number(number) => visitor.visit_f64(*number),
            Value::Text(text) | Value::Property(text) => visitor.visit_borrowed_str(text),
            Value::List(items) => visitor.visit_seq(ItemAccess { schema, items: items.iter() }),
            Value::Node(node) => NodeReader { schema, node }.deserialize_any(visitor),
            Value::Nodes(nodes) => visitor.visit_seq(NodeAccess { schema, nodes: nodes.iter() }),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let Self { schema, value, span } = self;
        match value {
            Value::List(_) | Value::Nodes(_) => self.deserialize_any(visitor),
            // A default of a list is written as its one item.
            _ => visitor.visit_seq(OneAccess { reader: Some(ValueReader { schema, value, span }) }),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        if name == Spanned::<()>::NAME {
            return visitor.visit_seq(SpannedAccess { reader: self, next: 0 });
        }
        self.deserialize_any(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self.value {
            Value::Text(text) => visitor.visit_enum((&**text).into_deserializer()),
            _ => Err(Error::custom("a choice is text")),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct tuple
        tuple_struct map identifier ignored_any
    }
}

struct ItemAccess<'de> {
    schema: &'de Schema,
    items: std::slice::Iter<'de, Item>,
}

impl<'de> SeqAccess<'de> for ItemAccess<'de> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        let Some(Item { value, span }) = self.items.next() else { return Ok(None) };
        seed.deserialize(ValueReader { schema: self.schema, value, span: *span }).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

struct NodeAccess<'de> {
    schema: &'de Schema,
    nodes: std::slice::Iter<'de, Node>,
}

impl<'de> SeqAccess<'de> for NodeAccess<'de> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        let Some(node) = self.nodes.next() else { return Ok(None) };
        seed.deserialize(NodeReader { schema: self.schema, node }).map(Some)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.nodes.len())
    }
}

struct OneAccess<'de> {
    reader: Option<ValueReader<'de>>,
}

impl<'de> SeqAccess<'de> for OneAccess<'de> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        self.reader.take().map(|reader| seed.deserialize(reader)).transpose()
    }
}

/// A [`Spanned`] is its value, then its place.
struct SpannedAccess<'de> {
    reader: ValueReader<'de>,
    next: u8,
}

impl<'de> SeqAccess<'de> for SpannedAccess<'de> {
    type Error = Error;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Error> {
        self.next += 1;
        match self.next {
            1 => seed.deserialize(self.reader).map(Some),
            2 => seed.deserialize(place(self.reader.span)).map(Some),
            _ => Ok(None),
        }
    }
}
