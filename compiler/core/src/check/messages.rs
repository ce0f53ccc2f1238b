//! The words of the checker's findings. In: the declaration and the place at fault. Out: diagnostics with help and,
//! where there is one, a fix. It decides nothing: the checker has already found what is wrong.

use super::errors::{
    DECLARED_TWICE, DEPRECATED, FIXED, MISSING_FIELD, NOT_A_LIST, RENAMED, UNEXPECTED_ARGUMENT,
    UNKNOWN_FIELD, UNKNOWN_KIND, WRONG_PLACE, WRONG_PLATFORM,
};
use super::nearest;
use crate::diag::Diagnostic;
use crate::schema::{FieldDef, Kind, Place, Schema};
use crate::source::Span;

pub(super) fn unknown_kind(name: &str, span: Span, schema: &Schema) -> Diagnostic {
    let tops = schema.kinds.values().filter(|kind| kind.is_top).map(|kind| &*kind.name);
    let finding = Diagnostic::new(&UNKNOWN_KIND, span, format!("there is no kind of thing called `{name}`"));
    suggest(finding, span, name, tops)
}

pub(super) fn unknown_field(name: &str, span: Span, kind: &Kind, schema: &Schema) -> Diagnostic {
    let finding = Diagnostic::new(&UNKNOWN_FIELD, span, format!("`{}` has no `{name}`", kind.name));
    let fields = kind.fields.iter().map(|field| &*field.name).filter(|known| *known != "name");
    let overlays = schema.kinds.values().filter(|other| kind.takes_overlays && other.is_overlay);
    let known = fields.chain(overlays.map(|other| &*other.name));
    suggest(finding, span, name, known)
}

pub(super) fn wrong_place(def: &FieldDef, span: Span) -> Diagnostic {
    Diagnostic::new(&WRONG_PLACE, span, format!("`{}` has another place", def.name)).mark(place_words(def))
}

pub(super) fn wrong_platform(
    def: &FieldDef,
    wanted: &str,
    span: Span,
    chosen: &str,
    chosen_at: Span,
) -> Diagnostic {
    let message = format!("`{}` is a setting of platform \"{wanted}\"", def.name);
    Diagnostic::new(&WRONG_PLATFORM, span, message)
        .label(chosen_at, format!("this one runs on \"{chosen}\""))
        .help(format!("remove it, or choose platform=\"{wanted}\""))
}

pub(super) fn missing_field(written: &str, kind: &Kind, def: &FieldDef, span: Span) -> Diagnostic {
    let help = match &*def.name {
        "name" => format!("write: {written} \"NAME\""),
        _ => def.about.clone(),
    };
    Diagnostic::new(&MISSING_FIELD, span, format!("this {} has no `{}`", kind.name, def.name))
        .mark(place_words(def))
        .help(help)
}

pub(super) fn nameless_change(kind: &str, span: Span) -> Diagnostic {
    Diagnostic::new(&MISSING_FIELD, span, format!("which {kind} does this change?"))
}

pub(super) fn no_value(def: &FieldDef, span: Span) -> Diagnostic {
    Diagnostic::new(&MISSING_FIELD, span, format!("`{}` has no value", def.name)).help(def.about.clone())
}

pub(super) fn argument_too_many(written: &str, span: Span) -> Diagnostic {
    Diagnostic::new(&UNEXPECTED_ARGUMENT, span, format!("`{written}` takes no further argument"))
}

pub(super) fn second_value(def: &FieldDef, span: Span) -> Diagnostic {
    Diagnostic::new(&UNEXPECTED_ARGUMENT, span, format!("`{}` takes one value", def.name))
        .help("remove this one")
}

pub(super) fn property_for_value(def: &FieldDef, span: Span) -> Diagnostic {
    let message = format!("`{}` takes a value, not a property", def.name);
    Diagnostic::new(&UNEXPECTED_ARGUMENT, span, message)
}

pub(super) fn property_in_list(def: &FieldDef, span: Span) -> Diagnostic {
    let message = format!("`{}` takes values, not properties", def.name);
    Diagnostic::new(&UNEXPECTED_ARGUMENT, span, message)
}

pub(super) fn value_before_block(written: &str, span: Span) -> Diagnostic {
    let message = format!("`{written}` takes its settings in a block");
    Diagnostic::new(&UNEXPECTED_ARGUMENT, span, message)
}

pub(super) fn block_behind_value(def: &FieldDef, span: Span) -> Diagnostic {
    let message = format!("`{}` takes values on its line and has no block", def.name);
    Diagnostic::new(&UNKNOWN_FIELD, span, message)
}

pub(super) fn field_twice(def: &FieldDef, span: Span, first: Span) -> Diagnostic {
    twice(format!("`{}` is said twice", def.name), span, first)
}

pub(super) fn line_twice(written: &str, span: Span, first: Span) -> Diagnostic {
    twice(format!("`{written}` is set twice"), span, first)
}

fn twice(message: String, span: Span, first: Span) -> Diagnostic {
    Diagnostic::new(&DECLARED_TWICE, span, message).label(first, "first here").help("keep one of the two")
}

pub(super) fn renamed(old: &str, new: &str, span: Span) -> Diagnostic {
    Diagnostic::new(&RENAMED, span, format!("`{old}` is called `{new}` now"))
        .help(format!("write `{new}`; `formwork check --fix` does it"))
        .fix(span, new)
}

pub(super) fn deprecated(word: &str, why: &str, span: Span) -> Diagnostic {
    Diagnostic::new(&DEPRECATED, span, format!("`{word}` is going away")).help(why)
}

pub(super) fn replaced_and_appended(def: &FieldDef, span: Span, first: Span) -> Diagnostic {
    let message = format!("`{}` is replaced and appended to at once", def.name);
    Diagnostic::new(&DECLARED_TWICE, span, message)
        .label(first, "replaced here")
        .help("put all of it in one of the two places")
}

pub(super) fn fixed(def: &FieldDef, kind: &Kind, span: Span) -> Diagnostic {
    let (field, kind) = (&def.name, &kind.name);
    Diagnostic::new(&FIXED, span, format!("`{field}` is the same in every environment"))
        .help(format!("say it where the {kind} is declared, at the top of the spec"))
}

pub(super) fn not_a_list(def: &FieldDef, span: Span) -> Diagnostic {
    Diagnostic::new(&NOT_A_LIST, span, format!("`{}` holds one thing: nothing can be appended", def.name))
        .help("write it outside of `append`: it takes the place of what was there")
}

fn place_words(def: &FieldDef) -> String {
    let name = &def.name;
    match def.place {
        Place::Argument | Place::Arguments => {
            format!("`{name}` is an argument: it stands on the line without a name")
        }
        Place::Property => format!("`{name}` stands on the line: {name}=…"),
        Place::Child => format!("`{name}` stands on a line of its own in the block: {name} …"),
    }
}

fn suggest<'k>(
    finding: Diagnostic,
    span: Span,
    wanted: &str,
    known: impl Iterator<Item = &'k str>,
) -> Diagnostic {
    let known: Vec<&str> = known.collect();
    match nearest(wanted, known.iter().copied()) {
        Some(near) => finding.help(format!("did you mean `{near}`?")).fix(span, near),
        None => finding.help(format!("there are: {}", known.join(", "))),
    }
}
