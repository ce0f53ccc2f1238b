//! What must not be committed, as a block in the user's `.gitignore`: the file beside each `.env.example` into which a
//! developer fills secrets. In: the services that are given secrets. Out: their paths, one a line. A repository path
//! has no letter that means something in such a file, so nothing is escaped.

#[cfg(test)]
mod tests;

use super::{Context, Output, Target, layout};
use crate::artifact::EntityRef;
use crate::model::{Model, Service};

pub(super) const TARGET: Target =
    Target { name: "gitignore", about: "Keeps the secrets that developers fill in out of git", emit };

fn emit(context: Context<'_>, output: &mut Output<'_>) {
    let services = context.model.services.values().map(|service| &**service);
    let mut secret: Vec<&Service> = services.filter(|service| has_secrets(context.model, service)).collect();
    if secret.is_empty() {
        return;
    }
    secret.sort_by(|one, other| one.source.cmp(&other.source));
    let mut lines =
        String::from("# Secrets that developers fill in, each as the .env.example beside it says.\n");
    secret.iter().for_each(|service| lines.push_str(&format!("/{}\n", layout::local_secrets(service))));
    let made_from = secret.iter().map(|service| EntityRef::new("service", &service.name));
    let environments = context.model.environments.values();
    let made_from = made_from.chain(environments.map(|at| EntityRef::new("environment", &at.name)));
    output.block(".gitignore", &lines, made_from.collect());
}

/// In itself, or as an environment has it.
fn has_secrets(model: &Model, service: &Service) -> bool {
    let environments = model.environments.values();
    let variants = environments.filter_map(|environment| environment.services.get(&*service.name));
    std::iter::once(service)
        .chain(variants.map(|variant| &**variant))
        .any(|variant| variant.env.iter().any(|entry| entry.secret.is_some()))
}
