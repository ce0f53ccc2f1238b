//! Says whether a kit is still what its lock asks for.
//!
//! In: the kit's recipe, which is all that decides what gets installed. Out: installed or not, and a note kept
//! with it (versions found). A stamp is written last, so a broken installation never has one.

use std::fs;
use std::path::{Path, PathBuf};

/// The mark beside an installed kit.
#[derive(Debug)]
pub(crate) struct Stamp {
    file: PathBuf,
    recipe: String,
}

impl Stamp {
    pub(crate) fn new(folder: &Path, recipe: String) -> Self {
        Self { file: folder.with_extension("stamp"), recipe }
    }

    /// The note written with the stamp, if the kit was installed from this very recipe.
    pub(crate) fn note(&self) -> Option<String> {
        let text = fs::read_to_string(&self.file).ok()?;
        let (note, recipe) = text.split_once('\n')?;
        (recipe == self.recipe).then(|| note.to_owned())
    }

    pub(crate) fn remove(&self) {
        // It may not be there; what matters is that it is gone.
        let _ = fs::remove_file(&self.file);
    }

    pub(crate) fn write(&self, note: &str) -> Result<(), String> {
        fs::write(&self.file, format!("{note}\n{}", self.recipe))
            .map_err(|why| format!("{}: {why}", self.file.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_changed_recipe_is_not_installed() {
        let folder = tempfile::tempdir().unwrap();
        let kit = folder.path().join("kit");
        let stamp = Stamp::new(&kit, "a\nb\n".into());
        assert_eq!(stamp.note(), None);
        stamp.write("1.2").unwrap();
        assert_eq!(stamp.note().as_deref(), Some("1.2"));
        assert_eq!(Stamp::new(&kit, "a\nc\n".into()).note(), None);
        stamp.remove();
        assert_eq!(stamp.note(), None);
    }
}
