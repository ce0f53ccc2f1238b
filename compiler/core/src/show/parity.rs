//! How two environments differ: every setting of the environments themselves, of the things they can change, and every
//! value that is read there, held side by side. Nodes that are called differently on both sides, such as the hosts of
//! routes, are compared when they refer to the same things.

use super::located::located;
use super::words::{Reader, Shown};
use crate::check::{Field, Node, Value};
use crate::effective::{Origins, Setting, labelled};
use crate::resolve::ThingId;
use crate::schema::{Base, FieldDef, KindId, Schema, Shape};
use std::collections::{BTreeMap, VecDeque};

/// What was found of two environments.
#[derive(Debug)]
pub(super) struct Parity {
    pub(super) environments: [String; 2],
    /// How many settings are the same in both.
    pub(super) same: usize,
    pub(super) differences: Vec<Difference>,
}

/// A setting that is not the same in both.
#[derive(Debug)]
pub(super) struct Difference {
    /// `service backend`; nothing for the environments themselves.
    pub(super) thing: String,
    /// From the thing on. Empty when it is the thing itself that is in one of them only.
    pub(super) path: String,
    pub(super) sides: [Option<Side>; 2],
}

#[derive(Debug)]
pub(super) struct Side {
    pub(super) shown: Shown,
    pub(super) origin: String,
}

