//! What an application stands on: the runtimes, frameworks, libraries, tools and engines of the catalogue that it uses, and
//! where its files are kept. In: the model. Out: rows for the architecture page.

use super::ir::{BucketRow, PartRow};
use super::service::users;
use crate::graph::Graph;
use crate::model::Model;
use indexmap::IndexMap;

/// Each part once, in the order of the spec, with who uses it.
pub(super) fn parts(model: &Model) -> Vec<PartRow> {
    let mut parts: IndexMap<String, PartRow> = IndexMap::new();
    let mut add = |name: String, about: &str, until: &str, user: &str| {
        let part = parts.entry(name.clone()).or_insert_with(|| PartRow {
            name,
            about: about.to_string(),
            until: until.to_string(),
            used_by: Vec::new(),
        });
        part.used_by.push(user.to_string());
    };
    for service in model.services.values() {
        let made_with = &service.runtime;
        if let Some(runtime) = model.catalogue.runtimes.get(made_with.name.as_str()) {
            let version = runtime.version(&made_with.version);
            let until = version.and_then(|version| version.end_of_life.as_deref()).unwrap_or_default();
            add(format!("{} {}", runtime.name, made_with.version), &runtime.about, until, &service.name);
        }
        let framework = made_with.framework.as_ref();
        if let Some(framework) = framework.and_then(|name| model.catalogue.frameworks.get(name.as_str())) {
            add(framework.name.clone(), &framework.about, "", &service.name);
        }
        let libraries = made_with.libraries.iter();
        for library in libraries.filter_map(|name| model.catalogue.libraries.get(name.as_str())) {
            add(library.name.clone(), &library.about, "", &service.name);
        }
    }
    for service in model.services.values() {
        let tools = service.migrates.iter().filter_map(|migration| migration.with.as_ref());
        for tool in tools.filter_map(|name| model.catalogue.migrators.get(name.as_str())) {
            add(tool.name.clone(), &tool.about, "", &service.name);
        }
    }
    for external in model.externals.values() {
        let program = external.stand_in.as_ref();
        if let Some(program) = program.and_then(|name| model.catalogue.stand_ins.get(name.as_str())) {
            add(program.name.clone(), &program.about, "", &external.name);
        }
    }
    for database in model.databases.values() {
        if let Some(engine) = model.catalogue.engines.get(database.engine.as_str()) {
            add(format!("{} {}", engine.name, database.version), &engine.about, "", &database.name);
        }
    }
    parts.into_values().collect()
}

/// In a column.
pub(super) fn protected(is_protected: bool) -> &'static str {
    if is_protected { "yes" } else { "no" }
}

pub(super) fn buckets(model: &Model, graph: &Graph<'_>) -> Vec<BucketRow> {
    let row = |bucket: &crate::model::Bucket| {
        let backups = model.backups.values().filter(|backup| *backup.to.value == *bucket.name);
        let backups = backups.map(|backup| format!("backup of {}", *backup.name));
        let services = users(graph, "bucket", &bucket.name);
        let used_by: Vec<String> =
            (!services.is_empty()).then_some(services).into_iter().chain(backups).collect();
        BucketRow {
            name: bucket.name.to_string(),
            about: bucket.about.clone().unwrap_or_default(),
            kept_by: format!("{}, {}", bucket.provider, bucket.region),
            used_by: used_by.join(", "),
            protected: protected(bucket.protect),
        }
    };
    model.buckets.values().map(row).collect()
}
