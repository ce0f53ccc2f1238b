//! Types and kinds that a project might declare: a type of every base, narrowed; kinds of every level, with fields in
//! every place and of every shape, properties and constraints. In: the language so far. Out: text.

use crate::support::generate::Random;
use formwork_core::schema::{Base, Literal, ScalarType, Schema, samples};
use formwork_core::syntax::quoted;
use std::fmt::Write;

pub(crate) fn declarations(standard: &Schema, random: &mut Random) -> String {
    let mut out = String::from("/- kdl-version 2\n");
    Base::names().for_each(|base| declare_type(base, &mut out));
    let mut kinds = Kinds { standard, random, out, fields: 0, inner: Vec::new() };
    for (name, level) in [("pot", "inner"), ("leaf", "inner"), ("seed", "inner")] {
        kinds.declare(name, level);
        kinds.inner.push(name);
    }
    for (name, level) in
        [("garden", "top"), ("tree", "top"), ("bed", "top"), ("soil", "catalogue"), ("visit", "proof")]
    {
        kinds.declare(name, level);
    }
    kinds.out
}

/// A type of a base; its values are those that the base has, as far as they are within the bounds.
fn declare_type(base: &str, out: &mut String) {
    let Some((bounds, more)) = narrowed(base) else { return };
    writeln!(
        out,
        "type \"my-{base}\" of=\"{base}\"{bounds} {{\n    about \"A {base} of ours.\"\n    {more}\n}}"
    )
    .unwrap();
}

/// How a type narrows a base: properties, and lines.
fn narrowed(base: &str) -> Option<(&'static str, &'static str)> {
    Some(match Base::named(base)? {
        Base::Text => (" matches=\"[a-z /]+\"", "otherwise \"write small letters\""),
        Base::Integer => (" min=1 max=64000", ""),
        Base::Number => (" min=0.05 max=200.5", ""),
        Base::Choice => ("", "option \"red\" \"It stands out.\"\n    option \"two words\" \"It does not.\""),
        Base::Quantity => (" max=\"90Gbit/s\"", "unit \"Mbit/s\" 1\n    unit \"Gbit/s\" 1000"),
        Base::Threshold => ("", "measure \"load\" \"percentage\" \"duration\""),
        Base::Interpolated
        | Base::Identifier
        | Base::EnvName
        | Base::Host
        | Base::Url
        | Base::Email
        | Base::Path
        | Base::Glob => (" min=1 max=200", ""),
        Base::Version => (" min=\"1\" max=\"99\"", ""),
        Base::Semver => (" min=\"1.0.0\"", ""),
        Base::Duration => (" min=\"1s\" max=\"90d\"", ""),
        Base::Size => (" min=\"1KiB\" max=\"4GiB\"", ""),
        Base::Percentage => (" min=\"0%\" max=\"100%\"", ""),
        Base::Rate => (" min=\"1/d\" max=\"100/s\"", ""),
        Base::PortRange => (" min=1 max=9000", ""),
        Base::Schedule => (" min=\"1h\" max=\"200d\"", ""),
        Base::Boolean | Base::TimeZone | Base::VersionRange | Base::Verbatim | Base::Literal => ("", ""),
        // A field says where these lead.
        Base::Thing | Base::Template | Base::Reference | Base::Secret => return None,
    })
}

struct Kinds<'s, 'r> {
    standard: &'s Schema,
    random: &'r mut Random,
    out: String,
    /// So that each name is given once.
    fields: usize,
    /// Kinds that stand in others; they hold none themselves that come later.
    inner: Vec<&'static str>,
}

/// A field that was declared.
struct Declared {
    name: String,
    /// The type of a single value.
    of: Option<String>,
    is_optional: bool,
}

impl Kinds<'_, '_> {
    fn declare(&mut self, name: &str, level: &str) {
        let is_top = level == "top";
        let overlay = if is_top && self.random.below(2) == 0 { " overlay=#true" } else { "" };
        let has_tag = self.random.below(3) == 0;
        let tag = if has_tag { " tag=\"sort\"" } else { "" };
        writeln!(self.out, "kind \"{name}\" level=\"{level}\"{overlay}{tag} {{\n    about \"A {name}.\"")
            .unwrap();
        // A line of a block has its name in front; what stands at the top is known by one.
        let is_named = level != "inner" || name == "seed";
        if is_named {
            self.out.push_str("    name type=\"identifier\"\n");
        }
        writeln!(self.out, "    also \"old-{name}\"\n    elsewhere \"no-{name}\" here=\"there is none\"")
            .unwrap();
        if has_tag {
            self.out.push_str(
                "    field \"sort\" at=\"property\" type=\"my-choice\" required=#true { about \"S\"; }\n",
            );
        }
        let mut declared: Vec<Declared> = (0..=self.random.below(6)).map(|_| self.field(has_tag)).collect();
        if self.random.below(3) == 0 {
            declared.push(self.arguments());
        }
        self.relate(&declared, is_top);
        if is_top {
            self.risk(name, &declared);
        }
        self.out.push_str("}\n");
    }

