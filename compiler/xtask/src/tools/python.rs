//! The Python kit: a virtual environment from a lock with hashes.
//!
//! In: `requirements.txt`. Out: the environment, and the version of every package the lock pins. Only wheels are
//! taken: nothing is built or run while installing.

use super::stamp::Stamp;
use super::{Kit, Versions};
use crate::process::succeed;
use crate::workspace::Workspace;
use std::process::Command;
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(300);

pub(crate) fn install(workspace: &Workspace) -> Result<Versions, String> {
    let requirements = workspace.tool_sources().join("requirements.txt");
    let lock = std::fs::read_to_string(&requirements).map_err(|why| format!("requirements.txt: {why}"))?;
    let folder = workspace.tools().join(Kit::Python.folder());
    let versions = pins(&lock);
    let stamp = Stamp::new(&folder, lock);
    if stamp.note().is_some() {
        return Ok(versions);
    }
    stamp.remove();
    eprintln!("installing Python tools");
    succeed(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder), LIMIT, "")?;
    let mut pip = Command::new(folder.join("bin/pip"));
    pip.args(["install", "--quiet", "--no-input", "--require-hashes", "--only-binary", ":all:", "-r"]);
    succeed(pip.arg(&requirements), LIMIT, "")?;
    stamp.write("")?;
    Ok(versions)
}

/// `name==version` at the start of a line; the hashes below it are pip's business.
fn pins(lock: &str) -> Versions {
    lock.lines()
        .filter_map(|line| line.split_once("=="))
        .filter(|(name, _)| !name.starts_with([' ', '#']))
        .map(|(name, rest)| (name.to_owned(), rest.chars().take_while(|c| !" ;\\".contains(*c)).collect()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pins_are_read_without_hashes_and_markers() {
        let lock = "# made by x==1\nzizmor==1.32.0 \\\n    --hash=sha256:00==\ncolour==2.0 ; sys_platform == 'win32'\n";
        let expected = [("colour", "2.0"), ("zizmor", "1.32.0")];
        assert_eq!(pins(lock), expected.map(|(name, version)| (name.into(), version.into())).into());
    }
}
