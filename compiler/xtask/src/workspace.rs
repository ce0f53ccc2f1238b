//! Where things are in this repository.
//!
//! In: the package folder that cargo names to what it runs. Out: paths. It reads no file.

use std::path::{Path, PathBuf};

/// The folders the chores work in.
#[derive(Clone, Debug)]
pub(crate) struct Workspace {
    pub(crate) root: PathBuf,
}

impl Workspace {
    /// Cargo sets the package folder for every program it runs; without cargo, the current folder is the root.
    pub(crate) fn find() -> Result<Self, String> {
        let root = match std::env::var_os("CARGO_MANIFEST_DIR") {
            Some(package) => Path::new(&package).ancestors().nth(2).map(Path::to_path_buf),
            None => std::env::current_dir().ok(),
        };
        match root {
            Some(root) if root.join("compiler/xtask").is_dir() => Ok(Self { root }),
            _ => Err("not inside the repository: run it as `cargo xtask`".into()),
        }
    }

    /// Installed tools and scratch space, ignored by git.
    pub(crate) fn tools(&self) -> PathBuf {
        self.root.join(".tools")
    }

    /// Locks and scripts that say what is installed and how it is called.
    pub(crate) fn tool_sources(&self) -> PathBuf {
        self.root.join("compiler/xtask/tools")
    }

    pub(crate) fn golden(&self) -> PathBuf {
        self.root.join("golden")
    }

    /// Plans as the command prints them; its tests keep them.
    pub(crate) fn plans(&self) -> PathBuf {
        self.root.join("compiler/cli/tests/cli/plans")
    }

    /// Schemas that tests read and the project does not hand on, as `FORMWORK_SHARED` names them.
    pub(crate) fn schemas(&self) -> PathBuf {
        let shared = std::env::var_os("FORMWORK_SHARED").map(PathBuf::from);
        shared.unwrap_or_else(|| self.root.join("../shared")).join("schemas")
    }

    pub(crate) fn bad_samples(&self) -> PathBuf {
        self.root.join("compiler/xtask/bad-samples")
    }

    pub(crate) fn waivers(&self) -> PathBuf {
        self.root.join("compiler/xtask/waivers.json")
    }
}
