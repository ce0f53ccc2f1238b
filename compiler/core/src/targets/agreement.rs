//! What no single target can prove: that artifacts agree with each other. Whatever a document or a workflow names is
//! there, under that name; and a fact of the spec that changes is followed by every artifact that holds it, and by no
//! other.

use crate::model::Model;
use crate::targets::fixture::{emit_all, model, model_of};
use crate::targets::layout;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

const AUTHOR: &str = include_str!("../../../../examples/auto-author/formwork.kdl");

type Files = BTreeMap<String, String>;

/// What is made, and what else exists where a release runs.
struct World {
    files: Files,
    /// Files of the user that the spec names.
    declared: Vec<String>,
    /// Paths on hosts.
    host_paths: BTreeSet<String>,
    /// Folders on hosts that hold a copy of the repository's scripts and settings.
    releases: Vec<String>,
}

/// Below an environment's root, where scripts and people put what is in no artifact.
const IN_ROOT: &[&str] = &[
    "",
    "/current",
    "/releases",
    "/releases/RELEASE",
    "/state",
    "/state/history.log",
    "/state/colour",
    "/logs",
    "/logs/prune.log",
    "/check",
];

/// What a host has before anything of ours is there.
const ON_ANY_HOST: &[&str] = &[
    "/usr/sbin/nginx",
    "/usr/bin/systemctl",
    "/etc/ssh/ssh_host_",
    "/etc/letsencrypt/live",
    "/etc/letsencrypt/archive",
];

impl World {
    fn new(model: &Model) -> Self {
        let refresh = model.environments.values().filter_map(|environment| environment.data.as_ref());
        let declared = refresh.filter_map(|refresh| Some(refresh.anonymise.as_ref()?.to_string()));
        let mut world = Self {
            files: emit_all(model),
            declared: declared.collect(),
            host_paths: ON_ANY_HOST.iter().map(ToString::to_string).collect(),
            releases: Vec::new(),
        };
        for environment in model.environments.values().filter(|environment| environment.is_host()) {
            let (app, root) = (&model.app, layout::host_root(&model.app, environment));
            let (secrets, instance) =
                (layout::secrets_folder(app, environment), layout::instance(app, environment));
            world.host_paths.extend(IN_ROOT.iter().map(|path| format!("{root}{path}")));
            world.host_paths.extend([
                secrets.clone(),
                format!("{secrets}/backup.env"),
                layout::host_nginx_folder(app, environment),
                format!("{}/site.conf", layout::host_nginx_folder(app, environment)),
                format!("/etc/nginx/conf.d/{instance}.conf"),
                format!("/etc/sudoers.d/{instance}"),
                layout::access_log(app, environment),
                layout::error_log(app, environment),
                layout::acme_folder(app, environment),
                format!("{}/fullchain.pem", layout::certificate_folder(app, environment)),
            ]);
            world.host_paths.extend(environment.services.keys().map(|name| format!("{secrets}/{name}.env")));
            let passwords = environment.databases.values();
            world.host_paths.extend(passwords.map(|known| layout::password_file(app, environment, known)));
            world
                .releases
                .extend(["current/", "check/", "releases/RELEASE/"].map(|folder| format!("{root}/{folder}")));
        }
        world
    }

    /// Whether a path that an artifact names is there.
    fn has(&self, from: &str, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        if path.starts_with('/') {
            return self.host_paths.contains(path);
        }
        let path = in_repository(from, path);
        let folder = format!("{path}/");
        self.files.contains_key(&path)
            || self.files.keys().any(|file| file.starts_with(&folder))
            || self.declared.contains(&path)
    }

    /// The paths an artifact names that are nowhere, and the options it gives a script that does not know them.
    fn faults(&self, from: &str, text: &str) -> Vec<String> {
        let mut faults = Vec::new();
        for line in text.lines() {
            for word in line.split(|letter| !is_of_a_path(letter)) {
                let word = word.trim_end_matches('.');
                let release = self.releases.iter().find_map(|folder| word.strip_prefix(folder.as_str()));
                let word = release.filter(|path| !path.is_empty()).unwrap_or(word);
                if is_ours(word) && !self.has(from, word) {
                    faults.push(format!("{from} names {word}"));
                }
            }
            faults.extend(self.unknown_options(from, line));
        }
        faults
    }

