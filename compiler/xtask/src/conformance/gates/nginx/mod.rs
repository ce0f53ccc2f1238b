//! `nginx -t` on the nginx configuration of an environment, with the nginx it was made for and with a new one.
//!
//! In: `**/nginx/**/*.conf`. A folder `nginx` is one configuration: `nginx.conf` when there is one, else `site.conf`,
//! which is meant to be included in `http {}`; the other files are what it includes. Out: what nginx says about
//! each file, and files that no nginx read.
//!
//! The rule of versions: the main file says in its first comment lines what it was made for, `# nginx 1.22` (that
//! release) or `# nginx >= 1.27.4`. The old nginx judges only what was made for it; the new one judges all.
//! Warnings are findings, except that the new nginx may call outdated what was made for an older one.

mod config;
mod scene;

use crate::conformance::artifact::Artifact;
use crate::conformance::gate::{Finding, Gate, Tool};
use crate::process::{Output, run};
use crate::tools::{Kit, Sandbox, Toolbox, Version};
use config::MadeFor;
use scene::{Certificate, Scene};
use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

/// The nginx of Debian 12, pinned exactly.
const OLD_VERSION: Version = [1, 22, 1];

pub(crate) const OLD: Gate = Gate {
    name: "nginx-old",
    tool: Tool { name: "nginx -t", kits: &[Kit::NginxOld], package: "nginx-old" },
    takes: |artifact| takes(artifact) && made_for(artifact).is_some_and(|made| made.covers(OLD_VERSION)),
    judge: |toolbox, artifacts| judge(toolbox, Kit::NginxOld, artifacts),
};

pub(crate) const NEW: Gate = Gate {
    name: "nginx-new",
    tool: Tool { name: "nginx -t", kits: &[Kit::NginxNew], package: "nginx-new" },
    takes,
    judge: |toolbox, artifacts| judge(toolbox, Kit::NginxNew, artifacts),
};

fn takes(artifact: &Artifact) -> bool {
    artifact.has_extension(&["conf"]) && folder(artifact).is_some()
}

/// The folder of the configuration an artifact belongs to: up to the part `nginx` of its path.
fn folder(artifact: &Artifact) -> Option<&str> {
    let path = artifact.folder();
    match path.rfind("nginx/") {
        Some(at) if is_part(path, at) => Some(&path[..at + "nginx".len()]),
        _ if path == "nginx" || path.ends_with("/nginx") => Some(path),
        _ => None,
    }
}

fn is_part(path: &str, at: usize) -> bool {
    at == 0 || path.as_bytes()[at - 1] == b'/'
}

/// The file nginx starts from, in the folder of a configuration.
fn main_file(folder: &Path) -> Option<&'static str> {
    ["nginx.conf", "site.conf"].into_iter().find(|name| folder.join(name).exists())
}

fn made_for(artifact: &Artifact) -> Option<MadeFor> {
    let folder = artifact.tree.join(folder(artifact)?);
    let text = std::fs::read_to_string(folder.join(main_file(&folder)?)).ok()?;
    MadeFor::stated(&text)
}

fn judge(toolbox: &Toolbox, kit: Kit, artifacts: &[Artifact]) -> Result<Vec<Finding>, String> {
    let mut configurations: BTreeMap<_, Vec<&Artifact>> = BTreeMap::new();
    for artifact in artifacts {
        configurations.entry((&artifact.case, folder(artifact))).or_default().push(artifact);
    }
    let certificate = Certificate::make()?;
    let mut findings = Vec::new();
    for ((_, folder), files) in configurations {
        let folder = folder.unwrap_or_default();
        findings.extend(configuration(toolbox, kit, folder, &files, &certificate)?);
    }
    Ok(findings)
}

