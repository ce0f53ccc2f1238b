//! Paths inside the repository.

use super::Misfit;
use super::name::{odd_character, odd_in};
use super::shaped::{if_fits, shaped_text};

shaped_text! {
    /// A path inside the repository: relative, with `/`, without `..`.
    RepoPath, check_repo_path
}

const LONGEST: usize = 255;

fn check_repo_path(text: &str) -> Result<(), Misfit> {
    if let Some(why) = way_out(text) {
        let write = "write a path that begins at the folder of the spec: \"backend\"";
        return Err(Misfit::new("leaves the repository").why(why).write(write));
    }
    let Some(why) = fault(text) else { return Ok(()) };
    let write = "write a path with /, of letters, digits and - . _ @ +: \"scripts/build.sh\"";
    Err(Misfit::new("is not a path in the repository").why(why).write(write).meant(meant(text)))
}

fn way_out(text: &str) -> Option<&'static str> {
    if text.starts_with(['/', '~']) || text.chars().nth(1) == Some(':') {
        return Some("it does not begin at the folder of the spec");
    }
    let climbs = text.split(['/', '\\']).any(|part| part == "..");
    climbs.then_some("`..` leads out of a folder")
}

fn fault(text: &str) -> Option<String> {
    let good =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'.' | b'_' | b'@' | b'+');
    Some(if text == "." {
        return None;
    } else if text.is_empty() {
        "it is empty".to_string()
    } else if let Some(odd) = odd_in(text, good) {
        odd_character(odd)
    } else if text.split('/').any(|part| part.is_empty() || part == ".") {
        "each / stands between two names".to_string()
    } else if text.split('/').any(|part| part.starts_with('-')) {
        "a name that begins with a dash is taken for an option".to_string()
    } else if text.len() > LONGEST {
        format!("it has {} characters, and at most {LONGEST} are allowed", text.len())
    } else {
        return None;
    })
}

/// `a/b` of `./a\b/`.
fn meant(text: &str) -> Option<String> {
    let slashed = text.trim().replace('\\', "/");
    let parts: Vec<&str> = slashed.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
    if_fits(parts.join("/"), fault)
}

#[cfg(test)]
mod tests {
    use super::super::table;
    use super::*;

    #[test]
    fn paths_stay_inside() {
        table::good::<RepoPath>(&[(".", "."), ("a", "a"), ("a/b.c", "a/b.c"), (".github/x", ".github/x")]);
        let is = |why: &str| {
            let write = "write a path with /, of letters, digits and - . _ @ +: \"scripts/build.sh\"";
            format!("is not a path in the repository; {why}; {write}")
        };
        let meant = |why: &str, meant: &str| format!("{}; did you mean \"{meant}\"?", is(why));
        let out = |why: &str| {
            format!(
                "leaves the repository; {why}; write a path that begins at the folder of the spec: \"backend\""
            )
        };
        let begins = "it does not begin at the folder of the spec";
        table::bad::<RepoPath>(&[
            ("", &is("it is empty")),
            ("/a", &out(begins)),
            ("~/a", &out(begins)),
            ("C:/a", &out(begins)),
            ("..", &out("`..` leads out of a folder")),
            ("a/../b", &out("`..` leads out of a folder")),
            ("..\\b", &out("`..` leads out of a folder")),
            ("./", &is("each / stands between two names")),
            ("./a", &meant("each / stands between two names", "a")),
            ("a/", &meant("each / stands between two names", "a")),
            ("a//b", &meant("each / stands between two names", "a/b")),
            ("a\\b", &meant("it has the character \\", "a/b")),
            ("-rf", &is("a name that begins with a dash is taken for an option")),
            ("a b", &is("it has a space")),
            ("a\u{0}", &is("it has the character U+0000")),
            (&"a".repeat(256), &is("it has 256 characters, and at most 255 are allowed")),
        ]);
    }
}
