//! The model as a graph. In: the model. Out: a node for each entity, a link for each dependency, in the order of the
//! spec. A name that leads nowhere has been reported by `resolve` and gets no link.

use super::{Graph, Link, Node};
use crate::model::{Environment, Model, Service};
use crate::types::{Command, Identifier, Interpolated};
use petgraph::graph::NodeIndex;
use std::collections::BTreeSet;

impl<'m> Graph<'m> {
    pub fn new(model: &'m Model) -> Self {
        let mut graph = Self::default();
        graph.add_nodes(model);
        for service in model.services.values() {
            graph.link_service(model, service);
        }
        for environment in model.environments.values() {
            graph.link_environment(environment);
        }
        graph.link_care(model);
        graph
    }

    /// The services and what of each other they use: all that a circle can be made of.
    pub(crate) fn of_uses(model: &'m Model) -> Self {
        let mut graph = Self::default();
        graph.add_kind("service", model.services.keys());
        for service in model.services.values() {
            graph.link_uses(model, service);
        }
        graph
    }

    fn add_nodes(&mut self, model: &'m Model) {
        self.add_kind("service", model.services.keys());
        for store in model.databases.values() {
            self.add_kind(store.keeps.kind(), std::iter::once(&store.name));
        }
        self.add_kind("job", model.jobs.keys());
        self.add_kind("external", model.externals.keys());
        self.add_kind("bucket", model.buckets.keys());
        self.add_kind("secret", model.secrets.keys());
        self.add_kind("environment", model.environments.keys());
        self.add_kind("backup", model.backups.keys());
        self.add_kind("objective", model.objectives.keys());
        self.add_kind("slo", model.slos.keys());
        self.add_kind("alert", model.alerts.keys());
        self.add_kind("notify", model.notifies.keys());
    }

    fn add_kind(&mut self, kind: &'static str, names: impl Iterator<Item = &'m Identifier>) {
        for name in names {
            let index = self.links.add_node(Node { kind, name });
            self.by_name.insert((kind, name), index);
        }
    }

    fn at(&self, kind: &str, name: &str) -> Option<NodeIndex> {
        self.by_name.get(&(kind, name)).copied()
    }

    fn link(&mut self, from: Option<NodeIndex>, to: Option<NodeIndex>, link: Link<'m>) {
        if let (Some(from), Some(to)) = (from, to) {
            self.links.add_edge(from, to, link);
        }
    }

    fn link_service(&mut self, model: &'m Model, service: &'m Service) {
        self.link_uses(model, service);
        let from = self.at("service", &service.name);
        for secret in service.env.iter().filter_map(|entry| entry.secret.as_ref()) {
            self.link(from, self.at("secret", secret), Link::Holds);
        }
        self.link_references(from, service);
    }

    fn link_uses(&mut self, model: &'m Model, service: &'m Service) {
        let from = self.at("service", &service.name);
        for line in &service.uses {
            for thing in &line.things {
                let env = line.env.as_deref();
                let to = model.kind_of(thing).and_then(|kind| self.at(kind, thing));
                self.link(from, to, Link::Uses { span: thing.span, env });
            }
        }
    }

    fn link_references(&mut self, from: Option<NodeIndex>, service: &'m Service) {
        let values = service.env.iter().filter_map(|entry| entry.value.as_ref()).map(|value| &value.value);
        let mut seen = BTreeSet::new();
        for reference in values.chain(words(service)).flat_map(Interpolated::references) {
            let to = self.at(reference.kind, reference.name);
            if to != from && seen.insert(to) {
                self.link(from, to, Link::Refers);
            }
        }
    }

    fn link_environment(&mut self, environment: &'m Environment) {
        let from = self.at("environment", &environment.name);
        for route in &environment.routes {
            let link = Link::Routes { host: &route.host };
            self.link(from, self.at("service", &route.to), link);
        }
        if let Some(promotion) = &environment.promote_from {
            self.link(from, self.at("environment", &promotion.environment), Link::Follows);
        }
        if let Some(refresh) = &environment.data {
            self.link(from, self.at("environment", &refresh.from), Link::Follows);
        }
    }

    /// What keeps, promises and tells, and what runs at certain times.
    fn link_care(&mut self, model: &'m Model) {
        for (name, job) in model.jobs.iter() {
            self.link(self.at("job", name), self.at("service", &job.of), Link::Runs);
        }
        for (name, backup) in &model.backups {
            let from = self.at("backup", name);
            self.link(from, self.at("database", name), Link::Covers);
            self.link(from, self.at("bucket", &backup.to), Link::Stores);
        }
        for name in model.objectives.keys() {
            self.link(self.at("objective", name), self.at("database", name), Link::Covers);
        }
        for name in model.slos.keys() {
            self.link(self.at("slo", name), self.at("service", name), Link::Covers);
        }
        for (name, notify) in &model.notifies {
            self.link(self.at("notify", name), self.at("secret", &notify.secret), Link::Holds);
        }
    }
}

fn words(service: &Service) -> &[Interpolated] {
    match service.run.as_ref().map(|run| &run.value) {
        Some(Command::Words(words)) => words,
        _ => &[],
    }
}
