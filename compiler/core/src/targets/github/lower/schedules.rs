//! When workflows begin by themselves. In: schedules. Out: cron lines with their time zone, and the condition by which a
//! job knows its own. GitHub treats a change of the clocks as a [`Schedule`] does: a skipped time runs when it is over.

use super::super::CLASH;
use super::super::ir::Cron;
use crate::diag::{Diagnostic, Diagnostics};
use crate::model::Model;
use crate::render::yaml::Commented;
use crate::source::{Span, Spanned};
use crate::types::Schedule;

/// Each line once.
pub(super) fn crons<'m>(schedules: impl Iterator<Item = &'m Schedule>) -> Vec<Cron> {
    let mut lines: Vec<Cron> = Vec::new();
    for schedule in schedules {
        let line = cron(schedule);
        if !lines.iter().any(|known| known.cron.0 == line.cron.0 && known.timezone == line.timezone) {
            lines.push(line);
        }
    }
    lines
}

fn cron(schedule: &Schedule) -> Cron {
    let zone = schedule.zone();
    Cron {
        cron: Commented(schedule.cron(), schedule.to_string()),
        timezone: (!zone.is_utc()).then(|| zone.name()),
    }
}

/// A job of one schedule also runs when the workflow is started by hand.
pub(super) fn condition(schedule: &Schedule, all: &[Cron]) -> Option<String> {
    let cron = schedule.cron();
    let condition = format!("github.event_name == 'workflow_dispatch' || github.event.schedule == '{cron}'");
    (all.len() > 1).then_some(condition)
}

/// Schedules of one workflow that only their zones tell apart: of what began a run, GitHub says the cron line alone.
pub(in super::super) fn report_clashes(model: &Model, diagnostics: &mut Diagnostics) {
    let backups = || model.backups.values();
    clashes(backups().map(|backup| &backup.schedule), diagnostics);
    clashes(backups().filter_map(|backup| backup.drill.as_ref()), diagnostics);
}

fn clashes<'m>(schedules: impl Iterator<Item = &'m Spanned<Schedule>>, diagnostics: &mut Diagnostics) {
    let mut seen: Vec<(String, &'static str, Span)> = Vec::new();
    for schedule in schedules {
        let (cron, zone) = (schedule.cron(), schedule.zone().name());
        match seen.iter().find(|(known, ..)| *known == cron) {
            Some((_, other, first)) if *other != zone => {
                let message = "a workflow cannot tell these two schedules apart";
                let finding = Diagnostic::new(&CLASH, schedule.span, message)
                    .mark(format!("at this time in {zone}"))
                    .label(*first, format!("at the same time in {other}"));
                diagnostics.push(finding.help("move one of them by a minute"));
            }
            Some(_) => {}
            None => seen.push((cron, zone, schedule.span)),
        }
    }
}
