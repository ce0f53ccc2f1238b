//! Where something answers: host names, URLs, e-mail addresses.

use super::Misfit;
use super::name::{odd_character, odd_in};
use super::shaped::{if_fits, shaped_text};
use std::net::Ipv4Addr;

shaped_text! {
    /// A DNS name or an IPv4 address, lower case, without scheme or port.
    HostName, check_host_name
}
shaped_text! {
    /// An absolute URL of one of [`SCHEMES`] without credentials, query or fragment.
    Url, check_url
}
shaped_text! {
    /// An e-mail address.
    EmailAddress, check_email
}

/// The limits of RFC 1035, of a label and of a whole name.
const LONGEST_LABEL: usize = 63;
const LONGEST_HOST: usize = 253;
/// What is spoken at a URL: the web, mail that goes out, and sockets that stay open.
const SCHEMES: &[&str] = &["http", "https", "smtp", "smtps", "wss"];
/// RFC 5321, of what stands before the `@`.
const LONGEST_MAILBOX: usize = 64;

/// Why text is no host name.
fn host_fault(text: &str) -> Option<String> {
    let good = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'.');
    let is_number = |label: &str| !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_digit());
    if text.is_empty() {
        return Some("it is empty".to_string());
    }
    if let Some(odd) = odd_in(text, good) {
        return Some(if text.contains("://") {
            "it has a scheme".to_string()
        } else if text.starts_with("*.") {
            "it is a pattern, not one name".to_string()
        } else if text.contains('/') {
            "it has a path".to_string()
        } else if text.matches(':').count() == 1 {
            "it has a port".to_string()
        } else if text.contains(':') {
            "it is an IPv6 address".to_string()
        } else if odd.is_ascii() {
            odd_character(odd)
        } else {
            format!("it has the letter {odd}, which DNS writes as xn--…")
        });
    }
    if text.len() > LONGEST_HOST {
        return Some(format!("it has {} characters", text.len()));
    }
    for label in text.split('.') {
        if label.is_empty() {
            return Some("a point stands between two names".to_string());
        }
        if label.starts_with('-') || label.ends_with('-') {
            return Some(format!("`{label}` begins or ends with a dash"));
        }
        if label.len() > LONGEST_LABEL {
            return Some(format!("`{}` has {} characters", super::shorten(label), label.len()));
        }
    }
    // A name whose last part is a number would be taken for an address.
    let last = text.rsplit('.').next().unwrap_or_default();
    (is_number(last) && text.parse::<Ipv4Addr>().is_err())
        .then(|| "an address has four numbers up to 255".to_string())
}

fn check_host_name(text: &str) -> Result<(), Misfit> {
    let Some(why) = host_fault(text) else { return Ok(()) };
    let misfit = Misfit::new("is not a host name").why(why);
    let misfit = misfit.write("write it in lower case, without scheme, port or path: \"api.example.com\"");
    Err(misfit.meant(meant_host(text)))
}

/// `a.b` of `https://A.b/`.
fn meant_host(text: &str) -> Option<String> {
    let text = text.trim().to_lowercase();
    let text = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or(&text);
    if_fits(text.trim_end_matches(['/', '.']).to_string(), host_fault)
}

fn check_url(text: &str) -> Result<(), Misfit> {
    let Some(why) = url_fault(text) else { return Ok(()) };
    let misfit = Misfit::new("is not a URL").why(why);
    let has_credentials = text.contains('@');
    let misfit = if has_credentials {
        misfit
            .write("keep them in a `secret`; write scheme, host and path: \"https://api.example.com\"")
            .private()
    } else {
        misfit.write("write scheme, host and path: \"https://api.example.com/v1\"")
    };
    Err(misfit.meant(meant_url(text)))
}

