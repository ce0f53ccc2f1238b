//! The value types of the language: text in, a typed value with one normal spelling out, or a [`Misfit`] that says
//! what is wrong with it. Which field has which type is declared in `stdlib/`; how a type reads is defined here.

mod address;
mod command;
mod duration;
mod glob;
mod interpolation;
mod misfit;
mod name;
mod number;
mod path;
mod percentage;
mod port_range;
mod quantity;
mod rate;
mod schedule;
pub(crate) mod secret_shapes;
mod semver;
mod shaped;
mod size;
#[cfg(test)]
pub(crate) mod table;
mod thing;
mod threshold;
mod version;
mod version_range;

pub use address::{EmailAddress, HostName, Url};
pub use command::Command;
pub use duration::Duration;
pub use glob::{Glob, Matcher};
pub(crate) use interpolation::has_dollar;
pub use interpolation::{Interpolated, Part, Reference, with_names};
pub use misfit::{Misfit, shorten};
pub use name::{EnvName, Identifier};
pub use path::RepoPath;
pub use percentage::Percentage;
pub use port_range::PortRange;
pub use quantity::Quantity;
pub use rate::Rate;
pub use schedule::{Every, Run, Schedule, Zone};
pub use semver::Semver;
pub use size::Size;
pub use thing::Thing;
pub use threshold::{Comparison, Condition, Limit, Threshold};
pub use version::Version;
pub use version_range::VersionRange;

use serde::de::{Error, Visitor};
use std::fmt;
use std::marker::PhantomData;
use std::str::FromStr;

/// Reads a type from text without keeping the text.
struct FromText<T>(PhantomData<T>);

impl<T: FromStr<Err = Misfit>> Visitor<'_> for FromText<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
}

/// Gives a type parsed from text its `Deserialize`, so that the typed model can be filled from checked values.
macro_rules! read_from_text {
    ($($name:ty),+ $(,)?) => { $(
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str(FromText(PhantomData))
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }
    )+ };
}

read_from_text!(
    Duration,
    EmailAddress,
    EnvName,
    Glob,
    HostName,
    Identifier,
    Interpolated,
    Percentage,
    Rate,
    RepoPath,
    Schedule,
    Size,
    Thing,
    Threshold,
    Url,
    Version,
);
