//! The small application `prove/app`, on a host that is ready for its releases.
//!
//! In: a host. Out: releases below `releases/` as a workflow leaves them: artifacts, scripts, and images by the digest
//! that a registry on the host gives. The host is furnished with what its playbook makes; `provision` proves that one.

use super::Stage;
use super::host::Host;
use super::load::CLIENT;
use crate::e2e::application::Application;
use crate::e2e::bases;
use crate::e2e::engine::{BUILD, SHORT};
use crate::process::{Output, succeed};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

pub(super) const URL: &str = "https://trial.formwork.dev";
pub(super) const ROOT: &str = "/opt/trial/production";

/// Builds of the application: a name, and what is wrong with it.
const BUILDS: &[(&str, &str)] = &[
    ("one", ""),
    ("two", ""),
    ("slow-start", "slow-start"),
    ("never-healthy", "never-healthy"),
    ("dies", "dies"),
    ("errors", "errors"),
    ("migration", "migration"),
];

/// Its database; the registry that gives digests.
const OTHERS: &[&str] = &["postgres:17.11", "registry:2"];

/// What a playbook does, in short, and a certificate that the host believes.
const FURNISH: &str = r#"
set -euo pipefail
cd /opt/prove/tree
source deploy/production/settings.sh
useradd --create-home --shell /bin/bash --groups adm "$HOST_USER"
! getent group docker > /dev/null || usermod --append --groups docker "$HOST_USER"
own=(-o "$HOST_USER" -g "$HOST_USER")
install -d "${ROOT%/*}" "${SECRETS%/*}" "$CERTIFICATE_FOLDER"
install -d "${own[@]}" -m 0750 "$ROOT" "$ROOT/releases" "$ROOT/logs"
install -d "${own[@]}" -m 0700 "$SECRETS"
install -d "${own[@]}" "$NGINX_FOLDER"
install "${own[@]}" -m 0644 /dev/null "$NGINX_FOLDER/site.conf"
rm -f /etc/nginx/conf.d/default.conf /etc/nginx/sites-enabled/default
echo "include $NGINX_FOLDER/site.conf;" > "/etc/nginx/conf.d/$INSTANCE.conf"
printf '%s\n' "$SUDOERS" > "/etc/sudoers.d/$INSTANCE"
chmod 0440 "/etc/sudoers.d/$INSTANCE"
names="${HOSTS[*]/#/DNS:}"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc -days 2 -subj /CN=trial \
    -addext "subjectAltName=${names// /,}" -keyout "$CERTIFICATE_FOLDER/privkey.pem" \
    -out "$CERTIFICATE_FOLDER/fullchain.pem" 2> /dev/null
cp "$CERTIFICATE_FOLDER/fullchain.pem" /usr/local/share/ca-certificates/trial.crt
update-ca-certificates > /dev/null 2>&1
echo "127.0.0.1 ${HOSTS[*]}" >> /etc/hosts
password="$(openssl rand -hex 12)"
printf '%s' "$password" | install "${own[@]}" -m "$PASSWORD_MODE" /dev/stdin "$SECRETS/main.password"
echo "DATABASE_URL='postgres://app:$password@main:5432/$DATABASE_NAME'" |
    install "${own[@]}" -m 0600 /dev/stdin "$SECRETS/web.env"
systemctl reload nginx
"#;

#[derive(Debug)]
pub(super) struct Trial<'a> {
    pub(super) host: Host<'a>,
    /// The images by digest, each with the name of its variable.
    images: BTreeMap<&'static str, String>,
}

impl<'a> Trial<'a> {
    /// The spec, changed as `change` says, compiled and built, on a host of its own with that nginx.
    pub(super) fn prepare(
        stage: &'a Stage,
        nginx: &str,
        change: impl FnOnce(String) -> String,
    ) -> Result<Self, String> {
        let chores = stage.workspace.root.join("compiler/xtask/prove");
        let application =
            Application::changed(&stage.workspace, &stage.formwork, &chores.join("app"), change)?;
        let host = Host::start(&stage.engine, &chores.join("host"), nginx)?;
        host.must("mkdir -p /opt/prove/tree")?;
        for folder in ["deploy", "scripts"] {
            host.copy(&application.path(folder), "/opt/prove/tree/")?;
        }
        let client = stage.engine.kit.as_ref().ok_or("the load client is in the kit, which is not here")?;
        host.copy(&client.join("load.py"), CLIENT)?;
        host.must(FURNISH)?;
        let mut trial = Self { host, images: BTreeMap::new() };
        trial.bring_images(stage, &application)?;
        Ok(trial)
    }

