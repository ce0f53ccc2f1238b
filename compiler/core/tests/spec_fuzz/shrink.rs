//! A project for which something does not hold, made smaller as long as it still does not: files go, then nodes, first
//! many at once and then single ones, those on the outside before those in them.

use super::nodes::{nodes, without};
use crate::support::project::Project;
use formwork_core::driver::SPEC;
use std::ops::Range;

/// Each try compiles a project, or does more.
const MOST_TRIES: usize = 600;

/// The smallest project that was found for which `fails` holds.
pub(crate) fn shrunk(project: &Project, fails: &dyn Fn(&Project) -> bool) -> Project {
    let mut shrinking = Shrinking { smallest: project.clone(), fails, tries: 0 };
    for name in project.files.keys().filter(|name| *name != SPEC) {
        let mut without = shrinking.smallest.clone();
        without.files.remove(name);
        shrinking.take(without);
    }
    let mut before = usize::MAX;
    while shrinking.smallest.size() < before {
        before = shrinking.smallest.size();
        for depth in 0..8 {
            project.files.keys().for_each(|name| shrinking.shrink_nodes(name, depth));
        }
    }
    let mut short = shrinking.smallest.clone();
    for text in short.files.values_mut() {
        let is_something = |line: &&str| !["", ";", "/* why */"].contains(&line.trim());
        *text = text.lines().filter(is_something).map(|line| format!("{line}\n")).collect();
    }
    if fails(&short) { short } else { shrinking.smallest }
}

struct Shrinking<'f> {
    smallest: Project,
    fails: &'f dyn Fn(&Project) -> bool,
    tries: usize,
}

impl Shrinking<'_> {
    /// Takes a project if it still fails.
    fn take(&mut self, project: Project) -> bool {
        self.tries += 1;
        let fails = self.tries <= MOST_TRIES && (self.fails)(&project);
        if fails {
            self.smallest = project;
        }
        fails
    }

    /// Takes out nodes of one depth.
    fn shrink_nodes(&mut self, name: &str, depth: usize) {
        let mut step = self.nodes(name, depth).len().div_ceil(2);
        while step > 0 {
            let mut at = 0;
            loop {
                let nodes = self.nodes(name, depth);
                let chosen = nodes.into_iter().skip(at).take(step).collect::<Vec<_>>();
                if chosen.is_empty() {
                    break;
                }
                let mut smaller = self.smallest.clone();
                smaller
                    .files
                    .get_mut(name)
                    .into_iter()
                    .for_each(|text| *text = without(text, chosen.clone()));
                if !self.take(smaller) {
                    at += step;
                }
            }
            step /= 2;
        }
    }

    /// The nodes of one depth, in the order of the text.
    fn nodes(&self, name: &str, depth: usize) -> Vec<Range<usize>> {
        let Some(text) = self.smallest.files.get(name) else { return Vec::new() };
        nodes(text).into_iter().filter(|node| node.depth == depth).map(|node| node.range).collect()
    }
}
