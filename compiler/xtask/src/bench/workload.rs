//! What the programs are measured on.
//!
//! In: the release binary and a number of services. Out: folders: an application that is applied, the files that an
//! apply made of it, a git repository of those, a small application, and as many fresh ones as there are rounds.

use super::meter::CACHES;
use super::scratch::Scratch;
use crate::process::succeed;
use std::collections::BTreeSet;
use std::fs::{self, File, FileTimes};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, SystemTime};
use walkdir::WalkDir;

const LIMIT: Duration = Duration::from_secs(300);

/// What changed less than this before it was looked at is not known by its stat data.
const SETTLES: Duration = Duration::from_secs(4);

/// The synthetic services have ports from here on, one each.
const FIRST_PORT: u32 = 10_000;
const SMALL: u32 = 10;

/// The prepared folders.
#[derive(Debug)]
pub(super) struct Workload {
    formwork: PathBuf,
    pub(super) scratch: Scratch,
    pub(super) services: u32,
    /// Applied: a plan finds nothing to change.
    pub(super) app: PathBuf,
    /// The same in another folder, whose files are touched again and again.
    pub(super) touched: PathBuf,
    /// Where plans of all of these are remembered.
    pub(super) caches: PathBuf,
    /// Applied, of ten services.
    pub(super) small: PathBuf,
    /// A copy of what the apply wrote, and nothing else.
    pub(super) made: PathBuf,
    /// The repository whose working tree is `made`. It lies elsewhere, so that a copy is of `made` alone.
    pub(super) git: PathBuf,
    pub(super) files: usize,
    pub(super) bytes: u64,
}

impl Workload {
    /// How many folders `prepare` asks for.
    pub(super) const FOLDERS: usize = 6;

    pub(super) fn prepare(formwork: &Path, scratch: Scratch, services: u32) -> Result<Self, String> {
        let mut workload = Self {
            formwork: formwork.to_path_buf(),
            services,
            app: scratch.at("app"),
            touched: scratch.at("touched"),
            caches: scratch.at("caches"),
            small: scratch.at("small"),
            made: scratch.at("made"),
            git: scratch.at("git"),
            scratch,
            files: 0,
            bytes: 0,
        };
        workload.synthesise(SMALL, &workload.small)?;
        workload.apply(&workload.small)?;
        workload.synthesise(services, &workload.app)?;
        let before = files(&workload.app)?;
        workload.apply(&workload.app)?;
        let made: Vec<PathBuf> = files(&workload.app)?.difference(&before).cloned().collect();
        workload.files = made.len();
        workload.bytes = copy(&made, &workload.app, &workload.made)?;
        workload.commit()?;
        workload.synthesise(services, &workload.touched)?;
        workload.apply(&workload.touched)?;
        std::thread::sleep(SETTLES);
        for folder in [&workload.app, &workload.touched, &workload.small] {
            workload.remember(folder)?;
        }
        Ok(workload)
    }

    /// A spec and its folders where nothing has been.
    pub(super) fn fresh(&self, name: &str, services: u32) -> Result<PathBuf, String> {
        let folder = self.scratch.at(name);
        self.synthesise(services, &folder)?;
        Ok(folder)
    }

    pub(super) fn spec(folder: &Path) -> PathBuf {
        folder.join("formwork.kdl")
    }

    /// Gives the service in the middle of the chain the first port that none has.
    pub(super) fn change_one_service(&self, folder: &Path) -> Result<(), String> {
        let path = Self::spec(folder);
        let failed = |why: std::io::Error| format!("{}: {why}", path.display());
        let spec = fs::read_to_string(&path).map_err(failed)?;
        let port = |number: u32| format!("    port {}\n", FIRST_PORT + number);
        let changed = spec.replacen(&port(self.services / 2), &port(self.services), 1);
        if changed == spec {
            return Err(
                "the synthetic spec has no port to change: did `formwork debug synth` move on?".into()
            );
        }
        fs::write(&path, changed).map_err(failed)
    }

    fn synthesise(&self, services: u32, folder: &Path) -> Result<(), String> {
        let mut command = Command::new(&self.formwork);
        command.args(["debug", "synth", &services.to_string()]).arg(folder);
        succeed(&mut command, LIMIT, "").map(drop)
    }

    fn apply(&self, folder: &Path) -> Result<(), String> {
        succeed(Command::new(&self.formwork).args(["apply", "--yes"]).arg(folder), LIMIT, "").map(drop)
    }

    /// The plan is remembered, and the files are known by their stat data from now on.
    fn remember(&self, folder: &Path) -> Result<(), String> {
        let mut command = Command::new(&self.formwork);
        command.arg("plan").arg(folder).env(CACHES, &self.caches);
        succeed(&mut command, LIMIT, "").map(drop)
    }

    /// As a checkout or a copy does it: every file is as it was, and none can be known by its stat data.
    pub(super) fn touch(&self) -> Result<(), String> {
        let now = FileTimes::new().set_modified(SystemTime::now());
        for file in files(&self.touched)? {
            let path = self.touched.join(file);
            let touched = File::options().append(true).open(&path).and_then(|file| file.set_times(now));
            touched.map_err(|why| format!("{}: {why}", path.display()))?;
        }
        Ok(())
    }

    fn commit(&self) -> Result<(), String> {
        let author = ["-c", "user.name=bench", "-c", "user.email=bench@localhost"];
        for arguments in [
            &["init", "--quiet"][..],
            &["add", "--all"],
            &["commit", "--quiet", "--message", "made"],
            // It writes down what it saw: later calls need not look into files.
            &["status", "--porcelain"],
        ] {
            let mut git = Command::new("git");
            git.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
            git.args(author).args(git_folders(&self.git, &self.made)).args(arguments);
            succeed(&mut git, LIMIT, "")?;
        }
        Ok(())
    }
}

/// What tells git where its repository and its files are.
pub(super) fn git_folders(git: &Path, tree: &Path) -> [String; 2] {
    [format!("--git-dir={}", git.display()), format!("--work-tree={}", tree.display())]
}

/// Every file below a folder, by its path from there.
fn files(folder: &Path) -> Result<BTreeSet<PathBuf>, String> {
    let mut found = BTreeSet::new();
    for entry in WalkDir::new(folder) {
        let entry = entry.map_err(|why| why.to_string())?;
        if entry.file_type().is_file() {
            found.insert(entry.path().strip_prefix(folder).unwrap_or(entry.path()).to_path_buf());
        }
    }
    Ok(found)
}

/// Copies the files; says how many bytes they have.
fn copy(files: &[PathBuf], from: &Path, to: &Path) -> Result<u64, String> {
    let mut bytes = 0;
    for file in files {
        let target = to.join(file);
        let failed = |why: std::io::Error| format!("{}: {why}", target.display());
        fs::create_dir_all(target.parent().unwrap_or(to)).map_err(failed)?;
        bytes += fs::copy(from.join(file), &target).map_err(failed)?;
    }
    Ok(bytes)
}
