//! Whole specs made up from a language and a number: kinds that there are, their fields in their places, values of the
//! right types, references to things that exist. A spec that is made so has no mistake of shape.

use super::components::SOMEBODY;
use super::language::Language;
use super::lines::Line;
use super::sensible;
use crate::support::generate::Random;
use formwork_core::schema::{
    Constraint, ConstraintForm, Fate, FieldDef, Kind, KindId, Literal, Place, Schema, Shape,
};
use formwork_core::syntax::quoted;
use std::collections::{BTreeMap, BTreeSet};

/// How deep nodes of the language stand in each other.
const DEEPEST: usize = 6;
/// How often constraints are gone through until none of them changes anything; a handful is enough.
const ROUNDS: usize = 100;

/// Makes specs of a language.
pub(crate) struct Maker<'l> {
    pub(super) language: &'l Language,
    pub(super) schema: &'l Schema,
    pub(crate) random: Random,
    /// The things of the spec that is being made, and those that its components make of theirs.
    pub(super) things: BTreeMap<KindId, Vec<String>>,
    pub(super) made: BTreeMap<KindId, Vec<String>>,
    /// Whether rules shall have little to object to, so that artifacts are made.
    pub(super) is_sensible: bool,
    /// Whatever a name stands for, it stands for one thing only.
    pub(super) count: usize,
}

impl<'l> Maker<'l> {
    pub(crate) fn new(language: &'l Language, seed: u64) -> Self {
        let schema = &language.schema;
        let (things, made) = (BTreeMap::new(), BTreeMap::new());
        Self {
            language,
            schema,
            random: Random(seed),
            things,
            made,
            is_sensible: seed.is_multiple_of(2),
            count: 0,
        }
    }

    /// For a body of a component: whatever it names is somebody that an instance will name.
    pub(super) fn of_somebody(mut self) -> Self {
        for (index, kind) in self.schema.kinds.values().enumerate().filter(|(_, kind)| !kind.is_catalogue) {
            if kind.is_top && kind.name_field().is_some() {
                self.things.insert(KindId(index as u16), vec![SOMEBODY.to_string()]);
            }
        }
        self
    }

    pub(super) fn is_of_somebody(&self) -> bool {
        self.things.values().flatten().any(|name| name == SOMEBODY)
    }

    /// The nodes of a spec without a mistake of shape.
    pub(crate) fn spec(&mut self) -> Vec<Line> {
        self.choose_things();
        let mut lines = Vec::new();
        for (id, names) in &self.things {
            lines.extend(names.iter().map(|name| (*id, Some(name.clone()))));
        }
        for (index, kind) in self.schema.kinds.values().enumerate() {
            if kind.is_top && kind.name_field().is_none() && self.random.below(3) == 0 {
                lines.push((KindId(index as u16), None));
            }
        }
        let mut lines: Vec<Line> =
            lines.into_iter().map(|(id, name)| self.thing(id, name.as_deref())).collect();
        for at in (1..lines.len()).rev() {
            lines.swap(at, self.random.below(at + 1));
        }
        lines
    }

    pub(super) fn thing(&mut self, id: KindId, name: Option<&str>) -> Line {
        let mut line = self.node(id, name, false, 0);
        if self.schema.kind(id).takes_overlays {
            for (id, name) in self.overlaid() {
                line.block.push(self.overlay(id, &name));
            }
        }
        line
    }

    /// Some of the things that an environment may change.
    fn overlaid(&mut self) -> Vec<(KindId, String)> {
        let all = self.things.iter().chain(&self.made).filter(|(id, _)| self.schema.kind(**id).is_overlay);
        let mut all: Vec<(KindId, String)> =
            all.flat_map(|(id, names)| names.iter().map(|name| (*id, name.clone()))).collect();
        all.retain(|_| self.random.below(4) == 0);
        all
    }

    /// A change names its thing, and says some of what may differ; of what must go together with the rest, nothing.
    fn overlay(&mut self, id: KindId, name: &str) -> Line {
        let kind = self.schema.kind(id);
        let mut line = Line::of(&*kind.name, [quoted(name)]);
        let mut added = Line::of("append", []);
        let may_differ = |field: &&FieldDef| {
            !field.is_fixed
                && &*field.name != "name"
                && field.fate == Fate::Stays
                && field.when.is_empty()
                // Another value of the tag has other fields.
                && kind.tag.as_ref() != Some(&field.name)
                && matches!(field.place, Place::Property | Place::Child)
        };
        let bound: BTreeSet<usize> =
            kind.constraints.iter().flat_map(|constraint| constraint.fields.iter().copied()).collect();
        for (index, field) in kind.fields.iter().enumerate().filter(|(_, field)| may_differ(field)) {
            if bound.contains(&index) || self.random.below(4) > 0 || !self.can_be_said(field) {
                continue;
            }
            let is_list = matches!(field.shape, Shape::List(_) | Shape::Nodes(_) | Shape::Block(_));
            let is_added = is_list && field.place == Place::Child && self.random.below(2) == 0;
            self.write(kind, field, if is_added { &mut added } else { &mut line }, 1);
        }
        if !added.block.is_empty() {
            line.block.push(added);
        }
        line
    }

