//! A project without its errors, made by taking out the nodes in which they lie: what is left is accepted by the
//! compiler, so that targets have something to make.

use super::nodes::{nodes, without};
use crate::support::project::Project;
use formwork_core::diag::Severity;
use formwork_core::driver;
use formwork_core::source::FileOrigin;
use std::collections::BTreeMap;

const ROUNDS: usize = 6;

/// None when there are still errors in the end.
pub(crate) fn repaired(project: &Project) -> Option<Project> {
    let mut project = project.clone();
    for _ in 0..ROUNDS {
        let wrong = faulty_places(&project)?;
        if wrong.is_empty() {
            return Some(project);
        }
        for (name, places) in wrong {
            let text = project.files.get_mut(&name)?;
            *text = without_nodes(text, &places);
        }
    }
    None
}

/// Where errors are, by file. None when one is nowhere.
fn faulty_places(project: &Project) -> Option<BTreeMap<String, Vec<u32>>> {
    let mut compilation = driver::compile(project.spec(), project);
    driver::emit(&mut compilation, &mut |_| {});
    let mut wrong: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for finding in compilation.diagnostics.iter().filter(|finding| finding.severity() == Severity::Error) {
        let span = finding.span()?;
        let file = compilation.sources.get(span.file);
        if file.origin != FileOrigin::Project {
            return None;
        }
        wrong.entry(file.name.to_string()).or_default().push(span.start);
    }
    Some(wrong)
}

/// A text without the innermost nodes around some places.
fn without_nodes(text: &str, places: &[u32]) -> String {
    let nodes = nodes(text);
    let innermost = |place: &u32| {
        let around = nodes.iter().filter(|node| node.range.contains(&(*place as usize)));
        around.max_by_key(|node| node.depth).map(|node| node.range.clone())
    };
    without(text, places.iter().filter_map(innermost).collect())
}
