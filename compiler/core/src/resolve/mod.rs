//! Typed nodes to the model: names become symbols, references are followed, overlays applied, defaults put in place.
//! In: the checked nodes of the standard library and of a spec. Out: the model, and the record of what the spec says.
//! It judges nothing beyond whether names lead somewhere.

mod assemble;
mod components;
mod defaults;
pub mod errors;
mod overlay;
mod platforms;
mod properties;
mod record;
mod references;
mod symbols;
mod things;
mod values;

pub use components::{Components, Expanded, expand};
pub use record::{ModelRecord, Places, add_templates, places};
pub use things::{ThingId, Things};

use crate::check::{Node, check_order, check_presence};
use crate::diag::Diagnostics;
use crate::model::Model;
use crate::repository::Repository;
use crate::schema::Schema;
use symbols::Symbols;

/// A spec, resolved.
#[derive(Debug, Default)]
pub struct Resolved {
    /// None when a name leads nowhere or a value is missing.
    pub model: Option<Model>,
    pub record: ModelRecord,
    /// What the model was read from. Empty when there is none.
    pub things: Things,
}

/// The nodes a run starts from.
#[derive(Debug)]
pub struct Declared {
    pub standard_library: Vec<Node>,
    pub spec: Expanded,
    /// Whether what the spec says is wanted as a record too.
    pub wants_record: bool,
}

pub fn resolve(
    declared: Declared,
    schema: &Schema,
    repository: &dyn Repository,
    diagnostics: &mut Diagnostics,
) -> Resolved {
    let record = if declared.wants_record {
        record::record(&declared.spec.nodes, schema)
    } else {
        ModelRecord::default()
    };
    let mut entities = declared.standard_library;
    let spec_starts = entities.len();
    entities.extend(declared.spec.nodes);

    let symbols = Symbols::collect(&entities, schema, diagnostics);
    symbols::check_once(&entities[spec_starts..], schema, diagnostics);
    overlay::check_targets(&entities[spec_starts..], schema, &symbols, diagnostics);
    for entity in &entities[spec_starts..] {
        platforms::check(entity, schema, &symbols, diagnostics);
    }
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
        return Resolved { model: None, record, things: Things::default() };
    }
    if reads_properties {
        properties::fill(&mut entities, spec_starts, &symbols, schema, diagnostics);
        if diagnostics.has_errors() {
            return Resolved { model: None, record, things: Things::default() };
        }
    }
    let things = Things::new(entities, spec_starts, symbols, schema);
    for changed in things.all_changes() {
        check_presence(changed, schema, diagnostics);
        check_order(changed, schema, diagnostics);
    }
    let model = assemble::assemble(&things, schema);
    values::check_values(&model, diagnostics);
    Resolved { model: Some(model), record, things }
}