    fn unknown_options(&self, from: &str, line: &str) -> Vec<String> {
        let mut faults = Vec::new();
        for call in line.split("scripts/").skip(1) {
            let call = call.split(['\'', '"', '`', ';', '&', '|', '(', ')']).next().unwrap_or_default();
            let mut words = call.split_whitespace();
            let Some(script) = words.next() else { continue };
            let text = self.files.get(&format!("scripts/{script}")).map(String::as_str).unwrap_or_default();
            let unknown = words.filter(|word| word.starts_with("--") && !text.contains(word));
            faults.extend(unknown.map(|option| format!("{from} calls scripts/{script} with {option}")));
        }
        faults
    }
}

fn is_of_a_path(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "._-/~@$".contains(letter)
}

/// Words that are meant to be paths of ours: in the repository, in a document's link, or on a host.
fn is_ours(word: &str) -> bool {
    const FOLDERS: &[&str] = &["scripts/", "deploy/", "docs/", ".github/", "./.github/", "services/"];
    const ON_HOSTS: &[&str] = &["/opt/", "/etc/", "/var/", "/usr/"];
    let known = FOLDERS.iter().chain(ON_HOSTS).any(|folder| word.starts_with(folder));
    let document = [".md", ".yml"].iter().any(|ending| word.ends_with(ending) && word.len() > ending.len());
    (known || document && !word.contains('$')) && !word.contains('~')
}

/// A path from the repository's root: links of documents begin where the document is, workflows have a folder.
fn in_repository(from: &str, path: &str) -> String {
    let path = path.strip_prefix("./").unwrap_or(path);
    if let Some(above) = path.strip_prefix("../") {
        return format!("docs/{above}");
    }
    if path.ends_with(".yml") && !path.contains('/') {
        return format!(".github/workflows/{path}");
    }
    let is_link = path.starts_with("services/") || path.ends_with(".md") && !path.contains('/');
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    if is_link { format!("{folder}/{path}") } else { path.to_string() }
}

/// The documents and the workflows as they read once the variables of each step have their values.
fn readers(files: &Files) -> Files {
    let mut readers: Files = files.iter().filter(|(path, _)| path.ends_with(".md")).map(owned).collect();
    for (path, text) in files.iter().filter(|(path, _)| path.starts_with(".github/workflows/")) {
        let workflow: Value = serde_saphyr::from_str(text).unwrap();
        let mut read: String =
            text.lines().filter(|line| !line.contains('$')).map(|line| format!("{line}\n")).collect();
        for job in workflow["jobs"].as_object().unwrap().values() {
            for step in job["steps"].as_array().into_iter().flatten() {
                read.push_str(&filled_in(step));
            }
        }
        readers.insert(path.clone(), read);
    }
    readers
}

fn owned((path, text): (&String, &String)) -> (String, String) {
    (path.clone(), text.clone())
}

fn filled_in(step: &Value) -> String {
    let mut run = step["run"].as_str().unwrap_or_default().to_string();
    let variables = step["env"].as_object().into_iter().flatten();
    let mut variables: Vec<(&String, &str)> =
        variables.filter_map(|(name, value)| Some((name, value.as_str()?))).collect();
    // The longest first: the name of one may begin with the name of another.
    variables.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
    for (name, value) in variables {
        let value = if name == "RELEASE_ID" { "RELEASE" } else { value };
        run = run.replace(&format!("${name}"), value);
    }
    run
}

fn all_faults(world: &World) -> Vec<String> {
    readers(&world.files).iter().flat_map(|(path, text)| world.faults(path, text)).collect()
}

#[test]
fn what_documents_and_workflows_name_is_there() {
    for model in [model_of(AUTHOR), model()] {
        let faults = all_faults(&World::new(&model));
        assert!(faults.is_empty(), "{faults:#?}");
    }
}

#[test]
fn what_is_not_there_is_noticed() {
    let mut world = World::new(&model_of(AUTHOR));
    for (text, fault) in [
        ("run scripts/nothing.sh now", "docs/RUNBOOK.md names scripts/nothing.sh"),
        ("`scripts/deploy.sh staging --force`", "docs/RUNBOOK.md calls scripts/deploy.sh with --force"),
        ("[there](services/nobody.md)", "docs/RUNBOOK.md names services/nobody.md"),
        ("gh workflow run nightly.yml", "docs/RUNBOOK.md names nightly.yml"),
        ("see deploy/trial/compose.yaml.", "docs/RUNBOOK.md names deploy/trial/compose.yaml"),
        (
            "'cat /etc/auto-author/staging/nobody.env'",
            "docs/RUNBOOK.md names /etc/auto-author/staging/nobody.env",
        ),
        ("/opt/auto-author/staging/current/scripts/nothing.sh", "docs/RUNBOOK.md names scripts/nothing.sh"),
    ] {
        assert_eq!(world.faults("docs/RUNBOOK.md", text), [fault]);
    }
    // What is named already is missed once it is gone.
    for gone in [
        "scripts/deploy.sh",
        "scripts/rollback.sh",
        "scripts/backup.sh",
        "docs/DEPLOYMENT.md",
        ".github/workflows/ci.yml",
    ] {
        let kept = world.files.remove(gone).unwrap();
        assert!(!all_faults(&world).is_empty(), "{gone}");
        world.files.insert(gone.to_string(), kept);
    }
    world.files.retain(|path, _| !path.starts_with("deploy/staging/"));
    let fault = ".github/workflows/deploy-staging.yml names deploy/staging";
    assert!(all_faults(&world).iter().any(|found| found == fault), "{:#?}", all_faults(&world));
}

