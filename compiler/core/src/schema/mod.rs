//! What the language has: kinds, their fields, and types, as `stdlib/` declares them. In: the trees of declaration
//! files. Out: a [`Schema`] that the checker, the resolver, the manual and the editor read. It judges no spec.

mod base;
mod bounds;
pub mod errors;
mod load;
mod pattern;
mod range;
mod read;
mod risk;
mod samples;
mod shape;
mod types;

pub use base::Base;
pub use load::load;
pub(crate) use range::Amount;
pub use range::Range;
pub use risk::{RiskLevel, RiskRule, RiskWhen};
pub use samples::{others, samples};
pub use shape::{Scalar, ScalarType};

use crate::source::{FileId, Span};
use crate::syntax::quoted;
use ecow::EcoString;
use indexmap::IndexMap;
use std::fmt;
use std::sync::Arc;

/// The place of a kind in [`Schema::kinds`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct KindId(pub u16);

/// Everything that is declared, by name.
#[derive(Debug, Default)]
pub struct Schema {
    pub kinds: IndexMap<Arc<str>, Kind>,
    pub types: IndexMap<Arc<str>, Arc<ScalarType>>,
}

/// A kind of node: what it is called, what may stand in it, and what can be read from it.
#[derive(Debug)]
pub struct Kind {
    pub name: Arc<str>,
    pub about: String,
    pub span: Span,
    /// Whether it stands at the top of a spec, and has a name others refer to.
    pub is_top: bool,
    /// Whether it holds a spec against something, and is no part of the application.
    pub is_proof: bool,
    /// Whether targets choose among such things and few projects declare one: `runtime`, `engine`.
    pub is_catalogue: bool,
    /// Whether it stands at the top of a file and declares the language: `kind`, `type`, `import`.
    pub is_declaration: bool,
    /// Whether a spec has exactly one.
    pub is_once: bool,
    /// Whether an environment may change one.
    pub is_overlay: bool,
    /// Whether nodes of overlay kinds may stand in it.
    pub takes_overlays: bool,
    /// The kind with whose things it shares its names; most have names of their own.
    pub names_with: Option<KindId>,
    /// The field whose value decides which other fields there are.
    pub tag: Option<Arc<str>>,
    pub fields: Vec<FieldDef>,
    pub properties: Vec<PropertyDef>,
    pub constraints: Vec<Constraint>,
    /// What changes of such a thing can cost.
    pub risks: Vec<RiskRule>,
    pub examples: Vec<String>,
    pub fate: Fate,
    /// What it is called in other tools.
    pub also: Vec<Arc<str>>,
    /// What other tools have in such a thing and this one has not.
    pub elsewhere: Vec<Elsewhere>,
    /// For a component: what a node of it stands for.
    pub makes: Option<Body>,
    /// The things in it, as they are written there.
    pub made: Vec<Made>,
    /// What follows from all that is declared of it.
    pub(crate) derived: Derived,
}

/// What is asked of a kind for each of its nodes.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(crate) struct Derived {
    /// The fields that are the next argument, in order.
    pub(crate) arguments: Vec<usize>,
    /// The field that takes all arguments that are left.
    pub(crate) rest: Option<usize>,
    /// How many fields are there when nobody writes them.
    pub(crate) defaults: usize,
    /// What nodes of it hold, themselves or somewhere in them.
    holds: [bool; 4],
}

/// What somebody looks for in all nodes of a spec. Most kinds hold nothing of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Holding {
    /// A path into the repository.
    Path,
    /// Values that bound one another.
    Order,
    /// A field that decides which others there are.
    Tag,
    Default,
}

/// Words of other tools, and what there is here instead.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Elsewhere {
    pub words: Vec<Arc<str>>,
    pub here: String,
}

/// The block of a component's `makes`, by its node.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Body {
    pub file: FileId,
    pub node: u32,
    /// The whole block.
    pub span: Span,
}

/// A thing that a component makes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Made {
    pub kind: Arc<str>,
    /// With its parameters: `${name}-worker`.
    pub name: Arc<str>,
}

/// Whether a word of the language stays.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub enum Fate {
    #[default]
    Stays,
    /// Another word has taken its place; it still means the same.
    RenamedTo(Arc<str>),
    /// It is going away: why, and what to write instead.
    Deprecated(Arc<str>),
}

