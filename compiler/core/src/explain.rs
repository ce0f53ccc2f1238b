//! Pages about codes and about the language: what `formwork explain` prints. In: a topic as a user writes it. Out:
//! Markdown, or the topic that was most likely meant.

use crate::codes;
use crate::driver;
use crate::nearest::nearest;
use crate::schema::{Base, FieldDef, Kind, Place, Scalar, Schema, Shape};
use crate::terminal::{WIDTH, hang};

/// The page of a code, a kind, or `KIND.FIELD`.
pub fn explain(topic: &str) -> Result<String, Unknown> {
    if let Some(code) = codes::find(topic) {
        let page = format!("# {} ({})\n\n{}", code.slug, code.severity.word(), code.explanation.trim_end());
        return Ok(wrapped(&page));
    }
    let schema = driver::language();
    let (kind, field) = topic.split_once('.').map_or((topic, None), |(kind, field)| (kind, Some(field)));
    let Some(found) = schema.kinds.get(kind) else { return Err(unknown(topic, &schema)) };
    match field {
        None => Ok(wrapped(&kind_page(found, &schema))),
        Some(name) => match found.field(name) {
            Some((_, field)) => Ok(wrapped(&field_page(found, field, &schema))),
            None => Err(unknown(topic, &schema)),
        },
    }
}

/// Paragraphs filled to 80 columns, however they were typed; what is fenced, moved in or a table stays as it is.
fn wrapped(page: &str) -> String {
    let mut out = String::new();
    let mut paragraph = String::new();
    let mut fenced = false;
    for line in page.lines() {
        let is_fence = line.starts_with("```");
        let is_verbatim = fenced || is_fence || line.is_empty() || line.starts_with([' ', '|', '#']);
        fenced ^= is_fence;
        if is_verbatim || line.starts_with("- ") {
            end_paragraph(&mut paragraph, &mut out);
        }
        if is_verbatim {
            out.push_str(line);
            out.push('\n');
        } else {
            paragraph.push_str(line);
            paragraph.push(' ');
        }
    }
    end_paragraph(&mut paragraph, &mut out);
    out
}

fn end_paragraph(paragraph: &mut String, out: &mut String) {
    if !paragraph.is_empty() {
        let indent = if paragraph.starts_with("- ") { 2 } else { 0 };
        out.push_str(&hang(paragraph, indent, WIDTH));
        out.push('\n');
        paragraph.clear();
    }
}

/// There is no such topic.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unknown {
    /// The topic that was most likely meant.
    pub nearest: Option<String>,
}

fn unknown(topic: &str, schema: &Schema) -> Unknown {
    let mut topics: Vec<String> =
        codes::ALL.iter().flat_map(|codes| codes.iter()).map(|code| code.slug.to_string()).collect();
    for kind in schema.kinds.values() {
        topics.push(kind.name.to_string());
        topics.extend(kind.fields.iter().map(|field| format!("{}.{}", kind.name, field.name)));
    }
    Unknown { nearest: nearest(topic, topics.iter().map(String::as_str)).map(str::to_string) }
}

fn kind_page(kind: &Kind, schema: &Schema) -> String {
    let mut out = format!("# {}\n\n{}\n", kind.name, kind.about);
    if !kind.fields.is_empty() {
        out.push_str("\n## Fields\n\n");
        for field in &kind.fields {
            out.push_str(&format!("- `{}`: {}. {}\n", field.name, shape(field, schema), field.about));
        }
    }
    if !kind.properties.is_empty() {
        out.push_str("\n## Properties\n\n");
        for property in &kind.properties {
            let about = &property.about;
            out.push_str(&format!("- `${{{}.NAME.{}}}`: {about}\n", kind.name, property.name));
        }
    }
    for example in &kind.examples {
        out.push_str(&format!("\n## Example\n\n```kdl\n{example}\n```\n"));
    }
    out
}

fn field_page(kind: &Kind, field: &FieldDef, schema: &Schema) -> String {
    let mut out = format!("# {}.{}\n\n{}\n\n", kind.name, field.name, field.about);
    out.push_str(&format!("- what it holds: {}\n", shape(field, schema)));
    let place = match field.place {
        Place::Argument => "the next argument of the node".to_string(),
        Place::Arguments => "all arguments that are left".to_string(),
        Place::Property => format!("`{}=...` on the node's line", field.name),
        Place::Child => "a line of its own in the node's block".to_string(),
    };
    out.push_str(&format!("- where it is written: {place}\n"));
    if let (Some(tag), Some(value)) = (&kind.tag, &field.when) {
        out.push_str(&format!("- only when `{tag}` is `{value}`\n"));
    }
    out
}

/// What a field holds, whether it must be there, and what it is otherwise.
fn shape(field: &FieldDef, schema: &Schema) -> String {
    let mut words = match &field.shape {
        Shape::Scalar(one) => scalar(one, schema),
        Shape::List(one) => format!("one or more: {}", scalar(one, schema)),
        Shape::Node(kind) => format!("`{}`", schema.kind(*kind).name),
        Shape::Nodes(kind) => format!("any number of `{}`", schema.kind(*kind).name),
        Shape::Block(kind) => format!("a block of `{}`", schema.kind(*kind).name),
        Shape::Body => "a block of things, as at the top of a spec".to_string(),
    };
    if field.is_required {
        words.push_str(", required");
    }
    if let Some(default) = &field.default {
        words.push_str(&format!(", `{default}` when left out"));
    }
    words
}

/// The type's name and, for references and choices, what may stand there.
fn scalar(scalar: &Scalar, schema: &Schema) -> String {
    match scalar.of.base {
        Base::Reference => {
            let kinds = scalar.to.iter().map(|kind| format!("`{}`", schema.kind(*kind).name));
            format!("the name of a {}", kinds.collect::<Vec<_>>().join(" or "))
        }
        Base::Choice => {
            let options = scalar.of.options.iter().map(|(option, _)| format!("`{option}`"));
            options.collect::<Vec<_>>().join(" or ")
        }
        _ => scalar.of.name.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_kind_and_field_has_a_page() {
        let schema = driver::language();
        let codes = codes::ALL.iter().flat_map(|codes| codes.iter()).map(|code| code.slug.to_string());
        let kinds = schema.kinds.values().flat_map(|kind| {
            let fields = kind.fields.iter().map(|field| format!("{}.{}", kind.name, field.name));
            fields.chain([kind.name.to_string()])
        });
        for topic in codes.chain(kinds) {
            let page = explain(&topic).unwrap_or_default();
            assert!(page.lines().count() > 2 && page.ends_with('\n'), "{topic}");
            let prose =
                page.split("```").step_by(2).flat_map(str::lines).filter(|line| !line.starts_with('|'));
            let widest = prose.map(|line| line.chars().count()).max().unwrap_or_default();
            assert!(widest <= WIDTH, "{topic} has a line of {widest} columns");
        }
        assert_eq!(explain("servce"), Err(Unknown { nearest: Some("service".to_string()) }));
    }
}
