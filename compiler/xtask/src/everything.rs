//! `cargo xtask test`: everything that has to hold, in the order in which it fails fastest.
//!
//! In: the checkout. Out: what each step printed, and a table of steps. It installs what the steps need into
//! `.tools/`; what could not be checked is said in a line, and with `CI` set nothing may be left out.

use crate::workspace::Workspace;
use std::process::{Command, Stdio};

struct Step {
    name: &'static str,
    command: &'static [&'static str],
}

const STEPS: &[Step] = &[
    Step { name: "format", command: &["cargo", "fmt", "--all", "--check"] },
    Step {
        name: "lints",
        command: &["cargo", "clippy", "--quiet", "--workspace", "--all-targets", "--", "--deny", "warnings"],
    },
    Step { name: "tests", command: &["cargo", "test", "--workspace"] },
    Step { name: "tools", command: &["cargo", "xtask", "install-tools"] },
    Step { name: "conformance", command: &["cargo", "xtask", "conformance"] },
    Step { name: "edge", command: &["cargo", "xtask", "edge"] },
    Step { name: "provision", command: &["cargo", "xtask", "provision"] },
    Step { name: "prove", command: &["cargo", "xtask", "prove"] },
    Step { name: "dependencies", command: &["cargo", "xtask", "dependencies"] },
    Step { name: "e2e", command: &["cargo", "xtask", "e2e"] },
];

/// Runs every step, also after one that failed, so that one run says all there is to mend.
pub(crate) fn run() -> Result<bool, String> {
    let workspace = Workspace::find()?;
    let mut failed = Vec::new();
    for step in STEPS {
        println!("\n== {}: {}", step.name, step.command.join(" "));
        let [program, arguments @ ..] = step.command else { continue };
        let mut command = Command::new(program);
        command.args(arguments).current_dir(&workspace.root).stdin(Stdio::null());
        let status = command.status().map_err(|error| format!("{program}: {error}"))?;
        if !status.success() {
            failed.push(step.name);
        }
    }
    println!();
    for step in STEPS {
        println!("{:<14}{}", step.name, if failed.contains(&step.name) { "FAILED" } else { "ok" });
    }
    println!("\n{} passed, {} failed", STEPS.len() - failed.len(), failed.len());
    Ok(failed.is_empty())
}
