//! The scripts of the golden case `auto-author` are run, with programs that stand in for Docker, nginx, curl and the
//! bucket: they deploy, switch back, refuse, back up and restore. `host_scripts/run.sh` says what is expected.
#![allow(clippy::disallowed_methods, reason = "the scripts are run")]

use std::path::Path;
use std::process::Command;

#[test]
fn the_scripts_do_what_they_say() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let artifacts = package.join("../../golden/auto-author/expected");
    let output =
        Command::new("bash").arg(package.join("tests/host_scripts/run.sh")).arg(artifacts).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
}
