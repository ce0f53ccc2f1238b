//! Names: of declared things, and of environment variables. They admit only characters that need no quoting in any
//! output language.

use super::Misfit;
use super::shaped::{if_fits, shaped_text};

shaped_text! {
    /// The name of a declared thing: lower-case letters, digits and dashes, at most 40, beginning with a letter.
    /// It becomes part of file names, container names, host names and shell variables, so it is that narrow.
    Identifier, check_identifier
}
shaped_text! {
    /// The name of an environment variable: upper-case letters, digits and underscores.
    EnvName, check_env_name
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

const LONGEST_IDENTIFIER: usize = 40;
const LONGEST_ENV_NAME: usize = 100;

fn check_identifier(text: &str) -> Result<(), Misfit> {
    let Some(why) = identifier_fault(text) else { return Ok(()) };
    let write = "write lower-case letters, digits and single dashes, at most 40: \"auto-author\"";
    // `my-app` of `My App` or `my_app`.
    let dashed = text.trim().to_lowercase().replace(['_', ' ', '.'], "-");
    let meant = if_fits(dashed.trim_matches('-').to_string(), identifier_fault);
    Err(Misfit::new("is not a name").why(why).write(write).meant(meant))
}

fn identifier_fault(text: &str) -> Option<String> {
    let good = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    Some(if text.is_empty() {
        "it is empty".to_string()
    } else if let Some(odd) = odd_in(text, good) {
        odd_character(odd)
    } else if !text.starts_with(|c: char| c.is_ascii_lowercase()) {
        "it does not begin with a letter".to_string()
    } else if text.ends_with('-') || text.contains("--") {
        "a dash stands between two letters or digits".to_string()
    } else if text.len() > LONGEST_IDENTIFIER {
        format!("it has {} characters", text.len())
    } else {
        return None;
    })
}

fn check_env_name(text: &str) -> Result<(), Misfit> {
    let Some(why) = env_name_fault(text) else { return Ok(()) };
    let write = "write upper-case letters, digits and underscores: \"DATABASE_URI\"";
    let meant = text.trim().to_ascii_uppercase().replace(['-', '.', ' '], "_");
    let misfit = Misfit::new("is not the name of an environment variable").why(why).write(write);
    Err(misfit.meant(if_fits(meant, env_name_fault)))
}

fn env_name_fault(text: &str) -> Option<String> {
    let good = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    Some(if text.is_empty() {
        "it is empty".to_string()
    } else if let Some(odd) = odd_in(text, good) {
        odd_character(odd)
    } else if text.starts_with(|c: char| c.is_ascii_digit()) {
        "it begins with a digit".to_string()
    } else if text.len() > LONGEST_ENV_NAME {
        format!("it has {} characters, and at most {LONGEST_ENV_NAME} are allowed", text.len())
    } else {
        return None;
    })
}

/// The first character that is none of the good ones, all of which are ASCII.
pub(super) fn odd_in(text: &str, good: impl Fn(u8) -> bool) -> Option<char> {
    let at = text.bytes().position(|byte| !good(byte))?;
    text[at..].chars().next()
}

/// The first character that does not belong.
pub(super) fn odd_character(odd: char) -> String {
    match odd {
        ' ' => "it has a space".to_string(),
        odd if odd.is_uppercase() => format!("it has the capital letter {odd}"),
        odd if odd.is_lowercase() && odd.is_ascii() => format!("it has the small letter {odd}"),
        odd if odd.is_control() || odd.is_whitespace() => {
            format!("it has the character U+{:04X}", odd as u32)
        }
        odd => format!("it has the character {odd}"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::table;
    use super::*;

    #[test]
    fn names_cannot_break_out() {
        table::good::<Identifier>(&[("a", "a"), ("auto-author", "auto-author"), ("main2", "main2")]);
        let is = |why: &str| {
            format!(
                "is not a name; {why}; write lower-case letters, digits and single dashes, at most 40: \"auto-author\""
            )
        };
        let meant = |why: &str, meant: &str| format!("{}; did you mean \"{meant}\"?", is(why));
        table::bad::<Identifier>(&[
            ("", &is("it is empty")),
            ("A", &meant("it has the capital letter A", "a")),
            ("My App", &meant("it has the capital letter M", "my-app")),
            ("my_app", &meant("it has the character _", "my-app")),
            ("-a", &meant("it does not begin with a letter", "a")),
            ("1a", &is("it does not begin with a letter")),
            ("a-", &meant("a dash stands between two letters or digits", "a")),
            ("a--b", &is("a dash stands between two letters or digits")),
            ("a b", &meant("it has a space", "a-b")),
            ("a\nb", &is("it has the character U+000A")),
            ("a;rm", &is("it has the character ;")),
            ("${{x}}", &is("it has the character $")),
            ("$(x)", &is("it has the character $")),
            ("a\"", &is("it has the character \"")),
            ("é", &is("it has the character é")),
            (&"a".repeat(41), &is("it has 41 characters")),
        ]);
    }

    #[test]
    fn variables_are_in_capitals() {
        table::good::<EnvName>(&[("A", "A"), ("API_V1", "API_V1"), ("_X", "_X")]);
        let is = |why: &str| {
            let write = "write upper-case letters, digits and underscores: \"DATABASE_URI\"";
            format!("is not the name of an environment variable; {why}; {write}")
        };
        let meant = |why: &str, meant: &str| format!("{}; did you mean \"{meant}\"?", is(why));
        table::bad::<EnvName>(&[
            ("", &is("it is empty")),
            ("a", &meant("it has the small letter a", "A")),
            ("database-uri", &meant("it has the small letter d", "DATABASE_URI")),
            ("A-B", &meant("it has the character -", "A_B")),
            ("A B", &meant("it has a space", "A_B")),
            ("1A", &is("it begins with a digit")),
            ("A=B", &is("it has the character =")),
            (&"A".repeat(101), &is("it has 101 characters, and at most 100 are allowed")),
        ]);
    }
}
