//! Risks, changes of the application, what the spec accepts, and what is new since an earlier plan.

use super::Section;
use super::data::{code, text};
use crate::plan::model::{Extent, FieldChange, ModelChange, ModelChangeKind};
use crate::plan::words::plural;
use crate::plan::{Plan, Refusal, Risk, RiskLevel, Since, fold};
use crate::terminal::count;

pub(super) fn since(since: &Since) -> String {
    let gone: String = since.gone.iter().map(|entry| format!("<li>gone: {}</li>\n", text(entry))).collect();
    let gone = if gone.is_empty() { gone } else { format!("<ul>\n{gone}</ul>\n") };
    format!("<p>{}</p>\n{gone}", text(&since.sentence))
}

pub(super) fn risks(plan: &Plan) -> Option<Section> {
    if plan.risks.is_empty() {
        return None;
    }
    let body = fold::risks(&plan.risks).iter().map(|group| risk(group)).collect();
    Some(Section { id: "risks", title: "Risks", body })
}

fn risk(group: &[&Risk]) -> String {
    let Some(first) = group.first() else { return String::new() };
    let class = match first.level {
        RiskLevel::DataLoss | RiskLevel::Irreversible => "risk bad",
        RiskLevel::Exposure | RiskLevel::Downtime | RiskLevel::Unknown => "risk warn",
        RiskLevel::Cost | RiskLevel::Safe => "risk",
    };
    let level = first.level.word().replace('-', " ");
    let one = |risk: &Risk| format!("<strong>{}</strong> {}", text(&risk.subject), code(&risk.change));
    let (what, all) = if group.len() == 1 {
        (one(first), String::new())
    } else {
        let kind = first.subject.split_once(' ').map(|(kind, _)| kind);
        let number = kind.map_or_else(|| count(group.len(), "file"), |kind| plural(group.len(), kind));
        let rows: String = group.iter().map(|risk| format!("<li>{}</li>\n", one(risk))).collect();
        let all = format!("<details><summary>Which</summary>\n<ul>\n{rows}</ul>\n</details>\n");
        (format!("<strong>{}</strong>", text(&number)), all)
    };
    format!(
        "<div class=\"{class}\">\n<div class=\"row\"><span class=\"level\">{level}</span><span>{what}</span></div>\n\
         <p>{} {}</p>\n{all}</div>\n",
        text(&first.sentence),
        code(&first.code)
    )
}

pub(super) fn refusals(plan: &Plan) -> Option<Section> {
    if plan.refusals.is_empty() {
        return None;
    }
    let one = |refusal: &Refusal| {
        format!(
            "<div class=\"risk bad\">\n<div class=\"row\"><strong>{}</strong>{}<span class=\"end\">{}</span></div>\n\
             <p>{}</p>\n<p>{}</p>\n</div>\n",
            text(&refusal.subject),
            code(&refusal.code),
            refusal.place.as_deref().map(code).unwrap_or_default(),
            text(&refusal.message),
            text(&refusal.help)
        )
    };
    let body = plan.refusals.iter().map(one).collect();
    Some(Section { id: "refused", title: "Refused", body })
}

pub(super) fn application(plan: &Plan) -> Option<Section> {
    if plan.model.is_empty() {
        return None;
    }
    let entries: String = fold::model(&plan.model).iter().map(|group| changes(group)).collect();
    let body = format!("<ul class=\"plain\">\n{entries}</ul>\n");
    Some(Section { id: "application", title: "Application", body })
}

fn changes(group: &[&ModelChange]) -> String {
    let Some(first) = group.first() else { return String::new() };
    if group.len() == 1 {
        return format!("<li>{}</li>\n", change(first));
    }
    let fields: Vec<String> = fold::field_names(first).into_iter().map(code).collect();
    let entries: String = group.iter().map(|one| format!("<li>{}</li>\n", change(one))).collect();
    format!(
        "<li><details><summary>{}<strong>{}</strong> {} {}</summary>\n<ul class=\"plain inside\">\n{entries}</ul>\n\
         </details></li>\n",
        sign(first.kind),
        text(&plural(group.len(), first.entity.kind())),
        first.kind.word(),
        fields.join(", ")
    )
}

fn change(change: &ModelChange) -> String {
    let fields: String =
        change.fields.iter().map(|field| format!("<li>{}</li>\n", field_words(field))).collect();
    let fields = match change.kind {
        ModelChangeKind::Added | ModelChangeKind::Removed => String::new(),
        _ if fields.is_empty() => fields,
        _ => format!("<ul class=\"fields\">\n{fields}</ul>\n"),
    };
    let place =
        change.place.as_deref().map(|place| format!("<span class=\"end quiet\">{}</span>", code(place)));
    let touched: String = change.touches.iter().map(|path| format!("<li>{}</li>\n", code(path))).collect();
    let touched = match change.touches.len() {
        0 => String::new(),
        number => {
            let files = count(number, "file");
            format!(
                "<details class=\"inside\"><summary>{files}</summary>\n<ul>\n{touched}</ul>\n</details>\n"
            )
        }
    };
    format!(
        "<div class=\"row\"><span>{}<strong>{}</strong> {}</span>{}</div>\n{fields}{touched}",
        sign(change.kind),
        text(&change.title()),
        change.kind.word(),
        place.unwrap_or_default()
    )
}

fn sign(kind: ModelChangeKind) -> &'static str {
    match kind {
        ModelChangeKind::Added => "<span class=\"sign create\" aria-hidden=\"true\">+</span>",
        ModelChangeKind::Removed => "<span class=\"sign delete\" aria-hidden=\"true\">−</span>",
        _ => "<span class=\"sign update\" aria-hidden=\"true\">~</span>",
    }
}

fn field_words(field: &FieldChange) -> String {
    let name = text(&field.field);
    match (&field.old, &field.new) {
        (None, _) if field.extent != Extent::Value => format!("{name} added"),
        (_, None) if field.extent != Extent::Value => format!("{name} removed"),
        (Some(old), Some(new)) => format!("{name} {} → {}", code(old), code(new)),
        (None, Some(new)) => format!("{name} {} added", code(new)),
        (Some(old), None) => format!("{name} {} removed", code(old)),
        (None, None) => name,
    }
}

pub(super) fn accepted(plan: &Plan) -> Option<Section> {
    if plan.accepted.is_empty() {
        return None;
    }
    let entry = |entry: &crate::plan::Accepted| {
        format!(
            "<li><div class=\"row\"><span><strong>{}</strong> {}</span><span class=\"end quiet\">{}</span></div>\n\
             {}: {}</li>\n",
            text(&entry.subject),
            code(&entry.code),
            code(&entry.place),
            text(&entry.message),
            text(&entry.reason)
        )
    };
    let entries: String = plan.accepted.iter().map(entry).collect();
    let body = format!("<ul class=\"plain\">\n{entries}</ul>\n");
    Some(Section { id: "accepted", title: "Accepted in the spec", body })
}
