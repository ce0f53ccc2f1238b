//! `cargo xtask dependencies`: the licences and sources of everything that is built, held against `deny.toml`, and
//! one line of reason in ARCHITECTURE.md for each direct dependency.
//!
//! In: `cargo metadata` and `deny.toml`. Out: what does not hold. Known vulnerabilities are not looked up: that takes
//! a network, and `cargo deny check advisories`.

use crate::process;
use crate::workspace::Workspace;
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::process::Command;
use std::time::Duration;

pub(crate) fn run() -> Result<bool, String> {
    let workspace = Workspace::find()?;
    let metadata = metadata(&workspace)?;
    let policy = read(&workspace, "deny.toml")?;
    let architecture = read(&workspace, "ARCHITECTURE.md")?;
    let allowed = allowed_licences(&policy);
    let packages = metadata["packages"].as_array().map_or(&[][..], Vec::as_slice);

    let mut problems = Vec::new();
    for package in packages {
        problems.extend(licence_problem(package, &allowed));
        problems.extend(source_problem(package));
    }
    for name in direct_dependencies(packages) {
        if !architecture.contains(&format!("| `{name}` |")) {
            problems.push(format!("{name}: ARCHITECTURE.md does not say why it is there"));
        }
    }
    for problem in &problems {
        println!("{problem}");
    }
    println!(
        "dependencies: {} packages, {} licences allowed, {} problems",
        packages.len(),
        allowed.len(),
        problems.len()
    );
    Ok(problems.is_empty() && !allowed.is_empty() && !packages.is_empty())
}

fn read(workspace: &Workspace, name: &str) -> Result<String, String> {
    fs::read_to_string(workspace.root.join(name)).map_err(|error| format!("{name}: {error}"))
}

fn metadata(workspace: &Workspace) -> Result<Value, String> {
    let mut command = Command::new("cargo");
    command.args(["metadata", "--format-version", "1", "--locked"]).current_dir(&workspace.root);
    let output = process::succeed(&mut command, Duration::from_secs(120), "")?;
    serde_json::from_str(&output.stdout).map_err(|error| format!("cargo metadata: {error}"))
}

/// The quoted names in the `allow` list of `[licenses]`.
fn allowed_licences(policy: &str) -> BTreeSet<String> {
    let list = policy.split("[licenses]").nth(1).and_then(|rest| rest.split("allow = [").nth(1));
    let list = list.and_then(|rest| rest.split(']').next()).unwrap_or_default();
    list.split('"').skip(1).step_by(2).map(str::to_string).collect()
}

fn licence_problem(package: &Value, allowed: &BTreeSet<String>) -> Option<String> {
    let name = package["name"].as_str()?;
    let Some(licence) = package["license"].as_str() else {
        return Some(format!("{name}: states no licence"));
    };
    let is_allowed = |term: &str| allowed.contains(term.trim_matches(['(', ')', ' ']));
    // `A/B` is an old spelling of `A OR B`; one allowed alternative, with all its parts, is enough.
    let alternatives = licence.replace('/', " OR ");
    let fits = alternatives.split(" OR ").any(|choice| choice.split(" AND ").all(is_allowed));
    (!fits).then(|| format!("{name}: licence {licence} is not in deny.toml"))
}

fn source_problem(package: &Value) -> Option<String> {
    let name = package["name"].as_str()?;
    let source = package["source"].as_str()?;
    (!source.starts_with("registry+")).then(|| format!("{name}: comes from {source}, not from the registry"))
}

/// What the workspace's own packages ask for, by name.
fn direct_dependencies(packages: &[Value]) -> BTreeSet<String> {
    let own = packages.iter().filter(|package| package["source"].is_null());
    let wanted = own.flat_map(|package| package["dependencies"].as_array().into_iter().flatten());
    let foreign = wanted.filter(|dependency| !dependency["source"].is_null());
    foreign.filter_map(|dependency| dependency["name"].as_str().map(str::to_string)).collect()
}