/// The secrets that jobs of a GitHub environment read.
fn secrets_read(files: &Files) -> BTreeMap<String, BTreeSet<String>> {
    let mut read: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (_, text) in files.iter().filter(|(path, _)| path.starts_with(".github/workflows/")) {
        let workflow: Value = serde_saphyr::from_str(text).unwrap();
        for job in workflow["jobs"].as_object().unwrap().values() {
            let text = job.to_string();
            let names = text.split("secrets.").skip(1);
            let names = names.filter_map(|rest| {
                rest.split(|letter: char| !letter.is_ascii_uppercase() && letter != '_').next()
            });
            let Some(environment) = job["environment"]["name"].as_str() else { continue };
            read.entry(environment.to_string()).or_default().extend(names.map(String::from));
        }
    }
    read
}

/// The secrets that the setup asks for, by GitHub environment.
fn secrets_asked_for(deployment: &str) -> BTreeMap<String, BTreeSet<String>> {
    let table = deployment.split("| Environment | Purpose |").nth(1).unwrap().split("\n\n").next().unwrap();
    let rows = table.lines().skip(2);
    let row = |row: &str| {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let secrets = cells[4].split(", ").map(|name| name.trim_matches('`').to_string()).collect();
        (cells[1].trim_matches('`').to_string(), secrets)
    };
    rows.map(row).collect()
}

#[test]
fn the_setup_asks_for_the_secrets_that_workflows_read() {
    for model in [model_of(AUTHOR), model()] {
        let files = emit_all(&model);
        let read = secrets_read(&files);
        assert!(read.len() >= 3, "{read:#?}");
        assert_eq!(secrets_asked_for(&files["docs/DEPLOYMENT.md"]), read);
    }
}

/// What has to follow when the port of the backend changes: what listens, what leads to it, what asks it, and what says
/// where it is. Public addresses hold no port, so environment files on hosts stay as they are.
const FOLLOW_THE_PORT: &[&str] = &[
    ".github/workflows/ci.yml",
    "backend/Dockerfile",
    "compose.yaml",
    "deploy/production/compose.yaml",
    "deploy/production/nginx/upstreams-blue.conf",
    "deploy/production/nginx/upstreams-green.conf",
    "deploy/production/settings.sh",
    "deploy/staging/compose.yaml",
    "deploy/staging/nginx/upstreams-blue.conf",
    "deploy/staging/nginx/upstreams-green.conf",
    "deploy/staging/settings.sh",
    "docs/ARCHITECTURE.md",
    "docs/RUNBOOK.md",
    "docs/services/backend.md",
    "docs/services/frontend.md",
    "frontend/.env.example",
];

fn on_port(port: u16) -> Files {
    let line = "    port 8000\n";
    assert_eq!(AUTHOR.matches(line).count(), 1);
    emit_all(&model_of(&AUTHOR.replace(line, &format!("    port {port}\n"))))
}

/// Whether a number stands in a text by itself, not as a part of a longer one.
fn has_number(text: &str, number: u16) -> bool {
    let number = number.to_string();
    text.match_indices(&number).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + number.len()..].chars().next();
        ![before, after].into_iter().flatten().any(|letter| letter.is_ascii_alphanumeric())
    })
}

#[test]
fn a_port_that_changes_is_followed_everywhere() {
    let (before, after) = (on_port(8000), on_port(8765));
    assert!(before.keys().eq(after.keys()));
    let changed: Vec<&str> =
        before.keys().filter(|path| before[*path] != after[*path]).map(String::as_str).collect();
    assert_eq!(changed, FOLLOW_THE_PORT);
    // The service's own, and those of its copies and replicas on a host.
    let old = [8000, 18000, 18001, 28000, 28001];
    for path in before.keys() {
        let holds = |files: &Files| old.iter().any(|port| has_number(&files[path], *port));
        assert_eq!(holds(&before), changed.contains(&path.as_str()), "{path}");
        assert!(!holds(&after), "{path} still has the old port");
    }
}