    fn bring_images(&mut self, stage: &Stage, application: &Application) -> Result<(), String> {
        let mut names = Vec::new();
        for image in OTHERS {
            bases::provide(&stage.engine, image)?;
            names.push((*image).to_string());
        }
        let worker = build(stage, application, "worker", "worker")?;
        let mut own = vec![("worker", worker)];
        for (name, flaw) in BUILDS {
            let text = format!("export const release = \"{name}\";\nexport const flaw = \"{flaw}\";\n");
            let file = application.path("web/release.js");
            fs::write(&file, text).map_err(|why| format!("{}: {why}", file.display()))?;
            own.push((name, build(stage, application, "web", name)?));
        }
        names.extend(own.iter().map(|(_, image)| image.clone()));
        self.host.load(&names)?;
        let registry = "docker run --detach --name registry --publish 127.0.0.1:5000:5000 registry:2";
        self.host.must(registry)?;
        self.host.await_line("curl --silent --fail http://127.0.0.1:5000/v2/")?;
        for (name, image) in own {
            let line = format!(
                "docker tag {image} 127.0.0.1:5000/trial:{name} && docker push --quiet 127.0.0.1:5000/trial:{name} && \
                 docker image inspect --format '{{{{index .RepoDigests 0}}}}' 127.0.0.1:5000/trial:{name} && \
                 docker rmi {image} 127.0.0.1:5000/trial:{name} > /dev/null"
            );
            let said = self.host.must(&line)?;
            let digest = said.lines().last().unwrap_or_default().to_string();
            self.images.insert(name, digest);
        }
        Ok(())
    }

    /// Puts a release there as the workflow does, and then does what a line of the shell says in its folder.
    pub(super) fn place(&self, id: &str, build: &str, line: &str) -> Result<(), String> {
        let image = |name: &str| self.images.get(name).ok_or_else(|| format!("there is no build {name}"));
        let record = format!(
            "RELEASE_ID={id}\nGIT_SHA={}\nGIT_REF=main\nDEPLOYED_BY=prove\nWEB_IMAGE={}\nWORKER_IMAGE={}\n",
            "0".repeat(40),
            image(build)?,
            image("worker")?
        );
        let line = format!(
            "set -e; cat > /tmp/release.env; mkdir {ROOT}/releases/{id}; cd {ROOT}/releases/{id}; \
             cp -R /opt/prove/tree/. .; mv /tmp/release.env .; {line}\nchown -R deploy:deploy ."
        );
        self.host.feed(&line, &record).map(drop)
    }

    /// Runs a script of a release as the user who deploys.
    pub(super) fn script(&self, id: &str, line: &str) -> Result<Output, String> {
        self.host.deploy(&format!("cd {ROOT}/releases/{id} && scripts/{line}"))
    }

    /// Deploys a release that is there, which has to end with a code.
    pub(super) fn deploy(&self, id: &str, wanted: i32) -> Result<Output, String> {
        let said = self.script(id, "deploy.sh production")?;
        ended(&format!("the deploy of {id}"), said, wanted)
    }

    /// Places a release and deploys it.
    pub(super) fn release(&self, id: &str, build: &str) -> Result<Output, String> {
        self.place(id, build, "")?;
        self.deploy(id, 0)
    }

    /// Which build answers at the edge now.
    pub(super) fn served(&self) -> Result<String, String> {
        let line = format!("curl --silent --show-error --fail --max-time 10 {URL}/");
        let said = self.host.must(&line)?;
        Ok(said.trim().rsplit(' ').next().unwrap_or_default().to_string())
    }
}

/// A script's answer, when it ended with the code that it should have ended with.
pub(super) fn ended(what: &str, said: Output, wanted: i32) -> Result<Output, String> {
    if said.code == Some(wanted) {
        return Ok(said);
    }
    let code = said.code.map_or("a signal".to_string(), |code| code.to_string());
    Err(format!("{what} ended with {code}, not {wanted}:\n{}{}", said.stdout, said.stderr))
}

fn build(stage: &Stage, application: &Application, service: &str, tag: &str) -> Result<String, String> {
    let context = application.path(service);
    let text = bases::read(&context.join("Dockerfile"))?;
    for image in bases::named(&text) {
        bases::provide(&stage.engine, image)?;
    }
    let name = format!("{}/trial-{tag}", stage.engine.run);
    let mut docker = stage.engine.docker();
    docker.args([
        "build",
        "--quiet",
        "--target",
        "production",
        "--label",
        &stage.engine.label(),
        "--tag",
        &name,
    ]);
    succeed(docker.arg(Path::new(&context)), BUILD, "")?;
    stage.engine.call(&["image", "inspect", &name], SHORT)?;
    Ok(name)
}
