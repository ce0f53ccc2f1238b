//! Typed nodes to the model: names become symbols, references are followed, overlays applied, defaults put in place.
//! In: the checked nodes of the standard library and of a spec. Out: the model, and the record of what the spec says.
//! It judges nothing beyond whether names lead somewhere.

mod alter;
mod assemble;
mod components;
mod defaults;
pub mod errors;
pub(crate) mod moved;
mod overlay;
mod platforms;
mod properties;
mod record;
mod references;
mod renames;
mod symbols;
mod templates;
mod things;
mod values;

pub(crate) use alter::model_of;
pub use components::{Components, Expanded, expand};
pub use properties::ReadFrom;
pub use record::{ModelRecord, Places, add_templates, places};
pub use renames::Renames;
pub use things::{ThingId, Things};

use crate::check::{Node, check_order, check_presence};
use crate::diag::Diagnostics;
use crate::model::Model;
use crate::render::OwnTemplate;
use crate::repository::Repository;
use crate::schema::Schema;
use crate::source::FileId;
use indexmap::IndexMap;
use moved::Moves;
use symbols::Symbols;
pub use templates::UNUSED as UNUSED_TEMPLATE;

/// A spec, resolved.
#[derive(Debug, Default)]
pub struct Resolved {
    /// None when a name leads nowhere or a value is missing.
    pub model: Option<Model>,
    pub record: ModelRecord,
    pub renames: Renames,
    /// What the model was read from. Empty when there is none.
    pub things: Things,
}

/// The nodes a run starts from.
#[derive(Debug)]
pub struct Declared<'d> {
    /// The file that the spec begins with.
    pub root: FileId,
    pub standard_library: Vec<Node>,
    pub spec: Expanded,
    pub templates: &'d IndexMap<String, OwnTemplate>,
    /// Whether what the spec says is wanted as a record too.
    pub wants_record: bool,
}

pub fn resolve(
    declared: Declared<'_>,
    schema: &Schema,
    repository: &dyn Repository,
    diagnostics: &mut Diagnostics,
) -> Resolved {
    let mut entities = declared.standard_library;
    let spec_starts = entities.len();
    entities.extend(declared.spec.nodes);

    let mut symbols = Symbols::collect(&entities, schema, diagnostics);
    let spec = &entities[spec_starts..];
    let moves = Moves::collect(spec, schema, &mut symbols, diagnostics);
    let old_names = moves.settle(repository, diagnostics);
    let (record, renames) =
        if declared.wants_record { record::record(spec, schema, &old_names) } else { Default::default() };
    symbols::check_once(spec, declared.root, schema, diagnostics);
    overlay::check_targets(spec, schema, &symbols, diagnostics);
    for entity in spec {
        platforms::check(entity, schema, &symbols, diagnostics);
    }
    templates::check(declared.templates, &entities, schema, diagnostics);
    for entity in &mut entities {
        defaults::complete(entity, schema);
    }
    let mut reads_properties = false;
    // What an instance says before what it makes of that, which is then not said again.
    for entity in declared.spec.instances.iter().chain(&entities[spec_starts..]) {
        check_order(entity, schema, diagnostics);
        reads_properties |= references::check(entity, schema, &symbols, diagnostics);
        values::check_paths(entity, schema, repository, diagnostics);
    }
    if diagnostics.has_errors() {
        return Resolved { model: None, record, renames, things: Things::default() };
    }
    let mut read_from = ReadFrom::new();
    if reads_properties {
        read_from = properties::fill(&mut entities, spec_starts, &symbols, schema, diagnostics);
        if diagnostics.has_errors() {
            return Resolved { model: None, record, renames, things: Things::default() };
        }
    }
    let things = Things::new(entities, spec_starts, symbols, read_from, schema);
    for changed in things.all_changes() {
        check_presence(changed, schema, diagnostics);
        check_order(changed, schema, diagnostics);
    }
    let model = assemble::assemble(&things, schema);
    values::check_values(&model, diagnostics);
    Resolved { model: Some(model), record, renames, things }
}

/// The things of a piece of spec, which may leave out what a whole one needs: nobody follows its names.
pub fn things_of(mut nodes: Vec<Node>, schema: &Schema, diagnostics: &mut Diagnostics) -> Things {
    let symbols = Symbols::collect(&nodes, schema, diagnostics);
    overlay::check_targets(&nodes, schema, &symbols, diagnostics);
    nodes.iter_mut().for_each(|node| defaults::complete(node, schema));
    Things::new(nodes, 0, symbols, ReadFrom::new(), schema)
}
