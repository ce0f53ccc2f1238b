//! Railway's project as code, type-checked and evaluated; and the older `railway.json` against its schema.

use super::{schema, script};
use crate::conformance::gate::{Gate, Tool};
use crate::tools::Kit;

pub(crate) const CODE: Gate = Gate {
    name: "railway",
    tool: Tool { name: "TypeScript and the package railway", kits: &[Kit::Node], package: "railway" },
    takes: |artifact| artifact.path.ends_with(".railway/railway.ts"),
    judge: |toolbox, artifacts| script::judge(toolbox.node_script("railway.mjs"), artifacts),
};

pub(crate) const LEGACY: Gate = Gate {
    name: "railway-legacy",
    tool: Tool {
        name: "check-jsonschema, Railway's schema",
        kits: &[Kit::Python, Kit::Schemas],
        package: "check-jsonschema",
    },
    takes: |artifact| artifact.file_name() == "railway.json",
    judge: |toolbox, artifacts| {
        let file = toolbox.schema("railway.lintel.schema.json");
        schema::check(toolbox, artifacts, &["--schemafile", &file.to_string_lossy()], "railway")
    },
};
