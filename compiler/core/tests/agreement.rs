//! The artifacts of a case agree with each other: the port of each service and the path of its health are read back out of
//! everything that says them, whatever made it, and are the same everywhere.

#![allow(clippy::disallowed_methods, reason = "the artifacts are those of the golden cases")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use walkdir::WalkDir;

type Files = BTreeMap<String, String>;

/// Of a service a fact, such as its port; and each value that is said of it, with the artifacts that say so.
type Facts = BTreeMap<(String, &'static str), BTreeMap<String, BTreeSet<String>>>;

const CASES: &[&str] =
    &["auto-author", "bot", "chat", "images", "legacy", "quickstart", "railway", "render", "shop"];

fn files(case: &str) -> Files {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../golden").join(case).join("expected");
    let entries =
        WalkDir::new(&top).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    let name = |path: &Path| path.strip_prefix(&top).unwrap().to_string_lossy().into_owned();
    entries.map(|entry| (name(entry.path()), fs::read_to_string(entry.path()).unwrap())).collect()
}

/// What one artifact says.
struct Reader<'a> {
    artifact: &'a str,
    services: &'a BTreeSet<String>,
    facts: &'a mut Facts,
}

impl Reader<'_> {
    fn say(&mut self, service: &str, fact: &'static str, value: &str) {
        // Copies have the name of their colour, and Render's services that of their application before it.
        let name = service.trim_end_matches("-blue").trim_end_matches("-green");
        let ends = |known: &&String| name == **known || name.ends_with(&format!("-{known}"));
        let Some(name) = self.services.iter().filter(ends).max_by_key(|known| known.len()) else { return };
        let values = self.facts.entry((name.clone(), fact)).or_default();
        values.entry(value.to_string()).or_default().insert(self.artifact.to_string());
    }

    /// `http://127.0.0.1:8080/health`, wherever a probe asks that.
    fn say_url(&mut self, service: &str, text: &str) {
        let Some((_, rest)) = text.split_once("http://127.0.0.1:") else { return };
        let end = rest.find(['"', '\'', ' ', ']']).unwrap_or(rest.len());
        let (port, path) = rest[..end].split_at(rest[..end].find('/').unwrap_or(end));
        self.say(service, "port", port);
        self.say(service, "health", path);
    }

    fn page(&mut self, service: &str, text: &str) {
        let row = |name: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(&format!("| {name} | ")))?;
            line.split([' ', ',']).next().map(|value| value.trim_matches('`').to_string())
        };
        row("Port").iter().for_each(|port| self.say(service, "port", port));
        row("Health").iter().for_each(|path| self.say(service, "health", path));
    }

    fn dockerfile(&mut self, service: &str, text: &str) {
        for port in text.lines().filter_map(|line| line.strip_prefix("EXPOSE ")) {
            self.say(service, "port", port);
        }
        text.lines().for_each(|line| self.say_url(service, line));
    }

    fn compose(&mut self, text: &str) {
        let file: Value = serde_saphyr::from_str(text).unwrap();
        for (service, container) in file["services"].as_object().unwrap() {
            for port in container["ports"].as_array().into_iter().flatten().filter_map(Value::as_str) {
                self.say(service, "port", port.rsplit(':').next().unwrap());
            }
            let probe = container["healthcheck"]["test"].as_array().into_iter().flatten();
            probe.filter_map(Value::as_str).for_each(|word| self.say_url(service, word));
        }
    }

    /// Ports of the host are those of the service, here of four digits, and ten or twenty thousand; the first replica's.
    fn settings(&mut self, text: &str) {
        let table = |name: &str| {
            let rows = text.split_once(&format!("{name}=(\n")).and_then(|(_, rest)| rest.split_once("\n)"));
            let rows = rows.map_or("", |(rows, _)| rows).lines();
            let row = |line: &str| {
                let (key, value) = line.trim().strip_prefix('[')?.split_once("]=")?;
                Some((key.to_string(), value.trim_matches('\'').to_string()))
            };
            rows.filter_map(row).collect::<Vec<_>>()
        };
        table("HEALTH_PATH").iter().for_each(|(service, path)| self.say(service, "health", path));
        for (copy, ports) in table("COPY_PORTS") {
            let first: u32 = ports.split(' ').next().unwrap().parse().unwrap();
            self.say(&copy, "port", &(first % 10_000).to_string());
        }
    }

    fn blueprint(&mut self, text: &str) {
        let file: Value = serde_saphyr::from_str(text).unwrap();
        let environments = file["projects"].as_array().unwrap().iter();
        let environments = environments.flat_map(|project| project["environments"].as_array().unwrap());
        for service in environments.flat_map(|environment| environment["services"].as_array().unwrap()) {
            let name = service["name"].as_str().unwrap();
            service["healthCheckPath"].as_str().into_iter().for_each(|path| self.say(name, "health", path));
            for variable in service["envVars"].as_array().into_iter().flatten() {
                if variable["key"] == "PORT" {
                    self.say(name, "port", variable["value"].as_str().unwrap());
                }
            }
        }
    }

    fn railway(&mut self, text: &str) {
        for block in text.split(" = service(\"").skip(1) {
            let (name, block) = block.split_once('"').unwrap();
            let block = block.split("\n  });").next().unwrap();
            let value = |mark: &str| {
                let (_, rest) = block.split_once(mark)?;
                Some(rest.split(['"', ' ', '}', ',']).next().unwrap_or_default().to_string())
            };
            value("healthcheck: \"").iter().for_each(|path| self.say(name, "health", path));
            let ports = ["PORT: \"", "port: "].map(value);
            ports.iter().flatten().for_each(|port| self.say(name, "port", port));
        }
    }
}

