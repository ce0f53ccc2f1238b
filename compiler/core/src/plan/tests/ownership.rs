//! The ownership table, row by row.

use super::*;

fn does(action: Action, cause: Cause) -> (Option<(Action, Cause)>, Option<DriftKind>) {
    (Some((action, cause)), None)
}

const NOTHING: (Option<(Action, Cause)>, Option<DriftKind>) = (None, None);

#[test]
fn absent_and_wanted_is_created() {
    assert_eq!(Case::new().wanted("a", "x").verdict(), does(Action::Create, Cause::Unexplained));
    let first = Case { lock: None, ..Case::new() };
    assert_eq!(first.wanted("a", "x").verdict(), does(Action::Create, Cause::First));
}

#[test]
fn absent_but_written_before_is_drift_and_written_again() {
    let verdict = Case::new().locked("a", "x").wanted("a", "x").verdict();
    assert_eq!(verdict, (Some((Action::Create, Cause::Missing)), Some(DriftKind::Missing)));
}

#[test]
fn same_as_lock_and_wanted_is_unchanged() {
    let plan = Case::new().locked("a", "x").disk("a", "x").wanted("a", "x").plan();
    assert!(!plan.has_changes() && plan.drift.is_empty());
    assert_eq!(plan.unchanged, 1);
}

#[test]
fn same_as_lock_and_wanted_different_is_updated() {
    let case = Case::new().locked("a", "x\n").disk("a", "x\n").wanted("a", "y\nz\n");
    let plan = case.plan();
    assert_eq!((plan.files[0].action, plan.files[0].added, plan.files[0].removed), (Action::Update, 2, 1));
    assert_eq!(plan.files[0].replaces, Some(Digest::of(b"x\n")));
    assert!(plan.files[0].diff.as_ref().unwrap().contains("+z"));
}

#[test]
fn edited_by_hand_is_a_conflict_unless_it_is_to_be_overwritten() {
    let edited = || Case::new().locked("a", "x").disk("a", "mine").wanted("a", "y");
    assert_eq!(edited().verdict(), (None, Some(DriftKind::HandEdited)));
    assert_eq!(edited().overwrite("a").verdict(), does(Action::Update, Cause::Overwritten));
    assert_eq!(edited().overwrite("b").verdict(), (None, Some(DriftKind::HandEdited)));
    assert_eq!(edited().overwrite("a").plan().risks[0].code, "risk/hand-edit");
}

#[test]
fn edited_into_what_is_wanted_is_no_conflict() {
    let plan = Case::new().locked("a", "x").disk("a", "y").wanted("a", "y").plan();
    assert!(!plan.has_changes() && !plan.has_conflicts());
    // The lock catches up, so that the next change is no conflict.
    assert_eq!(plan.lock.artifacts[&path("a")].sha256, Digest::of(b"y"));
}

#[test]
fn foreign_files_are_conflicts_and_identical_ones_adopted() {
    assert_eq!(Case::new().disk("a", "mine").wanted("a", "x").verdict(), (None, Some(DriftKind::Foreign)));
    let plan = Case::new().disk("a", "x").wanted("a", "x").plan();
    assert!(!plan.has_changes() && plan.drift.is_empty());
    assert!(plan.lock.artifacts.contains_key(&path("a")));
}

#[test]
fn orphans_are_deleted_only_when_they_are_ours() {
    let ours = Case::new().locked("a", MADE).disk("a", MADE).verdict();
    assert_eq!(ours, does(Action::Delete, Cause::Unexplained));
    let edited = || Case::new().locked("a", MADE).disk("a", "mine");
    assert_eq!(edited().verdict(), (None, Some(DriftKind::HandEditedOrphan)));
    assert_eq!(edited().overwrite("a").verdict(), does(Action::Delete, Cause::Overwritten));
    assert_eq!(Case::new().locked("a", "x").verdict(), NOTHING);
    // A file that no apply wrote is nobody's business.
    assert_eq!(Case::new().disk("b", "mine").verdict(), NOTHING);
}

