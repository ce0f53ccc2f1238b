//! The words about components where they are used as if they were what they make. In: the node at fault, and what the
//! component declares. Out: a finding that says where the setting goes instead.

use super::errors::UNKNOWN_FIELD;
use crate::diag::Diagnostic;
use crate::schema::{Kind, Made, Place, Schema, Shape};
use crate::source::Span;
use crate::syntax::{self, Value};

/// Names longer than this are not repeated.
const LONGEST_NAME: usize = 40;

/// A component has what it declares. What it makes has more, which is set where that is written, or where it is changed.
pub(super) fn no_parameter(word: &str, span: Span, component: &Kind, schema: &Schema) -> Diagnostic {
    let written = &component.name;
    let message = format!("component `{written}` has no parameter `{word}`");
    let fields = component.fields.iter().filter(|field| !matches!(field.shape, Shape::Body));
    let parameters = fields.filter(|field| field.place != Place::Argument).map(|field| &*field.name);
    let finding = Diagnostic::new(&UNKNOWN_FIELD, span, message).help(match parameters.collect::<Vec<_>>() {
        none if none.is_empty() => "it has none".to_owned(),
        all => format!("it has: {}", all.join(", ")),
    });
    match changeable(component, schema).find(|(_, kind)| kind.field(word).is_some()) {
        Some((_, made)) => finding.help(format!(
            "set it where `{written}` makes its {0}, or in an `environment`: {0} \"NAME\" {{ {word} …; }}",
            made.name
        )),
        None => finding,
    }
}

/// `environment "staging" { api-service "orders" { … } }`: what the component makes is what can be changed there.
pub(super) fn changed(node: syntax::Node<'_>, outer: &Kind, schema: &Schema) -> Option<Diagnostic> {
    let written = node.name();
    let component =
        schema.kinds.get(&*written).filter(|kind| outer.takes_overlays && kind.makes.is_some())?;
    let message = format!("`{}` cannot change `{written}`: that is a component", outer.name);
    let finding = Diagnostic::new(&UNKNOWN_FIELD, node.name_span(), message);
    let instance = node.entries().find(|entry| !entry.is_property()).and_then(|entry| match entry.value() {
        Value::String(name) if name.len() <= LONGEST_NAME => Some(name.into_owned()),
        _ => None,
    });
    let instead: Vec<String> = changeable(component, schema)
        .map(|(made, kind)| {
            let name = instance.as_ref().map(|instance| made.name.replace("${name}", instance));
            let name = name.filter(|name| !name.contains("${")).unwrap_or_else(|| "NAME".to_owned());
            let words = node.children().map(|line| line.name().into_owned());
            let lines: Vec<String> =
                words.filter(|word| kind.field(word).is_some()).map(|word| format!("{word} …;")).collect();
            let lines = if lines.is_empty() { "…".to_owned() } else { lines.join(" ") };
            format!("{} {} {{ {lines} }}", kind.name, syntax::quoted(&name))
        })
        .collect();
    Some(match instead.as_slice() {
        [] => finding.help("nothing that it makes can be changed here"),
        instead => finding.help(format!("change what it makes: {}", instead.join(" or "))),
    })
}

/// What a component makes that an environment can change.
fn changeable<'k>(component: &'k Kind, schema: &'k Schema) -> impl Iterator<Item = (&'k Made, &'k Kind)> {
    let of_kind = |made: &'k Made| Some((made, schema.kinds.get(&made.kind)?));
    component.made.iter().filter_map(of_kind).filter(|(_, kind)| kind.is_overlay)
}
