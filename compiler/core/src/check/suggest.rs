//! What a word that nothing is called was most likely meant to be. In: the word and where it stands. Out: the finding,
//! with what to write instead, and the field that is meant when there is no doubt.
//!
//! It looks for what other tools call a thing, then for a slip of the pen, then for the right word in the wrong place.

use super::errors::{UNKNOWN_FIELD, UNKNOWN_KIND};
use super::instances;

use crate::diag::Diagnostic;
use crate::nearest::nearest;
use crate::schema::{FieldDef, Kind, KindId, Place, Schema, Shape};
use crate::source::Span;
use std::sync::Arc;

/// More kinds than this in one sentence nobody reads.
const MOST_KINDS: usize = 3;

pub(super) fn unknown_kind(name: &str, span: Span, schema: &Schema) -> (Diagnostic, Option<KindId>) {
    let finding = Diagnostic::new(&UNKNOWN_KIND, span, format!("there is no kind of thing called `{name}`"));
    let word = plain(name);
    let tops = || schema.kinds.values().filter(|kind| kind.is_top && !kind.is_catalogue);
    let declarations = schema.kinds.values().filter(|kind| kind.is_declaration);
    if let Some(meant) = tops().chain(declarations).find(|kind| says(&kind.also, &word)) {
        let help = format!("it is called `{}` here", meant.name);
        return (finding.help(help).fix(span, &*meant.name), schema.kind_id(&meant.name));
    }
    if let Some(here) = tops().find_map(|kind| instead(kind, &word)) {
        return (finding.help(here), None);
    }
    let all = schema.kinds.values().filter(|kind| kind.is_top || kind.is_declaration);
    if let Some(near) = nearest(&word, all.map(|kind| &*kind.name)) {
        return (finding.help(format!("did you mean `{near}`?")).fix(span, near), schema.kind_id(near));
    }
    let finding = match homes(&word, schema).as_slice() {
        [] => finding.help(format!("there are: {}", joined(tops().map(|kind| &*kind.name)))),
        homes => finding.help(format!("{} stands in {}", in_marks(&word), words(homes))),
    };
    (finding, None)
}

/// Where a word stands that is no field of its node.
#[derive(Clone, Copy)]
pub(super) struct Stray<'s> {
    pub(super) word: &'s str,
    pub(super) span: Span,
    /// What the node begins with.
    pub(super) inside: &'s str,
    /// Whether values stand behind the word: a block, such as `env`, has none.
    pub(super) has_values: bool,
}

/// Also the place of the field in its kind, when it is known which was meant.
pub(super) fn unknown_field(stray: Stray<'_>, kind: &Kind, schema: &Schema) -> (Diagnostic, Option<usize>) {
    let Stray { word: name, span, inside: written, has_values } = stray;
    let finding = Diagnostic::new(&UNKNOWN_FIELD, span, format!("`{written}` has no `{name}`"));
    let word = plain(name);
    let is_meant = |field: &FieldDef| {
        says(&field.also, &word) && !(has_values && matches!(field.shape, Shape::Block(_)))
    };
    if let Some((index, meant)) = kind.fields.iter().enumerate().find(|(_, field)| is_meant(field)) {
        let help = format!("it is called `{}` here", meant.name);
        return (finding.help(help).fix(span, &*meant.name), Some(index));
    }
    if let Some(here) = instead(kind, &word) {
        return (finding.help(here), None);
    }
    if schema.kinds.get(name).is_some_and(|kind| kind.is_declaration) && kind.field(name).is_none() {
        return (finding.help(format!("`{name}` stands at the top of a file")), None);
    }
    let overlays = || schema.kinds.values().filter(|other| kind.takes_overlays && other.is_overlay);
    let fields = || kind.fields.iter().map(|field| &*field.name).filter(|known| *known != "name");
    let known = || fields().chain(overlays().map(|other| &*other.name));
    if let Some(near) = nearest(&word, known()) {
        let finding = finding.help(format!("did you mean `{near}`?")).fix(span, near);
        return (finding, kind.field(near).map(|(index, _)| index));
    }
    if kind.makes.is_some() {
        return (instances::no_parameter(name, span, kind, schema), None);
    }
    let elsewhere = || {
        let help = inside(kind, &word, schema).or_else(|| overlay(kind, &word, schema));
        help.or_else(|| at_the_top(&word, schema)).or_else(|| home(kind, &word, schema))
    };
    (finding.help(elsewhere().unwrap_or_else(|| format!("there are: {}", joined(known())))), None)
}

/// What differs in an environment is said there, and only there things are appended.
fn overlay(kind: &Kind, word: &str, schema: &Schema) -> Option<String> {
    let outer = schema.kinds.values().find(|outer| outer.takes_overlays).filter(|_| kind.is_overlay)?;
    let (outer, name) = (&outer.name, &kind.name);
    if word == "append" {
        return Some(format!(
            "`append` stands where an `{outer}` changes a {name}: here, write the lines alone"
        ));
    }
    let help = || format!("what differs in an `{outer}` is said in its block: {name} \"NAME\" {{ … }}");
    (*word == **outer).then(help)
}

