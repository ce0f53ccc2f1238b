//! The lock file's text to typed values. A lock that was merged badly is found with its line and never guessed at.

use super::{FILE_NAME, Lock, LockedArtifact, VERSION};
use crate::artifact::EntityRef;
use crate::diag::{Code, Diagnostic, Severity};
use crate::source::{FileId, Span};
use crate::types::RepoPath;
use serde::Deserialize;
use serde::de::{Error as _, MapAccess, Visitor};
use std::collections::BTreeMap;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Range;

pub static CONFLICT_MARKERS: Code = Code {
    slug: "lock/conflict-markers",
    severity: Severity::Error,
    explanation: "The lock file holds the marks of a merge that is not finished.\n\nTake either side of it \
        (`git checkout --theirs formwork.lock`), finish the merge of the spec, then run `formwork plan`: files that \
        already are as the spec wants them are recognised whatever the lock says, and `formwork apply` writes it anew.",
};
pub static UNKNOWN_VERSION: Code = Code {
    slug: "lock/unknown-version",
    severity: Severity::Error,
    explanation: "The lock file was written by a newer Formwork.\n\nIts format is one this version does not know, and \
        guessing could delete files. Use the version that wrote it, or a newer one.",
};
pub static BROKEN: Code = Code {
    slug: "lock/broken",
    severity: Severity::Error,
    explanation: "The lock file cannot be read.\n\nIt is written by `formwork apply` and not meant to be edited. Restore \
        it from version control. If it is lost, delete it: the next plan then treats every file as one it has not \
        written, adopts those that are as the spec wants them, and names the others as conflicts.",
};

pub const CODES: &[&Code] = &[&CONFLICT_MARKERS, &UNKNOWN_VERSION, &BROKEN];

/// What is wrong with a lock file, and where in its text.
#[derive(Debug)]
pub struct Fault {
    code: &'static Code,
    /// A range of bytes.
    at: Range<usize>,
    message: String,
    mark: &'static str,
    help: [String; 1],
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl Fault {
    /// The finding, once the text is among the sources: it is large, and only kept when it has to be shown.
    pub fn diagnostic(self, file: FileId) -> Diagnostic {
        let span = Span::new(file, self.at.start as u32, self.at.end as u32);
        let [help] = self.help;
        Diagnostic::new(self.code, span, self.message).mark(self.mark).help(help)
    }
}

/// Reads the text of a lock file.
pub fn read(text: &str) -> Result<Lock, Box<Fault>> {
    if let Some(at) = conflict_marker(text) {
        return Err(Box::new(Fault {
            code: &CONFLICT_MARKERS,
            at,
            message: "the lock file is in the middle of a merge".to_string(),
            mark: "left by git",
            help: [format!(
                "take either side, such as `git checkout --theirs {FILE_NAME}`, and run `formwork plan`"
            )],
        }));
    }
    let document: Document = serde_json::from_str(text).map_err(|error| {
        // Another version may well have another shape.
        match serde_json::from_str::<Version>(text) {
            Ok(Version { version }) if version != VERSION => unknown_version(text, version),
            _ => broken(text, &error),
        }
    })?;
    if document.version != VERSION {
        return Err(unknown_version(text, document.version));
    }
    Ok(Lock {
        tool: document.tool,
        standard_library: document.standard_library,
        artifacts: document.artifacts.0,
        model: document.model.0.into_iter().map(|(entity, fields)| (EntityRef(entity), fields)).collect(),
    })
}

fn unknown_version(text: &str, version: u32) -> Box<Fault> {
    let start = text.find("\"version\"").unwrap_or_default();
    Box::new(Fault {
        code: &UNKNOWN_VERSION,
        at: start..(start + 9).min(text.len()),
        message: format!("the lock file has version {version}, which this Formwork does not know"),
        mark: "",
        help: [format!(
            "this Formwork reads version {VERSION}; use the Formwork that wrote it, or a newer one"
        )],
    })
}

fn broken(text: &str, error: &serde_json::Error) -> Box<Fault> {
    let start: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
    let line = text[start..].lines().next().unwrap_or_default();
    let at = start + error.column().saturating_sub(1).min(line.len());
    Box::new(Fault {
        code: &BROKEN,
        at: at..at,
        message: format!("the lock file cannot be read: {}", words(error)),
        mark: "",
        help: [format!("it is made by `formwork apply`; restore it: git checkout HEAD -- {FILE_NAME}")],
    })
}

#[derive(Deserialize)]
struct Version {
    version: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Document {
    version: u32,
    tool: String,
    standard_library: String,
    artifacts: Once<RepoPath, LockedArtifact>,
    model: Once<String, BTreeMap<String, String>>,
}

/// A map in which a key that stands twice is an error: a merge by hand leaves such.
struct Once<K, V>(BTreeMap<K, V>);

impl<'de, K, V> Deserialize<'de> for Once<K, V>
where
    K: Deserialize<'de> + Ord + fmt::Display,
    V: Deserialize<'de>,
{
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(OnceVisitor(PhantomData))
    }
}

struct OnceVisitor<K, V>(PhantomData<(K, V)>);

impl<'de, K, V> Visitor<'de> for OnceVisitor<K, V>
where
    K: Deserialize<'de> + Ord + fmt::Display,
    V: Deserialize<'de>,
{
    type Value = Once<K, V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Self::Value, A::Error> {
        let mut map = BTreeMap::new();
        while let Some(key) = entries.next_key::<K>()? {
            if map.contains_key(&key) {
                return Err(A::Error::custom(format!("`{key}` stands twice")));
            }
            map.insert(key, entries.next_value()?);
        }
        Ok(Once(map))
    }
}

/// The first line that git marks a conflict with.
fn conflict_marker(text: &str) -> Option<Range<usize>> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if ["<<<<<<< ", ">>>>>>> ", "||||||| "].iter().any(|mark| line.starts_with(mark))
            || line.trim_end() == "======="
        {
            return Some(start..start + line.trim_end().len());
        }
        start += line.len();
    }
    None
}

/// What serde says, without its own line and column.
fn words(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or_default().to_string()
}
