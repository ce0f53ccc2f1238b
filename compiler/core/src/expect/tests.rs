//! Every comparison, where it holds and where it does not.

use super::{Expectation, ExpectationNode};
use crate::check::{check, read};
use crate::diag::Diagnostics;
use crate::driver::{Compilation, compile};
use crate::effective::View;
use crate::source::{FileOrigin, Sources};
use crate::syntax;
use crate::targets::fixture::EverythingIsThere;

const SPEC: &str = r#"
app "shop"
service "api" {
    source "api"
    runtime "node" version="22.3" manager="npm"
    port 8000
    memory "1024MiB"
    cpus 0.5
    drain "60s"
    env { ORIGIN "${service.api.origin}"; }
    check "unit" "npm test" coverage="81.5%"
    check "types" "npm run types" coverage="60%"
}
external "mail" url="https://mail.acme.app" { rate-limit "60/min"; }
notify "slack" secret="webhook" { on "page" "deploy"; }
secret "webhook"
environment "development" platform="compose"
"#;

/// Whether an expectation of a thing holds in development; a finding when it makes no sense.
fn holds(compilation: &Compilation, thing: &str, expectation: &str) -> Result<bool, String> {
    let schema = &compilation.schema;
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let text = format!("rule \"a/b\" on=\"service\" {{ about \"x\"; message \"x\"; expect {expectation}\n}}");
    let file = sources.add("test", text, FileOrigin::Project);
    let tree = syntax::parse(file, &sources.get(file).text, &mut diagnostics);
    let rule = check(&tree, schema, &mut diagnostics).remove(0);
    assert!(diagnostics.is_empty(), "{diagnostics:#?}");
    let node = rule.named(schema, "expect").unwrap().value.nodes().next().unwrap();
    let node: ExpectationNode = read(schema, node);

    let view = View::new(schema, &compilation.things, compilation.model.as_ref());
    let view = view.in_environment(Some("development"));
    let (at, _) = view.things.of_spec().find(|(at, _)| view.path(*at) == thing).unwrap();
    let of = view.node(at);
    let read = Expectation::read(&node, schema, of.kind, &node.path).map_err(|finding| finding.message)?;
    Ok(read.judge(&view, of).is_empty())
}

#[test]
fn comparisons_are_of_what_values_mean() {
    let compilation = compile(SPEC, &EverythingIsThere);
    for (expectation, expected) in [
        (r#""memory" is="1GiB""#, true),
        (r#""memory" is="8MiB""#, false),
        (r#""memory" is-not="1GiB""#, false),
        (r#""memory" is-not="2GiB""#, true),
        (r#""drain" is="1m""#, true),
        (r#""drain" at-least="60s""#, true),
        (r#""drain" at-least="61s""#, false),
        (r#""drain" at-most="1m""#, true),
        (r#""drain" at-most="59s""#, false),
        (r#""port" at-least=1024"#, true),
        (r#""port" at-most=1024"#, false),
        (r#""cpus" at-least=0.5"#, true),
        (r#""cpus" is=1"#, false),
        (r#""runtime.version" at-least="22.3.0""#, true),
        (r#""runtime.version" at-least="22.10""#, false),
        (r#""runtime.version" at-least="9""#, true),
        (r#""runtime.version" matches="22\\..*""#, true),
        (r#""runtime.version" matches="2""#, false),
        (r#""runtime.manager" { one-of "npm" "uv"; }"#, true),
        (r#""runtime.manager" { one-of "uv"; }"#, false),
        (r#""check.*.coverage" at-least="60%""#, true),
        (r#""check.*.coverage" at-least="61%""#, false),
        (r#""check.unit.coverage" at-least="81.5%""#, true),
        (r#""check.e2e.coverage" at-least="1%""#, false),
        (r#""check.e2e" exists=#false"#, true),
        (r#""check.unit" exists=#true"#, true),
        (r#""check.unit" exists=#false"#, false),
        (r#""health" exists=#true"#, false),
        (r#""health" exists=#false"#, true),
        (r#""replicas" exists=#true"#, true),
        (r#""about" is="x""#, false),
        (r#""about" is-not="x""#, true),
        (r#""env.ORIGIN.value" is="http://localhost:8000""#, true),
        (r#""env.ORIGIN.value" matches="\\$.*""#, false),
    ] {
        assert_eq!(holds(&compilation, "service.api", expectation), Ok(expected), "{expectation}");
    }
    for (expectation, expected) in [
        (r#""on" includes="page""#, true),
        (r#""on" includes="ticket""#, false),
        (r#""on" { one-of "page" "deploy"; }"#, true),
        (r#""on" is="page""#, false),
        (r#""on" is-not="ticket""#, true),
        (r#""on" is-not="deploy""#, false),
    ] {
        assert_eq!(holds(&compilation, "notify.slack", expectation), Ok(expected), "{expectation}");
    }
    assert_eq!(holds(&compilation, "external.mail", r#""rate-limit" at-least="1/s""#), Ok(true));
    assert_eq!(holds(&compilation, "external.mail", r#""rate-limit" at-least="2/s""#), Ok(false));
    let slow = holds(&compilation, "service.api", r#""drain" at-least="1 minute""#);
    assert!(slow.is_err_and(|why| why.contains("1 minute")), "a literal has the type of the setting");
}
