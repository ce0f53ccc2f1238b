//! Patterns of paths inside the repository. `*` is any characters but `/`, `?` is one of them, `**` stands for any
//! number of folders, and `{a,b}` for either. `src/**/*.{ts,tsx}`. Nothing else is special.

use super::Misfit;
use super::name::odd_character;
use regex_lite::{Regex, RegexBuilder};
use std::fmt;
use std::str::FromStr;

/// A pattern. Whether it matches takes time in proportion to the length of the path.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Glob(String);

/// A pattern that is ready to be held against paths.
#[derive(Clone, Debug)]
pub struct Matcher(Option<Regex>);

const LONGEST: usize = 255;

fn fault(text: &str) -> Option<String> {
    let good = |c: char| c.is_ascii_alphanumeric() || "/-._@+*?{},".contains(c);
    if text.is_empty() {
        return Some("it is empty".to_string());
    }
    if text.len() > LONGEST {
        return Some(format!("it has {} characters, and at most {LONGEST} are allowed", text.len()));
    }
    if text.starts_with('/') {
        return Some("it begins with /".to_string());
    }
    if let Some(odd) = text.chars().find(|c| !good(*c)) {
        return Some(match odd {
            '!' => "a pattern says what is meant, not what is left out".to_string(),
            '[' | ']' => "there are no sets of characters; `{a,b}` is either".to_string(),
            odd => odd_character(odd),
        });
    }
    for part in text.split('/') {
        match part {
            "" | "." => return Some("each / stands between two names".to_string()),
            ".." => return Some("`..` leads out of a folder".to_string()),
            _ if part.starts_with('-') => {
                return Some("a name that begins with a dash is taken for an option".to_string());
            }
            _ if part != "**" && part.contains("**") => {
                return Some("`**` stands for folders, alone between two /".to_string());
            }
            _ => {}
        }
    }
    braces_fault(text).map(ToString::to_string)
}

fn braces_fault(text: &str) -> Option<&'static str> {
    let (mut is_open, mut last) = (false, ' ');
    for c in text.chars() {
        match c {
            '{' if is_open => return Some("braces hold no braces"),
            '}' if !is_open => return Some("a `}` has no `{`"),
            ',' if !is_open => return Some("a comma stands between braces"),
            '/' if is_open => return Some("braces hold no /"),
            ',' | '}' if matches!(last, '{' | ',') => return Some("an alternative is empty"),
            _ => {}
        }
        is_open = if is_open { c != '}' } else { c == '{' };
        last = c;
    }
    is_open.then_some("a `{` is never closed")
}

impl FromStr for Glob {
    type Err = Misfit;

    fn from_str(text: &str) -> Result<Self, Misfit> {
        let Some(why) = fault(text) else { return Ok(Self(text.to_string())) };
        let write = "write a path with *, **, ? or {a,b} in it: \"src/**/*.{ts,tsx}\"";
        Err(Misfit::new("is not a pattern of paths").why(why).write(write).meant(meant(text)))
    }
}

/// `src/*.ts` of `/src/*.ts`, `./src\*.ts` or `src//*.ts`; `src/**` of `src/`.
fn meant(text: &str) -> Option<String> {
    let slashed = text.trim().replace('\\', "/");
    let mut parts: Vec<&str> = slashed.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    if slashed.ends_with('/') {
        parts.push("**");
    }
    let meant = parts.join("/");
    fault(&meant).is_none().then_some(meant)
}

impl Glob {
    pub fn matcher(&self) -> Matcher {
        let regex = RegexBuilder::new(&self.expression()).size_limit(1 << 20).build();
        // Of at most 255 characters, each becomes a few: it always fits. If not, nothing matches.
        Matcher(regex.ok())
    }

    fn expression(&self) -> String {
        let mut out = String::from(r"\A");
        let mut parts = self.0.split('/').peekable();
        while let Some(part) = parts.next() {
            let is_last = parts.peek().is_none();
            match (part, is_last) {
                ("**", true) => out.push_str("(?s:.+)"),
                ("**", false) => out.push_str("(?:[^/]+/)*"),
                (name, _) => {
                    name.chars().for_each(|c| push_character(c, &mut out));
                    if !is_last {
                        out.push('/');
                    }
                }
            }
        }
        out.push_str(r"\z");
        out
    }
}

