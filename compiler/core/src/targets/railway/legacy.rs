//! `railway.json` of a service, which Railway reads until 2026-12-01: how it is built and started, and what is different
//! in each environment. In: the environments that ask for it. Out: JSON, which has no comments.

use crate::model::{Environment, Service};
use crate::targets::layout;
use serde_json::{Map, Value, json};

pub(super) fn file(environments: &[&Environment], service: &Service) -> String {
    let own = environments.iter().filter_map(|environment| {
        let here = environment.services.get(&*service.name)?;
        Some((environment.name.to_string(), json!({ "deploy": deploy(here) })))
    });
    let own: Map<String, Value> = own.collect();
    let watched = layout::in_source(service, "**");
    let file = json!({
        "$schema": "https://railway.com/railway.schema.json",
        "build": { "builder": "DOCKERFILE", "dockerfilePath": "Dockerfile", "watchPatterns": [format!("/{watched}")] },
        "deploy": deploy(service),
        "environments": own,
    });
    format!("{file:#}\n")
}

fn deploy(service: &Service) -> Value {
    let mut deploy = json!({
        "numReplicas": service.replicas.value,
        "restartPolicyType": "ALWAYS",
        "drainingSeconds": service.drain.seconds,
    });
    if let (Some(health), Some(_)) = (&service.health, &service.port) {
        deploy["healthcheckPath"] = health.path.clone().into();
    }
    deploy
}
