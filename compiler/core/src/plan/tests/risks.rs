//! What a change can cost: one edit of a spec, and the codes that its plan has, in order. Every risk that the standard
//! library declares is found here.

use super::*;
use crate::diag::Severity;
use crate::driver::{self, Compilation};
use crate::targets::fixture::EverythingIsThere;

const SPEC: &str = r#"
app "shop" {
    repository "github.com/acme/shop"
}
service "backend" {
    source "backend"
    runtime "node" version="22" manager="npm"
    run "node" "server.js"
    port 8000
    health "/health" {
        covers "main"
    }
    uses "main" env="DATABASE_URL" pool=8
    migrates "main" with="prisma"
    env {
        LOG_LEVEL "info"
        API_KEY secret="api-key"
    }
    check "unit" "npm test" coverage="80%"
    replicas 2
    memory "1GiB"
    drain "1m"
}
service "web" {
    source "web"
    runtime "node" version="22" manager="npm"
    run "node" "server.js"
    port 8100
    health "/"
}
database "main" engine="postgresql" version="17" {
    memory "2GiB"
    protect #true
}
job "digest" of="backend" schedule="daily at 04:20 UTC" {
    run "node" "digest.js"
    timeout "20m"
}
cache "pages" engine="valkey" version="8.1" { memory "128MiB"; }
queue "jobs" engine="valkey" version="8.1" { memory "128MiB"; }
external "mail" url="https://mail.example.com"
secret "api-key" owner="platform" rotate="90d"
secret "spare" owner="platform" rotate="90d"
secret "hook" owner="platform" rotate="90d"
bucket "offsite" provider="s3" region="eu-central-1"
bucket "other" provider="s3" region="eu-central-1" { protect #true; }
environment "staging" platform="vps" {
    host "staging.example.com" user="deploy"
    deploy-on branch="main"
    nginx version="1.30"
    route "staging.shop.example.com" to="backend"
    rollout "blue-green" bake="5m" keep-old="2h" keep-releases=7 {
        abort-when "errors > 1%" for="2m"
    }
    data from="production" anonymise="scripts/anonymise.js" refresh="monthly"
}
environment "production" platform="vps" {
    host "shop.example.com" user="deploy" { authorized-keys "keys/deploy.pub"; }
    promote-from "staging" approval=#true
    route "shop.example.com" to="web"
    route "api.shop.example.com" to="backend" {
        cors "web"
        rate-limit "20/s" burst=40
        body-limit "10MiB"
        connections 50
        content-policy "default-src 'self'"
        transport-security "subdomains"
        cdn "cloudflare"
    }
    rollout "blue-green" bake="5m" keep-old="2h" keep-releases=7
    service "backend" {
        replicas 3
    }
}
environment "qa" platform="compose"
environment "trial" platform="render" {
    region "frankfurt"
    deploy-on branch="next"
    route "trial.shop.example.com" to="backend"
    previews expire="7d"
}
backup "main" to="offsite" schedule="daily at 03:17 UTC" {
    in "staging" "production"
    keep daily=9 weekly=6 monthly=12
    encrypt "age" recipient="age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
    drill "quarterly"
    point-in-time keep="8d" every="5m"
}
objective "main" rto="4h" rpo="24h"
slo "backend" availability="99.5%"
alert "burst" when="errors > 10/min" severity="page"
notify "slack" secret="hook" {
    on "page" "deploy"
}
patch "deploy/production/compose.yaml" reason="needs it" {
    set "services" "web-blue" "shm_size" to="256m"
    set "services" "web-green" "shm_size" to="257m"
    remove "services" "web-blue" "init"
    remove "services" "web-green" "init"
}
snippet "streams" in="deploy/*/nginx/routes/*.conf" at="location" reason="is streamed" {
    text "proxy_buffering off;"
}
"#;

/// Put this in place of that, and these are the risks.
const EDITS: &[(&str, &str, &[&str])] = &[
    (r#"app "shop""#, r#"app "store""#, &["risk/app-replaced"]),
    ("github.com/acme/shop", "github.com/acme/store", &["risk/repository-moved"]),
    ("port 8000", "port 8010", &["risk/port-changed"]),
    ("replicas 2\n", "replicas 1\n", &["risk/fewer-copies"]),
    // What nobody writes any more is the default.
    ("replicas 2\n", "\n", &["risk/fewer-copies"]),
    ("replicas 2\n", "replicas 5\n", &["risk/grows"]),
    ("replicas 3\n", "replicas 2\n", &["risk/fewer-copies"]),
    // Without its overlay an environment has what the service has.
    ("replicas 3\n", "memory \"1GiB\"\n", &["risk/fewer-copies"]),
    ("memory \"1GiB\"", "memory \"900MiB\"", &["risk/smaller"]),
    ("memory \"1GiB\"", "memory \"1025MiB\"", &["risk/grows"]),
    ("memory \"1GiB\"", "cpus 2", &["risk/smaller", "risk/grows"]),
    ("drain \"1m\"", "drain \"59s\"", &["risk/shorter-drain"]),
    ("drain \"1m\"", "drain \"60s\"", &[]),
    ("drain \"1m\"", "drain \"2m\"", &[]),
    ("run \"node\" \"server.js\"\n    port 8100", "run \"node\" \"index.js\"\n    port 8100", &[]),
    (r#"version="22" manager="npm""#, r#"version="24" manager="npm""#, &["risk/runtime-version"]),
    (r#"health "/health""#, r#"health "/live""#, &["risk/weaker-health"]),
    ("        covers \"main\"\n", "", &["risk/health-covers-less"]),
    ("pool=8", "pool=12", &["risk/larger-pool"]),
    ("pool=8", "pool=4", &[]),
    ("    migrates \"main\" with=\"prisma\"\n", "", &["risk/migration-removed"]),
    ("with=\"prisma\"", "with=\"knex\"", &["risk/migration-changed"]),
    ("schedule=\"daily at 04:20 UTC\"", "schedule=\"daily at 05:20 UTC\"", &["risk/job-schedule"]),
    ("timeout \"20m\"", "timeout \"10m\"", &["risk/job-shorter"]),
    ("to=\"256m\"", "to=\"512m\"", &["risk/patch-changed"]),
    ("    set \"services\" \"web-green\" \"shm_size\" to=\"257m\"\n", "", &["risk/patch-sets-less"]),
    (
        "    remove \"services\" \"web-green\"",
        "    set \"services\" \"main\" \"shm_size\" to=\"1g\"\n    remove \"services\" \"web-green\"",
        &["risk/patch-sets-more"],
    ),
    ("    remove \"services\" \"web-green\" \"init\"\n", "", &["risk/patch-takes-less"]),
    (
        "    remove \"services\" \"web-green\"",
        "    remove \"services\" \"main\" \"restart\"\n    remove \"services\" \"web-green\"",
        &["risk/patch-takes-more"],
    ),
    ("proxy_buffering off", "proxy_buffering on", &["risk/snippet-changed"]),
    (
        "environment \"qa\"",
        "patch \"compose.yaml\" reason=\"x\" { remove \"services\" \"web\" \"init\"; }\nenvironment \"qa\"",
        &["risk/patch-added"],
    ),
    (
        "environment \"qa\"",
        "snippet \"x\" in=\"web/Dockerfile\" at=\"production\" reason=\"x\" { text \"x\"; }\nenvironment \"qa\"",
        &["risk/snippet-added"],
    ),
    ("LOG_LEVEL \"info\"", "LOG_LEVEL \"debug\"", &[]),
    ("        LOG_LEVEL \"info\"\n", "", &["risk/variable-removed"]),
    (
        "runtime \"node\" version=\"22\" manager=\"npm\"",
        "runtime \"bun\" version=\"22\" manager=\"npm\"",
        &["risk/runtime-changed"],
    ),
    (
        "runtime \"node\" version=\"22\" manager=\"npm\"",
        "runtime \"node\" version=\"22\" manager=\"pnpm\"",
        &["risk/runtime-changed"],
    ),
    ("LOG_LEVEL \"info\"", "LOG_LEVEL secret=\"spare\"", &["risk/secret-needed"]),
    ("    check \"unit\" \"npm test\" coverage=\"80%\"\n", "", &["risk/check-removed"]),
    ("coverage=\"80%\"", "coverage=\"70%\"", &["risk/check-weaker"]),
    ("version=\"17\"", "version=\"16\"", &["risk/engine-major"]),
    ("version=\"17\"", "version=\"17.1\"", &["risk/engine-minor"]),
    ("engine=\"postgresql\" version=\"17\"", "engine=\"mongodb\" version=\"17\"", &["risk/engine-changed"]),
    ("version=\"17\" {\n", "version=\"17\" {\n    runs-as \"old\"\n", &["risk/database-renamed"]),
    ("memory \"2GiB\"", "memory \"1GiB\"", &["risk/database-smaller"]),
    ("cache \"pages\" engine=\"valkey\"", "cache \"pages\" engine=\"redis\"", &["risk/cache-restarts"]),
    (
        "cache \"pages\" engine=\"valkey\" version=\"8.1\" { memory \"128MiB\"",
        "cache \"pages\" engine=\"valkey\" version=\"8.1\" { memory \"64MiB\"",
        &["risk/cache-smaller"],
    ),
    (
        "cache \"pages\" engine=\"valkey\" version=\"8.1\" { memory \"128MiB\"; }\n",
        "cache \"pages\" engine=\"valkey\" version=\"8.1\"\n",
        &["risk/cache-grows"],
    ),
    ("queue \"jobs\" engine=\"valkey\"", "queue \"jobs\" engine=\"redis\"", &["risk/queue-engine"]),
    (
        "queue \"jobs\" engine=\"valkey\" version=\"8.1\"",
        "queue \"jobs\" engine=\"valkey\" version=\"9.0\"",
        &["risk/queue-version"],
    ),
    (
        "queue \"jobs\" engine=\"valkey\" version=\"8.1\"",
        "queue \"jobs\" engine=\"valkey\" version=\"8.2\"",
        &["risk/queue-restarts"],
    ),
    (
        "queue \"jobs\" engine=\"valkey\" version=\"8.1\" { memory \"128MiB\"",
        "queue \"jobs\" engine=\"valkey\" version=\"8.1\" { memory \"64MiB\"",
        &["risk/queue-smaller"],
    ),
    (
        "queue \"jobs\" engine=\"valkey\" version=\"8.1\" { memory \"128MiB\"; }\n",
        "queue \"jobs\" engine=\"valkey\" version=\"8.1\"\n",
        &["risk/queue-grows"],
    ),
    (
        "database \"main\"",
        "service \"mailer\" {\n    source \"mailer\"\n    runtime \"node\" version=\"22\" manager=\"npm\"\n    run \"node\" \"mailer.js\"\n}\ndatabase \"main\"",
        &["risk/service-added"],
    ),
    (
        "database \"main\"",
        "database \"notes\" engine=\"postgresql\" version=\"17\"\ndatabase \"main\"",
        &["risk/database-added"],
    ),
    ("secret \"spare\" owner=\"platform\" rotate=\"90d\"\n", "", &["risk/secret-removed"]),
    (
        "\"spare\" owner=\"platform\" rotate=\"90d\"",
        "\"spare\" owner=\"platform\" rotate=\"180d\"",
        &["risk/rotated-later"],
    ),
    (
        "\"spare\" owner=\"platform\" rotate=\"90d\"",
        "\"spare\" owner=\"platform\"",
        &["risk/rotation-removed"],
    ),
    (
        "provider=\"s3\" region=\"eu-central-1\"\nbucket",
        "provider=\"s3\" region=\"us-east-1\"\nbucket",
        &["risk/bucket-moved"],
    ),
    (
        "bucket \"other\" provider=\"s3\" region=\"eu-central-1\" { protect #true; }\n",
        "",
        &["risk/bucket-removed"],
    ),
    (
        "environment \"qa\"",
        "bucket \"more\" provider=\"s3\" region=\"eu-central-1\"\nenvironment \"qa\"",
        &["risk/bucket-added"],
    ),
    ("https://mail.example.com", "https://post.example.com", &["risk/external-changed"]),
    ("environment \"qa\" platform=\"compose\"\n", "", &["risk/environment-removed"]),
    (
        "environment \"qa\"",
        "environment \"more\" platform=\"compose\"\nenvironment \"qa\"",
        &["risk/environment-added"],
    ),
    (
        "    rollout \"blue-green\" bake=\"5m\" keep-old=\"2h\" keep-releases=7\n",
        "",
        &["risk/rollout-removed"],
    ),
    ("    promote-from \"staging\" approval=#true\n", "", &["risk/promotion-removed"]),
    ("approval=#true", "approval=#false", &["risk/approval-removed"]),
    ("promote-from \"staging\" approval=#true", "promote-from \"staging\"", &["risk/approval-removed"]),
    ("    data from=\"production\" anonymise=\"scripts/anonymise.js\" refresh=\"monthly\"\n", "", &[]),
    (" anonymise=\"scripts/anonymise.js\"", "", &["risk/anonymise-removed"]),
    (
        "    nginx version=\"1.30\"\n",
        "    nginx version=\"1.30\"\n    supervisor \"pm2\"\n",
        &["risk/supervisor-changed"],
    ),
    (
        "environment \"qa\" platform=\"compose\"",
        "environment \"qa\" platform=\"vps\" {\n    host \"qa.example.com\" user=\"deploy\"\n}",
        &["risk/platform-changed"],
    ),
    ("    protect #true\n", "", &["risk/unprotected"]),
    ("    protect #true\n", "    protect #false\n", &["risk/unprotected"]),
    ("eu-central-1\" { protect #true; }", "eu-central-1\"", &["risk/bucket-unprotected"]),
    ("data from=\"production\"", "data from=\"qa\"", &["risk/refresh-from"]),
    ("nginx version=\"1.30\"", "nginx version=\"1.22\"", &["risk/edge-version"]),
    ("nginx version=\"1.30\"", "", &[]),
    ("host \"shop.example.com\"", "host \"two.example.com\"", &["risk/host-moved"]),
    ("keys/deploy.pub", "keys/others.pub", &["risk/other-keys"]),
    ("branch=\"main\"", "branch=\"next\"", &["risk/other-branch"]),
    (
        "rollout \"blue-green\" bake=\"5m\" keep-old=\"2h\" keep-releases=7\n",
        "rollout \"recreate\" bake=\"5m\" keep-old=\"2h\" keep-releases=7\n",
        &["risk/rollout-plain"],
    ),
    (
        "bake=\"5m\" keep-old=\"2h\" keep-releases=7\n",
        "bake=\"4m\" keep-old=\"2h\" keep-releases=7\n",
        &["risk/shorter-watch"],
    ),
    ("keep-old=\"2h\" keep-releases=7\n", "keep-releases=7\n", &["risk/shorter-standby"]),
    ("keep-releases=7\n", "keep-releases=4\n", &["risk/fewer-releases"]),
    ("        abort-when \"errors > 1%\" for=\"2m\"\n", "", &["risk/abort-removed"]),
    (
        "environment \"qa\" platform=\"compose\"",
        "environment \"qa\" platform=\"compose\" {\n    data from=\"staging\"\n}",
        &["risk/data-arrives"],
    ),
    (
        "    route \"shop.example.com\" to=\"web\"\n",
        "    route \"shop.example.com\" to=\"web\"\n    route \"www.example.com\" to=\"web\"\n",
        &["risk/route-added"],
    ),
    ("    route \"shop.example.com\" to=\"web\"\n", "", &["risk/route-removed"]),
    ("route \"shop.example.com\"", "route \"store.example.com\"", &["risk/route-renamed"]),
    (
        "    route \"shop.example.com\" to=\"web\"\n",
        "    route \"store.example.com\" to=\"backend\"\n",
        &["risk/route-added", "risk/route-removed"],
    ),
    (
        "    route \"shop.example.com\" to=\"web\"\n",
        "    route \"shop.example.com\" to=\"web\" {\n        cdn \"cloudflare\"\n    }\n",
        &["risk/cdn-believed"],
    ),
    ("connections 50", "connections 51", &["risk/more-open-requests"]),
    ("connections 50", "connections 49", &["risk/fewer-open-requests"]),
    ("default-src 'self'", "default-src *", &["risk/content-policy"]),
    ("transport-security \"subdomains\"", "transport-security \"preload\"", &["risk/transport-security"]),
    ("        cdn \"cloudflare\"\n", "", &["risk/cdn-removed"]),
    (
        "route \"shop.example.com\" to=\"web\"",
        "route \"shop.example.com\" to=\"backend\"",
        &["risk/route-elsewhere"],
    ),
    ("        rate-limit \"20/s\" burst=40\n", "", &["risk/limit-removed"]),
    // A setting beside the limit is no other limit.
    ("rate-limit \"20/s\" burst=40", "rate-limit \"20/s\"", &["risk/limit-lowered"]),
    ("rate-limit \"20/s\" burst=40", "rate-limit \"30/s\" burst=40", &["risk/limit-raised"]),
    ("rate-limit \"20/s\"", "rate-limit \"10/s\"", &["risk/limit-lowered"]),
    ("body-limit \"10MiB\"", "body-limit \"20MiB\"", &["risk/larger-bodies"]),
    ("        body-limit \"10MiB\"\n", "", &["risk/smaller-bodies"]),
    ("        cors \"web\"\n", "", &[]),
    ("cors \"web\"", "cors \"web\" \"backend\"", &["risk/cors-changed"]),
    (
        "to=\"backend\"\n    rollout",
        "to=\"backend\" {\n        cors \"web\"\n    }\n    rollout",
        &["risk/cors-wider"],
    ),
    ("    in \"staging\" \"production\"\n", "    in \"production\"\n", &["risk/fewer-places"]),
    ("to=\"offsite\"", "to=\"other\"", &["risk/backup-elsewhere"]),
    ("daily at 03:17 UTC", "every 2 days at 03:17 UTC", &["risk/backup-schedule"]),
    ("    drill \"quarterly\"\n", "", &["risk/drill-removed"]),
    ("    point-in-time keep=\"8d\" every=\"5m\"\n", "", &["risk/no-point-in-time"]),
    ("point-in-time keep=\"8d\"", "point-in-time keep=\"3d\"", &["risk/log-kept-shorter"]),
    ("every=\"5m\"", "every=\"20m\"", &["risk/log-copied-later"]),
    (
        "    encrypt \"age\" recipient=\"age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p\"\n",
        "",
        &["risk/backup-readable"],
    ),
    (
        "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p",
        "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj",
        &["risk/backup-key"],
    ),
    ("daily=9", "daily=3", &["risk/backup-keep"]),
    ("keep daily=9", "keep daily=12", &[]),
    // Without the line there are as many as it says by default.
    ("    keep daily=9 weekly=6 monthly=12\n", "", &["risk/backup-keep", "risk/backup-keep"]),
    ("nginx version=\"1.30\"\n", "nginx version=\"1.22\"\n", &["risk/edge-version"]),
    ("keep daily=9 weekly=6", "keep weekly=6", &["risk/backup-keep"]),
    ("rto=\"4h\"", "rto=\"8h\"", &[]),
    ("region \"frankfurt\"", "region \"ohio\"", &["risk/region-changed"]),
    ("    previews expire=\"7d\"\n", "", &["risk/previews-removed"]),
    ("expire=\"7d\"", "expire=\"9d\"", &[]),
    ("alert \"burst\" when=\"errors > 10/min\" severity=\"page\"\n", "", &["risk/alert-removed"]),
    ("on \"page\" \"deploy\"", "on \"deploy\"", &["risk/told-less"]),
];

fn compile(spec: &str) -> Compilation {
    driver::compile_for_plan(spec.to_string(), &EverythingIsThere)
}

pub(super) fn plan_between(before: &str, now: &str) -> Plan {
    let (before, now) = (compile(before), compile(now));
    let mut case = Case::new();
    case.lock.as_mut().unwrap().model = before.record;
    (case.record, case.renames) = (now.record, now.renames);
    case.plan()
}

/// The spec with one edit, which applies once at least.
fn edited(from: &str, to: &str) -> String {
    assert!(SPEC.contains(from), "{from}");
    SPEC.replacen(from, to, 1)
}

fn codes(plan: &Plan) -> Vec<&str> {
    plan.risks.iter().map(|risk| risk.code.as_str()).collect()
}

fn errors(spec: &str) -> Vec<String> {
    let compilation = compile(spec);
    let errors = compilation.diagnostics.iter().filter(|found| found.severity() == Severity::Error);
    errors.map(|found| found.message.clone()).collect()
}

#[test]
fn the_spec_is_sound() {
    assert_eq!(errors(SPEC), [""; 0]);
    assert!(codes(&plan_between(SPEC, SPEC)).is_empty());
}

/// Of a thing that goes the name alone is known, so what is left need not be sound.
#[test]
fn what_goes_or_gets_another_name_has_its_risks() {
    let record = |entity: &str| record(&[(entity, &[])]);
    let schema = driver::language();
    let mut found = BTreeSet::new();
    for kind in schema.kinds.values().filter(|kind| kind.is_top && !kind.is_catalogue && !kind.is_proof) {
        let entity = format!("{} x", kind.name);
        let mut case = Case::new();
        case.lock.as_mut().unwrap().model = record(&entity);
        found.extend(case.plan().risks.into_iter().map(|risk| risk.code));
    }
    let expected = [
        "risk/alert-removed",
        "risk/app-replaced",
        "risk/backup-removed",
        "risk/bucket-removed",
        "risk/cache-removed",
        "risk/channel-removed",
        "risk/database-removed",
        "risk/environment-removed",
        "risk/job-removed",
        "risk/patch-removed",
        "risk/queue-removed",
        "risk/secret-removed",
        "risk/service-removed",
        "risk/snippet-removed",
        "risk/unknown",
    ];
    assert_eq!(found.iter().map(String::as_str).collect::<Vec<_>>(), expected);
}

#[test]
fn a_rename_has_the_risks_of_a_rename() {
    let renamed = |kind: &str, from: &str| {
        let now = SPEC.replace(&format!("{kind} \"{from}\""), &format!("{kind} \"new\""));
        let now = now.replace(&format!("\"{from}\""), "\"new\"");
        let plan = plan_between(SPEC, &format!("{now}moved \"{kind}.{from}\" to=\"{kind}.new\""));
        plan.risks.into_iter().map(|risk| risk.code).collect::<Vec<_>>()
    };
    assert_eq!(renamed("app", "shop"), ["risk/app-renamed"]);
    assert_eq!(renamed("bucket", "offsite"), ["risk/bucket-renamed"]);
    assert_eq!(renamed("cache", "pages"), ["risk/cache-renamed"]);
    assert_eq!(renamed("queue", "jobs"), ["risk/queue-renamed"]);
    assert_eq!(renamed("environment", "qa"), ["risk/environment-renamed"]);
    assert_eq!(renamed("secret", "spare"), ["risk/secret-renamed"]);
    assert_eq!(renamed("service", "web"), ["risk/service-renamed"]);
    assert_eq!(renamed("external", "mail"), [""; 0]);
}

/// A rule that no edit here meets is one that nobody has seen speak.
#[test]
fn every_declared_risk_is_met_by_an_edit() {
    let text = concat!(include_str!("risks.rs"), include_str!("meaning.rs"));
    let schema = driver::language();
    let rules = schema.kinds.values().flat_map(|kind| &kind.risks);
    let unmet: Vec<&str> = rules
        .filter(|rule| rule.level != RiskLevel::Safe && !text.contains(&format!("\"{}\"", rule.code)))
        .map(|rule| &*rule.code)
        .collect();
    assert_eq!(unmet, [""; 0]);
}

#[test]
fn every_edit_has_its_risks() {
    let mut wrong = Vec::new();
    for (from, to, expected) in EDITS {
        let now = edited(from, to);
        let plan = plan_between(SPEC, &now);
        if codes(&plan) != *expected {
            wrong.push(format!("{from} => {to}: {:?} {:?}", codes(&plan), errors(&now)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
