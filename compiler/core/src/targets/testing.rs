//! For the tests of targets: a spec in, the artifacts of one target out.

use crate::driver;
use crate::resolve::Repository;
use crate::types::RepoPath;
use std::collections::BTreeMap;

struct EverythingIsThere;

impl Repository for EverythingIsThere {
    fn contains(&self, _: &RepoPath) -> bool {
        true
    }
}

/// The texts that a target makes of a spec without errors, by path.
pub(super) fn artifacts(target: &str, spec: &str) -> BTreeMap<String, String> {
    let mut compilation = driver::compile(spec, &EverythingIsThere);
    let mut artifacts = BTreeMap::new();
    driver::emit(&mut compilation, &mut |artifact| {
        if artifact.target == target {
            artifacts.insert(artifact.path.to_string(), artifact.text);
        }
    });
    assert!(!compilation.diagnostics.has_errors(), "{:#?}", compilation.diagnostics);
    artifacts
}

/// The example that everything is judged by.
pub(super) const AUTHOR: &str = include_str!("../../../../examples/auto-author/formwork.kdl");
