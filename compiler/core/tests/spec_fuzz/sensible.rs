//! What specs that are to come through need to know besides the schema: what rules ask for, and what belongs together.

use formwork_core::schema::FieldDef;
use formwork_core::syntax::quoted;

/// Lines as an author would write them, by kind.
const LINES: &[(&str, &[&str])] = &[
    (
        "runtime-use",
        &[
            r#""python" version="3.12" manager="uv""#,
            r#""python" version="3.13" manager="uv""#,
            r#""node" version="22" manager="npm""#,
            r#""node" version="24" manager="npm" framework="next""#,
        ],
    ),
    ("encrypt", &[r#""age" recipient="age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p""#]),
    ("rollout", &[r#""blue-green""#, r#""recreate" bake="1m""#]),
    ("nginx", &[r#"version="1.30""#]),
];

/// Fields without which a rule would object.
const WANTED: &[&str] = &["host", "deploy-on", "encrypt", "repository", "run", "health"];

/// Fields that are hardly right by chance.
const SELDOM: &[&str] =
    &["allow", "accept", "promote-from", "data", "on", "memory", "cpus", "finds", "golden"];

/// Lines that have a meaning beyond their shape, by the field that holds them: paths of settings, and what they can be.
const MEANINGFUL: &[(&str, &[&str])] = &[
    ("rule.when", &[r#""port" exists=#true"#, r#""check.*.coverage" at-least="1%""#]),
    (
        "rule.expect",
        &[
            r#""memory" at-least="64MiB""#,
            r#""memory" at-most="9GiB""#,
            r#""memory" { one-of "512MiB" "1GiB"; }"#,
            r#""runtime" is="python""#,
            r#""run" includes="server""#,
            r#""source" matches="[a-z0-9/]+""#,
            r#""env.*.value" is-not="""#,
        ],
    ),
    ("test.expect", &[r#""service.*.replicas" at-least=1"#, r#""service.*.port" exists=#true"#]),
    (
        "platform.cannot",
        &[
            r#""service.memory" because="there is one""#,
            r#""environment.route" because="no edge""#,
            r#""service.replicas" except="1" because="one""#,
            r#""service.cpus" when="supervisor" is="pm2" because="it is old""#,
        ],
    ),
];

/// The whole of a node after its name, where it is not made up.
pub(super) fn lines(
    is_sensible: bool,
    outer: &str,
    field: &str,
    kind: &str,
) -> Option<&'static [&'static str]> {
    let find = |lines: &[(&str, &'static [&'static str])], wanted: &str| {
        lines.iter().find(|(name, _)| *name == wanted).map(|(_, lines)| *lines)
    };
    find(MEANINGFUL, &format!("{outer}.{field}")).or_else(|| find(LINES, kind).filter(|_| is_sensible))
}

/// One in so many says an optional field.
pub(super) fn rarity(is_sensible: bool, field: &FieldDef) -> usize {
    match &*field.name {
        name if is_sensible && WANTED.contains(&name) => 1,
        name if is_sensible && SELDOM.contains(&name) => 8,
        _ => 2,
    }
}

/// What would clash, or be nothing, if it were chosen at random.
pub(super) fn value(field: &FieldDef, number: usize) -> Option<String> {
    Some(match &*field.name {
        "port" => (3000 + number).to_string(),
        "host" | "name" => quoted(&format!("h{number}.example.org")),
        "version" => quoted("17"),
        "source" => quoted(&format!("services/s{number}")),
        "run" => quoted("server"),
        "repository" => quoted("github.com/acme/shop"),
        "env" => quoted(&format!("WHERE_{number}")),
        _ => return None,
    })
}

/// Whether a reference may lead there; services that need each other would go round in circles.
pub(super) fn is_good_name(field: &FieldDef, name: &str, is_service: bool) -> bool {
    match &*field.name {
        "engine" => name == "postgresql",
        "platform" => name == "vps" || name == "compose",
        "things" | "covers" => !is_service,
        _ => true,
    }
}
