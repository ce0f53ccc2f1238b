//! What the chore prints.
//!
//! In: judgements and waivers. Out: the table, the findings in full, the last line with counts, and whether all
//! is well. It takes no decision about an artifact, only about what counts as a failure of the run.

use super::artifact::Artifact;
use super::gate::{Finding, Gate};
use super::judge::{Ended, Judgement};
use super::waivers::Waivers;
use crate::tools::Toolbox;

#[derive(Debug)]
pub(crate) struct Report<'a> {
    toolbox: &'a Toolbox,
    /// Where a missing tool is a failure.
    strict: bool,
    rows: Vec<[String; 4]>,
    notes: Vec<String>,
    failures: Vec<String>,
    passed: usize,
    failed: usize,
    skipped: usize,
    rejected: usize,
}

impl<'a> Report<'a> {
    pub(crate) fn new(toolbox: &'a Toolbox, strict: bool) -> Self {
        Self {
            toolbox,
            strict,
            rows: Vec::new(),
            notes: Vec::new(),
            failures: Vec::new(),
            passed: 0,
            failed: 0,
            skipped: 0,
            rejected: 0,
        }
    }

    pub(crate) fn gate(&mut self, judgement: &Judgement<'_>, waivers: &Waivers) {
        let gate = judgement.gate;
        match &judgement.ended {
            Ended::Judged(findings) => {
                for artifact in &judgement.artifacts {
                    self.artifact(gate, artifact, findings, waivers);
                }
                self.samples(judgement, findings);
            }
            Ended::Skipped(why) if !self.strict => {
                self.skipped += 1;
                self.notes.push(format!("{}: skipped: {}", gate.name, one_line(why)));
            }
            Ended::Skipped(why) => self.fail(format!("{}: skipped where CI is set: {why}", gate.name)),
            Ended::Broken(why) => self.fail(format!("{}: cannot judge: {why}", gate.name)),
        }
    }

    fn artifact(&mut self, gate: &Gate, artifact: &Artifact, findings: &[Finding], waivers: &Waivers) {
        let name = artifact.name();
        let own = findings.iter().filter(|finding| finding.artifact == name);
        let (waived, open): (Vec<_>, Vec<_>) = own.partition(|finding| waivers.cover(gate.name, finding));
        let verdict = match (open.len(), waived.len()) {
            (0, 0) => "clean".to_owned(),
            (0, waived) => format!("clean, {waived} waived"),
            (open, _) => format!("FAILED, {open} found"),
        };
        if open.is_empty() {
            self.passed += 1;
        } else {
            let found: Vec<String> = open.iter().map(|finding| format!("\n    {finding}")).collect();
            self.fail(format!("{}: {name}{}", gate.name, found.concat()));
        }
        let version = self.toolbox.version(gate.tool.kits[0], gate.tool.package).to_owned();
        self.rows.push([name, gate.tool.name.to_owned(), version, verdict]);
    }

    /// A gate without a sample that it rejects is not known to judge at all.
    fn samples(&mut self, judgement: &Judgement<'_>, findings: &[Finding]) {
        if judgement.samples.is_empty() {
            self.fail(format!("{}: has no bad sample", judgement.gate.name));
        }
        for sample in &judgement.samples {
            let unsaid = sample.unsaid(findings);
            if unsaid.is_empty() {
                self.rejected += 1;
            } else {
                let found = findings.iter().filter(|finding| finding.artifact.starts_with(&sample.case));
                let found: Vec<String> = found.map(|finding| format!("\n    said: {finding}")).collect();
                self.fail(format!("{} is not rejected for {unsaid:?}{}", sample.case, found.concat()));
            }
        }
    }

    /// Unused waivers of the gates that judged.
    pub(crate) fn waivers(&mut self, waivers: &Waivers, judged: &[Judgement<'_>]) {
        let ran = |name: &str| {
            judged.iter().any(|one| one.gate.name == name && matches!(one.ended, Ended::Judged(_)))
        };
        for waiver in waivers.unused(ran) {
            self.fail(format!("this waiver is of no use any more: {waiver}"));
        }
    }

    /// Names what no gate looked at, and gates with nothing to look at: silence is not approval.
    pub(crate) fn untaken(&mut self, artifacts: &[Artifact], judged: &[Judgement<'_>]) {
        if artifacts.is_empty() && self.strict {
            self.fail("there is no golden artifact to judge".to_owned());
        }
        let idle: Vec<&str> =
            judged.iter().filter(|one| one.artifacts.is_empty()).map(|one| one.gate.name).collect();
        if !idle.is_empty() {
            self.notes.push(format!("no golden artifact for: {}", idle.join(", ")));
        }
        let real = judged.iter().filter(|one| one.gate.name != super::gates::TEXT.name);
        let taken: Vec<&Artifact> = real.flat_map(|one| one.artifacts.iter().copied()).collect();
        for artifact in artifacts.iter().filter(|artifact| !taken.contains(artifact)) {
            self.notes.push(format!("judged as text only: {}", artifact.name()));
        }
    }

    fn fail(&mut self, what: String) {
        self.failed += 1;
        self.failures.push(what);
    }

    /// Prints everything; true when nothing failed.
    pub(crate) fn print(mut self) -> bool {
        self.rows.sort();
        print_table(&self.rows);
        for note in &self.notes {
            println!("{note}");
        }
        for failure in &self.failures {
            println!("\nFAILED  {failure}");
        }
        println!("\nbad samples: {} rejected, as they have to be", self.rejected);
        println!("conformance: {} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped);
        self.failed == 0
    }
}

fn print_table(rows: &[[String; 4]]) {
    let head = ["case/artifact", "tool", "version", "verdict"];
    let width = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.chain([head[column].len()]).max().unwrap_or_default()
    };
    let [artifact, tool, version] = [width(0), width(1), width(2)];
    let line = |cells: [&str; 4]| {
        println!("{:<artifact$} | {:<tool$} | {:<version$} | {}", cells[0], cells[1], cells[2], cells[3]);
    };
    line(head);
    for row in rows {
        line(row.each_ref().map(String::as_str));
    }
    println!();
}

fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").chars().take(200).collect()
}
