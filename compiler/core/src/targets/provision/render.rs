//! Prints a playbook and what it brings along.

use super::ir::Provision;
use crate::render::escape::Language;
use crate::render::{Templates, header, to_yaml};
use crate::targets::Output;

/// The mark that stays in a file of the host when Ansible has printed it.
const PRINTED_BY_ANSIBLE: &str = ".j2";

pub(super) fn render(templates: &Templates<'_>, provision: &Provision, output: &mut Output<'_>) {
    let folder = &provision.playbook.folder;
    let mut add = |name: &str, text: String| {
        output.managed(&format!("{folder}/{name}"), text, provision.made_from.clone());
    };
    let header = header("#");
    add("inventory.yml", format!("{header}\n{}", to_yaml(&provision.inventory)));
    add("vars.yml", format!("{header}\n{}", to_yaml(&provision.vars)));
    let mut file = |name: &str| {
        let text = templates.render(Language::Ansible, name, &provision.playbook);
        // A comment of Jinja's is not in what Ansible prints: the host's file says that Ansible made it.
        let header = match name.ends_with(PRINTED_BY_ANSIBLE) {
            true => {
                header.lines().map(|line| format!("{{# {} #}}\n", line.trim_start_matches("# "))).collect()
            }
            false => format!("{header}#\n"),
        };
        add(name, format!("{header}{text}"));
    };
    file("playbook.yml");
    provision.files.iter().for_each(|name| file(name));
}
