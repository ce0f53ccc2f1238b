//! The chore `provision`: a playbook prepares a host, twice, and the host is looked at.
//!
//! In: the golden case `pm2-nginx-1.22`, its environment `staging`, and a container with a real systemd. Out: a line for
//! each thing that was looked at. The first run has to succeed, the second to change nothing, and then
//! `scripts/provision-check.sh` has to accept the host, and to refuse it again when something is taken away.
//!
//! Two things cannot be had in a container, and are not tried: Let's Encrypt, in whose place a certificate lies there
//! before, so that the playbook does not ask for one; and NodeSource's packages, in whose place Debian's own Node.js is asked for by
//! a variable of the playbook. Docker's packages are not tried either: the case runs PM2.

mod machine;

use crate::e2e::engine::Engine;
use crate::process::{Output, run};
use crate::tools::{Kit, Toolbox};
use crate::workspace::Workspace;
use machine::Machine;
use std::collections::BTreeSet;
use std::net::{SocketAddr, TcpStream};
use std::path::PathBuf;
use std::time::Duration;

const CASE: &str = "pm2-nginx-1.22";
const ENVIRONMENT: &str = "staging";
const INSTANCE: &str = "notes-staging";
const CHECK: &str = "cd /opt/notes/staging/check && scripts/provision-check.sh staging";
const PLAYBOOK_LIMIT: Duration = Duration::from_secs(600);

/// The case has no job: this one is given to the playbook as a variable, and taken away later.
const JOB: &str = r#"{"jobs": [{"name": "rounds", "script": "run-job.sh", "arguments": "staging rounds", "calendar": "*-*-* 05:20:00 UTC", "longest_seconds": 90}]}"#;
const NO_JOB: &str = r#"{"jobs": []}"#;

/// The certificate that would come from Let's Encrypt.
const CERTIFICATE: &str = "
set -e
folder=/etc/letsencrypt/live/notes-staging
mkdir -p $folder
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc -days 90 -subj /CN=notes \\
    -addext subjectAltName=DNS:staging.notes.formwork.dev,DNS:api.staging.notes.formwork.dev \\
    -keyout $folder/privkey.pem -out $folder/fullchain.pem
";

pub(crate) fn run_chore() -> Result<bool, String> {
    let workspace = Workspace::find()?;
    let engine = match Engine::find(&workspace) {
        Ok(engine) => engine,
        Err(why) => {
            println!("provision: not tried, since no container engine answers: {}", why.trim());
            return Ok(!std::env::var_os("CI").is_some_and(|ci| ci != "false" && !ci.is_empty()));
        }
    };
    let toolbox = Toolbox::install(&workspace, &BTreeSet::from([Kit::Python]))?;
    toolbox.ready(Kit::Python)?;
    let machine = Machine::start(engine, &workspace.root.join("compiler/xtask/provision/Dockerfile"))?;
    let mut trial =
        Trial { tree: workspace.golden().join(CASE).join("expected"), toolbox, machine, failed: 0 };
    trial.run()?;
    println!(
        "provision: {}",
        if trial.failed == 0 { "all as it has to be".into() } else { format!("{} failed", trial.failed) }
    );
    Ok(trial.failed == 0)
}

struct Trial {
    tree: PathBuf,
    toolbox: Toolbox,
    machine: Machine,
    failed: usize,
}

impl Trial {
    fn run(&mut self) -> Result<(), String> {
        self.machine.must(CERTIFICATE, "")?;
        let first = self.play(JOB)?;
        self.see("the first run succeeds", has(&first, "failed=0") && first.code == Some(0), &first);
        self.see("it changes the host", !has(&first, "changed=0 "), &first);
        let second = self.play(JOB)?;
        self.see(
            "the second run changes nothing",
            has(&second, "changed=0 ") && has(&second, "failed=0"),
            &second,
        );
        self.accepted()?;
        self.confined()?;
        self.units()?;
        self.refused()?;
        self.closed()
    }

