//! Which scripts there are, what the settings say, and that text of a spec stays text when a shell reads them. What
//! the scripts do is tried in `tests/host_scripts.rs`.
#![allow(clippy::disallowed_methods, reason = "settings are read by a real shell")]

use super::TARGET;
use crate::model::{Environment, Model, Supervisor};
use crate::targets::fixture::{change_service, emit, model, parse, spanned, with_environment};
use std::process::Command;

fn settings(model: &Model) -> String {
    emit(&TARGET, model).remove("deploy/production/settings.sh").unwrap()
}

fn changed(change: impl FnOnce(&mut Environment)) -> String {
    settings(&with_environment(change))
}

#[test]
fn only_what_is_needed_is_made() {
    let files = emit(&TARGET, &model());
    assert!(files.contains_key("scripts/restore.sh") && files.contains_key("scripts/lib/compose.sh"));
    assert!(!files.contains_key("scripts/lib/pm2.sh"));
    assert!(files["scripts/deploy.sh"].starts_with("#!/usr/bin/env bash\n# Made by Formwork"));
    let mut unkept = with_environment(|environment| environment.supervisor = Some(Supervisor::Pm2));
    unkept.backups.clear();
    let files = emit(&TARGET, &unkept);
    assert!(files.contains_key("scripts/lib/pm2.sh") && !files.contains_key("scripts/lib/compose.sh"));
    assert!(!files.contains_key("scripts/backup.sh") && !files.contains_key("scripts/lib/bucket.sh"));
}

#[test]
fn scripts_say_no_value_of_a_spec() {
    let files = emit(&TARGET, &model());
    let scripts = files.iter().filter(|(path, _)| path.starts_with("scripts/"));
    for (path, text) in scripts {
        for value in ["acme", "backend/health", "18000", "mongo"] {
            assert!(!text.contains(value), "{path} knows {value}");
        }
        let code = text.lines().find(|line| !line.starts_with('#') && !line.is_empty()).unwrap();
        assert!(code.starts_with("set -Eeuo pipefail") || path.contains("/lib/"), "{path}");
    }
}

#[test]
fn replicas_and_colours_have_their_ports() {
    let text = changed(|environment| {
        change_service(environment, "backend", |backend| backend.replicas = spanned(2));
    });
    assert!(text.contains("[backend-green]='28000 28001'\n"));
    assert!(text.contains("SECRET_NAMES=(\n    [backend]=DATABASE_URI\n)"));
    let single = changed(|environment| environment.rollout = None);
    assert!(single.contains("COLOURS=(single)") && single.contains("    [backend]=18000\n"));
}

#[test]
fn conditions_are_watched_no_longer_than_the_release() {
    assert!(settings(&model()).contains("ABORTS=('errors share above 1 1 120')"));
    let text = changed(|environment| environment.rollout.as_mut().unwrap().bake = parse("30s"));
    assert!(text.contains("ABORTS=('errors share above 1 1 30')"));
}

/// What a shell has in a variable after it has read the settings.
fn read_by_a_shell(settings: &str, variable: &str) -> String {
    let script = format!("declare -A HEALTH_PATH\n{settings}\nprintf '%s' \"{variable}\"");
    let output = Command::new("bash").args(["-euo", "pipefail", "-c", &script]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn hostile_text_stays_text() {
    let hostile = "/'; touch /tmp/formwork-was-here; echo \"$(id)`id`${HOME}\\\n) #";
    let text = changed(|environment| {
        change_service(environment, "backend", |backend| {
            backend.health.as_mut().unwrap().path = hostile.to_string();
        });
    });
    assert_eq!(read_by_a_shell(&text, "${HEALTH_PATH[backend]}"), hostile);
    assert_eq!(read_by_a_shell(&text, "${HOSTS[1]} ${ROUTE_TO[${HOSTS[1]}]}"), "api.acme.app backend");
}
