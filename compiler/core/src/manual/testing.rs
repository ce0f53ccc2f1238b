//! What must hold of the manual: whatever is declared is described, every example compiles, every link leads somewhere.

use super::document::{Block, Page};
use super::kinds::{self, Part};
use super::markdown::{MARK, print};
use super::{Language, codes, pages};
use crate::check::refusal;
use crate::codes::ALL;
use crate::diag::{Code, Severity};
use crate::driver::Compilation;
use crate::schema::{Base, Kind, KindId, Literal};
use crate::snippets::{blocks, compile_piece, compile_whole, findings, whole};
use crate::source::{FileId, FileOrigin, Sources};
use crate::syntax;
use crate::terminal::{Paint, WIDTH, columns};
use std::collections::{BTreeMap, BTreeSet};

/// What is wrong with a description.
fn fault(about: &str) -> Option<&'static str> {
    let first = about.chars().next()?;
    if !(first.is_uppercase() || first == '`') {
        return Some("begins small");
    }
    match () {
        () if !about.ends_with('.') => Some("has no full stop"),
        () if about.split_whitespace().count() < 3 => Some("is no sentence"),
        () if about.contains('\n') || about.contains("  ") || about.trim() != about => {
            Some("has stray space")
        }
        () if about.matches('`').count() % 2 == 1 => Some("has a backtick alone"),
        () if columns(about) > 240 => Some("is too long to read in a table"),
        () => None,
    }
}

/// Everything that is described, with its description.
fn descriptions(language: &Language) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for kind in language.schema.kinds.values() {
        all.push((kind.name.to_string(), kind.about.clone()));
        let fields = kind.fields.iter().map(|field| (&field.name, &field.about));
        let properties = kind.properties.iter().map(|property| (&property.name, &property.about));
        let inner = fields.chain(properties);
        all.extend(inner.map(|(name, about)| (format!("{}.{name}", kind.name), about.clone())));
    }
    for of in language.schema.types.values() {
        all.push((of.name.to_string(), of.about.clone()));
        // A template has the words of its type.
        let options = of.options.iter().filter(|_| of.base == Base::Choice);
        all.extend(options.map(|(option, about)| (format!("{}: {option}", of.name), about.clone())));
    }
    all
}

#[test]
fn everything_that_is_declared_is_described_in_sentences() {
    let described = descriptions(&Language::standard());
    assert!(described.len() > 300, "there is something to look at: {}", described.len());
    let faults = described.iter().filter_map(|(what, about)| match about.as_str() {
        "" => Some(format!("{what}: nothing is said")),
        _ => fault(about).map(|fault| format!("{what}: {about:?} {fault}")),
    });
    let faults: Vec<String> = faults.collect();
    assert!(faults.is_empty(), "{faults:#?}");
    for bad in ["no capital here.", "No full stop", "Two words.", "A  gap in it.", "A ` alone in it."] {
        assert!(fault(bad).is_some(), "{bad}");
    }
}

#[test]
fn good_values_are_of_their_type_and_bad_ones_are_not() {
    for of in Language::standard().schema.types.values().filter(|of| of.base != Base::Choice) {
        // Whatever can be written is a literal.
        assert!(
            !of.good.is_empty() && (!of.bad.is_empty() || of.base == Base::Literal),
            "{} has no values",
            of.name
        );
        for value in &of.good {
            assert_eq!(refusal(of, value), None, "{} {value}", of.name);
            if let Literal::Text(text) = value {
                let normal = of.normal(text);
                assert_eq!(
                    refusal(of, &Literal::Text(normal.as_str().into())),
                    None,
                    "{} {text} -> {normal}",
                    of.name
                );
                assert_eq!(of.normal(&normal), normal, "{}", of.name);
            }
        }
        for value in &of.bad {
            assert!(refusal(of, value).is_some(), "{} {value}", of.name);
        }
    }
}

/// Findings that an example may have: `allow` and `accept` show how, and have nothing to accept there.
const MAY_BE_FOUND: &[&str] = &["rules/unused-allow", "platform/unused-accept"];