    /// One run of the playbook, over SSH, as a person runs it.
    fn play(&self, jobs: &str) -> Result<Output, String> {
        let folder = self.tree.join("deploy").join(ENVIRONMENT).join("provision");
        let mut play = self.toolbox.python_program("ansible-playbook");
        play.env("PATH", self.toolbox.python_path()).env_remove("ANSIBLE_CONFIG").env("ANSIBLE_NOCOLOR", "1");
        let known_hosts = self.machine.known_hosts();
        let ssh = format!(
            "-F /dev/null -o StrictHostKeyChecking=accept-new -o UserKnownHostsFile={}",
            known_hosts.display()
        );
        play.env("ANSIBLE_SSH_COMMON_ARGS", ssh).env("ANSIBLE_HOME", known_hosts.with_file_name("ansible"));
        play.arg("--inventory").arg(folder.join("inventory.yml")).args(["--user", "root", "--private-key"]);
        play.arg(self.machine.key());
        let keys = self.machine.public_key();
        for variable in [
            format!("ansible_host={}", self.machine.address),
            format!("authorized_keys={}", keys.display()),
            // Debian 12 has this one; the one of the case is NodeSource's.
            "node_version=18".to_owned(),
            jobs.to_owned(),
        ] {
            play.args(["--extra-vars", &variable]);
        }
        run(play.arg(folder.join("playbook.yml")), PLAYBOOK_LIMIT, "")
    }

    /// The secrets are a person's to place; then nothing is missing.
    fn accepted(&mut self) -> Result<(), String> {
        self.machine.must("install -d -o deploy -g deploy /opt/notes/staging/check", "")?;
        for folder in ["deploy", "scripts"] {
            self.machine.copy(&self.tree.join(folder), "/opt/notes/staging/check/")?;
        }
        let before = self.machine.ssh("deploy", CHECK)?;
        let names = has(&before, "MISSING  TOKEN_KEY in") && has(&before, "1 things are missing");
        self.see(
            "before the secrets are placed, they alone are missing",
            names && before.code == Some(1),
            &before,
        );
        let place = "umask 077; printf 'TOKEN_KEY=x\\n' > /etc/notes/staging/api.env";
        self.machine.ssh("deploy", place)?;
        let after = self.machine.ssh("deploy", CHECK)?;
        self.see("provision-check.sh accepts the host", after.code == Some(0), &after);
        Ok(())
    }

    /// The user who deploys may do what a deploy needs.
    fn confined(&mut self) -> Result<(), String> {
        let test = self.machine.ssh("deploy", "sudo -n nginx -t && sudo -n systemctl reload nginx")?;
        self.see("the deploying user tests and reloads nginx", test.code == Some(0), &test);
        let root = self.machine.ssh("deploy", "sudo -n id")?;
        self.see("and may do nothing else as root", root.code == Some(1) && !has(&root, "uid=0"), &root);
        let settings = self.machine.run("sshd -T")?;
        self.see("no password lets anybody in", has(&settings, "\npasswordauthentication no\n"), &settings);
        Ok(())
    }

