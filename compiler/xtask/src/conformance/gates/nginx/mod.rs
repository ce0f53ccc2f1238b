//! `nginx -t` on the nginx configuration of an environment, with the nginx it was made for and with a new one.
//!
//! In: `**/nginx/**/*.conf`. A folder `nginx` is one configuration: `nginx.conf` when there is one, else `site.conf`,
//! which is meant to be included in the `http {}` of a host; the other files are what it includes. `upstreams-*.conf`
//! are alternatives, each tried as `active.conf`. Out: what nginx says about each file, and files that it never read.
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
use std::collections::{BTreeMap, BTreeSet};
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

/// One configuration with one nginx: once, or once for each file that `active.conf` may stand for.
fn configuration(
    toolbox: &Toolbox,
    kit: Kit,
    folder: &str,
    files: &[&Artifact],
    certificate: &Certificate,
) -> Result<Vec<Finding>, String> {
    let first = files[0];
    let Some(main) = main_file(&first.tree.join(folder)) else {
        let why = format!("neither nginx.conf nor site.conf in {folder}");
        return Ok(vec![Finding::new(first, 0, "no-main", why)]);
    };
    let sandbox = toolbox.sandbox(kit)?;
    if kit == Kit::NginxNew {
        forget_debian(&sandbox);
    }
    let scene = Scene::new(sandbox, folder, files)?;
    scene.furnish(certificate)?;
    if main == "site.conf" {
        scene.include_site(main, kit == Kit::NginxNew)?;
    }
    let made_for = made_for(first);
    let forgiven = kit == Kit::NginxNew && made_for.is_some_and(|made| made.covers(OLD_VERSION));
    let mut trial = Trial { scene, files, forgiven, findings: BTreeSet::new(), read: BTreeSet::new() };
    if made_for.is_none() {
        let why = format!("{folder}/{main} does not say its nginx: `# nginx >= 1.27.4` or `# nginx 1.22`");
        trial.findings.insert(Finding::new(first, 0, "made-for", why));
    }
    let upstreams = switched_between(folder, files);
    for active in upstreams.iter().map(|file| Some(*file)).chain(upstreams.is_empty().then_some(None)) {
        trial.run(active)?;
    }
    Ok(trial.finish())
}

/// The packages nginx itself offers have none of Debian's folders.
fn forget_debian(sandbox: &Sandbox) {
    for folder in ["snippets", "sites-available", "sites-enabled", "modules-available", "modules-enabled"] {
        sandbox.remove(&format!("/etc/nginx/{folder}"));
    }
}

/// `upstreams-blue.conf` and its like: on the host one of them is `active.conf`.
fn switched_between<'a>(folder: &str, files: &[&'a Artifact]) -> Vec<&'a Artifact> {
    let is_choice = |file: &&Artifact| file.folder() == folder && file.file_name().starts_with("upstreams-");
    files.iter().copied().filter(is_choice).collect()
}

/// A configuration under test, and what came out so far.
struct Trial<'a> {
    scene: Scene<'a>,
    files: &'a [&'a Artifact],
    /// Whether calling something outdated is no finding.
    forgiven: bool,
    findings: BTreeSet<Finding>,
    /// The paths nginx has read.
    read: BTreeSet<String>,
}

impl Trial<'_> {
    fn run(&mut self, active: Option<&Artifact>) -> Result<(), String> {
        if let Some(active) = active {
            self.scene.activate(active)?;
        }
        let output = run(&mut self.scene.nginx(), Duration::from_secs(30), "")?;
        let said: Vec<Finding> =
            output.stderr.lines().filter_map(|line| self.finding(line, active)).collect();
        if output.code != Some(0) && said.is_empty() {
            return Err(output.tail());
        }
        self.findings.extend(said);
        self.note_read(&output, active);
        Ok(())
    }

    /// `nginx: [emerg] what is wrong in /etc/nginx/site.conf:12`.
    fn finding(&self, line: &str, active: Option<&Artifact>) -> Option<Finding> {
        let (level, message) = line.split_once('[')?.1.split_once("] ")?;
        let message = without_process(message);
        if self.forgiven && level == "warn" && message.contains("deprecated") {
            return None;
        }
        let place = message.rsplit_once(" in ").and_then(|(_, place)| place.rsplit_once(':'));
        let named = place.and_then(|(path, line)| {
            let path_is = |file: &&&Artifact| self.scene.path_of(file) == path;
            let switched = active.filter(|_| path == self.scene.active());
            Some((switched.or(self.files.iter().find(path_is).copied())?, line.parse().ok()?))
        });
        let (artifact, number) = named.unwrap_or((self.files[0], 0));
        Some(Finding::new(artifact, number, level, message))
    }

    /// nginx -T names each file it reads, if it accepts them all.
    fn note_read(&mut self, output: &Output, active: Option<&Artifact>) {
        let named = output.stdout.lines().filter_map(|line| line.strip_prefix("# configuration file "));
        self.read.extend(named.map(|line| line.trim_end_matches(':').to_owned()));
        if let Some(active) = active.filter(|_| self.read.contains(&self.scene.active())) {
            self.read.insert(self.scene.path_of(active));
        }
    }

    /// A file that nginx did not read to its end was not judged.
    fn finish(self) -> Vec<Finding> {
        let why = match self.read.is_empty() {
            true => "nginx stopped at another file",
            false => "no configuration includes this file",
        };
        let named: BTreeSet<&str> = self.findings.iter().map(|finding| finding.artifact.as_str()).collect();
        let unread = self.files.iter().filter(|file| {
            !self.read.contains(&self.scene.path_of(file)) && !named.contains(file.name().as_str())
        });
        let unread: Vec<Finding> = unread.map(|file| Finding::new(file, 0, "unread", why)).collect();
        self.findings.into_iter().chain(unread).collect()
    }
}

/// Once its log is open, nginx puts `process#thread: ` before a message.
fn without_process(message: &str) -> &str {
    let is_number = |c: char| c.is_ascii_digit() || c == '#';
    message.split_once(": ").filter(|(head, _)| head.chars().all(is_number)).map_or(message, |(_, tail)| tail)
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