fn url_fault(text: &str) -> Option<String> {
    let Some((scheme, rest)) = text.split_once("://") else {
        return Some("it has no scheme".to_string());
    };
    if !SCHEMES.contains(&scheme) {
        return Some(format!(
            "its scheme is `{}`, and only http, https, smtp, smtps and wss are spoken",
            super::shorten(scheme)
        ));
    }
    let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    if authority.contains('@') {
        return Some("it holds a user or a password".to_string());
    }
    let (host, port) = authority.split_once(':').unwrap_or((authority, "80"));
    if let Some(fault) = host_fault(host) {
        return Some(format!("of its host, {fault}"));
    }
    if !port.bytes().all(|byte| byte.is_ascii_digit()) || !port.parse::<u16>().is_ok_and(|port| port > 0) {
        return Some("its port is not a number from 1 to 65535".to_string());
    }
    let good = |c: char| c.is_ascii_alphanumeric() || "/-._~%".contains(c);
    match path.chars().find(|c| !good(*c)) {
        Some('?') => Some("it has a query".to_string()),
        Some('#') => Some("it has a fragment".to_string()),
        Some(odd) => Some(odd_character(odd)),
        None => None,
    }
}

/// `https://a.b` of `a.b` or `HTTPS://A.b`.
fn meant_url(text: &str) -> Option<String> {
    let text = text.trim();
    let (scheme, rest) = match text.split_once("://") {
        Some((scheme, rest)) => (scheme.to_lowercase(), rest),
        None if text.starts_with("localhost") => ("http".to_string(), text),
        // Of a word without a point, a host is not plain to see.
        None if text.contains('.') => ("https".to_string(), text.trim_start_matches('/')),
        None => return None,
    };
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    if_fits(format!("{scheme}://{}{path}", authority.to_lowercase()), url_fault)
}

fn check_email(text: &str) -> Result<(), Misfit> {
    let Some(why) = email_fault(text) else { return Ok(()) };
    let misfit = Misfit::new("is not an e-mail address").why(why).write("write it as \"ops@example.com\"");
    Err(misfit.meant(meant_email(text)))
}

fn email_fault(text: &str) -> Option<String> {
    let Some((user, host)) = text.rsplit_once('@') else { return Some("it has no @".to_string()) };
    let good = |c: char| c.is_ascii_alphanumeric() || ".-_+".contains(c);
    if let Some(odd) = user.chars().find(|c| !good(*c)) {
        return Some(odd_character(odd));
    }
    if user.is_empty() || user.starts_with('.') || user.ends_with('.') || user.contains("..") {
        return Some("nobody is named before the @".to_string());
    }
    if user.len() > LONGEST_MAILBOX {
        return Some(format!("it has {} characters before the @", user.len()));
    }
    if let Some(fault) = host_fault(host) {
        return Some(format!("of its host, {fault}"));
    }
    (!host.contains('.')).then(|| "its host has no point".to_string())
}

/// `a@b.c` of `mailto:a@b.c`, `Ann <a@b.c>` or `a@B.c`.
fn meant_email(text: &str) -> Option<String> {
    let text = text.trim();
    let inner = text.rsplit_once('<').and_then(|(_, inner)| inner.strip_suffix('>')).unwrap_or(text);
    let (user, host) = inner.strip_prefix("mailto:").unwrap_or(inner).rsplit_once('@')?;
    if_fits(format!("{user}@{}", host.to_lowercase()), email_fault)
}

#[cfg(test)]
mod tests {
    use super::super::table;
    use super::*;

    #[test]
    fn hosts() {
        table::good::<HostName>(&[
            ("localhost", "localhost"),
            ("api.dev.example.app", "api.dev.example.app"),
            ("10.0.0.1", "10.0.0.1"),
            ("3com.example", "3com.example"),
        ]);
        let is = |why: &str| {
            let write = "write it in lower case, without scheme, port or path: \"api.example.com\"";
            format!("is not a host name; {why}; {write}")
        };
        let meant = |why: &str, meant: &str| format!("{}; did you mean \"{meant}\"?", is(why));
        table::bad::<HostName>(&[
            ("", &is("it is empty")),
            ("Acme.app", &meant("it has the capital letter A", "acme.app")),
            ("https://acme.app", &meant("it has a scheme", "acme.app")),
            ("acme.app/", &meant("it has a path", "acme.app")),
            ("acme.app/shop", &is("it has a path")),
            // Which of the two is wrong, the name or the place?
            ("acme.app:22", &is("it has a port")),
            ("::1", &is("it is an IPv6 address")),
            ("*.acme.app", &is("it is a pattern, not one name")),
            ("acme.app.", &meant("a point stands between two names", "acme.app")),
            ("a..b", &is("a point stands between two names")),
            ("-a.b", &is("`-a` begins or ends with a dash")),
            ("a b", &is("it has a space")),
            ("my_host.acme.app", &is("it has the character _")),
            ("müller.de", &is("it has the letter ü, which DNS writes as xn--…")),
            ("256.1.1.1", &is("an address has four numbers up to 255")),
            ("1.2.3", &is("an address has four numbers up to 255")),
            (&format!("{}.de", "a".repeat(64)), &is(&format!("`{}…` has 64 characters", "a".repeat(40)))),
            (&vec!["a"; 128].join("."), &is("it has 255 characters")),
        ]);
    }

