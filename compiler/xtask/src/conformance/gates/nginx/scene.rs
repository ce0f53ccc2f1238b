//! The machine that a configuration expects, inside a sandbox.
//!
//! In: the files of one configuration. Out: the same files, unedited, at the paths they name each other by, with
//! certificates where they ask for them and hosts that resolve, and the command that tests them. Whether a
//! certificate would be there on a real host, or a name resolve there, is not judged.

use super::config::Named;
use crate::conformance::artifact::Artifact;
use crate::process::succeed;
use crate::tools::{NGINX, Sandbox};
use std::process::Command;
use std::time::Duration;

/// A key with a certificate for it, and Diffie-Hellman parameters: enough for any file that must parse.
#[derive(Debug)]
pub(crate) struct Certificate {
    key: String,
    certificate: String,
    parameters: String,
}

impl Certificate {
    pub(crate) fn make() -> Result<Self, String> {
        let key = openssl(&["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:prime256v1"], "")?;
        let request =
            ["req", "-x509", "-new", "-key", "/dev/stdin", "-days", "2", "-subj", "/CN=conformance.invalid"];
        let certificate = openssl(&request, &key)?;
        let parameters =
            openssl(&["genpkey", "-genparam", "-algorithm", "DH", "-pkeyopt", "group:ffdhe2048"], "")?;
        Ok(Self { key, certificate, parameters })
    }
}

fn openssl(arguments: &[&str], input: &str) -> Result<String, String> {
    let mut command = Command::new("openssl");
    succeed(command.args(arguments), Duration::from_secs(20), input).map(|output| output.stdout)
}

/// The nginx.conf of the official packages, as far as it can clash with what it includes.
const OFFICIAL_MAIN: &str = "user root;
events {}
http {
    include mime.types;
    default_type application/octet-stream;
    log_format main '$remote_addr $request';
    access_log /var/log/nginx/access.log main;
    sendfile on;
    keepalive_timeout 65;
    include /etc/nginx/conf.d/*.conf;
}
";

/// The folder nginx takes relative paths from.
const PREFIX: &str = "/etc/nginx";

#[derive(Debug)]
pub(crate) struct Scene<'a> {
    sandbox: Sandbox,
    /// The folder of the configuration in the repository, and where it is installed.
    folder: &'a str,
    base: String,
    named: Named,
}

impl<'a> Scene<'a> {
    pub(crate) fn new(sandbox: Sandbox, folder: &'a str, files: &[&Artifact]) -> Result<Self, String> {
        let mut named = Named::default();
        for artifact in files {
            named.read(&artifact.text()?);
        }
        let base = installed_at(&named, &|path| files.iter().any(|file| stands_for(file, folder, path)));
        let scene = Self { sandbox, folder, base, named };
        for artifact in files {
            scene.sandbox.write(&scene.path_of(artifact), artifact.text()?)?;
        }
        Ok(scene)
    }

    /// A site is included by the main file a host already has: Debian's own for the old nginx, that of the official
    /// packages for a new one, which Debian's users get from there. Those bring no snippets, but a cache folder.
    pub(crate) fn include_site(&self, main: &str, official: bool) -> Result<(), String> {
        let include = format!("include {}/{main};\n", self.base);
        self.sandbox.write(&format!("{PREFIX}/conf.d/conformance.conf"), include)?;
        let nginx_conf = format!("{PREFIX}/nginx.conf");
        if official {
            self.sandbox.folder("/var/cache/nginx")?;
            return self.sandbox.write(&nginx_conf, OFFICIAL_MAIN);
        }
        // Without root, a sandbox has no other user to change to.
        let packaged = self.sandbox.read(&nginx_conf)?.replace("user www-data;", "user root;");
        self.sandbox.write(&nginx_conf, packaged)
    }

    /// Puts in place what the configuration names and a machine would have.
    pub(crate) fn furnish(&self, certificate: &Certificate) -> Result<(), String> {
        let named = &self.named;
        let hosts: Vec<&str> =
            ["localhost"].into_iter().chain(named.hosts.iter().map(String::as_str)).collect();
        self.sandbox.write("/etc/hosts", format!("127.0.0.1 {}\n", hosts.join(" ")))?;
        let files = [
            (&named.certificates, &certificate.certificate),
            (&named.keys, &certificate.key),
            (&named.parameters, &certificate.parameters),
        ];
        for (paths, text) in files {
            for path in paths {
                self.sandbox.write(&absolute(path), text)?;
            }
        }
        Ok(())
    }

    /// Makes `active.conf` stand for one of the files it is switched between.
    pub(crate) fn activate(&self, upstreams: &Artifact) -> Result<(), String> {
        self.sandbox.write(&self.active(), upstreams.text()?)
    }

    /// Where the link to the active upstreams is.
    pub(crate) fn active(&self) -> String {
        format!("{}/active.conf", self.base)
    }

    /// Tests the configuration and prints every file that was read.
    pub(crate) fn nginx(&self) -> Command {
        let mut nginx = self.sandbox.command(NGINX);
        nginx.args(["-T", "-c", &format!("{PREFIX}/nginx.conf")]);
        nginx
    }

    /// Where an artifact is in the sandbox.
    pub(crate) fn path_of(&self, artifact: &Artifact) -> String {
        format!("{}{}", self.base, artifact.path.strip_prefix(self.folder).unwrap_or(&artifact.path))
    }
}

fn absolute(path: &str) -> String {
    if path.starts_with('/') { path.to_owned() } else { format!("{PREFIX}/{path}") }
}

/// Whether an artifact is what an include means by a path in the folder, which may end in `*.conf`.
fn stands_for(artifact: &Artifact, folder: &str, path: &str) -> bool {
    let wanted = format!("{folder}/{path}");
    match wanted.rsplit_once('/') {
        Some((wanted_folder, name)) if name.contains('*') => artifact.folder() == wanted_folder,
        _ => artifact.path == wanted,
    }
}

/// Where the configuration means to be: `include /etc/nginx/app/snippets/tls.conf` with an artifact
/// `snippets/tls.conf` says `/etc/nginx/app`. Without such an include, where nginx looks by itself.
fn installed_at(named: &Named, exists: &dyn Fn(&str) -> bool) -> String {
    let includes: Vec<String> = named.includes.iter().map(|path| absolute(path)).collect();
    let base = includes.iter().flat_map(|path| {
        path.match_indices('/')
            .filter(|(at, _)| *at > 0 && exists(&path[at + 1..]))
            .map(|(at, _)| &path[..at])
    });
    base.min_by_key(|base| base.len()).unwrap_or(PREFIX).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_absolute_include_says_where_the_configuration_is() {
        let mut named = Named::default();
        named.read("include /etc/nginx/app/snippets/tls.conf; include /etc/nginx/mime.types;");
        assert_eq!(installed_at(&named, &|path| path == "snippets/tls.conf"), "/etc/nginx/app");
        assert_eq!(installed_at(&named, &|_| false), "/etc/nginx");
        let mut relative = Named::default();
        relative.read("include app/routes/*.conf;");
        assert_eq!(installed_at(&relative, &|path| path == "routes/*.conf"), "/etc/nginx/app");
    }
}
