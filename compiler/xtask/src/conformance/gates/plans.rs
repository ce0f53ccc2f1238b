//! What a plan is printed as: JSON that its published schema describes, a comment that GitHub's Markdown makes nothing
//! of but text, a page that a browser shows without a fault.
//!
//! In: `*.plan.json`, `*.plan.md`, `*.plan.html`. Out: what does not fit.

use super::{schema, script};
use crate::conformance::artifact::Artifact;
use crate::conformance::gate::{Gate, Tool};
use crate::tools::Kit;
use crate::workspace::Workspace;

pub(crate) const SCHEMA: Gate = Gate {
    name: "plan-schema",
    tool: Tool { name: "check-jsonschema", kits: &[Kit::Python], package: "check-jsonschema" },
    takes: |artifact| is(artifact, ".plan.json"),
    judge: |toolbox, artifacts| {
        let file = Workspace::find()?.root.join("docs/schema/plan-1.json");
        schema::check(toolbox, artifacts, &["--schemafile", &file.to_string_lossy()], "plan-1.json")
    },
};

pub(crate) const COMMENT: Gate = Gate {
    name: "plan-comment",
    tool: Tool { name: "cmark-gfm", kits: &[Kit::Python], package: "cmarkgfm" },
    takes: |artifact| is(artifact, ".plan.md"),
    judge: |toolbox, artifacts| script::judge(toolbox.python_script("comment.py"), artifacts),
};

pub(crate) const PAGE: Gate = Gate {
    name: "plan-page",
    tool: Tool { name: "chromium", kits: &[Kit::Chromium, Kit::Node], package: "chromium" },
    takes: |artifact| is(artifact, ".plan.html"),
    judge: |toolbox, artifacts| {
        let mut script = toolbox.node_script("page.mjs");
        script.args(toolbox.chromium());
        script::judge(script, artifacts)
    },
};

fn is(artifact: &Artifact, end: &str) -> bool {
    artifact.path.ends_with(end)
}
