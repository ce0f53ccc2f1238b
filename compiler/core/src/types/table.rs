//! Tables of values for tests: what is read, with its normal form, and what is not, with the whole of the message.

use super::Misfit;
use std::fmt::Display;
use std::str::FromStr;

/// Each text is read, has the normal form beside it, and that is its own.
pub(super) fn good<T: FromStr<Err = Misfit> + Display>(rows: &[(&str, &str)]) {
    for (text, normal) in rows {
        let read = |text: &str| {
            let value = text.parse::<T>().unwrap_or_else(|misfit| panic!("{text:?} {misfit}"));
            value.to_string()
        };
        assert_eq!(read(text), *normal, "the normal form of {text:?}");
        assert_eq!(read(normal), *normal, "the normal form of a normal form");
    }
}

/// Each text is refused with the message beside it, and what is said to be meant would do.
pub(super) fn bad<T: FromStr<Err = Misfit> + Display>(rows: &[(&str, &str)]) {
    for (text, message) in rows {
        match text.parse::<T>() {
            Ok(value) => panic!("{text:?} was read as {value}"),
            Err(misfit) => {
                assert_eq!(misfit.to_string(), *message, "of {text:?}");
                if let Some(meant) = misfit.meant {
                    good::<T>(&[(&meant, &meant)]);
                }
            }
        }
    }
}
