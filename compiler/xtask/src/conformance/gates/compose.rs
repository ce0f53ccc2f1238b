//! Compose files: `docker compose config`, and the restart word that no tool checks.
//!
//! In: compose files with the whole tree they are in. Out: what compose refuses or warns about. Settings that a
//! file demands with `${NAME:?}` get a value. Environment files that only exist on a host are empty here: what
//! is in them is not judged, that they are named by a path compose accepts is.

use crate::conformance::artifact::{Artifact, place_trees};
use crate::conformance::gate::{Finding, Gate, Tool, own};
use crate::process::{Output, run};
use crate::tools::{DOCKER_COMPOSE, Kit, Sandbox, Toolbox};
use serde_json::Value;
use std::collections::BTreeSet;
use std::time::Duration;

pub(crate) const CONFIG: Gate = Gate {
    name: "compose-config",
    tool: Tool { name: "docker compose config", kits: &[Kit::Compose], package: "compose" },
    takes,
    judge,
};

pub(crate) const RESTART: Gate = Gate {
    name: "compose-restart",
    tool: own("own: restart words"),
    takes,
    judge: |_, artifacts| restarts(artifacts),
};

pub(crate) fn takes(artifact: &Artifact) -> bool {
    let name = artifact.file_name();
    artifact.has_extension(&["yml", "yaml"])
        && (name.starts_with("compose") || name.starts_with("docker-compose"))
}

fn judge(toolbox: &Toolbox, artifacts: &[Artifact]) -> Result<Vec<Finding>, String> {
    let sandbox = toolbox.sandbox(Kit::Compose)?;
    place_trees(&sandbox, artifacts)?;
    let mut findings = Vec::new();
    for artifact in artifacts {
        findings.extend(config(&sandbox, artifact)?);
    }
    Ok(findings)
}

fn config(sandbox: &Sandbox, artifact: &Artifact) -> Result<Vec<Finding>, String> {
    let mut compose = sandbox.command(DOCKER_COMPOSE);
    for file in read_together(artifact) {
        let text = file.text()?;
        place_environment(sandbox, &file, &text)?;
        // 1 is a port, an image, a size and a name: nothing else is valid so widely.
        compose.envs(required(&text).into_iter().map(|name| (name, "1")));
        compose.args(["-f", &inside(&file, file.file_name())]);
    }
    let output = run(compose.args(["config", "--quiet"]), Duration::from_secs(30), "")?;
    Ok(verdict(artifact, &output))
}

/// An override is only meant to be read after the file it overrides.
fn read_together(artifact: &Artifact) -> Vec<Artifact> {
    let base = Artifact { path: artifact.path.replacen(".override.", ".", 1), ..artifact.clone() };
    let is_override = base.path != artifact.path && base.file().exists();
    is_override.then_some(base).into_iter().chain([artifact.clone()]).collect()
}

/// Compose reads the environment files of services; those made on the host are stood in for by empty ones.
fn place_environment(sandbox: &Sandbox, artifact: &Artifact, text: &str) -> Result<(), String> {
    // What cannot be parsed here, compose will refuse.
    let document = serde_saphyr::from_str::<Value>(text).unwrap_or_default();
    for file in environment_files(&document) {
        let file = inside(artifact, &file);
        if !sandbox.has(&file) {
            sandbox.write(&file, "")?;
        }
    }
    Ok(())
}

/// Compose prints one refusal, and a line for each warning.
fn verdict(artifact: &Artifact, output: &Output) -> Vec<Finding> {
    let rule = |line: &str| if line.contains("level=warning") { "warning" } else { "refused" };
    let said = output.stderr.lines().filter(|line| !line.trim().is_empty());
    let mut findings: Vec<Finding> =
        said.map(|line| Finding::new(artifact, 0, rule(line), line.trim())).collect();
    if findings.is_empty() && output.code != Some(0) {
        findings.push(Finding::new(artifact, 0, "refused", format!("ended with {:?}", output.code)));
    }
    findings
}

