//! The parser against the `kdl` crate: the same texts accepted, the same data found in them.
//! The oracle can abort and hang, so it runs in a child process with a time limit for each document.
#![allow(clippy::disallowed_methods, reason = "the oracle is a process, and the cases are files")]
#![allow(clippy::unwrap_used, reason = "a test may panic")]
#![allow(clippy::print_stdout, reason = "the report, and the answers of the oracle")]

mod support;

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, ExitCode, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use formwork_core::syntax::{Nodes, Value};
use kdl::{KdlDocument, KdlIdentifier, KdlValue};
use support::generate::{Random, document, mutate};
use support::{parse_checked, shared};

/// The argument that makes this binary the oracle.
const ORACLE: &str = "--oracle";
const TIME_LIMIT: Duration = Duration::from_secs(20);
const GENERATED: u64 = 600;
const MUTATED: u64 = 2_400;

/// Faults of the `kdl` crate 6.7.1: why the two disagree, and a rewriting that avoids it. A disagreement is known when
/// both agree on the rewritten document.
const KNOWN: &[(&str, &str, &str)] = &[
    ("it takes a disallowed character in a comment", "\u{200e}", "x"),
    ("it refuses a `;` behind a node that `/-` takes out", ";", "\n"),
    ("it refuses a `/-` without a space before it, which the suite accepts", "/-", " /-"),
    ("it takes DEL for a letter, which the suite refuses", "\u{7f}", "\u{1}"),
    (
        "it takes a raw string in three quotation marks on one line, which the suite refuses",
        "#\"\"\"",
        "\"\"\"",
    ),
];

fn main() -> ExitCode {
    if std::env::args().any(|argument| argument == ORACLE) {
        answer();
        return ExitCode::SUCCESS;
    }
    let documents = documents();
    let answers = ask(&documents);
    let differ = |(document, theirs): &(&String, &String)| our_answer(document) != **theirs;
    let unknown: Vec<_> = documents
        .iter()
        .zip(&answers)
        .filter(differ)
        .filter(|(document, _)| known(document).is_none())
        .collect();
    for (document, theirs) in &unknown {
        println!("--- {document:?}\nours:\n{}\nkdl crate:\n{theirs}", our_answer(document));
    }
    println!("{} documents, {} unknown differences", documents.len(), unknown.len());
    if unknown.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn known(document: &str) -> Option<&'static str> {
    let fits = |(_, from, to): &&(&str, &str, &str)| {
        let rewritten = document.replace(from, to);
        rewritten != document && ask(std::slice::from_ref(&rewritten)) == [our_answer(&rewritten)]
    };
    KNOWN.iter().find(fits).map(|(reason, _, _)| *reason)
}

fn documents() -> Vec<String> {
    let mut documents: Vec<String> = Vec::new();
    if let Some(folder) = shared("kdl-suite/test_cases/input") {
        let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        documents.extend(paths.iter().map(|path| fs::read_to_string(path).unwrap()));
    }
    documents.extend((0..GENERATED).map(document));
    documents.extend((0..MUTATED).map(|seed| mutate(&document(seed), &mut Random(seed + 1_000_000))));
    documents
}

const REFUSED: &str = "refused";

fn our_answer(document: &str) -> String {
    let (tree, diagnostics) = parse_checked(document);
    if !diagnostics.is_empty() {
        return REFUSED.to_owned();
    }
    let mut out = String::new();
    our_nodes(tree.nodes(), 0, &mut out);
    out
}

fn our_nodes(nodes: Nodes<'_>, depth: usize, out: &mut String) {
    for node in nodes {
        let _ = write!(
            out,
            "\n{:depth$}{:?} {:?}",
            "",
            node.type_annotation().map(|name| name.value),
            node.name()
        );
        for entry in node.entries() {
            let (name, type_name) = (entry.name().map(|name| name.value), entry.type_annotation());
            let type_name = type_name.map(|name| name.value);
            let _ = write!(out, " | {name:?} {type_name:?} {:?}", entry.value());
        }
        our_nodes(node.children(), depth + 1, out);
    }
}

fn their_nodes(document: &KdlDocument, depth: usize, out: &mut String) {
    let text = |name: &KdlIdentifier| name.value().to_owned();
    for node in document.nodes() {
        let _ = write!(out, "\n{:depth$}{:?} {:?}", "", node.ty().map(text), node.name().value());
        for entry in node.entries() {
            let (name, type_name) = (entry.name().map(text), entry.ty().map(text));
            let value = match entry.value() {
                KdlValue::String(text) => Value::String(text.into()),
                KdlValue::Integer(integer) => Value::Integer(*integer),
                KdlValue::Float(float) => Value::Float(*float),
                KdlValue::Bool(bool) => Value::Bool(*bool),
                KdlValue::Null => Value::Null,
            };
            let _ = write!(out, " | {name:?} {type_name:?} {value:?}");
        }
        if let Some(children) = node.children() {
            their_nodes(children, depth + 1, out);
        }
    }
}

/// The oracle: documents come in and answers go out, each as its length, a line end, and its bytes.
fn answer() {
    let mut input = BufReader::new(std::io::stdin().lock());
    while let Some(document) = receive(&mut input) {
        let answer = match KdlDocument::parse_v2(&document) {
            Ok(parsed) => {
                let mut out = String::new();
                their_nodes(&parsed, 0, &mut out);
                out
            }
            Err(_) => REFUSED.to_owned(),
        };
        send(&mut std::io::stdout().lock(), &answer);
    }
}

fn send(to: &mut impl Write, text: &str) {
    let _ = write!(to, "{}\n{text}", text.len());
    let _ = to.flush();
}

fn receive(from: &mut impl BufRead) -> Option<String> {
    let mut length = String::new();
    from.read_line(&mut length).ok()?;
    let mut bytes = vec![0; length.trim_end().parse().ok()?];
    from.read_exact(&mut bytes).ok()?;
    String::from_utf8(bytes).ok()
}

/// An answer for each document; a document that the oracle dies or hangs on is asked about no further.
fn ask(documents: &[String]) -> Vec<String> {
    let mut answers = Vec::new();
    while answers.len() < documents.len() {
        answers.extend(ask_until_it_fails(&documents[answers.len()..]));
        if answers.len() < documents.len() {
            answers.push("the oracle died or took too long".to_owned());
        }
    }
    answers
}

fn ask_until_it_fails(documents: &[String]) -> Vec<String> {
    let own = std::env::current_exe().unwrap();
    let mut oracle = Command::new(own);
    let mut oracle = oracle.arg(ORACLE).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let (mut stdin, stdout) = (oracle.stdin.take().unwrap(), oracle.stdout.take().unwrap());
    let questions = documents.to_vec();
    let asking = std::thread::spawn(move || questions.iter().for_each(|document| send(&mut stdin, document)));
    let answers: Receiver<String> = {
        let (sender, receiver) = channel();
        std::thread::spawn(move || {
            let mut stdout = BufReader::new(stdout);
            while let Some(answer) = receive(&mut stdout) {
                let _ = sender.send(answer);
            }
        });
        receiver
    };
    let in_time = |_: &String| answers.recv_timeout(TIME_LIMIT).ok();
    let answered = documents.iter().map_while(in_time).collect();
    let _ = oracle.kill();
    let _ = oracle.wait();
    let _ = asking.join();
    answered
}
