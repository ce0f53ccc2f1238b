//! What a reviewer reads first of a pull request: five of them for each example, in which somebody also reworded a
//! sentence. The first row of the comment is the one thing to look at, and what must not be is refused.

use crate::plans::example;
use crate::support::out;

/// What the pull request does to the spec; the comment's first row, or nothing where there is no risk; what it refuses.
struct Review {
    about: &'static str,
    edits: &'static [(&'static str, &'static str)],
    first: Option<[&'static str; 3]>,
    refused: Option<&'static str>,
}

const fn review(
    about: &'static str,
    edits: &'static [(&'static str, &'static str)],
    first: [&'static str; 3],
) -> Review {
    Review { about, edits, first: Some(first), refused: None }
}

const MAILER: &str = r#"// where it runs"#;
const WITH_MAILER: &str = r#"service "mailer" {
    about "Sends what waits"
    source "mailer"
    runtime "node" version="22" manager="npm"
    run "node" "mailer.js"
    uses "main" env="DATABASE_URL"
    check "unit" "npm test"
}

// where it runs"#;

const NEW_SERVICE: Review =
    review("a new service", &[(MAILER, WITH_MAILER)], ["cost", "service mailer", "risk/service-added"]);

const QUICKSTART: &[Review] = &[
    review("a port", &[("port 3000", "port 3100")], ["downtime", "port 3000 -> 3100", "risk/port-changed"]),
    NEW_SERVICE,
    review(
        "an engine upgrade",
        &[("version=\"17\"", "version=\"18\"")],
        ["data-loss", "version 17 -> 18", "risk/engine-major"],
    ),
    review(
        "a backup's retention",
        &[("    drill \"quarterly\"", "    keep daily=3\n    drill \"quarterly\"")],
        ["irreversible", "keep.daily 7 -> 3", "risk/backup-keep"],
    ),
    review(
        "a domain",
        &[("route \"links.acme.app\"", "route \"go.acme.app\"")],
        ["downtime", "route links.acme.app -> route go.acme.app", "risk/route-renamed"],
    ),
];

const AUTHOR: &[Review] = &[
    review("a port", &[("port 8000", "port 8100")], ["downtime", "port 8000 -> 8100", "risk/port-changed"]),
    NEW_SERVICE,
    review(
        "an engine one version back",
        &[("version=\"8.0\"", "version=\"7.0\"")],
        ["data-loss", "version 8.0 -> 7.0", "risk/engine-major"],
    ),
    review(
        "a backup's retention",
        &[("monthly=12", "monthly=3")],
        ["irreversible", "keep.monthly 12 -> 3", "risk/backup-keep"],
    ),
    review(
        "a domain more",
        &[(
            "    route \"autoauthor.app\" to=\"frontend\"\n",
            "    route \"autoauthor.app\" to=\"frontend\"\n    route \"www.autoauthor.app\" to=\"frontend\"\n",
        )],
        ["exposure", "route www.autoauthor.app added", "risk/route-added"],
    ),
];

const LEGACY: &[Review] = &[
    review("a port", &[("port 3000", "port 3100")], ["downtime", "port 3000 -> 3100", "risk/port-changed"]),
    NEW_SERVICE,
    Review {
        refused: Some("plan/protected"),
        ..review(
            "an engine upgrade",
            &[("version=\"17\"", "version=\"18\"")],
            ["data-loss", "version 17 -> 18", "risk/engine-major"],
        )
    },
    review(
        "a backup's retention",
        &[("keep daily=7", "keep daily=2")],
        ["irreversible", "keep.daily 7 -> 2", "risk/backup-keep"],
    ),
    review(
        "a domain",
        &[("route \"tickets.acme.app\"", "route \"help.acme.app\"")],
        ["downtime", "route tickets.acme.app -> route help.acme.app", "risk/route-renamed"],
    ),
];

const BOT: &[Review] = &[
    review("a port", &[("port 3000", "port 3100")], ["downtime", "port 3000 -> 3100", "risk/port-changed"]),
    NEW_SERVICE,
    Review {
        refused: Some("plan/protected"),
        ..review(
            "an engine upgrade",
            &[("version=\"17\"", "version=\"18\"")],
            ["data-loss", "version 17 -> 18", "risk/engine-major"],
        )
    },
    review(
        "a secret that is kept for longer",
        &[("rotate=\"90d\"", "rotate=\"720d\"")],
        ["exposure", "rotate 90d -> 720d", "risk/rotated-later"],
    ),
    review(
        "a region",
        &[("region \"europe-west4-drams3a\"", "region \"us-west2\"")],
        ["data-loss", "region europe-west4-drams3a -> us-west2", "risk/region-changed"],
    ),
];

const SHOP: &[Review] = &[
    review("a port", &[("port 4000", "port 4100")], ["downtime", "port 4000 -> 4100", "risk/port-changed"]),
    NEW_SERVICE,
    // The protection is lifted in the same pull request, and the database has never been restored.
    Review {
        refused: Some("plan/never-drilled"),
        ..review(
            "an engine upgrade",
            &[
                ("version=\"17\"", "version=\"18\""),
                ("    about \"Products and orders\"\n    protect #true\n", ""),
            ],
            ["data-loss", "version 17 -> 18", "risk/engine-major"],
        )
    },
    Review {
        refused: Some("plan/protected"),
        ..review(
            "a bucket's name",
            &[("bucket \"pictures\"", "bucket \"images\""), ("bucket.pictures.", "bucket.images.")],
            ["data-loss", "bucket pictures", "risk/bucket-removed"],
        )
    },
    review(
        "a domain",
        &[("route \"api.shop.acme.app\"", "route \"api.shop.acme.dev\"")],
        ["downtime", "route api.shop.acme.app -> route api.shop.acme.dev", "risk/route-renamed"],
    ),
];

const CHAT: &[Review] = &[
    review("a port", &[("port 3000", "port 3100")], ["downtime", "port 3000 -> 3100", "risk/port-changed"]),
    Review {
        about: "a service of somebody else's",
        edits: &[(
            "// where it runs",
            "external \"mail\" url=\"https://api.postmarkapp.com\"\n\n// where it runs",
        )],
        first: None,
        refused: None,
    },
    Review {
        refused: Some("plan/protected"),
        ..review(
            "an engine upgrade",
            &[("version=\"17\"", "version=\"18\"")],
            ["data-loss", "version 17 -> 18", "risk/engine-major"],
        )
    },
    review(
        "another branch of the database",
        &[("branch=\"main\"\n    promote", "branch=\"live\"\n    promote")],
        ["data-loss", "branch main -> live", "risk/"],
    ),
    review(
        "a domain",
        &[("route \"chat.acme.app\"", "route \"talk.acme.app\"")],
        ["downtime", "route chat.acme.app -> route talk.acme.app", "risk/route-renamed"],
    ),
];

fn judge(name: &str, reviews: &[Review]) {
    let project = example(name);
    std::fs::create_dir(project.path("mailer")).unwrap();
    assert_eq!(project.code(&["apply", "--yes", "-q"]), 0);
    let spec = project.read("formwork.kdl");
    for review in reviews {
        std::fs::write(project.path("formwork.kdl"), spec.replacen("about \"", "about \"Now: ", 1)).unwrap();
        review.edits.iter().for_each(|(from, to)| project.spec(from, to));
        let output = project.run(&["plan", "--format", "markdown"]);
        let comment = out(&output);
        let what = format!("{name}: {}:\n{comment}", review.about);
        let mut rows = comment.lines().filter(|line| line.starts_with("| "));
        let risk = comment.contains("<a id=\"formwork-risks\">").then(|| rows.nth(1)).flatten();
        match (review.first, risk) {
            (Some(words), Some(row)) => {
                assert!(words.iter().all(|word| row.contains(word)), "{what}");
                // Nothing but the verdict stands before it.
                assert!(comment.lines().take(9).any(|line| line == row), "{what}");
            }
            (first, row) => assert!(first.is_none() && row.is_none(), "{what}"),
        }
        let refused = comment.contains("<a id=\"formwork-refused\">");
        assert!(review.refused.map_or(!refused, |code| refused && comment.contains(code)), "{what}");
        assert_eq!(output.status.code(), Some(i32::from(refused)), "{what}");
    }
}

#[test]
fn pull_requests_of_the_quickstart() {
    judge("quickstart", QUICKSTART);
}

#[test]
fn pull_requests_of_auto_author() {
    judge("auto-author", AUTHOR);
}

#[test]
fn pull_requests_of_legacy() {
    judge("legacy", LEGACY);
}

#[test]
fn pull_requests_of_the_bot() {
    judge("bot", BOT);
}

#[test]
fn pull_requests_of_the_shop() {
    judge("shop", SHOP);
}

#[test]
fn pull_requests_of_the_chat() {
    judge("chat", CHAT);
}
