//! Comments in a pull request, and what is new since an earlier plan.

use super::formats::{many, rich};
use super::*;

/// Names and values that would be more than data, if they could.
const HOSTILE: &str = "`| </summary></details><script>alert(1)</script> @team #12 GH-3 https://evil.example \
    www.evil.example [a](b) ![x](y) -->\n# x";

pub(super) fn hostile() -> Plan {
    let record = |port: &str| BTreeMap::from([("port".to_string(), format!("{port} {HOSTILE}"))]);
    let entity = || EntityRef(format!("service {HOSTILE}"));
    let mut case = Case::new().locked("a", "x\n").disk("a", "x\n").wanted("a", "````\n</details>\n@team\n");
    case.lock.as_mut().unwrap().model = BTreeMap::from([(entity(), record("1"))]);
    case.record = BTreeMap::from([(entity(), record("2"))]);
    case.artifacts[0].made_from = vec![entity()];
    case.accepted.push(Accepted {
        subject: HOSTILE.into(),
        code: "backup/never-drilled".to_string(),
        message: HOSTILE.into(),
        reason: HOSTILE.into(),
        place: HOSTILE.into(),
    });
    Plan { app: HOSTILE.into(), ..case.plan() }
}

/// What is left of Markdown without its code, in which nothing means anything.
fn without_code(text: &str) -> String {
    let mut out = String::new();
    // What stands after a backslash means nothing either.
    let mut signs = text.chars();
    let mut plain = String::new();
    while let Some(sign) = signs.next() {
        plain.push(if sign == '\\' { signs.next().map_or(' ', |_| ' ') } else { sign });
    }
    let mut rest = plain.as_str();
    while let Some(start) = rest.find('`') {
        out.push_str(&rest[..start]);
        let fence = &rest[start..];
        let fence = &fence[..fence.len() - fence.trim_start_matches('`').len()];
        let inside = &rest[start + fence.len()..];
        let bare = |at: usize| {
            let (before, after) = (inside[..at].chars().last(), inside[at + fence.len()..].chars().next());
            before != Some('`') && after != Some('`')
        };
        match inside.match_indices(fence).find(|(at, _)| bare(*at)) {
            Some((end, _)) => rest = &inside[end + fence.len()..],
            None => return out + rest,
        }
    }
    out + rest
}

#[test]
fn what_users_write_is_data_in_a_comment() {
    let text = markdown(&hostile(), None);
    assert!(text.starts_with("<!-- formwork plan: summary-details-script-alert-1-"), "{text}");
    assert!(text.contains("@&#8203;team") && text.contains("\\#&#8203;12"), "{text}");
    let (_, seen) = text.split_once('\n').unwrap();
    let prose = without_code(seen);
    let elements = prose.split("<code>").skip(1).filter_map(|rest| rest.split_once("</code>"));
    let prose = elements.fold(prose.clone(), |prose, (code, _)| prose.replace(code, ""));
    for harm in ["<script", "@team", "#12", "GH-3", "://", "www.evil", "](b)", "\n# x"] {
        assert!(!prose.contains(harm), "{harm} in\n{prose}");
    }
}

#[test]
fn a_thousand_changes_fit_a_comment_with_the_summary_whole() {
    let mut plan = many();
    for file in &mut plan.files {
        file.diff = Some("-x\n+y\n".repeat(40));
    }
    let text = markdown(&plan, None);
    assert!(text.chars().count() <= MARKDOWN_LIMIT, "{}", text.chars().count());
    for said in [
        "**1000 services**",
        "997 more",
        "The way back:",
        "**1000 files** edited by hand",
        "For lack of room",
    ] {
        assert!(text.contains(said), "{said:?} is not in\n{text}");
    }
    for part in ["risks", "application", "files", "drift"] {
        assert_eq!(text.matches(&format!("<a id=\"formwork-{part}\"></a>")).count(), 1);
    }
}

#[test]
fn after_a_plan_that_was_read_only_what_is_new_is_written_out() {
    let earlier = rich();
    assert!(markdown(&earlier, Some(&since(&earlier, &earlier))).contains("nothing is new. As before"));
    let mut plan = earlier.clone();
    plan.risks[1].change = "port 8000 -> 8002".to_string();
    plan.model.remove(0);
    plan.files[0].added += 1;
    let since = since(&plan, &earlier);
    let text = super::text(&plan, Some(&since), TextOptions::default());
    insta::assert_snapshot!(text);
    let markdown = markdown(&plan, Some(&since));
    assert!(!markdown.contains("conf/1.conf") && markdown.contains("backend/Dockerfile"), "{markdown}");
}
