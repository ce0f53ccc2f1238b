//! For the tests of targets: specs in, the artifacts of one target out. A test changes the small application below,
//! or brings a spec of its own.

use crate::artifact::Artifact;
use crate::diag::Diagnostics;
use crate::driver;
use crate::model::{Environment, Model, Route, Service};
use crate::render::Templates;
use crate::repository::Repository;
use crate::source::{Span, Spanned};
use crate::targets::{ALL, Context, Target, emit_one};
use crate::types::Misfit;
use crate::types::RepoPath;
use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::Arc;

/// Two services behind one host each, and a database that is backed up.
const SMALL: &str = r#"
app "acme" { repository "github.com/acme/shop"; }
service "backend" {
    about "The backend"
    source "backend"
    runtime "python" version="3.12" manager="uv"
    run "uvicorn" "app:app" "--host" "0.0.0.0" "--port" "${service.backend.port}"
    port 8000
    health "/backend/health" { covers "main"; }
    uses "main" env="DATABASE_URI"
}
service "frontend" {
    about "The frontend"
    source "frontend"
    runtime "node" version="22" manager="npm"
    run "node" "server.js"
    port 3000
    health "/frontend/health"
    uses "backend" env="API_URL"
}
database "main" engine="mongodb" version="8.0"
bucket "offsite" provider="s3" region="eu-central-1"
environment "production" platform="vps" {
    host "acme.app" user="deploy" shared=#true { taken-ports 3000; }
    deploy-on branch="main"
    route "acme.app" to="frontend"
    route "api.acme.app" to="backend" {
        cors "frontend"
        rate-limit "20/s" burst=40
        websocket #true
    }
    rollout "blue-green" bake="2m" keep-old="1h" keep-releases=3 { abort-when "errors > 1%" for="2m"; }
}
backup "main" to="offsite" schedule="daily at 03:17 UTC" {
    encrypt "age" recipient="age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
    drill "quarterly"
}
objective "main" rto="4h" rpo="24h"
"#;

pub(crate) struct EverythingIsThere;

impl Repository for EverythingIsThere {
    fn contains(&self, _: &RepoPath) -> bool {
        true
    }
}

pub(crate) fn spanned<T>(value: T) -> Spanned<T> {
    Spanned::new(value, Span::default())
}

pub(crate) fn parse<T: FromStr<Err = Misfit>>(text: &str) -> T {
    text.parse().unwrap()
}

/// The model of a spec without errors.
pub(crate) fn model_of(spec: &str) -> Model {
    let compilation = driver::compile(spec, &EverythingIsThere);
    assert!(!compilation.diagnostics.has_errors(), "{:#?}", compilation.diagnostics);
    compilation.model.unwrap()
}

pub(crate) fn model() -> Model {
    model_of(SMALL)
}

/// Changes the small application's one environment.
pub(crate) fn with_environment(change: impl FnOnce(&mut Environment)) -> Model {
    let mut model = model();
    change(model.environments.get_mut("production").unwrap());
    model
}

/// Changes a service as an environment has it.
pub(crate) fn change_service(environment: &mut Environment, name: &str, change: impl FnOnce(&mut Service)) {
    let services = Arc::make_mut(&mut environment.services);
    change(Arc::make_mut(services.get_mut(name).unwrap()));
}

/// Another route, like the small application's first.
pub(crate) fn route(host: &str, to: &str) -> Route {
    let mut route = model().environments["production"].routes[0].clone();
    route.host = spanned(parse(host));
    route.to = spanned(to.into());
    route
}

/// What a target makes, by path.
pub(crate) fn emit(target: &Target, model: &Model) -> BTreeMap<String, String> {
    let templates = Templates::default();
    let mut files = BTreeMap::new();
    let mut sink = |artifact: Artifact| {
        files.insert(artifact.path.to_string(), artifact.text);
    };
    let context = Context { model, templates: &templates };
    emit_one(target, context, &mut Diagnostics::default(), &mut sink);
    files
}

/// What every target makes, by path.
pub(crate) fn emit_all(model: &Model) -> BTreeMap<String, String> {
    ALL.iter().flat_map(|target| emit(target, model)).collect()
}
