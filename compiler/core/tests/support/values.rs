//! Values of a type, as a spec writes them, found in the declaration of the type: its options, its examples, its units
//! and measures, and samples of its base that it accepts.

use formwork_core::schema::{Base, Literal, ScalarType};
use formwork_core::syntax::quoted;

const NUMBERS: &[f64] = &[
    1.0, 2.0, 3.0, 5.0, 9.0, 50.0, 75.0, 95.0, 100.0, 300.0, 3000.0, 8100.0, 65_535.0, 0.0, 0.05, 0.5, 7.25,
];

/// By base; what a type does not accept is not taken.
fn samples(base: Base) -> &'static [&'static str] {
    match base {
        Base::Text => {
            &["plain", "two words", "it's \"quoted\"", "a $b `c` {{d}} <e>", "é日本🎉", "/x", "one\ntwo"]
        }
        Base::Interpolated => &["plain", "a price in $${x}", "it's \"quoted\" $b", "é日", "line\nline", ""],
        Base::Identifier => &["a", "web-2", "the-longest-name-that-there-can-be-of-all"],
        Base::EnvName => &["A", "NODE_ENV", "_X9"],
        Base::Host => &["a.example.org", "localhost", "x.y.z.example.org"],
        Base::Url => &["https://a.example.org", "http://localhost:8080/x"],
        Base::Email => &["a@example.org"],
        Base::Path => &["services/a", ".", "a/b.c"],
        Base::Glob => &["**/*.rs", "a/*"],
        Base::Version => &["1", "17", "3.12", "1.26", "8.0", "22"],
        Base::VersionRange => &[">=1.2 <2"],
        Base::Semver => &["1.2.3"],
        Base::Duration => &["0s", "1s", "90s", "5m", "2h", "24h", "30d", "90d"],
        Base::Size => &["1KiB", "6MiB", "512MiB", "2GiB"],
        Base::Percentage => &["0%", "0.5%", "50%", "99.9%", "100%"],
        Base::Rate => &["1/d", "7/min", "20/s", "500/h"],
        Base::PortRange => &["1-2", "8000-8100"],
        Base::Schedule => {
            &["hourly", "daily at 03:17 UTC", "weekly on sunday at 04:00 UTC", "quarterly", "every 6 hours"]
        }
        Base::TimeZone => &["UTC", "Europe/Berlin"],
        Base::Verbatim => &["plain", "${x}", "service \"a\" { port 8000; }"],
        Base::Literal => &["plain", "2"],
        _ => &[],
    }
}

/// Every value that is known to be of a type, in the spelling of a spec. References have none: they name things.
pub(crate) fn values(of: &ScalarType) -> Vec<String> {
    let mut values: Vec<String> = match of.base {
        Base::Boolean => vec!["#true".into(), "#false".into()],
        Base::Integer => numbers(of, |number| number.fract() == 0.0),
        Base::Number => numbers(of, |_| true),
        Base::Choice | Base::Template => of.options.iter().map(|(option, _)| quoted(option)).collect(),
        Base::Reference | Base::Secret => return Vec::new(),
        _ => texts(of).iter().filter(|text| of.read(text).is_ok()).map(|text| quoted(text)).collect(),
    };
    values.dedup();
    values
}

fn numbers(of: &ScalarType, fits: fn(&f64) -> bool) -> Vec<String> {
    let good = of.good.iter().filter_map(|good| match good {
        Literal::Integer(integer) => Some(*integer as f64),
        Literal::Number(number) => Some(*number),
        _ => None,
    });
    let numbers = good.chain(NUMBERS.iter().copied()).filter(fits);
    numbers.filter(|number| of.check_number(*number).is_ok()).map(|number| number.to_string()).collect()
}

fn texts(of: &ScalarType) -> Vec<String> {
    let good = of.good.iter().filter_map(|good| match good {
        Literal::Text(text) => Some(text.to_string()),
        _ => None,
    });
    let mut texts: Vec<String> = good.chain(samples(of.base).iter().map(ToString::to_string)).collect();
    for (unit, _) in &of.units {
        texts.extend([1, 2, 20].map(|count| format!("{count}{unit}")));
    }
    for (measure, limits) in &of.measures {
        let limits = limits.iter().flat_map(|limit| self::texts(limit));
        texts.extend(
            limits.flat_map(|limit| [format!("{measure} > {limit}"), format!("{measure} < {limit}")]),
        );
    }
    texts
}
