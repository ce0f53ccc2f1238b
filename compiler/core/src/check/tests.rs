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
