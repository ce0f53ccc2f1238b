//! Text of a given shape: names, hosts, URLs, e-mail addresses, paths, versions.
//! Each admits only characters that need no quoting in any output language, or whose quoting is that language's job.

use std::fmt;
use std::ops::Deref;
use std::str::FromStr;

macro_rules! shaped_text {
    ($(#[$doc:meta])* $name:ident, $check:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
        pub struct $name(String);

        impl $name {
            /// Whether text is one; the message says what would be.
            pub fn check(text: &str) -> Result<(), String> {
                $check(text)
            }
        }

        impl FromStr for $name {
            type Err = String;
            fn from_str(text: &str) -> Result<Self, String> {
                $check(text)?;
                Ok(Self(text.to_string()))
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl Deref for $name {
            type Target = str;
            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

shaped_text! {
    /// The name of a declared thing: lower-case letters, digits and dashes, at most 40, beginning with a letter.
    /// It becomes part of file names, container names, host names and shell variables, so it is that narrow.
    Identifier, check_identifier
}
shaped_text! {
    /// The name of an environment variable: upper-case letters, digits and underscores.
    EnvName, check_env_name
}
shaped_text! {
    /// A DNS name, lower case, without scheme or port.
    HostName, check_host_name
}
shaped_text! {
    /// An absolute `http` or `https` URL without credentials, query or fragment.
    Url, check_url
}
shaped_text! {
    /// An e-mail address.
    EmailAddress, check_email
}
shaped_text! {
    /// A path inside the repository: relative, with `/`, without `..`.
    RepoPath, check_repo_path
}
shaped_text! {
    /// A version of one to four numbers: `22`, `3.12`, `20.19.0`.
    Version, check_version
}

impl Version {
    /// The first number: `20` of `20.19.0`.
    pub fn major(&self) -> &str {
        self.split('.').next().unwrap_or_default()
    }

    /// The numbers, for comparing: `1.9` comes before `1.10`.
    pub fn numbers(&self) -> Vec<u32> {
        self.split('.').filter_map(|number| number.parse().ok()).collect()
    }
}

impl Identifier {
    /// As a name in a shell, in nginx or in an environment: `auto_author`.
    pub fn snake(&self) -> String {
        self.replace('-', "_")
    }

    /// As the name of a shell or environment variable: `AUTO_AUTHOR`.
    pub fn shout(&self) -> String {
        self.snake().to_ascii_uppercase()
    }
}

fn check_identifier(text: &str) -> Result<(), String> {
    let good = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    let shape = text.starts_with(|c: char| c.is_ascii_lowercase())
        && !text.ends_with('-')
        && !text.contains("--")
        && text.bytes().all(good)
        && text.len() <= 40;
    shape.then_some(()).ok_or_else(|| {
        format!(
            "`{}` is not a name; use lower-case letters, digits and single dashes, beginning with a letter, at most 40 characters",
            shorten(text)
        )
    })
}

fn check_env_name(text: &str) -> Result<(), String> {
    let good = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    let shape = text.starts_with(|c: char| c.is_ascii_uppercase() || c == '_')
        && text.bytes().all(good)
        && text.len() <= 100;
    shape.then_some(()).ok_or_else(|| {
        format!(
            "`{}` is not the name of an environment variable; use upper-case letters, digits and underscores",
            shorten(text)
        )
    })
}

fn check_host_name(text: &str) -> Result<(), String> {
    let good_label = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
    };
    let shape = text.len() <= 253 && text.split('.').all(good_label);
    shape.then_some(()).ok_or_else(|| {
        format!("`{}` is not a host name; write it in lower case without scheme, port or path", shorten(text))
    })
}

fn check_url(text: &str) -> Result<(), String> {
    let wrong = || {
        format!(
            "`{}` is not a URL; write scheme and host, such as \"https://api.example.com\"",
            shorten(text)
        )
    };
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).ok_or_else(wrong)?;
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let (host, port) = authority.split_once(':').unwrap_or((authority, "80"));
    let good_path = path.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"/-._~%".contains(&byte));
    let good_port = port.parse::<u16>().is_ok_and(|port| port > 0);
    (check_host_name(host).is_ok() && good_port && good_path).then_some(()).ok_or_else(wrong)
}

fn check_email(text: &str) -> Result<(), String> {
    let wrong = || format!("`{}` is not an e-mail address", shorten(text));
    let (user, host) = text.split_once('@').ok_or_else(wrong)?;
    let good = |byte: u8| byte.is_ascii_alphanumeric() || b".-_+".contains(&byte);
    let shape =
        !user.is_empty() && user.bytes().all(good) && host.contains('.') && check_host_name(host).is_ok();
    shape.then_some(()).ok_or_else(wrong)
}

fn check_repo_path(text: &str) -> Result<(), String> {
    if text.starts_with('/') || text.contains('\\') || text.contains(':') {
        return Err(format!(
            "`{}` leaves the repository; write a path relative to its root, with /",
            shorten(text)
        ));
    }
    if text.split('/').any(|part| part == "..") {
        return Err(format!("`{}` leaves the repository through `..`", shorten(text)));
    }
    let good = |byte: u8| byte.is_ascii_alphanumeric() || b"/-._@+".contains(&byte);
    let shape = text == "."
        || (text.split('/').all(|part| !part.is_empty() && part != "." && !part.starts_with('-'))
            && text.bytes().all(good)
            && text.len() <= 255);
    shape.then_some(()).ok_or_else(|| {
        format!(
            "`{}` is not a path this repository can hold; use letters, digits, and / . - _ @ +",
            shorten(text)
        )
    })
}

fn check_version(text: &str) -> Result<(), String> {
    let numbers: Vec<&str> = text.split('.').collect();
    let good = |number: &&str| {
        !number.is_empty() && number.len() <= 6 && number.bytes().all(|byte| byte.is_ascii_digit())
    };
    (numbers.len() <= 4 && numbers.iter().all(good)).then_some(()).ok_or_else(|| {
        format!(
            "`{}` is not a version; write one to four numbers with points, such as \"3.12\"",
            shorten(text)
        )
    })
}

/// A hostile value must not flood the message that refuses it.
fn shorten(text: &str) -> String {
    let mut shown: String =
        text.chars().take(60).map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    if text.chars().count() > 60 {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check<T: FromStr<Err = String>>(good: &[&str], bad: &[&str]) {
        for text in good {
            assert!(text.parse::<T>().is_ok(), "{text:?} should be accepted");
        }
        for text in bad {
            assert!(text.parse::<T>().is_err(), "{text:?} should be refused");
        }
    }

    #[test]
    fn names_cannot_break_out() {
        check::<Identifier>(
            &["a", "auto-author", "main2"],
            &[
                "",
                "A",
                "-a",
                "a-",
                "a--b",
                "a b",
                "a\nb",
                "a;rm",
                "${{x}}",
                "$(x)",
                "a\"",
                "é",
                "1a",
                &"a".repeat(41),
            ],
        );
        check::<EnvName>(&["A", "API_V1", "_X"], &["a", "1A", "A-B", "A=B", "A B", ""]);
    }

    #[test]
    fn hosts_and_urls() {
        check::<HostName>(
            &["a.b", "api.dev.example.app"],
            &["", "A.b", "a..b", "a.b:80", "-a.b", "https://a", "a b"],
        );
        check::<Url>(
            &["https://a.b", "http://a.b:8080/x-y"],
            &["a.b", "ftp://a", "https://u:p@a.b", "https://a.b/?q"],
        );
        check::<EmailAddress>(&["a.b@c.de"], &["a", "a@b", "a b@c.de", "<a@c.de>"]);
    }

    #[test]
    fn paths_stay_inside() {
        check::<RepoPath>(
            &[".", "a", "a/b.c", ".github/x"],
            &["", "/a", "..", "a/../b", "a//b", "./a", "C:/a", "a\\b", "-rf", "a b", "a\u{0}"],
        );
    }

    #[test]
    fn versions_compare_by_number() {
        check::<Version>(&["22", "3.12", "1.2.3.4"], &["", "v22", "1..2", "1.2.3.4.5", "1.x"]);
        let version = |text: &str| text.parse::<Version>().unwrap().numbers();
        assert!(version("1.9") < version("1.10"));
    }
}
