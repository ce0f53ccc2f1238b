//! A host whose data is kept, and the bucket that its copies go to.
//!
//! In: what the compiler makes of `compiler/xtask/prove/keeping`, and an engine. Out: two sites on one host: the one in
//! use, and one that is new and empty; a bucket that can be reached from the host alone; a key of age, and another one.
//! Everything lies in one folder and is removed when dropped. It runs the scripts and judges nothing.

use crate::e2e::bases;
use crate::e2e::engine::Engine;
use crate::process::{Output, run, succeed};
use crate::prove::Stage;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;
use tempfile::TempDir;

const LIMIT: Duration = Duration::from_secs(300);
/// Keeps objects as files, and asks nobody who they are.
const BUCKET: &str = "github.com/johannesboyne/gofakes3/cmd/gofakes3@v1.2.0";
pub(super) const ENVIRONMENT: &str = "production";
const APP: &str = "keeping";

/// An environment of the application on the host.
pub(super) struct Site {
    root: PathBuf,
    secrets: PathBuf,
    instance: String,
}

pub(super) struct Host<'a> {
    engine: &'a Engine,
    folder: TempDir,
    name: String,
    /// Its data is in use.
    pub(super) used: Site,
    /// Nothing was ever in it.
    pub(super) fresh: Site,
}

impl<'a> Host<'a> {
    pub(super) fn start(stage: &'a Stage) -> Result<Self, String> {
        let (engine, workspace) = (&stage.engine, &stage.workspace);
        let scratch = workspace.tools().join("scratch");
        fs::create_dir_all(&scratch).map_err(|why| format!("{}: {why}", scratch.display()))?;
        let folder = TempDir::with_prefix_in("keeping-", scratch).map_err(|why| why.to_string())?;
        let name = format!("formwork-keeping-{}", std::process::id());
        let site = |kind: &str| Site {
            root: folder.path().join(kind).join("opt"),
            secrets: folder.path().join(kind).join("etc"),
            instance: format!("{name}-{kind}"),
        };
        let host = Self { engine, name: name.clone(), used: site("used"), fresh: site("fresh"), folder };
        host.make(&workspace.root.join("compiler/xtask/prove/keeping"), &stage.formwork)?;
        Ok(host)
    }

    fn make(&self, sources: &Path, formwork: &Path) -> Result<(), String> {
        for folder in ["tmp", "bucket", "bin", "spec"] {
            fs::create_dir_all(self.path(folder)).map_err(|why| format!("{folder}: {why}"))?;
        }
        bases::provide(self.engine, "debian:13-slim")?;
        self.start_bucket()?;
        self.start_host(sources)?;
        let recipient = self.keys()?;
        self.apply(sources, formwork, &recipient)?;
        self.place(&self.used)?;
        self.place(&self.fresh)
    }

    fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join(below)
    }

    fn start_bucket(&self) -> Result<(), String> {
        let mut install = Command::new("go");
        install.args(["install", BUCKET]).env("GOBIN", self.path("bin")).env("CGO_ENABLED", "0");
        succeed(install.env("GOFLAGS", ""), LIMIT, "")?;
        self.engine("network", &["create", "--label", &self.engine.label(), &self.name])?;
        let bin = format!("{}:/bin/bucket:ro", self.path("bin/gofakes3").display());
        let data = format!("{}:/data", self.path("bucket").display());
        let program =
            ["/bin/bucket", "-backend", "fs", "-fs.path", "/data", "-fs.create", "-autobucket", "-quiet"];
        let name = format!("{}-bucket", self.name);
        let options = ["--name", &name, "--network-alias", "bucket", "--volume", &bin, "--volume", &data];
        self.detached(&options, "debian:13-slim", &program)
    }

    fn start_host(&self, sources: &Path) -> Result<(), String> {
        let image = format!("{}-host", self.name);
        let text =
            fs::read_to_string(sources.join("Dockerfile")).map_err(|why| format!("Dockerfile: {why}"))?;
        let mut build = self.engine.docker();
        build.args(["build", "--quiet", "--label", &self.engine.label(), "--tag", &image, "-"]);
        succeed(&mut build, LIMIT * 2, &text)?;
        let socket = format!("{}:/var/run/docker.sock", self.engine.socket());
        let folder = self.folder.path().display();
        let (folder, temporary) = (format!("{folder}:{folder}"), format!("TMPDIR={folder}/tmp"));
        let options = ["--name", &self.name, "--volume", &socket, "--volume", &folder, "--env", &temporary];
        self.detached(&options, &image, &[])
    }

    fn detached(&self, options: &[&str], image: &str, words: &[&str]) -> Result<(), String> {
        let label = self.engine.label();
        let common = ["--detach", "--init", "--label", &label, "--network", &self.name];
        self.engine("run", &[&common, options, &[image], words].concat()).map(drop)
    }

    /// A key that opens the copies, and one that does not.
    fn keys(&self) -> Result<String, String> {
        let folder = self.folder.path().display();
        let line = format!(
            "cd {folder} && age-keygen -o right 2> made && age-keygen -o wrong 2> made && age-keygen -y right"
        );
        Ok(self.must(&line)?.trim().to_string())
    }

    pub(super) fn folder(&self) -> String {
        self.folder.path().display().to_string()
    }

    pub(super) fn identity(&self) -> String {
        self.path("right").display().to_string()
    }

    pub(super) fn other_identity(&self) -> String {
        self.path("wrong").display().to_string()
    }

    /// What the compiler makes, with a key that exists.
    fn apply(&self, sources: &Path, formwork: &Path, recipient: &str) -> Result<(), String> {
        let spec = self.path("spec");
        let text = fs::read_to_string(sources.join("formwork.kdl")).map_err(|why| format!("spec: {why}"))?;
        let start = text.find("recipient=\"").ok_or("the spec encrypts nothing")? + "recipient=\"".len();
        let old = text[start..].split('"').next().unwrap_or_default();
        let write = |name: &str, text: &str| {
            let path = spec.join(name);
            path.parent()
                .map(fs::create_dir_all)
                .transpose()
                .and_then(|_| fs::write(&path, text))
                .map_err(|why| format!("{name}: {why}"))
        };
        write("formwork.kdl", &text.replace(old, recipient))?;
        for service in ["clerk", "porter"] {
            write(&format!("{service}/go.mod"), "module writer\n\ngo 1.26\n")?;
        }
        succeed(Command::new(formwork).args(["apply", "--yes"]).current_dir(&spec), LIMIT, "").map(drop)
    }

    /// A release as a workflow leaves it, with paths and names of its own in the place of those of a real host.
    fn place(&self, site: &Site) -> Result<(), String> {
        let (root, secrets) = (site.root.display(), site.secrets.display());
        let line = format!(
            "umask 022; mkdir -p {root}/releases {root}/state {secrets} && ln -s releases/r1 {root}/current \
             && mkdir {root}/releases/r1 && cp -R {spec}/deploy {spec}/scripts {root}/releases/r1/ \
             && sed -i -e 's#/opt/{APP}/{ENVIRONMENT}#{root}#g; s#/etc/{APP}/{ENVIRONMENT}#{secrets}#g; \
                s#{APP}-{ENVIRONMENT}#{instance}#g' {root}/releases/r1/deploy/{ENVIRONMENT}/settings.sh \
                {root}/releases/r1/deploy/{ENVIRONMENT}/compose.yaml \
             && printf '%s\\n' AWS_ACCESS_KEY_ID=id AWS_SECRET_ACCESS_KEY=key AWS_ENDPOINT_URL=http://bucket:9000 \
                > {secrets}/backup.env",
            spec = self.path("spec").display(),
            instance = site.instance,
        );
        self.must(&line).map(drop)
    }

    /// The engine of a database, with a password that no other has, until it is healthy.
    pub(super) fn start_database(&self, site: &Site, database: &str) -> Result<(), String> {
        let secrets = site.secrets.display();
        let images = format!("{}/state/images.env", site.root.display());
        self.must(&format!(
            "cd {secrets} && head -c 18 /dev/urandom | base64 | tr '+/' '-_' > {database}.password && chmod 0444 {database}.password \
             && touch clerk.env porter.env && printf '%s\\n' CLERK_IMAGE=none PORTER_IMAGE=none > {images} && {} up --detach --wait --wait-timeout 120 {database}",
            compose(site)
        ))
        .map(drop)
    }

    /// A service whose image is made from that of its database's engine, and the text by which it finds it.
    pub(super) fn start_service(
        &self,
        service: &str,
        base: &str,
        database: &str,
        url: &str,
    ) -> Result<(), String> {
        let site = &self.used;
        let image = format!("{}-{service}", self.name);
        let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("prove/keeping").join(service);
        let mut build = self.engine.docker();
        build.args(["build", "--quiet", "--label", &self.engine.label(), "--tag", &image, "--build-arg"]);
        succeed(build.arg(format!("BASE={base}")).arg(sources), LIMIT, "")?;
        let variable = service.to_uppercase();
        let name = database.to_uppercase();
        self.must(&format!(
            "cd {secrets} && printf \"{name}_URL='{url}'\\n\" \"$(cat {database}.password)\" > {service}.env \
             && sed -i 's/^{variable}_IMAGE=.*/{variable}_IMAGE={image}/' {root}/state/images.env \
             && {} up --detach --no-deps {service}",
            compose(site),
            secrets = site.secrets.display(),
            root = site.root.display(),
        ))
        .map(drop)
    }

    /// A script of the release, as a person or a workflow calls it.
    pub(super) fn script(&self, site: &Site, line: &str) -> Result<Output, String> {
        self.sh(&format!("cd {}/current && scripts/{line}", site.root.display()))
    }

    /// Puts a line at the end of a site's settings, or takes it away again.
    pub(super) fn set(&self, site: &Site, setting: &str) -> Result<(), String> {
        let file = site.root.join(format!("releases/r1/deploy/{ENVIRONMENT}/settings.sh"));
        let text = fs::read_to_string(&file).map_err(|why| format!("{}: {why}", file.display()))?;
        let own = text.split("\n# Put in by the proof\n").next().unwrap_or_default();
        let more =
            if setting.is_empty() { String::new() } else { format!("\n# Put in by the proof\n{setting}\n") };
        fs::write(&file, format!("{}{more}", own)).map_err(|why| format!("{}: {why}", file.display()))
    }

    /// A line of the shell on the host, with what reaches the bucket.
    pub(super) fn sh(&self, line: &str) -> Result<Output, String> {
        let mut exec = self.engine.docker();
        exec.args(["exec", "--env", "AWS_ACCESS_KEY_ID=id", "--env", "AWS_SECRET_ACCESS_KEY=key"]);
        exec.args([
            "--env",
            "AWS_DEFAULT_REGION=eu-central-1",
            "--env",
            "AWS_ENDPOINT_URL=http://bucket:9000",
        ]);
        run(exec.args([&self.name, "bash", "-euo", "pipefail", "-c", line]), LIMIT, "")
    }

    pub(super) fn must(&self, line: &str) -> Result<String, String> {
        let said = self.sh(line)?;
        match said.code {
            Some(0) => Ok(said.stdout),
            _ => Err(format!("{line}: {}", said.tail())),
        }
    }

    /// A line of the shell where an engine is, with text on its standard input.
    pub(super) fn in_database(
        &self,
        site: &Site,
        database: &str,
        line: &str,
        input: &str,
    ) -> Result<String, String> {
        let filter = format!("label=com.docker.compose.project={}", site.instance);
        let service = format!("label=com.docker.compose.service={database}");
        let found = self.engine("ps", &["--quiet", "--filter", &filter, "--filter", &service])?;
        let mut exec = self.engine.docker();
        exec.args(["exec", "--interactive", found.trim(), "bash", "-euo", "pipefail", "-c", line]);
        Ok(succeed(&mut exec, LIMIT, input)?.stdout)
    }

    fn engine(&self, command: &str, words: &[&str]) -> Result<String, String> {
        Ok(succeed(self.engine.docker().arg(command).args(words), LIMIT, "")?.stdout)
    }
}

fn compose(site: &Site) -> String {
    let root = site.root.display();
    format!(
        "docker compose --project-name {} --env-file {root}/state/images.env \
         --file {root}/current/deploy/{ENVIRONMENT}/compose.yaml",
        site.instance
    )
}

impl Drop for Host<'_> {
    fn drop(&mut self) {
        for site in [&self.used, &self.fresh] {
            let down = format!("{} down --volumes --timeout 5 --remove-orphans", compose(site));
            if let Err(why) = self.must(&down) {
                eprintln!("not taken down: {why}");
            }
        }
        // What the host made is not this user's.
        let _ = self.sh(&format!("rm -rf {0}/* ", self.folder.path().display()));
    }
}
