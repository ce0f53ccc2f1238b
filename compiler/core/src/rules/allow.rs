//! Findings the author accepts: `allow "code" reason="…"` at the thing it concerns. In: the findings of all rules.
//! Out: those that are reported, those that are allowed, and what is wrong with the allowances themselves.

use super::findings::{Finding, Findings};
use super::views::environment_ref;
use super::words;
use crate::artifact::EntityRef;
use crate::diag::{Code, Diagnostic, Diagnostics, Severity};
use crate::model::{Allow, Model};
use crate::nearest::nearest;
use crate::source::Span;
use std::collections::BTreeMap;

pub(super) static UNUSED: Code = Code {
    slug: "rules/unused-allow",
    severity: Severity::Warning,
    explanation: r##"An `allow` that allows nothing is out of date.

It was written for a finding that is no longer there, or it stands at another thing than the finding. Left in place it
would hide the same finding when it comes back for another reason.

## Bad

```kdl
backup "main" to="offsite" schedule="daily at 03:17 UTC" {
    drill "quarterly"
    allow "backup/never-drilled" reason="the first drill is planned for May"
}
```

## Good

```kdl
backup "main" to="offsite" schedule="daily at 03:17 UTC" {
    allow "backup/never-drilled" reason="the first drill is planned for May"
}
```
"##,
};

pub(super) static UNKNOWN: Code = Code {
    slug: "rules/unknown-code",
    severity: Severity::Error,
    explanation: r##"An `allow` names a finding that does not exist or that cannot be allowed.

Only the judgement of a rule can be allowed, since only a rule knows which thing it concerns. A mistake in the text of
the spec, such as a missing brace or an unknown field, has to be mended.

## Bad

```kdl
backup "main" to="offsite" schedule="daily at 03:17 UTC" {
    allow "backup/never-driled" reason="the first drill is planned for May"
}
```

## Good

```kdl
backup "main" to="offsite" schedule="daily at 03:17 UTC" {
    allow "backup/never-drilled" reason="the first drill is planned for May"
}
```
"##,
};

/// A finding that was not reported, for plans and audits to show.
#[derive(Clone, PartialEq, Debug)]
pub struct Allowed {
    pub diagnostic: Diagnostic,
    /// The thing at which it is allowed.
    pub entity: EntityRef,
    pub reason: String,
    /// Where it is allowed.
    pub span: Span,
}

/// An `allow` of the spec, and whether a finding has needed it.
struct Allowance<'m> {
    allow: &'m Allow,
    entity: EntityRef,
    /// The environment whose overlay it stands in: it allows nothing elsewhere.
    only_in: Option<EntityRef>,
    used: bool,
}

/// Sorts the findings into reported and allowed.
pub(super) fn settle(model: &Model, findings: Findings, diagnostics: &mut Diagnostics) -> Vec<Allowed> {
    let mut allowances = Allowances::of(model);
    let mut allowed: Vec<Allowed> = Vec::new();
    for finding in findings.list {
        match allowances.take(&finding) {
            None => diagnostics.push(finding.diagnostic),
            Some(allowance) => {
                let Allow { span, reason, .. } = allowance.allow;
                let entity = allowance.entity.clone();
                let entry =
                    Allowed { diagnostic: finding.diagnostic, entity, reason: reason.clone(), span: *span };
                // The views of a service in several environments give one finding several times, in a row.
                if allowed.last() != Some(&entry) {
                    allowed.push(entry);
                }
            }
        }
    }
    allowances.report(diagnostics);
    allowed
}

#[derive(Default)]
struct Allowances<'m> {
    list: Vec<Allowance<'m>>,
    /// Positions in `list` by thing and code.
    index: BTreeMap<EntityRef, BTreeMap<&'m str, Vec<usize>>>,
}

impl<'m> Allowances<'m> {
    fn of(model: &'m Model) -> Self {
        let mut this = Self::default();
        for service in model.services.values() {
            this.add(&service.allows, "service", &service.name, None);
        }
        for database in model.databases.values() {
            this.add(&database.allows, "database", &database.name, None);
        }
        for secret in model.secrets.values() {
            this.add(&secret.allows, "secret", &secret.name, None);
        }
        for backup in model.backups.values() {
            this.add(&backup.allows, "backup", &backup.name, None);
        }
        for alert in model.alerts.values() {
            this.add(&alert.allows, "alert", &alert.name, None);
        }
        for environment in model.environments.values() {
            this.add(&environment.allows, "environment", &environment.name, None);
            this.add_overlays(model, environment, &environment_ref(environment));
        }
        this
    }

    /// What an environment's own description of a service or database adds.
    fn add_overlays(
        &mut self,
        model: &'m Model,
        environment: &'m crate::model::Environment,
        only_in: &EntityRef,
    ) {
        for (declared, service) in model.changed_services(environment) {
            let own = without(&service.allows, &declared.allows);
            self.add(own, "service", &service.name, Some(only_in));
        }
        for (declared, database) in model.changed_databases(environment) {
            let own = without(&database.allows, &declared.allows);
            self.add(own, "database", &database.name, Some(only_in));
        }
    }

    fn add(
        &mut self,
        allows: impl IntoIterator<Item = &'m Allow>,
        kind: &str,
        name: &str,
        only_in: Option<&EntityRef>,
    ) {
        for allow in allows {
            let (entity, only_in) = (EntityRef::new(kind, name), only_in.cloned());
            let by_code = self.index.entry(entity.clone()).or_default();
            by_code.entry(allow.code.as_str()).or_default().push(self.list.len());
            self.list.push(Allowance { allow, entity, only_in, used: false });
        }
    }

    /// The allowance of a finding, which is marked as used.
    fn take(&mut self, finding: &Finding) -> Option<&Allowance<'m>> {
        let code = finding.diagnostic.code.slug();
        let candidates = finding.owners.iter().filter_map(|owner| self.index.get(owner)?.get(code)).flatten();
        let holds = |at: &&usize| {
            let only_in = self.list[**at].only_in.as_ref();
            only_in.is_none_or(|environment| finding.owners.contains(environment))
        };
        let at = *candidates.into_iter().find(holds)?;
        self.list[at].used = true;
        self.list.get(at)
    }

    fn report(self, diagnostics: &mut Diagnostics) {
        for Allowance { allow, entity, used, .. } in self.list {
            let code = &allow.code;
            if !super::CODES.iter().any(|known| known.slug == **code) {
                diagnostics.push(unknown(allow));
            } else if !used {
                let message = format!("`{code}` is allowed at {}, but nothing is found there", entity.0);
                let help = "remove this line";
                diagnostics.push(Diagnostic::new(&UNUSED, allow.span, message).help(help));
            }
        }
    }
}

/// An overlay without `allow` of its own carries those of the declaration, which are known already.
fn without<'m>(allows: &'m [Allow], known: &[Allow]) -> &'m [Allow] {
    let inherited = allows.iter().map(|allow| allow.span).eq(known.iter().map(|allow| allow.span));
    if inherited { &[] } else { allows }
}

fn unknown(allow: &Allow) -> Diagnostic {
    let code = &allow.code;
    let diagnostic = Diagnostic::new(&UNKNOWN, code.span, format!("no rule finds `{code}`"));
    match nearest(code, super::CODES.iter().map(|code| code.slug)) {
        Some(near) => diagnostic.help(format!("did you mean `{near}`?")).fix(code.span, words::quoted(near)),
        None => diagnostic
            .help("only the judgement of a rule can be allowed; what else is reported has to be mended"),
    }
}
