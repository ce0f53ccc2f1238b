//! Names that differ in upper and lower case alone: one file on macOS and Windows, two here.

use crate::support::{Project, err, out};
use std::fs;

#[test]
fn nothing_is_written_beside_what_differs_in_case_alone() {
    let project = Project::new();
    fs::write(project.path("api/dockerfile"), "FROM scratch\n").unwrap();
    fs::create_dir(project.path("Docs")).unwrap();
    let before = project.tree();
    let output = project.run(&["apply", "--yes"]);
    assert_eq!(output.status.code(), Some(1), "{}", out(&output));
    let words = out(&output).split_whitespace().collect::<Vec<_>>().join(" ");
    for there in ["api/dockerfile", "Docs"] {
        assert!(words.contains(&format!("differs from {there} in upper and lower case alone")), "{words}");
    }
    assert_eq!(project.tree(), before);
    // With other names they are nobody's business.
    fs::rename(project.path("api/dockerfile"), project.path("api/dockerfile.old")).unwrap();
    fs::rename(project.path("Docs"), project.path("Documents")).unwrap();
    assert_eq!(project.code(&["apply", "--yes"]), 0);
    assert_eq!(project.code(&["plan", "--detailed-exitcode"]), 0);
}

#[test]
fn a_folder_renamed_in_case_alone_is_settled_by_renaming_it() {
    let project = Project::applied();
    project.spec("source \"api\"", "source \"Api\"");
    // The folder that the spec names is not there.
    assert_eq!(project.code(&["plan"]), 1);
    fs::rename(project.path("api"), project.path("Api")).unwrap();
    assert_eq!(project.code(&["apply", "--yes"]), 0);
    assert!(project.path("Api/Dockerfile").is_file() && !project.path("api").exists());
    assert!(!project.read("formwork.lock").contains("api/Dockerfile"));
    assert_eq!(project.code(&["plan", "--detailed-exitcode"]), 0);
}

#[test]
fn two_services_whose_folders_differ_in_case_alone_are_found() {
    let project = Project::new();
    fs::create_dir(project.path("API")).unwrap();
    let spec = project.read("formwork.kdl");
    let service = spec.split("\n\n").nth(1).unwrap();
    let other = service.replace("\"api\"", "\"other\"").replace("source \"other\"", "source \"API\"");
    fs::write(project.path("formwork.kdl"), format!("{spec}\n{}\n", other.replace("8000", "8001"))).unwrap();
    let before = project.tree();
    for command in [&["plan"][..], &["apply", "--yes"]] {
        let output = project.run(command);
        assert_eq!(output.status.code(), Some(1), "{command:?}: {}", out(&output));
        let words = err(&output).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(words.contains("artifact/case-alone"), "{command:?}: {words}");
        assert!(words.contains("`API/Dockerfile` (of service other)"), "{command:?}: {words}");
        assert!(words.contains("`api/Dockerfile` (of service api)"), "{command:?}: {words}");
    }
    assert_eq!(project.tree(), before);
}
