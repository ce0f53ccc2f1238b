//! Blueprints of Render: its schema, and what no schema sees.
//!
//! In: files `render.yaml`. Out: what does not fit the schema, and references, files and settings that lead nowhere.

use super::schema;
use crate::conformance::artifact::Artifact;
use crate::conformance::gate::{Finding, Gate, Tool, own};
use crate::tools::Kit;
use serde_json::Value;
use std::collections::BTreeSet;

pub(crate) const SCHEMA: Gate = Gate {
    name: "render-schema",
    tool: Tool {
        name: "check-jsonschema, Render's schema",
        kits: &[Kit::Python, Kit::Schemas],
        package: "check-jsonschema",
    },
    takes,
    judge: |toolbox, artifacts| {
        let file = toolbox.schema("render.blueprint.schema.json");
        schema::check(toolbox, artifacts, &["--schemafile", &file.to_string_lossy()], "render")
    },
};

pub(crate) const LINKS: Gate = Gate {
    name: "render-links",
    tool: own("own: Blueprints lead somewhere"),
    takes,
    judge: |_, artifacts| {
        let mut findings = Vec::new();
        for artifact in artifacts {
            let blueprint: Value = serde_saphyr::from_str(&artifact.text()?)
                .map_err(|why| format!("{}: {why}", artifact.name()))?;
            let found = Blueprint::of(&blueprint).faults(artifact);
            findings.extend(found.into_iter().map(|(rule, text)| Finding::new(artifact, 0, rule, text)));
        }
        Ok(findings)
    },
};

fn takes(artifact: &Artifact) -> bool {
    artifact.file_name() == "render.yaml"
}

type Fault = (&'static str, String);

/// Every resource of a Blueprint, wherever it stands in it.
struct Blueprint<'v> {
    top: &'v Value,
    services: Vec<&'v Value>,
    databases: Vec<&'v Value>,
    groups: Vec<&'v Value>,
}

impl<'v> Blueprint<'v> {
    fn of(top: &'v Value) -> Self {
        let nested = list(top, "projects").flat_map(|project| list(project, "environments"));
        let places: Vec<&Value> = std::iter::once(top).chain(nested).collect();
        let all = |key: &'static str| places.iter().flat_map(|place| list(place, key)).collect();
        Self { top, services: all("services"), databases: all("databases"), groups: all("envVarGroups") }
    }

    fn faults(&self, artifact: &Artifact) -> Vec<Fault> {
        let mut faults = Vec::new();
        for all in [&self.services, &self.databases, &self.groups] {
            let mut seen = BTreeSet::new();
            let twice = all.iter().map(|one| name(one)).filter(|name| !seen.insert(*name));
            faults.extend(twice.map(|name| ("name", format!("{name} stands there twice"))));
        }
        for service in &self.services {
            self.service(service, artifact, &mut faults);
            for variable in list(service, "envVars") {
                self.variable(name(service), variable, &mut faults);
            }
        }
        for variable in self.groups.iter().flat_map(|group| list(group, "envVars")) {
            if variable["value"].is_null() && variable["generateValue"].is_null() {
                faults.push(("group", format!("{} in a group has no value", variable["key"])));
            }
        }
        faults
    }

    fn service(&self, service: &Value, artifact: &Artifact, faults: &mut Vec<Fault>) {
        let mut say = |rule, what: String| faults.push((rule, format!("{}: {what}", name(service))));
        if !service["healthCheckPath"].is_null() && service["type"] != "web" {
            say("health", "only a web service has a health check".to_owned());
        }
        if !service["branch"].is_null() && !self.top["previews"].is_null() {
            say("branch", "a copy for a pull request would stay on this branch".to_owned());
        }
        let filter = &service["buildFilter"];
        if !filter.is_null() && (filter["paths"].is_null() || filter["ignoredPaths"].is_null()) {
            say("filter", "a list that is left out is taken as empty".to_owned());
        }
        if let Some(file) = service["dockerfilePath"].as_str()
            && !artifact.tree.join(file).is_file()
        {
            say("file", format!("there is no {file}"));
        }
    }

    fn variable(&self, service: &str, variable: &Value, faults: &mut Vec<Fault>) {
        let mut say = |rule, what: String| faults.push((rule, format!("{service}: {what}")));
        let sources = ["value", "generateValue", "sync", "fromDatabase", "fromService", "fromGroup"];
        let given = sources.iter().filter(|source| !variable[**source].is_null()).count();
        if given != 1 {
            say("source", format!("{} has {given} sources", variable["key"]));
        }
        let links = [
            (&variable["fromDatabase"]["name"], &self.databases),
            (&variable["fromService"]["name"], &self.services),
            (&variable["fromGroup"], &self.groups),
        ];
        for (wanted, all) in links {
            let wanted = wanted.as_str().unwrap_or_default();
            if !wanted.is_empty() && !all.iter().any(|one| name(one) == wanted) {
                say("reference", format!("nothing is called {wanted}"));
            }
        }
    }
}

fn list<'v>(value: &'v Value, key: &str) -> impl Iterator<Item = &'v Value> {
    value[key].as_array().into_iter().flatten()
}

fn name(value: &Value) -> &str {
    value["name"].as_str().unwrap_or_default()
}
