//! Imports: the files of the repository that a spec is made of. In: the tree of the spec, and the repository. Out: the
//! trees of all files, each once, and the templates beside them. It looks at no node but `import`.

pub mod errors;
mod folder;

use crate::diag::{Diagnostic, Diagnostics};
use crate::render::OwnTemplate;
use crate::repository::{Opened, Repository};
use crate::source::{FileOrigin, Sources, Span, input};
use crate::syntax::{self, Node, Tree, Value};
use crate::types::RepoPath;
use errors::{CYCLE, NOT_KDL, NOT_THERE, NOTHING, TOO_MANY, UNREADABLE};
use indexmap::IndexMap;

/// More files than this nobody means to import.
const MOST_FILES: usize = 1_000;
/// The same for text, in bytes.
const MOST_TEXT: usize = 16 << 20;

/// Everything a spec is made of.
#[derive(Debug, Default)]
pub struct Imported {
    /// The spec itself first, then each file in the order in which it is first imported.
    pub trees: Vec<Tree>,
    /// The project's own templates: text by `language/name`.
    pub templates: IndexMap<String, OwnTemplate>,
}

/// Reads what the spec imports, and what that imports.
pub fn load(
    spec: Tree,
    repository: &dyn Repository,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Imported {
    let root = sources.get(spec.file()).name.to_string();
    let loader =
        Loader { repository, sources, diagnostics, imported: Imported::default(), text: 0, gave_up: false };
    loader.run(root, spec)
}

/// The specs that a spec imports, and those that they import, by their names. What cannot be imported is none.
pub fn files(name: &str, spec: &str, repository: &dyn Repository) -> Vec<String> {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let file = sources.add(name, spec, FileOrigin::Project);
    let tree = syntax::read(file, &sources.get(file).text, &mut diagnostics);
    load(tree, repository, &mut sources, &mut diagnostics);
    let imported = sources.iter().skip(1).map(|file| file.name.to_string());
    imported.filter(|name| name.ends_with(".kdl")).collect()
}

struct Loader<'l> {
    repository: &'l dyn Repository,
    sources: &'l mut Sources,
    diagnostics: &'l mut Diagnostics,
    imported: Imported,
    /// Bytes of text so far.
    text: usize,
    /// Whether a limit was met, which is said once.
    gave_up: bool,
}

/// A file to read, and the import that asks for it.
#[derive(Clone, Debug)]
struct Wanted {
    path: String,
    asked_at: Span,
}

/// A file whose imports are being read.
struct Open {
    path: String,
    /// What it imports, the next one last.
    wanted: Vec<Wanted>,
}

