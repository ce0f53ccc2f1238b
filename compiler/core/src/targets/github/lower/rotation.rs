//! `rotation.yml`: a reminder of secrets that are due. In: the secrets that have an age at which they are replaced. Out: a
//! workflow that opens an issue for each that is due, and takes the day on which that issue is closed for the day of the
//! replacement. It sees no secret: what it knows of them is names.

use super::super::ir::{Cron, Defaults, Dispatch, Job, On, Step, Workflow, one_at_a_time, permissions};
use super::Made;
use crate::artifact::EntityRef;
use crate::model::{Model, Secret};
use crate::render::yaml::{Commented, SpaceAfter};
use crate::types::Duration;
use indexmap::IndexMap;

const ABOUT: [&str; 4] = [
    "",
    "Opens an issue for each secret that is as old as the spec lets it become. To close it is to say that the new value",
    "serves everywhere: the next reminder counts from that day. A secret of which no such issue was ever closed is due,",
    "since nobody knows how old it is. Only issues with the label count: not everybody can set one.",
];

const LABEL: &str = "secret-rotation";

const REMIND: &str = r#"gh label create "$LABEL" --color B60205 --description "A secret that has to be replaced" --force
gh issue list --label "$LABEL" --state all --limit 1000 --json title,state,closedAt > "$RUNNER_TEMP/issues.json"
while read -r name days page owner; do
  title="Replace the secret $name"
  is_due="$(jq --arg title "$title" --argjson days "$days" 'map(select(.title == $title)) | if any(.state == "OPEN")
    then false else all((.closedAt | fromdateiso8601) + $days * 86400 < now) end' "$RUNNER_TEMP/issues.json")"
  if [[ "$is_due" == false ]]; then
    echo "$name: not due, or its issue is open"
    continue
  fi
  echo "$name: due"
  how="$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/blob/$GITHUB_REF_NAME/$page"
  printf -v body '%s\n\n%s' \
    "The secret \`$name\` is replaced every $days days, by ${owner:-whoever can issue a new value}. How: $how" \
    "Close this issue when the new value serves everywhere: the next reminder counts from that day."
  gh issue create --title "$title" --label "$LABEL" --body "$body"
done <<< "$SECRETS"
"#;

pub(super) fn workflow(model: &Model) -> Option<Made> {
    let ageing = model.secrets.values().filter_map(|secret| Some((secret, secret.rotate?)));
    let (secrets, lines): (Vec<&Secret>, Vec<String>) =
        ageing.map(|(secret, age)| (secret, line(model, secret, age))).unzip();
    secrets.first()?;
    let rights = permissions(&[("issues", "write", "to remind of what is due")]);
    let mut job = Job::on_runner("Remind", 10, rights);
    let step = Step::run("Open an issue for each secret that is due", REMIND)
        .env("GH_TOKEN", "${{ github.token }}")
        .env("GH_REPO", "${{ github.repository }}")
        .env("LABEL", LABEL)
        .env("SECRETS", lines.join("\n"));
    job.steps.push(step);
    let workflow = Workflow {
        file: "rotation".to_string(),
        about: ABOUT.map(String::from).to_vec(),
        name: SpaceAfter("Secret rotation".to_string()),
        on: SpaceAfter(On {
            schedule: vec![Cron {
                cron: Commented("23 6 * * 1".to_string(), "Mondays at 06:23 UTC".to_string()),
                timezone: None,
            }],
            workflow_dispatch: Some(Dispatch::default()),
            ..On::default()
        }),
        permissions: SpaceAfter(IndexMap::new()),
        concurrency: one_at_a_time("secret-rotation".to_string()),
        defaults: SpaceAfter(Defaults::default()),
        jobs: IndexMap::from([("remind".to_string(), SpaceAfter(job))]),
    };
    let refs = secrets.iter().map(|secret| EntityRef::new("secret", &secret.name)).collect();
    Some((workflow, refs))
}

/// Name, days, page, owner: none of them holds a blank.
fn line(model: &Model, secret: &Secret, age: Duration) -> String {
    let owner = secret.owner.as_deref().unwrap_or_default();
    let (name, days) = (&secret.name, age.seconds / 86_400);
    // There is a runbook where there is a host.
    let has_runbook = super::hosts(model).next().is_some();
    let page = if has_runbook { format!("RUNBOOK.md#rotate-{name}") } else { "DEPLOYMENT.md".to_string() };
    format!("{name} {days} docs/{page} {owner}").trim_end().to_string()
}
