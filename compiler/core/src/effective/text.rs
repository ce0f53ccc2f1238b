//! Values as text: as they are written, and, where they refer to other things, as they are read in an environment.

use super::{Setting, View};
use crate::check::Value;
use crate::model::{Colour, Scope};
use crate::schema::Base;
use crate::types::Interpolated;

/// A text that refers to other things, as it is read in an environment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Evaluated {
    Same(String),
    /// Each copy of a blue-green rollout reads it differently.
    ByColour([(Colour, String); 2]),
}

impl View<'_> {
    /// What a value stands for here, when that is not what is written.
    pub fn evaluate(&self, setting: &Setting<'_>, value: &Value) -> Option<Evaluated> {
        let text = value.text().filter(|text| text.contains("${"))?;
        setting.scalar().filter(|scalar| scalar.of.base == Base::Interpolated)?;
        let (model, environment) = (self.model?, self.surroundings()?);
        let text = text.parse::<Interpolated>().ok()?;
        let read =
            |colour: Option<Colour>| model.evaluate(Scope::new(environment).with_colour(colour), &text).ok();
        if !environment.is_blue_green() {
            return read(None).map(Evaluated::Same);
        }
        let [blue, green] = [read(Some(Colour::Blue))?, read(Some(Colour::Green))?];
        Some(if blue == green {
            Evaluated::Same(blue)
        } else {
            Evaluated::ByColour([(Colour::Blue, blue), (Colour::Green, green)])
        })
    }
}
