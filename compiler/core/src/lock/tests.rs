//! A lock survives being written and read, and a broken one is found with its line.

use super::*;
use crate::diag::Diagnostic;
use crate::source::FileId;

fn lock() -> Lock {
    let entry = |text: &[u8], executable| LockedArtifact {
        sha256: Digest::of(text),
        ownership: Ownership::Managed,
        executable,
        adopted: false,
        created: false,
        from: vec![EntityRef::new("service", "backend")],
    };
    Lock {
        tool: "0.1.0".to_string(),
        standard_library: "abcd".to_string(),
        artifacts: BTreeMap::from([
            ("scripts/deploy.sh".parse().unwrap(), entry(b"b", true)),
            ("backend/Dockerfile".parse().unwrap(), entry(b"a", false)),
        ]),
        model: ModelRecord::from([(
            EntityRef::new("service", "backend"),
            BTreeMap::from([("about".to_string(), "\"quoted\"\n<<<<<<< x".to_string())]),
        )]),
    }
}

fn read_text(text: &str) -> Result<Lock, Diagnostic> {
    read(text).map_err(|fault| fault.diagnostic(FileId(0)))
}

#[test]
fn what_is_written_is_read_and_a_line_is_an_entry() {
    let text = lock().to_text();
    assert_eq!(read_text(&text).unwrap(), lock());
    assert_eq!(text.lines().filter(|line| line.contains("sha256")).count(), 2);
    assert!(text.find("backend/Dockerfile") < text.find("scripts/deploy.sh"));
    assert_eq!(read_text(&Lock::default().to_text()).unwrap(), Lock::default());
}

#[test]
fn the_digest_is_sha_256() {
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assert_eq!(Digest::of(b"").to_string(), empty);
    assert_eq!(empty.parse::<Digest>().unwrap(), Digest::of(b""));
    assert!("x".parse::<Digest>().is_err() && "é".repeat(32).parse::<Digest>().is_err());
}

#[test]
fn broken_locks_are_findings_with_a_place() {
    let good = lock().to_text();
    let line = good.lines().find(|line| line.contains("Dockerfile")).unwrap();
    let cases = [
        ("".to_string(), "lock/broken"),
        ("[]".to_string(), "lock/broken"),
        (good.replace("\"version\": 1", "\"version\": 9"), "lock/unknown-version"),
        (good.replace("\"model\": {", "<<<<<<< ours\n\"model\": {"), "lock/conflict-markers"),
        (good.replace(line, &format!("{line}\n{line}")), "lock/broken"),
        (good.replace("backend/Dockerfile", "../outside"), "lock/broken"),
        (good.replace("managed", "stolen"), "lock/broken"),
        (good.replace(&Digest::of(b"a").to_string(), "abc"), "lock/broken"),
        (good[..good.len() / 2].to_string(), "lock/broken"),
    ];
    for (text, code) in cases {
        let found = read_text(&text).unwrap_err();
        assert_eq!(found.code.slug(), code, "{text}");
        assert!(found.span().is_some_and(|span| span.end as usize <= text.len()), "{text}");
    }
}
