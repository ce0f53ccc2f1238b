//! An image from elsewhere whose name can mean another one tomorrow.

#[cfg(test)]
use super::Case;
use super::{Findings, Rule};
use crate::artifact::EntityRef;
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::Model;

static CODE: Code = Code {
    slug: "image/moves",
    severity: Severity::Error,
    explanation: r##"A service runs an image from elsewhere, and its name says no version.

Without a tag it is `latest`, and tags such as `latest`, `stable` or `main` are moved to every new build: what runs after
the next deploy, or on another developer's machine, is something that nobody has chosen, and there is no name for what ran
before. A tag with a number in it is taken for a version; a digest, `@sha256:…`, cannot move at all. Deploys to hosts find
out the digest of the tag and run that.

## Bad

```kdl
service "search" {
    image "docker.io/getmeili/meilisearch:latest"
}
```

## Good

```kdl
service "search" {
    image "docker.io/getmeili/meilisearch:v1.13"
}
```
"##,
};

pub(super) static RULE: Rule = Rule {
    code: &CODE,
    check,
    #[cfg(test)]
    cases: CASES,
};

fn check(model: &Model, findings: &mut Findings) {
    for service in model.services.values() {
        let Some(image) = service.image.as_ref().filter(|image| moves(image)) else { continue };
        let finding =
            Diagnostic::new(&CODE, image.span, format!("this image can be another one tomorrow: `{image}`"))
                .mark("no version in its tag")
                .help("name a version: \"ghcr.io/acme/search:1.4\"");
        findings.report([EntityRef::new("service", &service.name)], finding);
    }
}

/// A digest never moves; of tags, those with a number in them are taken for versions.
fn moves(image: &str) -> bool {
    let name = image.rsplit('/').next().unwrap_or(image);
    let tag = name.split_once(':').map_or("", |(_, tag)| tag);
    !image.contains("@sha256:") && !tag.contains(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"service "search" { image "ghcr.io/acme/search"; }"#,
        &[("this image can be another one tomorrow: `ghcr.io/acme/search`", r#""ghcr.io/acme/search""#)],
    ),
    Case::fires(
        r#"service "search" { image "ghcr.io:443/acme2/search:latest"; }"#,
        &[(
            "this image can be another one tomorrow: `ghcr.io:443/acme2/search:latest`",
            r#""ghcr.io:443/acme2/search:latest""#,
        )],
    ),
    Case::silent(r#"service "search" { image "ghcr.io/acme/search:v1.4"; }"#),
    Case::silent(
        r#"service "search" { image "ghcr.io/acme/search@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"; }"#,
    ),
];