#[test]
fn a_lock_alone_deletes_nothing() {
    // A pull request adds a line to the lock, with the right digest of a file of the user's.
    let code = "fn main() {}\n";
    let hostile = || Case::new().locked("src/main.rs", code).disk("src/main.rs", code);
    assert_eq!(hostile().verdict(), (None, Some(DriftKind::DoubtfulOrphan)));
    assert_eq!(hostile().overwrite("src/main.rs").verdict(), does(Action::Delete, Cause::Overwritten));
    let kept = hostile().plan();
    assert!(kept.has_conflicts() && kept.lock.artifacts.contains_key(&path("src/main.rs")));
    // Nor does a journal that somebody committed.
    let journal =
        Case { pending: BTreeMap::from([(path("a"), BTreeSet::from([Digest::of(b"mine")]))]), ..Case::new() };
    assert_eq!(journal.disk("a", "mine").overwrite("a").verdict(), NOTHING);
    // The words far down in a file are about something else, such as this project.
    let about = format!("{}{MADE}", "text\n".repeat(5));
    let verdict = Case::new().locked("a", &about).disk("a", &about).verdict();
    assert_eq!(verdict, (None, Some(DriftKind::DoubtfulOrphan)));
}

#[test]
fn seeded_files_are_written_once() {
    let seeded = Ownership::Seeded;
    assert_eq!(Case::new().seeded("a", "x").verdict(), does(Action::Create, Cause::Unexplained));
    assert_eq!(Case::new().locked_as("a", "x", seeded).disk("a", "mine").seeded("a", "y").verdict(), NOTHING);
    assert_eq!(Case::new().locked_as("a", "x", seeded).disk("a", "x").seeded("a", "y").verdict(), NOTHING);
    // Deleted by the user, or no longer made: theirs.
    assert_eq!(Case::new().locked_as("a", "x", seeded).seeded("a", "x").verdict(), NOTHING);
    assert_eq!(Case::new().locked_as("a", "x", seeded).disk("a", "x").verdict(), NOTHING);
    // There before: kept, and remembered as the user's.
    let plan = Case::new().disk("a", "mine").seeded("a", "x").plan();
    assert_eq!(plan.drift[0].kind, DriftKind::KeptForUser);
    assert!(!plan.has_conflicts());
    assert_eq!(plan.lock.artifacts[&path("a")].ownership, seeded);
}

#[test]
fn ownership_can_change_hands() {
    let seed = |text| Case::new().locked("a", "x").disk("a", text).seeded("a", "y").verdict();
    assert_eq!(seed("x"), does(Action::Update, Cause::Unexplained));
    assert_eq!(seed("mine"), NOTHING);
    let manage =
        |text| Case::new().locked_as("a", "x", Ownership::Seeded).disk("a", text).wanted("a", "y").verdict();
    assert_eq!(manage("x"), does(Action::Update, Cause::Unexplained));
    assert_eq!(manage("mine"), (None, Some(DriftKind::HandEdited)));
}

#[test]
fn what_an_unfinished_apply_wrote_is_ours() {
    let pending =
        || Case { pending: BTreeMap::from([(path("a"), digests_of(&["replaced", "new"]))]), ..Case::new() };
    // It replaced `replaced` by `new`; meanwhile the spec wants something else, or nothing.
    let moved_on = pending().locked("a", "old").disk("a", "new").wanted("a", "newer").verdict();
    assert_eq!(moved_on, does(Action::Update, Cause::Unexplained));
    let made = Case { pending: BTreeMap::from([(path("a"), digests_of(&[MADE]))]), ..Case::new() };
    assert_eq!(made.disk("a", MADE).verdict(), does(Action::Delete, Cause::Unexplained));
    assert_eq!(pending().disk("a", "mine").wanted("a", "x").verdict(), (None, Some(DriftKind::HandEdited)));
    // The lock is new and the file is not.
    let late = pending().locked("a", "new").disk("a", "replaced").wanted("a", "new").verdict();
    assert_eq!(late, does(Action::Update, Cause::Unexplained));
    // What was seeded by half is not the user's yet; what the user wrote is.
    assert_eq!(
        pending().disk("a", "new").seeded("a", "y").verdict(),
        does(Action::Update, Cause::Unexplained)
    );
    assert_eq!(pending().disk("a", "mine").seeded("a", "y").verdict(), (None, Some(DriftKind::KeptForUser)));
    let lost = pending().locked_as("a", "new", Ownership::Seeded).seeded("a", "new").verdict();
    assert_eq!(lost, (Some((Action::Create, Cause::Missing)), Some(DriftKind::Missing)));
}

