//! `docs`: the reference manual. One page goes to stdout; all of them go to a folder, where only pages that this command
//! has made are replaced or taken away.

use crate::Outcome;
use crate::apply::{OnDisk, Stage};
use crate::args::{Docs, Global};
use crate::disk::{read_at_most, reason};
use crate::project::{self, directory};
use crate::term::Term;
use formwork_core::manual::{self, MARK, Page};
use formwork_core::terminal;
use std::collections::BTreeMap;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// No page is larger: what is at its path is something else.
const LARGEST_PAGE: u64 = 16 << 20;

pub(crate) fn run(global: &Global, docs: &Docs, term: &Term) -> Outcome {
    let pages = manual::pages(&project::language(&directory(global, None), term));
    let Some(out) = &docs.out else { return print(&pages, docs.page.as_deref(), term) };
    let folder = directory(global, Some(out));
    let result = Compared::with(&folder, &pages).and_then(|compared| {
        if docs.check { Ok(compared.report(out, term)) } else { compared.write(&folder, term) }
    });
    result.unwrap_or_else(|error| {
        term.fail(&format!("`{}` cannot be read or written: {}", out.display(), reason(&error)), "");
        Outcome::Failed
    })
}

/// The page whose file has this name, or the first.
fn print(pages: &[Page], name: Option<&str>, term: &Term) -> Outcome {
    let stem =
        |page: &Page| Path::new(&page.path).file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let found = pages.iter().find(|page| name.is_none() || stem(page).as_deref() == name);
    match (found, name) {
        (Some(page), _) => {
            term.data(&manual::print(page));
            Outcome::Done
        }
        (None, name) => {
            let known = pages.iter().skip(1).filter_map(stem).collect::<Vec<_>>().join(", ");
            let message = format!("there is no page `{}`", name.unwrap_or_default());
            term.fail(&message, &terminal::hang(&format!("there are: {known}"), 8, terminal::WIDTH));
            Outcome::Failed
        }
    }
}

/// What is in the folder, beside what should be.
struct Compared {
    /// Text by path: pages that are missing or differ.
    stale: BTreeMap<String, String>,
    /// Made by this command once, and no page any more.
    left_over: Vec<String>,
    /// In the way of a page, and not made by this command.
    foreign: Vec<String>,
    unchanged: usize,
}

impl Compared {
    fn with(folder: &Path, pages: &[Page]) -> io::Result<Self> {
        let mut compared =
            Self { stale: BTreeMap::new(), left_over: Vec::new(), foreign: Vec::new(), unchanged: 0 };
        for page in pages {
            let text = manual::print(page);
            match existing(&folder.join(&page.path))? {
                Some(known) if known == text.as_bytes() => compared.unchanged += 1,
                Some(known) if !known.starts_with(MARK.as_bytes()) => {
                    compared.foreign.push(page.path.clone())
                }
                _ => {
                    compared.stale.insert(page.path.clone(), text);
                }
            }
        }
        for path in markdown_files(folder)? {
            let is_page = pages.iter().any(|page| page.path == path);
            if !is_page
                && existing(&folder.join(&path))?.is_some_and(|text| text.starts_with(MARK.as_bytes()))
            {
                compared.left_over.push(path);
            }
        }
        Ok(compared)
    }

    /// What is out of date, a line each.
    fn report(&self, out: &Path, term: &Term) -> Outcome {
        let stale = self.stale.keys().map(|path| format!("differs    {path}\n"));
        let left_over = self.left_over.iter().map(|path| format!("left over  {path}\n"));
        let foreign = self.foreign.iter().map(|path| format!("not made   {path}\n"));
        let lines: String = stale.chain(left_over).chain(foreign).collect();
        term.data(&lines);
        if lines.is_empty() {
            term.remark(&format!("{} up to date", terminal::count(self.unchanged, "page")));
            return Outcome::Done;
        }
        term.remark(&format!("to bring it up to date: formwork docs --out {}", out.display()));
        Outcome::Failed
    }

    fn write(self, folder: &Path, term: &Term) -> io::Result<Outcome> {
        if !self.foreign.is_empty() {
            let message = format!("not made by this command, and in the way: {}", self.foreign.join(", "));
            term.fail(&message, "move them away, or choose another folder");
            return Ok(Outcome::Failed);
        }
        fs::create_dir_all(folder)?;
        let files = OnDisk::below(folder)?;
        let mut stage = Stage::new(&files);
        let written = self.stale.iter().try_for_each(|(path, text)| stage.file(path, text, false));
        let placed = written.and_then(|()| self.stale.keys().try_for_each(|path| stage.place(path)));
        if let Err(error) = placed {
            stage.abandon()?;
            return Err(error);
        }
        for path in &self.left_over {
            fs::remove_file(folder.join(path))?;
        }
        let (written, removed) = (self.stale.len(), self.left_over.len());
        term.remark(&format!(
            "{} written, {removed} removed, {} up to date",
            terminal::count(written, "page"),
            self.unchanged
        ));
        Ok(Outcome::Done)
    }
}

fn existing(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match read_at_most(path, LARGEST_PAGE) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The Markdown files of the folder and of the folders in it, through no symbolic link.
fn markdown_files(folder: &Path) -> io::Result<Vec<String>> {
    let mut found = Vec::new();
    let mut open = vec![PathBuf::new()];
    while let Some(below) = open.pop() {
        let entries = match fs::read_dir(folder.join(&below)) {
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            other => other?,
        };
        for entry in entries {
            let entry = entry?;
            let path = below.join(entry.file_name());
            if entry.file_type()?.is_dir() && below.as_os_str().is_empty() {
                open.push(path);
            } else if entry.file_type()?.is_file() && path.extension().is_some_and(|ending| ending == "md") {
                found.extend(path.to_str().map(str::to_string));
            }
        }
    }
    found.sort();
    Ok(found)
}
