//! The kits that are Debian packages: unpacked, not installed.
//!
//! In: a suite, package names, the version asked for. Out: a small file tree with the program, its libraries and
//! its settings, and the version that the program itself reports. Package revisions move with security
//! updates, so the program's own version is what is pinned; in sid that is a lower bound.

use super::stamp::Stamp;
use super::{Kit, Sandbox, Versions};
use crate::process::succeed;
use crate::workspace::Workspace;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(300);

/// One program and where it comes from.
#[derive(Debug)]
pub(crate) struct Recipe {
    suite: &'static str,
    packages: &'static [&'static str],
    /// The program inside the unpacked tree and the arguments that make it say its version.
    program: &'static str,
    ask: &'static [&'static str],
    version: Wanted,
    /// Whether it runs in the unpacked tree alone. What does not takes the machine's C library.
    inside: bool,
}

#[derive(Debug)]
enum Wanted {
    Exactly(&'static str),
    AtLeast(Version),
}

pub(crate) const NGINX: &str = "/usr/sbin/nginx";
pub(crate) const DOCKER_COMPOSE: &str = "/usr/libexec/docker/cli-plugins/docker-compose";
pub(crate) const PROMTOOL_PROGRAM: &str = "/usr/bin/promtool";
pub(crate) const AMTOOL_PROGRAM: &str = "/usr/bin/amtool";
pub(crate) const CHROMIUM_PROGRAM: &str = "/usr/lib/chromium/chromium";

pub(crate) const NGINX_OLD: Recipe = Recipe {
    suite: "bookworm",
    packages: &["nginx", "nginx-common", "libc6", "libcrypt1", "libpcre2-8-0", "libssl3", "zlib1g"],
    program: NGINX,
    ask: &["-v"],
    version: Wanted::Exactly("1.22.1"),
    inside: true,
};

pub(crate) const NGINX_NEW: Recipe = Recipe {
    suite: "sid",
    packages: &[
        "nginx",
        "nginx-common",
        "libc6",
        "libcrypt1",
        "libpcre2-8-0",
        "libssl3t64",
        "libzstd1",
        "zlib1g",
    ],
    program: NGINX,
    ask: &["-v"],
    version: Wanted::AtLeast([1, 27, 4]),
    inside: true,
};

pub(crate) const COMPOSE: Recipe = Recipe {
    suite: "trixie",
    packages: &["docker-compose", "libc6"],
    program: DOCKER_COMPOSE,
    ask: &["version", "--short"],
    version: Wanted::Exactly("2.26.1"),
    inside: true,
};

pub(crate) const PROMTOOL: Recipe = Recipe {
    suite: "bookworm",
    packages: &["prometheus", "libc6"],
    program: PROMTOOL_PROGRAM,
    ask: &["--version"],
    version: Wanted::Exactly("2.42.0"),
    inside: true,
};

pub(crate) const AMTOOL: Recipe = Recipe {
    suite: "bookworm",
    packages: &["prometheus-alertmanager", "libc6"],
    program: AMTOOL_PROGRAM,
    ask: &["--version"],
    version: Wanted::Exactly("0.25.0"),
    inside: true,
};

/// The browser, a font, and every library but the C library: it starts itself anew from its own path, which no loader
/// of another tree lives through. Security updates move its version.
pub(crate) const CHROMIUM: Recipe = Recipe {
    suite: "bookworm",
    packages: &[
        "chromium",
        "chromium-common",
        "fonts-dejavu-core",
        "libasound2",
        "libasyncns0",
        "libatk-bridge2.0-0",
        "libatk1.0-0",
        "libatspi2.0-0",
        "libavahi-client3",
        "libavahi-common3",
        "libblkid1",
        "libbrotli1",
        "libbsd0",
        "libcairo2",
        "libcap2",
        "libcom-err2",
        "libcups2",
        "libdatrie1",
        "libdav1d6",
        "libdbus-1-3",
        "libdouble-conversion3",
        "libdrm2",
        "libexpat1",
        "libffi8",
        "libflac12",
        "libfontconfig1",
        "libfreetype6",
        "libfribidi0",
        "libgbm1",
        "libgcc-s1",
        "libgcrypt20",
        "libglib2.0-0",
        "libgmp10",
        "libgnutls30",
        "libgpg-error0",
        "libgraphite2-3",
        "libgssapi-krb5-2",
        "libharfbuzz-subset0",
        "libharfbuzz0b",
        "libhogweed6",
        "libidn2-0",
        "libjpeg62-turbo",
        "libk5crypto3",
        "libkeyutils1",
        "libkrb5-3",
        "libkrb5support0",
        "liblcms2-2",
        "liblz4-1",
        "liblzma5",
        "libmd0",
        "libminizip1",
        "libmount1",
        "libmp3lame0",
        "libmpg123-0",
        "libnettle8",
        "libnspr4",
        "libnss3",
        "libogg0",
        "libopenh264-7",
        "libopenjp2-7",
        "libopus0",
        "libp11-kit0",
        "libpango-1.0-0",
        "libpcre2-8-0",
        "libpixman-1-0",
        "libpng16-16",
        "libpulse0",
        "libselinux1",
        "libsndfile1",
        "libstdc++6",
        "libsystemd0",
        "libtasn1-6",
        "libthai0",
        "libudev1",
        "libunistring2",
        "libvorbis0a",
        "libvorbisenc2",
        "libwayland-server0",
        "libx11-6",
        "libx11-xcb1",
        "libxau6",
        "libxcb-render0",
        "libxcb-shm0",
        "libxcb1",
        "libxcomposite1",
        "libxdamage1",
        "libxdmcp6",
        "libxext6",
        "libxfixes3",
        "libxi6",
        "libxkbcommon0",
        "libxnvctrl0",
        "libxrandr2",
        "libxrender1",
        "libzstd1",
        "zlib1g",
    ],
    program: CHROMIUM_PROGRAM,
    ask: &["--version", "--no-sandbox"],
    version: Wanted::AtLeast([120, 0, 0]),
    inside: false,
};

/// Where the unpacked tree has its libraries, as the loader wants to hear it.
pub(crate) fn libraries(folder: &Path) -> String {
    let folder = folder.join("usr/lib/x86_64-linux-gnu");
    format!("{0}:{0}/pulseaudio", folder.display())
}

/// Major, minor, patch.
pub(crate) type Version = [u32; 3];

pub(crate) fn install(workspace: &Workspace, kit: Kit, recipe: &Recipe) -> Result<Versions, String> {
    let folder = workspace.tools().join(kit.folder());
    let script = workspace.tool_sources().join("debian.sh");
    let text = std::fs::read_to_string(&script).map_err(|why| format!("debian.sh: {why}"))?;
    let stamp = Stamp::new(&folder, format!("{recipe:?}\n{text}"));
    let version = match stamp.note() {
        Some(version) => version,
        None => {
            stamp.remove();
            eprintln!("installing {} from Debian {}", kit.folder(), recipe.suite);
            let state = workspace.tools().join("apt").join(recipe.suite);
            let mut unpack = Command::new("bash");
            unpack.arg(&script).arg(state).arg(recipe.suite).arg(&folder).args(recipe.packages);
            succeed(&mut unpack, LIMIT, "")?;
            let version = found_version(recipe, &folder, &workspace.tools().join("scratch"))?;
            stamp.write(&version)?;
            version
        }
    };
    Ok(Versions::from([(kit.folder().to_owned(), version)]))
}

fn found_version(recipe: &Recipe, folder: &Path, scratch: &Path) -> Result<String, String> {
    let sandbox;
    let mut program = if recipe.inside {
        sandbox = Sandbox::new(folder, scratch)?;
        sandbox.command(recipe.program)
    } else {
        let mut program = Command::new(folder.join(recipe.program.trim_start_matches('/')));
        program.env("LD_LIBRARY_PATH", libraries(folder));
        program
    };
    let said = succeed(program.args(recipe.ask), Duration::from_secs(20), "")?;
    let said = format!("{}{}", said.stdout, said.stderr);
    let version = first_version(&said).ok_or_else(|| format!("{} names no version", recipe.program))?;
    let text = version.map(|part| part.to_string()).join(".");
    match &recipe.version {
        Wanted::Exactly(wanted) if *wanted != text => {
            Err(format!("{} {wanted} is wanted, Debian {} has {text}", recipe.program, recipe.suite))
        }
        Wanted::AtLeast(least) if version < *least => {
            Err(format!("{} {text} is older than {least:?}", recipe.program))
        }
        _ => Ok(text),
    }
}

/// The first `1.2.3` in a text.
pub(crate) fn first_version(text: &str) -> Option<Version> {
    text.split(|c: char| !c.is_ascii_digit() && c != '.').find_map(parse_version)
}

/// `1.2` and `1.2.3`; a missing patch is 0.
pub(crate) fn parse_version(word: &str) -> Option<Version> {
    let parts: Vec<u32> = word.split('.').map(str::parse).collect::<Result<_, _>>().ok()?;
    match parts[..] {
        [major, minor] => Some([major, minor, 0]),
        [major, minor, patch, ..] => Some([major, minor, patch]),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_found_in_what_programs_say() {
        assert_eq!(first_version("nginx version: nginx/1.30.6"), Some([1, 30, 6]));
        assert_eq!(first_version("2.26.1-4"), Some([2, 26, 1]));
        assert_eq!(first_version("promtool, version 2.42.0+ds (branch: x"), Some([2, 42, 0]));
        assert_eq!(first_version("none. here"), None);
    }
}