/// The absolute path in the sandbox of a path that a compose file names.
fn inside(artifact: &Artifact, path: &str) -> String {
    if path.starts_with('/') {
        return path.to_owned();
    }
    let mut parts = vec!["project"];
    let whole = format!("{}/{}/{path}", artifact.case, artifact.folder());
    for part in whole.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}

/// The names in `${NAME:?why}` and `${NAME?why}`.
fn required(text: &str) -> BTreeSet<&str> {
    let names = text.split("${").skip(1).filter_map(|rest| {
        let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '_')?;
        let (name, tail) = rest.split_at(end);
        (tail.starts_with(":?") || tail.starts_with('?')).then_some(name)
    });
    names.collect()
}

/// `env_file` of every service: a path, or a list of paths and of objects with a `path`.
fn environment_files(document: &Value) -> Vec<String> {
    let services = document["services"].as_object();
    let entries = services.into_iter().flatten().map(|(_, service)| &service["env_file"]);
    let each = entries.flat_map(|entry| match entry {
        Value::Array(list) => list.iter().collect(),
        other => vec![other],
    });
    let path = |entry: &Value| entry.as_str().or(entry["path"].as_str()).map(str::to_owned);
    each.filter_map(path).collect()
}

fn restarts(artifacts: &[Artifact]) -> Result<Vec<Finding>, String> {
    let mut findings = Vec::new();
    for artifact in artifacts {
        let document: Value = match serde_saphyr::from_str(&artifact.text()?) {
            Ok(document) => document,
            Err(why) => {
                findings.push(Finding::new(artifact, 0, "parse", why.to_string()));
                continue;
            }
        };
        for (name, service) in document["services"].as_object().into_iter().flatten() {
            let word = &service["restart"];
            if !word.is_null() && !is_restart(word) {
                findings.push(Finding::new(
                    artifact,
                    0,
                    "restart",
                    format!("{name}: {word} is no restart policy"),
                ));
            }
        }
    }
    Ok(findings)
}

/// `no` has to be quoted: a YAML 1.1 reader takes the bare word for false.
fn is_restart(word: &Value) -> bool {
    let Some(word) = word.as_str() else { return false };
    let retries = word.strip_prefix("on-failure:").map(str::parse::<u32>);
    ["no", "always", "on-failure", "unless-stopped"].contains(&word) || matches!(retries, Some(Ok(_)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_settings_without_a_default_are_required() {
        let text = "a: ${ONE:?needed} ${TWO:-2} $${THREE} ${FOUR?} ${FIVE}";
        assert_eq!(required(text), BTreeSet::from(["ONE", "FOUR"]));
    }

    #[test]
    fn environment_files_come_in_three_shapes() {
        let document = json!({"services": {
            "a": {"env_file": "./a.env"},
            "b": {"env_file": ["b.env", {"path": "/etc/c.env", "required": true}]},
            "c": {"image": "x"},
        }});
        assert_eq!(environment_files(&document), ["./a.env", "b.env", "/etc/c.env"]);
    }

    #[test]
    fn paths_are_seen_from_the_folder_of_the_file() {
        let artifact =
            Artifact { case: "c".into(), path: "deploy/prod/compose.yaml".into(), tree: "/nowhere".into() };
        assert_eq!(inside(&artifact, "./a.env"), "/project/c/deploy/prod/a.env");
        assert_eq!(inside(&artifact, "../../a.env"), "/project/c/a.env");
        assert_eq!(inside(&artifact, "/etc/a.env"), "/etc/a.env");
    }

    #[test]
    fn restart_words() {
        for good in ["no", "always", "on-failure", "on-failure:3", "unless-stopped"] {
            assert!(is_restart(&json!(good)), "{good}");
        }
        for bad in [json!("allways"), json!(false), json!("on-failure:x"), json!("")] {
            assert!(!is_restart(&bad), "{bad}");
        }
    }
}
