//! A project in a folder of its own, and the command run in it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A small application, in a folder of its own.
pub(crate) struct Project {
    folder: TempDir,
}

pub(crate) const SPEC: &str = r#"app "shop" { repository "github.com/acme/shop" }

service "api" {
    source "api"
    runtime "node" version="22" manager="npm"
    run "node" "server.js"
    port 8000
    health "/health"
}

environment "development" platform="compose"
"#;

impl Project {
    pub(crate) fn new() -> Self {
        let project = Self::empty();
        fs::create_dir(project.path("api")).unwrap();
        fs::write(project.path("formwork.kdl"), SPEC).unwrap();
        project
    }

    pub(crate) fn empty() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn applied() -> Self {
        let project = Self::new();
        assert_eq!(project.code(&["apply", "--yes"]), 0);
        project
    }

    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn path(&self, at: &str) -> PathBuf {
        self.root().join(at)
    }

    pub(crate) fn read(&self, at: &str) -> String {
        fs::read_to_string(self.path(at)).unwrap()
    }

    pub(crate) fn spec(&self, from: &str, to: &str) {
        let text = self.read("formwork.kdl");
        assert!(text.contains(from), "{text}");
        fs::write(self.path("formwork.kdl"), text.replace(from, to)).unwrap();
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Output {
        command(arguments).current_dir(self.root()).output().unwrap()
    }

    pub(crate) fn code(&self, arguments: &[&str]) -> i32 {
        self.run(arguments).status.code().unwrap()
    }

    /// Every file with its bytes, and every folder.
    pub(crate) fn tree(&self) -> Vec<(PathBuf, Option<Vec<u8>>)> {
        let mut found = Vec::new();
        collect(self.root(), &mut found);
        found.sort();
        found
    }
}

fn collect(folder: &Path, found: &mut Vec<(PathBuf, Option<Vec<u8>>)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.is_symlink() {
            found.push((path.clone(), None));
            collect(&path, found);
        } else {
            let bytes = fs::read(&path).unwrap_or_default();
            found.push((path, Some(bytes)));
        }
    }
}

pub(crate) fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_formwork"));
    command.args(arguments).stdin(Stdio::null()).env_remove("NO_COLOR");
    // All of these tests hold with the memory of plans, and leave that of whoever runs them alone.
    command.env("XDG_CACHE_HOME", env!("CARGO_TARGET_TMPDIR"));
    command
}

pub(crate) fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub(crate) fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// Runs within two seconds, or fails. A build without optimisation on a busy machine gets more.
pub(crate) fn quickly(project: &Project, arguments: &[&str]) -> Output {
    let limit = Duration::from_secs(if cfg!(debug_assertions) { 20 } else { 2 });
    let start = Instant::now();
    let output = project.run(arguments);
    assert!(start.elapsed() < limit, "{arguments:?} took {:?}", start.elapsed());
    output
}
