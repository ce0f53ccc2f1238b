//! What serde says, in terms of the writer: scalars, the wrappers, and where lists and maps begin.

use super::Error;
use super::compound::{Compound, Shape, TupleStruct};
use super::wrappers::{COMMENTED, FLOW, QUOTED, SPACE};
use super::writer::Writer;
use serde::ser::{Error as _, Serialize, Serializer};
use std::fmt::{Debug, Display, Write};

impl Writer {
    fn display(&mut self, value: impl Display) -> Result<(), Error> {
        let mut written = Ok(());
        self.token(|out| written = write!(out, "{value}"));
        written.map_err(Error::custom)
    }
}

/// With a point and a signed exponent: YAML 1.1 sees a number in nothing less.
fn push_float(value: impl Debug, out: &mut String) {
    let digits = format!("{value:?}");
    match digits.as_str() {
        "NaN" => return out.push_str(".nan"),
        "inf" => return out.push_str(".inf"),
        "-inf" => return out.push_str("-.inf"),
        _ => {}
    }
    let Some((mantissa, exponent)) = digits.split_once('e') else { return out.push_str(&digits) };
    out.push_str(mantissa);
    out.push_str(if mantissa.contains('.') { "e" } else { ".0e" });
    out.push_str(if exponent.starts_with('-') { "" } else { "+" });
    out.push_str(exponent);
}

impl<'a> Serializer for &'a mut Writer {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Compound<'a>;
    type SerializeTuple = Compound<'a>;
    type SerializeTupleStruct = TupleStruct<'a>;
    type SerializeTupleVariant = Compound<'a>;
    type SerializeMap = Compound<'a>;
    type SerializeStruct = Compound<'a>;
    type SerializeStructVariant = Compound<'a>;

    fn serialize_bool(self, value: bool) -> Result<(), Error> {
        self.token(|out| out.push_str(if value { "true" } else { "false" }));
        Ok(())
    }

    fn serialize_i8(self, value: i8) -> Result<(), Error> {
        self.display(value)
    }

    fn serialize_i16(self, value: i16) -> Result<(), Error> {
        self.display(value)
    }

    fn serialize_i32(self, value: i32) -> Result<(), Error> {
        self.display(value)
    }

    fn serialize_i64(self, value: i64) -> Result<(), Error> {
        self.display(value)
    }

    fn serialize_u8(self, value: u8) -> Result<(), Error> {
        self.display(value)
    }

    fn serialize_u16(self, value: u16) -> Result<(), Error> {
        self.display(value)
    }

    fn serialize_u32(self, value: u32) -> Result<(), Error> {
        self.display(value)
    }

    fn serialize_u64(self, value: u64) -> Result<(), Error> {
        self.display(value)
    }

    fn serialize_f32(self, value: f32) -> Result<(), Error> {
        self.token(|out| push_float(value, out));
        Ok(())
    }

    fn serialize_f64(self, value: f64) -> Result<(), Error> {
        self.token(|out| push_float(value, out));
        Ok(())
    }

    fn serialize_char(self, value: char) -> Result<(), Error> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<(), Error> {
        self.string(value);
        Ok(())
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), Error> {
        Err(Error::custom("bytes that are no text"))
    }

    fn serialize_none(self) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Error> {
        self.token(|out| out.push_str("null"));
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), Error> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        self.flow |= name == FLOW;
        self.quoted |= name == QUOTED;
        value.serialize(&mut *self)?;
        self.flow &= name != FLOW;
        self.quoted &= name != QUOTED;
        if name == SPACE {
            self.space();
        }
        Ok(())
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        let mut map = Compound::begin(self, Shape::Map)?.into_variant(variant)?;
        map.value(value)?;
        map.end();
        Ok(())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Compound<'a>, Error> {
        Compound::begin(self, Shape::List)
    }

    fn serialize_tuple(self, _: usize) -> Result<Compound<'a>, Error> {
        Compound::begin(self, Shape::List)
    }

    fn serialize_tuple_struct(self, name: &'static str, _: usize) -> Result<TupleStruct<'a>, Error> {
        if name == COMMENTED {
            return Ok(TupleStruct::commented(self));
        }
        Ok(TupleStruct::List(Compound::begin(self, Shape::List)?))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Compound<'a>, Error> {
        Compound::begin_variant(self, variant, Shape::List)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Compound<'a>, Error> {
        Compound::begin(self, Shape::Map)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Compound<'a>, Error> {
        Compound::begin(self, Shape::Map)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Compound<'a>, Error> {
        Compound::begin_variant(self, variant, Shape::Map)
    }
}
