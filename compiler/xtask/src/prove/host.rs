//! A host: a machine of its own in a container, with systemd, nginx and a container engine inside.
//!
//! In: a Dockerfile, and the image of an nginx. Out: commands that are run there, as root or as the user who deploys. It
//! has ports and folders of its own, so none of this machine's are taken; it is removed, with all that is in it, when
//! dropped.

use crate::e2e::bases;
use crate::e2e::engine::{BUILD, Engine, SHORT};
use crate::process::{Output, run, succeed};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

const UP: Duration = Duration::from_secs(90);
/// The longest that a command on a host may take; a deploy is one.
const LONG: Duration = Duration::from_secs(300);

#[derive(Debug)]
pub(super) struct Host<'a> {
    engine: &'a Engine,
    pub(super) name: String,
}

impl<'a> Host<'a> {
    /// Builds the image on that of an nginx, and starts the machine.
    pub(super) fn start(engine: &'a Engine, folder: &Path, nginx: &str) -> Result<Self, String> {
        bases::provide(engine, nginx)?;
        let kind = nginx.replace([':', '/'], "-");
        let image = format!("formwork-prove-host:{kind}");
        let mut build = engine.docker();
        build
            .args(["build", "--quiet", "--tag", &image, "--build-arg", &format!("BASE={nginx}")])
            .arg(folder);
        succeed(&mut build, BUILD, "")?;
        let host = Self { engine, name: format!("{}-{kind}", engine.run) };
        let mut start = engine.docker();
        start.args(["run", "--detach", "--name", &host.name, "--label", &engine.label()]);
        // Not --privileged: it asks for rights that a small virtual machine may not have itself.
        // The last one is what runc needs to enter a container of another user, as health checks do.
        for right in ["SYS_ADMIN", "NET_ADMIN", "SYS_PTRACE"] {
            start.args(["--cap-add", right]);
        }
        for option in ["seccomp=unconfined", "apparmor=unconfined", "systempaths=unconfined"] {
            start.args(["--security-opt", option]);
        }
        start.args(["--cgroupns", "private"]);
        // The engine inside keeps its layers on a disk, since they cannot lie on those of the engine outside.
        start.args(["--volume", "/var/lib/docker"]);
        start.args(["--tmpfs", "/run", "--tmpfs", "/run/lock", "--tmpfs", "/tmp:exec", &image]);
        succeed(&mut start, SHORT, "")?;
        host.await_line("systemctl is-active --quiet nginx && docker info")?;
        Ok(host)
    }

    /// Asks a line of the shell, as root, until it ends well.
    pub(super) fn await_line(&self, line: &str) -> Result<(), String> {
        let deadline = Instant::now() + UP;
        loop {
            let said = self.run(line)?;
            if said.code == Some(0) {
                return Ok(());
            }
            if Instant::now() > deadline {
                return Err(format!("`{line}` does not come true: {}", said.tail()));
            }
            sleep(Duration::from_millis(300));
        }
    }

    /// A line of the shell as root.
    pub(super) fn run(&self, line: &str) -> Result<Output, String> {
        run(&mut self.command("root", line), LONG, "")
    }

    pub(super) fn must(&self, line: &str) -> Result<String, String> {
        self.feed(line, "")
    }

    /// The same, with something to read.
    pub(super) fn feed(&self, line: &str, input: &str) -> Result<String, String> {
        let output = run(&mut self.command("root", line), LONG, input)?;
        match output.code {
            Some(0) => Ok(output.stdout),
            _ => Err(format!("{}: {}", line.trim().lines().next().unwrap_or_default(), output.tail())),
        }
    }

    /// A line of the shell as the user who deploys.
    pub(super) fn deploy(&self, line: &str) -> Result<Output, String> {
        run(&mut self.command("deploy", line), LONG, "")
    }

    pub(super) fn command(&self, user: &str, line: &str) -> Command {
        let mut command = self.engine.docker();
        command.args(["exec", "--interactive", "--user", user, &self.name, "bash", "-c", line]);
        command
    }

    /// Puts a folder or a file of this machine at a path there.
    pub(super) fn copy(&self, from: &Path, to: &str) -> Result<(), String> {
        let mut copy = self.engine.docker();
        copy.arg("cp").arg(from).arg(format!("{}:{to}", self.name));
        succeed(&mut copy, SHORT, "").map(drop)
    }

    /// Gives images of the engine outside to the engine inside.
    pub(super) fn load(&self, images: &[String]) -> Result<(), String> {
        let mut save = self.engine.docker();
        let mut saved = save
            .arg("save")
            .args(images)
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|why| format!("docker save: {why}"))?;
        let stream = saved.stdout.take().ok_or("docker save says nothing")?;
        let mut load = self.command("root", "docker load --quiet");
        let loaded = load.stdin(stream).stdout(Stdio::null()).status().map_err(|why| why.to_string())?;
        let saved = saved.wait().map_err(|why| why.to_string())?;
        if loaded.success() && saved.success() {
            Ok(())
        } else {
            Err(format!("images were not handed over: {}", images.join(", ")))
        }
    }
}

impl Drop for Host<'_> {
    fn drop(&mut self) {
        // Whatever went wrong has been said; a container that never started cannot be removed.
        let _ = run(self.engine.docker().args(["rm", "--force", "--volumes", &self.name]), SHORT, "");
    }
}
