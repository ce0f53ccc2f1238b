//! `docs` and `explain`: what is printed, what is written, and what is left alone.

use crate::support::{Project, err, out};
use std::fs;
use std::os::unix::fs::symlink;

#[test]
fn one_page_is_printed() {
    let project = Project::empty();
    let first = out(&project.run(&["docs"]));
    assert!(
        first.starts_with("<!-- Made by `formwork docs`.") && first.contains("(kinds/service.md)"),
        "{first}"
    );
    assert!(out(&project.run(&["docs", "service"])).contains("\n# service\n"));
    assert!(out(&project.run(&["docs", "types"])).contains("\n## duration\n"));
    let unknown = project.run(&["docs", "servce"]);
    assert_eq!((unknown.status.code(), unknown.stdout.len()), (Some(1), 0));
    assert!(err(&unknown).contains("there is no page `servce`") && err(&unknown).contains("service"));
    for wrong in [&["docs", "--check"][..], &["docs", "service", "--out", "x"]] {
        assert_eq!(project.code(wrong), 64, "{wrong:?}");
    }
    assert!(project.tree().is_empty());
}

#[test]
fn all_pages_are_written_once() {
    let project = Project::empty();
    assert_eq!(project.code(&["docs", "--out", "docs/reference", "--check"]), 1);
    assert!(project.tree().is_empty(), "a check writes nothing");
    assert_eq!(project.code(&["docs", "--out", "docs/reference"]), 0);
    let written = project.tree();
    assert!(project.read("docs/reference/kinds/service.md").contains("# service"));
    let again = project.run(&["docs", "--out", "docs/reference"]);
    assert!(err(&again).starts_with("0 pages written, 0 removed"), "{}", err(&again));
    assert_eq!(project.tree(), written);
    assert_eq!(project.code(&["docs", "--out", "docs/reference", "--check"]), 0);
}

#[test]
fn what_is_out_of_date_is_said_and_mended() {
    let project = Project::empty();
    assert_eq!(project.code(&["docs", "--out", "manual"]), 0);
    let page = project.read("manual/types.md");
    fs::write(project.path("manual/types.md"), page.replace("duration", "time")).unwrap();
    fs::write(project.path("manual/kinds/gone.md"), &page).unwrap();
    fs::write(project.path("manual/notes.md"), "# Our own\n").unwrap();
    let check = project.run(&["docs", "--out", "manual", "--check"]);
    assert_eq!(check.status.code(), Some(1));
    assert_eq!(out(&check), "differs    types.md\nleft over  kinds/gone.md\n");
    assert_eq!(project.code(&["docs", "--out", "manual"]), 0);
    assert!(!project.path("manual/kinds/gone.md").exists());
    assert_eq!(project.read("manual/types.md"), page);
    assert_eq!(project.read("manual/notes.md"), "# Our own\n", "what people wrote is theirs");
}

#[test]
fn nothing_of_others_is_overwritten() {
    let project = Project::empty();
    fs::create_dir(project.path("docs")).unwrap();
    fs::write(project.path("docs/README.md"), "# Our own\n").unwrap();
    let before = project.tree();
    let refused = project.run(&["docs", "--out", "docs"]);
    assert_eq!(refused.status.code(), Some(1));
    assert!(err(&refused).contains("in the way: README.md"), "{}", err(&refused));
    assert_eq!(project.tree(), before);

    let elsewhere = Project::empty();
    fs::create_dir(project.path("manual")).unwrap();
    symlink(elsewhere.root(), project.path("manual/kinds")).unwrap();
    assert_eq!(project.code(&["docs", "--out", "manual"]), 1);
    assert!(elsewhere.tree().is_empty(), "nothing is written through a link");
}

#[test]
fn a_projects_own_words_are_explained() {
    let project = Project::new();
    let component = r#"
component "worker" {
    about "A worker as we run them."
    name type="identifier" { about "The worker is called so."; }
    field "memory" type="size" default="1024MiB" { about "The worker takes no more memory than this."; }
    makes {
        service "${name}" { source "api"; runtime "node" version="22" manager="npm"; run "node" "x.js"; }
    }
}
"#;
    let spec = project.read("formwork.kdl");
    fs::write(project.path("formwork.kdl"), format!("{spec}{component}")).unwrap();
    let page = out(&project.run(&["explain", "worker"]));
    assert!(page.contains("A worker as we run them.") && page.contains("when left out: \"1GiB\""), "{page}");
    assert!(out(&project.run(&["docs"])).contains("(kinds/worker.md)"));
    assert_eq!(project.code(&["explain", "worker.memory"]), 0);
    // A spec that cannot be understood is no reason to say nothing.
    fs::write(project.path("formwork.kdl"), format!("service {{{component}")).unwrap();
    assert_eq!(project.code(&["explain", "service.port"]), 0);
    fs::write(project.path("formwork.kdl"), [0xff, 0xfe]).unwrap();
    let page = project.run(&["explain", "duration"]);
    assert_eq!(page.status.code(), Some(0));
    assert!(err(&page).contains("spec/"), "{}", err(&page));
}