    fn new_name(&mut self) -> String {
        self.fields += 1;
        format!("f{}", self.fields)
    }

    fn field(&mut self, has_tag: bool) -> Declared {
        let name = self.new_name();
        if !self.inner.is_empty() && self.random.below(4) == 0 {
            let inner = self.inner[self.random.below(self.inner.len())];
            // Only what has a name can be a line of a block.
            let shapes: &[&str] =
                if inner == "seed" { &["", " repeat=#true", " block=#true"] } else { &["", " repeat=#true"] };
            let shape = self.random.pick(shapes);
            writeln!(self.out, "    field \"{name}\" kind=\"{inner}\"{shape} {{ about \"F\"; }}").unwrap();
            return Declared { name, of: None, is_optional: true };
        }
        let of = self.a_type();
        let many = if self.random.below(4) == 0 { " many=#true" } else { "" };
        let place = if many.is_empty() { self.random.pick(&["property", "child"]) } else { "child" };
        let (fate, is_optional) = self.fate(&of, many);
        let when = if has_tag && self.random.below(2) == 0 { " when=\"red\"" } else { "" };
        let (to, word) = of.split_once(' ').map_or(("", &*of), |(word, to)| (to, word));
        let to = if to.is_empty() { String::new() } else { format!(" to={}", quoted(to)) };
        writeln!(
            self.out,
            "    field \"{name}\" at=\"{place}\" type=\"{word}\"{to}{many}{fate}{when} {{ about \"F\"; }}"
        )
        .unwrap();
        let of = (many.is_empty() && to.is_empty()).then(|| of.clone());
        Declared { name, of, is_optional }
    }

    /// What is left of the line.
    fn arguments(&mut self) -> Declared {
        let name = self.new_name();
        writeln!(
            self.out,
            "    field \"{name}\" at=\"arguments\" type=\"my-integer\" many=#true {{ about \"F\"; }}"
        )
        .unwrap();
        Declared { name, of: None, is_optional: true }
    }

    /// Whether it has to be said, or what it is otherwise.
    fn fate(&mut self, of: &str, many: &str) -> (String, bool) {
        let default = self.standard_values(of).into_iter().next().filter(|_| many.is_empty());
        match (self.random.below(4), default) {
            (0, _) => (" required=#true".into(), false),
            (1, Some(value)) => (format!(" default={value}"), true),
            (2, _) => (" fixed=#true".into(), true),
            _ => (String::new(), true),
        }
    }

    /// Values of a type that are defaults of it, too.
    fn standard_values(&self, of: &str) -> Vec<String> {
        let of = self.standard.types.get(of).map(|of| &**of);
        let is_plain =
            |of: &&ScalarType| !matches!(of.base, Base::Thing | Base::Template | Base::Interpolated);
        of.filter(is_plain).map(|of| samples(of).iter().map(Literal::kdl).collect()).unwrap_or_default()
    }

    /// `my-integer`, or `reference service bucket`.
    fn a_type(&mut self) -> String {
        let own: Vec<String> =
            Base::names().filter(|base| narrowed(base).is_some()).map(|base| format!("my-{base}")).collect();
        let standard: Vec<&str> = ["port", "schedule", "line", "memory-size", "host", "condition"].into();
        match self.random.below(8) {
            0 => "reference service bucket".into(),
            1 => "reference secret".into(),
            2 => standard[self.random.below(standard.len())].into(),
            _ => own[self.random.below(own.len())].clone(),
        }
    }

    /// What it costs to take one away, or to change a setting.
    fn risk(&mut self, name: &str, declared: &[Declared]) {
        let level = self.random.pick(&["data-loss", "downtime", "safe"]);
        let field = declared.iter().find(|field| field.of.is_some());
        let (when, on) = match field {
            Some(field) => (
                " when=\"changed\" from=\"1\" to=\"2\" needs-drill=#true",
                format!("on \"{}\"; ", field.name),
            ),
            None => (" when=\"removed\"", String::new()),
        };
        writeln!(
            self.out,
            "    risk \"ours/{name}\"{when} level=\"{level}\" {{ {on}says \"`{{name}}` differs\"; \
             undo \"nothing\"; explain \"It differs.\"; }}"
        )
        .unwrap();
    }

    /// Properties that text can read, and what must go together.
    fn relate(&mut self, declared: &[Declared], is_top: bool) {
        let single = declared.iter().filter_map(|field| Some((field, field.of.as_ref()?)));
        for (field, of) in single.filter(|_| is_top) {
            let name = &field.name;
            writeln!(self.out, "    property \"{name}\" type=\"{of}\" field=\"{name}\" {{ about \"P\"; }}")
                .unwrap();
        }
        let optional: Vec<&Declared> = declared.iter().filter(|field| field.is_optional).collect();
        if let [first, .., last] = optional[..] {
            let form = self.random.pick(&["at-least-one", "at-most-one", "together", "needs"]);
            let (first, last) = (&first.name, &last.name);
            writeln!(
                self.out,
                "    constraint \"{form}\" \"{first}\" \"{last}\" {{ message \"`{first}` and `{last}`\"; }}"
            )
            .unwrap();
        }
    }
}