/// What of a thing must go together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Constraint {
    pub form: ConstraintForm,
    /// Places in [`Kind::fields`].
    pub fields: Vec<usize>,
    pub message: String,
    pub help: Option<String>,
    pub span: Span,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ConstraintForm {
    ExactlyOne,
    AtLeastOne,
    AtMostOne,
    Together,
    /// The first is not said without the others.
    Needs,
    /// Each is at most as much as the next.
    InOrder,
}

/// Where in its node a field is written. Each field has one place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Place {
    /// The next argument.
    Argument,
    /// All arguments that are left.
    Arguments,
    /// `name=value` on the node's line.
    Property,
    /// A line of its own in the node's block.
    Child,
}

/// What a field holds.
#[derive(Clone, Debug)]
pub enum Shape {
    Scalar(Scalar),
    /// Several scalars in one line, or several lines of them.
    List(Scalar),
    /// A node with fields of its own.
    Node(KindId),
    /// Any number of such nodes.
    Nodes(KindId),
    /// A block whose lines are such nodes, each by its own name.
    Block(KindId),
    /// Nodes of the top of a spec: what a component makes.
    Body,
}

/// A default, as a declaration writes it.
#[derive(Clone, PartialEq, Debug, serde::Deserialize)]
#[serde(untagged)]
pub enum Literal {
    Bool(bool),
    Integer(i64),
    Number(f64),
    Text(EcoString),
}

/// As a spec writes it, without quotation marks.
impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Literal::Bool(truth) => write!(f, "#{truth}"),
            Literal::Integer(integer) => integer.fmt(f),
            Literal::Number(number) => number.fmt(f),
            Literal::Text(text) => text.fmt(f),
        }
    }
}

impl Literal {
    /// As KDL has it: text with its quotation marks.
    pub fn kdl(&self) -> String {
        match self {
            Literal::Text(text) => quoted(text),
            other => other.to_string(),
        }
    }
}

#[derive(Debug)]
pub struct FieldDef {
    pub name: Arc<str>,
    pub about: String,
    pub span: Span,
    pub place: Place,
    pub shape: Shape,
    pub is_required: bool,
    pub default: Option<Literal>,
    /// Whether the node is there, with its defaults, when nobody writes it.
    pub is_always: bool,
    /// The values of the kind's tag that have such a field; with none of them named, all have.
    pub when: Vec<EcoString>,
    /// Whether it is the same in every environment.
    pub is_fixed: bool,
    pub fate: Fate,
    /// What it is called in other tools.
    pub also: Vec<Arc<str>>,
}

/// What `${kind.name.property}` can be read of a kind.
#[derive(Debug)]
pub struct PropertyDef {
    pub name: Arc<str>,
    pub about: String,
    pub of: Arc<ScalarType>,
    /// The field whose value it is. Without one it depends on the environment.
    pub field: Option<usize>,
}

impl Shape {
    /// The kind of the nodes that it holds.
    pub fn kind(&self) -> Option<KindId> {
        match self {
            Shape::Node(kind) | Shape::Nodes(kind) | Shape::Block(kind) => Some(*kind),
            Shape::Scalar(_) | Shape::List(_) | Shape::Body => None,
        }
    }
}

impl FieldDef {
    /// Whether the field is there when nobody writes it.
    pub fn has_default(&self) -> bool {
        self.is_always || self.default.is_some()
    }
}

impl Schema {
    pub fn kind(&self, id: KindId) -> &Kind {
        &self.kinds[usize::from(id.0)]
    }

    pub fn kind_id(&self, name: &str) -> Option<KindId> {
        self.kinds.get_index_of(name).map(|index| KindId(index as u16))
    }
}

impl FieldDef {
    /// Whether there is such a field where the tag of its kind has this value.
    pub fn applies(&self, chosen: Option<&EcoString>) -> bool {
        self.when.is_empty() || chosen.is_some_and(|chosen| self.when.contains(chosen))
    }
}

impl Kind {
    /// Whether a node of it, or one somewhere in it, can hold this.
    pub fn holds(&self, what: Holding) -> bool {
        self.derived.holds[what as usize]
    }

    /// The field that holds the node's name, when it has one.
    pub fn name_field(&self) -> Option<usize> {
        self.fields.iter().position(|field| &*field.name == "name")
    }

    /// Whether nodes of it, such as backups, go by the name of what they are about.
    pub fn is_named_after_another(&self) -> bool {
        let name = self.name_field().map(|index| &self.fields[index].shape);
        matches!(name, Some(Shape::Scalar(of)) if of.of.base.is_reference())
    }

    pub fn field(&self, name: &str) -> Option<(usize, &FieldDef)> {
        self.fields.iter().enumerate().find(|(_, field)| &*field.name == name)
    }
}
