//! `why`: answers about files and lines, and what is said of files that the spec does not make.

use crate::support::{Project, err, out};
use std::fs;

#[test]
fn a_file_is_told_with_what_it_is_made_from() {
    let project = Project::new();
    let answer = out(&project.run(&["why", "api/Dockerfile"]));
    for words in [
        "made by   the target `dockerfile`",
        "by stdlib/templates/dockerfile/node.tera",
        "not there yet: `formwork apply` writes it",
        "service api",
        "formwork.kdl:3",
        "stdlib/catalogue/runtimes/node.kdl:3",
    ] {
        assert!(answer.contains(words), "{words}: {answer}");
    }
    assert!(answer.lines().all(|line| line.chars().count() <= 80), "{answer}");
    assert_eq!(project.code(&["apply", "--yes"]), 0);
    assert!(out(&project.run(&["why", "api/Dockerfile"])).contains("as the spec makes it"));
}

/// The number of the first line that holds a text.
fn line_with(project: &Project, file: &str, text: &str) -> usize {
    project.read(file).lines().position(|line| line.contains(text)).unwrap() + 1
}

#[test]
fn a_line_is_told_with_its_settings_and_its_template() {
    let project = Project::applied();
    let place = format!("api/Dockerfile:{}", line_with(&project, "api/Dockerfile", "EXPOSE"));
    let answer = out(&project.run(&["why", &place]));
    assert!(answer.starts_with(&format!("{place}\n  EXPOSE 8000\n\n")), "{answer}");
    assert!(answer.contains("service.api.port = 8000  formwork.kdl:7\n"), "{answer}");
    assert!(answer.contains("printed by stdlib/templates/dockerfile/parts/development.tera:"), "{answer}");
    let both = out(&project.run(&["why", "api/Dockerfile:1-2"]));
    assert!(both.contains("api/Dockerfile:1\n") && both.contains("api/Dockerfile:2\n"), "{both}");
    let json = out(&project.run(&["why", &place, "--format", "json"]));
    assert!(json.starts_with("{\n  \"version\": 1") && json.contains("\"service.api.port\""), "{json}");
}

#[test]
fn a_default_is_told_with_its_declaration() {
    let project = Project::new();
    let production = r#"environment "production" platform="vps" {
    host "shop.app" user="deploy"
    deploy-on branch="main"
    route "api.shop.app" to="api"
}"#;
    project.spec("environment \"development\" platform=\"compose\"", production);
    assert_eq!(project.code(&["apply", "--yes"]), 0);
    let file = "deploy/production/compose.yaml";
    let answer =
        out(&project.run(&["why", &format!("{file}:{}", line_with(&project, file, "memory: 512m"))]));
    assert!(
        answer.contains("service.api.memory = 512MiB  default, stdlib/kinds/application.kdl:"),
        "{answer}"
    );
    assert!(answer.contains("written by the target `compose`"), "{answer}");
}

#[test]
fn what_was_edited_by_hand_is_said_to_be() {
    let project = Project::applied();
    let text = project.read("api/Dockerfile");
    fs::write(project.path("api/Dockerfile"), format!("# mine\n{}", text.replace("EXPOSE 8000", "EXPOSE 9")))
        .unwrap();
    let answer = out(&project.run(&["why", "api/Dockerfile:1"]));
    assert!(answer.contains("added by hand: the spec makes nothing here"), "{answer}");
    let at = line_with(&project, "api/Dockerfile", "EXPOSE 9");
    let answer = out(&project.run(&["why", &format!("api/Dockerfile:{at}")]));
    assert!(answer.contains("edited by hand: the spec makes\n  EXPOSE 8000\n"), "{answer}");
    assert!(answer.contains("service.api.port = 8000"), "{answer}");
    let whole = out(&project.run(&["why", "api/Dockerfile"]));
    assert!(whole.contains("3 lines are not what the spec makes"), "{whole}");
}

#[test]
fn what_the_spec_does_not_make_is_said_to_be_something_else() {
    let project = Project::applied();
    for (file, message, help) in [
        ("api/Dockerfil", "the spec does not make `api/Dockerfil`", "did you mean api/Dockerfile?"),
        ("Dockerfile", "the spec does not make", "did you mean api/Dockerfile?"),
        ("api", "the spec does not make `api`", "it makes 2 files in that folder: api/"),
        ("formwork.kdl", "is part of the spec", "formwork show"),
        ("formwork.lock", "is no artifact", "formwork plan"),
        ("api/Dockerfile:4000", "has no line 4000", "it has"),
    ] {
        let output = project.run(&["why", file]);
        assert_eq!((output.status.code(), output.stdout.is_empty()), (Some(1), true), "{file}");
        let said = err(&output);
        assert!(said.contains(message) && said.contains(help), "{file}: {said}");
    }
    assert_eq!(project.code(&["why", "api/Dockerfile:0"]), 64);
    assert_eq!(project.code(&["why", "api/Dockerfile:9-2"]), 64);
    // What the last apply made, and the spec makes no longer.
    project.spec("service \"api\"", "service \"web\"");
    let said = err(&project.run(&["why", "docs/services/api.md"]));
    assert!(said.contains("no longer") && said.contains("the next one takes it away"), "{said}");
}

#[test]
fn a_name_counts_from_the_root_or_from_where_one_stands() {
    let project = Project::new();
    let root = project.root().to_str().unwrap().to_string();
    let inside = |file: &str| {
        let output = crate::support::command(&["why", "-C", &root, file])
            .current_dir(project.path("api"))
            .output()
            .unwrap();
        out(&output).lines().next().unwrap_or_default().to_string()
    };
    for file in ["Dockerfile", "./Dockerfile", "api/Dockerfile", "../api/Dockerfile"] {
        assert_eq!(inside(file), "api/Dockerfile", "{file}");
    }
    assert_eq!(inside(&format!("{root}/api/Dockerfile")), "api/Dockerfile");
}

#[test]
fn nothing_is_told_of_a_spec_with_mistakes() {
    let project = Project::new();
    project.spec("port 8000", "port \"many\"");
    let output = project.run(&["why", "api/Dockerfile"]);
    assert_eq!((output.status.code(), output.stdout.is_empty()), (Some(1), true));
    assert!(err(&output).contains("`port` takes a whole number"), "{}", err(&output));
}