fn facts(files: &Files) -> Facts {
    let page = |path: &String| Some(path.strip_prefix("docs/services/")?.strip_suffix(".md")?.to_string());
    let services: BTreeSet<String> = files.keys().filter_map(page).collect();
    let source = |service: &String| {
        let text = &files[&format!("docs/services/{service}.md")];
        let line = text.lines().find_map(|line| line.strip_prefix("| Source | `"))?;
        Some((line.trim_end_matches("` |").to_string(), service.clone()))
    };
    let sources: BTreeMap<String, String> = services.iter().filter_map(source).collect();
    let mut facts = Facts::new();
    for (artifact, text) in files {
        let mut reader = Reader { artifact, services: &services, facts: &mut facts };
        let (folder, name) = artifact.rsplit_once('/').unwrap_or((".", artifact));
        match name {
            "compose.yaml" => reader.compose(text),
            "render.yaml" => reader.blueprint(text),
            "railway.ts" => reader.railway(text),
            "settings.sh" => reader.settings(text),
            "Dockerfile" => {
                sources.get(folder).into_iter().for_each(|service| reader.dockerfile(service, text))
            }
            _ => page(artifact).iter().for_each(|service| reader.page(service, text)),
        }
    }
    facts
}

fn disagreements(facts: &Facts) -> Vec<String> {
    let differ = facts.iter().filter(|(_, values)| values.len() > 1);
    differ.map(|((service, fact), values)| format!("{fact} of {service}: {values:#?}")).collect()
}

#[test]
fn ports_and_health_are_the_same_in_all_artifacts() {
    for case in CASES {
        let facts = facts(&files(case));
        let found = disagreements(&facts);
        assert!(found.is_empty(), "{case}: {}", found.join("\n"));
        let sayers =
            |values: &BTreeMap<String, BTreeSet<String>>| values.values().map(BTreeSet::len).sum::<usize>();
        assert!(
            facts.values().any(|values| sayers(values) > 2),
            "{case}: nothing is said thrice: {facts:#?}"
        );
    }
}

/// A single artifact that says something else is found, whichever it is.
#[test]
fn one_that_disagrees_is_found() {
    for (case, artifact, said, other) in [
        ("quickstart", "web/Dockerfile", "EXPOSE 3000", "EXPOSE 3001"),
        ("quickstart", "web/Dockerfile", "127.0.0.1:3000/health", "127.0.0.1:3000/healthy"),
        ("quickstart", "compose.yaml", "3000:3000", "3000:3001"),
        ("quickstart", "deploy/production/compose.yaml", "23000:3000", "23000:3001"),
        ("quickstart", "deploy/production/settings.sh", "[web]=/health", "[web]=/"),
        ("quickstart", "deploy/production/settings.sh", "=23000", "=23001"),
        ("quickstart", "docs/services/web.md", "| Port | 3000", "| Port | 3001"),
        ("render", "deploy/staging/render.yaml", "healthCheckPath: /health", "healthCheckPath: /"),
        ("render", "deploy/production/render.yaml", "\"8080\"", "\"8081\""),
        ("railway", ".railway/railway.ts", "PORT: \"8080\"", "PORT: \"8081\""),
        ("railway", ".railway/railway.ts", "healthcheck: \"/health\"", "healthcheck: \"/\""),
        ("railway", ".railway/railway.ts", "port: 8080", "port: 8081"),
    ] {
        let mut files = files(case);
        let text = files.get_mut(artifact).unwrap();
        assert!(text.contains(said), "{artifact} says nothing of {said}");
        *text = text.replacen(said, other, 1);
        assert!(!disagreements(&facts(&files)).is_empty(), "{artifact} with {other}");
    }
}