/// The right word in the block of the wrong thing.
fn home(kind: &Kind, word: &str, schema: &Schema) -> Option<String> {
    let homes = homes(word, schema);
    let is_overlay = |home: &&str| schema.kinds.get(*home).is_some_and(|home| home.is_overlay);
    match homes.as_slice() {
        [] => None,
        [home] if kind.takes_overlays && is_overlay(home) => {
            Some(format!("say of which {home}: {home} \"NAME\" {{ {word} …; }}"))
        }
        homes => Some(format!("{} stands in {}", in_marks(word), words(homes))),
    }
}

/// `restart_policy`, `restartPolicy` and `Restart-Policy` are one word.
fn plain(name: &str) -> String {
    let mut out = String::new();
    for (at, c) in name.char_indices() {
        if c.is_ascii_uppercase() && name[..at].ends_with(|before: char| before.is_ascii_lowercase()) {
            out.push('-');
        }
        out.push(if c == '_' { '-' } else { c.to_ascii_lowercase() });
    }
    out
}

fn says(words: &[Arc<str>], word: &str) -> bool {
    words.iter().any(|known| **known == *word)
}

/// What a kind has in place of what other tools call so.
fn instead<'k>(kind: &'k Kind, word: &str) -> Option<&'k str> {
    kind.elsewhere.iter().find(|elsewhere| says(&elsewhere.words, word)).map(|elsewhere| &*elsewhere.here)
}

fn inner(field: &FieldDef) -> Option<KindId> {
    match field.shape {
        Shape::Node(kind) | Shape::Nodes(kind) | Shape::Block(kind) => Some(kind),
        Shape::Scalar(_) | Shape::List(_) | Shape::Body => None,
    }
}

/// A setting of something that stands in the block: `framework` on the line of `runtime`.
fn inside(kind: &Kind, word: &str, schema: &Schema) -> Option<String> {
    kind.fields.iter().find_map(|field| {
        let (_, meant) = schema.kind(inner(field)?).field(word).filter(|_| word != "name")?;
        let outer = &field.name;
        Some(match meant.place {
            Place::Property => format!("it stands on the line of `{outer}`: {outer} … {word}=…"),
            Place::Child => format!("it stands in the block of `{outer}`"),
            Place::Argument | Place::Arguments => format!("it is what stands behind `{outer}`"),
        })
    })
}

fn at_the_top(word: &str, schema: &Schema) -> Option<String> {
    let kind = schema.kinds.get(word).filter(|kind| kind.is_top)?;
    Some(format!("`{}` stands at the top of the spec, in no block", kind.name))
}

/// The kinds whose block or line has a setting of this name.
fn homes<'s>(word: &str, schema: &'s Schema) -> Vec<&'s str> {
    let has = |kind: &&Kind| {
        !kind.is_declaration
            && !kind.is_catalogue
            && kind.field(word).is_some_and(|(_, field)| field.place == Place::Child)
    };
    let homes: Vec<&str> = schema.kinds.values().filter(has).map(|kind| &*kind.name).collect();
    if homes.len() <= MOST_KINDS { homes } else { Vec::new() }
}

fn in_marks(word: &str) -> String {
    format!("`{word}`")
}

fn joined<'k>(known: impl Iterator<Item = &'k str>) -> String {
    known.collect::<Vec<_>>().join(", ")
}

/// `a route or a host`
fn words(homes: &[&str]) -> String {
    let each: Vec<String> = homes.iter().map(|home| format!("the block of `{home}`")).collect();
    each.join(" or ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    const ANYWHERE: Span = Span { file: FileId(0), start: 0, end: 0 };

    fn stray(word: &str) -> Stray<'_> {
        Stray { word, span: ANYWHERE, inside: "it", has_values: false }
    }

    /// Every word of other tools that the standard library declares leads to what it is declared for.
    #[test]
    fn words_of_other_tools_lead_to_what_they_are_called_here() {
        let schema = crate::driver::language();
        for kind in schema.kinds.values() {
            for word in &kind.also {
                assert_eq!(unknown_kind(word, ANYWHERE, &schema).1, schema.kind_id(&kind.name), "{word}");
                assert!(
                    schema.kind_id(word).is_none_or(|known| !schema.kind(known).is_top),
                    "{word} is a kind"
                );
            }
            for (index, field) in kind.fields.iter().enumerate() {
                for word in &field.also {
                    assert_eq!(
                        unknown_field(stray(word), kind, &schema).1,
                        Some(index),
                        "{} {word}",
                        kind.name
                    );
                    assert!(kind.field(word).is_none(), "`{}` has a `{word}`", kind.name);
                }
            }
            for word in kind.elsewhere.iter().flat_map(|elsewhere| &elsewhere.words) {
                let help = unknown_field(stray(word), kind, &schema).0.help;
                assert_eq!(help, [instead(kind, word).unwrap()], "{} {word}", kind.name);
            }
        }
    }

    #[test]
    fn spellings_of_other_tools_are_one_word() {
        for word in ["restart-policy", "restart_policy", "restartPolicy", "RestartPolicy", "RESTART_POLICY"] {
            assert_eq!(plain(word), "restart-policy");
        }
    }
}
