//! The parser alone, as its own example measures it.
//!
//! In: a spec. Out: how fast it is read, and the memory that takes. The example is run again and again in one process:
//! a process of its own for each reading would measure the start of it.

use super::numbers::Spread;
use crate::process::succeed;
use std::path::Path;
use std::process::Command;
use std::time::Duration;

const LIMIT: Duration = Duration::from_secs(120);

#[derive(Debug)]
pub(super) struct Parsing {
    /// MB of text in a second.
    pub(super) speed: Option<Spread>,
    /// Bytes of heap for a byte of text.
    pub(super) heap: Option<Spread>,
    pub(super) text_bytes: f64,
}

impl Parsing {
    pub(super) fn measure(example: &Path, spec: &Path, rounds: u32) -> Result<Self, String> {
        let mut measured = Vec::new();
        for _ in 0..rounds {
            let said = succeed(Command::new(example).arg(spec), LIMIT, "")?;
            measured.push(last_line(&said.stdout).ok_or("parse_speed printed no numbers")?);
        }
        let column = |index: usize| measured.iter().map(|numbers| numbers[index]).collect::<Vec<_>>();
        let text_bytes = measured.first().map_or(0.0, |numbers| numbers[0]);
        Ok(Self { speed: Spread::of(column(2)), heap: Spread::of(column(3)), text_bytes })
    }
}

/// Bytes, ms, MB/s, heap per byte.
fn last_line(table: &str) -> Option<[f64; 4]> {
    let numbers: Result<Vec<f64>, _> = table.lines().last()?.split_whitespace().map(str::parse).collect();
    numbers.ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_stand_below_their_names() {
        let table = "       bytes         ms       MB/s    heap per byte\n      809305      6.106        133             6.50\n";
        assert_eq!(last_line(table), Some([809_305.0, 6.106, 133.0, 6.5]));
        assert_eq!(last_line("bytes ms MB/s heap\n"), None);
    }
}
