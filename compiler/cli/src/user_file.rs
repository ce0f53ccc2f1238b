//! A file of the user's, such as a spec. In: where it is, and a new text. Out: the file with that text, or as it was,
//! and a fault in words. It is read whole and never changed by halves: the new text is written beside it and takes its
//! name. What lies behind a symbolic link is left alone: it may be anybody's.

use crate::apply::Fault;
use crate::disk::{Disk, Folder, parent, read_at_most, reason};
use formwork_core::diag::Diagnostic;
use formwork_core::source::{Sources, input};
use std::fs::{self, File, Metadata};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, chown};
use std::path::{Path, PathBuf};

/// The text of a document, which may say nothing.
pub(crate) fn read(place: &Path, name: &str, sources: &mut Sources) -> Result<String, Box<Diagnostic>> {
    let bytes = look_at(place)
        .and_then(|_| read_at_most(place, input::LARGEST_SPEC).map_err(|error| reason(&error)))
        .map_err(|why| {
            Diagnostic::without_place(&input::UNREADABLE, format!("`{name}` is not read: {why}"))
        })?;
    Ok(input::decode_part(name, bytes, sources)?)
}

/// Gives a file a new text, if it still holds the old one.
pub(crate) fn rewrite(place: &Path, name: &str, old: &[u8], new: &str) -> Result<(), Fault> {
    let unwritable = |why: String| Fault::new(format!("`{name}` is not written: {why}"), "it is as it was");
    let metadata = look_at(place).map_err(unwritable)?;
    if metadata.permissions().readonly() {
        return Err(Fault::new(format!("`{name}` is read-only"), format!("chmod u+w {name}")));
    }
    let beside = Beside::write(place, new, Some(&metadata)).map_err(|error| unwritable(reason(&error)))?;
    match fs::read(place) {
        Ok(bytes) if bytes == old => {}
        Ok(_) => {
            return Err(Fault::new(
                format!("`{name}` changed while this ran"),
                "it was left alone; run it again",
            ));
        }
        Err(error) => return Err(unwritable(reason(&error))),
    }
    beside.take_name(place).map_err(|error| unwritable(reason(&error)))
}

/// Writes a file that is not there yet, and the folders that it stands in.
pub(crate) fn create(disk: &Disk, path: &str, text: &str) -> Result<(), Fault> {
    let unwritable = |why: String| Fault::new(format!("`{path}` is not written: {why}"), "nothing is there");
    let mut missing = Vec::new();
    let mut folder = parent(path);
    loop {
        match disk.folder(folder) {
            Folder::There => break,
            Folder::Absent => missing.push(folder),
            Folder::Link(link) => return Err(unwritable(format!("`{link}` is a symbolic link"))),
            Folder::Other(at, what) => return Err(unwritable(format!("`{at}` is {what}"))),
            Folder::Unreadable(why) => return Err(unwritable(why)),
        }
        folder = parent(folder);
    }
    for folder in missing.into_iter().rev() {
        match fs::create_dir(disk.place(folder)) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
                return Err(unwritable(reason(&error)));
            }
            _ => {}
        }
    }
    let place = disk.place(path);
    if fs::symlink_metadata(&place).is_ok() {
        return Err(unwritable("something is there".to_string()));
    }
    let beside = Beside::write(&place, text, None).map_err(|error| unwritable(reason(&error)))?;
    beside.take_name(&place).map_err(|error| unwritable(reason(&error)))
}

/// What stands there, if it is a file and no link to one.
fn look_at(place: &Path) -> Result<Metadata, String> {
    let metadata = fs::symlink_metadata(place).map_err(|error| reason(&error))?;
    if metadata.is_symlink() {
        return Err("it is a symbolic link; name the file that it leads to".to_string());
    }
    if metadata.is_file() { Ok(metadata) } else { Err("it is no file".to_string()) }
}

/// A new text under a name of its own, taken away again unless it gets its place.
struct Beside(Option<PathBuf>);

impl Beside {
    /// With the owner and the rights of what it is to replace, if there is something.
    fn write(place: &Path, text: &str, like: Option<&Metadata>) -> io::Result<Self> {
        // One name for each process: two that rewrite one file do not write into one another.
        let path = place.with_file_name(format!(".formwork-{}", std::process::id()));
        let mut options = File::options();
        options.write(true).create_new(true);
        let mut file = match options.open(&path) {
            // Left by a run that was killed.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                fs::remove_file(&path)?;
                options.open(&path)?
            }
            other => other?,
        };
        let beside = Self(Some(path.clone()));
        file.write_all(text.as_bytes())?;
        if let Some(like) = like {
            // Only root can give a file away; everybody else owns what they write.
            let _ = chown(&path, Some(like.uid()), Some(like.gid()));
            file.set_permissions(like.permissions())?;
        }
        file.sync_all()?;
        Ok(beside)
    }

    fn take_name(mut self, place: &Path) -> io::Result<()> {
        if let Some(path) = &self.0 {
            fs::rename(path, place)?;
        }
        self.0 = None;
        Ok(())
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        if let Some(path) = &self.0 {
            let _ = fs::remove_file(path);
        }
    }
}
