//! Bytes from outside to text: what is too large, empty, or not UTF-8 becomes a finding with a place.
//! The shell reads; this judges.

use super::{FileOrigin, Sources, Span};
use crate::diag::{Code, Diagnostic, Severity};

/// Larger than this is no spec: 16 MiB.
pub const LARGEST_SPEC: u64 = 16 << 20;

pub static MISSING: Code = Code {
    slug: "spec/missing",
    severity: Severity::Error,
    explanation: "There is no spec here.\n\nA spec is a file `formwork.kdl` at the root of the application's repository. \
        Change into that folder, name it (`formwork plan DIR`, or `-C DIR`), or write one.",
};
pub static UNREADABLE: Code = Code {
    slug: "spec/unreadable",
    severity: Severity::Error,
    explanation: "The spec is there and cannot be read.\n\nThe message has the reason of the operating system: mostly \
        missing rights, or a folder of that name.",
};
pub static NOT_UTF8: Code = Code {
    slug: "spec/not-utf8",
    severity: Severity::Error,
    explanation: "The spec is not UTF-8 text.\n\nKDL is written in UTF-8. Save the file in that encoding; the message \
        says where the first wrong byte is.",
};
pub static TOO_LARGE: Code = Code {
    slug: "spec/too-large",
    severity: Severity::Error,
    explanation: "The spec is larger than 16 MiB.\n\nA thousand services take less than one. Perhaps it is not the file \
        that was meant.",
};
pub static EMPTY: Code = Code {
    slug: "spec/empty",
    severity: Severity::Error,
    explanation: "The spec says nothing.\n\nIt begins with the application: `app \"shop\"`, and has at least one \
        service.",
};

/// Every finding about a spec before it is read.
pub const CODES: &[&Code] = &[&MISSING, &UNREADABLE, &NOT_UTF8, &TOO_LARGE, &EMPTY];

/// The finding that a spec is too large. How large is not known: no more is read than shows it.
fn too_large(name: &str) -> Diagnostic {
    let message = format!("`{name}` has more than {} MiB", LARGEST_SPEC >> 20);
    Diagnostic::without_place(&TOO_LARGE, message).help("perhaps it is not the file that was meant")
}

/// The text of a spec, or what is wrong with it. Text that is not whole is added to `sources` to be shown.
pub fn decode(name: &str, bytes: Vec<u8>, sources: &mut Sources) -> Result<String, Diagnostic> {
    let text = decode_part(name, bytes, sources)?;
    if text.trim_start_matches('\u{feff}').trim().is_empty() {
        let file = sources.add(name, "", FileOrigin::Project);
        return Err(Diagnostic::new(&EMPTY, Span::new(file, 0, 0), format!("`{name}` is empty"))
            .help("begin with the application: app \"shop\""));
    }
    Ok(text)
}

/// The same for a file that a spec imports, which may say nothing.
pub fn decode_part(name: &str, bytes: Vec<u8>, sources: &mut Sources) -> Result<String, Diagnostic> {
    if bytes.len() as u64 > LARGEST_SPEC {
        return Err(too_large(name));
    }
    String::from_utf8(bytes).map_err(|error| not_utf8(name, error.as_bytes(), sources))
}

fn not_utf8(name: &str, bytes: &[u8], sources: &mut Sources) -> Diagnostic {
    let offset = std::str::from_utf8(bytes).err().map_or(0, |error| error.valid_up_to());
    let line = bytes[..offset].iter().filter(|byte| **byte == b'\n').count() + 1;
    // Up to the fault the offsets are those of the file; after it a little is shown.
    let shown = String::from_utf8_lossy(&bytes[..bytes.len().min(offset + 200)]);
    let file = sources.add(name, &*shown, FileOrigin::Project);
    let span = Span::new(file, offset as u32, offset as u32 + '\u{fffd}'.len_utf8() as u32);
    let message = format!("`{name}` is not UTF-8: byte {offset}, on line {line}, begins no character");
    let help = match bytes {
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => "it looks like UTF-16; save it as UTF-8",
        _ => "save the file as UTF-8",
    };
    Diagnostic::new(&NOT_UTF8, span, message).mark(format!("0x{:02x}", bytes[offset])).help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(bytes: &[u8]) -> (String, String) {
        let found = decode("formwork.kdl", bytes.to_vec(), &mut Sources::default()).unwrap_err();
        (found.code.slug().to_string(), found.message)
    }

    #[test]
    fn bad_bytes_are_findings() {
        assert_eq!(code(b"").0, "spec/empty");
        assert_eq!(code(b" \n\t").0, "spec/empty");
        let (slug, message) = code(b"app \"x\"\nabout \"\xff\"\n");
        assert_eq!(slug, "spec/not-utf8");
        assert!(message.contains("byte 15, on line 2"), "{message}");
        assert_eq!(code(&[0xff, 0xfe, b'a', 0]).0, "spec/not-utf8");
        assert_eq!(code(&vec![b' '; (LARGEST_SPEC + 1) as usize]).0, "spec/too-large");
    }
}
