//! How text of the user is written in each output language, so that it stays data there.

/// The languages that templates print.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Language {
    Shell,
    Nginx,
    Dockerfile,
    JavaScript,
    Markdown,
    /// `NAME=value` files as Docker Compose and shells read them.
    EnvFile,
    /// Lists of patterns, such as `.dockerignore`.
    Patterns,
    /// Playbooks, their tasks, and the files that they print.
    Ansible,
}

impl Language {
    pub const ALL: [Language; 8] = [
        Language::Shell,
        Language::Nginx,
        Language::Dockerfile,
        Language::JavaScript,
        Language::Markdown,
        Language::EnvFile,
        Language::Patterns,
        Language::Ansible,
    ];

    /// The folder below `stdlib/templates/` that holds this language's templates.
    pub fn folder(self) -> &'static str {
        match self {
            Language::Shell => "shell",
            Language::Nginx => "nginx",
            Language::Dockerfile => "dockerfile",
            Language::JavaScript => "javascript",
            Language::Markdown => "markdown",
            Language::EnvFile => "env",
            Language::Patterns => "patterns",
            Language::Ansible => "ansible",
        }
    }

    /// Writes a value in this language; a function without state, which is what Tera takes.
    pub(super) fn escape_fn(self) -> tera::EscapeFn {
        match self {
            Language::Shell => |text, out| out.write_all(shell(text).as_bytes()),
            Language::Nginx => |text, out| out.write_all(nginx(text).as_bytes()),
            Language::Dockerfile => |text, out| out.write_all(dockerfile(text).as_bytes()),
            Language::JavaScript => |text, out| out.write_all(javascript(text).as_bytes()),
            Language::Markdown => |text, out| out.write_all(markdown(text).as_bytes()),
            Language::EnvFile => |text, out| out.write_all(env_file(text).as_bytes()),
            Language::Patterns => |text, out| out.write_all(one_line(text).as_bytes()),
            Language::Ansible => |text, out| out.write_all(ansible(text).as_bytes()),
        }
    }
}

fn is_plain(text: &str, also: &[u8]) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || also.contains(&byte))
}

/// One word of a POSIX shell. Plain words stay bare; everything else stands in single quotes.
pub fn shell(text: &str) -> String {
    if is_plain(text, b"_-./:@%+,") { text.to_string() } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

/// One parameter of an nginx directive. Quotes do not stop `$` from naming a variable, and nginx has no escape for it,
/// so a dollar sign is refused where values are typed; here it is dropped rather than let through.
pub fn nginx(text: &str) -> String {
    if is_plain(text, b"_-./:@%+,=*~") {
        return text.to_string();
    }
    let text = one_line(text).replace('$', "").replace('\\', r"\\").replace('"', "\\\"");
    format!("\"{text}\"")
}

/// One value of `ENV`, `LABEL` or `ARG`: always in double quotes, nothing expanded.
pub fn dockerfile(text: &str) -> String {
    let text = one_line(text).replace('\\', r"\\").replace('"', "\\\"").replace('$', "\\$");
    format!("\"{text}\"")
}

/// A string literal, also inside `<script>` and with the two line ends that JSON allows and old engines do not.
pub fn javascript(text: &str) -> String {
    let json = serde_json::Value::String(text.to_string()).to_string();
    json.replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029").replace('<', "\\u003c")
}

/// Text in a paragraph, a list or a table cell.
pub fn markdown(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in one_line(text).chars() {
        if matches!(c, '\\' | '&' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '~') {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Code in a table cell: more backticks around it than it has inside. Nothing is nothing.
pub fn markdown_code_cell(text: &str) -> String {
    let text = one_line(text);
    if text.trim().is_empty() {
        return String::new();
    }
    if text.contains(r"\|") {
        return format!("<code>{}</code>", entities(&text));
    }
    if !text.contains(['`', '|']) {
        return format!("`{text}`");
    }
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{fence}{pad}{}{pad}{fence}", text.replace('|', r"\|"))
}

/// Where a backslash before a bar has no way through Markdown's tables: every sign that means something, by number.
fn entities(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_punctuation() {
            out.push_str(&format!("&#{};", c as u32));
        } else {
            out.push(c);
        }
    }
    out
}

/// The value in `NAME=value`. Single quotes keep everything as it is, in Compose and in shells. What cannot stand in
/// them stands in double quotes, where a shell would run what is in backticks: those are written as Compose's `\0140`.
pub fn env_file(text: &str) -> String {
    if text.is_empty() || is_plain(text, b"_-./:@%+,") {
        text.to_string()
    } else if text.contains(['\'', '\n']) || text.ends_with('\\') {
        // Compose takes a backslash before the closing quote for an escape, also in single quotes.
        let text = text.replace('\\', r"\\").replace('"', "\\\"").replace('$', "\\$");
        let text = text.replace('`', r"\0140").replace('\n', "\\n");
        format!("\"{text}\"")
    } else {
        format!("'{text}'")
    }
}

/// A value of YAML in a playbook, where Jinja reads it too: JSON strings are YAML.
pub fn ansible(text: &str) -> String {
    if is_plain(text, b"_-./") { text.to_string() } else { javascript(&jinja(text)) }
}

/// Text in which Jinja finds nothing to do.
pub fn jinja(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}', '#', '%']) {
        let (before, sign) = (&rest[..at], &rest[at..=at]);
        out.push_str(before);
        let is_mark = ["{{", "{%", "{#", "}}", "%}", "#}"].iter().any(|mark| rest[at..].starts_with(mark));
        if is_mark {
            out.push_str(&format!("{{{{ '{sign}' }}}}"))
        } else {
            out.push_str(sign)
        }
        rest = &rest[at + 1..];
    }
    out + rest
}

/// Text that has to stay on its line, such as a comment: line ends, also those that only some readers know, and other
/// control characters become spaces.
pub fn one_line(text: &str) -> String {
    // Almost all text is plain: copied at once, it costs a tenth.
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
        return text.to_string();
    }
    let ends = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    text.chars().map(|c| if ends(c) { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_stays_data() {
        let hostile = "a'; rm -rf \"$HOME\" `id`\n${{ x }}";
        assert_eq!(shell("a'b"), r"'a'\''b'");
        assert_eq!(shell("backend-1.2"), "backend-1.2");
        assert_eq!(shell(""), "''");
        assert!(!nginx(hostile).contains('$') && !nginx(hostile).contains('\n'));
        assert!(dockerfile(hostile).contains("\\$HOME") && !dockerfile(hostile).contains('\n'));
        assert_eq!(javascript("</script>\u{2028}"), "\"\\u003c/script>\\u2028\"");
        assert_eq!(markdown("a|b_c"), r"a\|b\_c");
        assert_eq!(markdown_code_cell("a|b `x` ``y``"), r"``` a\|b `x` ``y`` ```");
        assert_eq!(markdown_code_cell(r"a\|b"), "<code>a&#92;&#124;b</code>");
        assert_eq!(env_file("$x"), "'$x'");
        assert_eq!(env_file("it's"), "\"it's\"");
        assert_eq!(env_file("`id`"), "'`id`'");
        assert_eq!(env_file(r"a b\"), r#""a b\\""#);
        assert_eq!(env_file("it's `id`"), r#""it's \0140id\0140""#);
        assert_eq!(jinja("{{ x }} 50% {a}"), "{{ '{' }}{ x {{ '}' }}} 50% {a}");
        assert_eq!(ansible("{% x"), r#""{{ '{' }}% x""#);
        assert_eq!(one_line("a\u{2028}b\u{85}c\nd"), "a b c d");
    }
}
