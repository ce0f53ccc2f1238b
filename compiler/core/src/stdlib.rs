//! The standard library: the files of `stdlib/`, embedded. Its KDL files declare the language and its catalogue and
//! are read by the same passes as a user's; its templates print text artifacts.

use sha2::{Digest as _, Sha256};

mod embedded {
    include!(concat!(env!("OUT_DIR"), "/stdlib.rs"));
}

/// What tells one standard library from another: the first digits of a SHA-256 over all its files.
pub fn digest() -> String {
    let mut hasher = Sha256::new();
    for (name, text) in embedded::FILES {
        // Lengths keep one list of files from looking like another.
        hasher.update((name.len() as u64).to_le_bytes());
        hasher.update(name);
        hasher.update((text.len() as u64).to_le_bytes());
        hasher.update(text);
    }
    hasher.finalize().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// The KDL files, by name, in order.
pub(crate) fn declarations() -> impl Iterator<Item = (&'static str, &'static str)> {
    embedded::FILES.iter().copied().filter(|(name, _)| name.ends_with(".kdl"))
}

/// Every template, by its name below `stdlib/templates/`, without the ending `.tera`.
pub(crate) fn templates() -> impl Iterator<Item = (&'static str, &'static str)> {
    embedded::FILES
        .iter()
        .filter_map(|(name, text)| Some((name.strip_prefix("templates/")?.strip_suffix(".tera")?, *text)))
}
