//! The Node kit: `node_modules` from a package lock.
//!
//! In: `package.json` and `package-lock.json`. Out: the modules, and the version of every direct dependency.
//! Installation scripts of packages are not run.

use super::stamp::Stamp;
use super::{Kit, Versions};
use crate::process::succeed;
use crate::workspace::Workspace;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(420);
const FILES: [&str; 2] = ["package.json", "package-lock.json"];

pub(crate) fn install(workspace: &Workspace) -> Result<Versions, String> {
    let sources = workspace.tool_sources();
    let read = |name: &str| fs::read_to_string(sources.join(name)).map_err(|why| format!("{name}: {why}"));
    let [manifest, lock] = [read(FILES[0])?, read(FILES[1])?];
    let folder = workspace.tools().join(Kit::Node.folder());
    let stamp = Stamp::new(&folder, format!("{manifest}{lock}"));
    if stamp.note().is_none() {
        stamp.remove();
        eprintln!("installing JavaScript tools");
        fs::create_dir_all(&folder).map_err(|why| format!("{}: {why}", folder.display()))?;
        for name in FILES {
            fs::copy(sources.join(name), folder.join(name)).map_err(|why| format!("{name}: {why}"))?;
        }
        let mut npm = Command::new("npm");
        npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
        succeed(npm.current_dir(&folder), LIMIT, "")?;
        stamp.write("")?;
    }
    place_scripts(&sources, &folder)?;
    versions(&manifest)
}

/// The package and the digest of what npm hands out for it.
const VERCEL: [&str; 2] = [
    "64.0.2",
    "0e0dd6a49564c5e406e88674bfa2912cb03caf2ec5c94a629488475db04b92a77af833acf7569a3fefdec903350d3345af1dddfee49b10e1c28ff20a3e248461",
];

/// Only unpacked: of what it depends on, its validator needs one package, which the Node kit has.
pub(crate) fn install_vercel(workspace: &Workspace) -> Result<Versions, String> {
    let [version, digest] = VERCEL;
    let folder = workspace.tools().join(Kit::Vercel.folder());
    let stamp = Stamp::new(&folder, format!("{version} {digest}"));
    if stamp.note().is_none() {
        stamp.remove();
        fs::create_dir_all(&folder).map_err(|why| format!("{}: {why}", folder.display()))?;
        let mut pack = Command::new("npm");
        pack.args(["pack", &format!("vercel@{version}"), "--ignore-scripts", "--loglevel=error"]);
        succeed(pack.current_dir(&folder), LIMIT, "")?;
        let archive = format!("vercel-{version}.tgz");
        let mut sum = Command::new("sha512sum");
        let said = succeed(sum.arg(&archive).current_dir(&folder), LIMIT, "")?;
        if !said.stdout.starts_with(digest) {
            return Err(format!("{archive} is not what was pinned: {}", said.stdout.trim()));
        }
        let mut tar = Command::new("tar");
        succeed(tar.args(["--extract", "--gzip", "--file", &archive]).current_dir(&folder), LIMIT, "")?;
        stamp.write("")?;
    }
    Ok(Versions::from([("vercel".to_owned(), version.to_owned())]))
}

/// The project's own scripts stand beside `node_modules`, so that their imports resolve.
fn place_scripts(sources: &Path, folder: &Path) -> Result<(), String> {
    for entry in fs::read_dir(sources).map_err(|why| format!("{}: {why}", sources.display()))?.flatten() {
        if entry.path().extension().is_some_and(|extension| extension == "mjs") {
            let name = entry.file_name();
            // Another run may be reading it: it is only touched when it changed.
            if fs::read(entry.path()).ok() == fs::read(folder.join(&name)).ok() {
                continue;
            }
            fs::copy(entry.path(), folder.join(&name)).map_err(|why| format!("{}: {why}", name.display()))?;
        }
    }
    Ok(())
}

/// The manifest pins exact versions, so it is enough.
fn versions(manifest: &str) -> Result<Versions, String> {
    let manifest: serde_json::Value =
        serde_json::from_str(manifest).map_err(|why| format!("package.json: {why}"))?;
    let dependencies = manifest["dependencies"].as_object().ok_or("package.json names no dependencies")?;
    Ok(dependencies
        .iter()
        .map(|(name, version)| (name.clone(), version.as_str().unwrap_or_default().to_owned()))
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_names_no_registry_and_the_manifest_pins_exactly() {
        let lock = include_str!("../../tools/package-lock.json");
        assert!(!lock.contains("\"resolved\""));
        for (name, version) in versions(include_str!("../../tools/package.json")).unwrap() {
            assert!(version.starts_with(|c: char| c.is_ascii_digit()), "{name} {version}");
        }
    }
}