fn digests_of(texts: &[&str]) -> BTreeSet<Digest> {
    texts.iter().map(|text| Digest::of(text.as_bytes())).collect()
}

#[test]
fn the_executable_bit_is_put_right() {
    let run = |executable| Entry::File { bytes: b"x".to_vec(), executable };
    let by_hand = Case::new().locked("a", "x").entry("a", run(true)).wanted("a", "x").verdict();
    assert_eq!(by_hand, (Some((Action::Mode, Cause::ModeByHand)), Some(DriftKind::ModeByHand)));
    let mut case = Case::new().locked("a", "x").entry("a", run(false));
    case.artifacts.push(Artifact { executable: true, ..artifact("a", "x") });
    assert_eq!(case.verdict(), does(Action::Mode, Cause::Unexplained));
}

#[test]
fn line_ends_alone_are_no_hand_edit() {
    let verdict = Case::new().locked("a", "x\ny\n").disk("a", "x\r\ny\r\n").wanted("a", "x\ny\n").verdict();
    assert_eq!(verdict, (Some((Action::Update, Cause::LineEnds)), Some(DriftKind::LineEnds)));
    let plan = Case::new().locked("a", "x\n").disk("a", "x\r\n").wanted("a", "y\n").plan();
    assert_eq!((plan.files[0].added, plan.files[0].removed), (1, 1));
    assert_eq!(plan.files[0].cause, Cause::Unexplained);
    let edited = Case::new().locked("a", "x\n").disk("a", "mine\r\n").wanted("a", "x\n").verdict();
    assert_eq!(edited, (None, Some(DriftKind::HandEdited)));
}

#[test]
fn a_form_that_an_editor_or_a_checkout_gives_a_file_is_no_hand_edit() {
    let put_right = (Some((Action::Update, Cause::LineEnds)), Some(DriftKind::LineEnds));
    let forms = ["x\r\ny\r\n", "\u{feff}x\ny\n", "x\ny", "\u{feff}x\r\ny"];
    for form in forms {
        let verdict = |case: Case| case.disk("a", form).wanted("a", "x\ny\n").verdict();
        assert_eq!(verdict(Case::new().locked("a", "x\ny\n")), put_right, "{form:?}");
        // Also of a file that no apply wrote.
        assert_eq!(verdict(Case::new()), put_right, "{form:?}");
        let plan = Case::new().locked("a", "x\ny\n").disk("a", form).wanted("a", "x\ny\n").plan();
        assert_eq!((plan.files[0].added, plan.files[0].removed), (0, 0), "{form:?}");
        // What changes besides is what the plan is about.
        let plan = Case::new().locked("a", "x\ny\n").disk("a", form).wanted("a", "x\nz\n").plan();
        assert_eq!((plan.files[0].added, plan.files[0].removed), (1, 1), "{form:?}");
        assert_eq!(plan.files[0].cause, Cause::Unexplained, "{form:?}");
    }
    // What is more than form is an edit: a line more at the end, a return within a line, a mark in the middle.
    for edit in ["x\ny\n\n", "x\ry\n", "x\n\u{feff}y\n", " x\ny\n", "x\ny \n"] {
        let verdict = Case::new().locked("a", "x\ny\n").disk("a", edit).wanted("a", "x\ny\n").verdict();
        assert_eq!(verdict, (None, Some(DriftKind::HandEdited)), "{edit:?}");
    }
    // A checkout with other line ends is still deleted when nothing makes it any more.
    let returns = MADE.replace('\n', "\r\n");
    let orphan = Case::new().locked("a", MADE).disk("a", &returns).verdict();
    assert_eq!(orphan, does(Action::Delete, Cause::Unexplained));
}

