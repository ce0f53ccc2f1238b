//! The words of the checker's findings. In: the declaration and the place at fault. Out: diagnostics with help and,
//! where there is one, a fix. It decides nothing: the checker has already found what is wrong.

use super::errors::{
    DECLARED_TWICE, DEPRECATED, MISSING_FIELD, NOT_A_LIST, RENAMED, UNEXPECTED_ARGUMENT, UNKNOWN_FIELD,
};
use crate::diag::Diagnostic;
use crate::schema::{FieldDef, Kind, Place};
use crate::source::Span;
use crate::syntax::{self, Entry};

/// Everything that a thing lacks: one finding, because it is one gap.
pub(super) fn missing_fields(
    written: &str,
    name: Option<&str>,
    missing: &[&FieldDef],
    span: Span,
) -> Diagnostic {
    let names: Vec<String> = missing.iter().map(|def| called(def)).collect();
    let message = match name {
        Some(name) => format!("{written} `{name}` has no {}", names.join(" and no ")),
        None => format!("this `{written}` has no {}", names.join(" and no ")),
    };
    missing.iter().fold(Diagnostic::new(&MISSING_FIELD, span, message), |finding, def| {
        let (name, about) = (&def.name, first_sentence(&def.about));
        finding.help(match (&**name, def.place) {
            ("name", _) => format!("write `{written} \"NAME\"`"),
            (_, Place::Argument | Place::Arguments) => {
                format!("write it behind `{written}`: {}", lower(about))
            }
            (_, Place::Property) => format!("write `{name}=…` on its line: {}", lower(about)),
            (_, Place::Child) => format!("write `{name} …` in its block: {}", lower(about)),
        })
    })
}

/// Without its full stop.
fn first_sentence(text: &str) -> &str {
    text.split_once(". ").map_or(text, |(first, _)| first).trim_end_matches('.')
}

/// What stands behind a word without a name of its own is its value; only the name of a thing is called so.
fn called(def: &FieldDef) -> String {
    match def.place {
        Place::Argument | Place::Arguments if &*def.name != "name" => "value".to_owned(),
        _ => format!("`{}`", def.name),
    }
}

/// A sentence as it goes on behind a colon: not so an abbreviation.
fn lower(sentence: &str) -> String {
    let mut chars = sentence.chars();
    match (chars.next(), chars.next()) {
        (Some(first), second) if second.is_none_or(|second| !second.is_uppercase()) => {
            first.to_lowercase().chain(sentence.chars().skip(1)).collect()
        }
        _ => sentence.to_owned(),
    }
}

/// "`a`, `b` and `c`"
pub(super) fn and(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        Some((only, [])) => only.clone(),
        Some((end, rest)) => format!("{} and {end}", rest.join(", ")),
        None => String::new(),
    }
}

pub(super) fn nameless_change(kind: &str, span: Span) -> Diagnostic {
    Diagnostic::new(&MISSING_FIELD, span, format!("which {kind} does this change?"))
        .help(format!("write its name: {kind} \"NAME\""))
}

pub(super) fn no_value(def: &FieldDef, span: Span) -> Diagnostic {
    Diagnostic::new(&MISSING_FIELD, span, format!("`{}` has no value", def.name))
        .help(format!("write it on the same line: {}", lower(first_sentence(&def.about))))
}

/// `behind` is what stands before the first of them, when that is a bare word or number: text without its marks.
pub(super) fn arguments_too_many(
    node: syntax::Node<'_>,
    kind: &Kind,
    span: Span,
    behind: Option<Span>,
) -> Diagnostic {
    let written = node.name();
    if let Some(behind) = behind {
        return bare_text(node, &written, behind.to(span));
    }
    let finding = Diagnostic::new(&UNEXPECTED_ARGUMENT, span, format!("`{written}` takes no further value"));
    let named = |place: Place| {
        let fields = kind.fields.iter().filter(move |def| def.place == place && def.when.is_empty());
        fields.map(|def| &*def.name).collect::<Vec<_>>()
    };
    match (named(Place::Property).as_slice(), named(Place::Child).as_slice()) {
        ([], []) => finding.help("delete it"),
        ([], children) => finding.help(format!("its settings stand in its block: {}", children.join(", "))),
        ([only], _) if !node.text_at(span).contains(char::is_whitespace) => {
            let named = format!("{only}={}", node.text_at(span));
            finding.help(format!("write `{named}` if that is meant")).fix(span, named)
        }
        (properties, _) => {
            finding.help(format!("on its line these have names: {}=…", properties.join("=…, ")))
        }
    }
}

