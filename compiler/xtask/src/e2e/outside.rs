//! The services on the internet that examples ask for their health, stood in for.
//!
//! In: an application, and the services of its Compose project. Out: the project with one container more, which answers
//! to the names of those hosts with a certificate that the asking containers trust; the applications are as they are. A
//! healthy application then says that it can do its work, not that those services can be reached from here.

use super::application::Application;
use super::bases;
use super::engine::Engine;
use crate::certificate;
use serde_json::{Map, Value, json};
use std::path::Path;

/// Who asks whom.
const ASKED: &[(&str, &str, &[&str])] = &[
    ("auto-author", "backend", &["api.openai.com", "api.clerk.com"]),
    ("bot", "bot", &["discord.com", "gateway.discord.gg"]),
];

/// Where the certificate and its key are in every container concerned.
const FOLDER: &str = "/run/outside";

/// Adds what an application asks. Out: the hosts that are stood in for.
pub(super) fn add(
    engine: &Engine,
    application: &Application,
    services: &mut Map<String, Value>,
) -> Result<&'static [&'static str], String> {
    let Some((_, asking, hosts)) = ASKED.iter().find(|(name, ..)| *name == application.name) else {
        return Ok(&[]);
    };
    let image = format!("{}/outside", engine.run);
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("e2e/outside");
    bases::build(engine, &source, &image, &["--label", &engine.label()])?;
    let folder = application.path("e2e.outside");
    certificate::write(&folder, hosts)?;
    let mount = json!(format!("{}:{FOLDER}:ro", folder.display()));
    let service = services.get_mut(*asking).and_then(Value::as_object_mut);
    let service = service.ok_or_else(|| format!("has no service {asking}"))?;
    for variable in ["NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE"] {
        service["environment"][variable] = json!(format!("{FOLDER}/fullchain.pem"));
    }
    let volumes = service.entry("volumes").or_insert_with(|| json!([]));
    volumes.as_array_mut().ok_or("its volumes are no list")?.push(mount.clone());
    let awaited = service.entry("depends_on").or_insert_with(|| json!({}));
    awaited["outside"] = json!({ "condition": "service_healthy" });
    services.insert(
        "outside".into(),
        json!({
            "image": image, "pull_policy": "never", "labels": [engine.label()], "volumes": [mount],
            "networks": { "default": { "aliases": hosts } },
        }),
    );
    Ok(hosts)
}
