//! Components that a project might declare: a thing that is right is made up, and some of its values become parameters
//! of their types. In: the language so far. Out: text, and what instances make.

use super::language::{Language, Made};
use super::lines::{Line, print};
use super::maker::Maker;
use crate::support::generate::Random;
use formwork_core::schema::{FieldDef, Kind, Place, Schema, Shape};
use formwork_core::syntax::quoted;
use std::fmt::Write;

const NAMES: &[&str] = &["cottage", "shed", "greenhouse"];

/// Stands for a name that only an instance knows.
pub(super) const SOMEBODY: &str = "somebody";

pub(crate) fn components(language: &Language, random: &mut Random) -> (String, Made) {
    let mut text = String::from("/- kdl-version 2\n");
    let mut made = Made::new();
    for name in NAMES {
        let mut component =
            Component { schema: &language.schema, random, parameters: String::new(), count: 0 };
        let (lines, makes) = component.body(language);
        let body = print(&lines, component.random).replace("/- kdl-version 2\n", "");
        let parameters = component.parameters;
        writeln!(
            text,
            "component \"{name}\" {{\n    about \"A {name}.\"\n    name type=\"identifier\"\n{parameters}\
             makes {{\n{body}}}\n}}"
        )
        .unwrap();
        made.insert(name.to_string(), makes);
    }
    (text, made)
}

struct Component<'l, 'r> {
    schema: &'l Schema,
    random: &'r mut Random,
    /// Their declarations.
    parameters: String,
    count: usize,
}

impl Component<'_, '_> {
    /// What it makes; as kinds, and what the names end with.
    fn body(&mut self, language: &Language) -> (Vec<Line>, Vec<(String, String)>) {
        let (mut lines, mut makes) = (Vec::new(), Vec::new());
        let seed = self.random.next();
        let mut maker = Maker::new(language, seed).of_somebody();
        for number in 0..=self.random.below(2) {
            let kinds = ["service", "service", "secret", "external", "bucket", "garden", "tree"];
            let kind = self.random.pick(&kinds);
            let Some(id) = self.schema.kind_id(kind) else { continue };
            let suffix = if number == 0 { String::new() } else { format!("-{number}") };
            let mut line = maker.thing(id, Some(&format!("${{name}}{suffix}")));
            self.parametrise(&mut line, false);
            lines.push(line);
            makes.push((kind.to_string(), suffix));
        }
        (lines, makes)
    }

    /// Gives some values of a node another place: that of the instance. The name of what it makes stays.
    fn parametrise(&mut self, line: &mut Line, has_name_in_front: bool) {
        let Some(kind) = line.kind.map(|kind| self.schema.kind(kind)) else { return };
        let is_positional = |field: &&FieldDef| {
            matches!(field.place, Place::Argument | Place::Arguments)
                && !(has_name_in_front && &*field.name == "name")
        };
        let positional: Vec<&FieldDef> = kind.fields.iter().filter(is_positional).collect();
        let mut next = 0;
        for entry in &mut line.entries {
            let property = kind.fields.iter().find_map(|field| {
                Some((field, entry.strip_prefix(&format!("{}=", field.name))?.to_string()))
            });
            if let Some((field, value)) = property {
                *entry = format!("{}={}", field.name, self.parameter(kind, field, &value));
            } else if let Some(field) = positional.get(next).or(positional.last()) {
                *entry = self.parameter(kind, field, entry);
                next += 1;
            }
        }
        for inner in &mut line.block {
            match kind.field(&inner.name) {
                _ if inner.kind.is_some() => self.parametrise(inner, false),
                Some((_, FieldDef { shape: Shape::Block(_), .. })) | None => {
                    inner.block.iter_mut().for_each(|line| self.parametrise(line, true));
                }
                Some((_, field)) => {
                    inner.entries.iter_mut().for_each(|value| *value = self.parameter(kind, field, value));
                }
            }
        }
    }

    /// A parameter in place of a value; or the value.
    fn parameter(&mut self, kind: &Kind, field: &FieldDef, value: &str) -> String {
        let (Shape::Scalar(of) | Shape::List(of)) = &field.shape else { return value.to_string() };
        let is_open = value == quoted(SOMEBODY);
        // What has a tag has other fields under another value.
        // Its own name; or a line of several entries, as it was given.
        let is_fixed = value.starts_with("\"${name}") || value.matches('"').count() > 2;
        if kind.tag.as_ref() == Some(&field.name) || is_fixed || !is_open && self.random.below(3) > 0 {
            return value.to_string();
        }
        self.count += 1;
        let name = format!("p{}", self.count);
        let to: Vec<&str> = of.to.iter().map(|to| &*self.schema.kind(*to).name).collect();
        let to = if to.is_empty() { String::new() } else { format!(" to={}", quoted(&to.join(" "))) };
        let is_plain = !is_open && !value.contains("${");
        let fate = if is_plain && self.random.below(2) == 0 {
            format!(" default={value}")
        } else {
            " required=#true".to_string()
        };
        writeln!(self.parameters, "field \"{name}\" type=\"{}\"{to}{fate} {{ about \"P\"; }}", of.of.name)
            .unwrap();
        format!("\"${{{name}}}\"")
    }
}