fn configuration(
    toolbox: &Toolbox,
    kit: Kit,
    folder: &str,
    files: &[&Artifact],
    certificate: &Certificate,
) -> Result<Vec<Finding>, String> {
    let first = files[0];
    let Some(main) = main_file(&first.tree.join(folder)) else {
        return Ok(vec![Finding::new(
            first,
            0,
            "no-main",
            format!("neither nginx.conf nor site.conf in {folder}"),
        )]);
    };
    let mut findings = Vec::new();
    let made_for = made_for(first);
    if made_for.is_none() {
        let why = format!(
            "{folder}/{main} does not say which nginx it is for: `# nginx >= 1.27.4` or `# nginx 1.22`"
        );
        findings.push(Finding::new(first, 0, "made-for", why));
    }
    let sandbox = toolbox.sandbox(kit)?;
    if kit == Kit::NginxNew {
        as_in_the_image(&sandbox)?;
    }
    let scene = Scene::new(sandbox, folder, main, files)?;
    scene.furnish(certificate)?;
    let output = run(&mut scene.nginx(), Duration::from_secs(30), "")?;
    let forgiven = kit == Kit::NginxNew && made_for.is_some_and(|made| made.covers(OLD_VERSION));
    findings.extend(said(&scene, files, &output, forgiven));
    if output.code == Some(0) {
        findings.extend(unread(&scene, files, &output.stdout));
    } else if findings.is_empty() {
        return Err(output.tail());
    }
    Ok(findings)
}

/// A new nginx is run from the official image, which has no snippets of Debian's and a folder for caches. The old
/// one is Debian's own, on a host.
fn as_in_the_image(sandbox: &Sandbox) -> Result<(), String> {
    for folder in ["snippets", "sites-available", "sites-enabled", "modules-available", "modules-enabled"] {
        sandbox.remove(&format!("/etc/nginx/{folder}"));
    }
    sandbox.folder("/var/cache/nginx")
}

/// `nginx: [emerg] what is wrong in /etc/nginx/site.conf:12`, one line each.
fn said(scene: &Scene<'_>, files: &[&Artifact], output: &Output, forgiven: bool) -> Vec<Finding> {
    let mut findings = Vec::new();
    for line in output.stderr.lines() {
        let Some((level, message)) = line.split_once('[').and_then(|(_, rest)| rest.split_once("] ")) else {
            continue;
        };
        let message = without_process(message);
        if forgiven && level == "warn" && message.contains("deprecated") {
            continue;
        }
        let place = message.rsplit_once(" in ").and_then(|(_, place)| place.rsplit_once(':'));
        let named = place.and_then(|(path, line)| Some((scene.artifact(path, files)?, line.parse().ok()?)));
        let (artifact, number) = named.unwrap_or((files[0], 0));
        findings.push(Finding::new(artifact, number, level, message));
    }
    findings
}

/// Once its log is open, nginx puts `process#thread: ` before a message.
fn without_process(message: &str) -> &str {
    let is_number = |c: char| c.is_ascii_digit() || c == '#';
    message.split_once(": ").filter(|(head, _)| head.chars().all(is_number)).map_or(message, |(_, tail)| tail)
}

/// A file that nginx did not read was not judged. nginx -T names each file it reads.
fn unread(scene: &Scene<'_>, files: &[&Artifact], dump: &str) -> Vec<Finding> {
    let read: Vec<&str> =
        dump.lines().filter_map(|line| line.strip_prefix("# configuration file ")).collect();
    let was_read = |artifact: &Artifact| {
        let path = scene.path_of(artifact);
        read.iter().any(|line| line.strip_suffix(':') == Some(path.as_str()))
    };
    let unread = files.iter().filter(|artifact| !was_read(artifact));
    unread
        .map(|artifact| Finding::new(artifact, 0, "unread", "no configuration includes this file"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_is_the_path_up_to_nginx() {
        let folder_of = |path: &str| {
            let artifact = Artifact { case: "c".into(), path: path.into(), tree: "/nowhere".into() };
            folder(&artifact).map(str::to_owned)
        };
        assert_eq!(folder_of("deploy/prod/nginx/site.conf").as_deref(), Some("deploy/prod/nginx"));
        assert_eq!(folder_of("deploy/prod/nginx/snippets/tls.conf").as_deref(), Some("deploy/prod/nginx"));
        assert_eq!(folder_of("nginx/site.conf").as_deref(), Some("nginx"));
        assert_eq!(folder_of("my-nginx/x/site.conf"), None);
        assert_eq!(folder_of("site.conf"), None);
    }
}
