//! Values of a type, found in its declaration: its options, its examples, its units and measures, and samples of its
//! base that it accepts; and what else a value could be. They stand in for what somebody might write.

use super::{Base, Literal, ScalarType};

const NUMBERS: &[f64] = &[
    1.0, 2.0, 3.0, 5.0, 9.0, 50.0, 75.0, 95.0, 100.0, 300.0, 3000.0, 8100.0, 65_535.0, 0.0, 0.05, 0.5, 7.25,
];

/// By base; what a type does not accept is not taken.
fn texts_of(base: Base) -> &'static [&'static str] {
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

/// Every value that is known to be of a type. References have none: they name things.
pub fn samples(of: &ScalarType) -> Vec<Literal> {
    let mut values: Vec<Literal> = match of.base {
        Base::Boolean => vec![Literal::Bool(true), Literal::Bool(false)],
        Base::Integer => numbers(of, |number| number.fract() == 0.0),
        Base::Number => numbers(of, |_| true),
        Base::Choice | Base::Template => of.options.iter().map(|(option, _)| text(option)).collect(),
        Base::Reference | Base::Secret => return Vec::new(),
        _ => texts(of).iter().filter(|text| of.read(text).is_ok()).map(|it| text(it)).collect(),
    };
    values.dedup();
    values
}

/// What a value of a type could be instead, the nearest first: a number that is one more or less, text that is longer
/// or holds another number; then any other value of the type.
pub fn others(of: &ScalarType, than: &Literal) -> Vec<Literal> {
    let mut others = match than {
        Literal::Bool(truth) => vec![Literal::Bool(!truth)],
        Literal::Integer(integer) => [integer.checked_add(1), integer.checked_sub(1)]
            .into_iter()
            .flatten()
            .filter(|integer| of.check_number(*integer as f64).is_ok())
            .map(Literal::Integer)
            .collect(),
        Literal::Number(number) => [number + 1.0, number / 2.0]
            .into_iter()
            .filter(|number| of.check_number(*number).is_ok())
            .map(Literal::Number)
            .collect(),
        Literal::Text(old) => near(of, old),
    };
    others.extend(samples(of));
    others.retain(|other| other != than);
    others
}

/// Text with another number in it, or of another length, where that is of the type too.
fn near(of: &ScalarType, old: &str) -> Vec<Literal> {
    if matches!(of.base, Base::Choice | Base::Template | Base::Reference | Base::Secret | Base::Thing) {
        return Vec::new();
    }
    let longer = [format!("{old}x"), format!("x{old}")];
    let other = with_other_number(old).into_iter().chain(longer);
    other.filter(|other| of.normal(other) != old && of.read(other).is_ok()).map(|it| text(&it)).collect()
}

/// The last number in a text, one more and one less: `3.13` and `3.11` of `3.12`.
fn with_other_number(text: &str) -> Vec<String> {
    let digit = |c: char| c.is_ascii_digit();
    let Some(last) = text.rfind(digit) else { return Vec::new() };
    let first = text[..last]
        .rfind(|c| !digit(c))
        .map_or(0, |at| at + text[at..].chars().next().map_or(1, char::len_utf8));
    let digits = &text[first..=last];
    let Ok(number) = digits.parse::<u64>() else { return Vec::new() };
    let others = [number.checked_add(1), number.checked_sub(1)].into_iter().flatten();
    let width = digits.len();
    others.map(|other| format!("{}{other:0width$}{}", &text[..first], &text[last + 1..])).collect()
}

fn text(text: &str) -> Literal {
    Literal::Text(text.into())
}

fn numbers(of: &ScalarType, fits: fn(&f64) -> bool) -> Vec<Literal> {
    let good = of.good.iter().filter_map(|good| match good {
        Literal::Integer(integer) => Some(*integer as f64),
        Literal::Number(number) => Some(*number),
        _ => None,
    });
    let numbers = good.chain(NUMBERS.iter().copied()).filter(fits);
    let numbers = numbers.filter(|number| of.check_number(*number).is_ok());
    let is_whole = of.base == Base::Integer;
    numbers.map(|it| if is_whole { Literal::Integer(it as i64) } else { Literal::Number(it) }).collect()
}

fn texts(of: &ScalarType) -> Vec<String> {
    let good = of.good.iter().filter_map(|good| match good {
        Literal::Text(text) => Some(text.to_string()),
        _ => None,
    });
    let mut texts: Vec<String> = good.chain(texts_of(of.base).iter().map(ToString::to_string)).collect();
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
