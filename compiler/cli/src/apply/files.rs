//! What the writer asks of a file system, and nothing else, so that a test can let each of these calls fail. Paths are
//! those of the repository. Nothing is created, read or replaced through a symbolic link at the end of a path; whoever
//! calls sees to the folders on the way.

use crate::disk::Disk;
use formwork_core::plan::Tree;
use std::fs::{self, File, Metadata, Permissions};
use std::io::{self, Write};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, PermissionsExt, fchown};
use std::path::{Path, PathBuf};

pub(crate) trait FileSystem {
    /// The repository as it is now.
    fn look(&self) -> Box<dyn Tree + '_>;
    /// What is known of the thing itself, not of what a link leads to.
    fn metadata(&self, path: &str) -> io::Result<Metadata>;
    /// Whether files may come, go and change their names in a folder.
    fn may_change(&self, folder: &str) -> io::Result<()>;
    fn create_dir(&self, path: &str) -> io::Result<()>;
    /// Writes a file that was not there, with the owner and the rights of the one at the path `like`, if there is one.
    fn create(&self, path: &str, text: &str, executable: bool, like: Option<&str>) -> io::Result<()>;
    fn rename(&self, from: &str, to: &str) -> io::Result<()>;
    fn remove_file(&self, path: &str) -> io::Result<()>;
    fn remove_dir(&self, path: &str) -> io::Result<()>;
    /// All that was done so far reaches the disk: one call for all files.
    fn sync(&self) -> io::Result<()>;
}

/// The files below a folder.
#[derive(Debug)]
pub(crate) struct OnDisk {
    root: PathBuf,
    pub(super) folder: File,
}

impl OnDisk {
    pub(crate) fn below(root: &Path) -> io::Result<Self> {
        Ok(Self { root: root.to_path_buf(), folder: File::open(root)? })
    }
}

impl FileSystem for OnDisk {
    fn look(&self) -> Box<dyn Tree + '_> {
        Box::new(Disk::new(&self.root))
    }

    fn metadata(&self, path: &str) -> io::Result<Metadata> {
        fs::symlink_metadata(self.root.join(path))
    }

    fn may_change(&self, folder: &str) -> io::Result<()> {
        use rustix::fs::Access;
        Ok(rustix::fs::access(self.root.join(folder), Access::WRITE_OK | Access::EXEC_OK)?)
    }

    fn create_dir(&self, path: &str) -> io::Result<()> {
        fs::create_dir(self.root.join(path))
    }

    fn create(&self, path: &str, text: &str, executable: bool, like: Option<&str>) -> io::Result<()> {
        let mode = if executable { 0o755 } else { 0o644 };
        let mut file = File::options().write(true).create_new(true).mode(mode).open(self.root.join(path))?;
        file.write_all(text.as_bytes())?;
        match like.map(|like| self.metadata(like)) {
            Some(Ok(like)) if like.is_file() => take_after(&file, &like, executable),
            Some(Err(error)) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }

    fn rename(&self, from: &str, to: &str) -> io::Result<()> {
        fs::rename(self.root.join(from), self.root.join(to))
    }

    fn remove_file(&self, path: &str) -> io::Result<()> {
        fs::remove_file(self.root.join(path))
    }

    fn remove_dir(&self, path: &str) -> io::Result<()> {
        fs::remove_dir(self.root.join(path))
    }

    fn sync(&self) -> io::Result<()> {
        #[cfg(target_os = "linux")]
        rustix::fs::syncfs(&self.folder)?;
        #[cfg(not(target_os = "linux"))]
        rustix::fs::sync();
        Ok(())
    }
}

/// A plan speaks of no owner and of no rights but whether a file is to be run: an apply changes nothing else of them.
fn take_after(file: &File, like: &Metadata, executable: bool) -> io::Result<()> {
    let own = file.metadata()?;
    if (own.uid(), own.gid()) != (like.uid(), like.gid()) {
        // Only root can give a file away; everybody else owns what they write.
        let _ = fchown(file, Some(like.uid()), Some(like.gid()));
    }
    let mode = rights(like.mode(), executable);
    if own.mode() & 0o7777 == mode { Ok(()) } else { file.set_permissions(Permissions::from_mode(mode)) }
}

/// Who may run it is who may read it, where that changes at all.
fn rights(mode: u32, executable: bool) -> u32 {
    let mode = mode & 0o777;
    match (mode & 0o100 != 0, executable) {
        (false, true) => mode | (mode & 0o444) >> 2,
        (true, false) => mode & !0o111,
        _ => mode,
    }
}

/// Takes a file away, if it is there.
pub(super) fn remove_if_there(files: &dyn FileSystem, path: &str) -> io::Result<()> {
    match files.remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Takes a folder away, if it is empty. One that may not be taken away stays: it holds nothing.
pub(super) fn remove_if_empty(files: &dyn FileSystem, folder: &str) -> io::Result<()> {
    use io::ErrorKind::{DirectoryNotEmpty, NotADirectory, NotFound, PermissionDenied, ResourceBusy};
    match files.remove_dir(folder) {
        Err(error) => match error.kind() {
            DirectoryNotEmpty | NotADirectory | NotFound | PermissionDenied | ResourceBusy => Ok(()),
            _ => Err(error),
        },
        Ok(()) => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::rights;

    #[test]
    fn nothing_changes_but_whether_it_is_run() {
        let changes = [
            (0o100_660, false, 0o660),
            (0o100_660, true, 0o770),
            (0o100_750, true, 0o750),
            (0o100_750, false, 0o640),
            (0o100_600, true, 0o700),
            (0o104_755, true, 0o755),
        ];
        for (mode, executable, after) in changes {
            assert_eq!(rights(mode, executable), after, "{mode:o} {executable}");
        }
    }
}
