//! What an alert means and what to do about it, by what it measures. In: the model. Out: one section for each alert.

use super::ir::Alert;
use crate::model::{self, Model};
use crate::types::{Comparison, Threshold};

pub(super) fn alerts(model: &Model) -> Vec<Alert> {
    model.alerts.values().map(|alert| section(model, alert)).collect()
}

fn section(model: &Model, alert: &model::Alert) -> Alert {
    let guide = guide(&alert.when.measure);
    let channels = model
        .notifies
        .values()
        .filter(|notify| notify.on.iter().any(|on| *on.value == *alert.severity.value));
    let channels: Vec<&str> = channels.map(|notify| &*notify.name).collect();
    let told = if channels.is_empty() {
        "nobody: no channel listens to it".to_string()
    } else {
        channels.join(", ")
    };
    Alert {
        name: alert.name.to_string(),
        about: alert.about.clone().unwrap_or_default(),
        condition: alert.when.to_string(),
        severity: alert.severity.to_string(),
        told,
        meaning: meaning(&alert.when),
        checks: guide.checks.iter().map(ToString::to_string).collect(),
        resolutions: guide.resolutions.iter().map(ToString::to_string).collect(),
    }
}

fn meaning(when: &Threshold) -> String {
    let side = match when.comparison {
        Comparison::Above => "more than",
        Comparison::Below => "less than",
    };
    let limit = &when.limit;
    match when.measure.as_str() {
        "errors" => {
            format!("Visitors get {side} {limit} answers with a status of 500 or above, counted at the edge.")
        }
        "latency" => format!("Answers take {side} {limit}, measured at the edge."),
        _ => format!("The disk of the host is full to {side} {limit}."),
    }
}

struct Guide {
    checks: &'static [&'static str],
    resolutions: &'static [&'static str],
}

const ERRORS: Guide = Guide {
    checks: &[
        "Was there a deploy in the last hour? If so, roll back first and look for the cause afterwards.",
        "Which service answers with errors? Count them as in “Errors at the edge”.",
        "Is a dependency down? Ask the health address of the service: it says 503 when one of those it covers is.",
        "Does a container or process start again and again? See “What runs”.",
    ],
    resolutions: &[
        "After a deploy: roll back.",
        "A dependency of somebody else is down: look at its status page, tell the owner, and wait; nothing here mends it.",
        "The database does not answer: see its log, and the disk.",
        "None of these: restart the copy that serves by deploying the same release again.",
    ],
};

const LATENCY: Guide = Guide {
    checks: &[
        "Was there a deploy in the last hour? If so, roll back first.",
        "Is the host busy? Run `uptime` and `free -m` on it.",
        "Is the database slow? See its log.",
        "Is one of other people's services slow? Ask it from the host with `curl --max-time 10`.",
    ],
    resolutions: &[
        "After a deploy: roll back.",
        "Too much work for what there is: raise `replicas` or `cpus` of the service in formwork.kdl, apply, deploy.",
        "One client asks too much: lower `rate-limit` of the route in formwork.kdl, apply, deploy.",
    ],
};

const DISK: Guide = Guide {
    checks: &["What fills the disk? See “The disk is full”."],
    resolutions: &["Free space as that section says. Never delete a database's volume to make room."],
};

fn guide(measure: &str) -> Guide {
    match measure {
        "errors" => ERRORS,
        "latency" => LATENCY,
        _ => DISK,
    }
}