    /// systemd and logrotate read what was written for them.
    fn units(&mut self) -> Result<(), String> {
        let verify = format!(
            "mkdir -p /opt/notes/staging/current/scripts && for script in prune run-job; do ln -sf /bin/true /opt/notes/staging/current/scripts/$script.sh; done; systemd-analyze verify --man=no /etc/systemd/system/{INSTANCE}* /etc/systemd/system/pm2-deploy.service"
        );
        let said = self.machine.run(&verify)?;
        self.see(
            "systemd has nothing to say about the units",
            said.code == Some(0) && said.stderr.is_empty(),
            &said,
        );
        let pruned = self.machine.run(&format!("systemctl start {INSTANCE}-prune.service; systemctl show --property=Result,ExecMainStatus {INSTANCE}-prune.service"))?;
        self.see(
            "the unit that clears away runs",
            has(&pruned, "Result=success") && has(&pruned, "ExecMainStatus=0"),
            &pruned,
        );
        let rotate = "su deploy -c 'echo line > /opt/notes/staging/logs/web.log' && logrotate --force /etc/logrotate.d/notes-staging && ls /opt/notes/staging/logs";
        let rotated = self.machine.run(rotate)?;
        self.see(
            "logs of processes are rotated",
            has(&rotated, "web.log.1") && rotated.stderr.is_empty(),
            &rotated,
        );
        let edge = "nginx -t && curl -s -o /dev/null http://127.0.0.1/; logrotate --debug /etc/logrotate.d/nginx 2>&1 | grep /var/log/nginx/";
        let edge = self.machine.run(edge)?;
        self.see("so are those of nginx", has(&edge, "/var/log/nginx/access.log"), &edge);
        Ok(())
    }

    /// Negative controls: what is taken away is missed, and made again.
    fn refused(&mut self) -> Result<(), String> {
        self.machine.must(&format!("systemctl disable --now {INSTANCE}-prune.timer && chmod 0755 /etc/notes/staging && rm /etc/sudoers.d/{INSTANCE}"), "")?;
        let said = self.machine.ssh("deploy", CHECK)?;
        for what in [
            format!("MISSING  {INSTANCE}-prune.timer"),
            "whose mode is 755".into(),
            "MISSING  the right to test and reload nginx".into(),
        ] {
            self.see(
                &format!("provision-check.sh says: {what}"),
                said.code == Some(1) && has(&said, &what),
                &said,
            );
        }
        let again = self.play(JOB)?;
        self.see("another run makes it again", has(&again, "changed=3 ") && has(&again, "failed=0"), &again);
        let said = self.machine.ssh("deploy", CHECK)?;
        self.see("and the host is accepted again", said.code == Some(0), &said);
        let timers = "systemctl list-timers --all --no-pager notes-staging-job-*";
        let said = self.machine.run(timers)?;
        self.see("a job has its timer", has(&said, "notes-staging-job-rounds.timer"), &said);
        let without = self.play(NO_JOB)?;
        self.see("a run without the job takes it away", has(&without, "failed=0"), &without);
        let said = self.machine.run(timers)?;
        self.see("and the timer is gone", has(&said, "0 timers listed"), &said);
        Ok(())
    }

    /// The firewall lets nobody reach what listens beside SSH and the web. Without its table the same port answers.
    fn closed(&mut self) -> Result<(), String> {
        for port in [80, 8099] {
            let listen = format!(
                "systemd-run --quiet python3 -m http.server {port} && \
                 for i in $(seq 50); do curl -s -o /dev/null http://127.0.0.1:{port}/ && exit; sleep 0.1; done; exit 1"
            );
            self.machine.must(&listen, "")?;
        }
        let rules = self.machine.run("nft list ruleset")?;
        self.see("the port of the web is reached", self.reaches(80), &rules);
        self.see("a port that nobody needs is not", !self.reaches(8099), &rules);
        self.machine.must("nft delete table inet edge_notes_staging", "")?;
        self.see("it would be without the firewall", self.reaches(8099), &rules);
        Ok(())
    }

    fn reaches(&self, port: u16) -> bool {
        let address = format!("{}:{port}", self.machine.address).parse::<SocketAddr>();
        address.is_ok_and(|address| TcpStream::connect_timeout(&address, Duration::from_secs(2)).is_ok())
    }

    fn see(&mut self, what: &str, holds: bool, said: &Output) {
        println!("{}  {what}", if holds { "ok    " } else { "FAILED" });
        if !holds {
            self.failed += 1;
            println!("{}\n{}", said.stdout, said.stderr);
        }
    }
}

fn has(output: &Output, text: &str) -> bool {
    output.stdout.contains(text) || output.stderr.contains(text)
}
