//! The words of a plan that all its formats share.

use super::{Action, Basis, Cause, Drift, DriftKind, Plan};
use crate::terminal::{clip, columns, count};

/// How many of a kind of thing.
pub(super) fn plural(number: usize, kind: &str) -> String {
    match kind {
        "app" if number == 1 => "the app".to_string(),
        "alert" | "bucket" | "backup" | "database" | "environment" | "external" | "objective" | "secret"
        | "service" | "slo" => count(number, kind),
        _ => format!("{number} {kind}"),
    }
}

/// The sign in front of a file.
pub(super) fn sign(action: Action) -> &'static str {
    match action {
        Action::Create => "+",
        Action::Update | Action::Mode => "~",
        Action::Delete => "-",
    }
}

/// Why a file changes, in a few words.
pub(super) fn cause(cause: &Cause) -> String {
    match cause {
        Cause::Spec(fields) => list(fields, 3),
        Cause::First => "first apply".to_string(),
        Cause::Tool { from, to } => format!("formwork {from} -> {to}"),
        Cause::StandardLibrary => "standard library".to_string(),
        Cause::Missing => "was missing".to_string(),
        Cause::LineEnds => "line ends".to_string(),
        Cause::ModeByHand => "executable bit".to_string(),
        Cause::Overwritten => "hand edit overwritten".to_string(),
        Cause::Adopted => "adopted".to_string(),
        Cause::Unexplained => "the lock was from another state".to_string(),
    }
}

/// The same in so many columns: as many fields as fit, and how many more there are.
pub(super) fn cause_within(whole: &Cause, room: usize) -> String {
    let Cause::Spec(fields) = whole else { return clip(&cause(whole), room).into_owned() };
    let all = fields.join(", ");
    if columns(&all) <= room {
        return all;
    }
    let some = |shown: usize| format!("{} +{}", fields[..shown].join(", "), fields.len() - shown);
    let fitting = (1..fields.len()).rev().map(some).find(|text| columns(text) <= room);
    fitting.unwrap_or_else(|| clip(&all, room).into_owned())
}

/// `a, b and 3 more`.
pub(super) fn list(words: &[String], most: usize) -> String {
    if words.len() <= most {
        return words.join(", ");
    }
    format!("{} and {} more", words[..most].join(", "), words.len() - most)
}

/// What is wrong with a file on disk.
pub(super) fn drift(drift: &Drift) -> String {
    let what = drift_of(&drift.kind, 1);
    match drift.kind {
        DriftKind::HandEdited | DriftKind::NotApplied if drift.lines > 0 => {
            format!("{what} ({})", count(drift.lines, "line"))
        }
        DriftKind::Released if drift.lines == 0 => format!("{what}: it is as the spec says"),
        DriftKind::Released | DriftKind::ReleasedBehind => {
            format!("{what}: differs from the spec by {}", count(drift.lines, "line"))
        }
        _ => what,
    }
}

/// The same of several files.
pub(super) fn drift_of_many(kind: &DriftKind) -> String {
    drift_of(kind, 2)
}

fn drift_of(kind: &DriftKind, number: usize) -> String {
    let several = number > 1;
    let one_or = |one: &str, many: &str| if several { many.to_string() } else { one.to_string() };
    match kind {
        DriftKind::HandEdited => "edited by hand since the last apply".to_string(),
        DriftKind::HandEditedOrphan => "edited by hand, and no longer made from the spec".to_string(),
        DriftKind::DoubtfulOrphan => one_or(
            "formwork.lock says that Formwork made it, and the file does not",
            "that formwork.lock says Formwork made, and the files do not",
        ),
        DriftKind::Foreign => one_or(
            "was not written by Formwork, and differs from the spec",
            "were not written by Formwork, and differ from the spec",
        ),
        DriftKind::InTheWay(what) if several => format!("{what} stands where each of these should be"),
        DriftKind::InTheWay(what) => format!("{what} stands where a file should be"),
        DriftKind::Unreadable(reason) => format!("cannot be read: {reason}"),
        DriftKind::Damaged(how) => format!("its Formwork block cannot be told apart: {how}"),
        DriftKind::ThroughLink(link) if several => format!("lie behind the symbolic link {link}"),
        DriftKind::ThroughLink(link) => format!("lies behind the symbolic link {link}"),
        DriftKind::OtherCase(there) if several => {
            format!("differ from {there} in upper and lower case alone")
        }
        DriftKind::OtherCase(there) => format!("differs from {there} in upper and lower case alone"),
        DriftKind::NotApplied => {
            one_or("is not as the spec of this branch says", "are not as the spec of this branch says")
        }
        DriftKind::Reserved => {
            one_or("is not a path that Formwork may write", "are not paths that Formwork may write")
        }
        DriftKind::Missing => one_or("was deleted since the last apply", "were deleted since the last apply"),
        DriftKind::LineEnds => one_or(
            "differs in its line ends, byte order mark or last line feed alone",
            "differ in their line ends, byte order mark or last line feed alone",
        ),
        DriftKind::ModeByHand => one_or("its executable bit was changed", "whose executable bit was changed"),
        DriftKind::KeptForUser => {
            one_or("was there before; it is yours", "were there before; they are yours")
        }
        DriftKind::Released => "released".to_string(),
        DriftKind::ReleasedBehind => "released, and the spec wants something new of it".to_string(),
    }
}

