//! What playbooks hold for each kind of host; that Ansible accepts them is checked where Ansible is.

use super::TARGET;
use crate::model::Supervisor;
use crate::targets::fixture::{emit, emit_all, model, parse, spanned, with_environment};
use std::collections::BTreeMap;

fn file<'f>(files: &'f BTreeMap<String, String>, name: &str) -> &'f str {
    &files[&format!("deploy/production/provision/{name}")]
}

fn has(files: &BTreeMap<String, String>, name: &str) -> bool {
    files.contains_key(&format!("deploy/production/provision/{name}"))
}

#[test]
fn a_shared_host_keeps_what_others_rely_on() {
    let shared = emit(&TARGET, &model());
    let alone =
        emit(&TARGET, &with_environment(|environment| environment.host.as_mut().unwrap().shared = false));
    for name in ["tasks/firewall.yml", "tasks/ssh.yml", "tasks/upgrades.yml"] {
        assert!(!has(&shared, name) && has(&alone, name), "{name}");
        assert!(!file(&shared, "playbook.yml").contains(name) && file(&alone, "playbook.yml").contains(name));
    }
    assert!(!file(&shared, "tasks/site.yml").contains("sites-enabled"));
    assert!(file(&alone, "tasks/site.yml").contains("sites-enabled"));
}

#[test]
fn every_task_file_is_in_the_playbook() {
    for supervisor in [Supervisor::Compose, Supervisor::Pm2] {
        let files = emit(
            &TARGET,
            &with_environment(|environment| {
                environment.supervisor = Some(supervisor);
                environment.host.as_mut().unwrap().shared = false;
            }),
        );
        let playbook = file(&files, "playbook.yml");
        for path in files.keys() {
            let name = path.strip_prefix("deploy/production/provision/").unwrap();
            if name.starts_with("tasks/") {
                assert!(playbook.contains(&format!("import_tasks: {name}")), "{name}");
            }
            if let Some(name) = name.strip_prefix("templates/") {
                let stem = name.trim_end_matches(".service.j2").trim_end_matches(".timer.j2");
                assert!(
                    files.values().any(|text| text.contains(&format!("src: {name}"))
                        || text.contains(&format!("src: \"{stem}.{{{{ item }}}}.j2\""))),
                    "{name}"
                );
            }
        }
        assert_eq!(has(&files, "tasks/docker.yml"), supervisor == Supervisor::Compose);
        assert_eq!(has(&files, "tasks/pm2.yml"), supervisor == Supervisor::Pm2);
    }
}

#[test]
fn without_routes_there_is_no_edge_and_no_right_of_root() {
    let files = emit(&TARGET, &with_environment(|environment| environment.routes.clear()));
    assert!(!has(&files, "tasks/nginx.yml") && !has(&files, "tasks/certificate.yml"));
    assert!(file(&files, "vars.yml").contains("sudoers: \"\"\n"));
    assert!(file(&emit(&TARGET, &model()), "vars.yml").contains("NOPASSWD: /usr/sbin/nginx -t"));
}

#[test]
fn pm2_gets_the_newest_node_and_the_managers_of_its_services() {
    let files =
        emit(&TARGET, &with_environment(|environment| environment.supervisor = Some(Supervisor::Pm2)));
    let vars = file(&files, "vars.yml");
    assert!(vars.contains("node_version: \"22\"\n") && vars.contains("  - name: uv\n"));
    assert!(vars.contains("  - name: pm2\n") && !vars.contains("docker_at_least"));
}

#[test]
fn keys_are_a_file_of_the_repository() {
    assert!(file(&emit(&TARGET, &model()), "vars.yml").contains("authorized_keys: \"\"\n"));
    let files = emit(
        &TARGET,
        &with_environment(|environment| {
            environment.host.as_mut().unwrap().authorized_keys = Some(parse("deploy/keys.pub"));
        }),
    );
    let path = "authorized_keys: \"{{ playbook_dir }}/../../../deploy/keys.pub\"\n";
    assert!(file(&files, "vars.yml").contains(path), "{}", file(&files, "vars.yml"));
}

/// The host is made new enough for what the scripts refuse without.
#[test]
fn playbook_and_scripts_ask_for_the_same() {
    let files = emit_all(&with_environment(|environment| {
        environment.nginx.as_mut().unwrap().version = spanned(parse("1.30"));
    }));
    let vars = file(&files, "vars.yml");
    let asked = |script: &str, name: &str| {
        let line = files[script].lines().find_map(|line| line.strip_prefix(name)).unwrap();
        line.trim_start_matches('=').to_string()
    };
    let compose = "scripts/lib/compose.sh";
    let settings = "deploy/production/settings.sh";
    for (name, value) in [
        ("docker_at_least", asked(compose, "readonly OLDEST_ENGINE")),
        ("compose_at_least", asked(compose, "readonly OLDEST_COMPOSE")),
        ("nginx_at_least", asked(settings, "NGINX_AT_LEAST")),
        ("openssl_at_least", asked(settings, "OPENSSL_AT_LEAST")),
    ] {
        assert!(
            vars.contains(&format!("{name}: \"{value}\"\n")) || vars.contains(&format!("{name}: {value}\n")),
            "{name} {value}\n{vars}"
        );
    }
}
