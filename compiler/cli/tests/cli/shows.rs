//! `show`: answers on stdout, problems on stderr, and the exit codes of both.

use crate::support::{Project, err, out};

#[test]
fn a_setting_is_shown_with_its_place() {
    let project = Project::new();
    let output = project.run(&["show", "api.port"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(out(&output).contains("port  8000"), "{}", out(&output));
    assert!(out(&output).contains("formwork.kdl:7"), "{}", out(&output));
    let listed = out(&project.run(&["show"]));
    assert_eq!(listed.lines().count(), 3, "{listed}");
    assert!(out(&project.run(&["show", "service.api", "--in", "development"])).contains("in development"));
    assert!(out(&project.run(&["show", "api", "--format", "json"])).starts_with("{\n  \"version\": 1"));
}

#[test]
fn what_is_not_there_fails_with_a_suggestion() {
    let project = Project::new();
    for (arguments, help) in [
        (&["show", "apy"][..], "did you mean api?"),
        (&["show", "api", "--in", "developmnt"], "did you mean development?"),
        (&["show", "--diff", "development", "production"], "there are: development"),
    ] {
        let output = project.run(arguments);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        assert!(output.stdout.is_empty() && err(&output).contains(help), "{}", err(&output));
    }
    for wrong in [&["show", "--diff", "development"][..], &["show", "api", "--diff", "a", "b"]] {
        assert_eq!(project.code(wrong), 64, "{wrong:?}");
    }
}

#[test]
fn a_spec_with_mistakes_is_not_shown_and_one_that_rules_object_to_is() {
    let project = Project::new();
    project.spec("port 8000", "port \"many\"");
    let output = project.run(&["show", "api"]);
    assert_eq!((output.status.code(), output.stdout.is_empty()), (Some(1), true));
    assert!(err(&output).contains("`port` takes a whole number"), "{}", err(&output));
    project.spec("port \"many\"", "port 8000");
    project.spec("environment", "database \"main\" engine=\"mongodb\" version=\"0.1\"\nenvironment");
    assert_eq!(project.code(&["check"]), 1);
    assert_eq!(project.code(&["show", "main"]), 0);
}

#[test]
fn what_a_component_makes_is_shown_with_both_places() {
    let project = Project::new();
    let component = r#"component "batch" {
    about "A job."
    name type="identifier"
    field "size" type="size" default="64MiB" { about "How much memory."; }
    makes {
        service "${name}" {
            source "api"
            runtime "node" version="22" manager="npm"
            run "node" "job.js"
            memory "${size}"
        }
    }
}
batch "nightly" { size "2GiB"; }
environment"#;
    project.spec("environment", component);
    let shown = out(&project.run(&["show", "nightly"]));
    let at = |name: &str| shown.lines().find(|line| line.trim_start().starts_with(name)).unwrap_or_default();
    assert!(shown.contains("formwork.kdl:16, made at") && shown.contains("2GiB"), "{shown}");
    assert!(at("source").ends_with("formwork.kdl:17"), "the component says so: {shown}");
    assert!(at("memory ").ends_with("formwork.kdl:24"), "the instance says so: {shown}");
    let json: String = out(&project.run(&["show", "nightly.source", "--format", "json"]));
    assert!(json.contains("\"made-at\"") && json.contains("\"line\": 24"), "{json}");
}