/// What is done about it, or what the user can do.
pub(super) fn then(drift: &Drift) -> String {
    match &drift.kind {
        DriftKind::HandEdited | DriftKind::Foreign => {
            "not written. Put the change into the spec, or settle it: formwork adopt, or release.".to_string()
        }
        DriftKind::HandEditedOrphan => "kept. Delete it, or keep it: formwork release.".to_string(),
        DriftKind::DoubtfulOrphan => {
            "kept. See who wrote that line of the lock; then formwork release.".to_string()
        }
        DriftKind::InTheWay(_) => "not written. Move it away.".to_string(),
        DriftKind::Unreadable(_) => "not written. Make it readable.".to_string(),
        DriftKind::Damaged(_) => {
            "not written. Put that right, or take the block out: it is written anew.".to_string()
        }
        DriftKind::ThroughLink(_) => "not written. Replace the link by a folder.".to_string(),
        DriftKind::OtherCase(_) => {
            "not written: on macOS and Windows it is one file. Rename either of the two.".to_string()
        }
        DriftKind::Reserved => "not written. Change the name in the spec.".to_string(),
        DriftKind::NotApplied => "run formwork apply, and commit what it writes.".to_string(),
        DriftKind::Missing => "written again.".to_string(),
        DriftKind::LineEnds => "put right.".to_string(),
        DriftKind::ModeByHand => "put right.".to_string(),
        DriftKind::KeptForUser => "kept, and not looked at again.".to_string(),
        DriftKind::Released => "yours: not written.".to_string(),
        DriftKind::ReleasedBehind => "yours: not written. See whether it has to follow (--diff).".to_string(),
    }
}

/// The whole plan in one line, without the application's name.
pub(super) fn verdict(plan: &Plan) -> String {
    let unapplied = plan.drift.iter().filter(|drift| drift.kind == DriftKind::NotApplied).count();
    let conflicts = plan.conflicts().count() - unapplied;
    let mut sentences = Vec::new();
    if plan.is_first {
        sentences.push(format!("first apply, {}", count(plan.files.len(), "file")));
    } else if plan.has_changes() {
        let changes = match plan.model.len() {
            0 => "no change to the application".to_string(),
            number => format!("{} to the application", count(number, "change")),
        };
        sentences.push(format!("{changes}, {}", count(plan.files.len(), "file")));
    } else if !plan.has_conflicts() {
        let files = count(plan.unchanged, "file");
        let Basis { tool, .. } = &plan.basis;
        let (spec, against) = (plan.basis.spec_digest(), &plan.basis.against);
        let state =
            against.as_ref().map_or("up to date".to_string(), |at| format!("the same as {}", at.name));
        return format!("{state} ({files}, spec {spec}, formwork {tool})");
    } else {
        sentences.push("no change to the application".to_string());
    }
    if let Some(worst) = plan.risks.first() {
        let number = plan.risks.iter().filter(|risk| risk.level == worst.level).count();
        sentences.push(worst.level.verdict(number));
    }
    if !plan.refusals.is_empty() {
        sentences.push(format!("{} refused", plan.refusals.len()));
    }
    if conflicts > 0 {
        sentences.push(format!("{} to settle first", count(conflicts, "conflict")));
    }
    if unapplied > 0 {
        sentences.push(format!("{} not applied on this branch", count(unapplied, "file")));
    }
    sentences.join(". ")
}

/// What undoes an apply of this plan. Nothing when nothing is replaced.
pub(super) fn way_back(plan: &Plan) -> Option<String> {
    if plan.is_first || plan.files.is_empty() {
        return None;
    }
    Some(format!("git revert and apply restores {}", count(plan.files.len(), "file")))
}

/// What that does not bring back: the thing, and what is left of the change. The same thing once for each.
pub(super) fn not_undone(plan: &Plan) -> Vec<(&str, &str)> {
    let mut left: Vec<(&str, &str)> = Vec::new();
    for risk in &plan.risks {
        let entry = risk.undo.as_deref().map(|undo| (risk.subject.as_str(), undo));
        left.extend(entry.filter(|entry| !left.contains(entry)));
    }
    left
}

/// What the plan was made from: a reader tells two plans apart by it.
pub(super) fn made_from(plan: &Plan) -> String {
    let Basis { tool, against, .. } = &plan.basis;
    let against = against.as_ref().map(|revision| {
        let commit: String = revision.commit.chars().take(7).collect();
        format!(", against {} ({commit})", revision.name)
    });
    let (files, spec) = (count(plan.unchanged, "file"), plan.basis.spec_digest());
    format!("{files} as they should be, spec {spec}, formwork {tool}{}", against.unwrap_or_default())
}
