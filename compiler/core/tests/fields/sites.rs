//! The places of a project where a field is said, and what else could be said there.

use crate::project::{Edit, Project};
use formwork_core::schema::{
    Base, FieldDef, Kind, KindId, Literal, Place, Scalar, Schema, Shape, others, samples,
};
use formwork_core::source::{FileId, Span, Text};
use formwork_core::syntax::{self, Entry, Node, Value, quoted};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// What is to be proven of: a field, or an option of a choice that it can have.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Goal {
    kind: String,
    field: String,
    option: Option<String>,
}

impl fmt::Display for Goal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.kind, self.field)?;
        self.option.iter().try_for_each(|option| write!(f, " \"{option}\""))
    }
}

impl Goal {
    fn field(kind: &Kind, field: &FieldDef) -> Self {
        Self { kind: kind.name.to_string(), field: field.name.to_string(), option: None }
    }

    pub(crate) fn is_of(&self, kind: &str) -> bool {
        self.kind == kind
    }

    /// The field, and each option of its type. Of a choice with one option there is nothing else to say.
    pub(crate) fn of(kind: &Kind, field: &FieldDef) -> Vec<Self> {
        let own = Self::field(kind, field);
        let options = match &field.shape {
            Shape::Scalar(of) | Shape::List(of) if of.of.base == Base::Choice => &of.of.options[..],
            _ => &[],
        };
        if options.len() == 1 {
            return Vec::new();
        }
        let of_option = |option: &Arc<str>| Self { option: Some(option.to_string()), ..own.clone() };
        let options: Vec<Self> = options.iter().map(|(option, _)| of_option(option)).collect();
        [own].into_iter().chain(options).collect()
    }
}

/// A change of one place, and what it proves when it is noticed.
#[derive(Clone, Debug)]
pub(crate) struct Site {
    pub(crate) goals: Vec<Goal>,
    pub(crate) edits: Vec<Edit>,
    /// Whether a name that leads nowhere afterwards proves something too.
    pub(crate) may_lose_names: bool,
    /// The file, when it is a declaration that is changed: then the shape of what is written elsewhere may suffer.
    pub(crate) declares: Option<String>,
}

/// Words of the language that a declaration may name, by the field that names them.
const WORDS: &[(&str, &[&str])] = &[
    ("type", &["text", "integer", "identifier"]),
    ("of", &["text", "integer"]),
    ("kind", &["place", "keep"]),
    ("limits", &["duration"]),
];

/// Every change that is worth trying.
pub(crate) fn sites(project: &Project) -> Vec<Site> {
    let schema = project.schema();
    let mut finder = Finder {
        schema: &schema,
        above: Vec::new(),
        names: names(project, &schema),
        file: String::new(),
        declares: None,
        sites: Vec::new(),
    };
    for (file, text) in project.files.iter().filter(|(name, _)| name.ends_with(".kdl")) {
        finder.file = file.clone();
        let tree = syntax::read(FileId(0), &Text::from(&**text), &mut Default::default());
        for node in tree.nodes() {
            if let Some(kind) = schema.kind_id(&node.name()) {
                finder.declares = schema.kind(kind).is_declaration.then(|| file.clone());
                finder.visit_top(node, kind);
            }
        }
    }
    finder.sites
}

/// The names of things, by kind.
fn names(project: &Project, schema: &Schema) -> BTreeMap<KindId, Vec<String>> {
    let mut names: BTreeMap<KindId, Vec<String>> = BTreeMap::new();
    let compilation =
        formwork_core::driver::compile(project.files[formwork_core::driver::SPEC].clone(), project);
    for (_, node) in compilation.things.all() {
        let name = node.name(schema).map(ToString::to_string);
        names.entry(node.kind).or_default().extend(name);
    }
    names
}

struct Finder<'s> {
    schema: &'s Schema,
    /// The fields that hold what is looked at: they are read when anything in them is.
    above: Vec<Goal>,
    names: BTreeMap<KindId, Vec<String>>,
    file: String,
    declares: Option<String>,
    sites: Vec<Site>,
}

