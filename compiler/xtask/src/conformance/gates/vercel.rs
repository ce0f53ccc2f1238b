//! `vercel.json`: the command line's own validator, which lets unknown keys through, and a schema that does not.

use super::{schema, script};
use crate::conformance::artifact::Artifact;
use crate::conformance::gate::{Gate, Tool};
use crate::tools::Kit;

pub(crate) const CLI: Gate = Gate {
    name: "vercel",
    tool: Tool {
        name: "the validator of the Vercel CLI",
        kits: &[Kit::Vercel, Kit::Node],
        package: "vercel",
    },
    takes,
    judge: |toolbox, artifacts| script::judge(toolbox.node_script("vercel.mjs"), artifacts),
};

pub(crate) const SCHEMA: Gate = Gate {
    name: "vercel-schema",
    tool: Tool {
        name: "check-jsonschema, Vercel's schema",
        kits: &[Kit::Python, Kit::Schemas],
        package: "check-jsonschema",
    },
    takes,
    judge: |toolbox, artifacts| {
        let file = toolbox.schema("vercel.draft07-patched.schema.json");
        schema::check(toolbox, artifacts, &["--schemafile", &file.to_string_lossy()], "vercel")
    },
};

fn takes(artifact: &Artifact) -> bool {
    artifact.file_name() == "vercel.json"
}
