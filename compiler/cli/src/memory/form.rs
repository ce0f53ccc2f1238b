//! What is remembered, as bytes. In: a plan's JSON and what it asked, or bytes from anywhere. Out: the bytes; or what
//! was remembered, and nothing when they are not whole, of another version, or of another program.
//!
//! Numbers are little-endian, texts have their length in front, and the digest of all that follows stands at the top.

use super::Stamp;
use super::asked::{Answer, Answers, Question};
use formwork_core::lock::Digest;
use formwork_core::types::RepoPath;

/// The number is that of the form.
const TITLE: &[u8] = b"formwork memory 1\n";
const DIGEST: usize = 32;

const QUESTIONS: [Question; 4] = [Question::There, Question::Leaves, Question::Import, Question::File];

#[derive(PartialEq, Eq, Debug)]
pub(super) struct Kept {
    pub(super) plan: String,
    pub(super) remark: String,
    pub(super) answers: Answers,
}

pub(super) fn write(program: &str, plan: &str, remark: &str, answers: &Answers) -> Vec<u8> {
    let mut body = Vec::new();
    for text in [program, plan, remark] {
        push_text(&mut body, text);
    }
    body.extend((answers.0.len() as u32).to_le_bytes());
    for (path, question, answer) in &answers.0 {
        body.extend(QUESTIONS.iter().position(|known| known == question).map(|at| at as u8));
        push_text(&mut body, path);
        push_answer(&mut body, answer);
    }
    [TITLE, &Digest::of(&body).bytes(), &body].concat()
}

fn push_text(out: &mut Vec<u8>, text: &str) {
    out.extend((text.len() as u32).to_le_bytes());
    out.extend(text.as_bytes());
}

fn push_answer(out: &mut Vec<u8>, answer: &Answer) {
    match answer {
        Answer::No => out.push(0),
        Answer::Yes => out.push(1),
        Answer::Names(digest) => {
            out.push(2);
            out.extend(digest.bytes());
        }
        Answer::File { digest, executable, stamp } => {
            out.push(if stamp.is_some() { 4 } else { 3 });
            out.extend(digest.bytes());
            out.push(u8::from(*executable));
            let numbers = stamp.iter().flat_map(|stamp| stamp.0);
            numbers.for_each(|number| out.extend(number.to_le_bytes()));
        }
    }
}

pub(super) fn read(bytes: &[u8], program: &str) -> Option<Kept> {
    let (digest, body) = bytes.strip_prefix(TITLE)?.split_at_checked(DIGEST)?;
    if Digest::of(body).bytes() != digest {
        return None;
    }
    let mut rest = Rest(body);
    if rest.text()? != program {
        return None;
    }
    let (plan, remark) = (rest.text()?.to_string(), rest.text()?.to_string());
    let answers: Option<Vec<_>> = (0..rest.number()?).map(|_| rest.answered()).collect();
    Some(Kept { plan, remark, answers: Answers(answers?) })
}

/// What was not read yet.
struct Rest<'b>(&'b [u8]);

impl<'b> Rest<'b> {
    fn bytes<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (bytes, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*bytes)
    }

    fn byte(&mut self) -> Option<u8> {
        self.bytes().map(|[byte]| byte)
    }

    fn number(&mut self) -> Option<u32> {
        self.bytes().map(u32::from_le_bytes)
    }

    fn text(&mut self) -> Option<&'b str> {
        let length = self.number()? as usize;
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        std::str::from_utf8(text).ok()
    }

    fn answered(&mut self) -> Option<(RepoPath, Question, Answer)> {
        let question = *QUESTIONS.get(usize::from(self.byte()?))?;
        Some((self.text()?.parse().ok()?, question, self.answer()?))
    }

    fn answer(&mut self) -> Option<Answer> {
        Some(match self.byte()? {
            0 => Answer::No,
            1 => Answer::Yes,
            2 => Answer::Names(Digest::from(self.bytes()?)),
            kind @ (3 | 4) => {
                let digest = Digest::from(self.bytes()?);
                let executable = self.byte()? == 1;
                let stamp = if kind == 4 { Some(self.stamp()?) } else { None };
                Answer::File { digest, executable, stamp }
            }
            _ => return None,
        })
    }

    fn stamp(&mut self) -> Option<Stamp> {
        let mut numbers = [0; Stamp::NUMBERS];
        for number in &mut numbers {
            *number = u64::from_le_bytes(self.bytes()?);
        }
        Some(Stamp(numbers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept() -> Kept {
        let digest = Digest::of(b"x");
        let stamp = Some(Stamp([1, 2, u64::MAX, 4, 5, 6, 7, 8]));
        let answers = [
            ("a", Question::There, Answer::Yes),
            ("a", Question::Leaves, Answer::No),
            ("b", Question::Import, Answer::Names(digest)),
            ("b/c", Question::File, Answer::File { digest, executable: true, stamp }),
            ("b/d", Question::File, Answer::File { digest, executable: false, stamp: None }),
        ];
        let answers = answers.map(|(path, question, answer)| (path.parse().unwrap(), question, answer));
        Kept { plan: "{}".into(), remark: "1 note".into(), answers: Answers(answers.into()) }
    }

    fn written(kept: &Kept) -> Vec<u8> {
        write("formwork 1", &kept.plan, &kept.remark, &kept.answers)
    }

    #[test]
    fn what_is_written_is_read_by_the_same_program_alone() {
        let kept = kept();
        assert_eq!(read(&written(&kept), "formwork 1"), Some(super::Kept { ..kept }));
        assert_eq!(read(&written(&super::tests::kept()), "formwork 2"), None);
    }

    #[test]
    fn what_is_not_whole_is_nothing() {
        let good = written(&kept());
        assert!((0..good.len()).all(|length| read(&good[..length], "formwork 1").is_none()));
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] ^= 1;
            assert_eq!(read(&bad, "formwork 1"), None, "byte {at}");
        }
    }

    /// The digest says that it is whole, not that it means anything.
    #[test]
    fn nonsense_with_the_right_digest_is_nothing_either() {
        let good = written(&kept());
        let body = &good[TITLE.len() + DIGEST..];
        for length in 0..body.len() {
            let bad = [TITLE, &Digest::of(&body[..length]).bytes(), &body[..length]].concat();
            assert_eq!(read(&bad, "formwork 1"), None, "{length} bytes");
        }
    }
}