/// `about A shop for books`: one text, with a space between its words.
fn bare_text(node: syntax::Node<'_>, written: &str, span: Span) -> Diagnostic {
    let text = syntax::quoted(node.text_at(span));
    Diagnostic::new(
        &UNEXPECTED_ARGUMENT,
        span,
        format!("`{written}` takes one value here, and these are several"),
    )
    .help(format!("put quotation marks around text with spaces: {text}"))
    .fix(span, text)
}

/// The same of a line that takes one value.
pub(super) fn values_too_many(node: syntax::Node<'_>, span: Span, behind: Option<Span>) -> Diagnostic {
    let written = node.name();
    match behind {
        Some(behind) => bare_text(node, &written, behind.to(span)),
        None => Diagnostic::new(&UNEXPECTED_ARGUMENT, span, format!("`{written}` takes one value"))
            .help("remove what is too much"),
    }
}

pub(super) fn property_for_value(node: syntax::Node<'_>, entry: Entry<'_>) -> Diagnostic {
    let (written, value) = (node.name(), node.text_at(entry.value_span()));
    let message = format!("the value of `{written}` has no name");
    Diagnostic::new(&UNEXPECTED_ARGUMENT, entry.span(), message)
        .help(format!("write `{written} {value}`"))
        .fix(entry.span(), value)
}

pub(super) fn property_in_list(def: &FieldDef, span: Span) -> Diagnostic {
    let message = format!("the values of `{}` have no names", def.name);
    Diagnostic::new(&UNEXPECTED_ARGUMENT, span, message).help("write each value alone, with a space between")
}

pub(super) fn value_before_block(written: &str, span: Span) -> Diagnostic {
    let message = format!("`{written}` takes its settings in a block");
    Diagnostic::new(&UNEXPECTED_ARGUMENT, span, message)
        .help(format!("write `{written} {{` and a line for each"))
}

pub(super) fn block_behind_value(def: &FieldDef, span: Span) -> Diagnostic {
    let message = format!("`{}` takes values on its line, and has no block", def.name);
    Diagnostic::new(&UNKNOWN_FIELD, span, message).help(format!("write `{} …` on one line", def.name))
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

/// The same of a value.
pub(super) fn option_renamed(old: &str, new: &str, span: Span) -> Diagnostic {
    let text = syntax::quoted(new);
    Diagnostic::new(&RENAMED, span, format!("`{old}` is called `{new}` now"))
        .help(format!("write {text}; `formwork check --fix` does it"))
        .fix(span, text)
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

pub(super) fn not_a_list(def: &FieldDef, span: Span) -> Diagnostic {
    Diagnostic::new(&NOT_A_LIST, span, format!("`{}` holds one thing: nothing can be appended", def.name))
        .help("write it outside of `append`: it takes the place of what was there")
}

/// A value in the words of its line: what stands behind a word has no name of its own, and a number with a point is
/// spelt as it is.
pub(super) fn as_written(mut finding: Diagnostic, def: &FieldDef, entry: Entry<'_>) -> Diagnostic {
    let node = entry.node();
    let is_unnamed = matches!(def.place, Place::Argument | Place::Arguments);
    if let (true, Some(rest)) = (is_unnamed, finding.message.strip_prefix(&format!("`{}`", def.name))) {
        finding.message = format!("`{}`{rest}", node.name());
    }
    if matches!(entry.value(), syntax::Value::Float(_)) && finding.help == ["put it in quotation marks"] {
        let text = syntax::quoted(node.text_at(entry.value_span()));
        finding.help = vec![format!("put it in quotation marks: {text}")];
        return finding.fix(entry.value_span(), text);
    }
    finding
}

/// The same for the name that a line of a block begins with.
pub(super) fn as_line_name(mut finding: Diagnostic, name: &str) -> Diagnostic {
    if let Some(rest) = finding.message.strip_prefix(&format!("`name` is \"{name}\", which ")) {
        finding.message = format!("`{name}` {rest}");
    }
    finding
}
