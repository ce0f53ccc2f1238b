//! The images that others are built from.
//!
//! In: names of images. Out: they are there: the machine's own, those of a registry, stand-ins of the kit, or, for what
//! the kit does not have, stand-ins of the folder `e2e/` and Debian with the machine's own compiler. It never replaces
//! one that is there.

use super::engine::{BUILD, Engine, SHORT};
use crate::process::succeed;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Sees to it that an image is there.
pub(crate) fn provide(engine: &Engine, image: &str) -> Result<(), String> {
    if engine.has_image(image) {
        return Ok(());
    }
    let mut tried = Vec::new();
    for known in lines_of(image) {
        let Some(mut kit) = engine.kit_program("base-images.sh") else { break };
        match succeed(kit.arg(&known), BUILD, "") {
            Ok(_) if engine.has_image(&known) && known != image => {
                return engine.call(&["tag", &known, image], SHORT).map(drop);
            }
            Ok(_) if engine.has_image(image) => return Ok(()),
            Ok(_) => tried.push("the kit has no stand-in".to_string()),
            Err(why) => tried.push(why),
        }
    }
    if engine.kit.is_some() {
        if let Some(folder) = folder_of(image) {
            return build(engine, &folder, image, &["--label", STAND_IN]);
        }
        if let Some(made) = compiler(engine, image) {
            return made;
        }
    }
    match engine.call(&["pull", "--quiet", image], BUILD) {
        Ok(_) => Ok(()),
        Err(why) => Err(format!("no image {image}: {}", [tried, vec![why]].concat().join("; "))),
    }
}

/// `mariadb:11.8.8`, `mariadb:11.8` and `mariadb:11`: the kit has one stand-in for a line of versions.
fn lines_of(image: &str) -> Vec<String> {
    let ends =
        image.rmatch_indices(['.', ':']).map(|(at, _)| at).take_while(|at| image[*at..].starts_with('.'));
    std::iter::once(image.len()).chain(ends).map(|end| image[..end].to_string()).collect()
}

/// What every stand-in carries, those of the kit too.
const STAND_IN: &str = "e2e.standin=1";

/// The folder of `e2e/` from which a stand-in is built, by the last word of the image's name.
fn folder_of(image: &str) -> Option<PathBuf> {
    let name = image.rsplit('/').next()?.split(':').next()?;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("e2e").join(name);
    folder.join("Dockerfile").is_file().then_some(folder)
}

/// Builds a folder's Dockerfile under a name.
pub(super) fn build(engine: &Engine, folder: &Path, name: &str, options: &[&str]) -> Result<(), String> {
    for base in named(&read(&folder.join("Dockerfile"))?) {
        provide(engine, base)?;
    }
    let mut docker = engine.docker();
    docker.args(["build", "--quiet", "--tag", name]).args(options).arg(folder);
    succeed(&mut docker, BUILD, "").map(drop)
}

/// Whether an image does what the publisher's does by another program.
pub(super) fn is_other_program(engine: &Engine, image: &str) -> Result<bool, String> {
    Ok(folder_of(image).is_some() && is_stand_in(engine, image)?)
}

/// Whether an image is not the one that its publisher made.
fn is_stand_in(engine: &Engine, image: &str) -> Result<bool, String> {
    let label = ["image", "inspect", "--format", "{{index .Config.Labels \"e2e.standin\"}}", image];
    Ok(engine.call(&label, SHORT)?.stdout.starts_with('1'))
}

const GO: &str = "COPY . /usr/local/go
ENV GOPATH=/go GOTOOLCHAIN=local PATH=/go/bin:/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
RUN mkdir -p /go/src /go/bin && chmod -R 1777 /go
";
const RUST: &str = "RUN apt-get update && apt-get install --yes --no-install-recommends gcc libc6-dev && rm -rf /var/lib/apt/lists/*
COPY . /usr/local/rust
ENV CARGO_HOME=/usr/local/cargo PATH=/usr/local/cargo/bin:/usr/local/rust/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
RUN mkdir -p /usr/local/cargo && chmod a+w /usr/local/cargo
";

/// A stand-in for the image of a compiler, where the kit is, that is: where no registry can be reached.
fn compiler(engine: &Engine, image: &str) -> Option<Result<(), String>> {
    let (ask, lines, left): (&[&str], _, _) = match image.split_once(':')?.0 {
        "golang" => (&["go", "env", "GOROOT"], GO, "test\ndoc\napi\n"),
        "rust" => (&["rustc", "--print", "sysroot"], RUST, "share\n"),
        _ => return None,
    };
    let made = || {
        let folder = succeed(Command::new(ask[0]).args(&ask[1..]), SHORT, "")?.stdout.trim().to_string();
        provide(engine, "debian:13-slim")?;
        let scratch = tempfile::tempdir().map_err(|why| why.to_string())?;
        let file = scratch.path().join("Dockerfile");
        let certificates = "FROM debian:13-slim\nRUN apt-get update && apt-get install --yes --no-install-recommends ca-certificates && rm -rf /var/lib/apt/lists/*\n";
        let write = |name: &str, text: &str| {
            fs::write(scratch.path().join(name), text).map_err(|why| why.to_string())
        };
        write("Dockerfile", &format!("{certificates}{lines}"))?;
        write("Dockerfile.dockerignore", left)?;
        let file = file.to_string_lossy().into_owned();
        let build = ["build", "--quiet", "--label", STAND_IN, "--tag", image, "--file", &file, &folder];
        engine.call(&build, BUILD).map(drop)
    };
    Some(made())
}

/// Every image that a Dockerfile begins with.
pub(crate) fn named(dockerfile: &str) -> Vec<&str> {
    let stages: Vec<&str> =
        dockerfile.lines().filter_map(|line| line.split_once(" AS ")).map(|(_, name)| name).collect();
    let from = dockerfile.lines().filter_map(|line| line.strip_prefix("FROM ")?.split(' ').next());
    let mut images: Vec<&str> = from.filter(|image| !stages.contains(image)).collect();
    images.sort_unstable();
    images.dedup();
    images
}

/// Poetry asks for the certificates of a stand-in by another variable.
const POETRY: &str = "ENV REQUESTS_CA_BUNDLE=/usr/local/share/e2e/ca-bundle.crt";

/// An option for a build that puts another image in the place of a stand-in. None for official images.
///
/// Prisma fetches its engine from a host of its own, which a machine that has stand-ins cannot reach: the image in the
/// folder `e2e/prisma` has it as WebAssembly.
pub(crate) fn replaced(engine: &Engine, image: &str, dockerfile: &str) -> Result<Option<String>, String> {
    let prisma = image.starts_with("node:") && dockerfile.contains("prisma");
    if !prisma && !image.starts_with("python:") {
        return Ok(None);
    }
    if !is_stand_in(engine, image)? {
        return Ok(None);
    }
    let name = format!("formwork-e2e-base/{}", image.replace(':', "-"));
    let mut build = engine.docker();
    build.args(["build", "--quiet", "--label", &engine.label(), "--tag", &name]);
    if prisma {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("e2e/prisma");
        build.arg("--build-arg").arg(format!("BASE={image}")).arg(folder);
        succeed(&mut build, BUILD, "")?;
    } else {
        succeed(build.arg("-"), BUILD, &format!("FROM {image}\n{POETRY}\n"))?;
    }
    Ok(Some(format!("{image}=docker-image://{name}")))
}

/// The text of a Dockerfile.
pub(crate) fn read(file: &Path) -> Result<String, String> {
    fs::read_to_string(file).map_err(|why| format!("{}: {why}", file.display()))
}
