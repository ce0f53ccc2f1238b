//! Reads as much of an nginx configuration as a test of it needs.
//!
//! In: the text of configuration files. Out: the version it was made for, and the files and hosts that it names. It
//! does not judge: nginx does.

use crate::tools::{Version, parse_version};
use std::collections::BTreeSet;

/// Which nginx a configuration was made for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum MadeFor {
    /// `# nginx 1.22`: releases of this line only.
    Release(Version),
    /// `# nginx >= 1.27.4`
    AtLeast(Version),
}

impl MadeFor {
    /// The statement in the comment lines at the top of a main file.
    pub(crate) fn stated(text: &str) -> Option<Self> {
        let comments = text.lines().take_while(|line| line.starts_with('#'));
        comments.map(|line| line.trim_start_matches('#').trim()).find_map(|line| {
            let mut words = line.strip_prefix("nginx ")?.split_whitespace();
            match words.next()? {
                ">=" => parse_version(words.next()?).map(Self::AtLeast),
                word => parse_version(word).map(Self::Release),
            }
        })
    }

    pub(crate) fn covers(self, version: Version) -> bool {
        match self {
            Self::Release(wanted) => wanted[..2] == version[..2],
            Self::AtLeast(least) => least <= version,
        }
    }
}

/// What a configuration names and a machine would have.
#[derive(Default, PartialEq, Eq, Debug)]
pub(crate) struct Named {
    pub(crate) includes: BTreeSet<String>,
    pub(crate) certificates: BTreeSet<String>,
    pub(crate) keys: BTreeSet<String>,
    pub(crate) parameters: BTreeSet<String>,
    pub(crate) hosts: BTreeSet<String>,
}

impl Named {
    pub(crate) fn read(&mut self, text: &str) {
        for directive in directives(text) {
            let [name, value, ..] = &directive[..] else { continue };
            let files = match name.as_str() {
                "include" => &mut self.includes,
                "ssl_certificate" | "ssl_trusted_certificate" | "ssl_client_certificate" => {
                    &mut self.certificates
                }
                "proxy_ssl_certificate" | "proxy_ssl_trusted_certificate" => &mut self.certificates,
                "ssl_certificate_key" | "proxy_ssl_certificate_key" => &mut self.keys,
                "ssl_dhparam" => &mut self.parameters,
                "server" | "proxy_pass" | "grpc_pass" | "fastcgi_pass" | "uwsgi_pass" => {
                    self.hosts.extend(host(value));
                    continue;
                }
                _ => continue,
            };
            // With a variable in it, nginx opens the file at the first request, not now.
            if !value.contains('$') {
                files.insert(value.clone());
            }
        }
    }
}

/// The name in `name:8000` or `http://name:8000/path`, unless it is an address, a socket or a variable.
fn host(value: &str) -> Option<String> {
    let value = value.split_once("://").map_or(value, |(_, rest)| rest);
    let name = value.split([':', '/']).next()?;
    let is_name =
        name.contains(|c: char| c.is_ascii_alphabetic()) && !name.contains(['$', '[']) && name != "unix";
    is_name.then(|| name.to_owned())
}

/// The simple directives, and the heads of blocks, each as its words.
fn directives(text: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let mut quote = None;
    let mut comment = false;
    for c in text.chars() {
        match (quote, c) {
            _ if comment => comment = c != '\n',
            (Some(open), _) if c == open => quote = None,
            (Some(_), _) => word.push(c),
            (None, '"' | '\'') if word.is_empty() => quote = Some(c),
            (None, '#') if word.is_empty() => comment = true,
            (None, ';' | '{' | '}') if !(c != ';' && word.ends_with('$')) => {
                end_word(&mut word, &mut words);
                if !words.is_empty() {
                    found.push(std::mem::take(&mut words));
                }
            }
            (None, _) if c.is_whitespace() => end_word(&mut word, &mut words),
            (None, _) => word.push(c),
        }
    }
    found
}

fn end_word(word: &mut String, words: &mut Vec<String>) {
    if !word.is_empty() {
        words.push(std::mem::take(word));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_stated_in_the_first_comments() {
        let text = "# Made by a tool.\n# nginx >= 1.27.4\n\nserver {}\n# nginx 1.22\n";
        let made = MadeFor::stated(text).unwrap();
        assert_eq!(made, MadeFor::AtLeast([1, 27, 4]));
        assert!(!made.covers([1, 22, 1]) && made.covers([1, 30, 6]));
        let made = MadeFor::stated("# nginx 1.22 (Debian 12)\n").unwrap();
        assert!(made.covers([1, 22, 1]) && !made.covers([1, 30, 6]));
        assert_eq!(MadeFor::stated("# nginx of production\nserver {}\n"), None);
        assert_eq!(MadeFor::stated("server {}\n# nginx 1.22\n"), None);
    }

    #[test]
    fn named_files_and_hosts_are_found() {
        let mut named = Named::default();
        named.read(
            r#"upstream app { server app-blue:3000 max_fails=1; server 10.0.0.1:1; server unix:/run/a.sock; }
               server { # server commented:1;
                 listen 443 ssl; include "snippets/tls.conf"; ssl_certificate /c/full.pem;
                 ssl_certificate_key /c/${ssl_server_name}.key; ssl_dhparam /c/dh.pem;
                 location / { proxy_pass http://backend:80/x; } location /v { proxy_pass http://$host; } }"#,
        );
        let set = |items: &[&str]| items.iter().map(|item| (*item).to_owned()).collect::<BTreeSet<_>>();
        assert_eq!(named.includes, set(&["snippets/tls.conf"]));
        assert_eq!(named.certificates, set(&["/c/full.pem"]));
        assert_eq!(named.keys, set(&[]));
        assert_eq!(named.parameters, set(&["/c/dh.pem"]));
        assert_eq!(named.hosts, set(&["app-blue", "backend"]));
    }
}
