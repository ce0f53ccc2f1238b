//! A folder with all that is in it, in memory.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

pub(super) type Tree = BTreeMap<String, Node>;

#[derive(Clone, PartialEq, Eq)]
pub(super) enum Node {
    Folder,
    File { bytes: Vec<u8>, executable: bool },
}

impl std::fmt::Debug for Node {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Folder => f.write_str("/"),
            Self::File { bytes, executable } => {
                write!(f, "{:?} {executable}", String::from_utf8_lossy(&bytes[..bytes.len().min(40)]))
            }
        }
    }
}

pub(super) fn read(root: &Path) -> Tree {
    let mut found = Tree::new();
    let mut open = vec![root.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(root).unwrap().to_str().unwrap().to_string();
            if path.is_dir() {
                found.insert(name, Node::Folder);
                open.push(path);
            } else {
                let executable = fs::metadata(&path).unwrap().permissions().mode() & 0o100 != 0;
                found.insert(name, Node::File { bytes: fs::read(&path).unwrap(), executable });
            }
        }
    }
    found
}

/// The folder holds this and nothing else.
pub(super) fn write(root: &Path, tree: &Tree) {
    for entry in fs::read_dir(root).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }.unwrap();
    }
    for (name, node) in tree {
        let path = root.join(name);
        match node {
            Node::Folder => fs::create_dir(path).unwrap(),
            Node::File { bytes, executable } => {
                fs::write(&path, bytes).unwrap();
                let mode = if *executable { 0o755 } else { 0o644 };
                fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
            }
        }
    }
}
