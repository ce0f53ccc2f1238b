//! Injuries of any sort to a made-up spec: it has to be compiled or refused.

use super::breakage::{Breakage, break_one};
use super::language::Language;
use super::lines::Line;
use super::projects::project;
use crate::support::generate::{Random, mutate};
use crate::support::project::Project;
use formwork_core::schema::Schema;

/// Values that are wrong nearly everywhere, and right where anything is.
const VALUES: &[&str] = &[
    "\"\"",
    "\" \"",
    "\"'; touch x; '\"",
    "\"$(id)`id`\"",
    "\"${{ x }}\"",
    "\"${service.n1.port}\"",
    "\"${\"",
    "\"${x}\"",
    "\"a\\nb: c\\n- d\"",
    "\"\\u{0}\"",
    "\"\\u{202e}\"",
    "\"\\\\\"",
    "\"é日🎉\"",
    "\"-\"",
    "\"n1\"",
    "\"n2\"",
    "\"0s\"",
    "\"999999w\"",
    "\"99999999999999999999w\"",
    "\"0%\"",
    "\"1/s\"",
    "\"1KiB\"",
    "\"99999999TiB\"",
    "\"daily at 25:99\"",
    "\"errors < 0\"",
    "\"0.0.0.0\"",
    "\".\"",
    "\"..\"",
    "\"a/../b\"",
    "0",
    "-1",
    "65535",
    "99999999999999999999999999",
    "0.5",
    "1e308",
    "1e-308",
    "#true",
    "#false",
    "#null",
    "#nan",
    "#inf",
    "#-inf",
    "(size)\"1GiB\"",
    "bare",
    "a=b",
    "name=\"n1\"",
];

/// Declarations that go round in circles, or that are nothing.
const DECLARATIONS: &[&str] = &[
    "kind \"loop\" level=\"top\" { about \"A\"; name type=\"identifier\"; field \"again\" kind=\"loop\" always=#true { about \"B\"; }; }\nloop \"a\"",
    "kind \"service\" { }",
    "kind \"k\" level=\"top\" overlay=#true overlays=#true tag=\"t\" { about \"A\"; name type=\"reference\" to=\"k\"; }\nk \"a\" { k \"a\"; }",
    "type \"t\" of=\"t\"",
    "type \"t\" of=\"u\"; type \"u\" of=\"t\"",
    "type \"t\" of=\"text\" matches=\"(((((a*)*)*)*)*)*b\" { about \"A\"; otherwise \"B\"; }",
    "component \"c\" { about \"A\"; name type=\"identifier\"; makes { c \"${name}x\"; }; }\nc \"a\"",
    "component \"c\" { about \"A\"; name type=\"identifier\"; makes { d \"${name}\"; d \"${name}y\"; }; }\n\
     component \"d\" { about \"A\"; name type=\"identifier\"; makes { c \"${name}\"; c \"${name}z\"; }; }\nc \"a\"",
    "component \"c\" { about \"A\"; field \"f\" type=\"text\" default=\"${f}\" { about \"B\"; }; makes { secret \"${f}\"; }; }\nc",
    "rule \"a/b\" on=\"service\" { about \"A\"; expect \"*.*.*.*\" matches=\"(\"; message \"B\"; }",
    "rule \"a/b\" on=\"environment\" { about \"A\"; expect \"route.*.cors\" includes=1; message \"{name}{name}\"; }",
    "test \"t\" { expect \"service.*.port\" at-most=\"x\"; artifact \"**\" contains=\"\"; golden \"..\"; }",
    "import \".\"; import \"a\"; import \"a\"",
    "moved \"service.n1\" to=\"service.n1\"",
    "moved \"service.a\" to=\"service.b\"; moved \"service.b\" to=\"service.a\"",
    "platform \"p\" { about \"A\"; cannot \"service\" because=\"b\"; cannot \"service.env.value\" when=\"a.b\" is=\"c\" because=\"d\"; }",
];

/// One to eight injuries of any sort, to the nodes and then perhaps to the text.
pub(crate) fn damaged(language: &Language, lines: &[Line], random: &mut Random) -> Project {
    let mut lines = lines.to_vec();
    for _ in 0..=random.below(8) {
        injure(&mut lines, &language.schema, random);
    }
    let mut project = project(language, &lines, random);
    let names: Vec<String> = project.files.keys().cloned().collect();
    let mut file = || names[random.below(names.len())].clone();
    let (declared, mutated) = (file(), file());
    if random.below(4) == 0
        && let Some(text) = project.files.get_mut(&declared)
    {
        text.push_str(random.pick(DECLARATIONS));
        text.push('\n');
    }
    if random.below(3) == 0
        && let Some(text) = project.files.get_mut(&mutated)
    {
        *text = mutate(text, random);
    }
    project
}

fn injure(lines: &mut Vec<Line>, schema: &Schema, random: &mut Random) {
    let number = Line::count(lines);
    let mut at = random.below(number);
    let mut other = random.below(number);
    match random.below(8) {
        0 | 1 => {
            let breakage = Breakage::ALL[random.below(Breakage::ALL.len())];
            break_one(lines, breakage, schema, random);
        }
        // A node stands in another one, too.
        2 => {
            if let Some(node) = Line::nth(lines, &mut other).cloned()
                && let Some(into) = Line::nth(lines, &mut at)
            {
                into.block.push(node);
            }
        }
        3 => {
            if let Some(node) = Line::nth(lines, &mut at) {
                let nested =
                    |inner: Line, _| Line { name: "a".into(), block: vec![inner], ..Line::default() };
                let deep = (0..random.below(600)).fold(Line { name: "x".into(), ..Line::default() }, nested);
                node.block.push(deep);
            }
        }
        4 => {
            let copy = lines.get(random.below(lines.len())).cloned();
            lines.extend(copy);
        }
        5 if !lines.is_empty() => drop(lines.remove(random.below(lines.len()))),
        6 => {
            if let Some(node) = Line::nth(lines, &mut at) {
                node.entries.push(format!(
                    "\"{}\"",
                    random.pick(&["x", "é", "${", "\\n", "a b "]).repeat(random.below(9_000))
                ));
            }
        }
        _ => {
            if let Some(node) = Line::nth(lines, &mut at) {
                let value = random.pick(VALUES).to_string();
                let place = random.below(node.entries.len() + 1);
                match node.entries.get_mut(place) {
                    Some(entry) => {
                        *entry =
                            entry.split_once('=').map_or(value.clone(), |(name, _)| format!("{name}={value}"))
                    }
                    None => node.entries.push(value),
                }
            }
        }
    }
}
