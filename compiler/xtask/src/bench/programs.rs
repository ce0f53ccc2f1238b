//! The programs that are measured.
//!
//! In: the checkout. Out: paths of the release binary, of the parser's own measuring example, and of a Rust program
//! that does nothing, made with the settings of the release profile. It runs none of them.

use crate::process::succeed;
use crate::workspace::Workspace;
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(1800);

/// As `[profile.release]` has it: what both programs share must not differ.
const EMPTY: &[&str] = &[
    "-",
    "--edition=2024",
    "--crate-name=empty",
    "-Copt-level=3",
    "-Clto=thin",
    "-Ccodegen-units=4",
    "-Cpanic=abort",
    "-Cstrip=symbols",
];

#[derive(Debug)]
pub(super) struct Programs {
    pub(super) formwork: PathBuf,
    pub(super) parse_speed: PathBuf,
    pub(super) empty: PathBuf,
}

impl Programs {
    /// Everything new: cargo sees to it that this is quick when nothing changed.
    pub(super) fn build(workspace: &Workspace, folder: &Path) -> Result<Self, String> {
        let mut cargo = Command::new("cargo");
        cargo.args(["build", "--release", "--locked", "--message-format=json-render-diagnostics"]);
        cargo.args([
            "--package=formwork",
            "--package=formwork-core",
            "--bin=formwork",
            "--example=parse_speed",
        ]);
        let built = succeed(cargo.current_dir(&workspace.root), LIMIT, "")?;
        let empty = folder.join("empty");
        let mut rustc = Command::new("rustc");
        rustc.args(EMPTY).arg("-o").arg(&empty).current_dir(&workspace.root);
        succeed(&mut rustc, LIMIT, "fn main() {}\n")?;
        let formwork = executable(&built.stdout, "formwork")?;
        Ok(Self { formwork, parse_speed: executable(&built.stdout, "parse_speed")?, empty })
    }
}

/// Where cargo says it put a target: only cargo knows its target folder.
fn executable(messages: &str, target: &str) -> Result<PathBuf, String> {
    let messages = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let mut programs = messages.filter(|message| message["target"]["name"] == target);
    let path = programs.find_map(|message| message["executable"].as_str().map(PathBuf::from));
    path.ok_or_else(|| format!("cargo built no program {target}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_found_among_cargos_messages() {
        let messages = concat!(
            r#"{"reason":"compiler-artifact","target":{"name":"formwork"},"executable":null}"#,
            "\nsome words\n",
            r#"{"reason":"compiler-artifact","target":{"name":"formwork"},"executable":"/t/formwork"}"#,
        );
        assert_eq!(executable(messages, "formwork").unwrap(), Path::new("/t/formwork"));
        assert!(executable(messages, "empty").is_err());
    }
}
