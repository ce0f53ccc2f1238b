//! Values that refer to other things, as they are read in an environment.

use super::{Setting, View};
use crate::check::Value;
use crate::model::{Colour, Scope};
use crate::schema::Base;
use crate::types::Interpolated;

/// In which copy text is read; None where there are no two.
pub type Copy = Option<Colour>;

impl View<'_> {
    /// The copies of everything that run here: two where one takes over from the other.
    pub fn copies(&self) -> &'static [Copy] {
        match self.surroundings() {
            Some(environment) if environment.is_blue_green() => &[Some(Colour::Blue), Some(Colour::Green)],
            _ => &[None],
        }
    }

    /// What a value stands for in a copy, when that is not what is written.
    pub fn evaluate(&self, setting: &Setting<'_>, value: &Value, copy: Copy) -> Option<String> {
        let text = value.text().filter(|text| text.contains("${"))?;
        setting.scalar().filter(|scalar| scalar.of.base == Base::Interpolated)?;
        let (model, environment) = (self.model?, self.surroundings()?);
        let text = text.parse::<Interpolated>().ok()?;
        model.evaluate(Scope::new(environment).with_colour(copy), &text).ok()
    }
}
