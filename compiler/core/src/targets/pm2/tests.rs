//! What PM2's list of processes says, and that text of a spec stays text in it.

use super::TARGET;
use crate::model::Supervisor;
use crate::targets::fixture::{change_service, emit, parse, spanned, with_environment};
use crate::types::Command;

fn ecosystem(change: impl FnOnce(&mut crate::model::Environment)) -> String {
    let model = with_environment(|environment| {
        environment.supervisor = Some(Supervisor::Pm2);
        change(environment);
    });
    emit(&TARGET, &model).remove("deploy/production/ecosystem.config.cjs").unwrap()
}

#[test]
fn each_copy_has_its_own_port() {
    let text = ecosystem(|environment| {
        change_service(environment, "backend", |backend| backend.replicas = spanned(2));
    });
    assert!(text.contains(r#"copy("acme-production-backend-blue-1", "backend", {"#));
    assert!(text.contains(r#"args: ["app:app","--host","127.0.0.1","--port","18000"]"#));
    assert!(text.contains(r#"args: ["app:app","--host","127.0.0.1","--port","28001"]"#));
    assert!(text.contains(r#"script: ".venv/bin/uvicorn","#) && text.contains(r#"interpreter: "none","#));
    assert!(text.contains(r#"script: "server.js","#) && text.contains(r#"interpreter: "node","#));
    assert!(text.contains("kill_timeout: 35000,"));
}

#[test]
fn each_colour_talks_to_its_own() {
    let text = ecosystem(|_| ());
    assert!(text.contains(r#"API_URL: "http://127.0.0.1:18000","#));
    assert!(text.contains(r#"API_URL: "http://127.0.0.1:28000","#));
    assert!(text.contains(r#"...secrets("backend"),"#) && !text.contains(r#"...secrets("frontend"),"#));
}

#[test]
fn without_blue_green_there_is_one_copy() {
    let text = ecosystem(|environment| environment.rollout = None);
    assert!(text.contains(r#"copy("acme-production-backend", "backend", {"#));
    assert!(!text.contains("28000"));
}

#[test]
fn hostile_text_stays_text() {
    let hostile = "\"]; require('child_process').execSync('id'); [\"\\";
    let text = ecosystem(|environment| {
        change_service(environment, "backend", |backend| {
            let words = vec![parse("uvicorn"), parse::<crate::types::Interpolated>(hostile)];
            backend.run = Some(spanned(Command::Words(words)));
        });
    });
    let line = text.lines().find(|line| line.contains("child_process")).unwrap().trim();
    let list = line.strip_prefix("args: ").and_then(|line| line.strip_suffix(',')).unwrap();
    assert_eq!(serde_json::from_str::<Vec<String>>(list).unwrap(), [hostile]);
}
