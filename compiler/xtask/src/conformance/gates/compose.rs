//! Compose files: `docker compose config`, and the restart word that no tool checks.
//!
//! In: compose files with the whole tree they are in. Out: what compose refuses or warns about, without profiles, with
//! each profile by itself and with all of them: a service outside the profiles asked for is not looked at.
//! Settings that a file demands with `${NAME:?}` get a value. Of environment files, those that only a host
//! has (absolute paths) are empty here, and one made from an example (`.env` beside `.env.example`) is the
//! example; what is in them on a host is not judged.

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

fn config(sandbox: &Sandbox, artifact: &Artifact) -> Result<BTreeSet<Finding>, String> {
    let mut files = Vec::new();
    let mut settings = BTreeSet::new();
    let mut profiles = BTreeSet::from([None, Some("*".to_owned())]);
    for file in read_together(artifact) {
        let text = file.text()?;
        // What cannot be parsed here, compose will refuse.
        let document = serde_saphyr::from_str::<Value>(&text).unwrap_or_default();
        place_environment(sandbox, &file, &document)?;
        profiles.extend(profile_names(&document).map(Some));
        settings.extend(required(&text).into_iter().map(str::to_owned));
        files.extend(["-f".to_owned(), inside(&file, file.file_name())]);
    }
    if profiles.len() == 2 {
        profiles = BTreeSet::from([None]);
    }
    let mut findings = BTreeSet::new();
    for profile in &profiles {
        let mut compose = sandbox.command(DOCKER_COMPOSE);
        // 1 is a port, an image, a size and a name: nothing else is valid so widely.
        compose.args(&files).envs(settings.iter().map(|name| (name, "1")));
        if let Some(profile) = profile {
            compose.args(["--profile", profile]);
        }
        let output = run(compose.args(["config", "--quiet"]), Duration::from_secs(30), "")?;
        findings.extend(verdict(artifact, &output));
    }
    Ok(findings)
}

/// An override is only meant to be read after the file it overrides.
fn read_together(artifact: &Artifact) -> Vec<Artifact> {
    let base = Artifact { path: artifact.path.replacen(".override.", ".", 1), ..artifact.clone() };
    let is_override = base.path != artifact.path && base.file().exists();
    is_override.then_some(base).into_iter().chain([artifact.clone()]).collect()
}

/// Compose reads the environment files of services, so those that are made on a machine need a stand-in.
fn place_environment(sandbox: &Sandbox, artifact: &Artifact, document: &Value) -> Result<(), String> {
    // `.env` beside the file is read without being named.
    for file in environment_files(document).into_iter().chain([".env".to_owned()]) {
        let path = inside(artifact, &file);
        let example = format!("{path}.example");
        if sandbox.has(&path) {
            continue;
        }
        if sandbox.has(&example) {
            sandbox.write(&path, sandbox.read(&example)?)?;
        } else if file.starts_with('/') {
            sandbox.write(&path, "")?;
        }
    }
    Ok(())
}

/// The profiles that services name.
fn profile_names(document: &Value) -> impl Iterator<Item = String> {
    let services = document["services"].as_object().into_iter().flatten();
    let names = services.flat_map(|(_, service)| service["profiles"].as_array().into_iter().flatten());
    names.filter_map(|name| name.as_str().map(str::to_owned))
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
