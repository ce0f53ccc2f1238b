//! Values with a look of their own. The serializer knows them by the names of their structs. To any other format they
//! are their value, but `Commented` a pair.

use serde::ser::SerializeTupleStruct;
use serde::{Serialize, Serializer};

pub(super) const FLOW: &str = "yaml::FlowSeq";
pub(super) const SPACE: &str = "yaml::SpaceAfter";
pub(super) const QUOTED: &str = "yaml::DoubleQuoted";
pub(super) const COMMENTED: &str = "yaml::Commented";

/// A list on one line: `[a, b]`.
#[derive(Debug, Clone, Default)]
pub struct FlowSeq<T>(pub T);

/// A value with an empty line before whatever comes next.
#[derive(Debug, Clone, Default)]
pub struct SpaceAfter<T>(pub T);

/// A string in double quotes, needed or not.
#[derive(Debug, Clone, Default)]
pub struct DoubleQuoted<T>(pub T);

/// A value and, at the end of the line where it begins, a comment.
#[derive(Debug, Clone, Default)]
pub struct Commented<T>(pub T, pub String);

impl<T: Serialize> Serialize for FlowSeq<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(FLOW, &self.0)
    }
}

impl<T: Serialize> Serialize for SpaceAfter<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(SPACE, &self.0)
    }
}

impl<T: Serialize> Serialize for DoubleQuoted<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(QUOTED, &self.0)
    }
}

impl<T: Serialize> Serialize for Commented<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // The comment first: the line of a block or of a map ends before its value does.
        let mut parts = serializer.serialize_tuple_struct(COMMENTED, 2)?;
        parts.serialize_field(&self.1)?;
        parts.serialize_field(&self.0)?;
        parts.end()
    }
}
