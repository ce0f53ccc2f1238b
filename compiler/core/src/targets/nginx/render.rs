//! Prints the files of an environment's edge.

use super::ir::Edge;
use crate::artifact::EntityRef;
use crate::render::escape::Language;
use crate::render::{Templates, header};
use crate::targets::Output;
use serde::Serialize;

pub(super) fn render(templates: &Templates<'_>, edge: &Edge, output: &mut Output<'_>) {
    let first_line = format!("# nginx {}\n", edge.made_for);
    let mut file = |name: &str, template: &str, ir: &dyn Printed, made_from: &[EntityRef]| {
        let first_line = if name == "site.conf" { first_line.as_str() } else { "" };
        let text = format!("{first_line}{}\n{}", header("#"), ir.print(templates, template));
        output.managed(&format!("{}/{name}", edge.repository_folder), text, made_from.to_vec());
    };
    file("site.conf", "site.conf", &edge.site, &edge.site_made_from);
    for upstreams in &edge.upstreams {
        let name = format!("upstreams-{}.conf", upstreams.colour);
        file(&name, "upstreams.conf", upstreams, &upstreams.made_from);
    }
    for route in &edge.routes {
        file(&format!("routes/{}.conf", route.host), "route.conf", route, &route.made_from);
    }
    file("snippets/tls.conf", "tls.conf", &edge.tls, &edge.snippets_made_from);
    file("snippets/headers.conf", "headers.conf", &edge.headers, &edge.snippets_made_from);
    for cdn in &edge.cdns {
        file(&format!("snippets/cdn-{}.conf", cdn.name), "cdn.conf", cdn, &edge.snippets_made_from);
    }
    file("snippets/proxy.conf", "proxy.conf", &edge.proxy, &edge.snippets_made_from);
}

/// Any of the plain data of `ir`, with its type forgotten.
trait Printed {
    fn print(&self, templates: &Templates<'_>, name: &str) -> String;
}

impl<T: Serialize> Printed for T {
    fn print(&self, templates: &Templates<'_>, name: &str) -> String {
        templates.render(Language::Nginx, name, self)
    }
}
