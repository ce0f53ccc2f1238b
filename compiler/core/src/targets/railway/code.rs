//! Values of TypeScript, as a colleague would write them. In: plain data. Out: text. Whatever comes from a spec is a
//! string literal; what is code is a word of this compiler's own.

use crate::render::escape::javascript;

#[derive(Debug)]
pub(super) enum Value {
    Text(String),
    Number(String),
    Flag(bool),
    List(Vec<Value>),
    Object(Vec<(String, Value)>),
    /// A function of Railway's, and what it is given.
    Call(&'static str, Vec<Value>),
    /// A variable of the program, and what is read of it.
    Read(Vec<String>),
}

/// An object of so many letters stands on one line.
const INLINE: usize = 60;

impl Value {
    pub(super) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// `a.b.c`, each with brackets around it if it has to.
    pub(super) fn print(&self, depth: usize) -> String {
        match self {
            Self::Text(text) => javascript(text),
            Self::Number(number) => number.clone(),
            Self::Flag(flag) => flag.to_string(),
            Self::List(items) => {
                let items: Vec<String> = items.iter().map(|item| item.print(depth)).collect();
                format!("[{}]", items.join(", "))
            }
            Self::Object(fields) if fields.is_empty() => "{}".to_string(),
            Self::Object(fields) => {
                let short = |(key, value): &(String, Value)| format!("{}: {}", property(key), value.print(0));
                let inline = fields.iter().map(short).collect::<Vec<_>>().join(", ");
                if inline.len() <= INLINE && !inline.contains('\n') {
                    return format!("{{ {inline} }}");
                }
                let indent = "  ".repeat(depth + 1);
                let line = |(key, value): &(String, Value)| {
                    format!("{indent}{}: {},\n", property(key), value.print(depth + 1))
                };
                let lines: String = fields.iter().map(line).collect();
                format!("{{\n{lines}{}}}", "  ".repeat(depth))
            }
            Self::Call(function, arguments) => {
                let arguments: Vec<String> = arguments.iter().map(|value| value.print(depth)).collect();
                format!("{function}({})", arguments.join(", "))
            }
            Self::Read(names) => {
                let (first, rest) =
                    names.split_first().map_or(("", &[][..]), |(first, rest)| (first.as_str(), rest));
                let rest = rest.iter().map(|name| match is_name(name) {
                    true => format!(".{name}"),
                    false => format!("[{}]", javascript(name)),
                });
                std::iter::once(first.to_string()).chain(rest).collect()
            }
        }
    }
}

/// The key of a property.
pub(super) fn property(key: &str) -> String {
    if is_name(key) { key.to_string() } else { javascript(key) }
}

fn is_name(text: &str) -> bool {
    let begins = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    begins && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

/// Words that are no names in strict code.
const RESERVED: &[&str] = &[
    "arguments",
    "await",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "default",
    "delete",
    "do",
    "else",
    "enum",
    "eval",
    "export",
    "extends",
    "false",
    "finally",
    "for",
    "function",
    "if",
    "implements",
    "import",
    "in",
    "instanceof",
    "interface",
    "let",
    "new",
    "null",
    "package",
    "private",
    "protected",
    "public",
    "return",
    "static",
    "super",
    "switch",
    "this",
    "throw",
    "true",
    "try",
    "typeof",
    "var",
    "void",
    "while",
    "with",
    "yield",
];

/// The variable that holds a thing: its name in one word. Two things whose names differ in dashes alone get no
/// variable in common: a dash is an underscore, and no name of a thing has one.
pub(super) fn variable(name: &str, taken: &[&str]) -> String {
    let word = name.replace('-', "_");
    if RESERVED.contains(&word.as_str()) || taken.contains(&word.as_str()) {
        format!("{word}_")
    } else {
        word
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_of_a_spec_stays_a_string() {
        let hostile = Value::text("\"; process.exit(1); `${x}`\n</script>");
        assert_eq!(hostile.print(0), r#""\"; process.exit(1); `${x}`\n\u003c/script>""#);
        let short = vec![("a-b".to_string(), Value::Flag(true)), ("c".to_string(), Value::List(vec![]))];
        assert_eq!(Value::Object(short).print(0), r#"{ "a-b": true, c: [] }"#);
        let long = Value::Object(vec![("c".to_string(), Value::text("x".repeat(INLINE)))]);
        assert_eq!(long.print(0), format!("{{\n  c: \"{}\",\n}}", "x".repeat(INLINE)));
    }

    #[test]
    fn a_variable_is_no_word_of_the_language() {
        assert_eq!(variable("new", &[]), "new_");
        assert_eq!(variable("service", &["service"]), "service_");
        assert_eq!(variable("price-list", &[]), "price_list");
        let read = Value::Read(vec!["main".into(), "env".into(), "DATABASE_URL".into()]);
        assert_eq!(read.print(0), "main.env.DATABASE_URL");
    }
}
