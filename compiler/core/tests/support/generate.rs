//! Documents made up from a number: the same number gives the same document on any machine.

/// The splitmix64 generator: small, and good enough to vary test data.
pub(crate) struct Random(pub(crate) u64);

impl Random {
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }

    pub(crate) fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }

    fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }
}

const STRINGS: &[&str] = &[
    "a",
    "node",
    "ノード",
    "-",
    "+.",
    "--x",
    ".md",
    "x,y",
    "a:",
    "'q'",
    "true_id",
    "\"\"",
    "\"two words\"",
    "\"esc \\n \\\" \\\\ \\u{e9} \\s\"",
    "\"fold \\   \n  ed\"",
    "#\"raw \\n\"#",
    "##\"a \"# b\"##",
    "\"\"\"\n  multi\n    line\n\n  \"\"\"",
    "\"\"\"\r\n\ttab \\\n  x\r\n\t\"\"\"",
    "#\"\"\"\n \\raw\n \"\"\"#",
];
const NUMBERS: &[&str] = &[
    "0", "10", "-7", "+1_000", "0xFf_0", "-0o17", "0b1_0", "1.5", "-0.25e3", "1E+10", "2e-5", "007",
    "1_0.0_1",
];
const KEYWORDS: &[&str] = &["#true", "#false", "#null", "#inf", "#-inf", "#nan"];
const SPACES: &[&str] =
    &[" ", " ", " ", " ", "  ", "\t", "\u{3000}", " /* c */ ", " \\\n  ", " \\ // c\n\t", "/**/"];
const ENDS: &[&str] = &["\n", "\n", "\n", "\r\n", ";", "; ", " // c\n", "\n\n", "\r", "\u{2028}", " \n\t"];
const NOISE: &[&str] = &[
    "{", "}", "(", ")", "=", "\"", "#", "/", "/-", "\\", ";", "[", ",", ":", "\n", " ", "/*", "*/", "//",
    "\"\"\"", "#\"", "\"#", "true", "10s", "1.", ".5", "\u{feff}", "\0", "\u{200e}", "é", "=1", "x=", "0x",
    "\\u{", "-", "+1", "}{", "/-{", "\r", "'", "nan", "#true", "r\"x\"", "1,", "(t)", "()", "a b", "{ }",
    "\\\n",
];

/// A document that is legal KDL.
pub(crate) fn document(seed: u64) -> String {
    let mut random = Random(seed);
    let mut out = String::new();
    if random.one_in(12) {
        out.push('\u{feff}');
    }
    nodes(&mut random, &mut out, 0);
    out
}

fn nodes(random: &mut Random, out: &mut String, depth: usize) {
    for _ in 0..=random.below(2) {
        if random.one_in(6) {
            out.push_str(random.pick(&["\n", " ", "// c\n", "/* c */", "\\\n", "/*/* c */*/\n"]));
        }
        node(random, out, depth);
        out.push_str(random.pick(ENDS));
    }
}

fn node(random: &mut Random, out: &mut String, depth: usize) {
    if random.one_in(9) {
        out.push_str(random.pick(&["/-", "/- ", "/-\n", "/-/* c */"]));
    }
    annotation(random, out);
    out.push_str(random.pick(STRINGS));
    for _ in 0..random.below(3) {
        out.push_str(random.pick(SPACES));
        if random.one_in(9) {
            out.push_str(random.pick(&["/-", "/- ", "/-\n"]));
        }
        entry(random, out);
    }
    if depth < 3 && random.one_in(4) {
        block(random, out, depth);
    }
    if random.one_in(9) {
        out.push_str(random.pick(SPACES));
    }
}

fn block(random: &mut Random, out: &mut String, depth: usize) {
    out.push_str(random.pick(SPACES));
    // The oracle takes twice the time for each level of `/-{`: only the outermost may be one.
    if depth == 0 && random.one_in(6) {
        out.push_str("/-");
    }
    out.push('{');
    nodes(random, out, depth + 1);
    out.push('}');
}

fn annotation(random: &mut Random, out: &mut String) {
    if random.one_in(8) {
        out.push('(');
        out.push_str(random.pick(&["t", "\"t u\"", " t ", "u8"]));
        out.push(')');
    }
}

fn entry(random: &mut Random, out: &mut String) {
    if random.one_in(3) {
        out.push_str(random.pick(STRINGS));
        out.push_str(random.pick(&["=", "=", "=", " = ", "= "]));
    }
    annotation(random, out);
    let values = match random.below(4) {
        0 => NUMBERS,
        1 => KEYWORDS,
        _ => STRINGS,
    };
    out.push_str(random.pick(values));
}

/// The text with up to three pieces put in, taken out or doubled.
pub(crate) fn mutate(text: &str, random: &mut Random) -> String {
    let mut text = text.to_owned();
    for _ in 0..=random.below(3) {
        let (one, other) = (place(&text, random), place(&text, random));
        let (start, end) = (one.min(other), one.max(other).min(one.min(other) + 40));
        let end = (end..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(text.len());
        match random.below(4) {
            0 => text.replace_range(start..end, ""),
            1 => {
                let piece = text[start..end].to_owned();
                text.insert_str(one, &piece);
            }
            _ => text.insert_str(one, random.pick(NOISE)),
        }
    }
    text
}

fn place(text: &str, random: &mut Random) -> usize {
    let at = random.below(text.len() + 1);
    (at..=text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}
