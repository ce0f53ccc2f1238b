//! Nixpacks plans: `nixpacks.toml` in the folder of a service that an environment builds with it. In: the service and the
//! catalogue's runtimes and managers. Out: which packages are there, what installs and builds, and what starts. Nixpacks
//! takes a major version of a runtime and no more; the package manager is pinned exactly.
//!
//! The file's format: railwayapp/nixpacks, docs/pages/docs/configuration/file.md.

use super::{Context, Output, Target, container, layout};
use crate::artifact::EntityRef;
use crate::model::{Builder, Environment, Model, Service};
use crate::render::escape::{javascript, shell};
use crate::render::header;

pub(super) const TARGET: Target =
    Target { name: "nixpacks", about: "Nixpacks plans, for platforms that build with them", emit };

fn emit(context: Context<'_>, output: &mut Output<'_>) {
    let model = context.model;
    let built = |here: &&Environment| here.builder == Some(Builder::Nixpacks);
    let environments: Vec<&Environment> = model.environments.values().filter(built).collect();
    if environments.is_empty() {
        return;
    }
    for service in model.services.values() {
        let Some(text) = plan(model, service) else { continue };
        let mut made_from = container::command_entities(service);
        made_from.extend(environments.iter().map(|here| EntityRef::new("environment", &here.name)));
        let path = layout::in_source(service, "nixpacks.toml");
        output.managed(&path, text, made_from.into_iter().collect());
    }
}

fn plan(model: &Model, service: &Service) -> Option<String> {
    let runtime = container::runtime(model, service)?;
    let manager = container::manager(model, service)?;
    let package = runtime.version(&service.runtime.version)?.nix.as_ref()?;
    let tool = manager.tool.as_ref().and_then(|name| model.catalogue.tools.get(name));
    let tool = tool.map(|tool| tool.install.replace("{version}", &tool.version));
    let install: Vec<&str> = tool.as_deref().into_iter().chain([manager.install.as_str()]).collect();
    let build = container::build_command(model, service);
    let start: Vec<String> = container::command(model, service).iter().map(|word| shell(word)).collect();
    let mut text = header("#");
    text.push_str(&format!("\n[phases.setup]\nnixPkgs = {}\n", list(&[package.as_str()])));
    text.push_str(&format!("\n[phases.install]\ncmds = {}\n", list(&install)));
    if let Some(build) = &build {
        text.push_str(&format!("\n[phases.build]\ncmds = {}\n", list(&[build])));
    }
    text.push_str(&format!("\n[start]\ncmd = {}\n", javascript(&start.join(" "))));
    Some(text)
}

/// TOML's basic strings take JSON's escapes.
fn list(words: &[&str]) -> String {
    let words: Vec<String> = words.iter().map(|word| javascript(word)).collect();
    format!("[{}]", words.join(", "))
}
