//! Files that somebody released or adopted: what the lock says then, and what the plans after that do.

use super::*;

/// The situation after `adopt` or `release` of `a`, which must be possible.
fn settled(case: Case, wish: Wish) -> (Case, Settled) {
    let at = path("a");
    let artifact = case.artifacts.iter().find(|artifact| artifact.path == at);
    let locked = case.lock.as_ref().and_then(|lock| lock.artifacts.get(&at));
    let outcome = settle(wish, artifact, locked, &case.tree.read(&at)).unwrap();
    let mut case = case;
    let artifacts = &mut case.lock.as_mut().unwrap().artifacts;
    match &outcome {
        Settled::Known(locked) | Settled::Differs { locked, .. } => {
            artifacts.insert(at, locked.clone());
        }
        Settled::Forgotten => drop(artifacts.remove(&at)),
        Settled::Already => {}
    }
    (case, outcome)
}

fn refused(case: &Case, wish: Wish) -> Unsettled {
    let at = path("a");
    let artifact = case.artifacts.iter().find(|artifact| artifact.path == at);
    let locked = case.lock.as_ref().and_then(|lock| lock.artifacts.get(&at));
    settle(wish, artifact, locked, &case.tree.read(&at)).unwrap_err()
}

fn edited() -> Case {
    Case::new().locked("a", "x\n").disk("a", "mine\n").wanted("a", "y\nz\n")
}

#[test]
fn a_released_file_is_compared_and_never_written() {
    let (case, outcome) = settled(edited(), Wish::Release);
    let Settled::Known(locked) = outcome else { panic!("{outcome:?}") };
    assert_eq!((locked.ownership, locked.sha256), (Ownership::Released, Digest::of(b"y\nz\n")));
    let plan = case.plan();
    assert!(plan.files.is_empty() && !plan.has_conflicts() && plan.unchanged == 0);
    assert_eq!((plan.drift[0].kind.clone(), plan.drift[0].lines), (DriftKind::Released, 2));
    assert!(plan.drift[0].diff.as_ref().unwrap().contains("-mine"));
    assert_eq!(plan.lock.artifacts[&path("a")], locked);
    // Whatever becomes of it on disk, and although somebody asks for it.
    for at in ["other\n", "x\n", "y\nz\n"] {
        let (case, _) = settled(edited(), Wish::Release);
        assert_eq!(case.disk("a", at).overwrite("a").verdict(), (None, Some(DriftKind::Released)), "{at}");
    }
    let (case, _) = settled(edited(), Wish::Release);
    let gone = case.entry("a", Entry::Absent).plan();
    assert!(gone.files.is_empty());
    assert_eq!((gone.drift[0].kind.clone(), gone.drift[0].lines), (DriftKind::Released, 2));
    let (case, _) = settled(edited(), Wish::Release);
    let folder = case.entry("a", Entry::NotAFile("a directory".into())).verdict();
    assert_eq!(folder, (None, Some(DriftKind::Released)));
}

#[test]
fn a_released_file_that_the_spec_changes_is_said_once() {
    let (case, _) = settled(edited(), Wish::Release);
    let changed = Case { artifacts: vec![artifact("a", "w\n")], ..case };
    let plan = Case { tree: Memory(changed.tree.0.clone()), lock: changed.lock.clone(), ..Case::new() };
    assert_eq!(plan.wanted("a", "w\n").verdict(), (None, Some(DriftKind::ReleasedBehind)));
    assert_eq!(applied(changed).verdict(), (None, Some(DriftKind::Released)));
}

#[test]
fn a_released_file_that_the_spec_no_longer_wants_is_forgotten() {
    let (case, _) = settled(Case::new().locked("a", "x").disk("a", "x").wanted("a", "x"), Wish::Release);
    let plan = Case { artifacts: Vec::new(), ..case }.plan();
    assert!(plan.files.is_empty() && plan.drift.is_empty() && plan.lock.artifacts.is_empty());
}

#[test]
fn release_settles_foreign_files_orphans_and_what_is_not_there() {
    let (case, _) = settled(Case::new().disk("a", "mine").wanted("a", "x"), Wish::Release);
    assert_eq!(case.verdict(), (None, Some(DriftKind::Released)));
    let (case, _) = settled(Case::new().wanted("a", "x"), Wish::Release);
    assert_eq!(case.verdict(), (None, Some(DriftKind::Released)));
    let (case, outcome) = settled(Case::new().locked("a", "x").disk("a", "mine"), Wish::Release);
    assert_eq!((outcome, case.verdict()), (Settled::Forgotten, (None, None)));
    assert_eq!(refused(&Case::new().disk("a", "mine"), Wish::Release), Unsettled::NotMade);
    let (case, _) = settled(edited(), Wish::Release);
    assert_eq!(settled(case, Wish::Release).1, Settled::Already);
}