/// What is wrong with an example in the application it is a part of.
fn faults_of(piece: &str) -> Vec<String> {
    let compilation = compile_piece(piece);
    let serious = compilation
        .diagnostics
        .iter()
        .any(|found| found.severity() != Severity::Note && !MAY_BE_FOUND.contains(&found.code.slug()));
    if serious || compilation.model.is_none() { findings(&compilation) } else { Vec::new() }
}

/// A node with another one inside it: in place of the first of that name, or last in its block.
fn with_inner(outer: &str, name: &str, inner: &str) -> String {
    let mut sources = Sources::default();
    let file = sources.add("example", outer, FileOrigin::Project);
    let tree = syntax::parse(file, &sources.get(file).text, &mut Default::default());
    let node = tree.nodes().next().unwrap();
    let inner = inner.trim().replace('\n', "\n    ");
    let (start, end, text) = match (node.children().find(|child| child.name() == name), node.close_brace()) {
        (Some(known), _) => (known.span().start, known.span().end, inner),
        (None, Some(brace)) => (brace.start, brace.start, format!("    {inner}\n")),
        (None, None) => (node.span().end, node.span().end, format!(" {{\n    {inner}\n}}")),
    };
    format!("{}{text}{}", &outer[..start as usize], &outer[end as usize..])
}

/// The ways to the nodes inside a kind at the top.
type Paths = BTreeMap<String, KindId>;

/// The example of a kind inside each of the examples of those above it, up to the top.
fn embedded(language: &Language, top: &Kind, path: &str, paths: &Paths, example: &str) -> Vec<String> {
    let (outer, name) = path.rsplit_once('.').unwrap();
    let outer_kind = paths.get(outer).map_or(top, |kind| language.schema.kind(*kind));
    let is_block = Part::of(path, outer_kind.field(name).unwrap().1).unwrap().is_block;
    let inner = if is_block { format!("{name} {{\n{example}\n}}") } else { example.to_string() };
    let around = shown_examples(language, outer_kind).into_iter();
    let texts = around.map(|around| with_inner(&around, name, &inner));
    if paths.contains_key(outer) {
        texts.flat_map(|text| embedded(language, top, outer, paths, &text)).collect()
    } else {
        texts.collect()
    }
}

fn shown_examples(language: &Language, kind: &Kind) -> Vec<String> {
    match &kind.examples[..] {
        [] => language.shortest_entry(kind).into_iter().collect(),
        own => own.to_vec(),
    }
}

/// What is wrong with the examples of a kind. One that stands inside others is sound in one of theirs.
fn faults_of_kind(language: &Language, top: &Kind, part: Option<&Part>, paths: &Paths) -> Vec<String> {
    let kind = part.map_or(top, |part| language.schema.kind(part.kind));
    if shown_examples(language, kind).is_empty() {
        return vec![format!("{} has no example", kind.name)];
    }
    let faults = kind.examples.iter().filter_map(|example| {
        let pieces = match part {
            Some(part) => embedded(language, top, &part.path, paths, example),
            None => vec![example.clone()],
        };
        let mut faults: Vec<_> = pieces.into_iter().map(|piece| (faults_of(&piece), piece)).collect();
        faults.sort_by_key(|(faults, _)| faults.len());
        faults.into_iter().next().filter(|(faults, _)| !faults.is_empty())
    });
    faults.map(|(faults, piece)| format!("{}\n{piece}\n{}", kind.name, faults.join("\n"))).collect()
}

