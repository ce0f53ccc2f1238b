//! The checker where its parts meet: components, blocks, and what must go together.

use crate::snippets::{compile_piece, findings};

/// A variable whose parameter was not given is left out, and the service it belongs to stays.
#[test]
fn a_line_without_its_value_is_left_out_alone() {
    let component = r#"component "worker" {
    about "A worker as we run them."
    name type="identifier"
    field "level" type="text" { about "How much it says."; }
    makes {
        service "${name}" {
            source "worker"
            runtime "node" version="22" manager="npm"
            run "node" "worker.js"
            env { LEVEL "${level}"; MODE "fast"; }
        }
    }
}
"#;
    for (instance, expected) in [("worker \"mails\"", 1), ("worker \"mails\" { level \"info\"; }", 2)] {
        let compilation = compile_piece(&format!("{component}{instance}\n"));
        let model = compilation.model.as_ref().unwrap_or_else(|| panic!("{:?}", findings(&compilation)));
        assert_eq!(model.services["mails"].env.len(), expected, "{instance}");
    }
}

#[test]
fn what_a_line_of_a_block_must_have_together_is_looked_at() {
    let found = |line: &str| {
        let piece = format!("service \"backend\" {{ env {{ {line}; }}; }}\n");
        findings(&compile_piece(&piece)).iter().filter(|line| line.starts_with("check/constraint")).count()
    };
    assert_eq!(found("API_KEY"), 1);
    assert_eq!(found("API_KEY \"a\" secret=\"openai-key\""), 1);
    assert_eq!(found("API_KEY secret=\"openai-key\""), 0);
}

/// Fields of a kind with a tag: what there is not cannot be missing.
#[test]
fn what_another_value_of_the_tag_has_is_not_asked_for() {
    let kind = r#"kind "shelf" level="top" tag="made-of" {
    about "A shelf."
    name type="identifier"
    field "made-of" at="property" type="identifier" required=#true { about "Its material."; }
    field "oil" at="property" type="identifier" required=#true when="wood" { about "It is oiled with this."; }
    field "paint" type="identifier" when="metal" { about "It is painted so."; }
    field "zinc" type="identifier" when="metal" { about "It is galvanised so."; }
    constraint "at-least-one" "paint" "zinc" { message "`{name}` would rust"; }
}
"#;
    let found = |shelf: &str| findings(&compile_piece(&format!("{kind}{shelf}\n")));
    assert_eq!(found("shelf \"a\" made-of=\"wood\" oil=\"teak\""), Vec::<String>::new());
    assert_eq!(found("shelf \"a\" made-of=\"metal\" { paint \"red\"; }"), Vec::<String>::new());
    let wrong = [
        ("shelf \"a\" made-of=\"wood\"", "check/missing-field"),
        ("shelf \"a\" made-of=\"metal\"", "check/constraint"),
        (
            "shelf \"a\" made-of=\"wood\" oil=\"teak\" { zinc \"hot\"; }",
            "`zinc` is a setting of made-of \"metal\"",
        ),
    ];
    for (shelf, expected) in wrong {
        let found = found(shelf);
        assert!(found.len() == 1 && found[0].contains(expected), "{shelf}: {found:?}");
    }
}

/// What many instances get wrong in one line is shown there once.
#[test]
fn a_line_of_a_component_is_shown_once() {
    let component = r#"component "worker" {
    about "A worker as we run them."
    name type="identifier"
    makes {
        service "${name}" {
            source "worker"
            runtime "node" version="22" manager="npm"
            run "node" "worker.js"
            replicas 7
        }
    }
}
environment "laptop" platform="compose"
service "first" { source "first"; runtime "node" version="22" manager="npm"; run "node" "a.js"; replicas 3; }
"#;
    let instances = "worker \"mails\"\nworker \"texts\"\nworker \"calls\"\n";
    let compilation = compile_piece(&format!("{component}{instances}"));
    let of_replicas = |found: &&crate::diag::Diagnostic| found.code.slug() == "platform/leaves-out";
    let finding = compilation.diagnostics.iter().find(of_replicas).expect("one laptop runs one copy");
    let places = finding.labels.iter().filter(|label| compilation.sources.slice(label.span) == "7");
    assert_eq!(places.count(), 1, "{:?}", finding.labels);
}