#[test]
fn an_adopted_file_is_an_update_that_says_so() {
    let foreign = || Case::new().disk("a", "mine\n").wanted("a", "y\nz\n");
    let (released, _) = settled(edited(), Wish::Release);
    for case in [edited(), foreign(), released] {
        let (case, outcome) = settled(case, Wish::Adopt);
        let Settled::Differs { locked, added, removed, diff } = outcome else { panic!("{outcome:?}") };
        assert_eq!((locked.sha256, locked.ownership), (Digest::of(b"mine\n"), Ownership::Managed));
        assert!(locked.adopted && added == 2 && removed == 1 && diff.contains("-mine"), "{diff}");
        let after = applied(
            Case { lock: case.lock.clone(), ..Case::new() }.disk("a", "mine\n").wanted("a", "y\nz\n"),
        );
        let plan = case.plan();
        assert_eq!((plan.files[0].action, &plan.files[0].cause), (Action::Update, &Cause::Adopted));
        assert_eq!(plan.risks[0].code, "risk/adopted");
        assert!(plan.drift.is_empty());
        assert!(plan.clone().without_hand_edits().files[0].diff.is_none());
        let quiet = after.plan();
        assert!(
            quiet.files.is_empty() && quiet.drift.is_empty() && !quiet.lock.artifacts[&path("a")].adopted
        );
    }
}

#[test]
fn what_is_edited_after_it_was_adopted_is_a_conflict_again() {
    let (case, _) = settled(edited(), Wish::Adopt);
    assert_eq!(case.disk("a", "more\n").verdict(), (None, Some(DriftKind::HandEdited)));
    // And an adopted file that the spec no longer wants was never Formwork's to delete.
    let (case, _) = settled(edited(), Wish::Adopt);
    let orphan = Case { artifacts: Vec::new(), ..case };
    assert_eq!(orphan.verdict(), (None, Some(DriftKind::HandEditedOrphan)));
}

#[test]
fn adopting_what_already_is_as_it_should_be_changes_no_file() {
    let same = || Case::new().disk("a", "y\n").wanted("a", "y\n");
    let (case, outcome) = settled(same(), Wish::Adopt);
    assert!(matches!(&outcome, Settled::Known(locked) if !locked.adopted));
    assert_eq!(case.verdict(), (None, None));
    let (released, _) = settled(same(), Wish::Release);
    let (case, _) = settled(released, Wish::Adopt);
    assert_eq!(case.lock.as_ref().unwrap().artifacts[&path("a")].ownership, Ownership::Managed);
    let (_, outcome) = settled(Case::new().locked("a", "x").disk("a", "x").wanted("a", "y"), Wish::Adopt);
    assert_eq!(outcome, Settled::Already);
    let (released, _) = settled(Case::new().wanted("a", "y"), Wish::Release);
    let (case, outcome) = settled(released, Wish::Adopt);
    assert_eq!(outcome, Settled::Forgotten);
    assert_eq!(case.verdict().0, Some((Action::Create, Cause::Unexplained)));
}

#[test]
fn what_cannot_be_adopted_is_refused() {
    let refused = |case: Case| refused(&case, Wish::Adopt);
    assert_eq!(refused(Case::new().disk("a", "mine")), Unsettled::NotMade);
    assert_eq!(refused(Case::new().locked("a", "x").disk("a", "mine")), Unsettled::NoLongerMade);
    assert_eq!(refused(Case::new().wanted("a", "x")), Unsettled::Absent);
    assert_eq!(refused(Case::new().disk("a", "mine").seeded("a", "x")), Unsettled::Seeded);
    let folder = Case::new().entry("a", Entry::NotAFile("a directory".into())).wanted("a", "x");
    assert_eq!(refused(folder), Unsettled::NoFile("it is a directory".into()));
}

#[test]
fn a_lock_that_only_settles_is_before_the_first_apply() {
    let foreign = Case { lock: Some(Lock::default()), ..Case::new() };
    let (case, _) = settled(foreign.disk("a", "mine").wanted("a", "x").wanted("b", "x"), Wish::Release);
    let plan = case.plan();
    assert!(plan.is_first);
    assert_eq!((&*plan.files[0].path, &plan.files[0].cause), ("b", &Cause::First));
}

#[test]
fn a_plan_against_a_revision_leaves_out_what_this_branch_released() {
    let (case, _) = settled(edited(), Wish::Release);
    let base = Case::new().locked("a", "x\n").disk("a", "x\n").wanted("a", "y\nz\n").plan();
    assert_eq!(base.files.len(), 1);
    let plan = base.with_unapplied(case.plan());
    assert!(plan.files.is_empty() && !plan.has_conflicts());
    assert_eq!(plan.drift[0].kind, DriftKind::Released);
}
