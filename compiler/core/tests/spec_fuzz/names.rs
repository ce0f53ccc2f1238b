//! What there will be in a spec, by name, before any of it is made: so that references can lead to it.

use super::maker::Maker;
use formwork_core::schema::{Base, Kind, KindId, Scalar, Shape};

/// Whoever needs a thing finds one.
const NEEDED: &[&str] = &["service", "database", "secret", "bucket", "environment"];

/// Entries of the catalogue and what proves the spec are right by chance less often than a spec has a use for them.
const FEW: usize = 2;
const MANY: usize = 4;

impl Maker<'_> {
    pub(super) fn choose_things(&mut self) {
        let schema = self.schema;
        let named = || {
            let kinds = schema.kinds.values().enumerate().map(|(index, kind)| (KindId(index as u16), kind));
            kinds.filter(|(_, kind)| kind.is_top && kind.name_field().is_some())
        };
        for (id, kind) in named().filter(|(_, kind)| !kind.is_named_after_another()) {
            let is_judged = kind.is_catalogue || kind.is_proof;
            let most = match () {
                () if self.is_sensible && is_judged => usize::from(self.random.below(4) == 0) + 1,
                () if is_judged => FEW,
                () => MANY,
            };
            let number = if kind.is_once { 1 } else { self.random.below(most) };
            let least = usize::from(NEEDED.contains(&&*kind.name));
            for _ in 0..number.max(least) {
                let taken = self.things.get(&id).cloned().unwrap_or_default();
                let name = self.new_name(kind, &taken);
                self.make(kind, name.as_deref());
                self.things.entry(id).or_default().extend(name);
            }
        }
        for (id, kind) in named().filter(|(_, kind)| kind.is_named_after_another()) {
            let Some(Shape::Scalar(of)) = kind.name_field().map(|at| &kind.fields[at].shape) else {
                continue;
            };
            let mut names = self.candidates(of);
            names.retain(|_| self.is_sensible || self.random.below(2) == 0);
            self.things.insert(id, names);
        }
    }

    /// What a component makes of an instance has names of its own.
    fn make(&mut self, kind: &Kind, name: Option<&str>) {
        for (made, suffix) in self.language.made.get(&*kind.name).into_iter().flatten() {
            let id = self.schema.kind_id(made);
            for (id, name) in id.into_iter().zip(name) {
                self.made.entry(id).or_default().push(format!("{name}{suffix}"));
            }
        }
    }

    /// A name that nothing has yet, of the type that names of the kind have. Of a few options there may be none left.
    fn new_name(&mut self, kind: &Kind, taken: &[String]) -> Option<String> {
        let Some(Shape::Scalar(of)) = kind.name_field().map(|at| &kind.fields[at].shape) else { return None };
        self.count += 1;
        let number = self.count;
        let name = match of.of.base {
            Base::Identifier => format!("n{number}"),
            Base::Choice => {
                let free = |name: &&str| !taken.iter().any(|taken| taken == name);
                of.of.options.iter().map(|(option, _)| &**option).find(free)?.to_string()
            }
            _ => format!("area{number}/name{number}"),
        };
        of.of.read(&name).is_ok().then_some(name)
    }

    /// The things that a reference may lead to.
    pub(super) fn candidates(&self, of: &Scalar) -> Vec<String> {
        let by_kind = [&self.things, &self.made, &self.language.library];
        let known = of.to.iter().flat_map(|kind| by_kind.map(|things| things.get(kind)));
        known.flatten().flatten().cloned().collect()
    }
}
