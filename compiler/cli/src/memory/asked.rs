//! What was asked of a project's files. In: questions, with the answers that the disk gave. Out: whether it gives the
//! same answers now.

use super::Stamp;
use crate::disk::Disk;
use formwork_core::lock::Digest;
use formwork_core::plan::Entry;
use formwork_core::repository::{Opened, Repository as _};
use formwork_core::types::RepoPath;
use std::collections::BTreeMap;
use std::time::SystemTime;

/// What can be asked of a path.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum Question {
    /// Is it there?
    There,
    /// Does it lead out of the repository?
    Leaves,
    /// What is to be imported from it?
    Import,
    /// Which file is it?
    File,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Answer {
    No,
    Yes,
    Names(Digest),
    File {
        digest: Digest,
        executable: bool,
        /// Once it has settled.
        stamp: Option<Stamp>,
    },
}

/// Everything that one run asked.
#[derive(Debug)]
pub(crate) struct Asked {
    since: SystemTime,
    answers: BTreeMap<(RepoPath, Question), Answer>,
    /// Something was answered that is not remembered, or one question in two ways.
    is_odd: bool,
}

/// Before anything is asked.
impl Default for Asked {
    fn default() -> Self {
        Self { since: SystemTime::now(), answers: BTreeMap::new(), is_odd: false }
    }
}

impl Asked {
    pub(crate) fn note(&mut self, path: &RepoPath, question: Question, answer: Option<Answer>) {
        let Some(answer) = answer else {
            self.is_odd = true;
            return;
        };
        let answer = answer.settled(self.since);
        let earlier = self.answers.insert((path.clone(), question), answer);
        self.is_odd |= earlier.is_some_and(|earlier| !earlier.says(&answer));
    }

    pub(super) fn digest_of(&self, path: &RepoPath) -> Option<Digest> {
        match self.answers.get(&(path.clone(), Question::File))? {
            Answer::File { digest, .. } => Some(*digest),
            _ => None,
        }
    }

    pub(super) fn into_answers(self) -> Option<Answers> {
        if self.is_odd {
            return None;
        }
        let answers = self.answers.into_iter();
        let mut answers: Vec<_> =
            answers.map(|((path, question), answer)| (path, question, answer)).collect();
        // The spec and the lock lie at the root: mostly it is one of them that moved.
        answers.sort_by_key(|(path, ..)| path.contains('/'));
        Some(Answers(answers))
    }
}

impl Answer {
    pub(crate) fn yes(is: bool) -> Self {
        if is { Answer::Yes } else { Answer::No }
    }

    /// What a plan sees of a file. Of what is no file, or cannot be read, nothing is remembered.
    pub(crate) fn file(entry: &Entry, stamp: Option<Stamp>) -> Option<Self> {
        match entry {
            Entry::Absent => Some(Answer::No),
            Entry::File { bytes, executable } => {
                Some(Answer::File { digest: Digest::of(bytes), executable: *executable, stamp })
            }
            Entry::NotAFile(_) | Entry::Unreadable(_) | Entry::OutsideThroughLink(_) => None,
        }
    }

    pub(crate) fn import(opened: &Opened, stamp: Option<Stamp>) -> Option<Self> {
        match opened {
            Opened::Absent => Some(Answer::No),
            Opened::File(bytes) => Some(Answer::File { digest: Digest::of(bytes), executable: false, stamp }),
            Opened::Folder(names) => Some(Answer::Names(Digest::of(format!("{names:?}").as_bytes()))),
            Opened::Refused(_) => None,
        }
    }

    fn settled(self, looked: SystemTime) -> Self {
        match self {
            Answer::File { digest, executable, stamp } => {
                let stamp = stamp.filter(|stamp| stamp.has_settled(looked));
                Answer::File { digest, executable, stamp }
            }
            other => other,
        }
    }

    /// Whether both are the same, whenever each file was looked at.
    fn says(&self, other: &Self) -> bool {
        let plain = |answer: &Self| match *answer {
            Answer::File { digest, executable, .. } => Answer::File { digest, executable, stamp: None },
            other => other,
        };
        plain(self) == plain(other)
    }
}

/// The answers of an earlier run, by path.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct Answers(pub(super) Vec<(RepoPath, Question, Answer)>);

impl Answers {
    /// Whether they are the same now; and whether files were read that need not be read next time, or the other way
    /// round.
    pub(super) fn are_still(&mut self, disk: &Disk) -> (bool, bool) {
        let since = SystemTime::now();
        let mut learned = false;
        for (path, question, answer) in &mut self.0 {
            if let Answer::File { stamp: Some(stamp), .. } = answer
                && disk.stamp(path) == Some(*stamp)
            {
                continue;
            }
            match ask(disk, path, *question).map(|now| now.settled(since)) {
                Some(now) if now.says(answer) => {
                    learned |= now != *answer;
                    *answer = now;
                }
                _ => return (false, learned),
            }
        }
        (true, learned)
    }
}

fn ask(disk: &Disk, path: &RepoPath, question: Question) -> Option<Answer> {
    match question {
        Question::There => Some(Answer::yes(disk.contains(path))),
        Question::Leaves => Some(Answer::yes(disk.leaves(path))),
        Question::Import => {
            let (opened, stamp) = disk.look_to_import(path);
            Answer::import(&opened, stamp)
        }
        Question::File => {
            let (entry, stamp) = disk.look_at_file(path);
            Answer::file(&entry, stamp)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use formwork_core::plan::Tree as _;
    use std::fs::{self, File};

    fn answers(disk: &Disk) -> Answers {
        disk.asked().unwrap().take().into_answers().unwrap()
    }

    #[test]
    fn a_file_is_read_unless_its_stamp_had_settled_and_is_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let (disk, path) = (Disk::watched(folder.path()), "file".parse().unwrap());
        fs::write(disk.place("file"), "text").unwrap();
        disk.read(&path);
        let mut answers = answers(&disk);
        let Answer::File { digest, executable, stamp: None } = answers.0[0].2 else {
            panic!("it changed just now: {answers:?}");
        };
        assert_eq!(answers.are_still(&disk), (true, false));
        // That it is not read is seen by a digest that is not its own.
        let other = Digest::of(b"another text");
        assert_ne!(other, digest);
        answers.0[0].2 = Answer::File { digest: other, executable, stamp: disk.stamp(&path) };
        assert_eq!(answers.are_still(&disk), (true, false));
        File::options()
            .append(true)
            .open(disk.place("file"))
            .unwrap()
            .set_modified(SystemTime::UNIX_EPOCH)
            .unwrap();
        assert!(!answers.are_still(&disk).0);
    }

    #[test]
    fn two_answers_to_one_question_are_not_remembered() {
        let folder = tempfile::tempdir().unwrap();
        let (disk, path) = (Disk::watched(folder.path()), "file".parse().unwrap());
        assert_eq!(disk.read(&path), Entry::Absent);
        fs::write(disk.place("file"), "text").unwrap();
        disk.read(&path);
        assert!(disk.asked().unwrap().take().into_answers().is_none());
    }

    #[test]
    fn what_is_no_file_is_not_remembered() {
        let folder = tempfile::tempdir().unwrap();
        let disk = Disk::watched(folder.path());
        fs::create_dir(disk.place("folder")).unwrap();
        disk.read(&"folder".parse().unwrap());
        assert!(disk.asked().unwrap().take().into_answers().is_none());
    }
}
