//! Fields that there are only on one platform. In: things as they are written. Out: a finding for each field of another
//! platform than the chosen one.

use super::symbols::Symbols;
use crate::check::Node;
use crate::check::errors::WRONG_PLATFORM;
use crate::diag::{Diagnostic, Diagnostics};
use crate::schema::{Holding, Schema, Shape};

/// Looks at a thing, and at what stands in it.
pub(super) fn check(thing: &Node, schema: &Schema, symbols: &Symbols, diagnostics: &mut Diagnostics) {
    check_tag(thing, schema, symbols, diagnostics);
    for inner in thing.inner_with(Holding::Tag, schema) {
        check(inner, schema, symbols, diagnostics);
    }
}

/// Of the fields of some things a part belongs to one value of their tag. A tag that leads nowhere is reported with the
/// other names.
fn check_tag(thing: &Node, schema: &Schema, symbols: &Symbols, diagnostics: &mut Diagnostics) {
    let kind = schema.kind(thing.kind);
    let Some((tag, declared)) = kind.tag.as_ref().and_then(|tag| kind.field(tag)) else { return };
    let Some(choice) = thing.field(tag) else { return };
    let Some(chosen) = choice.value.text() else { return };
    let is_known = match &declared.shape {
        Shape::Scalar(of) if of.of.base.is_reference() => {
            of.to.iter().any(|kind| symbols.find(*kind, chosen).is_some())
        }
        _ => true,
    };
    for field in thing.fields.iter().filter(|_| is_known) {
        let def = &kind.fields[usize::from(field.def)];
        if !def.when.is_empty() && !def.when.iter().any(|wanted| wanted == chosen) {
            let tag = &declared.name;
            let wanted: Vec<String> = def.when.iter().map(|wanted| format!("{tag} \"{wanted}\"")).collect();
            let wanted = wanted.join(" or ");
            let message = format!("`{}` is a setting of {wanted}", def.name);
            let finding = Diagnostic::new(&WRONG_PLATFORM, field.span, message)
                .label(choice.span, format!("this one has {tag} \"{chosen}\""))
                .help(format!("remove it, or choose {wanted}"));
            diagnostics.push(finding);
        }
    }
}