    #[test]
    fn urls() {
        table::good::<Url>(&[
            ("https://a.b", "https://a.b"),
            ("http://a.b:8080/x-y", "http://a.b:8080/x-y"),
            ("http://localhost:3000/", "http://localhost:3000/"),
        ]);
        let is = |why: &str| {
            format!("is not a URL; {why}; write scheme, host and path: \"https://api.example.com/v1\"")
        };
        let meant = |why: &str, meant: &str| format!("{}; did you mean \"{meant}\"?", is(why));
        table::bad::<Url>(&[
            ("", &is("it has no scheme")),
            ("somewhere", &is("it has no scheme")),
            ("api.openai.com", &meant("it has no scheme", "https://api.openai.com")),
            ("//api.openai.com/v1", &meant("it has no scheme", "https://api.openai.com/v1")),
            ("localhost:3000", &meant("it has no scheme", "http://localhost:3000")),
            (
                "HTTPS://A.b/X",
                &meant(
                    "its scheme is `HTTPS`, and only http, https, smtp, smtps and wss are spoken",
                    "https://a.b/X",
                ),
            ),
            ("https://A.b/X", &meant("of its host, it has the capital letter A", "https://a.b/X")),
            ("ftp://a.b", &is("its scheme is `ftp`, and only http, https, smtp, smtps and wss are spoken")),
            ("https://", &is("of its host, it is empty")),
            ("https://a.b:0", &is("its port is not a number from 1 to 65535")),
            ("https://a.b:+80", &is("its port is not a number from 1 to 65535")),
            ("https://a.b/?q=1", &is("it has a query")),
            ("https://a.b?q=1", &is("it has a query")),
            ("https://a.b/#top", &is("it has a fragment")),
            ("https://a.b/a b", &is("it has a space")),
        ]);
        let misfit = "https://user:pass@a.b".parse::<Url>().unwrap_err();
        assert!(misfit.is_private && !misfit.to_string().contains("pass@"), "{misfit}");
        assert_eq!(misfit.why.as_deref(), Some("it holds a user or a password"));
    }

    #[test]
    fn mail() {
        table::good::<EmailAddress>(&[
            ("a.b+c@d.de", "a.b+c@d.de"),
            ("ops@autoauthor.app", "ops@autoauthor.app"),
        ]);
        let is = |why: &str| format!("is not an e-mail address; {why}; write it as \"ops@example.com\"");
        let meant = |why: &str, meant: &str| format!("{}; did you mean \"{meant}\"?", is(why));
        table::bad::<EmailAddress>(&[
            ("ops at acme", &is("it has no @")),
            ("@acme.app", &is("nobody is named before the @")),
            ("a..b@acme.app", &is("nobody is named before the @")),
            ("a@b", &is("its host has no point")),
            ("a@Acme.app", &meant("of its host, it has the capital letter A", "a@acme.app")),
            ("mailto:a@acme.app", &meant("it has the character :", "a@acme.app")),
            ("Ann <a@acme.app>", &meant("it has a space", "a@acme.app")),
            ("a b@acme.app", &is("it has a space")),
            (&format!("{}@b.de", "a".repeat(65)), &is("it has 65 characters before the @")),
        ]);
    }
}
