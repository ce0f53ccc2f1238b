//! What the values of secrets look like. In: text of a spec. Out: what it seems to be, never the text itself.

/// What begins so is issued by somebody, and long enough to be the whole of it.
const PREFIXES: &[(&str, usize, &str)] = &[
    ("sk_live_", 20, "a Stripe key"),
    ("rk_live_", 20, "a Stripe key"),
    ("whsec_", 20, "a Stripe webhook secret"),
    ("ghp_", 30, "a GitHub token"),
    ("gho_", 30, "a GitHub token"),
    ("ghs_", 30, "a GitHub token"),
    ("github_pat_", 30, "a GitHub token"),
    ("glpat-", 20, "a GitLab token"),
    ("xoxb-", 20, "a Slack token"),
    ("xoxp-", 20, "a Slack token"),
    ("https://hooks.slack.com/services/", 40, "a Slack webhook"),
    ("https://discord.com/api/webhooks/", 40, "a Discord webhook"),
    ("AKIA", 20, "an AWS access key"),
    ("ASIA", 20, "an AWS access key"),
    ("AIza", 35, "a Google key"),
    ("sk-ant-", 30, "an Anthropic key"),
    ("sk-proj-", 30, "an OpenAI key"),
    ("npm_", 36, "an npm token"),
    ("SG.", 40, "a SendGrid key"),
    ("AGE-SECRET-KEY-1", 40, "a private key"),
];

/// No value that is issued has fewer bytes, nor has a signed token or a private key.
const SHORTEST: usize = 20;

/// Whether neither a text nor a part of it can be a secret: too short, and no URL with a password.
pub(crate) fn is_harmless(text: &str) -> bool {
    text.len() < SHORTEST && !text.contains('@')
}

/// What a value is by its own shape, whatever it is called.
pub(crate) fn known_shape(text: &str) -> Option<&'static str> {
    if is_harmless(text) {
        return None;
    }
    let separates = |c: char| {
        c.is_whitespace()
            || matches!(c, '"' | '\'' | '`' | ',' | ';' | '(' | ')' | '[' | ']' | '{' | '}' | '=')
    };
    let words = || text.split(separates);
    let issued = |word: &str| {
        PREFIXES.iter().find(|(prefix, length, _)| word.len() >= *length && word.starts_with(prefix))
    };
    // A PEM block has spaces and dashes of its own.
    if text.contains("-----BEGIN") && text.contains("PRIVATE KEY") {
        return Some("a private key");
    }
    words().find_map(|word| match issued(word) {
        Some((_, _, what)) => Some(*what),
        _ if is_web_token(word) => Some("a signed token"),
        _ if has_password(word) => Some("a URL with a password"),
        _ => None,
    })
}

/// Whether a value that is called a secret looks like one: long, mixed, and no address.
pub(crate) fn named_secret(name: &str, text: &str) -> bool {
    const PUBLIC: &[&str] = &["PUBLIC", "PUBLISHABLE"];
    let ends =
        |word: &str| name.strip_suffix(word).is_some_and(|rest| rest.is_empty() || rest.ends_with('_'));
    let is_password = ["PASSWORD", "PASSPHRASE"].iter().any(|word| ends(word));
    let is_key = ["KEY", "SECRET", "TOKEN"].iter().any(|word| ends(word));
    let is_public = || PUBLIC.iter().any(|word| name.contains(word));
    if !(is_password || is_key) || text.contains('/') || is_public() {
        return false;
    }
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let letters = text.bytes().filter(u8::is_ascii_alphabetic).count();
    let is_mixed = digits >= 2 && letters >= 2 && !text.contains(' ');
    (is_password && text.len() >= 8 && entropy(text) >= 2.5)
        || (is_key && text.len() >= 16 && is_mixed && entropy(text) >= 3.0)
}

/// Three parts in base64, the first of which is JSON.
fn is_web_token(word: &str) -> bool {
    let encoded = |part: &str| {
        part.len() >= 10 && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    word.starts_with("eyJ") && word.split('.').count() == 3 && word.split('.').all(encoded)
}

/// `scheme://user:password@host`.
fn has_password(word: &str) -> bool {
    let authority = word.split_once("://").map(|(_, rest)| rest.split('/').next().unwrap_or(rest));
    let password = authority
        .and_then(|authority| authority.rsplit_once('@'))
        .and_then(|(user, _)| user.split_once(':'))
        .map(|(_, password)| password);
    password.is_some_and(|password| !password.is_empty() && !password.starts_with('$'))
}

/// Bits a character, by how often each occurs (Shannon).
fn entropy(text: &str) -> f64 {
    let mut counts = [0_u32; 256];
    for byte in text.bytes() {
        counts[usize::from(byte)] += 1;
    }
    let total = text.len() as f64;
    let shares = counts.iter().filter(|count| **count > 0).map(|count| f64::from(*count) / total);
    -shares.map(|share| share * share.log2()).sum::<f64>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes_are_known() {
        let cases = [
            (concat!("sk_", "live_4eC39HqLyjWDarjtT1zdp7dc"), Some("a Stripe key")),
            (
                concat!("node app.js --token gh", "p_0123456789abcdefghij0123456789abcdef"),
                Some("a GitHub token"),
            ),
            (concat!("AKI", "AIOSFODNN7EXAMPLE"), Some("an AWS access key")),
            (concat!("-----BEGIN RSA ", "PRIVATE KEY-----"), Some("a private key")),
            (concat!("eyJ", "hbGciOiJI.eyJzdWIiOiIx.SflKxwRJSMeKKF2Q"), Some("a signed token")),
            ("postgres://app:hunter2@db/app", Some("a URL with a password")),
            ("postgres://app:$PASSWORD@db/app", None),
            ("https://api.openai.com/v1", None),
            ("ghp_", None),
            ("-----BEGIN PUBLIC KEY-----", None),
            ("AKIA", None),
            ("/api/v1", None),
        ];
        for (text, expected) in cases {
            assert_eq!(known_shape(text), expected, "{text}");
        }
    }

    #[test]
    fn names_help_to_tell() {
        for (name, text) in [("SESSION_SECRET", "f3a9c1d27b6e4f58"), ("SMTP_PASSWORD", "tr0ub4dor-horse")] {
            assert!(named_secret(name, text), "{name}");
        }
        let harmless = [
            ("SORT_KEY", "created-at-descending"),
            ("STRIPE_PUBLISHABLE_KEY", "pk9f3a9c1d27b6e4f58"),
            ("SECRET_PATH", "f3a9c1d27b6e4f58"),
            ("TOKEN", "short1"),
            ("MONKEY", "f3a9c1d27b6e4f58"),
            ("REQUIRE_PASSWORD", "yes"),
            ("SIGNING_KEY", "keys/2024-signing-01.pem"),
        ];
        for (name, text) in harmless {
            assert!(!named_secret(name, text), "{name}");
        }
    }
}