#[test]
fn obstacles_are_conflicts_that_overwriting_does_not_settle() {
    let obstacles = [
        (Entry::NotAFile("a directory".into()), DriftKind::InTheWay("a directory".into())),
        (Entry::Unreadable("no".into()), DriftKind::Unreadable("no".into())),
        (Entry::OutsideThroughLink("up".into()), DriftKind::ThroughLink("up".into())),
    ];
    for (entry, kind) in obstacles {
        let wanted = Case::new().entry("a", entry.clone()).wanted("a", "x").overwrite("a").verdict();
        assert_eq!(wanted, (None, Some(kind.clone())));
        let orphan = Case::new().locked("a", "x").entry("a", entry).overwrite("a").verdict();
        assert_eq!(orphan, (None, Some(kind)));
    }
}

#[test]
fn what_differs_in_case_alone_may_be_one_file() {
    let there = || Some(DriftKind::OtherCase("app/Readme".into()));
    for owner in [Case::wanted, Case::seeded, Case::block] {
        let wanted = |case: Case| owner(case, "app/README", "x\n").verdict();
        assert_eq!(wanted(Case::new().disk("app/Readme", "mine")), (None, there()));
        assert_eq!(wanted(Case::new().disk("app/Readme", "mine").overwrite("app/README")), (None, there()));
        assert_eq!(wanted(Case::new().disk("app/Readmes", "mine")).1, None);
    }
    // What was applied under the other name is no orphan: where case makes no difference it is the file itself.
    let renamed = || Case::new().locked("Run", MADE).disk("Run", MADE);
    assert_eq!(renamed().wanted("run", MADE).verdict(), (None, Some(DriftKind::OtherCase("Run".into()))));
    assert_eq!(renamed().disk("run", MADE).wanted("run", MADE).verdict(), NOTHING);
    assert_eq!(renamed().disk("runs", MADE).wanted("runs", MADE).verdict().0.unwrap().0, Action::Delete);
    // One that is gone is not looked for in other case.
    assert_eq!(Case::new().locked("Run", MADE).disk("run", MADE).verdict(), NOTHING);
}

#[test]
fn some_paths_are_never_written_or_deleted() {
    let reserved = [
        ".git/hooks/pre-commit",
        ".git/config",
        ".GIT/config",
        "vendor/lib/.git/config",
        "formwork.lock",
        "Formwork.Lock",
        "FORMWORK.kdl",
        ".FormWork/journal",
        "formwork.kdl",
        ".formwork/journal",
        ".",
    ];
    for at in reserved {
        assert_eq!(Case::new().wanted(at, "x").verdict(), (None, Some(DriftKind::Reserved)), "{at}");
        let asked_for = Case::new().locked(at, MADE).disk(at, MADE).overwrite(at);
        assert_eq!(asked_for.verdict(), NOTHING, "{at}");
    }
    assert_eq!(Case::new().wanted(".gitignore", "x").verdict().1, None);
}

#[test]
fn after_an_apply_there_is_nothing_to_do_whoever_owns_the_file() {
    type Want = fn(Case) -> Case;
    let wants: [(Want, &str); 3] = [
        (|case| case.wanted("a", "x\n"), "managed"),
        (|case| case.seeded("a", "x\n"), "seeded"),
        (|case| case.block("a", "x\n"), "block"),
    ];
    let owners = [Ownership::Managed, Ownership::Seeded, Ownership::Block, Ownership::Released];
    let found = [None, Some("x\n"), Some("old\n"), Some("mine\n"), Some("x\r\n")];
    let mut applies = 0;
    for (want, word) in wants {
        for owner in owners {
            for (found, adopted) in found.iter().flat_map(|found| [(*found, false), (*found, true)]) {
                let situation = || {
                    let mut case = Case::new().locked_as("a", "old\n", owner);
                    let artifacts = &mut case.lock.as_mut().unwrap().artifacts;
                    artifacts.get_mut(&path("a")).unwrap().adopted = adopted;
                    want(found.into_iter().fold(case, |case, text| case.disk("a", text)))
                };
                if situation().plan().has_conflicts() {
                    continue;
                }
                applies += 1;
                let plan = want(Case { artifacts: Vec::new(), ..applied(situation()) }).plan();
                let what = format!("{word}, {owner:?}, {found:?}, {adopted}: {plan:?}");
                assert!(plan.files.is_empty() && !plan.has_conflicts(), "{what}");
                assert!(plan.drift.iter().all(|drift| drift.kind.is_released()), "{what}");
            }
        }
    }
    assert!(applies > 60, "{applies}");
}