impl Loader<'_> {
    /// Depth first, with a stack of our own: a circle is a file that is wanted while it is still open.
    fn run(mut self, root: String, spec: Tree) -> Imported {
        let mut known: IndexMap<String, ()> = IndexMap::from([(root.clone(), ())]);
        let mut open = vec![Open { path: root, wanted: self.wanted_by(&spec) }];
        self.imported.trees.push(spec);
        while let Some(file) = open.last_mut() {
            let Some(wanted) = file.wanted.pop() else {
                open.pop();
                continue;
            };
            if known.contains_key(&wanted.path) {
                self.report_cycle(&open, &wanted);
                continue;
            }
            let Some(tree) = self.read(&wanted, known.len()) else { continue };
            known.insert(wanted.path.clone(), ());
            open.push(Open { path: wanted.path, wanted: self.wanted_by(&tree) });
            self.imported.trees.push(tree);
        }
        self.imported
    }

    /// The files that a file imports, the first one last.
    fn wanted_by(&mut self, tree: &Tree) -> Vec<Wanted> {
        let mut wanted = Vec::new();
        for import in tree.nodes().filter(|node| node.name() == "import") {
            // What is no path is reported by the checker.
            let Some((path, asked_at)) = path_of(import) else { continue };
            self.add_wanted(&path, asked_at, &mut wanted);
        }
        wanted.reverse();
        wanted
    }

    fn add_wanted(&mut self, path: &RepoPath, asked_at: Span, wanted: &mut Vec<Wanted>) {
        match self.repository.open(path) {
            Opened::File(_) if path.ends_with(".kdl") => {
                wanted.push(Wanted { path: path.to_string(), asked_at });
            }
            Opened::File(_) => {
                let message = format!("`{path}` does not end with .kdl");
                self.refuse(
                    Diagnostic::new(&NOT_KDL, asked_at, message).help("name a KDL file, or a folder"),
                );
            }
            Opened::Folder(names) => self.add_folder(path, names, asked_at, wanted),
            Opened::Absent => {
                let message = format!("there is no `{path}` to import");
                let help = "create it, or correct the path; it counts from the root of the repository";
                self.refuse(Diagnostic::new(&NOT_THERE, asked_at, message).help(help));
            }
            Opened::Refused(why) => {
                let message = format!("`{path}` is not imported: {why}");
                self.refuse(Diagnostic::new(&UNREADABLE, asked_at, message));
            }
        }
    }

    fn add_folder(
        &mut self,
        folder: &RepoPath,
        names: Vec<String>,
        asked_at: Span,
        wanted: &mut Vec<Wanted>,
    ) {
        let Some(found) = folder::list(folder, names, self.repository) else {
            return self.give_up(asked_at, format!("`{folder}` holds more than {MOST_FILES} files"));
        };
        if found.specs.is_empty() && found.templates.is_empty() {
            let message = format!("`{folder}` holds nothing to import");
            let help = "it takes files that end with .kdl, or templates/LANGUAGE/NAME.tera";
            self.refuse(Diagnostic::new(&NOTHING, asked_at, message).help(help));
        }
        wanted.extend(found.specs.into_iter().map(|path| Wanted { path, asked_at }));
        for (name, path) in found.templates {
            self.add_template(name, &path, asked_at);
        }
    }

    fn add_template(&mut self, name: String, path: &RepoPath, asked_at: Span) {
        let bytes = match self.repository.open(path) {
            Opened::File(bytes) => bytes,
            other => return self.not_read(path, &other, asked_at),
        };
        if let Some(text) = self.decode(path, bytes, asked_at) {
            // Shown in messages, and part of what the artifacts are made of.
            let file = self.sources.add(path.to_string(), text.as_str(), FileOrigin::Project);
            let place = Span::new(file, 0, text.len() as u32);
            self.imported.templates.insert(name, OwnTemplate { place, text });
        }
    }

    fn read(&mut self, wanted: &Wanted, known: usize) -> Option<Tree> {
        if known >= MOST_FILES {
            self.give_up(wanted.asked_at, format!("more than {MOST_FILES} files are imported"));
            return None;
        }
        let path: RepoPath = wanted.path.parse().ok()?;
        let bytes = match self.repository.open(&path) {
            Opened::File(bytes) => bytes,
            other => {
                self.not_read(&path, &other, wanted.asked_at);
                return None;
            }
        };
        let text = self.decode(&path, bytes, wanted.asked_at)?;
        let file = self.sources.add(wanted.path.as_str(), text, FileOrigin::Project);
        Some(syntax::read(file, &self.sources.get(file).text, self.diagnostics))
    }

    fn decode(&mut self, path: &RepoPath, bytes: Vec<u8>, asked_at: Span) -> Option<String> {
        self.text += bytes.len();
        if self.text > MOST_TEXT {
            self.give_up(asked_at, format!("what is imported has more than {} MiB", MOST_TEXT >> 20));
            return None;
        }
        match input::decode_part(path, bytes, self.sources) {
            Ok(text) => Some(text),
            Err(finding) => {
                self.refuse(finding.label(asked_at, "imported here"));
                None
            }
        }
    }

    /// It was there a moment ago.
    fn not_read(&mut self, path: &RepoPath, found: &Opened, asked_at: Span) {
        let why = match found {
            Opened::Refused(why) => why.as_str(),
            _ => "it is no file any more",
        };
        let message = format!("`{path}` is not imported: {why}");
        self.refuse(Diagnostic::new(&UNREADABLE, asked_at, message));
    }

    fn report_cycle(&mut self, open: &[Open], wanted: &Wanted) {
        let Some(start) = open.iter().position(|file| file.path == wanted.path) else { return };
        let chain: Vec<&str> = open[start..].iter().map(|file| file.path.as_str()).collect();
        let message = match chain[..] {
            [own] => format!("`{own}` imports itself"),
            _ => format!("`{}` imports itself, through others", wanted.path),
        };
        let round = chain.iter().copied().chain([wanted.path.as_str()]).collect::<Vec<_>>().join(" -> ");
        let finding = Diagnostic::new(&CYCLE, wanted.asked_at, message).mark(round);
        self.refuse(finding.help("remove this import: what is imported once is known everywhere"));
    }

    fn give_up(&mut self, asked_at: Span, message: String) {
        if !std::mem::replace(&mut self.gave_up, true) {
            self.refuse(
                Diagnostic::new(&TOO_MANY, asked_at, message).help("import the folder that is meant"),
            );
        }
    }

    fn refuse(&mut self, finding: Diagnostic) {
        self.diagnostics.push(finding);
    }
}

/// The path that an `import` names, when it is one.
fn path_of(import: Node<'_>) -> Option<(RepoPath, Span)> {
    let entry = import.entries().find(|entry| !entry.is_property() && !entry.is_broken())?;
    match entry.value() {
        Value::String(text) => Some((text.parse().ok()?, entry.value_span())),
        _ => None,
    }
}
