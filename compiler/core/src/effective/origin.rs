//! Why a setting is what it is: somebody wrote it, an environment changed it, or nobody said anything.

use super::{Found, Setting, View, find};
use crate::resolve::ThingId;
use crate::source::Span;

/// What gave a setting its value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cause {
    /// The declaration of the thing says so.
    Written,
    /// The environment says so.
    Environment,
    /// Nobody says otherwise; the declaration of the field is where it comes from.
    Default,
}

#[derive(Clone, Copy, Debug)]
pub struct Origin<'v> {
    pub cause: Cause,
    pub span: Span,
    /// What the environment has taken the place of.
    pub before: Option<Before<'v>>,
}

/// The same setting as the thing is declared.
#[derive(Clone, Copy, Debug)]
pub struct Before<'v> {
    pub setting: Setting<'v>,
    pub is_default: bool,
}

impl<'v> View<'v> {
    /// Where a setting of a thing comes from. `path` counts from the thing.
    pub fn origin(&self, thing: ThingId, path: &str, setting: &Setting<'v>) -> Origin<'v> {
        let declared = self.things.declared(thing);
        let span = setting.span;
        let own = if setting.is_default() { Cause::Default } else { Cause::Written };
        if std::ptr::eq(declared, self.node(thing)) {
            return Origin { cause: own, span, before: None };
        }
        let before = match find(self.schema, declared, path).pop() {
            Some((_, Found::Setting(setting))) => Some(setting),
            _ => None,
        };
        if before.is_some_and(|before| before.span == span && before.value == setting.value) {
            return Origin { cause: own, span, before: None };
        }
        let cause = if own == Cause::Default { own } else { Cause::Environment };
        let before = before.map(|setting| Before { setting, is_default: setting.is_default() });
        Origin { cause, span, before }
    }
}