fn push_character(c: char, out: &mut String) {
    match c {
        '*' => out.push_str("[^/]*"),
        '?' => out.push_str("[^/]"),
        '{' => out.push_str("(?:"),
        '}' => out.push(')'),
        ',' => out.push('|'),
        '.' | '+' => {
            out.push('\\');
            out.push(c);
        }
        _ => out.push(c),
    }
}

impl Matcher {
    pub fn matches(&self, path: &str) -> bool {
        self.0.as_ref().is_some_and(|regex| regex.is_match(path))
    }
}

impl fmt::Display for Glob {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::super::table;
    use super::*;

    #[test]
    fn what_a_pattern_matches() {
        let rows: &[(&str, &[&str], &[&str])] = &[
            ("*.ts", &["a.ts", ".ts"], &["a/b.ts", "a.tsx", "ats"]),
            ("src/*.ts", &["src/a.ts"], &["src/a/b.ts", "a.ts"]),
            ("**/*.ts", &["a.ts", "a/b.ts", "a/b/c.ts"], &["a.js"]),
            ("src/**", &["src/a", "src/a/b"], &["src", "srcs/a"]),
            ("src/**/test/*", &["src/test/a", "src/a/b/test/c"], &["src/test", "src/test/a/b"]),
            ("?.{ts,tsx}", &["a.ts", "a.tsx"], &["ab.ts", "a.js", "/.ts"]),
            ("a{b*,c}d", &["abd", "abxd", "acd"], &["ad", "ab/d"]),
            ("c++/a.b", &["c++/a.b"], &["c++/aab", "ccc/a.b"]),
            ("**", &["a", "a/b"], &[""]),
        ];
        for (pattern, inside, outside) in rows {
            let matcher = pattern.parse::<Glob>().unwrap().matcher();
            assert!(inside.iter().all(|path| matcher.matches(path)), "{pattern} matches {inside:?}");
            assert!(
                !outside.iter().any(|path| matcher.matches(path)),
                "{pattern} matches none of {outside:?}"
            );
        }
    }

    #[test]
    fn the_worst_pattern_takes_no_longer() {
        let worst = format!("{}b", "*a".repeat(127));
        let matcher = worst.parse::<Glob>().unwrap().matcher();
        assert!(matcher.0.is_some());
        assert!(!matcher.matches(&"a".repeat(10_000)));
        assert!(matcher.matches(&format!("{}b", "a".repeat(10_000))));
    }

    #[test]
    fn what_is_none_says_why() {
        table::good::<Glob>(&[
            ("src/**/*.{ts,tsx}", "src/**/*.{ts,tsx}"),
            (".env.*", ".env.*"),
            ("**", "**"),
        ]);
        let is = |why: &str| {
            let write = "write a path with *, **, ? or {a,b} in it: \"src/**/*.{ts,tsx}\"";
            format!("is not a pattern of paths; {why}; {write}")
        };
        let meant = |why: &str, meant: &str| format!("{}; did you mean \"{meant}\"?", is(why));
        table::bad::<Glob>(&[
            ("", &is("it is empty")),
            ("/src/*", &meant("it begins with /", "src/*")),
            ("./src/*", &meant("each / stands between two names", "src/*")),
            ("src/", &meant("each / stands between two names", "src/**")),
            ("src\\*.ts", &meant("it has the character \\", "src/*.ts")),
            ("../*", &is("`..` leads out of a folder")),
            ("src/**.ts", &is("`**` stands for folders, alone between two /")),
            ("***", &is("`**` stands for folders, alone between two /")),
            ("!src/*", &is("a pattern says what is meant, not what is left out")),
            ("[a-z].ts", &is("there are no sets of characters; `{a,b}` is either")),
            ("*.{ts", &is("a `{` is never closed")),
            ("*.ts}", &is("a `}` has no `{`")),
            ("*.{a,{b}}", &is("braces hold no braces")),
            ("*.{a,}", &is("an alternative is empty")),
            ("*.{}", &is("an alternative is empty")),
            ("{a/b,c}", &is("braces hold no /")),
            ("a,b", &is("a comma stands between braces")),
            ("-rf/*", &is("a name that begins with a dash is taken for an option")),
            ("a b", &is("it has a space")),
            (&"a".repeat(256), &is("it has 256 characters, and at most 255 are allowed")),
        ]);
    }
}