/// Compares the environments of two readers.
pub(super) fn parity(readers: [Reader<'_>; 2]) -> Parity {
    let environments = readers.map(|reader| reader.view.environment.unwrap_or_default().to_string());
    let parity = Parity { environments, same: 0, differences: Vec::new() };
    let origins = [Origins::default(), Origins::default()];
    let mut comparison = Comparison { readers, origins, thing: String::new(), parity };
    comparison.compare_environments();
    let things: Vec<ThingId> = readers[0].view.things.of_spec().map(|(thing, _)| thing).collect();
    things.into_iter().for_each(|thing| comparison.compare_thing(thing));
    comparison.parity
}

struct Comparison<'v> {
    readers: [Reader<'v>; 2],
    /// Of what is compared: one thing in two places, or two environments.
    origins: [Origins<'v>; 2],
    thing: String,
    parity: Parity,
}

/// Where two settings stand: for people, and on each side.
#[derive(Clone)]
struct Paths {
    shown: String,
    own: [String; 2],
}

impl Paths {
    fn of(path: &str) -> Self {
        Self { shown: path.to_string(), own: [path.to_string(), path.to_string()] }
    }

    fn join(&self, shown: &str, own: [&str; 2]) -> Self {
        let join = |walked: &str, name: &str| {
            if walked.is_empty() { name.to_string() } else { format!("{walked}.{name}") }
        };
        Self { shown: join(&self.shown, shown), own: [0, 1].map(|side| join(&self.own[side], own[side])) }
    }
}

impl<'v> Comparison<'v> {
    fn compare_environments(&mut self) {
        let view = self.readers[0].view;
        let of = |name: &str| {
            let mut things = view.things.of_spec();
            let is_it = |(_, node): &(ThingId, &Node)| {
                view.schema.kind(node.kind).takes_overlays
                    && node.name(view.schema).is_some_and(|known| **known == *name)
            };
            things.find(is_it).map(|(thing, _)| thing)
        };
        let [Some(first), Some(second)] = self.parity.environments.each_ref().map(|name| of(name)) else {
            return;
        };
        self.compare_nodes([first, second].map(|thing| view.things.declared(thing)), &Paths::of(""));
    }

    fn compare_thing(&mut self, thing: ThingId) {
        let view = self.readers[0].view;
        let node = view.things.declared(thing);
        let kind = view.schema.kind(node.kind);
        self.thing = view.path(thing).replacen('.', " ", 1);
        if kind.is_overlay {
            self.origins = self.readers.map(|reader| Origins::of(&reader.view, thing));
            self.compare_nodes(self.readers.map(|reader| reader.view.node(thing)), &Paths::of(""));
            self.compare_located(thing);
        } else if !kind.takes_overlays && !kind.is_proof {
            self.compare_presence(node);
        }
    }

    /// A thing that names its environments is there, or is not.
    fn compare_presence(&mut self, node: &'v Node) {
        let schema = self.readers[0].view.schema;
        let names_environments = |field: &&Field| {
            let def = &schema.kind(node.kind).fields[usize::from(field.def)];
            refers_to(def, |kind| schema.kind(kind).takes_overlays)
        };
        let Some(field) = node.fields.iter().find(names_environments) else { return };
        let def = &schema.kind(node.kind).fields[usize::from(field.def)];
        let named = Setting { def, value: &field.value, span: field.span };
        let sides = [0, 1].map(|side| {
            let is_here = named.values().any(|(value, _)| value.plain() == self.parity.environments[side]);
            is_here.then(|| Side {
                shown: self.readers[side].line(node, false),
                origin: self.readers[side].declared_at(node.span),
            })
        });
        self.add("", sides);
    }

    fn compare_nodes(&mut self, nodes: [&'v Node; 2], paths: &Paths) {
        let kind = self.readers[0].view.schema.kind(nodes[0].kind);
        for (index, def) in kind.fields.iter().enumerate() {
            // The name of a thing is what it is found by.
            if paths.shown.is_empty() && &*def.name == "name" {
                continue;
            }
            let fields = nodes.map(|node| node.field(index));
            let paths = paths.join(&def.name, [&def.name, &def.name]);
            match def.shape {
                Shape::Scalar(_) | Shape::List(_) => self.compare_settings(def, fields, &paths),
                Shape::Node(_) => {
                    let nodes = fields.map(|field| field.and_then(|field| field.value.nodes().next()));
                    self.compare_or_report(def, nodes, &paths);
                }
                Shape::Nodes(_) | Shape::Block(_) => self.compare_lists(def, fields, &paths),
                Shape::Body => {}
            }
        }
    }

    fn compare_or_report(&mut self, def: &'v FieldDef, nodes: [Option<&'v Node>; 2], paths: &Paths) {
        if let [Some(first), Some(second)] = nodes {
            return self.compare_nodes([first, second], paths);
        }
        let sides = [0, 1].map(|side| {
            let (reader, node) = (&self.readers[side], nodes[side]?);
            let is_named = matches!(def.shape, Shape::Block(_));
            let mut shown = reader.line(node, is_named);
            let origin = self.origins[side].node(&paths.own[side], def, node);
            let origin = reader.line_origin(&origin, &shown, is_named);
            if shown.as_written().is_empty() {
                shown = Shown::of("there");
            }
            Some(Side { shown, origin })
        });
        self.add(&paths.shown, sides);
    }

    /// First those of one label, then those that refer to the same things, then the others.
    fn compare_lists(&mut self, def: &'v FieldDef, fields: [Option<&'v Field>; 2], paths: &Paths) {
        let schema = self.readers[0].view.schema;
        let [first, second] = fields.map(|field| match field.map(|field| &field.value) {
            Some(Value::Nodes(nodes)) => labelled(nodes, schema),
            _ => Vec::new(),
        });
        let numbered = second.into_iter().enumerate();
        let mut second: BTreeMap<String, (usize, &Node)> =
            numbered.map(|(at, (label, node))| (label, (at, node))).collect();
        let mut alone = Vec::new();
        for (label, node) in first {
            match second.remove(&label) {
                Some((_, other)) => self.compare_nodes([node, other], &paths.join(&label, [&label, &label])),
                None => alone.push((label, node)),
            }
        }
        let mut rest: Vec<(usize, String, &Node)> =
            second.into_iter().map(|(label, (at, node))| (at, label, node)).collect();
        rest.sort_by_key(|(at, ..)| *at);
        let mut partners: BTreeMap<String, VecDeque<(usize, String, &Node)>> = BTreeMap::new();
        for (at, label, node) in rest {
            partners.entry(references(node, schema)).or_default().push_back((at, label, node));
        }
        for (label, node) in alone {
            let things = references(node, schema);
            let partner =
                partners.get_mut(&things).filter(|_| !things.is_empty()).and_then(VecDeque::pop_front);
            match partner {
                Some((_, other_label, other)) => {
                    let inner = paths.join(&label, [&label, &other_label]);
                    let shown = format!("{}({things})", paths.shown);
                    self.compare_nodes([node, other], &Paths { shown, ..inner });
                }
                None => {
                    self.compare_or_report(def, [Some(node), None], &paths.join(&label, [&label, &label]))
                }
            }
        }
        let mut rest: Vec<_> = partners.into_values().flatten().collect();
        rest.sort_by_key(|(at, ..)| *at);
        for (_, label, node) in rest {
            self.compare_or_report(def, [None, Some(node)], &paths.join(&label, [&label, &label]));
        }
    }

    fn compare_settings(&mut self, def: &'v FieldDef, fields: [Option<&'v Field>; 2], paths: &Paths) {
        let sides = [0, 1].map(|side| {
            let (reader, field) = (&self.readers[side], fields[side]?);
            let setting = Setting { def, value: &field.value, span: field.span };
            let shown = reader.setting(&setting);
            let origin = self.origins[side].setting(&paths.own[side], &setting);
            Some(Side { origin: reader.origin(&origin, &shown), shown })
        });
        self.add(&paths.shown, sides);
    }

    fn compare_located(&mut self, thing: ThingId) {
        let mut by_name: BTreeMap<String, [Option<Side>; 2]> = BTreeMap::new();
        for side in [0, 1] {
            for found in located(&self.readers[side], thing) {
                let origin = format!("uses {}", found.thing);
                by_name.entry(found.name).or_default()[side] = Some(Side { shown: found.shown, origin });
            }
        }
        by_name.into_iter().for_each(|(name, sides)| self.add(&name, sides));
    }

    fn add(&mut self, path: &str, mut sides: [Option<Side>; 2]) {
        match &sides {
            [None, None] => {}
            [Some(first), Some(second)] if first.shown.here == second.shown.here => self.parity.same += 1,
            _ => {
                // Where it is written is there to be read; here it is what it comes to.
                sides.iter_mut().flatten().for_each(|side| side.shown.written = None);
                let (thing, path) = (self.thing.clone(), path.to_string());
                self.parity.differences.push(Difference { thing, path, sides });
            }
        }
    }
}

fn refers_to(def: &FieldDef, wanted: impl Fn(KindId) -> bool) -> bool {
    match &def.shape {
        Shape::Scalar(of) | Shape::List(of) => {
            of.of.base == Base::Reference && !of.to.is_empty() && of.to.iter().all(|kind| wanted(*kind))
        }
        Shape::Node(_) | Shape::Nodes(_) | Shape::Block(_) | Shape::Body => false,
    }
}

/// What somebody wrote a node to refer to: `frontend` of `route "acme.app" to="frontend"`.
fn references(node: &Node, schema: &Schema) -> String {
    let kind = schema.kind(node.kind);
    let settings = node.fields.iter().map(|field| {
        let def = &kind.fields[usize::from(field.def)];
        Setting { def, value: &field.value, span: field.span }
    });
    let referring = settings.filter(|setting| {
        matches!(&setting.def.shape, Shape::Scalar(of) if of.of.base == Base::Reference)
            && !setting.is_default()
    });
    referring.map(|setting| setting.value.plain()).collect::<Vec<_>>().join(" ")
}
