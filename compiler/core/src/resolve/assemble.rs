//! Complete nodes to the typed model, and environments to wholes.

use super::Things;
use crate::check::{Node, read};
use crate::model::{ByName, Catalogue, Database, Environment, InMemory, Model, Service, Shared, Store};
use crate::schema::Schema;
use crate::types::Identifier;
use ecow::EcoString;
use indexmap::IndexMap;
use serde::Deserialize;
use std::ops::Deref;
use std::sync::Arc;

/// The model of things that have been found sound.
pub(super) fn assemble(things: &Things, schema: &Schema) -> Model {
    let nodes = Entities { things, schema };
    let mut model = Model {
        app: nodes.of::<_>("app").map(|(_, app)| app).next().unwrap_or_default(),
        services: nodes.services().into(),
        databases: nodes.stores().into(),
        jobs: nodes.by_name("job").into(),
        externals: nodes.by_name("external"),
        secrets: nodes.by_name("secret"),
        buckets: nodes.by_name("bucket"),
        environments: nodes.by_name("environment"),
        backups: nodes.by_name("backup"),
        objectives: nodes.by_name("objective"),
        slos: nodes.by_name("slo"),
        alerts: nodes.by_name("alert"),
        notifies: nodes.by_name("notify"),
        patches: nodes.by_text("patch"),
        snippets: nodes.by_name("snippet"),
        catalogue: Catalogue {
            runtimes: nodes.by_text("runtime"),
            frameworks: nodes.by_text("framework"),
            libraries: nodes.by_text("library"),
            engines: nodes.by_text("engine"),
            migrators: nodes.by_text("migrator"),
            stand_ins: nodes.by_text("stand-in"),
            platforms: nodes.by_text("platform"),
            cdns: nodes.by_text("cdn"),
            actions: nodes.by_text("action"),
            tools: nodes.by_text("tool"),
        },
    };
    for (name, environment) in &mut model.environments {
        environment.index_routes();
        environment.services = Arc::clone(&model.services);
        environment.databases = Arc::clone(&model.databases);
        environment.jobs = Arc::clone(&model.jobs);
        nodes.apply_changes(name, environment);
    }
    model
}

struct Entities<'n> {
    things: &'n Things,
    schema: &'n Schema,
}

impl<'n> Entities<'n> {
    fn nodes(&self, kind: &str) -> impl Iterator<Item = &'n Node> + use<'n> {
        let id = self.schema.kind_id(kind);
        let things = self.things;
        id.into_iter().flat_map(move |id| things.of_kind(id)).map(|(_, node)| node)
    }

    /// The environment's own view of what it changes.
    fn apply_changes(&self, name: &str, environment: &mut Environment) {
        for node in self.things.changes(name).into_iter().flat_map(|changed| changed.values()) {
            let Some(name) = node.name(self.schema) else { continue };
            match &*self.schema.kind(node.kind).name {
                "service" => replace(&mut environment.services, name, || self.service(node)),
                "job" => replace(&mut environment.jobs, name, || read(self.schema, node)),
                kind => {
                    if let Some(keeps) = Store::of_kind(kind) {
                        let database = || Arc::new(self.store(keeps, node));
                        replace(&mut environment.databases, name, database);
                    }
                }
            }
        }
    }

    fn services(&self) -> ByName<Arc<Service>> {
        let named = self.nodes("service").filter(|node| node.name(self.schema).is_some());
        named.map(|node| self.service(node)).map(|service| (service.name.clone(), service)).collect()
    }

    /// What is not built has no folder in the spec: our files about it have one among those that deploy.
    fn service(&self, node: &'n Node) -> Arc<Service> {
        let mut service: Service = read(self.schema, node);
        if !service.is_built()
            && let Ok(folder) = format!("deploy/services/{}", service.name).parse()
        {
            service.source.value = folder;
        }
        Arc::new(service)
    }

    /// Whatever an engine keeps. Their names differ, or the spec was refused.
    fn stores(&self) -> ByName<Arc<Database>> {
        let kept = Store::ALL.iter().flat_map(|keeps| {
            let nodes = self.nodes(keeps.kind()).filter(|node| node.name(self.schema).is_some());
            nodes.map(|node| self.store(*keeps, node))
        });
        kept.map(|store| (store.name.clone(), Arc::new(store))).collect()
    }

    fn store(&self, keeps: Store, node: &'n Node) -> Database {
        match keeps {
            Store::Database => read(self.schema, node),
            Store::Cache | Store::Queue => read::<InMemory>(self.schema, node).kept_as(keeps),
        }
    }

    fn of<T: Deserialize<'n>>(&self, kind: &str) -> impl Iterator<Item = (EcoString, T)> + use<'n, T> {
        let schema = self.schema;
        self.nodes(kind).filter_map(move |node| Some((node.name(schema)?.clone(), read(schema, node))))
    }

    fn by_name<T: Deserialize<'n>>(&self, kind: &str) -> ByName<T> {
        self.of(kind)
            .filter_map(|(name, thing)| Some((name.deref().parse::<Identifier>().ok()?, thing)))
            .collect()
    }

    fn by_text<T: Deserialize<'n>>(&self, kind: &str) -> IndexMap<String, T> {
        self.of(kind).map(|(name, thing)| (name.to_string(), thing)).collect()
    }
}

fn replace<T>(known: &mut Shared<T>, name: &str, changed: impl FnOnce() -> Arc<T>) {
    if let Some(thing) = Arc::make_mut(known).get_mut(name) {
        *thing = changed();
    }
}
