//! The standard library: the files of `stdlib/`, embedded. Its KDL files declare the language and its catalogue and
//! are read by the same passes as a user's; its templates print text artifacts.

mod embedded {
    include!(concat!(env!("OUT_DIR"), "/stdlib.rs"));
}

/// What tells one standard library from another: the first digits of a SHA-256 over all its files, found when the
/// compiler was built.
pub const DIGEST: &str = embedded::DIGEST;

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
