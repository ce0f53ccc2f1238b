//! Which scripts there are.

use super::ir::{File, Scripts};
use super::settings::{self, supervisor};
use crate::artifact::EntityRef;
use crate::model::{Environment, Model, Supervisor};

const ALWAYS: &[&str] = &["deploy.sh", "rollback.sh", "health-check.sh", "prune.sh", "provision-check.sh"];
const ALWAYS_SOURCED: &[&str] = &["lib/common.sh", "lib/edge.sh", "lib/rollout.sh", "lib/preflight.sh"];
const WITH_BACKUPS: &[&str] = &["backup.sh", "restore.sh"];
const WITH_BACKUPS_SOURCED: &[&str] = &["lib/bucket.sh", "lib/scratch.sh", "lib/log.sh"];

pub(super) fn lower(model: &Model) -> Scripts {
    let hosts: Vec<&Environment> =
        model.environments.values().filter(|environment| environment.is_host()).collect();
    let made_from = |wanted: &dyn Fn(&Environment) -> bool| -> Vec<EntityRef> {
        let environments = hosts.iter().filter(|environment| wanted(environment));
        environments.map(|environment| EntityRef::new("environment", &environment.name)).collect()
    };
    let mut files = Vec::new();
    let mut add = |names: &[&'static str], runs: bool, made_from: &[EntityRef]| {
        if !made_from.is_empty() {
            files.extend(names.iter().map(|&name| File { name, runs, made_from: made_from.to_vec() }));
        }
    };
    let all = made_from(&|_| true);
    add(ALWAYS, true, &all);
    add(ALWAYS_SOURCED, false, &all);
    add(
        &["lib/compose.sh"],
        false,
        &made_from(&|environment| supervisor(environment) == Supervisor::Compose),
    );
    add(&["lib/pm2.sh"], false, &made_from(&|environment| supervisor(environment) == Supervisor::Pm2));
    add(&["run-job.sh"], true, &made_from(&|environment| !environment.jobs.is_empty()));
    let backed_up = made_from(&|environment| settings::backups(model, environment).next().is_some());
    add(WITH_BACKUPS, true, &backed_up);
    add(WITH_BACKUPS_SOURCED, false, &backed_up);
    let logged = made_from(&|environment| {
        settings::backups(model, environment).any(|backup| backup.point_in_time.is_some())
    });
    add(&["keep-log.sh"], true, &logged);
    Scripts { files, settings: hosts.iter().map(|environment| settings::lower(model, environment)).collect() }
}
