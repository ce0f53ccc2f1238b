//! What would be made of other things. In: things with a change. Out: what some targets make of them, or nothing when
//! that is no sound spec: the same passes judge it that judge a spec.

use crate::artifact::Artifact;
use crate::diag::Diagnostics;
use crate::driver::Compilation;
use crate::effective::View;
use crate::graph::Graph;
use crate::model::Model;
use crate::render::Templates;
use crate::resolve::{Things, model_of};
use crate::rules::{self, declared::DeclaredRule};
use crate::schema::Schema;
use crate::targets::{self, Context, Target};

#[derive(Debug)]
pub(super) struct Lab<'c> {
    schema: &'c Schema,
    rules: Vec<DeclaredRule>,
    templates: Templates<'c>,
    targets: &'static [Target],
}

impl<'c> Lab<'c> {
    pub(super) fn new(compilation: &'c Compilation, targets: &'static [Target]) -> Self {
        let schema = &compilation.schema;
        let rules = rules::declared::load(&compilation.things, schema, &mut Diagnostics::default());
        Self { schema, rules, templates: Templates::new(&compilation.templates), targets }
    }

    /// In the order in which they are made.
    pub(super) fn make(&self, things: &Things) -> Option<Vec<Artifact>> {
        let model = self.sound(things)?;
        self.print(&model)
    }

    fn sound(&self, things: &Things) -> Option<Model> {
        let mut diagnostics = Diagnostics::default();
        let model = model_of(things, self.schema, &mut diagnostics)?;
        Graph::of_uses(&model).check(&mut diagnostics);
        let view = View::new(self.schema, things, Some(&model));
        rules::run(&model, &view, &self.rules, &mut diagnostics);
        Some(model).filter(|_| !diagnostics.has_errors())
    }

    pub(super) fn print(&self, model: &Model) -> Option<Vec<Artifact>> {
        let mut diagnostics = Diagnostics::default();
        let templates = self.templates.afresh();
        let mut made = Vec::new();
        for target in self.targets {
            let context = Context { model, templates: &templates };
            targets::emit_one(target, context, &mut diagnostics, &mut |artifact| made.push(artifact));
        }
        let is_sound = !diagnostics.has_errors() && templates.into_faults().is_empty();
        is_sound.then_some(made)
    }
}
