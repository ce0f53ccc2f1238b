//! A host for a playbook to prepare: Debian 12 with a real systemd, in a container that is removed when dropped.
//!
//! In: an image, and a key of one's own. Out: an address where SSH answers, and commands run in the container.

use crate::e2e::bases;
use crate::e2e::engine::Engine;
use crate::process::{Output, run, succeed};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread::sleep;
use std::time::{Duration, Instant};
use tempfile::TempDir;

const LIMIT: Duration = Duration::from_secs(60);
const BUILD_LIMIT: Duration = Duration::from_secs(600);
const IMAGE: &str = "formwork-provision-host:12";

#[derive(Debug)]
pub(super) struct Machine {
    engine: Engine,
    name: String,
    pub(super) address: String,
    scratch: TempDir,
}

impl Machine {
    pub(super) fn start(engine: Engine, dockerfile: &Path) -> Result<Self, String> {
        let text = std::fs::read_to_string(dockerfile).map_err(|why| format!("Dockerfile: {why}"))?;
        let base =
            text.lines().find_map(|line| line.strip_prefix("FROM ")).ok_or("it begins with no image")?;
        bases::provide(&engine, base)?;
        succeed(engine.docker().args(["build", "--quiet", "--tag", IMAGE, "-"]), BUILD_LIMIT, &text)?;
        let scratch = tempfile::tempdir().map_err(|why| format!("a folder for keys: {why}"))?;
        let name = format!("formwork-provision-{}", std::process::id());
        let mut machine = Self { engine, name, address: String::new(), scratch };
        let mut start = machine.engine.docker();
        start.args(["run", "--detach", "--name", &machine.name]);
        // Not --privileged: it asks for rights that a small virtual machine may not have itself.
        start.args([
            "--cap-add",
            "SYS_ADMIN",
            "--cap-add",
            "NET_ADMIN",
            "--security-opt",
            "seccomp=unconfined",
        ]);
        start.args(["--cgroupns", if has_one_hierarchy() { "host" } else { "private" }]);
        start.args(["--volume", "/sys/fs/cgroup:/sys/fs/cgroup:rw"]);
        start.args(["--tmpfs", "/run", "--tmpfs", "/run/lock", "--tmpfs", "/tmp:exec", IMAGE]);
        succeed(&mut start, LIMIT, "")?;
        machine.await_system()?;
        machine.let_in()?;
        let format = "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}";
        let address =
            succeed(machine.engine.docker().args(["inspect", "--format", format, &machine.name]), LIMIT, "")?;
        machine.address = address.stdout.trim().to_owned();
        Ok(machine)
    }

    fn await_system(&self) -> Result<(), String> {
        let deadline = Instant::now() + LIMIT;
        loop {
            let said = self.run("systemctl is-system-running")?;
            match said.stdout.trim() {
                "running" => return Ok(()),
                "degraded" => return Err(self.run("systemctl --failed --no-pager")?.stdout),
                _ if Instant::now() > deadline => return Err("systemd does not come up".to_owned()),
                _ => sleep(Duration::from_millis(300)),
            }
        }
    }

    /// A key for root, as the provider of a host places one.
    fn let_in(&self) -> Result<(), String> {
        let mut make = Command::new("ssh-keygen");
        make.args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(self.key());
        succeed(&mut make, LIMIT, "")?;
        let public = std::fs::read_to_string(self.public_key()).map_err(|why| format!("key: {why}"))?;
        self.must("install -d -m 0700 /root/.ssh && cat > /root/.ssh/authorized_keys", &public).map(drop)
    }

    pub(super) fn key(&self) -> PathBuf {
        self.scratch.path().join("key")
    }

    pub(super) fn public_key(&self) -> PathBuf {
        self.scratch.path().join("key.pub")
    }

    /// A line of the shell as root in the container.
    pub(super) fn run(&self, line: &str) -> Result<Output, String> {
        self.feed(line, "")
    }

    pub(super) fn must(&self, line: &str, input: &str) -> Result<String, String> {
        let output = self.feed(line, input)?;
        match output.code {
            Some(0) => Ok(output.stdout),
            _ => Err(format!("{line}: {}", output.tail())),
        }
    }

    fn feed(&self, line: &str, input: &str) -> Result<Output, String> {
        let mut command = self.engine.docker();
        run(command.args(["exec", "--interactive", &self.name, "bash", "-c", line]), LIMIT, input)
    }

    /// Puts a folder of this machine at a path there.
    pub(super) fn copy(&self, from: &Path, to: &str) -> Result<(), String> {
        let mut copy = self.engine.docker();
        copy.arg("cp").arg(from).arg(format!("{}:{to}", self.name));
        succeed(&mut copy, LIMIT, "").map(drop)
    }

    /// A line of the shell over SSH, as a user logs in.
    pub(super) fn ssh(&self, user: &str, line: &str) -> Result<Output, String> {
        let mut ssh = Command::new("ssh");
        ssh.args(["-F", "/dev/null", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=accept-new", "-o"]);
        ssh.arg(format!("UserKnownHostsFile={}", self.known_hosts().display()));
        ssh.arg("-i").arg(self.key()).arg(format!("{user}@{}", self.address)).arg(line);
        run(&mut ssh, LIMIT, "")
    }

    pub(super) fn known_hosts(&self) -> PathBuf {
        self.scratch.path().join("known_hosts")
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        // Whatever went wrong has been said; a container that never started cannot be removed.
        let _ = run(self.engine.docker().args(["rm", "--force", "--volumes", &self.name]), LIMIT, "");
    }
}

/// Control groups of version 2 are one tree, of which a container sees its part only as the host does.
fn has_one_hierarchy() -> bool {
    Path::new("/sys/fs/cgroup/cgroup.controllers").exists()
}
