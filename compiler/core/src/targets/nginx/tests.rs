//! What the files say for each kind of host; that nginx itself accepts them is checked where nginx is.

use super::TARGET;
use super::names;
use crate::targets::fixture::{change_service, emit, model, parse, route, spanned, with_environment};
use std::collections::BTreeMap;

fn file<'f>(files: &'f BTreeMap<String, String>, name: &str) -> &'f str {
    &files[&format!("deploy/production/nginx/{name}")]
}

#[test]
fn a_new_nginx_keeps_idle_clients() {
    let files = emit(&TARGET, &model());
    let names: Vec<_> =
        files.keys().map(|path| path.strip_prefix("deploy/production/nginx/").unwrap()).collect();
    assert_eq!(
        names,
        [
            "routes/acme.app.conf",
            "routes/api.acme.app.conf",
            "site.conf",
            "snippets/headers.conf",
            "snippets/proxy.conf",
            "snippets/tls.conf",
            "upstreams-blue.conf",
            "upstreams-green.conf"
        ]
    );
    assert!(file(&files, "site.conf").starts_with("# nginx >= 1.27.4\n# Made by Formwork"));
    let api = file(&files, "routes/api.acme.app.conf");
    assert!(api.contains("    http2 on;\n") && api.contains("keepalive_min_timeout 10s;"));
    assert!(file(&files, "snippets/tls.conf").contains("ssl_ecdh_curve X25519MLKEM768:"));
}

#[test]
fn an_old_nginx_gets_only_what_it_knows() {
    let files = emit(
        &TARGET,
        &with_environment(|environment| {
            environment.nginx.as_mut().unwrap().version = spanned(parse("1.22"));
        }),
    );
    assert!(file(&files, "site.conf").starts_with("# nginx 1.22\n"));
    let api = file(&files, "routes/api.acme.app.conf");
    assert!(
        api.contains("listen 443 ssl http2;")
            && !api.contains("http2 on")
            && !api.contains("keepalive_min_timeout 10s")
    );
    assert!(file(&files, "snippets/tls.conf").contains("ssl_ecdh_curve X25519:prime256v1:secp384r1;"));
}

#[test]
fn unknown_hosts_are_refused_only_where_nobody_else_lives() {
    let shared = emit(&TARGET, &model());
    assert!(!file(&shared, "site.conf").contains("default_server;"));
    assert!(file(&shared, "site.conf").contains("belongs to somebody else"));
    let alone = with_environment(|environment| environment.host.as_mut().unwrap().shared = false);
    assert!(file(&emit(&TARGET, &alone), "site.conf").contains("ssl_reject_handshake on;"));
    let old = with_environment(|environment| {
        environment.host.as_mut().unwrap().shared = false;
        environment.nginx.as_mut().unwrap().version = spanned(parse("1.18"));
    });
    let files = emit(&TARGET, &old);
    assert!(!file(&files, "site.conf").contains("ssl_reject_handshake"));
}

#[test]
fn callers_are_a_list_of_origins() {
    let files = emit(&TARGET, &model());
    let site = file(&files, "site.conf");
    assert!(site.contains("map $http_origin $acme_production_origin {\n    default \"\";\n    https://acme.app https://acme.app;\n}"));
    let api = file(&files, "routes/api.acme.app.conf");
    assert!(api.contains("add_header Access-Control-Allow-Origin $acme_production_origin always;"));
    assert!(api.contains("proxy_hide_header Access-Control-Allow-Origin;"));
    assert!(!file(&files, "routes/acme.app.conf").contains("Access-Control"));
}

#[test]
fn each_colour_has_its_ports() {
    let files = emit(
        &TARGET,
        &with_environment(|environment| {
            change_service(environment, "backend", |backend| backend.replicas = spanned(2));
        }),
    );
    let green = file(&files, "upstreams-green.conf");
    assert!(green.contains("default green;") && green.contains("server 127.0.0.1:28001 max_fails=2"));
    assert!(green.contains("server 127.0.0.1:23000;"));
}

#[test]
fn without_blue_green_there_is_one_upstream_file() {
    let files = emit(&TARGET, &with_environment(|environment| environment.rollout = None));
    assert!(file(&files, "upstreams-single.conf").contains("default single;"));
    assert!(file(&files, "upstreams-single.conf").contains("server 127.0.0.1:18000;"));
    assert!(!files.contains_key("deploy/production/nginx/upstreams-blue.conf"));
}

#[test]
fn rates_slower_than_nginx_knows_are_rounded_up() {
    for (declared, printed) in [("20/s", "20r/s"), ("30/min", "30r/m"), ("90/h", "2r/m"), ("10/d", "1r/m")] {
        let files = emit(
            &TARGET,
            &with_environment(|environment| {
                environment.routes[1].rate_limit.as_mut().unwrap().rate = parse(declared);
            }),
        );
        assert!(file(&files, "site.conf").contains(&format!("rate={printed};")), "{declared}");
    }
}

#[test]
fn hostile_text_stays_in_its_comment() {
    let model = with_environment(|environment| {
        change_service(environment, "backend", |backend| {
            backend.about = Some("x\n} include /etc/passwd; \"$host\" #".to_string());
        });
    });
    let files = emit(&TARGET, &model);
    for line in file(&files, "routes/api.acme.app.conf").lines() {
        assert!(!line.contains("/etc/passwd") || line.starts_with('#'), "{line}");
    }
}

#[test]
fn long_names_fit_the_tables_of_nginx() {
    let long = "a-very-long-application-name-of-a-maker-in-production";
    assert!(names::prefix(long).len() <= 32);
    assert_ne!(names::prefix(long), names::prefix(&format!("{long}2")));
    assert_eq!(names::prefix("acme-staging"), "acme_staging");
    let host = "a-rather-long-name-of-a-host.in-a-long.domain.acme.app";
    let files =
        emit(&TARGET, &with_environment(|environment| environment.routes.push(route(host, "backend"))));
    let server = file(&files, &format!("routes/{host}.conf"));
    assert!(
        server.contains("server_name ~^a-rather-long-name-of-a-host[.]in-a-long[.]domain[.]acme[.]app$;")
    );
}
