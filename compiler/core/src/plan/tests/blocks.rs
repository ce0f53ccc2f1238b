//! The ownership table for the lines between the marks in a file of the user's.

use super::*;

const AT: &str = ".gitignore";

fn made(lines: &str) -> String {
    block::between_marks(AT, lines)
}

fn on_disk(case: &Case) -> Option<String> {
    match case.tree.read(&path(AT)) {
        Entry::File { bytes, .. } => Some(String::from_utf8(bytes).unwrap()),
        _ => None,
    }
}

/// The situation after an apply with this on disk, when `lines` are wanted.
fn begun(disk: Option<&str>, lines: &str) -> Case {
    let case = Case::new().block(AT, lines);
    applied(match disk {
        Some(text) => case.disk(AT, text),
        None => case,
    })
}

fn wanting(case: Case, lines: &str) -> Case {
    Case { artifacts: Vec::new(), ..case }.block(AT, lines)
}

fn nothing_wanted(case: Case) -> Case {
    Case { artifacts: Vec::new(), ..case }
}

const USERS: &[&str] = &["", "a\n", "a", "a\r\nb\r\n", "a\r\nb", "\u{feff}a\n", "\u{feff}", "\n\n"];

#[test]
fn an_absent_file_is_created_with_the_block_alone_and_goes_with_it() {
    let case = Case::new().block(AT, "/x\n");
    assert_eq!(case.verdict().0, Some((Action::Create, Cause::Unexplained)));
    let case = begun(None, "/x\n");
    assert_eq!(on_disk(&case).unwrap(), made("/x\n"));
    let locked = &case.lock.as_ref().unwrap().artifacts[&path(AT)];
    assert!(locked.created && locked.ownership == Ownership::Block);
    assert_eq!(locked.sha256, Digest::of(made("/x\n").as_bytes()));
    let case = applied(wanting(case, "/y\n"));
    assert_eq!(on_disk(&case).unwrap(), made("/y\n"));
    let plan = nothing_wanted(case).plan();
    assert_eq!((plan.files[0].action, plan.files[0].removed), (Action::Delete, 3));
    assert!(plan.lock.artifacts.is_empty());
}

#[test]
fn what_the_user_has_is_kept_byte_for_byte_through_all_of_it() {
    for text in USERS {
        let case = begun(Some(text), "/x\n");
        let with = on_disk(&case).unwrap();
        assert!(with.starts_with(text) && with.contains(">>> formwork"), "{with:?}");
        assert!(!case.lock.as_ref().unwrap().artifacts[&path(AT)].created);
        let case = wanting(case, "/x\n");
        let again = case.plan();
        assert!(again.files.is_empty() && again.drift.is_empty() && again.unchanged == 1, "{again:?}");
        let case = applied(wanting(begun(Some(text), "/x\n"), "/y\n/z\n"));
        assert!(on_disk(&case).unwrap().contains("/z"));
        let case = applied(nothing_wanted(case));
        assert_eq!(on_disk(&case).unwrap(), *text);
        assert!(case.lock.unwrap().artifacts.is_empty());
    }
}

#[test]
fn a_file_that_was_created_stays_when_somebody_wrote_into_it() {
    let case = begun(None, "/x\n");
    let mine = format!("{}mine\n", on_disk(&case).unwrap());
    let case = wanting(case, "/y\n").disk(AT, &mine);
    let case = applied(case);
    assert_eq!(on_disk(&case).unwrap(), format!("{}mine\n", made("/y\n")));
    let case = applied(nothing_wanted(case));
    assert_eq!(on_disk(&case).unwrap(), "mine\n");
}

#[test]
fn edits_around_the_block_are_nobodys_business_and_edits_in_it_are_conflicts() {
    let lines = made("/x\n");
    for around in [format!("a\n{lines}b"), format!("{lines}\n\nb\n"), lines.replace('\n', "\r\n")] {
        let verdict = wanting(begun(None, "/x\n"), "/x\n").disk(AT, &around).verdict();
        assert_eq!(verdict, (None, None), "{around:?}");
        let plan = wanting(begun(None, "/x\n"), "/y\n").disk(AT, &around).plan();
        assert_eq!(
            (plan.files[0].action, plan.files[0].added, plan.files[0].removed),
            (Action::Update, 1, 1)
        );
    }
    let edited = || wanting(begun(Some("a\n"), "/x\n"), "/x\n").disk(AT, &format!("a\n{}", made("/mine\n")));
    let plan = edited().plan();
    assert_eq!((plan.drift[0].kind.clone(), plan.drift[0].lines), (DriftKind::HandEdited, 1));
    assert_eq!(edited().overwrite(AT).verdict().0, Some((Action::Update, Cause::Overwritten)));
    let orphan = || nothing_wanted(edited());
    assert_eq!(orphan().verdict(), (None, Some(DriftKind::HandEditedOrphan)));
    let cut = orphan().overwrite(AT).plan();
    assert_eq!((cut.files[0].action, cut.files[0].text.as_deref()), (Action::Update, Some("a\n")));
    // A block that no apply wrote.
    let foreign = Case::new().disk(AT, &made("/mine\n")).block(AT, "/x\n").verdict();
    assert_eq!(foreign, (None, Some(DriftKind::Foreign)));
    assert_eq!(Case::new().disk(AT, &made("/x\n")).block(AT, "/x\n").verdict(), (None, None));
}

