//! The chore `edge`: a real nginx with the generated site is asked what the site promises.
//!
//! In: the golden case `edge`: its environment `staging` for the nginx of Debian 12, `production` for a new one. Out: a
//! line for each promise, and one for each fault that is put into the site and has to be noticed. The requests are
//! made by `tools/edge.py`, in a network of its own, so that no port of this machine is taken.

use crate::process::run;
use crate::tools::{Kit, Sandbox, Toolbox};
use crate::workspace::Workspace;
use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::process::Command;
use std::time::Duration;
use walkdir::WalkDir;

const LIMIT: Duration = Duration::from_secs(300);
const SITES: [(Kit, &str, &str); 2] =
    [(Kit::NginxOld, "staging", "staging.depot.test"), (Kit::NginxNew, "production", "depot.test")];

/// The nginx.conf that a host has, as far as the site needs one.
const MAIN: &str = "user root;
pid /run/nginx.pid;
events {}
http {
    include mime.types;
    default_type application/octet-stream;
    include /etc/nginx/conf.d/*.conf;
}
";

pub(crate) fn run_chore() -> Result<bool, String> {
    let workspace = Workspace::find()?;
    let kits = SITES.map(|(kit, _, _)| kit).into_iter().chain([Kit::Python]).collect::<BTreeSet<_>>();
    let toolbox = Toolbox::install(&workspace, &kits)?;
    let mut good = true;
    for (kit, environment, domain) in SITES {
        toolbox.ready(kit)?;
        println!("nginx {}", toolbox.version(kit, kit.folder()));
        let sandbox = toolbox.sandbox(kit)?;
        furnish(&sandbox, &workspace.golden().join("edge/expected"), environment, domain)?;
        good &= ask(&toolbox, &sandbox, environment, domain, kit == Kit::NginxNew)?;
    }
    Ok(good)
}

/// The site at its place on the host, with a certificate, and nothing else that is served.
fn furnish(sandbox: &Sandbox, tree: &Path, environment: &str, domain: &str) -> Result<(), String> {
    let instance = format!("depot-{environment}");
    for folder in ["modules-enabled", "sites-enabled", "conf.d"] {
        sandbox.remove(&format!("/etc/nginx/{folder}"));
    }
    sandbox.write("/etc/nginx/nginx.conf", MAIN)?;
    let include = format!("include /etc/nginx/{instance}/site.conf;\n");
    sandbox.write(&format!("/etc/nginx/conf.d/{instance}.conf"), include)?;
    let site = tree.join("deploy").join(environment).join("nginx");
    for entry in WalkDir::new(&site) {
        let entry = entry.map_err(|why| format!("{}: {why}", site.display()))?;
        if entry.file_type().is_file() {
            let name = entry.path().strip_prefix(&site).unwrap_or(entry.path()).display().to_string();
            let text = fs::read(entry.path()).map_err(|why| format!("{name}: {why}"))?;
            sandbox.write(&format!("/etc/nginx/{instance}/{name}"), text)?;
        }
    }
    let live = format!("/etc/letsencrypt/live/{instance}");
    sandbox.folder(&live)?;
    crate::certificate::write(&sandbox.path().join(live.trim_start_matches('/')), &[domain])
}

fn ask(
    toolbox: &Toolbox,
    sandbox: &Sandbox,
    environment: &str,
    domain: &str,
    new: bool,
) -> Result<bool, String> {
    let script = toolbox.python_script("edge.py");
    let mut unshare = Command::new("unshare");
    if !fs::metadata("/proc/self").is_ok_and(|me| me.uid() == 0) {
        unshare.arg("--map-root-user");
    }
    unshare.arg("--net").arg(script.get_program()).args(script.get_args());
    let said = serde_json::json!({
        "root": sandbox.path(), "environment": environment, "domain": domain, "new": new,
    });
    let output = run(&mut unshare, LIMIT, &said.to_string())?;
    print!("{}", output.stdout);
    match output.code {
        Some(0) => Ok(true),
        Some(1) if output.stdout.ends_with(" failed\n") => Ok(false),
        _ => Err(output.tail()),
    }
}
