//! Findings the author accepts: `allow "code" reason="…"` at the thing it concerns. In: the findings of all rules.
//! Out: those that are reported, those that are allowed, and what is wrong with the allowances themselves.

use super::allowances::Allowances;
use super::declared::{DeclaredRule, Judgement};
use super::findings::Findings;
use crate::artifact::EntityRef;
use crate::diag::{Code, Diagnostic, Diagnostics, Severity};
use crate::effective::View;
use crate::source::Span;
use std::collections::BTreeSet;

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

/// Sorts what was found into reported and allowed.
pub(super) fn settle(
    view: &View<'_>,
    findings: Findings,
    judgements: Vec<Judgement>,
    rules: &[DeclaredRule],
    diagnostics: &mut Diagnostics,
) -> Vec<Allowed> {
    let mut allowances = Allowances::of(view);
    let mut allowed: Vec<Allowed> = Vec::new();
    // The views of a service in several environments give one finding several times, in a row.
    let mut keep = |entry: Allowed| {
        if allowed.last() != Some(&entry) {
            allowed.push(entry);
        }
    };
    // What is wrong at the same places in several environments is one mistake.
    let mut said = BTreeSet::new();
    for finding in findings.list {
        let mut places: Vec<Span> = finding.diagnostic.labels.iter().map(|label| label.span).collect();
        places.sort_unstable();
        match allowances.take(&finding.owners, finding.diagnostic.code.slug()) {
            None if said.insert((finding.diagnostic.code.slug().to_string(), places)) => {
                diagnostics.push(finding.diagnostic);
            }
            None => {}
            Some(allowance) => keep(allowance.accept(finding.diagnostic)),
        }
    }
    for judgement in judgements {
        let (rest, accepted) = judgement.without(|owners, code| {
            let allowance = allowances.take(owners, code)?;
            Some(allowance.accept(judgement.diagnostic()))
        });
        rest.into_iter().for_each(|diagnostic| diagnostics.push(diagnostic));
        accepted.into_iter().for_each(&mut keep);
    }
    let own = rules.iter().map(|rule| rule.code.slug.as_str());
    allowances.report(&own.collect::<Vec<_>>(), diagnostics);
    allowed
}
