//! Text of a given shape, which is its own normal form.

/// A type that holds text which `$check` has seen.
macro_rules! shaped_text {
    ($(#[$doc:meta])* $name:ident, $check:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
        pub struct $name(ecow::EcoString);

        impl $name {
            /// Whether text is one.
            pub fn check(text: &str) -> Result<(), crate::types::Misfit> {
                $check(text)
            }
        }

        impl std::str::FromStr for $name {
            type Err = crate::types::Misfit;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                $check(text)?;
                Ok(Self(text.into()))
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl std::ops::Deref for $name {
            type Target = str;
            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

pub(super) use shaped_text;

/// What is said to be meant, when nothing is wrong with it.
pub(super) fn if_fits(meant: String, fault: fn(&str) -> Option<String>) -> Option<String> {
    fault(&meant).is_none().then_some(meant)
}
