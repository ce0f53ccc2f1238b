//! A language to write specs in: that of the standard library, and what a project declares besides, made up from a
//! number. In: the number. Out: files to import, the schema of all of it, and what there is to name.

use super::components;
use super::declarations;
use crate::support::generate::Random;
use crate::support::project::Project;
use formwork_core::diag::emit;
use formwork_core::driver;
use formwork_core::schema::{KindId, Schema};
use formwork_core::terminal::Paint;
use std::collections::BTreeMap;

/// The folder of a project that holds its declarations.
pub(crate) const FOLDER: &str = "formwork";

/// What the instances of a component stand for: kinds, and what the names of their things end with.
pub(crate) type Made = BTreeMap<String, Vec<(String, String)>>;

pub(crate) struct Language {
    /// The declarations of the project, by path.
    pub(crate) files: BTreeMap<String, String>,
    pub(crate) schema: Schema,
    /// The entries of the catalogue, by kind.
    pub(crate) library: BTreeMap<KindId, Vec<String>>,
    /// By component.
    pub(crate) made: Made,
}

impl Language {
    /// What every project has.
    pub(crate) fn standard() -> Self {
        Self::read(BTreeMap::new(), Made::new())
    }

    /// A project's own: types and kinds first, then components of the things that there are.
    pub(crate) fn new(seed: u64) -> Self {
        let mut random = Random(seed);
        let declared = declarations::declarations(&Self::standard().schema, &mut random);
        let files = BTreeMap::from([(format!("{FOLDER}/kinds.kdl"), declared)]);
        let first = Self::read(files, Made::new());
        let (text, made) = components::components(&first, &mut random);
        let mut files = first.files;
        files.insert(format!("{FOLDER}/components.kdl"), text);
        Self::read(files, made)
    }

    fn read(files: BTreeMap<String, String>, made: Made) -> Self {
        let import = if files.is_empty() { String::new() } else { format!("import \"{FOLDER}\"\n") };
        let mut project = Project::of(&(import + "app \"x\""));
        project.files.extend(files.clone());
        let compilation = driver::compile(project.spec(), &project);
        let found = &compilation.diagnostics;
        assert!(
            !found.has_errors(),
            "{}\n{project}",
            emit::text(found, &compilation.sources, Paint::default())
        );
        let schema = compilation.schema;
        let mut library: BTreeMap<KindId, Vec<String>> = BTreeMap::new();
        for (_, node) in compilation.things.all().filter(|(_, node)| schema.kind(node.kind).is_catalogue) {
            library.entry(node.kind).or_default().extend(node.name(&schema).map(ToString::to_string));
        }
        Self { files, schema, library, made }
    }
}