/// Every kind has an example, and every example is part of a sound application.
#[test]
fn every_example_compiles() {
    let language = Language::standard();
    let mut seen = BTreeSet::new();
    let mut faults = Vec::new();
    for (id, top) in language.tops() {
        let (parts, _) = kinds::inside(&language.schema, id);
        let paths: Paths = parts.iter().map(|part| (part.path.clone(), part.kind)).collect();
        seen.insert(id);
        faults.extend(faults_of_kind(&language, top, None, &paths));
        for part in parts.iter().filter(|part| seen.insert(part.kind)) {
            faults.extend(faults_of_kind(&language, top, Some(part), &paths));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
    assert_eq!(seen.len(), language.schema.kinds.len(), "a kind stands nowhere");
    assert!(!faults_of("database \"main\" engine=\"postgresql\" version=\"17\" { prot 1; }").is_empty());
}

/// Hand-written pages: what they show compiles, and what they say of the syntax is KDL.
#[test]
fn examples_in_typed_pages_compile() {
    for page in [include_str!("index.md"), include_str!("combining.md")] {
        let examples = blocks(page, "kdl");
        assert!(!examples.is_empty());
        for example in examples {
            let faults = faults_of(example);
            assert!(faults.is_empty(), "{example}\n{faults:#?}");
        }
    }
    for example in blocks(include_str!("syntax.md"), "kdl") {
        let mut diagnostics = Default::default();
        let tree = syntax::parse(FileId(0), &example.into(), &mut diagnostics);
        syntax::habits(&tree, &mut diagnostics);
        assert!(diagnostics.is_empty(), "{example}\n{diagnostics:#?}");
    }
    assert_eq!(faults_of(super::APPLICATION), [""; 0]);
}

/// The guide: a spec that grows from block to block, sound at each step, and without a finding at the end.
#[test]
fn the_spec_of_the_guide_is_sound_at_every_step() {
    let mut spec = String::new();
    let steps = blocks(include_str!("../../../../docs/guide.md"), "kdl");
    assert!(steps.len() > 5);
    for step in &steps {
        spec = whole(step, &spec);
        let compilation = compile_whole(spec.clone());
        let is_sound = compilation.model.is_some() && !compilation.diagnostics.has_errors();
        assert!(is_sound, "{step}\n{:#?}", findings(&compilation));
    }
    let compilation = compile_whole(spec);
    assert!(compilation.diagnostics.is_empty(), "{:#?}", findings(&compilation));
    assert_eq!(compilation.allowed.len(), 1);
}

/// Codes whose examples are whole specs: what is wrong with them is that something is not there.
const WHOLE: &[&str] = &["names/no-app"];

fn compiled(code: &Code, piece: &str) -> Compilation {
    if WHOLE.contains(&code.slug) { compile_whole(piece.to_string()) } else { compile_piece(piece) }
}

/// Codes of findings that compiling cannot come to: about what was applied last, and in what `formwork test` reads.
const NOT_COMPILED: &[&str] =
    &["moved/over", "expect/no-such-setting", "expect/unfit-comparison", "test/failed"];

/// Of every page with two examples the first has the finding, and the second has none of its kind. Those of rules and
/// of the syntax are looked at where they are tested.
#[test]
fn the_examples_of_codes_are_what_they_say() {
    let mut problems = Vec::new();
    let mut seen = 0;
    for code in ALL.iter().flat_map(|codes| codes.iter()) {
        let is_elsewhere =
            codes::is_rule(code) || code.slug.starts_with("syntax/") || NOT_COMPILED.contains(&code.slug);
        let [bad, good, ..] = blocks(code.explanation, "kdl")[..] else { continue };
        if is_elsewhere {
            continue;
        }
        seen += 1;
        for (piece, is_bad) in [(bad, true), (good, false)] {
            let compilation = compiled(code, piece);
            let is_found = compilation.diagnostics.iter().any(|found| found.code.slug() == code.slug);
            if is_found != is_bad {
                problems.push(format!("{}: {piece}{}", code.slug, findings(&compilation).join("\n")));
            }
        }
    }
    assert!(problems.is_empty(), "{}", problems.join("\n\n"));
    assert!(seen > 20, "{seen} pages have examples");
}

/// The lines of a page outside of code.
fn prose(text: &str) -> impl Iterator<Item = &str> {
    let mut is_code = false;
    text.lines().filter(move |line| {
        is_code ^= line.starts_with("```");
        !is_code
    })
}

/// Every link of a page.
fn links(text: &str) -> Vec<&str> {
    prose(text)
        .flat_map(|line| line.split("](").skip(1))
        .filter_map(|rest| Some(rest.split_once(')')?.0))
        .collect()
}

/// The places of a page, as code hosts name them.
fn places(text: &str) -> BTreeSet<String> {
    let mut known = BTreeMap::<String, usize>::new();
    let mut places = BTreeSet::new();
    for line in prose(text).filter(|line| line.starts_with('#')) {
        let words = line.trim_start_matches('#').trim().replace('\\', "");
        let kept = words.chars().filter(|c| c.is_alphanumeric() || "-_ ".contains(*c));
        let name: String =
            kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect();
        let before = known.entry(name.clone()).or_default();
        places.insert(if *before == 0 { name } else { format!("{name}-{before}") });
        *before += 1;
    }
    places
}

/// The links of pages that lead nowhere.
fn dangling(pages: &BTreeMap<String, String>) -> Vec<String> {
    let mut dangling = Vec::new();
    for (path, text) in pages {
        for link in links(text) {
            let (file, place) =
                link.split_once('#').map_or((link, None), |(file, place)| (file, Some(place)));
            let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
            let target = match (file, file.strip_prefix("../")) {
                ("", _) => path.clone(),
                (_, Some(above)) => above.to_string(),
                _ if folder.is_empty() => file.to_string(),
                _ => format!("{folder}/{file}"),
            };
            let is_there =
                pages.get(&target).is_some_and(|text| place.is_none_or(|place| places(text).contains(place)));
            if !is_there {
                dangling.push(format!("{path}: {link}"));
            }
        }
    }
    dangling
}

fn printed() -> BTreeMap<String, String> {
    pages(&Language::standard()).iter().map(|page: &Page| (page.path.clone(), print(page))).collect()
}

#[test]
fn every_link_leads_somewhere() {
    let mut pages = printed();
    let found: usize = pages.values().map(|text| links(text).len()).sum();
    assert!(found > 500, "{found} links");
    assert_eq!(dangling(&pages), [""; 0]);
    let broken = "# A\n\n[a](b.md) [a](#b) [a](README.md#nowhere) [a](#a)\n";
    pages.insert("broken.md".into(), broken.into());
    assert_eq!(dangling(&pages).len(), 3);
}

#[test]
fn pages_are_tidy_and_the_same_every_time() {
    let pages = printed();
    assert!(pages.len() > 25, "{}", pages.len());
    for (path, text) in &pages {
        assert!(text.starts_with(&format!("{MARK}\n\n# ")), "{path}");
        assert!(text.ends_with('\n') && !text.ends_with("\n\n") && !text.contains("\n\n\n"), "{path}");
        assert!(text.lines().all(|line| line == line.trim_end() && !line.contains('\t')), "{path}");
        assert_eq!(prose(text).filter(|line| line.starts_with("# ")).count(), 1, "{path}");
    }
    assert_eq!(pages, printed());
}

#[test]
fn every_topic_has_a_page_that_fits_a_terminal() {
    let language = Language::standard();
    let schema = &language.schema;
    let mut topics: Vec<String> =
        ALL.iter().flat_map(|codes| codes.iter()).map(|code| code.slug.to_string()).collect();
    for kind in schema.kinds.values() {
        topics.push(kind.name.to_string());
        topics.extend(kind.fields.iter().map(|field| format!("{}.{}", kind.name, field.name)));
    }
    topics.extend(schema.types.keys().map(ToString::to_string));
    topics.extend(language.entries.iter().map(|entry| entry.name(schema).unwrap().to_string()));
    topics.extend(["environment.rollout.abort-when.for".to_string()]);
    for topic in topics {
        let blocks = super::find(&language, &topic).unwrap_or_else(|_| panic!("{topic}"));
        let prose: Vec<Block> =
            blocks.into_iter().filter(|block| !matches!(block, Block::Code { .. })).collect();
        let text = super::print_plain(&prose, Paint::default());
        assert!(text.lines().count() > 2 && text.ends_with('\n'), "{topic}");
        // A word that is longer than a line stays whole: it may have to be copied.
        let has_room = |line: &&str| line.split_whitespace().all(|word| columns(word) < WIDTH / 2);
        let wide = text.lines().find(|line| columns(line) > WIDTH && has_room(line));
        assert_eq!(wide, None, "{topic}");
    }
}

#[test]
fn an_unknown_topic_is_told_what_was_meant() {
    let language = Language::standard();
    let near = |topic: &str| super::find(&language, topic).unwrap_err().help();
    assert_eq!(near("servce"), "did you mean service?");
    assert_eq!(near("env"), "did you mean service.env or service.uses.env?");
    assert_eq!(near("postgresq"), "did you mean postgresql?");
    // What other tools call it.
    assert_eq!(near("retention"), "did you mean backup.keep or point-in-time.keep?");
    assert!(near("zebra-crossing").starts_with("codes stand beside"));
}
