//! Everything that is printed: data to stdout, all else to stderr, colours where they are wanted. A reader that goes
//! away is no fault; an output that cannot be written otherwise is.

use crate::args::{ColourChoice, Global};
use crate::progress::Progress;
use formwork_core::plan::TextOptions;
use formwork_core::terminal::{Paint, Tone, WIDTH};
use std::cell::Cell;
use std::io::{self, ErrorKind, IsTerminal, Stderr, Write};

/// On a narrower terminal lines break; on a wider one they are too long to read.
const WIDTHS: std::ops::RangeInclusive<usize> = 60..=120;

#[derive(Debug)]
pub(crate) struct Term {
    quiet: bool,
    out: Paint,
    err: Paint,
    failed: Cell<bool>,
}

impl Term {
    pub(crate) fn new(global: &Global) -> Self {
        let paint = |is_terminal: bool| Paint {
            colour: match global.color {
                ColourChoice::Always => true,
                ColourChoice::Never => false,
                ColourChoice::Auto => is_terminal && !is_plain(),
            },
        };
        Self {
            quiet: global.quiet,
            out: paint(io::stdout().is_terminal()),
            err: paint(io::stderr().is_terminal()),
            failed: Cell::new(false),
        }
    }

    /// Colours for what goes to stdout.
    pub(crate) fn out_paint(&self) -> Paint {
        self.out
    }

    /// Colours for what goes to stderr.
    pub(crate) fn err_paint(&self) -> Paint {
        self.err
    }

    /// How a plan is shown on stdout: as wide as the terminal, or as wide as everything else where there is none.
    pub(crate) fn plan_options(&self, diff: bool) -> TextOptions {
        let stdout = io::stdout();
        let size = if stdout.is_terminal() { rustix::termios::tcgetwinsize(&stdout).ok() } else { None };
        let columns = size.map(|size| usize::from(size.ws_col)).filter(|columns| *columns > 0);
        let width = columns.map_or(WIDTH, |columns| columns.clamp(*WIDTHS.start(), *WIDTHS.end()));
        TextOptions { paint: self.out, diff, width }
    }

    pub(crate) fn is_quiet(&self) -> bool {
        self.quiet
    }

    /// What the command was asked for.
    pub(crate) fn data(&self, text: &str) {
        self.note(write_all(&mut io::stdout().lock(), text));
    }

    /// What is said besides. Nothing can be done when that fails.
    pub(crate) fn say(&self, text: &str) {
        let _ = write_all(&mut io::stderr().lock(), text);
    }

    /// What is said besides, unless it is to be quiet.
    pub(crate) fn remark(&self, text: &str) {
        if !self.quiet && !text.is_empty() {
            self.say(&format!("{text}\n"));
        }
    }

    /// Why it did not work, with what to do.
    pub(crate) fn fail(&self, message: &str, help: &str) {
        self.say(&format!("{}: {message}\n", self.err.paint(Tone::Bad, "error")));
        if !help.is_empty() {
            self.say(&format!("{}{help}\n", self.err.paint(Tone::Change, "  help: ")));
        }
    }

    /// A line on the terminal for something that takes long, where there is a terminal.
    pub(crate) fn progress(&self) -> Progress<Stderr> {
        let stderr = io::stderr();
        let is_seen = !self.quiet && stderr.is_terminal();
        Progress::new(is_seen.then_some(stderr))
    }

    /// Whether stdout could not be written, for another reason than that nobody reads it.
    pub(crate) fn could_not_write(&self) -> bool {
        self.failed.get()
    }

    fn note(&self, result: io::Result<()>) {
        if let Err(error) = result
            && error.kind() != ErrorKind::BrokenPipe
        {
            self.failed.set(true);
            self.fail(&format!("the output cannot be written: {error}"), "");
        }
    }

    /// Asks on the terminal; `None` when there is none.
    pub(crate) fn ask(&self, question: &str) -> Option<bool> {
        if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
            return None;
        }
        self.say(&format!("{question} [y/N] "));
        let mut answer = String::new();
        io::stdin().read_line(&mut answer).ok()?;
        Some(matches!(answer.trim(), "y" | "Y" | "yes"))
    }
}

fn write_all(to: &mut impl Write, text: &str) -> io::Result<()> {
    to.write_all(text.as_bytes())?;
    to.flush()
}

/// <https://no-color.org>, and terminals that say they are dumb.
fn is_plain() -> bool {
    std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
        || std::env::var_os("TERM").is_some_and(|term| term == "dumb")
}