#[test]
fn a_block_that_was_taken_out_is_put_back_unless_it_is_released() {
    let out = || wanting(begun(Some("a\n"), "/x\n"), "/x\n").disk(AT, "a\n");
    assert_eq!(out().verdict(), (Some((Action::Update, Cause::Missing)), Some(DriftKind::Missing)));
    let case = out();
    let released = settle(Wish::Release, case.artifacts.first(), None, &Entry::Absent).unwrap();
    let Settled::Known(locked) = released else { panic!("{released:?}") };
    let mut case = case;
    case.lock.as_mut().unwrap().artifacts.insert(path(AT), locked);
    let plan = case.plan();
    assert!(plan.files.is_empty());
    assert_eq!((plan.drift[0].kind.clone(), plan.drift[0].lines), (DriftKind::Released, 3));
}

#[test]
fn damaged_marks_are_conflicts_that_nothing_overwrites() {
    let lines = made("/x\n");
    let (begin, end) = (lines.lines().next().unwrap(), "# <<< formwork");
    let damaged = [
        (format!("a\n{begin}\nb\n"), "the block that begins in line 2 has no `<<< formwork`"),
        (format!("a\n{end}\n"), "the block that ends in line 2 has no `>>> formwork`"),
        (format!("{lines}{lines}"), "a second block begins in line 4"),
        (format!("{begin}\n{lines}{end}\n"), "a second block begins in line 2"),
    ];
    for (text, words) in damaged {
        let kind = Some(DriftKind::Damaged(words.to_string()));
        let wanted = wanting(begun(None, "/x\n"), "/y\n").disk(AT, &text).overwrite(AT);
        assert_eq!(wanted.verdict(), (None, kind.clone()));
        let orphan = nothing_wanted(begun(None, "/x\n")).disk(AT, &text).overwrite(AT);
        assert_eq!(orphan.verdict(), (None, kind));
    }
    let bytes = Entry::File { bytes: vec![0xff, b'\n'], executable: false };
    let kind = Some(DriftKind::Damaged("it is not UTF-8".to_string()));
    assert_eq!(Case::new().entry(AT, bytes).block(AT, "/x\n").verdict(), (None, kind));
}

#[test]
fn what_an_unfinished_apply_left_of_a_block_is_ours_and_the_file_is_not() {
    let with = format!("a\n{}", made("/x\n"));
    let pending = || Case {
        pending: BTreeMap::from([(
            path(AT),
            BTreeSet::from([Digest::of(b"a\n"), Digest::of(with.as_bytes())]),
        )]),
        ..Case::new().disk(AT, &with)
    };
    assert_eq!(pending().block(AT, "/x\n").verdict(), (None, None));
    assert_eq!(pending().block(AT, "/y\n").verdict().0, Some((Action::Update, Cause::Unexplained)));
    // Wanted no longer, and no lock yet: the user's lines stay.
    let plan = pending().plan();
    assert_eq!((plan.files[0].action, plan.files[0].text.as_deref()), (Action::Update, Some("a\n")));
    // It ended before the block was in: the file is as the user left it.
    assert_eq!(pending().disk(AT, "a\n").overwrite(AT).verdict(), (None, None));
}

#[test]
fn the_files_rights_stay() {
    let entry = Entry::File { bytes: b"a\n".to_vec(), executable: true };
    let plan = Case::new().entry(AT, entry).block(AT, "/x\n").plan();
    assert!(plan.files[0].executable);
}

#[test]
fn a_block_is_adopted_by_what_stands_between_its_marks() {
    let case = Case::new().disk(AT, &format!("a\n{}b\n", made("/mine\n"))).block(AT, "/x\n");
    let artifact = case.artifacts.first();
    let outcome = settle(Wish::Adopt, artifact, None, &case.tree.read(&path(AT))).unwrap();
    let Settled::Differs { locked, added, removed, .. } = outcome else { panic!("{outcome:?}") };
    assert_eq!((added, removed, locked.sha256), (1, 1, Digest::of(made("/mine\n").as_bytes())));
    let mut case = case;
    case.lock.as_mut().unwrap().artifacts.insert(path(AT), locked);
    let case = applied(case);
    assert_eq!(on_disk(&case).unwrap(), format!("a\n{}b\n", made("/x\n")));
    let damaged = Case::new().disk(AT, "# >>> formwork\n").block(AT, "/x\n");
    let refused = settle(Wish::Adopt, damaged.artifacts.first(), None, &damaged.tree.read(&path(AT)));
    assert!(matches!(refused, Err(Unsettled::NoFile(why)) if why.contains("line 1")));
}

#[test]
fn a_lock_takes_the_block_of_a_revision_for_what_was_written() {
    let mut case = begun(Some("a\n"), "/x\n");
    let locked = case.lock.as_mut().unwrap().artifacts.get_mut(&path(AT)).unwrap();
    locked.take(&path(AT), format!("b\n{}", made("/z\n")).as_bytes(), false);
    assert_eq!(locked.sha256, Digest::of(made("/z\n").as_bytes()));
    let mut released = LockedArtifact { ownership: Ownership::Released, ..locked.clone() };
    released.take(&path(AT), b"x", true);
    assert_eq!((released.ownership, released.sha256), (Ownership::Managed, Digest::of(b"x")));
    assert!(released.executable);
}
