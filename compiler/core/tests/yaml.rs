//! The YAML writer against readers: every string comes back as it was, wherever it stands, from serde-saphyr's reader
//! and, where python3 has it, from PyYAML, whose rules are those of YAML 1.1 (in Python, and in C with libyaml).
#![allow(clippy::disallowed_methods, reason = "PyYAML is a process")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]
#![allow(clippy::print_stdout, reason = "says what was skipped")]

mod support;

use formwork_core::render::to_yaml;
use formwork_core::render::yaml::{Commented, DoubleQuoted, FlowSeq, SpaceAfter};
use serde::Serialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::Write;
use std::process::{Command, Stdio};
use support::strings::{HARMLESS, LINES, MEANINGFUL, made_up, table};

/// A string wherever one can stand.
fn places(text: &str) -> (impl Serialize, Value) {
    #[derive(Serialize)]
    struct Places<'a> {
        key: BTreeMap<&'a str, u8>,
        deep: BTreeMap<&'a str, Vec<BTreeMap<&'a str, &'a str>>>,
        flow: FlowSeq<Vec<BTreeMap<&'a str, &'a str>>>,
        words: FlowSeq<[&'a str; 2]>,
        commented: Commented<&'a str>,
        lists: SpaceAfter<[[&'a str; 2]; 1]>,
        spaced: SpaceAfter<&'a str>,
        quoted: DoubleQuoted<&'a str>,
        last: &'a str,
    }
    let map = || BTreeMap::from([(text, text)]);
    let printed = Places {
        key: BTreeMap::from([(text, 1)]),
        deep: BTreeMap::from([(text, vec![map(), map()])]),
        flow: FlowSeq(vec![map()]),
        words: FlowSeq([text, text]),
        commented: Commented(text, text.to_string()),
        lists: SpaceAfter([[text, text]]),
        spaced: SpaceAfter(text),
        quoted: DoubleQuoted(text),
        last: text,
    };
    let read = json!({
        "key": { text: 1 }, "deep": { text: [{ text: text }, { text: text }] }, "flow": [{ text: text }],
        "words": [text, text], "commented": text, "lists": [[text, text]], "spaced": text, "quoted": text, "last": text,
    });
    (printed, read)
}

fn read(text: &str) -> Value {
    serde_saphyr::from_str(text).unwrap_or_else(|error| panic!("{error}\n{text}"))
}

/// Each alone, so that it ends a document, and begins one.
fn check(text: &str) {
    let (printed, expected) = places(text);
    let yaml = to_yaml(&printed);
    assert_eq!(read(&yaml), expected, "{text:?} in\n{yaml}");
    assert!(yaml.ends_with('\n') && !yaml.ends_with("\n\n"), "{text:?} ends\n{yaml}");
    let alone = to_yaml(&text);
    assert_eq!(read(&alone), json!(text), "{text:?} alone:\n{alone}");
}

#[test]
fn a_table_of_strings_comes_back() {
    table().for_each(check);
}

#[test]
fn made_up_strings_come_back() {
    made_up(6_000).for_each(|text| check(&text));
}

#[test]
fn long_strings_come_back() {
    for length in [127, 128, 999, 1000, 1001, 1024, 2000] {
        check(&"k".repeat(length));
        check(&"\u{1} é".repeat(length / 3));
        check(&"a line\n".repeat(length));
    }
}

#[test]
fn quotes_stand_where_needed_and_nowhere_else() {
    for text in MEANINGFUL {
        assert!(to_yaml(text).starts_with('"'), "{text:?}");
    }
    for text in HARMLESS {
        assert_eq!(to_yaml(text), format!("{text}\n"));
        assert!(to_yaml(&[text]).starts_with("- "));
    }
    for text in LINES {
        assert!(to_yaml(&json!({ "a": text, "b": 1 })).starts_with("a: |"), "{text:?}");
    }
}

/// Reads a list of documents from standard input and writes what each of two loaders saw. JSON knows fewer types, and
/// takes any key for a string: whatever it would hide is spelled out.
const PYYAML: &str = "
import json, sys, yaml
def spell(value):
    if isinstance(value, dict):
        return {key if isinstance(key, str) else repr([key]): spell(value[key]) for key in value}
    return [spell(item) for item in value] if isinstance(value, list) else value
loaders = [yaml.SafeLoader] + ([yaml.CSafeLoader] if yaml.__with_libyaml__ else [])
texts = json.load(sys.stdin)
print(json.dumps([[spell(yaml.load(text, loader)) for text in texts] for loader in loaders], default=repr))
";

#[test]
fn readers_of_yaml_1_1_agree() {
    let importable = Command::new("python3").args(["-c", "import yaml"]).stderr(Stdio::null()).status();
    if !importable.is_ok_and(|status| status.success()) {
        println!("skipped: python3 with PyYAML is not here");
        return;
    }
    let strings: Vec<String> =
        table().map(str::to_string).chain(made_up(1_500)).chain(["k".repeat(1500)]).collect();
    let (texts, expected): (Vec<String>, Vec<Value>) =
        strings.iter().map(|text| places(text)).map(|(printed, read)| (to_yaml(&printed), read)).unzip();
    for seen in ask_pyyaml(&texts) {
        for (at, expected) in expected.iter().enumerate() {
            assert_eq!(&seen[at], expected, "in\n{}", texts[at]);
        }
    }
}

fn ask_pyyaml(texts: &[String]) -> Vec<Value> {
    let pipes = || (Stdio::piped(), Stdio::piped());
    let (stdin, stdout) = pipes();
    let mut python =
        Command::new("python3").args(["-c", PYYAML]).stdin(stdin).stdout(stdout).spawn().unwrap();
    python.stdin.take().unwrap().write_all(json!(texts).to_string().as_bytes()).unwrap();
    let output = python.wait_with_output().unwrap();
    assert!(output.status.success(), "PyYAML refuses a document");
    serde_json::from_slice(&output.stdout).unwrap()
}

#[derive(Serialize)]
enum Kind {
    Unit,
    Newtype(u8),
    Tuple(u8, i8),
    Struct { field: bool },
}

#[test]
fn values_of_every_kind() {
    let kinds = [Kind::Unit, Kind::Newtype(1), Kind::Tuple(1, -1), Kind::Struct { field: true }];
    let text = to_yaml(&(&kinds, FlowSeq(&kinds), [Some(1), None], (), 'y', (1, "a", [[0; 2]; 1])));
    let expected = "\
- - Unit
  - Newtype: 1
  - Tuple:
      - 1
      - -1
  - Struct:
      field: true
- [Unit, {Newtype: 1}, {Tuple: [1, -1]}, {Struct: {field: true}}]
- - 1
  - null
- null
- \"y\"
- - 1
  - a
  - - - 0
      - 0
";
    assert_eq!(text, expected);
}

#[test]
fn numbers() {
    let floats = [0.0, -0.5, 1e15, 1e100, 1.5e-7, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, f64::MIN];
    let text = to_yaml(&FlowSeq(floats));
    assert_eq!(
        text,
        "[0.0, -0.5, 1000000000000000.0, 1.0e+100, 1.5e-7, .nan, .inf, -.inf, -1.7976931348623157e+308]\n"
    );
    assert_eq!(
        to_yaml(&(i64::MIN, u64::MAX, 0.1_f32)),
        "- -9223372036854775808\n- 18446744073709551615\n- 0.1\n"
    );
    assert_eq!(to_yaml(&BTreeMap::from([(1, true), (2, false)])), "1: true\n2: false\n");
}

#[test]
fn looks() {
    let empty = || json!([]);
    let text = to_yaml(&SpaceAfter(vec![
        ("first", SpaceAfter(json!({ "list": [{ "a": 1, "b": [2] }, {}, []], "map": {}, "text": "a\n\n" }))),
        ("second", SpaceAfter(json!("x\n y\n"))),
        ("third", SpaceAfter(empty())),
    ]));
    let expected = "\
- - first
  - list:
      - a: 1
        b:
          - 2
      - {}
      - []
    map: {}
    text: |+
      a

- - second
  - |
    x
     y

- - third
  - []
";
    assert_eq!(text, expected);
}

#[test]
fn comments_stand_where_their_value_begins() {
    let words = || "why\nit # is".to_string();
    let text = to_yaml(&(
        Commented("a", words()),
        Commented(vec![1, 2], words()),
        BTreeMap::from([
            ("key", Commented(json!({ "a": 1 }), words())),
            ("text", Commented(json!("a\n b"), words())),
        ]),
        Commented(FlowSeq(["a"]), String::new()),
    ));
    let expected = "\
- a # why it # is
- - 1 # why it # is
  - 2
- key: # why it # is
    a: 1
  text: |- # why it # is
    a
     b
- [a]
";
    assert_eq!(text, expected);
}
