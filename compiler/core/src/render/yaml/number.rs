//! Which strings some reader takes for a number, a truth value, a date or nothing. In: a string without line ends.
//! Out: whether it needs quotes. Generous on purpose: YAML 1.1 and 1.2, and what libraries add to them.

/// Whether the string, unquoted, might be read as something else than a string.
pub(super) fn reads_as_other(text: &str) -> bool {
    let bytes = text.as_bytes();
    match bytes.first() {
        Some(b'0'..=b'9' | b'+' | b'-' | b'.' | b'_' | b',') => is_number(bytes) || is_date(bytes),
        Some(b'~' | b'=' | b'<') => matches!(text, "~" | "=" | "<<"),
        Some(b'a'..=b'z' | b'A'..=b'Z') => {
            bytes.len() <= LONGEST && WORDS.iter().any(|word| same(bytes, word))
        }
        _ => false,
    }
}

const WORDS: [&str; 12] =
    ["y", "n", "no", "on", "yes", "off", "nan", "inf", "true", "null", "false", "infinity"];
const LONGEST: usize = "infinity".len();

fn same(text: &[u8], word: &str) -> bool {
    text.eq_ignore_ascii_case(word.as_bytes())
}

fn is_number(text: &[u8]) -> bool {
    let text = text.strip_prefix(b"+").or_else(|| text.strip_prefix(b"-")).unwrap_or(text);
    match text {
        [b'0', base @ (b'x' | b'X' | b'o' | b'O' | b'b' | b'B'), digits @ ..] => {
            !digits.is_empty() && digits.iter().all(|digit| is_digit(*base, *digit))
        }
        [b'.', word @ ..] if same(word, "nan") || same(word, "inf") => true,
        _ => is_decimal(text) || same(text, "nan") || same(text, "inf") || same(text, "infinity"),
    }
}

/// Readers skip `_`, and Ruby's skips `,`, wherever they stand in a number.
fn is_digit(base: u8, byte: u8) -> bool {
    match (base, byte) {
        (_, b'_' | b',') => true,
        (b'b' | b'B', _) => matches!(byte, b'0' | b'1'),
        (b'o' | b'O', _) => matches!(byte, b'0'..=b'7'),
        _ => byte.is_ascii_hexdigit(),
    }
}

/// Digits and points, then perhaps an exponent or, in base sixty, more digits: `1_000`, `1.5e3`, `22:30:10.5`. YAML 1.1
/// allows many points or only one, and no digits at all.
fn is_decimal(text: &[u8]) -> bool {
    let mut bytes = text.iter().copied().filter(|byte| !matches!(byte, b'_' | b','));
    let mut digits = 0;
    loop {
        match bytes.next() {
            None => return digits > 0,
            Some(b'0'..=b'9' | b'.') => digits += 1,
            Some(b'e' | b'E') => return digits > 0 && is_exponent(bytes),
            Some(b':') => return digits > 0 && is_base_sixty(bytes),
            Some(_) => return false,
        }
    }
}

fn is_exponent(bytes: impl Iterator<Item = u8>) -> bool {
    let mut bytes = bytes.peekable();
    bytes.next_if(|byte| matches!(byte, b'+' | b'-'));
    bytes.peek().is_some() && bytes.all(|byte| byte.is_ascii_digit())
}

/// What follows the first colon: groups of one or two digits below sixty, the last perhaps with a fraction.
fn is_base_sixty(bytes: impl Iterator<Item = u8>) -> bool {
    let mut group = 0;
    let mut length = 0;
    let mut fraction = false;
    for byte in bytes {
        match byte {
            b'0'..=b'9' if fraction => {}
            b'0'..=b'9' if length < 2 && group * 10 + u32::from(byte - b'0') < 60 => {
                group = group * 10 + u32::from(byte - b'0');
                length += 1;
            }
            b':' if length > 0 && !fraction => (group, length) = (0, 0),
            b'.' if length > 0 => fraction = true,
            _ => return false,
        }
    }
    length > 0
}

/// `2024-01-01`, alone or before a time.
fn is_date(text: &[u8]) -> bool {
    let text = text.strip_prefix(b"-").unwrap_or(text);
    let Some((year, rest)) = text.split_at_checked(4) else { return false };
    if !year.iter().all(u8::is_ascii_digit) {
        return false;
    }
    match date_part(rest).and_then(date_part) {
        Some(rest) => matches!(rest, [] | [b'T' | b't' | b' ', ..]),
        None => false,
    }
}

/// What follows a `-` and one or two digits.
fn date_part(text: &[u8]) -> Option<&[u8]> {
    match text {
        [b'-', b'0'..=b'9', b'0'..=b'9', rest @ ..] | [b'-', b'0'..=b'9', rest @ ..] => Some(rest),
        _ => None,
    }
}
