//! The report of how two environments differ: the verdict first, then each difference with both sides.

use super::Form;
use super::json::printed;
use super::parity::{Difference, Parity, Side, parity};
use super::table::{Row, table};
use super::words::Reader;
use crate::terminal::{Paint, Tone, count};
use serde_json::{Value as Json, json};

pub(super) fn compare(readers: [Reader<'_>; 2], form: Form) -> String {
    let parity = parity(readers);
    match form {
        Form::Text(paint) => text(&parity, paint),
        Form::Json => json(&parity),
    }
}

fn verdict(parity: &Parity) -> String {
    let Parity { environments: [first, second], same, differences } = parity;
    match differences.len() {
        0 => format!("{first} and {second} are alike: {} compared", count(*same, "setting")),
        number => format!("{first} and {second} differ in {}; {same} are the same", count(number, "setting")),
    }
}

fn text(parity: &Parity, paint: Paint) -> String {
    let mut out = format!("{}\n", paint.paint(Tone::Strong, &verdict(parity)));
    for of_thing in parity.differences.chunk_by(|one, other| one.thing == other.thing) {
        let thing = of_thing.first().map_or("", |difference| difference.thing.as_str());
        let head = if thing.is_empty() { "the environments themselves" } else { thing };
        out.push_str(&format!("\n{}\n", paint.paint(Tone::Strong, head)));
        let rows: Vec<Row> = of_thing.iter().flat_map(|difference| rows(parity, difference)).collect();
        out.push_str(&table(&rows, paint));
    }
    out
}

fn rows(parity: &Parity, difference: &Difference) -> Vec<Row> {
    let mut rows = Vec::new();
    if !difference.path.is_empty() {
        rows.push(Row { name: difference.path.clone(), ..Row::default() });
    }
    for (environment, side) in parity.environments.iter().zip(&difference.sides) {
        let row = Row { depth: 1, name: environment.clone(), ..Row::default() };
        rows.push(match side {
            Some(Side { shown, origin }) => Row { shown: shown.clone(), origin: origin.clone(), ..row },
            None => Row { notes: vec!["not there".to_string()], ..row },
        });
    }
    rows
}

fn json(parity: &Parity) -> String {
    let side = |side: &Option<Side>| match side {
        None => Json::Null,
        Some(Side { shown, origin }) => {
            let value = match &shown.here[..] {
                [(None, only)] => json!(only),
                copies => {
                    let named = copies.iter().filter_map(|(copy, text)| Some((copy.as_ref()?.word(), text)));
                    Json::Object(named.map(|(colour, text)| (colour.to_string(), json!(text))).collect())
                }
            };
            json!({ "value": value, "origin": origin })
        }
    };
    let [first, second] = &parity.environments;
    let differences = parity.differences.iter().map(|difference| {
        let [one, other] = difference.sides.each_ref().map(side);
        json!({ "thing": difference.thing, "path": difference.path, first: one, second: other })
    });
    printed(&json!({
        "version": 1,
        "environments": parity.environments,
        "verdict": verdict(parity),
        "same": parity.same,
        "differences": differences.collect::<Vec<_>>(),
    }))
}
