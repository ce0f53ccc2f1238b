//! What platforms cannot do. In: the things of a spec, and what the catalogue says of each platform. Out: a finding for
//! each setting that has no effect where it is asked for, unless the environment accepts that with a reason; and findings
//! about what cannot be accepted. A default that nobody wrote is not asked for.

mod codes;
mod limits;
#[cfg(test)]
mod tests;

pub use codes::CODES;

use self::codes::{CANNOT, LEAVES_OUT, UNKNOWN, UNUSED};
use self::limits::{Limit, Nowhere, Subject, place};
use crate::artifact::EntityRef;
use crate::diag::{Diagnostic, Diagnostics};
use crate::effective::{Cause, Found, Origins, View, each, find};
use crate::model::{Accept, Environment, Model};
use crate::nearest::nearest;
use crate::resolve::{ThingId, Things};
use crate::rules::Allowed;
use crate::schema::errors::BAD_DECLARATION;
use crate::schema::{KindId, Schema};
use crate::source::{Span, Spanned};
use crate::syntax::quoted;
use std::collections::{BTreeMap, BTreeSet};

/// A setting that has no effect in an environment.
struct Loss<'m> {
    limit: &'m Limit<'m>,
    /// `memory` of `service backend`.
    path: String,
    of: EntityRef,
    span: Span,
    /// Whether it was asked of this environment, and not of a thing wherever it runs.
    is_asked_here: bool,
}

/// Reports what is lost and not accepted. Gives back what is accepted, for plans and audits to show.
pub fn check(model: &Model, things: &Things, schema: &Schema, diagnostics: &mut Diagnostics) -> Vec<Allowed> {
    let mut limits: BTreeMap<&str, Vec<Limit<'_>>> = BTreeMap::new();
    for platform in model.catalogue.platforms.values() {
        for cannot in &platform.cannot {
            match Limit::typed(cannot, schema) {
                Ok(limit) => limits.entry(&platform.name).or_default().push(limit),
                Err((text, nowhere)) => diagnostics.push(bad_entry(text, nowhere)),
            }
        }
    }
    let mut allowed = Vec::new();
    let view = View::new(schema, things, Some(model));
    for environment in model.environments.values() {
        let limits = limits.get(environment.platform.as_str()).map_or(&[][..], Vec::as_slice);
        let losses = losses(view.in_environment(Some(&environment.name)), limits);
        let mut acceptance = Acceptance { environment, used: BTreeSet::new() };
        let mut left_out = Vec::new();
        for loss in losses {
            match acceptance.of(&loss) {
                Some(accepted) => allowed.push(accepted),
                None if loss.is_asked_here => diagnostics.push(loss.finding(environment)),
                None => left_out.push(loss),
            }
        }
        left_out_finding(&left_out, environment).into_iter().for_each(|finding| diagnostics.push(finding));
        acceptance.report(limits, schema, diagnostics);
    }
    allowed
}

fn bad_entry(field: &Spanned<String>, Nowhere { why, nearest }: Nowhere) -> Diagnostic {
    let message = format!("`{field}` is no setting that a platform could lose");
    let finding = Diagnostic::new(&BAD_DECLARATION, field.span, message);
    meant(finding.mark(why), field.span, nearest)
}

fn meant(finding: Diagnostic, span: Span, nearest: Option<String>) -> Diagnostic {
    match nearest {
        Some(near) => finding.help(format!("did you mean `{near}`?")).fix(span, quoted(&near)),
        None => finding,
    }
}

/// Everything in an environment that its platform has no use for.
fn losses<'m>(view: View<'_>, limits: &'m [Limit<'m>]) -> Vec<Loss<'m>> {
    let mut losses = Vec::new();
    for limit in limits.iter().filter(|limit| applies(view, limit)) {
        let is_of_another = |thing: ThingId| {
            limit.place.subject == Subject::Environment && Some(thing) != environment_in(view)
        };
        for (thing, _) in view.things.of_kind(limit.place.kind).filter(|(thing, _)| !is_of_another(*thing)) {
            add_losses(view, limit, thing, &mut losses);
        }
    }
    losses
}

/// The environment that a view looks at.
fn environment_in(view: View<'_>) -> Option<ThingId> {
    let kinds = view.schema.kinds.values().enumerate().filter(|(_, kind)| kind.takes_overlays);
    let mut found = kinds.filter_map(|(index, _)| view.things.find(KindId(index as u16), view.environment?));
    found.next()
}

/// Whether the environment is one of those that the limit is for.
fn applies(view: View<'_>, limit: &Limit<'_>) -> bool {
    let (Some(when), Some(is)) = (&limit.cannot.when, &limit.cannot.is) else { return true };
    let Some(environment) = environment_in(view) else { return false };
    let found = find(view.schema, view.node(environment), when);
    found.iter().any(|(_, found)| matches!(found, Found::Setting(setting) if setting.value.plain() == *is))
}

