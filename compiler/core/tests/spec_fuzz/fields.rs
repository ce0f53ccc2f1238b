//! How a field is written in its place, and which value it gets.

use super::components::SOMEBODY;
use super::lines::Line;
use super::maker::Maker;
use super::sensible;
use formwork_core::schema::{Base, FieldDef, Kind, KindId, Literal, Place, Shape, samples};
use formwork_core::syntax::quoted;

impl Maker<'_> {
    pub(super) fn write(&mut self, kind: &Kind, field: &FieldDef, line: &mut Line, depth: usize) {
        match (&field.shape, field.place) {
            (Shape::Scalar(_), Place::Property) => {
                let value = self.value(kind, field).map(|value| format!("{}={value}", field.name));
                line.entries.extend(value);
            }
            (Shape::Scalar(_), Place::Argument) => line.entries.extend(self.value(kind, field)),
            (Shape::Scalar(_), _) => line.block.push(Line::of(&*field.name, self.value(kind, field))),
            (Shape::List(_), place) => {
                let most = if self.is_sensible { 1 } else { 2 };
                let number = self.random.below(most) + 1;
                let values: Vec<String> = (0..number).filter_map(|_| self.value(kind, field)).collect();
                match place {
                    Place::Arguments => line.entries.extend(values),
                    _ => line.block.push(Line::of(&*field.name, values)),
                }
            }
            (Shape::Node(inner), _) => line.block.push(self.inner(kind, *inner, field, depth)),
            (Shape::Nodes(inner), _) => {
                for _ in 0..=self.random.below(2) {
                    line.block.push(self.inner(kind, *inner, field, depth));
                }
            }
            (Shape::Block(inner), _) => {
                let lines = 0..=self.random.below(3);
                let block = lines.map(|_| {
                    self.count += 1;
                    let is_small = self.schema.kind(*inner).name_field().is_some_and(|at| {
                        let Shape::Scalar(of) = &self.schema.kind(*inner).fields[at].shape else {
                            return false;
                        };
                        of.of.base == Base::Identifier
                    });
                    let name = format!("{}{}", if is_small { 'v' } else { 'V' }, self.count);
                    self.node(*inner, Some(&name), true, depth + 1)
                });
                let block = block.collect();
                line.block.push(Line { block, ..Line::of(&*field.name, []) });
            }
            (Shape::Body, _) => {}
        }
    }

    fn inner(&mut self, outer: &Kind, id: KindId, field: &FieldDef, depth: usize) -> Line {
        let kind = self.schema.kind(id);
        if let Some(lines) = sensible::lines(self.is_sensible, &outer.name, &field.name, &kind.name) {
            let line = self.random.pick(lines).to_string();
            return Line { kind: Some(id), ..Line::of(&*field.name, [line]) };
        }
        let named = kind.name_field().and_then(|at| self.value(kind, &kind.fields[at]));
        let name = named.map(|value| value.trim_matches('"').to_string());
        Line { name: field.name.to_string(), ..self.node(id, name.as_deref(), false, depth + 1) }
    }

    /// A value of the field's type.
    pub(super) fn value(&mut self, kind: &Kind, field: &FieldDef) -> Option<String> {
        let (Shape::Scalar(of) | Shape::List(of)) = &field.shape else { return None };
        if of.of.base.is_reference() {
            let mut names = self.candidates(of);
            let services = self.schema.kind_id("service").filter(|kind| of.to.contains(kind));
            let is_service = |name: &String| {
                let known =
                    [&self.things, &self.made].map(|things| services.and_then(|kind| things.get(&kind)));
                known.into_iter().flatten().flatten().any(|service| service == name)
            };
            let is_good =
                |name: &String| name == SOMEBODY || sensible::is_good_name(field, name, is_service(name));
            names.retain(|name| !self.is_sensible || is_good(name));
            return names.get(self.random.below(names.len())).map(|name| quoted(name));
        }
        self.count += 1;
        if (&*kind.name, &*field.name) == ("rule", "on") {
            return Some(quoted("service"));
        }
        if let Some(value) = sensible::value(field, self.count).filter(|_| self.is_sensible)
            && (of.of.base.is_bare() || of.of.read(value.trim_matches('"')).is_ok())
        {
            return Some(value);
        }
        if of.of.base == Base::Thing {
            return Some(self.named_thing(&*field.name == "to"));
        }
        if of.of.base == Base::Interpolated
            && self.random.below(3) == 0
            && let Some(property) = self.property()
        {
            return Some(quoted(&property));
        }
        let mut values: Vec<String> = samples(&of.of).iter().map(Literal::kdl).collect();
        // Examples of the language name things that this spec does not have; in a component, any name is a parameter.
        let has_names = of.of.base == Base::Interpolated || self.is_of_somebody();
        values.retain(|value| !has_names || !value.replace("$${", "").contains("${"));
        values.get(self.random.below(values.len())).cloned()
    }

    /// `kind.name` of a thing that is there, or of one that is not.
    fn named_thing(&mut self, is_there: bool) -> String {
        let bucket = self.schema.kind_id("bucket").and_then(|kind| self.things.get(&kind)?.first());
        match bucket {
            Some(name) if is_there => quoted(&format!("bucket.{name}")),
            _ => quoted(&format!("bucket.gone{}", self.count)),
        }
    }

    /// A reference to a property of something.
    fn property(&mut self) -> Option<String> {
        let has_properties = |kind: &KindId| !self.schema.kind(*kind).properties.is_empty();
        let all = self.things.iter().chain(&self.made).filter(|(kind, _)| has_properties(kind));
        let all: Vec<(KindId, &String)> =
            all.flat_map(|(kind, names)| names.iter().map(|name| (*kind, name))).collect();
        // What nobody is called yet has no property.
        let all: Vec<(KindId, &String)> = all.into_iter().filter(|(_, name)| *name != SOMEBODY).collect();
        let (kind, name) = all.get(self.random.below(all.len()))?;
        let kind = self.schema.kind(*kind);
        let property = &kind.properties[self.random.below(kind.properties.len())];
        Some(format!("before ${{{}.{name}.{}}} after", kind.name, property.name))
    }
}
