//! What a kind declares of its fields together. In: a checked node. Out: findings in the words of the declaration.

use super::errors::CONSTRAINT;
use super::{Field, Node, Value};
use crate::diag::{Diagnostic, Diagnostics};
use crate::schema::{Constraint, ConstraintForm, Holding, Kind, Schema, Shape};
use std::cmp::Ordering;

/// Which fields are said at all.
pub(crate) fn check_presence(node: &Node, schema: &Schema, diagnostics: &mut Diagnostics) {
    let kind = schema.kind(node.kind);
    // A default stands at the declaration of its field: nobody has said it.
    let said = |index: usize| node.field(index).filter(|field| field.span != kind.fields[index].span);
    let chosen = node.chosen(schema);
    for constraint in &kind.constraints {
        // Nobody can say what there is not under this value of the tag.
        let can_be_said = |index: &&usize| kind.fields[**index].applies(chosen) || said(**index).is_some();
        let all = constraint.fields.iter().filter(can_be_said).count();
        if all == 0 {
            continue;
        }
        let first_is_said = constraint.fields.first().is_some_and(|first| said(*first).is_some());
        let said = || constraint.fields.iter().filter_map(|index| said(*index));
        let count = said().count();
        let holds = match constraint.form {
            ConstraintForm::ExactlyOne => count == 1,
            ConstraintForm::AtLeastOne => count >= 1,
            ConstraintForm::AtMostOne => count <= 1,
            ConstraintForm::Together => count == 0 || count == all,
            ConstraintForm::Needs => !first_is_said || count == all,
            ConstraintForm::InOrder => true,
        };
        if !holds {
            diagnostics.push(broken(constraint, node, &said().collect::<Vec<_>>(), schema));
        }
    }
}

/// Whether values that bound one another do, defaults included; in the node and in those in it.
pub(crate) fn check_order(node: &Node, schema: &Schema, diagnostics: &mut Diagnostics) {
    let kind = schema.kind(node.kind);
    if !kind.holds(Holding::Order) {
        return;
    }
    let bounds = kind.constraints.iter().filter(|constraint| constraint.form == ConstraintForm::InOrder);
    for constraint in bounds {
        for pair in constraint.fields.windows(2) {
            if let (Some(low), Some(high)) = (node.field(pair[0]), node.field(pair[1]))
                && compare(low, high, kind) == Some(Ordering::Greater)
            {
                diagnostics.push(broken(constraint, node, &[low, high], schema));
            }
        }
    }
    for inner in node.inner_with(Holding::Order, schema) {
        check_order(inner, schema, diagnostics);
    }
}

/// The finding, at the value that somebody wrote, or else at the node.
fn broken(constraint: &Constraint, node: &Node, said: &[&Field], schema: &Schema) -> Diagnostic {
    let name = node.name(schema).map_or("", |name| name);
    let message = constraint.message.replace("{name}", name);
    let mut written = said.iter().filter(|field| field.span.file == node.span.file).map(|field| field.span);
    let mut finding = Diagnostic::new(&CONSTRAINT, written.next().unwrap_or(node.span), message);
    for other in written {
        finding = finding.label(other, "");
    }
    match &constraint.help {
        Some(help) => finding.help(help.replace("{name}", name)),
        None => finding,
    }
}

/// Values of one type, by what they mean.
fn compare(low: &Field, high: &Field, kind: &Kind) -> Option<Ordering> {
    let Shape::Scalar(of) = &kind.fields[usize::from(low.def)].shape else { return None };
    match (&low.value, &high.value) {
        (Value::Integer(low), Value::Integer(high)) => Some(low.cmp(high)),
        (Value::Number(low), Value::Number(high)) => low.partial_cmp(high),
        (Value::Text(low), Value::Text(high)) => of.of.amount(low)?.partial_cmp(&of.of.amount(high)?),
        _ => None,
    }
}