fn add_losses<'m>(view: View<'_>, limit: &'m Limit<'m>, thing: ThingId, losses: &mut Vec<Loss<'m>>) {
    let node = view.node(thing);
    each(view.schema, node, &limit.place.path, &mut |path, found| {
        let Found::Setting(setting) = found else { return };
        let mut add = |span, is_asked_here| {
            let name = node.name(view.schema).map_or("", |name| name);
            let of = EntityRef::new(&view.schema.kind(node.kind).name, name);
            losses.push(Loss { limit, path: path.to_string(), of, span, is_asked_here });
        };
        if limit.place.subject == Subject::Reference {
            let named =
                setting.values().filter(|(value, _)| Some(value.plain().as_str()) == view.environment);
            // What a default names is named by whoever relies on it.
            named.for_each(|(_, span)| add(if setting.is_default() { node.span } else { span }, true));
        } else if !setting.is_default() && limit.cannot.except.as_ref() != Some(&setting.value.plain()) {
            let origin = Origins::of(&view, thing).setting(&path.to_string(), &setting);
            let is_changed_here = origin.cause == Cause::Environment;
            add(setting.span, is_changed_here || limit.place.subject == Subject::Environment);
        }
    });
}

impl Loss<'_> {
    /// `memory` of service backend, or `rollout` of the environment itself.
    fn subject(&self) -> String {
        match self.limit.place.subject {
            Subject::Environment => format!("`{}`", self.path),
            Subject::Thing | Subject::Reference => format!("`{}` of {}", self.path, self.of.0),
        }
    }

    fn finding(&self, environment: &Environment) -> Diagnostic {
        let (name, field) = (&environment.name, &*self.limit.cannot.field);
        let code = if self.is_asked_here { &CANNOT } else { &LEAVES_OUT };
        let accept = format!("accept that inside `{name}`: accept \"{field}\" reason=\"…\"");
        Diagnostic::new(code, self.span, format!("{} has no effect in {name}", self.subject()))
            .mark(&*self.limit.cannot.because)
            .label(environment.platform.span, format!("{name} runs on this"))
            .help(if self.is_asked_here { format!("remove it, or {accept}") } else { accept })
    }
}

/// More lines than this are not shown of one finding.
const MOST_SHOWN: usize = 5;

/// All that things ask for and an environment leaves out is one finding: one line accepts it.
fn left_out_finding(losses: &[Loss<'_>], environment: &Environment) -> Option<Diagnostic> {
    let (first, rest) = losses.split_first()?;
    if rest.is_empty() {
        return Some(first.finding(environment));
    }
    let name = &environment.name;
    let fields: BTreeSet<&str> = losses.iter().map(|loss| loss.limit.cannot.field.as_str()).collect();
    let accept: Vec<String> = fields.iter().map(|field| format!("\"{field}\"")).collect();
    let message = match &losses.iter().map(Loss::subject).collect::<Vec<_>>()[..] {
        [one, other] => format!("{one} and {other} have no effect in {name}"),
        all => format!("{} settings have no effect in {name}", all.len()),
    };
    let mut finding = Diagnostic::new(&LEAVES_OUT, first.span, message).mark(&*first.limit.cannot.because);
    for loss in rest.iter().take(MOST_SHOWN - 1) {
        finding = finding.label(loss.span, &*loss.limit.cannot.because);
    }
    let finding = finding.label(environment.platform.span, format!("{name} runs on this"));
    Some(finding.help(format!("accept that inside `{name}`: accept {} reason=\"…\"", accept.join(" "))))
}

/// What an environment accepts, and which of it is needed.
struct Acceptance<'m> {
    environment: &'m Environment,
    used: BTreeSet<Span>,
}

impl<'m> Acceptance<'m> {
    fn fields(&self) -> impl Iterator<Item = (&'m Accept, &'m Spanned<String>)> + use<'m> {
        self.environment
            .accepts
            .iter()
            .flat_map(|accept| accept.fields.iter().map(move |field| (accept, field)))
    }

    /// The loss, when it is accepted.
    fn of(&mut self, loss: &Loss<'_>) -> Option<Allowed> {
        let (accept, field) =
            self.fields().find(|(_, field)| field.value == loss.limit.cannot.field.value)?;
        self.used.insert(field.span);
        Some(Allowed {
            diagnostic: loss.finding(self.environment),
            entity: EntityRef::new("environment", &self.environment.name),
            reason: accept.reason.clone(),
            span: accept.span,
        })
    }

    /// What is accepted and is no loss.
    fn report(&self, limits: &[Limit<'_>], schema: &Schema, diagnostics: &mut Diagnostics) {
        for (_, field) in self.fields().filter(|(_, field)| !self.used.contains(&field.span)) {
            diagnostics.push(match place(field, schema) {
                Err(nowhere) => {
                    let known = limits.iter().map(|limit| limit.cannot.field.as_str());
                    let near = nearest(field, known).map(str::to_string).or(nowhere.nearest);
                    let message = format!("there is no setting `{field}`");
                    meant(Diagnostic::new(&UNKNOWN, field.span, message).mark(nowhere.why), field.span, near)
                }
                Ok(_) => {
                    let name = &self.environment.name;
                    let message = format!("`{field}` is accepted in {name}, but nothing of it is lost there");
                    Diagnostic::new(&UNUSED, field.span, message).help("take it out")
                }
            });
        }
    }
}
