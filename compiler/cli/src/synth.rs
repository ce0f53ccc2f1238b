//! A made-up application of any size, always the same, for measuring: a chain of services, each using the one before,
//! nine variables each, in three environments with a route to each service.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::Path;

/// The last port a service may have, so that the ports of both colours stay below 65,536.
const PORTS: usize = 30_000;
const FIRST_PORT: usize = 10_000;

/// Writes the spec and the folders it names.
pub(crate) fn write(services: usize, dir: &Path) -> io::Result<()> {
    fs::create_dir_all(dir)?;
    for number in 0..services {
        let source = dir.join("services").join(name(number));
        fs::create_dir_all(&source)?;
        fs::write(source.join("package.json"), package(number))?;
    }
    fs::write(dir.join("formwork.kdl"), spec(services))
}

fn name(number: usize) -> String {
    format!("service-{number:05}")
}

fn package(number: usize) -> String {
    format!("{{\"name\":\"{}\",\"private\":true,\"version\":\"1.0.0\"}}\n", name(number))
}

fn spec(services: usize) -> String {
    let mut out = String::from(HEAD);
    for number in 0..services {
        service(number, &mut out);
    }
    environments(services, &mut out);
    out
}

const HEAD: &str = r#"/- kdl-version 2

app "synthetic" {
    about "A made-up application, for measuring"
    repository "github.com/formwork/synthetic"
    owner "platform" email="ops@synthetic.app"
}

secret "api-key" owner="platform" rotate="90d"
secret "signing-key" owner="platform" rotate="90d"

"#;

fn service(number: usize, out: &mut String) {
    let name = name(number);
    let port = FIRST_PORT + number % PORTS;
    let uses = match number.checked_sub(1) {
        Some(before) => format!("    uses \"{}\" env=\"UPSTREAM_URL\"\n", self::name(before)),
        None => String::new(),
    };
    let _ = write!(
        out,
        r#"service "{name}" {{
    about "Step {number} of the chain"
    source "services/{name}"
    runtime "node" version="22" manager="npm"
    run "node" "server.js" "--port" "${{service.{name}.port}}"
    port {port}
    health "/healthz"
{uses}    env {{
        LOG_LEVEL "info"
        LOG_FORMAT "json"
        REQUEST_TIMEOUT "30s"
        MAX_CONNECTIONS "{number}"
        FEATURE_FLAGS "alpha,beta,gamma"
        CACHE_PREFIX "synthetic:{name}:"
        PUBLIC_ORIGIN "${{service.{name}.origin}}"
        API_KEY secret="api-key"
        SIGNING_KEY secret="signing-key"
    }}
    check "unit" "npm test" coverage="80%"
}}

"#
    );
}

fn environments(services: usize, out: &mut String) {
    out.push_str("environment \"development\" platform=\"compose\"\n");
    let remote = [
        ("staging", "staging.synthetic.app", "    deploy-on branch=\"main\"\n"),
        ("production", "synthetic.app", "    promote-from \"staging\" approval=#true\n"),
    ];
    for (environment, domain, trigger) in remote {
        let _ = write!(
            out,
            "\nenvironment \"{environment}\" platform=\"vps\" {{\n    host \"{domain}\" user=\"deploy\"\n"
        );
        out.push_str(trigger);
        for number in 0..services {
            let _ = writeln!(out, "    route \"{0}.{domain}\" to=\"{0}\"", name(number));
        }
        out.push_str("}\n");
    }
}
