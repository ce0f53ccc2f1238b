//! The `allow`s of a spec: each stands at a thing, or where an environment changes one, and is needed by a finding, or is
//! out of date.

use super::allow::{Allowed, UNKNOWN, UNUSED};
use super::words;
use crate::artifact::EntityRef;
use crate::check::{Node, read};
use crate::diag::{Diagnostic, Diagnostics};
use crate::effective::View;
use crate::model::Allow;
use crate::nearest::nearest;
use crate::plan;
use crate::schema::{KindId, Schema, Shape};
use std::collections::BTreeMap;

/// An `allow` of the spec, and whether a finding has needed it.
pub(super) struct Allowance {
    allow: Allow,
    entity: EntityRef,
    /// The environment whose overlay it stands in: it allows nothing elsewhere.
    only_in: Option<EntityRef>,
    used: bool,
}

impl Allowance {
    pub(super) fn accept(&self, diagnostic: Diagnostic) -> Allowed {
        let Allow { span, reason, .. } = &self.allow;
        Allowed { diagnostic, entity: self.entity.clone(), reason: reason.clone(), span: *span }
    }
}

#[derive(Default)]
pub(super) struct Allowances {
    list: Vec<Allowance>,
    /// Positions in `list` by thing and code.
    index: BTreeMap<EntityRef, BTreeMap<String, Vec<usize>>>,
}

impl Allowances {
    /// Of every thing whose kind has a field of kind `allow`.
    pub(super) fn of(view: &View<'_>) -> Self {
        let schema = view.schema;
        let allow = schema.kind_id("allow");
        // By kind: which of its fields it is, if it has one.
        let fields: Vec<Option<usize>> = schema
            .kinds
            .values()
            .map(|kind| {
                let is_allow = |shape: &Shape| matches!(shape, Shape::Nodes(inner) if Some(*inner) == allow);
                kind.fields.iter().position(|field| is_allow(&field.shape))
            })
            .collect();
        let field_of = |kind: KindId| fields[usize::from(kind.0)];
        let mut this = Self::default();
        for (_, node) in view.things.of_spec() {
            this.add(node, field_of(node.kind), None, schema);
            for overlay in &node.overlays {
                this.add(overlay, field_of(overlay.kind), Some(node), schema);
            }
        }
        this
    }

    /// What a node allows at the thing that it declares, or that it changes in an environment.
    fn add(&mut self, node: &Node, field: Option<usize>, only_in: Option<&Node>, schema: &Schema) {
        let Some(field) = field.and_then(|field| node.field(field)) else { return };
        for allow in field.value.nodes() {
            let allow: Allow = read(schema, allow);
            let (entity, only_in) = (entity(node, schema), only_in.map(|node| entity(node, schema)));
            let by_code = self.index.entry(entity.clone()).or_default();
            by_code.entry(allow.code.to_string()).or_default().push(self.list.len());
            self.list.push(Allowance { allow, entity, only_in, used: false });
        }
    }

    /// What allows a finding of a code about these things; it is marked as used.
    pub(super) fn take(&mut self, owners: &[EntityRef], code: &str) -> Option<&Allowance> {
        let candidates = owners.iter().filter_map(|owner| self.index.get(owner)?.get(code)).flatten();
        let holds = |at: &&usize| {
            let only_in = self.list[**at].only_in.as_ref();
            only_in.is_none_or(|environment| owners.contains(environment))
        };
        let at = *candidates.into_iter().find(holds)?;
        self.list[at].used = true;
        self.list.get(at)
    }

    /// What is wrong with the allowances themselves; `own` are the codes that the project declares.
    pub(super) fn report(self, own: &[&str], diagnostics: &mut Diagnostics) {
        for Allowance { allow, entity, used, .. } in self.list {
            let code = &allow.code;
            // Whether a plan needs it is for the plan to see.
            if plan::ALLOWED.iter().any(|known| known.slug == **code) {
                continue;
            }
            if !super::CODES.iter().any(|known| known.slug == **code) && !own.contains(&code.as_str()) {
                diagnostics.push(unknown(&allow, own));
            } else if !used {
                let message = format!("`{code}` is allowed at {}, but nothing is found there", entity.0);
                let help = "remove this line";
                diagnostics
                    .push(Diagnostic::new(&UNUSED, allow.span, message).help(help).fix(allow.span, ""));
            }
        }
    }
}

pub(super) fn entity(node: &Node, schema: &Schema) -> EntityRef {
    EntityRef::new(&schema.kind(node.kind).name, node.name(schema).map_or("", |name| name))
}

fn unknown(allow: &Allow, own: &[&str]) -> Diagnostic {
    let code = &allow.code;
    let diagnostic = Diagnostic::new(&UNKNOWN, code.span, format!("no rule finds `{code}`"));
    let known = super::CODES.iter().map(|code| code.slug).chain(own.iter().copied());
    match nearest(code, known) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")).fix(code.span, words::quoted(near)),
        None => diagnostic
            .help("only the judgement of a rule can be allowed; what else is reported has to be mended"),
    }
}
