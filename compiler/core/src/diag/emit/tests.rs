//! Each output format against a few findings that hold what breaks formats.

use super::*;
use crate::diag::{Code, Diagnostic};
use crate::source::{FileId, FileOrigin, Sources, Span};
use crate::terminal::Paint;

static CODE: Code =
    Code { slug: "backup/misses-objective", severity: Severity::Error, explanation: "Too rare.\n\nMore." };
static HINT: Code = Code { slug: "style/hint", severity: Severity::Warning, explanation: "A hint." };

const SPEC: &str =
    "objective \"main\" rto=\"4h\" rpo=\"24h\"\n\nbackup \"main\" schedule=\"every 2 days\"\n// end\n";

fn span(file: FileId, text: &str, needle: &str) -> Span {
    let start = text.find(needle).unwrap() as u32;
    Span::new(file, start, start + needle.len() as u32)
}

fn example() -> (Diagnostics, Sources) {
    let mut sources = Sources::default();
    let spec = sources.add("formwork.kdl", SPEC, FileOrigin::Project);
    let kinds = "kind \"backup\" {\n    field \"schedule\"\n}\n";
    let library = sources.add("kinds.kdl", kinds, FileOrigin::StandardLibrary);
    let mut diagnostics = Diagnostics::default();
    diagnostics.push(
        Diagnostic::new(
            &CODE,
            span(spec, SPEC, "\"every 2 days\""),
            "this schedule cannot meet the objective",
        )
        .mark("up to 48 h pass")
        .label(span(spec, SPEC, "\"24h\""), "at most 24 h of data may be lost")
        .label(span(library, kinds, "\"schedule\""), "declared here")
        .help("run it at least daily: 100%, or so\nsecond line")
        .fix(span(spec, SPEC, "\"every 2 days\""), "\"daily\""),
    );
    diagnostics.push(Diagnostic::without_place(&HINT, "nothing is watched"));
    (diagnostics, sources)
}

#[test]
fn text_shows_the_line_and_the_help_at_80_columns() {
    let (diagnostics, sources) = example();
    let text = text(&diagnostics, &sources, Paint::default());
    insta::assert_snapshot!(text);
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    assert_eq!(summary(&diagnostics), "1 error, 1 warning");
}

#[test]
fn colours_only_when_asked_for() {
    let (diagnostics, sources) = example();
    assert!(!text(&diagnostics, &sources, Paint { colour: false }).contains('\u{1b}'));
    assert!(text(&diagnostics, &sources, Paint { colour: true }).contains('\u{1b}'));
}

#[test]
fn json_has_a_version_and_whole_places() {
    let (diagnostics, sources) = example();
    let value: serde_json::Value = serde_json::from_str(&json(&diagnostics, &sources)).unwrap();
    assert_eq!(value["version"], 1);
    assert_eq!(value["summary"]["errors"], 1);
    let label = &value["diagnostics"][0]["labels"][0];
    assert_eq!((&label["start"]["line"], &label["start"]["column"]), (&3.into(), &24.into()));
    assert_eq!(value["diagnostics"][0]["labels"][2]["origin"], "standard-library");
}

#[test]
fn sarif_has_rules_places_and_fixes() {
    let (diagnostics, sources) = example();
    let value: serde_json::Value = serde_json::from_str(&sarif(&diagnostics, &sources, "0.1.0")).unwrap();
    let run = &value["runs"][0];
    assert_eq!(run["tool"]["driver"]["rules"].as_array().unwrap().len(), 2);
    let result = &run["results"][0];
    assert_eq!(result["locations"][0]["physicalLocation"]["region"]["startLine"], 3);
    assert_eq!(
        result["fixes"][0]["artifactChanges"][0]["replacements"][0]["insertedContent"]["text"],
        "\"daily\""
    );
    let whole = &run["results"][1]["locations"][0]["physicalLocation"];
    assert_eq!(whole["artifactLocation"]["uri"], "formwork.kdl");
}

#[test]
fn annotations_escape_what_ends_them() {
    let (diagnostics, sources) = example();
    let text = github(&diagnostics, &sources);
    let first = text.lines().next().unwrap();
    assert!(first.starts_with(
        "::error file=formwork.kdl,line=3,col=24,endLine=3,endColumn=38,title=backup/misses-objective::"
    ));
    assert!(first.ends_with("100%25, or so%0Asecond line"), "{first}");
    assert_eq!(text.lines().count(), 2);
}

