//! A plan as one page: the verdict, the risks, what changes in the application and what that reaches, the files with what
//! changes in them, the drift, the way back. In: a plan. Out: HTML that loads nothing and runs nothing: a policy in it
//! allows its own style sheet alone. What opens is `details`, which every keyboard knows.

mod data;
mod files;
mod graph;
mod parts;

use super::{Plan, Since, words};
use crate::lock::Digest;
use data::text;

const STYLE: &str = include_str!("style.css");

/// The whole page; only what is new since an earlier plan, when there is one.
pub fn html(plan: &Plan, since: Option<&Since>) -> String {
    let shown = since.map_or(plan, |since| &since.news);
    let sections: Vec<Section> = [
        parts::risks(shown),
        parts::refusals(shown),
        parts::application(shown),
        graph::dependencies(plan),
        files::files(shown),
        files::drift(shown),
        parts::accepted(shown),
        way_back(plan),
    ]
    .into_iter()
    .flatten()
    .collect();
    let links: String = sections
        .iter()
        .map(|section| format!("<li><a href=\"#{}\">{}</a></li>", section.id, section.title))
        .collect();
    let bodies: String = sections.iter().map(Section::html).collect();
    let nav = if links.is_empty() {
        String::new()
    } else {
        format!("<nav aria-label=\"Parts of the plan\"><ul>{links}</ul></nav>\n")
    };
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n{}<body>\n<a class=\"skip\" href=\"#plan\">Skip to the plan</a>\n\
         <header>\n<h1>{}</h1>\n<p class=\"verdict\">{}.</p>\n{}{nav}</header>\n\
         <main id=\"plan\" tabindex=\"-1\">\n{bodies}</main>\n<footer class=\"quiet\"><p>{}</p></footer>\n\
         </body>\n</html>\n",
        head(plan),
        text(&plan.app),
        text(&words::verdict(plan)),
        since.map(parts::since).unwrap_or_default(),
        text(&words::made_from(plan)),
    )
}

fn head(plan: &Plan) -> String {
    let digest = data::base64(&Digest::of(STYLE.as_bytes()).bytes());
    let policy =
        format!("default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'");
    format!(
        "<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<title>Plan: {}</title>\n<style>{STYLE}</style>\n</head>\n",
        text(&plan.app)
    )
}

/// A part of the page, with the name that a link leads to: it is the same in every page.
struct Section {
    id: &'static str,
    title: &'static str,
    body: String,
}

impl Section {
    fn html(&self) -> String {
        let Section { id, title, body } = self;
        format!("<section aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">{title}</h2>\n{body}</section>\n")
    }
}

fn way_back(plan: &Plan) -> Option<Section> {
    let way = words::way_back(plan)?;
    let left = words::not_undone(plan);
    let end = if left.is_empty() { "." } else { ", but not everything:" };
    let rows: String = left
        .iter()
        .map(|(subject, undo)| format!("<li><strong>{}</strong>: {}</li>\n", text(subject), text(undo)))
        .collect();
    let list = if rows.is_empty() { rows } else { format!("<ul>\n{rows}</ul>\n") };
    let body = format!("<p>{way}{end}</p>\n{list}");
    Some(Section { id: "way-back", title: "The way back", body })
}
