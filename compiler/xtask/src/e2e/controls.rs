//! What has to go wrong.
//!
//! In: the engine. Out: failures, where something that is broken passed for sound: a check that finds nothing amiss with
//! these would find nothing amiss with anything.

use super::bases;
use super::engine::{BUILD, Engine, SHORT};
use super::report::Report;
use crate::process::{run, succeed};

fn never_healthy(engine: &Engine) -> Result<(), String> {
    bases::provide(engine, "busybox:1.37")?;
    let never =
        "FROM busybox:1.37\nHEALTHCHECK --interval=1s --retries=1 CMD [\"false\"]\nCMD [\"sleep\",\"60\"]\n";
    let name = format!("{}/control", engine.run);
    let mut build = engine.docker();
    build.args(["build", "--quiet", "--label", &engine.label(), "--tag", &name, "-"]);
    succeed(&mut build, BUILD, never)?;
    let project = format!(
        "name: {}-control\nservices:\n  never:\n    image: {name}\n    pull_policy: never\n",
        engine.run
    );
    let mut up = engine.docker();
    up.args(["compose", "--file", "-", "up", "--detach", "--wait", "--wait-timeout", "20"]);
    let came = run(&mut up, SHORT, &project)?;
    let mut down = engine.docker();
    down.args(["compose", "--file", "-", "down", "--timeout", "1"]);
    succeed(&mut down, SHORT, &project)?;
    if came.code == Some(0) {
        return Err("a container whose health never turns good passed for healthy".to_string());
    }
    Ok(())
}

pub(super) fn judge(engine: &Engine, report: &mut Report) {
    if let Err(why) = never_healthy(engine) {
        report.fail("control: health that never turns good", &why);
    }
}

/// Without any of its variables an image ends with 78 before its program starts, and names each of them.
pub(super) fn names_what_is_missing(engine: &Engine, image: &str, script: &str) -> Result<(), String> {
    let label = engine.label();
    let mut bare = engine.docker();
    bare.args(["run", "--rm", "--read-only", "--cap-drop", "ALL", "--label", &label, image]);
    let said = run(&mut bare, SHORT, "")?;
    if said.code != Some(78) {
        return Err(format!(
            "without its variables it ends with {:?}, not with 78: {}",
            said.code,
            said.tail()
        ));
    }
    let declared = script.lines().filter_map(|line| line.split_once("|| missing ")?.1.split(' ').next());
    match declared.clone().find(|name| !said.stderr.contains(&format!("  {name}"))) {
        Some(unnamed) => Err(format!("it does not say that {unnamed} is missing: {}", said.stderr)),
        None if declared.count() == 0 => Err("its check asks for nothing".to_string()),
        None => Ok(()),
    }
}
