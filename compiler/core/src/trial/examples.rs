//! The examples of declared rules: pieces of spec, which may leave out what a thing needs besides.

use super::errors::FAILED;
use super::{Failure, Outcome};
use crate::check::check;
use crate::check::errors::{CONSTRAINT, MISSING_FIELD};
use crate::diag::{Diagnostic, Diagnostics, Severity};
use crate::effective::View;
use crate::resolve::things_of;
use crate::rules::declared::{DeclaredRule, judge};
use crate::schema::Schema;
use crate::source::{FileOrigin, Sources, Spanned};
use crate::syntax;
use std::slice;

/// Runs the examples of a rule; nothing when it has none.
pub(super) fn run(rule: &DeclaredRule, schema: &Schema) -> Option<Outcome> {
    let checks = rule.good.len() + rule.bad.len();
    let good = rule.good.iter().filter_map(|example| failure(rule, example, false, schema));
    let bad = rule.bad.iter().filter_map(|example| failure(rule, example, true, schema));
    let failures: Vec<Failure> = good.chain(bad).collect();
    let name = format!("rule {}", rule.code.slug);
    (checks > 0).then_some(Outcome { name, span: rule.span, checks, failures })
}

fn failure(rule: &DeclaredRule, example: &Spanned<String>, is_bad: bool, schema: &Schema) -> Option<Failure> {
    let message = match objects(rule, example, schema) {
        Ok(objects) if objects == is_bad => return None,
        Ok(true) => "the rule objects to an example that is good".to_string(),
        Ok(false) => "the rule does not object to an example that is bad".to_string(),
        Err(why) => format!("this example is no piece of a spec: {why}"),
    };
    let finding = Diagnostic::new(&FAILED, example.span, message);
    Some(Failure::new(finding.label(rule.span, "the rule")))
}

/// Whether a rule objects to a piece of spec; or what is wrong with the piece.
fn objects(rule: &DeclaredRule, example: &str, schema: &Schema) -> Result<bool, String> {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let file = sources.add("example", example, FileOrigin::Project);
    let tree = syntax::read(file, &sources.get(file).text, &mut diagnostics);
    let nodes = check(&tree, schema, &mut diagnostics);
    let things = things_of(nodes, schema, &mut diagnostics);
    let left_out = |found: &Diagnostic| found.code == MISSING_FIELD || found.code == CONSTRAINT;
    let is_wrong = |found: &&Diagnostic| found.severity() == Severity::Error && !left_out(found);
    if let Some(wrong) = diagnostics.iter().find(is_wrong) {
        let line = wrong.span().map_or(1, |span| sources.position(span).line);
        return Err(format!("line {line}: {}", wrong.message));
    }
    let view = View::new(schema, &things, None);
    if things.all().all(|(_, node)| node.kind != rule.on) {
        return Err(format!("there is no {} in it", schema.kind(rule.on).name));
    }
    Ok(!judge(slice::from_ref(rule), &view, &[]).is_empty())
}
