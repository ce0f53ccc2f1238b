//! Strings that are hard to write in YAML, and some that only look so.

use super::generate::Random;

/// Strings that YAML has another meaning for, that some reader has, or that it cannot hold as they are.
#[rustfmt::skip]
pub(crate) const MEANINGFUL: &[&str] = &[
    "", " ", "  ", " a", "a ", "\t", "\ta", "a\t", "-", "- a", "? ", "?", "? a", "?a", ":", ": ", ": a", ":a",
    "a:", "a: b", "::", "a :", "#", "#a", "a #b", " #", ",", ",a", "[", "]", "[a]", "{", "}", "{a: b}", "{}",
    "&", "&a", "*", "*a", "!", "!!str a", "|", "|-", ">", "> a", "'", "'a", "'a'", "\"", "\"a\"", "%",
    "%YAML 1.1", "@", "@a", "`", "`a`", "---", "--- a", "...", "... a", "~", "=", "<<", "null", "Null",
    "NULL", "true", "True", "TRUE", "tRue", "false", "False", "yes", "Yes", "YES", "no", "No", "NO", "on",
    "On", "ON", "off", "OFF", "y", "Y", "n", "N", "0", "00", "-0", "1", "+1", "-1", "12", "010", "-010", "08",
    "0o17", "0O17", "-0o7", "0x1F", "0X1f", "+0x_1f", "0b11", "-0b1_0", "1_000", "1__0_", "1,000", "_1", "1.",
    ".5", "+.5", "-.5", "._5", ".", "..", "-.", ".e1", "1.5", "1.2.3", "127.0.0.1", "1e3", "1E3", "1e+3",
    "1.5e-3", ".5e1", "1_0e1_0", ".inf", "-.Inf", "+.INF", ".nan", ".NaN", "inf", "-inf", "nan", "NaN",
    "Infinity", "-infinity", "22:30", "-22:30", "1:2:3", "190:20:30", "190:20:30.15", "22:30.", "00:30",
    "0:0", "2024-01-01", "2024-1-1", "2024-01-01T10:00:00Z", "2024-01-01t10:00:00", "2024-01-01 10:00:00 +1",
    "-2024-01-01", "\0", "\u{1}", "\u{7}", "\u{1b}[0m", "\r", "a\r", "a\r\nb", "\u{7f}", "\u{80}", "\u{85}",
    "a\u{85}b", "\u{9f}", "\u{2028}", "a\u{2029}b", "\u{feff}", "\u{feff}a", "a\u{feff}", "\u{fffe}",
    "\u{ffff}", "a\tb", "\n", "\n\n", "\n \n", " \n", "\t\n", "a\n ", "a\n\t", "a\n \n", "a\u{85}\nb",
    "a\r\nb\n",
];

/// Strings that nothing takes for anything else: they stay as people would write them.
#[rustfmt::skip]
pub(crate) const HARMLESS: &[&str] = &[
    "a", "a b", "-a", "--flag", "-- a", "---a", "a-", "a:b", "a :b", "http://a/b?c=d#e", "a#b", "it's",
    "say \"a\"", "\\", "a\\nb", "~/x", "$x", "${{ x }}", "${X:?is not set}", "(a)", "/a", "a=b", "=a", "a, b",
    "a[0]", "a{b}", "a&b", "a*", ".rs", "<a", "+", "-_", "1a", "1 2", "0x", "0o8", "0b2", "0xg", "1e", "e3",
    "v1.2", "10001:10001", "1:60", "127.0.0.1:80:80", "17 3 * * *", "yesterday", "nothing", "é", "日本", "😀",
    "\u{a0}", "no one", "1.2.x", "20240-01-01", "2024-01-01x",
];

/// Strings of several lines, which literal blocks carry.
#[rustfmt::skip]
pub(crate) const LINES: &[&str] = &[
    "a\nb", "a\nb\n", "a\n\n", "a\nb\n\n\n", "\na", "\n\na\n", " a\nb", "  a\n b\n", "\n a\nb", "  \n a\nb",
    "\ta\nb", "\n\ta\n", "a\n\tb", "a\n\n\nb\n", "a \nb", "a\n  \nb", "#a\n# b", "---\na", "a\n---\n",
    "a\n...\n", "%a\nb", "a: b\nc", "- a\n- b\n", "\"a\n'b", "a\\\nb\n", "é\n日本\n",
];

#[rustfmt::skip]
const PARTS: &[&str] = &[
    "a", "b", "0", "1", "7", "e", "x", "o", "_", ".", "-", "+", ":", ",", " ", " ", "  ", "\n", "\n", "\t",
    "#", "?", "|", ">", "&", "*", "!", "%", "@", "`", "'", "\"", "\\", "[", "]", "{", "}", "=", "<", "~", "$",
    "/", ": ", " #", "- ", "\r", "\u{85}", "\u{2028}", "\u{feff}", "\0", "\u{7f}", "é", "\u{a0}", "😀", "---",
    "...", "${{ x }}", "null", "yes",
];

/// All of the tables.
pub(crate) fn table() -> impl Iterator<Item = &'static str> {
    [MEANINGFUL, HARMLESS, LINES].into_iter().flatten().copied()
}

/// Made of what means something to YAML, in lengths up to 20.
pub(crate) fn made_up(count: u64) -> impl Iterator<Item = String> {
    (0..count).map(|seed| {
        let mut random = Random(seed);
        // Most of the time few different parts: numbers and blank lines come up by chance.
        let few: Vec<&str> = (0..=random.below(6)).map(|_| random.pick(PARTS)).collect();
        (0..random.below(20)).map(|_| random.pick(&few)).collect()
    })
}
