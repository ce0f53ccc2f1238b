//! How a kind of node is written, as one line or one block: `route HOST to=SERVICE { … }`. In: its declaration. Out:
//! text in which words in capitals stand for values and brackets hold what may be left out.

use crate::schema::{Base, FieldDef, Kind, Place, Scalar, Schema, Shape};
use crate::syntax::quoted;
use crate::terminal::columns;

/// A line that is longer goes on in the next, behind a backslash.
const LONGEST: usize = 78;
/// The same for a node inside another.
const LONGEST_INSIDE: usize = 60;
/// Options are spelt out up to so many columns.
const LONGEST_CHOICE: usize = 34;

/// A node as `word` begins it, with every setting.
pub(super) fn whole(word: &str, kind: &Kind, schema: &Schema) -> String {
    let mut out = folded(word, &on_line(kind, schema, false));
    let lines = block_lines(kind, schema);
    if !lines.is_empty() {
        out.push_str(&format!(" {{\n{}}}", indented(&lines)));
    }
    out + "\n"
}

/// A block whose lines are nodes of a kind, each by its own name.
pub(super) fn block(word: &str, kind: &Kind, schema: &Schema) -> String {
    let line = whole("", kind, schema);
    format!("{word} {{\n    {}\n    …\n}}\n", line.trim())
}

/// A node inside another: all of its line, or, where that is long, what it must have.
fn one_line(word: &str, kind: &Kind, schema: &Schema) -> String {
    let mut parts = vec![word.to_string()];
    parts.extend(on_line(kind, schema, false));
    if columns(&parts.join(" ")) > LONGEST_INSIDE {
        parts.truncate(1);
        parts.extend(on_line(kind, schema, true));
        parts.push("…".to_string());
    }
    if kind.fields.iter().any(|field| field.place == Place::Child) {
        parts.push("{ … }".to_string());
    }
    parts.join(" ")
}

/// Arguments, then properties, each with what is required first.
fn on_line(kind: &Kind, schema: &Schema, only_required: bool) -> Vec<String> {
    let at = |places: &'static [Place]| kind.fields.iter().filter(move |field| places.contains(&field.place));
    let arguments = at(&[Place::Argument, Place::Arguments]);
    let (required, optional): (Vec<_>, Vec<_>) = at(&[Place::Property]).partition(|field| field.is_required);
    let optional = optional.into_iter().filter(|_| !only_required);
    arguments.chain(required).chain(optional).map(|field| entry(field, schema)).collect()
}

fn entry(field: &FieldDef, schema: &Schema) -> String {
    let value = match &field.shape {
        Shape::Scalar(scalar) if &*field.name == "name" && scalar.of.base == Base::Identifier => {
            "NAME".to_string()
        }
        Shape::Scalar(scalar) => value(scalar, schema),
        Shape::List(scalar) => format!("{}…", value(scalar, schema)),
        Shape::Node(kind) | Shape::Nodes(kind) | Shape::Block(kind) => capitals(&schema.kind(*kind).name),
        Shape::Body => "{ … }".to_string(),
    };
    let text = if field.place == Place::Property { format!("{}={value}", field.name) } else { value };
    if field.is_required { text } else { format!("[{text}]") }
}

/// The lines of the block, what is required first.
fn block_lines(kind: &Kind, schema: &Schema) -> Vec<String> {
    let children = kind.fields.iter().filter(|field| field.place == Place::Child);
    let (required, optional): (Vec<_>, Vec<_>) = children.partition(|field| field.is_required);
    let lines = required.into_iter().chain(optional).map(|field| line(field, schema));
    let overlays = schema.kinds.values().filter(|other| kind.takes_overlays && other.is_overlay);
    lines.chain(overlays.map(|other| format!("[{} NAME {{ … }}]…", other.name))).collect()
}

/// A setting on a line of its own.
fn line(field: &FieldDef, schema: &Schema) -> String {
    let name = &field.name;
    let (text, repeats) = match &field.shape {
        Shape::Scalar(scalar) => (format!("{name} {}", value(scalar, schema)), false),
        Shape::List(scalar) => (format!("{name} {}…", value(scalar, schema)), false),
        Shape::Node(kind) => (one_line(name, schema.kind(*kind), schema), false),
        Shape::Nodes(kind) => (one_line(name, schema.kind(*kind), schema), true),
        Shape::Block(_) | Shape::Body => (format!("{name} {{ … }}"), false),
    };
    let text = if field.is_required { text } else { format!("[{text}]") };
    if repeats { format!("{text}…") } else { text }
}

/// What stands for a value: its options, the kinds it may name, or its type.
fn value(scalar: &Scalar, schema: &Schema) -> String {
    match scalar.of.base {
        Base::Boolean => "#true|#false".to_string(),
        base if base.is_reference() => {
            let kinds = scalar.to.iter().map(|kind| capitals(&schema.kind(*kind).name));
            kinds.collect::<Vec<_>>().join("|")
        }
        Base::Choice => {
            let options = scalar.of.options.iter().map(|(option, _)| quoted(option));
            let options = options.collect::<Vec<_>>().join("|");
            if columns(&options) <= LONGEST_CHOICE { options } else { capitals(&scalar.of.name) }
        }
        _ => capitals(&scalar.of.name),
    }
}

fn capitals(name: &str) -> String {
    name.to_uppercase()
}

fn indented(lines: &[String]) -> String {
    lines.iter().map(|line| format!("    {line}\n")).collect()
}

/// One line, or several that end in a backslash.
fn folded(word: &str, parts: &[String]) -> String {
    let mut out = word.to_string();
    let mut used = columns(word);
    for part in parts {
        // Room for what follows: ` {` or ` \`.
        if used + 1 + columns(part) + 2 > LONGEST {
            out.push_str(" \\\n   ");
            used = 3;
        }
        out.push(' ');
        out.push_str(part);
        used += 1 + columns(part);
    }
    out
}
