//! Overlays: what an environment changes of a thing, field by field. A list is replaced whole; a block, such as `env`,
//! line by line.

use super::errors::{DECLARED_TWICE, NOTHING_TO_CHANGE};
use super::symbols::Symbols;
use crate::check::errors::FIXED;
use crate::check::{Field, Node, Value};
use crate::diag::{Diagnostic, Diagnostics};
use crate::schema::{KindId, Schema, Shape};
use crate::source::Span;
use ecow::EcoString;
use indexmap::IndexMap;
use indexmap::map::Entry;

/// Whether every change is of something that is there, and of what may differ; and there is one for each thing.
pub(super) fn check_targets(
    spec: &[Node],
    schema: &Schema,
    symbols: &Symbols,
    diagnostics: &mut Diagnostics,
) {
    for environment in spec {
        let mut known: IndexMap<(KindId, EcoString), Span> = IndexMap::new();
        for change in &environment.overlays {
            let Some(name) = change.named(schema, "name") else { continue };
            let Some(text) = name.value.text().filter(|text| !diagnostics.is_excused(text)) else { continue };
            if symbols.find(change.kind, text).is_none() {
                diagnostics.push(nothing_to_change(change, text, name.span, schema, symbols));
                continue;
            }
            match known.entry((change.kind, text.clone())) {
                Entry::Vacant(free) => drop(free.insert(change.span)),
                Entry::Occupied(first) => diagnostics.push(changed_twice(change, text, *first.get(), schema)),
            }
            check_fixed(change, schema, diagnostics);
        }
    }
}

fn nothing_to_change(
    change: &Node,
    name: &str,
    span: Span,
    schema: &Schema,
    symbols: &Symbols,
) -> Diagnostic {
    let kind = &schema.kind(change.kind).name;
    let message = format!("there is no {kind} `{name}` to change");
    let mut finding = Diagnostic::new(&NOTHING_TO_CHANGE, span, message);
    if let Some(near) = symbols.check(name, &[change.kind], span, schema) {
        finding.labels.extend(near.labels.into_iter().skip(1));
        finding.help = near.help;
        finding.fix = near.fix;
    }
    if finding.fix.is_empty() {
        return finding.help(format!("a new {kind} is declared at the top of the spec, in no environment"));
    }
    finding
}

fn changed_twice(change: &Node, name: &str, first: Span, schema: &Schema) -> Diagnostic {
    let message = format!("{} `{name}` is changed twice in one environment", schema.kind(change.kind).name);
    Diagnostic::new(&DECLARED_TWICE, change.span, message)
        .label(first, "the first change is here")
        .help("put all that differs into one of the two")
}

fn check_fixed(change: &Node, schema: &Schema, diagnostics: &mut Diagnostics) {
    let kind = schema.kind(change.kind);
    for field in &change.fields {
        let def = &kind.fields[usize::from(field.def)];
        if def.is_fixed {
            let message = format!("`{}` is the same in every environment", def.name);
            let help = format!("say it where the {} is declared, at the top of the spec", kind.name);
            diagnostics.push(Diagnostic::new(&FIXED, field.span, message).help(help));
        }
    }
}

/// The thing as the environment sees it.
pub(super) fn apply(base: &Node, overlay: &Node, schema: &Schema) -> Node {
    let mut merged = base.clone();
    let kind = schema.kind(base.kind);
    for field in &overlay.fields {
        let shape = &kind.fields[usize::from(field.def)].shape;
        let changed = match (shape, merged.field(usize::from(field.def))) {
            (Shape::List(_) | Shape::Nodes(_), Some(known)) if field.is_appended => append(known, field),
            (Shape::Block(_), Some(known)) => merge_block(known, field, schema),
            _ => field.clone(),
        };
        merged.set(changed);
    }
    merged
}

/// What the overlay says comes last.
fn append(base: &Field, overlay: &Field) -> Field {
    let value = match (&base.value, &overlay.value) {
        (Value::List(known), Value::List(more)) => Value::List([&known[..], more].concat()),
        (Value::Nodes(known), Value::Nodes(more)) => {
            Value::Nodes(known.iter().chain(more).cloned().collect())
        }
        _ => return overlay.clone(),
    };
    Field { value, span: overlay.span, ..*base }
}

/// Lines of the overlay take the place of lines of the same name, and new ones come last.
fn merge_block(base: &Field, overlay: &Field, schema: &Schema) -> Field {
    let (Value::Nodes(known), Value::Nodes(changes)) = (&base.value, &overlay.value) else {
        return overlay.clone();
    };
    let mut lines = known.clone();
    for change in changes {
        match lines.make_mut().iter_mut().find(|line| line.name(schema) == change.name(schema)) {
            Some(line) => *line = change.clone(),
            None => lines.push(change.clone()),
        }
    }
    Field { value: Value::Nodes(lines), span: overlay.span, ..*base }
}
