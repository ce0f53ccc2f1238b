//! The passes, in order, and the one gate. In: the text of a spec, and whom to ask about its repository. Out: the
//! model with all that was found on the way, then, past the gate, artifacts.

use crate::artifact::Artifact;
use crate::check::{check, check_declared};
use crate::diag::Diagnostics;
use crate::effective::View;
use crate::graph::Graph;
use crate::import::{self, Imported};
use crate::model::Model;
use crate::platforms;
use crate::render::{OwnTemplate, Templates};
use crate::repository::Repository;
use crate::resolve::{
    Components, Declared, ModelRecord, Places, Renames, Resolved, Things, add_templates, expand, places,
    resolve,
};
use crate::rules::{self, Allowed};
use crate::schema::{self, Schema};
use crate::source::{FileId, FileOrigin, Sources, Text};
use crate::stdlib;
use crate::syntax::{self, Tree};
use crate::targets::{self, Context};
use crate::trial;
use indexmap::IndexMap;

/// The name of the spec at the root of a repository.
pub const SPEC: &str = "formwork.kdl";

/// A spec, as far as it could be understood.
#[derive(Debug)]
pub struct Compilation {
    pub sources: Sources,
    pub diagnostics: Diagnostics,
    /// None when names or values are at fault.
    pub model: Option<Model>,
    /// What the rules object to and the spec allows, with its reasons.
    pub allowed: Vec<Allowed>,
    /// What the spec says, for comparing with what it said. Empty unless it is for a plan.
    pub record: ModelRecord,
    /// Where each thing of the record is declared. Empty unless it is for a plan.
    pub places: Places,
    /// What of it went by other names before.
    pub renames: Renames,
    /// The project's own templates, by `language/name`.
    pub templates: IndexMap<String, OwnTemplate>,
    /// The language the spec is written in.
    pub schema: Schema,
    /// What the model was read from. Empty in a plan.
    pub things: Things,
}

/// Everything up to the gate: `parse -> check -> resolve -> rules -> graph`.
pub fn compile(spec: impl Into<Text>, repository: &dyn Repository) -> Compilation {
    run_passes(spec.into(), repository, false)
}

/// The same, with the record of what the spec says in place of its things.
pub fn compile_for_plan(spec: impl Into<Text>, repository: &dyn Repository) -> Compilation {
    run_passes(spec.into(), repository, true)
}

fn run_passes(spec: Text, repository: &dyn Repository, is_for_plan: bool) -> Compilation {
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let file = sources.add(SPEC, spec, FileOrigin::Project);
    let library = parse_standard_library(&mut sources, &mut diagnostics);

    let tree = syntax::read(file, &sources.get(file).text, &mut diagnostics);
    let Imported { trees, templates } = import::load(tree, repository, &mut sources, &mut diagnostics);
    let mut names: Vec<&str> = template_names().collect();
    names.extend(templates.keys().map(String::as_str));
    let schema = schema::load(&library.iter().chain(&trees), &names, &mut diagnostics);
    let standard_library = library.iter().flat_map(|tree| check(tree, &schema, &mut diagnostics)).collect();
    let faulty = check_declared(&trees, &schema, &mut diagnostics);
    let spec = trees.iter().flat_map(|tree| check(tree, &schema, &mut diagnostics)).collect();
    let all_trees: Vec<&Tree> = library.iter().chain(&trees).collect();
    let components = Components { schema: &schema, trees: &all_trees, faulty: &faulty };
    let spec = expand(spec, &components, &mut sources, &mut diagnostics);
    drop(trees);
    let mut places = if is_for_plan { places(&spec.nodes, &schema, &sources) } else { Places::default() };
    let root = file;
    let declared =
        Declared { root, standard_library, spec, templates: &templates, wants_record: is_for_plan };
    let Resolved { model, mut record, renames, things } =
        resolve(declared, &schema, repository, &mut diagnostics);
    if is_for_plan {
        add_templates(&templates, &sources, &mut record, &mut places);
    }
    let mut allowed = Vec::new();
    if let Some(model) = &model {
        allowed.extend(platforms::check(model, &things, &schema, &mut diagnostics));
        let rules = rules::declared::load(&things, &schema, &mut diagnostics);
        let view = View::new(&schema, &things, Some(model));
        trial::check(&view, &rules, &mut diagnostics);
        allowed.extend(rules::run(model, &view, &rules, &mut diagnostics));
    }
    // A plan has all the files of the application to hold beside them.
    let things = if is_for_plan { Things::default() } else { things };
    let reported = diagnostics.iter().chain(allowed.iter().map(|allowed| &allowed.diagnostic));
    reported.filter_map(|finding| finding.concealed()).for_each(|span| sources.conceal(span));

    if let Some(model) = &model {
        Graph::of_uses(model).check(&mut diagnostics);
    }

    diagnostics.unfold(&sources);
    for allowed in &mut allowed {
        allowed.diagnostic = allowed.diagnostic.clone().unfolded(&sources);
    }
    diagnostics.sort();
    Compilation { sources, diagnostics, model, allowed, record, places, renames, templates, schema, things }
}

/// Everything past the gate: `lower -> render -> collect`. Nothing is made of a spec with errors. Artifacts go to
/// `sink` as they are made; they count only if there is no error afterwards.
pub fn emit(compilation: &mut Compilation, sink: &mut dyn FnMut(Artifact)) {
    if compilation.diagnostics.has_errors() {
        return;
    }
    if let Some(model) = &compilation.model {
        let templates = Templates::new(&compilation.templates);
        targets::emit(Context { model, templates: &templates }, &mut compilation.diagnostics, sink);
        templates.into_faults().into_iter().for_each(|fault| compilation.diagnostics.push(fault));
    }
}

/// The language, as the standard library declares it.
pub fn language() -> Schema {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let library = parse_standard_library(&mut sources, &mut diagnostics);
    schema::load(&library.iter(), &template_names().collect::<Vec<_>>(), &mut diagnostics)
}

/// The templates of the standard library, as `language/name`.
pub(crate) fn template_names() -> impl Iterator<Item = &'static str> {
    stdlib::templates().map(|(name, _)| name)
}

pub(crate) fn parse_standard_library(sources: &mut Sources, diagnostics: &mut Diagnostics) -> Vec<Tree> {
    let files: Vec<FileId> = stdlib::declarations()
        .map(|(name, text)| {
            sources.add(format!("stdlib/{name}"), Text::embedded(text), FileOrigin::StandardLibrary)
        })
        .collect();
    files.into_iter().map(|file| syntax::parse(file, &sources.get(file).text, diagnostics)).collect()
}
