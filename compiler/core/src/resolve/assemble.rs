//! Complete nodes to the typed model, and environments to wholes.

use super::overlay;
use crate::check::{Node, read};
use crate::model::{ByName, Catalogue, Environment, Model};
use crate::schema::Schema;
use crate::types::Identifier;
use indexmap::IndexMap;
use serde::Deserialize;
use std::ops::Deref;
use std::sync::Arc;

/// The model of nodes that have been found sound.
pub(super) fn assemble(entities: &[Node], schema: &Schema) -> Model {
    let nodes = Entities { entities, schema };
    let mut model = Model {
        app: nodes.of::<_>("app").map(|(_, app)| app).next().unwrap_or_default(),
        services: nodes.by_name("service"),
        databases: nodes.by_name("database"),
        externals: nodes.by_name("external"),
        secrets: nodes.by_name("secret"),
        buckets: nodes.by_name("bucket"),
        environments: nodes.by_name("environment"),
        backups: nodes.by_name("backup"),
        objectives: nodes.by_name("objective"),
        slos: nodes.by_name("slo"),
        alerts: nodes.by_name("alert"),
        notifies: nodes.by_name("notify"),
        catalogue: Catalogue {
            runtimes: nodes.by_text("runtime"),
            frameworks: nodes.by_text("framework"),
            engines: nodes.by_text("engine"),
            platforms: nodes.by_text("platform"),
            actions: nodes.by_text("action"),
            tools: nodes.by_text("tool"),
        },
    };
    let (services, databases) = (model.services.clone(), model.databases.clone());
    for (node, environment) in nodes.nodes("environment").zip(model.environments.values_mut()) {
        environment.index_routes();
        apply_overlays(&nodes, node, environment, &services, &databases);
    }
    model
}

fn apply_overlays(
    nodes: &Entities<'_>,
    node: &Node,
    environment: &mut Environment,
    services: &ByName<Arc<crate::model::Service>>,
    databases: &ByName<Arc<crate::model::Database>>,
) {
    environment.services = services.clone();
    environment.databases = databases.clone();
    for change in &node.overlays {
        let (Some(name), kind) = (change.name(nodes.schema), &*nodes.schema.kind(change.kind).name) else {
            continue;
        };
        let Some(base) = nodes.nodes(kind).find(|base| base.name(nodes.schema) == Some(name)) else {
            continue;
        };
        let mut merged = overlay::apply(base, change, nodes.schema);
        super::defaults::complete(&mut merged, nodes.schema);
        if kind == "service"
            && let Some(service) = environment.services.get_mut(&**name)
        {
            *service = nodes.read(&merged);
        } else if let Some(database) = environment.databases.get_mut(&**name) {
            *database = nodes.read(&merged);
        }
    }
}

struct Entities<'n> {
    entities: &'n [Node],
    schema: &'n Schema,
}

impl<'n> Entities<'n> {
    fn nodes(&self, kind: &str) -> impl Iterator<Item = &'n Node> + use<'n> {
        let id = self.schema.kind_id(kind);
        self.entities.iter().filter(move |node| Some(node.kind) == id)
    }

    fn read<T: for<'a> Deserialize<'a>>(&self, node: &Node) -> T {
        read(self.schema, node)
    }

    fn of<T: Deserialize<'n>>(&self, kind: &str) -> impl Iterator<Item = (Arc<str>, T)> + use<'n, T> {
        let schema = self.schema;
        self.nodes(kind).filter_map(move |node| Some((Arc::clone(node.name(schema)?), read(schema, node))))
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
