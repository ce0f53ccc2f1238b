//! Declared rules held against the language: what they judge has to be there.

use super::errors::BAD_RULE;
use super::{DeclaredRule, page};
use crate::check::{Node, read};
use crate::codes;
use crate::diag::{DeclaredCode, Diagnostic, Diagnostics, Severity};
use crate::expect::{Expectation, ExpectationNode};
use crate::nearest::nearest;
use crate::resolve::Things;
use crate::schema::{KindId, Schema};
use crate::source::{Span, Spanned};
use serde::Deserialize;
use std::sync::Arc;

/// A rule as it is written: the fields of kind `rule`.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct RuleNode {
    #[serde(rename = "$span")]
    span: Span,
    pub(crate) name: Spanned<String>,
    on: Spanned<String>,
    severity: SeverityWord,
    pub(crate) about: String,
    #[serde(default)]
    when: Vec<ExpectationNode>,
    expect: Vec<ExpectationNode>,
    message: String,
    help: Option<String>,
    #[serde(default)]
    pub(crate) good: Vec<Spanned<String>>,
    #[serde(default)]
    pub(crate) bad: Vec<Spanned<String>>,
}

impl RuleNode {
    pub(crate) fn severity(&self) -> Severity {
        self.severity.into()
    }
}

/// The rules among checked nodes, as they are written, for whoever describes them.
pub(crate) fn written<'n>(nodes: &'n [Node], schema: &'n Schema) -> impl Iterator<Item = RuleNode> + 'n {
    let kind = schema.kind_id("rule");
    let rules = nodes.iter().filter(move |node| Some(node.kind) == kind && !node.is_faulty);
    rules.map(|node| read::<RuleNode>(schema, node))
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum SeverityWord {
    Error,
    Warning,
    Note,
}

impl From<SeverityWord> for Severity {
    fn from(word: SeverityWord) -> Self {
        match word {
            SeverityWord::Error => Severity::Error,
            SeverityWord::Warning => Severity::Warning,
            SeverityWord::Note => Severity::Note,
        }
    }
}

/// Every rule among the things that makes sense; what does not is reported at the rule.
pub fn load(things: &Things, schema: &Schema, diagnostics: &mut Diagnostics) -> Vec<DeclaredRule> {
    let Some(kind) = schema.kind_id("rule") else { return Vec::new() };
    let nodes = things.of_kind(kind).map(|(_, node)| read::<RuleNode>(schema, node));
    nodes.filter_map(|node| rule(node, schema, diagnostics)).collect()
}

fn rule(node: RuleNode, schema: &Schema, diagnostics: &mut Diagnostics) -> Option<DeclaredRule> {
    let problem = code_problem(&node.name).or_else(|| kind_problem(&node.on, schema));
    if let Some(problem) = problem {
        diagnostics.push(problem);
        return None;
    }
    let on = schema.kind_id(&node.on)?;
    let mut is_sound = true;
    let mut read_all = |nodes: &[ExpectationNode]| -> Vec<Expectation> {
        let read = nodes.iter().map(|node| Expectation::read(node, schema, on, &node.path));
        let sound = read.filter_map(|read| {
            read.map_err(|problem| {
                is_sound = false;
                diagnostics.push(problem);
            })
            .ok()
        });
        sound.collect()
    };
    let (when, expect) = (read_all(&node.when), read_all(&node.expect));
    let code = DeclaredCode {
        slug: node.name.value.clone(),
        severity: node.severity.into(),
        explanation: page::of(&node.about, &node.bad, &node.good),
    };
    is_sound.then(|| DeclaredRule {
        code: Arc::new(code),
        on,
        when,
        expect,
        message: node.message,
        help: node.help,
        span: node.span,
        good: node.good,
        bad: node.bad,
    })
}

/// A code is an area and a finding, and stands for one thing only.
fn code_problem(code: &Spanned<String>) -> Option<Diagnostic> {
    let is_word = |word: &str| {
        let good = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        word.starts_with(|c: char| c.is_ascii_lowercase()) && word.bytes().all(good)
    };
    let is_code = code.split_once('/').is_some_and(|(area, found)| is_word(area) && is_word(found));
    if !is_code {
        let finding = Diagnostic::new(&BAD_RULE, code.span, format!("`{code}` is no code"));
        return Some(finding.help("write an area and what was found, such as \"acme/enough-memory\""));
    }
    codes::find(code).map(|_| {
        let finding = Diagnostic::new(&BAD_RULE, code.span, format!("`{code}` is a code of Formwork's own"));
        finding.help("begin it with a word of yours, such as the name of the team")
    })
}

fn kind_problem(on: &Spanned<String>, schema: &Schema) -> Option<Diagnostic> {
    let is_judged = |id: &KindId| {
        let kind = schema.kind(*id);
        kind.is_top && !kind.is_proof && kind.makes.is_none()
    };
    let known = schema.kind_id(on);
    if known.as_ref().is_some_and(is_judged) {
        return None;
    }
    let message = match known.map(|kind| schema.kind(kind)) {
        Some(kind) if kind.makes.is_some() => {
            format!("`{on}` is a component: nothing is left of one to judge")
        }
        Some(_) => format!("a `{on}` is no thing of a spec"),
        None => format!("there is no kind of thing called `{on}`"),
    };
    let finding = Diagnostic::new(&BAD_RULE, on.span, message);
    let judged = (0..schema.kinds.len()).map(|index| KindId(index as u16)).filter(is_judged);
    let names: Vec<&str> = judged.map(|kind| &*schema.kind(kind).name).collect();
    Some(match nearest(on, names.iter().copied()).filter(|_| known.is_none()) {
        Some(near) => finding.help(format!("did you mean `{near}`?")).fix(on.span, format!("\"{near}\"")),
        None => finding.help(format!("there are: {}", names.join(", "))),
    })
}
