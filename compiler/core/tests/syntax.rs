//! The syntax from outside: what is reported for which text, what is in the tree, and what bad input costs.

mod support;

use formwork_core::syntax::{errors, habits};
use support::{line, parse_checked};

fn findings(text: &str) -> Vec<String> {
    let (tree, mut diagnostics) = parse_checked(text);
    habits(&tree, &mut diagnostics);
    diagnostics.sort();
    diagnostics.iter().map(|finding| line(&tree, finding)).collect()
}

/// The text of the KDL block under a heading of an explanation page.
fn example<'p>(page: &'p str, heading: &str) -> Option<&'p str> {
    let (_, section) = page.split_once(heading)?;
    let (_, block) = section.split_once("```kdl\n")?;
    block.split_once("\n```").map(|(text, _)| text)
}

#[test]
fn the_examples_of_each_explanation_show_its_code_and_no_other() {
    for code in errors::CODES {
        let good = example(code.explanation, "## Good").expect(code.slug);
        assert_eq!(findings(good), [""; 0], "{}", code.slug);
        let Some(bad) = example(code.explanation, "## Bad") else { continue };
        let found = findings(bad);
        assert!(!found.is_empty(), "{}", code.slug);
        assert!(found.iter().all(|line| line.starts_with(code.slug)), "{}: {found:#?}", code.slug);
    }
}