#[test]
fn a_huge_or_hostile_line_stays_small_and_harmless() {
    let line = format!("a \"{}\u{1b}[31m\" bad \"{}\"", "x".repeat(500_000), "y".repeat(500_000));
    let mut sources = Sources::default();
    let file = sources.add("formwork.kdl", line.as_str(), FileOrigin::Project);
    let mut diagnostics = Diagnostics::default();
    diagnostics.push(Diagnostic::new(&CODE, span(file, &line, "bad"), "no\u{1b}[2J").mark("he\nre"));
    diagnostics.push(Diagnostic::new(&CODE, Span::new(file, 0, line.len() as u32), "all of it"));
    diagnostics.push(Diagnostic::new(&CODE, Span::new(file, 9_000_000, 9_000_001), "beyond the end"));
    let text = text(&diagnostics, &sources, Paint::default());
    assert!(text.len() < 4_000 && !text.contains('\u{1b}'), "{text}");
    assert!(text.contains("bad"));
}

#[test]
fn marks_over_many_lines_and_empty_files() {
    let text_of = |spec: &str, start, end| {
        let mut sources = Sources::default();
        let file = sources.add("formwork.kdl", spec, FileOrigin::Project);
        let mut diagnostics = Diagnostics::default();
        diagnostics.push(Diagnostic::new(&CODE, Span::new(file, start, end), "here").mark("this"));
        text(&diagnostics, &sources, Paint::default())
    };
    assert!(text_of("", 0, 0).contains("formwork.kdl:1:1"));
    let many = "line\n".repeat(1000);
    assert!(text_of(&many, 0, 4999).lines().count() < 12);
    assert!(text_of("a\r\nb\r\n", 0, 6).contains("this"));
    assert!(text_of("é\n\n", 1, 1).contains("this"));
}

/// One finding about `needle`, drawn; `other` is a second mark.
fn drawn(spec: &str, needle: &str, words: &str, other: Option<&str>) -> String {
    let mut sources = Sources::default();
    let file = sources.add("formwork.kdl", spec, FileOrigin::Project);
    let mut diagnostics = Diagnostics::default();
    let finding = Diagnostic::new(&CODE, span(file, spec, needle), "here").mark(words);
    diagnostics.push(match other {
        Some(other) => finding.label(span(file, spec, other), "the first one"),
        None => finding,
    });
    text(&diagnostics, &sources, Paint::default())
}

#[test]
fn no_line_is_wider_than_80_columns_wherever_the_marks_are() {
    let words = "these words are so many that they do not fit onto one line";
    for before in [0, 10, 40, 60, 75, 80, 130, 400] {
        for (length, behind) in [(1, 0), (8, 3), (30, 200), (90, 0), (300, 5)] {
            let first = "first".to_string();
            let needle = "x".repeat(length);
            let line = format!("{first} {} {needle}{}\n\tlast", " ".repeat(before), " ".repeat(behind));
            for words in ["", "word", words] {
                for other in [None, Some("first")] {
                    let text = drawn(&line, &needle, words, other);
                    let wide = text.lines().find(|line| line.chars().count() > 80);
                    assert_eq!(wide, None, "{before} {length} {behind} {words:?}\n{text}");
                    assert!(words.is_empty() || text.contains("word"), "{text}");
                }
            }
        }
    }
}

#[test]
fn a_byte_order_mark_is_not_shown_and_moves_nothing() {
    let (with, without) = ("\u{feff}prot 1\n", "prot 1\n");
    assert_eq!(drawn(with, "prot", "what", None), drawn(without, "prot", "what", None));
    assert_eq!(drawn(with, "1", "", None), drawn(without, "1", "", None));
}

#[test]
fn tabs_take_four_columns() {
    let text = drawn("\t\tprot 1\n", "prot", "", None);
    assert!(text.contains("\n 1 │         prot 1\n   ·         ────\n"), "{text}");
}

#[test]
fn a_name_without_end_is_cut_in_the_message() {
    let mut diagnostics = Diagnostics::default();
    diagnostics.push(Diagnostic::without_place(&HINT, format!("there is no `{}`", "x".repeat(500))));
    let text = text(&diagnostics, &Sources::default(), Paint::default());
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
}
