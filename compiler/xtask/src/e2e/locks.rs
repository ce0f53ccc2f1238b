//! Lock files that an example leaves out, since they name the package index of whoever made them.
//!
//! In: a service's folder and its Dockerfile. Out: a lock file, made by the tool that reads it. It touches no other.

use super::bases;
use super::engine::{BUILD, Engine};
use std::path::Path;

/// `uv.lock` is the only one that names its index.
pub(super) fn make(engine: &Engine, folder: &Path, dockerfile: &str) -> Result<(), String> {
    if !dockerfile.contains(" uv.lock ") || folder.join("uv.lock").exists() {
        return Ok(());
    }
    let install = dockerfile.lines().map(str::trim).find(|line| line.starts_with("pip install uv=="));
    let install = install.ok_or("the Dockerfile does not say which uv it installs")?;
    let image = *bases::named(dockerfile).first().ok_or("the Dockerfile begins with no image")?;
    bases::provide(engine, image)?;
    let mount = format!("{}:/app", folder.display());
    let script = format!("{install} && uv lock");
    let label = engine.label();
    let run = [
        "run",
        "--rm",
        "--label",
        &label,
        "--volume",
        &mount,
        "--workdir",
        "/app",
        image,
        "sh",
        "-c",
        &script,
    ];
    engine.call(&run, BUILD).map(drop)
}