    /// A node of a kind; as a line of a block it has its name in front.
    pub(super) fn node(&mut self, id: KindId, name: Option<&str>, is_block_line: bool, depth: usize) -> Line {
        let kind = self.schema.kind(id);
        let mut line = Line { kind: Some(id), ..Line::of(&*kind.name, []) };
        match name {
            Some(name) if is_block_line => line.name = name.to_string(),
            Some(name) => line.entries.push(quoted(name)),
            None => {}
        }
        let tag = kind.tag.as_ref().and_then(|tag| kind.field(tag)).map(|(index, _)| index);
        let chosen = tag.and_then(|tag| self.value(kind, &kind.fields[tag]));
        let said = self.choose_fields(kind, chosen.as_deref(), depth);
        for (index, field) in kind.fields.iter().enumerate().filter(|(index, _)| said.contains(index)) {
            match &chosen {
                Some(value) if Some(index) == tag => line.entries.push(format!("{}={value}", field.name)),
                _ => self.write(kind, field, &mut line, depth),
            }
        }
        line
    }

    /// The fields that are said: what is required, some of the others, and what constraints allow.
    fn choose_fields(&mut self, kind: &Kind, chosen: Option<&str>, depth: usize) -> BTreeSet<usize> {
        let mut said = BTreeSet::new();
        // An argument is said only if all before it are.
        let mut arguments_end = false;
        for (index, field) in kind.fields.iter().enumerate().filter(|(_, field)| &*field.name != "name") {
            let is_deep = depth >= DEEPEST && !matches!(field.shape, Shape::Scalar(_) | Shape::List(_));
            let is_wanted = field.is_required
                || self.relies_on_nothing(field)
                || !is_deep && {
                    let rarity = sensible::rarity(self.is_sensible, field);
                    self.random.below(rarity) == 0
                };
            let is_argument = matches!(field.place, Place::Argument | Place::Arguments);
            let is_said =
                applies(field, chosen) && is_wanted && field.fate == Fate::Stays && self.can_be_said(field);
            if is_said && !(is_argument && arguments_end) {
                said.insert(index);
            } else {
                arguments_end |= is_argument;
            }
        }
        // What one of them puts in or takes out, another may be about.
        for _ in 0..ROUNDS {
            let mut is_settled = true;
            for constraint in &kind.constraints {
                let before = said.clone();
                self.go_together(kind, constraint, chosen, &mut said);
                is_settled &= said == before;
            }
            if is_settled {
                break;
            }
        }
        said
    }

    fn go_together(
        &mut self,
        kind: &Kind,
        constraint: &Constraint,
        chosen: Option<&str>,
        said: &mut BTreeSet<usize>,
    ) {
        let can_be_said =
            |at: &usize| applies(&kind.fields[*at], chosen) && self.can_be_said(&kind.fields[*at]);
        let of: Vec<usize> = constraint.fields.iter().copied().filter(can_be_said).collect();
        let applying = constraint.fields.iter().filter(|at| applies(&kind.fields[**at], chosen));
        let is_one_missing = of.len() < applying.count();
        let present = of.iter().filter(|at| said.contains(at)).count();
        let clear = |said: &mut BTreeSet<usize>| said.retain(|at| !constraint.fields.contains(at));
        let one = of.get(self.random.below(of.len())).copied();
        match constraint.form {
            ConstraintForm::ExactlyOne if present != 1 => {
                clear(said);
                said.extend(one);
            }
            ConstraintForm::AtLeastOne if present == 0 => said.extend(one),
            ConstraintForm::AtMostOne if present > 1 => {
                clear(said);
                said.extend(one);
            }
            ConstraintForm::Together | ConstraintForm::Needs if is_one_missing => clear(said),
            ConstraintForm::Together | ConstraintForm::Needs if present > 0 => said.extend(of),
            ConstraintForm::InOrder => clear(said),
            _ => {}
        }
    }

    /// Whether there is anything that could stand there.
    fn can_be_said(&self, field: &FieldDef) -> bool {
        match &field.shape {
            Shape::Scalar(of) | Shape::List(of) => {
                !of.of.base.is_reference() || !self.candidates(of).is_empty()
            }
            Shape::Node(_) | Shape::Nodes(_) | Shape::Block(_) => true,
            Shape::Body => false,
        }
    }

    /// Whether its default names a thing that this spec does not have.
    fn relies_on_nothing(&self, field: &FieldDef) -> bool {
        match (&field.shape, &field.default) {
            (Shape::Scalar(of) | Shape::List(of), Some(Literal::Text(name))) if of.of.base.is_reference() => {
                !self.candidates(of).iter().any(|known| **known == **name)
            }
            _ => false,
        }
    }
}

/// Whether the kind of a node has a field under this value of its tag.
fn applies(field: &FieldDef, chosen: Option<&str>) -> bool {
    field.when.is_empty() || field.when.iter().any(|when| chosen == Some(&quoted(when)))
}
