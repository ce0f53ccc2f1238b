//! Lists, maps and whatever serde makes of them: entries below each other, or on one line.

use super::Error;
use super::writer::{Place, Writer};
use serde::Serialize;
use serde::ser::{self, Error as _};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    List,
    Map,
}

impl Shape {
    fn brackets(self) -> (char, char) {
        match self {
            Shape::List => ('[', ']'),
            Shape::Map => ('{', '}'),
        }
    }
}

/// A list or map whose entries are being written.
#[derive(Debug)]
pub(super) struct Compound<'a> {
    writer: &'a mut Writer,
    shape: Shape,
    /// Where it began, and how deep its entries stand.
    began: Place,
    level: usize,
    flow: bool,
    empty: bool,
    /// It is the value of an enum's variant: one more map ends with it.
    variant: Option<Place>,
}

impl<'a> Compound<'a> {
    pub(super) fn begin(writer: &'a mut Writer, shape: Shape) -> Result<Self, Error> {
        let began = writer.place;
        if matches!(began, Place::Key | Place::Comment) {
            return Err(Error::custom("a list or map as a key or comment"));
        }
        let flow = std::mem::take(&mut writer.flow) || began == Place::Flow;
        if flow {
            writer.open(shape.brackets().0);
        }
        let level = writer.level;
        Ok(Self { writer, shape, began, level, flow, empty: true, variant: None })
    }

    /// The content of `variant`, a map with this one key.
    pub(super) fn begin_variant(
        writer: &'a mut Writer,
        variant: &'static str,
        shape: Shape,
    ) -> Result<Self, Error> {
        let outer = Self::begin(writer, Shape::Map)?.into_variant(variant)?;
        let (writer, began) = (outer.writer, outer.began);
        Ok(Self { variant: Some(began), ..Self::begin(writer, shape)? })
    }

    /// Ready for the value of the one key `variant`.
    pub(super) fn into_variant(mut self, variant: &'static str) -> Result<Self, Error> {
        self.key(variant)?;
        self.ready(Place::Value);
        Ok(self)
    }

    pub(super) fn value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.ready(Place::Value);
        value.serialize(&mut *self.writer)
    }

    pub(super) fn end(self) {
        let (open, close) = self.shape.brackets();
        if self.empty && !self.flow {
            self.writer.open(open);
        }
        if self.flow || self.empty {
            self.writer.close(close, self.began);
        }
        if let Some(began) = self.variant.filter(|_| self.flow) {
            self.writer.close('}', began);
        }
    }

    /// Moves to the next entry.
    fn entry(&mut self) {
        let first = std::mem::replace(&mut self.empty, false);
        match self.flow {
            true if first => {}
            true => self.writer.part(", "),
            false => self.writer.begin_entry(first.then_some(self.began), self.level),
        }
    }

    /// Says where the next value stands.
    fn ready(&mut self, place: Place) {
        self.writer.place = if self.flow { Place::Flow } else { place };
        self.writer.level = self.level + 1;
    }

    fn key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        self.entry();
        self.writer.key(self.level, |writer| key.serialize(writer))?;
        if self.flow {
            self.writer.part(" ");
        }
        Ok(())
    }

    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.entry();
        if !self.flow {
            self.writer.part("-");
        }
        self.ready(Place::Item);
        value.serialize(&mut *self.writer)
    }
}

impl ser::SerializeSeq for Compound<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.item(value)
    }

    fn end(self) -> Result<(), Error> {
        self.end();
        Ok(())
    }
}

impl ser::SerializeTuple for Compound<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.item(value)
    }

    fn end(self) -> Result<(), Error> {
        self.end();
        Ok(())
    }
}

impl ser::SerializeTupleVariant for Compound<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.item(value)
    }

    fn end(self) -> Result<(), Error> {
        self.end();
        Ok(())
    }
}

impl ser::SerializeMap for Compound<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        self.key(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.value(value)
    }

    fn end(self) -> Result<(), Error> {
        self.end();
        Ok(())
    }
}

impl ser::SerializeStruct for Compound<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Error> {
        self.key(key)?;
        self.value(value)
    }

    fn end(self) -> Result<(), Error> {
        self.end();
        Ok(())
    }
}

impl ser::SerializeStructVariant for Compound<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Error> {
        self.key(key)?;
        self.value(value)
    }

    fn end(self) -> Result<(), Error> {
        self.end();
        Ok(())
    }
}

/// A list, or a value and its comment, which are no list at all.
#[derive(Debug)]
pub(super) enum TupleStruct<'a> {
    List(Compound<'a>),
    /// The value is written where the comment was met.
    Commented(&'a mut Writer, Place),
}

impl<'a> TupleStruct<'a> {
    /// The comment comes first, its value second.
    pub(super) fn commented(writer: &'a mut Writer) -> Self {
        let place = std::mem::replace(&mut writer.place, Place::Comment);
        Self::Commented(writer, place)
    }
}

impl ser::SerializeTupleStruct for TupleStruct<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        match self {
            TupleStruct::List(list) => list.item(value),
            TupleStruct::Commented(writer, place) => {
                value.serialize(&mut **writer)?;
                writer.place = *place;
                Ok(())
            }
        }
    }

    fn end(self) -> Result<(), Error> {
        if let TupleStruct::List(list) = self {
            list.end();
        }
        Ok(())
    }
}
