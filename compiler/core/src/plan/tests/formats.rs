//! Text, Markdown and JSON.

use super::*;

/// A plan with something of everything.
pub(super) fn rich() -> Plan {
    let mut case = Case::new()
        .locked("backend/Dockerfile", "a\nb\n")
        .disk("backend/Dockerfile", "a\nb\n")
        .wanted("backend/Dockerfile", "a\nc\n")
        .wanted("docs/new.md", "one\ntwo\n")
        .locked("old.conf", MADE)
        .disk("old.conf", MADE)
        .locked("scripts/deploy.sh", "x\n")
        .disk("scripts/deploy.sh", "x\nmine\n")
        .wanted("scripts/deploy.sh", "x\n")
        .locked("gone.conf", "x\n")
        .wanted("gone.conf", "x\n")
        .model(
            &[("service backend", &[("port", "8000")]), ("database main", &[("version", "7.0")])],
            &[
                ("service backend", &[("port", "8001")]),
                ("database main", &[("version", "8.0")]),
                ("alert slow", &[]),
            ],
        );
    for number in 0..6 {
        let at = format!("conf/{number}.conf");
        case = case.locked(&at, "x\n").disk(&at, "x\n").wanted(&at, "y\n");
    }
    case.accepted.push(Accepted {
        subject: "backup main".into(),
        code: "backup/never-drilled".to_string(),
        message: "nobody ever tries whether backup `main` restores".into(),
        reason: "the first drill is planned for May, by the people who will be on call then".into(),
        place: "formwork.kdl:71".into(),
    });
    case.plan()
}

#[test]
fn text_is_the_order_of_what_matters_at_80_columns() {
    let text = text(&rich(), None, TextOptions::default());
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    insta::assert_snapshot!(text);
}

#[test]
fn text_with_diffs_shows_every_file() {
    let text = text(&rich(), None, TextOptions { diff: true, ..TextOptions::default() });
    assert!(text.contains("conf/5.conf") && text.contains("+c") && text.contains("-mine"), "{text}");
    let coloured =
        super::text(&rich(), None, TextOptions { paint: Paint { colour: true }, ..TextOptions::default() });
    assert!(coloured.contains("\u{1b}[31m") && !text.contains('\u{1b}'));
}

#[test]
fn nothing_to_do_is_one_line() {
    let plan = Case::new().locked("a", "x").disk("a", "x").wanted("a", "x").plan();
    assert_eq!(
        text(&plan, None, TextOptions::default()),
        "shop: up to date (1 file, spec d4f02ea, formwork 1).\n"
    );
    assert_eq!(
        markdown(&plan, None),
        "<!-- formwork plan: shop -->\n\n**shop**: up to date (1 file, spec d4f02ea, formwork 1)\n"
    );
}

#[test]
fn a_first_plan_of_many_files_is_short() {
    let mut case = Case { lock: None, ..Case::new() };
    for number in 0..60 {
        case = case.wanted(&format!("deploy/env-{}/file-{number}.conf", number % 4), "x\n");
    }
    let text = text(&case.plan(), None, TextOptions::default());
    assert!(text.lines().count() < 12, "{text}");
    assert!(text.starts_with("shop: first apply, 60 files.\n"), "{text}");
}

#[test]
fn markdown_keeps_the_summary_whole_within_its_limit() {
    insta::assert_snapshot!(markdown(&rich(), None));
    let long = "`\u{1b}[31m<b>|\n".repeat(40);
    let mut case = Case::new();
    for number in 0..3000 {
        let at = format!("deploy/a-rather-long-folder-name/file-{number}.conf");
        case = case.locked(&at, &long).disk(&at, &long).wanted(&at, &format!("{long}{number}\n"));
    }
    let entities: Vec<(String, String)> =
        (0..3000).map(|n| (format!("service s{n}"), n.to_string())).collect();
    let before: Vec<(&str, Vec<(&str, &str)>)> =
        entities.iter().map(|(entity, n)| (entity.as_str(), vec![("port", n.as_str())])).collect();
    case.lock.as_mut().unwrap().model = before
        .iter()
        .map(|(entity, _)| (EntityRef(entity.to_string()), BTreeMap::from([("port".into(), long.clone())])))
        .collect();
    let markdown = markdown(&case.plan(), None);
    assert!(markdown.chars().count() <= MARKDOWN_LIMIT, "{}", markdown.chars().count());
    assert!(markdown.contains("For lack of room: ") && !markdown.contains('\u{1b}'));
    assert_eq!(markdown.matches("<details>").count(), markdown.matches("</details>").count());
}

#[test]
fn json_has_a_version_and_everything() {
    let value: serde_json::Value = serde_json::from_str(&json(&rich())).unwrap();
    assert_eq!(value["version"], 1);
    assert_eq!(value["summary"]["conflicts"], 1);
    assert_eq!(value["files"].as_array().unwrap().len(), 10);
    assert_eq!(value["risks"][0]["level"], "data-loss");
    assert_eq!(value["drift"][1]["kind"], "hand-edit");
}

#[test]
fn texts_are_kept_for_an_apply_alone() {
    let plan =
        |texts| Case { keep: Keep { texts, ..Keep::default() }, ..Case::new() }.wanted("a", "x").plan();
    assert!(plan(false).files[0].text.is_none() && plan(true).files[0].text.is_some());
}

/// A thousand services of which each has another port, a file of its own and a hand edit in another.
pub(super) fn many() -> Plan {
    let names: Vec<String> = (0..1000).map(|number| format!("service s{number:03}")).collect();
    let mut case = Case::new();
    for name in &names {
        let short = &name["service ".len()..];
        let at = format!("deploy/production/env/{short}.env");
        case = case.locked(&at, "x\n").disk(&at, "x\n").wanted(&at, "y\n");
        case.artifacts.last_mut().unwrap().made_from = vec![EntityRef::new("service", short)];
        let at = format!("services/{short}/Dockerfile");
        case = case.locked(&at, "x\n").disk(&at, "mine\n").wanted(&at, "x\n");
    }
    let before: Vec<(&str, &[(&str, &str)])> =
        names.iter().map(|name| (name.as_str(), &[("port", "8000")][..])).collect();
    let now: Vec<(&str, &[(&str, &str)])> =
        names.iter().map(|name| (name.as_str(), &[("port", "9000")][..])).collect();
    case.model(&before, &now).plan()
}

#[test]
fn a_thousand_changes_fold_and_nothing_goes_uncounted() {
    let plan = many();
    for width in [60, 80, 120] {
        let text = text(&plan, None, TextOptions { width, ..TextOptions::default() });
        assert!(text.lines().all(|line| line.chars().count() <= width), "{width}:\n{text}");
        assert!(text.lines().count() < 45, "{text}");
        for said in ["1000 services", "997 more", "996 more: s004.port", "1000 files edited by hand"] {
            assert!(text.contains(said), "{said:?} is not in\n{text}");
        }
    }
    let all = text(&plan, None, TextOptions { diff: true, ..TextOptions::default() });
    assert!(names_all(&all) && !all.contains(" more"), "--diff names everything");
}

fn names_all(text: &str) -> bool {
    (0..1000).all(|number| text.contains(&format!("service s{number:03}")))
}
