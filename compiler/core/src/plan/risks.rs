//! The table of risks: which change of which kind, how bad, and the sentence that says so.

use super::risk_level::RiskLevel::{self, Cost, DataLoss, Downtime, Exposure, Irreversible, Safe};
use crate::diag::{Code, Severity};

/// What has to happen for a rule to speak.
#[derive(Clone, Copy, Debug)]
pub(super) enum When {
    Added,
    Removed,
    /// It goes by another name where it runs.
    Relocated,
    /// A node of its own inside the thing, such as a route.
    PartAdded,
    PartRemoved,
    FieldAdded,
    FieldRemoved,
    /// With a test on the old and the new text.
    FieldChanged(fn(&str, &str) -> bool),
}

impl PartialEq for When {
    fn eq(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}

#[derive(Debug)]
pub(super) struct Rule {
    pub(super) kind: &'static str,
    /// A name, or names with points: `promote-from.approval`. Empty when the thing as a whole is meant.
    pub(super) field: &'static str,
    pub(super) when: When,
    pub(super) level: RiskLevel,
    pub(super) code: &'static Code,
    pub(super) sentence: &'static str,
}

macro_rules! codes {
    ($($name:ident $slug:literal $explanation:literal)+) => {
        $(pub(super) static $name: Code =
            Code { slug: $slug, severity: Severity::Note, explanation: $explanation };)+
        /// Every code of a risk.
        pub const CODES: &[&Code] = &[$(&$name),+];
    };
}

codes! {
    DATABASE_REMOVED "risk/database-removed" "A database is no longer part of the application.\n\nNothing starts it, \
        backs it up or restores it any more. Its volume stays on the host until a person deletes it. Take a last backup \
        first and note where it lies."
    ENGINE_CHANGED "risk/engine-changed" "A database gets another engine.\n\nThe new engine cannot read the old one's \
        files: it starts empty. Move the data by a dump that both understand, in a maintenance window."
    ENGINE_MAJOR "risk/engine-major" "A database crosses a major version in place, or goes back.\n\nThe new version \
        changes the files when it starts, and the old one may not open them again: a restore from backup is then the \
        only way back. Run a restore drill first."
    ENGINE_MINOR "risk/engine-minor" "A database moves within its major version.\n\nIt restarts once; services that use \
        it wait or fail for that time."
    BACKUP_REMOVED "risk/backup-removed" "A database is no longer backed up.\n\nWhat is lost from now on is lost. \
        Older backups are no longer pruned or checked by a drill."
    BACKUP_KEEP "risk/backup-keep" "Fewer backups are kept.\n\nThe next run prunes what is above the new number. What \
        was only in those backups cannot be brought back."
    BACKUP_KEY "risk/backup-key" "Backups are encrypted for another key.\n\nThe old ones still need the old private \
        key: keep it until the last of them is pruned."
    BACKUP_BUCKET "risk/backup-bucket" "Backups go to another place.\n\nScripts look for backups in the new place \
        alone: until the first run there is nothing to restore from."
    PORT_CHANGED "risk/port-changed" "A service listens on another port.\n\nA blue-green rollout switches without a gap; \
        anywhere else it restarts. Whatever calls it by port outside this spec, such as a firewall, must follow."
    SERVICE_REMOVED "risk/service-removed" "A service is no longer part of the application.\n\nIt stops answering with \
        the next deploy."
    REPLICAS_FEWER "risk/replicas-fewer" "A service runs fewer copies.\n\nThe rest must carry the load."
    GROWS "risk/grows" "A service takes more of its machine.\n\nMake sure that the host has it."
    ROUTE_ADDED "risk/route-added" "A host name leads to a service from the outside.\n\nFrom the next deploy anyone can \
        send it requests. Check who may use it and that its limits are set."
    ROUTE_REMOVED "risk/route-removed" "A host name leads nowhere any more.\n\nWhoever uses it gets an error from the \
        next deploy."
    LIMIT_REMOVED "risk/limit-removed" "A limit at the edge is gone.\n\nOne client can now take what the limit held back."
    CORS_WIDER "risk/cors-wider" "More pages may call a service from a browser.\n\nWith the visitor's credentials, \
        where the service accepts them."
    HOST_MOVED "risk/host-moved" "An environment moves to another machine.\n\nData does not move along: databases start \
        empty there. Restore a backup on the new machine before names lead to it."
    ENVIRONMENT_REMOVED "risk/environment-removed" "An environment is no longer part of the application.\n\nIts \
        workflows, scripts and backups are deleted here; what runs on its host goes on running without them."
    APPROVAL_REMOVED "risk/approval-removed" "A deploy no longer waits for a person.\n\nWhatever passes the checks goes \
        live."
    ROLLOUT_PLAIN "risk/rollout-plain" "A rollout is no longer blue-green.\n\nEach deploy stops the old copy before the \
        new one answers."
    SECRET_REMOVED "risk/secret-removed" "A secret is no longer declared.\n\nIt stays on the hosts until a person \
        deletes it there, and is no longer rotated."
    BUCKET_MOVED "risk/bucket-moved" "A bucket is somewhere else, or gone.\n\nWhat lies in the old one is not moved."
    APP_RENAMED "risk/app-renamed" "An application gets another name.\n\nOn its hosts everything goes by it: folders, \
        secrets, the volumes of databases, certificates, and the database inside each engine. Under the new name \
        nothing is there yet. Set the hosts up anew, restore backups there, and take the old application down."
    DATABASE_RENAMED "risk/database-renamed" "A database gets another name where it runs.\n\nIts volume, its \
        password's file, its place in the bucket and the host name in URLs go by that name: it starts empty, and the \
        old data stays in the old volume. To rename it in the spec alone, let it run under the old name: \
        `database \"store\" … { runs-as \"main\"; }`. To move it, restore a backup after the deploy, \
        and put the new host name into the secrets that hold its URL."
    ENVIRONMENT_RENAMED "risk/environment-renamed" "An environment gets another name.\n\nOn its host, on GitHub and in \
        the bucket it is another place: folders, secrets, volumes, certificates, reviewers and backups go by the name. \
        What runs under the old one goes on without scripts and workflows. Set the new one up first, restore a \
        backup there, and take the old one down."
    SERVICE_RENAMED "risk/service-renamed" "A service gets another name.\n\nIts image, its secrets' file on the host \
        and its copies go by it. Rename the file (`mv OLD.env NEW.env` in the secrets' folder) before the deploy. Copies \
        under the old name are stopped by nobody and hold its ports: a deploy that needs these is refused. Stop them \
        once the new copies serve (`docker ps` or `pm2 ls` names them)."
    BUCKET_RENAMED "risk/bucket-renamed" "A bucket gets another name.\n\nAt its provider a bucket is called after the \
        application and its own name, and cannot be renamed there: the new one has to be made, and what lies in the old \
        one has to be copied, backups first."
    SECRET_RENAMED "risk/secret-renamed" "A secret gets another name.\n\nWhere it is stored by its name, such as among \
        the secrets of the repository on GitHub, it has to be stored under the new one before what uses it runs again."
    HAND_EDIT "risk/hand-edit" "A file that was edited by hand is overwritten.\n\nWhat was edited is lost unless version \
        control has it. `--overwrite PATH` asked for that."
    ADOPTED "risk/adopted" "A file that somebody wrote or edited by hand becomes what the spec says.\n\n`formwork adopt \
        PATH` gave it up; git has what stood there, unless it was told otherwise. What those lines did where they run is \
        known to who wrote them: look at the difference, and put into the spec what has to stay."
    UNKNOWN "risk/unknown" "What a change means where it runs is not known.\n\nThe table of risks has nothing on this \
        kind. Read the files that it touches."
    NONE "risk/none" "A change that is deployed the usual way."
}

const ANY: fn(&str, &str) -> bool = |_, _| true;

/// The first number of a version.
fn major(text: &str) -> Option<u64> {
    text.trim_matches('"').split('.').next()?.parse().ok()
}

/// Upwards over a major, or back at all.
fn crosses(old: &str, new: &str) -> bool {
    let numbers = |text: &str| -> Vec<u64> {
        text.trim_matches('"').split('.').map_while(|number| number.parse().ok()).collect()
    };
    major(old) != major(new) || numbers(new) < numbers(old)
}

/// The number that text begins with.
fn number(text: &str) -> Option<f64> {
    let text = text.trim_matches('"');
    let end = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    text[..end].parse().ok()
}

fn fewer(old: &str, new: &str) -> bool {
    matches!((number(old), number(new)), (Some(old), Some(new)) if new < old)
}

fn more(old: &str, new: &str) -> bool {
    fewer(new, old)
}

const fn rule(
    kind: &'static str,
    field: &'static str,
    when: When,
    level: RiskLevel,
    code: &'static Code,
    sentence: &'static str,
) -> Rule {
    Rule { kind, field, when, level, code, sentence }
}

use When::{Added, FieldAdded, FieldChanged, FieldRemoved, PartAdded, PartRemoved, Relocated, Removed};

/// Kinds with an entry are known; `Safe` entries make a kind known that has no risk.
#[rustfmt::skip]
pub(super) const RULES: &[Rule] = &[
    rule("database", "", Relocated, DataLoss, &DATABASE_RENAMED, "It starts empty: its volume, password and backups go by its name. runs-as keeps the old one."),
    rule("database", "", Removed, DataLoss, &DATABASE_REMOVED, "Nothing starts, backs up or restores it any more."),
    rule("database", "engine", FieldChanged(ANY), DataLoss, &ENGINE_CHANGED, "The new engine starts empty: it cannot read the old one's files."),
    rule("database", "version", FieldChanged(crosses), DataLoss, &ENGINE_MAJOR, "A major is crossed in place, or a version goes back: the files may not open again."),
    rule("database", "version", FieldChanged(|old, new| !crosses(old, new)), Downtime, &ENGINE_MINOR, "It restarts once."),
    rule("backup", "", Removed, DataLoss, &BACKUP_REMOVED, "What is lost from now on is lost."),
    rule("backup", "keep", FieldChanged(fewer), Irreversible, &BACKUP_KEEP, "The next run prunes what is above the new number."),
    rule("backup", "to", FieldChanged(ANY), DataLoss, &BACKUP_BUCKET, "Until the first run there is nothing to restore from."),
    rule("backup", "encrypt", FieldChanged(ANY), Irreversible, &BACKUP_KEY, "Older backups still need the old private key: keep it."),
    rule("backup", "encrypt", FieldRemoved, Exposure, &BACKUP_KEY, "Backups are readable by whoever can read the bucket."),
    rule("service", "", Relocated, Downtime, &SERVICE_RENAMED, "Rename its secrets' file; stop the copies under the old name, which hold its ports."),
    rule("service", "port", FieldChanged(ANY), Downtime, &PORT_CHANGED, "It restarts wherever the rollout is not blue-green; what calls it by port must follow."),
    rule("service", "", Removed, Downtime, &SERVICE_REMOVED, "It stops answering with the next deploy."),
    rule("service", "replicas", FieldChanged(fewer), Downtime, &REPLICAS_FEWER, "The rest must carry the load."),
    rule("service", "replicas", FieldChanged(more), Cost, &GROWS, "The host must have room for it."),
    rule("service", "memory", FieldChanged(more), Cost, &GROWS, "The host must have room for it."),
    rule("environment", "", Relocated, DataLoss, &ENVIRONMENT_RENAMED, "It is another place: databases start empty there, and nothing is set up yet."),
    rule("environment", "", Removed, Irreversible, &ENVIRONMENT_REMOVED, "What runs there goes on without scripts, workflows and backups."),
    rule("environment", "route", PartAdded, Exposure, &ROUTE_ADDED, "Anyone can send requests there from the next deploy."),
    rule("environment", "route", PartRemoved, Downtime, &ROUTE_REMOVED, "Whoever uses that name gets an error."),
    rule("environment", "route.rate-limit", FieldRemoved, Exposure, &LIMIT_REMOVED, "One client can take what the limit held back."),
    rule("environment", "route.cors", FieldAdded, Exposure, &CORS_WIDER, "More pages may call it from a browser."),
    rule("environment", "host.name", FieldChanged(ANY), DataLoss, &HOST_MOVED, "Data does not move along: databases start empty there."),
    rule("environment", "promote-from.approval", FieldChanged(|_, new| new.contains("false")), Exposure, &APPROVAL_REMOVED, "Whatever passes the checks goes live."),
    rule("environment", "rollout.strategy", FieldChanged(|old, _| old.contains("blue-green")), Downtime, &ROLLOUT_PLAIN, "Each deploy stops the old copy before the new one answers."),
    rule("environment", "service.replicas", FieldChanged(fewer), Downtime, &REPLICAS_FEWER, "The rest must carry the load."),
    rule("environment", "service.replicas", FieldChanged(more), Cost, &GROWS, "The host must have room for it."),
    rule("route", "", Added, Exposure, &ROUTE_ADDED, "Anyone can send requests there from the next deploy."),
    rule("route", "", Removed, Downtime, &ROUTE_REMOVED, "Whoever uses that name gets an error."),
    rule("bucket", "", Relocated, DataLoss, &BUCKET_RENAMED, "The new one has to be made, and holds nothing yet."),
    rule("bucket", "", Removed, DataLoss, &BUCKET_MOVED, "What lies in it is reached by nothing here any more."),
    rule("bucket", "region", FieldChanged(ANY), DataLoss, &BUCKET_MOVED, "What lies in the old one is not moved."),
    rule("bucket", "provider", FieldChanged(ANY), DataLoss, &BUCKET_MOVED, "What lies in the old one is not moved."),
    rule("secret", "", Relocated, Downtime, &SECRET_RENAMED, "It has to be stored under its new name first."),
    rule("secret", "", Removed, Downtime, &SECRET_REMOVED, "It stays on the hosts until a person deletes it there."),
    rule("app", "", Relocated, DataLoss, &APP_RENAMED, "On its hosts everything goes by the name: nothing is there under the new one."),
    rule("app", "", Added, Safe, &NONE, ""),
    rule("external", "", Added, Safe, &NONE, ""),
    rule("objective", "", Added, Safe, &NONE, ""),
    rule("slo", "", Added, Safe, &NONE, ""),
    rule("alert", "", Added, Safe, &NONE, ""),
    rule("notify", "", Added, Safe, &NONE, ""),
];