impl Finder<'_> {
    fn edit(&self, span: Span, text: impl Into<String>) -> Edit {
        Edit {
            file: self.file.clone(),
            start: span.start as usize,
            end: span.end as usize,
            text: text.into(),
        }
    }

    fn add(&mut self, goals: Vec<Goal>, span: Span, text: impl Into<String>) {
        let edits = vec![self.edit(span, text)];
        let goals = goals.into_iter().chain(self.above.iter().cloned()).collect();
        let declares = self.declares.clone();
        self.sites.push(Site { goals, edits, may_lose_names: false, declares });
    }

    fn visit_top(&mut self, node: Node<'_>, kind: KindId) {
        let declared = self.schema.kind(kind);
        let name = node.entries().find(|entry| !entry.is_property());
        // References find a thing by its name: they are lost when it has another.
        if let (Some(at), Some(name)) = (declared.name_field(), name)
            && let Value::String(text) = name.value()
        {
            let edits = vec![self.edit(name.value_span(), quoted(&format!("{text}x")))];
            let goals = vec![Goal::field(declared, &declared.fields[at])];
            let declares = self.declares.clone();
            self.sites.push(Site { goals, edits, may_lose_names: true, declares });
        }
        self.visit(node, kind);
    }

    fn visit(&mut self, node: Node<'_>, kind: KindId) {
        self.visit_line(node, kind, false);
    }

    /// A node; as the line of a block it has its name by itself.
    fn visit_line(&mut self, node: Node<'_>, kind: KindId, is_block_line: bool) {
        let schema = self.schema;
        let declared = schema.kind(kind);
        let arguments: Vec<Entry<'_>> = node.entries().filter(|entry| !entry.is_property()).collect();
        let mut next_argument = 0;
        for field in &declared.fields {
            match field.place {
                Place::Argument if is_block_line && &*field.name == "name" => {
                    let span = node.name_span();
                    self.add(vec![Goal::field(declared, field)], span, format!("{}_X", node.name()));
                }
                Place::Argument => {
                    if let Some(entry) = arguments.get(next_argument) {
                        self.scalar(declared, field, *entry);
                    }
                    next_argument += 1;
                }
                Place::Arguments => {
                    self.list(declared, field, &arguments[next_argument.min(arguments.len())..])
                }
                Place::Property => {
                    for entry in node.entries() {
                        if entry.name().is_some_and(|name| *name.value == *field.name) {
                            self.scalar(declared, field, entry);
                        }
                    }
                }
                Place::Child => {
                    for child in node.children().filter(|child| *child.name() == *field.name) {
                        self.child(declared, field, child);
                    }
                }
            }
        }
        if declared.takes_overlays {
            for child in node.children() {
                let overlay = schema.kind_id(&child.name()).filter(|kind| schema.kind(*kind).is_overlay);
                overlay.into_iter().for_each(|kind| self.visit(child, kind));
            }
        }
    }

    fn child(&mut self, kind: &Kind, field: &FieldDef, child: Node<'_>) {
        if !field.is_required || matches!(field.shape, Shape::Nodes(_)) {
            self.add(vec![Goal::field(kind, field)], child.span(), "");
        }
        match field.shape {
            Shape::Scalar(_) => child.entries().take(1).for_each(|entry| self.scalar(kind, field, entry)),
            Shape::List(_) => {
                let items: Vec<Entry<'_>> = child.entries().collect();
                self.list(kind, field, &items);
            }
            Shape::Node(inner) | Shape::Nodes(inner) => {
                self.above.push(Goal::field(kind, field));
                self.visit(child, inner);
                self.above.pop();
            }
            Shape::Block(inner) => {
                self.above.push(Goal::field(kind, field));
                child.children().for_each(|line| self.visit_line(line, inner, true));
                self.above.pop();
            }
            Shape::Body => {
                self.above.push(Goal::field(kind, field));
                for made in child.children() {
                    let kind = self.schema.kind_id(&made.name());
                    kind.into_iter().for_each(|kind| self.visit(made, kind));
                }
                self.above.pop();
            }
        }
    }

    fn list(&mut self, kind: &Kind, field: &FieldDef, items: &[Entry<'_>]) {
        for item in items {
            if items.len() > 1 {
                let gone = match item.value() {
                    Value::String(text) => self.goals(kind, field, &[&text]),
                    _ => vec![Goal::field(kind, field)],
                };
                self.add(gone, item.span(), "");
            }
            self.scalar(kind, field, *item);
        }
        // One more.
        if let (Some(last), Shape::List(of)) = (items.last(), &field.shape) {
            for value in self.others(of, None) {
                let option = value.trim_matches('"');
                let goals = self.goals(kind, field, &[option]);
                let end = Span { start: last.span().end, ..last.span() };
                self.add(goals, end, format!(" {value}"));
            }
        }
    }

    /// The field, and those of these options that it can have.
    fn goals(&self, kind: &Kind, field: &FieldDef, options: &[&str]) -> Vec<Goal> {
        let named =
            |goal: &Goal| goal.option.as_ref().is_none_or(|option| options.contains(&option.as_str()));
        Goal::of(kind, field).into_iter().filter(named).collect()
    }

    fn scalar(&mut self, kind: &Kind, field: &FieldDef, entry: Entry<'_>) {
        let (Shape::Scalar(of) | Shape::List(of)) = &field.shape else { return };
        let own = Goal::field(kind, field);
        if field.place == Place::Property && !field.is_required {
            self.add(vec![own], entry.span(), "");
        }
        let text = match entry.value() {
            Value::String(text) => text.to_string(),
            _ => String::new(),
        };
        let words = WORDS.iter().filter(|(known, _)| **known == *field.name).flat_map(|(_, words)| *words);
        let is_declaration = self.declares.is_some();
        let words = words.map(|word| quoted(word)).filter(|_| is_declaration);
        let now = match entry.value() {
            Value::Integer(number) => Literal::Integer(number as i64),
            Value::Float(number) => Literal::Number(number),
            Value::Bool(truth) => Literal::Bool(truth),
            _ => Literal::Text((&*text).into()),
        };
        for other in words.chain(self.others(of, Some(&now))) {
            let goals = self.goals(kind, field, &[&text, other.trim_matches('"')]);
            self.add(goals, entry.value_span(), other);
        }
    }

    /// What else a value of a type can be.
    fn others(&self, of: &Scalar, than: Option<&Literal>) -> Vec<String> {
        let others = than.map_or_else(|| samples(&of.of), |than| others(&of.of, than));
        let mut others: Vec<String> = others.iter().map(Literal::kdl).collect();
        for kind in &of.to {
            others.extend(self.names.get(kind).into_iter().flatten().map(|name| quoted(name)));
        }
        others.retain(|other| than.is_none_or(|than| *other != than.kdl()));
        others
    }
}
