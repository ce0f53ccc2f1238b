//! A file tree of its own for one run of a program out of a Debian package.
//!
//! In: the unpacked packages, and files put at the absolute paths that an artifact names. Out: commands that see
//! only that tree, so a configuration is judged as it stands, paths and all, and the machine is not touched.
//! The program's files are hard links: making a sandbox costs milliseconds. It needs root, or a system that lets
//! users have namespaces. Network and processes are not hidden.

use std::fs;
use std::os::unix::fs::{MetadataExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;
use walkdir::{DirEntry, WalkDir};

/// The tree, removed when dropped.
#[derive(Debug)]
pub(crate) struct Sandbox {
    root: TempDir,
}

/// What an installed system has and a bare package has not.
const FOLDERS: [&str; 6] = ["/dev", "/run", "/tmp", "/var/log/nginx", "/var/lib/nginx", "/var/cache"];
const FILES: [(&str, &str); 4] = [
    ("/etc/passwd", "root:x:0:0::/:/bin/sh\nwww-data:x:33:33::/:/bin/sh\nnginx:x:101:101::/:/bin/sh\n"),
    ("/etc/group", "root:x:0:\nwww-data:x:33:\nnginx:x:101:\n"),
    ("/etc/nsswitch.conf", "hosts: files\n"),
    ("/dev/null", ""),
];

impl Sandbox {
    /// `scratch` is on the file system of the unpacked packages, or hard links would not do.
    pub(crate) fn new(packages: &Path, scratch: &Path) -> Result<Self, String> {
        let root = tempfile::tempdir_in(scratch).map_err(|why| format!("{}: {why}", scratch.display()))?;
        for entry in WalkDir::new(packages).min_depth(1) {
            let entry = entry.map_err(|why| format!("{}: {why}", packages.display()))?;
            place(&entry, packages, root.path())
                .map_err(|why| format!("{}: {why}", entry.path().display()))?;
        }
        let sandbox = Self { root };
        for folder in FOLDERS {
            sandbox.folder(folder)?;
        }
        for (path, text) in FILES {
            sandbox.write(path, text)?;
        }
        Ok(sandbox)
    }

    /// Where the tree is.
    pub(crate) fn path(&self) -> &Path {
        self.root.path()
    }

    /// Puts a file at an absolute path, in place of one that may be there.
    pub(crate) fn write(&self, path: &str, bytes: impl AsRef<[u8]>) -> Result<(), String> {
        if path.split('/').any(|part| part == "..") {
            return Err(format!("{path}: leads out of the sandbox"));
        }
        let target = self.inside(path);
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent).map_err(|why| format!("{path}: {why}"))?;
        }
        // A packaged file is a link to the one in the kit: it must not be written through.
        let _ = fs::remove_file(&target);
        fs::write(&target, bytes).map_err(|why| format!("{path}: {why}"))
    }

    pub(crate) fn folder(&self, path: &str) -> Result<(), String> {
        fs::create_dir_all(self.inside(path)).map_err(|why| format!("{path}: {why}"))
    }

    /// Takes away a folder that a package brings and the meant machine has not.
    pub(crate) fn remove(&self, path: &str) {
        // It may not be there; what matters is that it is gone.
        let _ = fs::remove_dir_all(self.inside(path));
    }

    pub(crate) fn read(&self, path: &str) -> Result<String, String> {
        fs::read_to_string(self.inside(path)).map_err(|why| format!("{path}: {why}"))
    }

    pub(crate) fn has(&self, path: &str) -> bool {
        self.inside(path).exists()
    }

    /// A program inside the tree, with a bare environment.
    pub(crate) fn command(&self, program: &str) -> Command {
        let mut command = if is_root() {
            Command::new("chroot")
        } else {
            let mut unshare = Command::new("unshare");
            // With a network of its own it may also use ports below 1024, which nginx -t tries.
            unshare.args(["--map-root-user", "--net", "chroot"]);
            unshare
        };
        command.arg(self.root.path()).arg(program);
        command.env_clear().env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin").env("HOME", "/tmp");
        command
    }

    fn inside(&self, path: &str) -> PathBuf {
        self.root.path().join(path.trim_start_matches('/'))
    }
}

fn place(entry: &DirEntry, packages: &Path, root: &Path) -> std::io::Result<()> {
    let target = root.join(entry.path().strip_prefix(packages).unwrap_or(entry.path()));
    let kind = entry.file_type();
    if kind.is_dir() {
        fs::create_dir_all(target)
    } else if kind.is_symlink() {
        symlink(fs::read_link(entry.path())?, target)
    } else {
        fs::hard_link(entry.path(), target)
    }
}

fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|me| me.uid() == 0)
}
