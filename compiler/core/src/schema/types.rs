//! `type` declarations: each narrows a base, or another declared type. In: the nodes, and the names of templates. Out: the
//! types, by name. What is wrong with a declaration is reported at its own line; a type at fault admits everything, so
//! that no value of it is reported too.

use super::bounds::read_range;
use super::errors::BAD_DECLARATION;
use super::pattern::Pattern;
use super::read::{about, arguments, child_text, children, entry, name_of, text, text_value, values};
use super::{Base, Range, ScalarType};
use crate::diag::{Diagnostic, Diagnostics};
use crate::nearest::nearest;
use crate::source::Span;
use crate::syntax::{self, Node};
use indexmap::{IndexMap, IndexSet};
use std::sync::Arc;

pub(super) type Types = IndexMap<Arc<str>, Arc<ScalarType>>;
type Nodes<'t> = IndexMap<Arc<str>, Node<'t>>;

/// Reads every declaration, in whatever order they stand.
pub(super) fn read_types<'t>(
    nodes: impl Iterator<Item = Node<'t>>,
    templates: &[&str],
    diagnostics: &mut Diagnostics,
) -> Types {
    let declared = by_name(nodes, diagnostics);
    let mut types = Types::default();
    for name in declared.keys() {
        for name in way_to_known(name, &declared, &types, diagnostics).into_iter().rev() {
            let of = of(&declared, &name).and_then(|of| types.get(&*of)).filter(|of| of.name != name);
            let reader = Reader { node: declared[&name], outer: of.cloned(), templates, faults: Vec::new() };
            let (read, faults) = reader.read(Arc::clone(&name), &declared);
            faults.into_iter().for_each(|fault| diagnostics.push(fault));
            types.insert(name, Arc::new(read));
        }
    }
    add_measures(&declared, &mut types, diagnostics);
    types.sort_by(|a, _, b, _| declared.get_index_of(a).cmp(&declared.get_index_of(b)));
    types
}

fn refuse(span: Span, message: impl Into<String>) -> Diagnostic {
    Diagnostic::new(&BAD_DECLARATION, span, message)
}

fn by_name<'t>(nodes: impl Iterator<Item = Node<'t>>, diagnostics: &mut Diagnostics) -> Nodes<'t> {
    let mut declared = Nodes::default();
    for node in nodes {
        // Without a name it is reported by the checker, as any node.
        let Some(name) = name_of(node) else { continue };
        if let Some(first) = declared.get(&name) {
            let finding = refuse(node.header_span(), format!("there are two types called `{name}`"));
            let finding = finding.label(first.header_span(), "the first is here");
            diagnostics.push(finding.help("give this one another name"));
        } else {
            declared.insert(name, node);
        }
    }
    declared
}

fn of<'t>(declared: &Nodes<'t>, name: &str) -> Option<String> {
    text(*declared.get(name)?, "of")
}

/// The types from a name to the first that is of a base, or of what is known already. A circle is cut, and reported.
fn way_to_known(
    name: &Arc<str>,
    declared: &Nodes<'_>,
    types: &Types,
    diagnostics: &mut Diagnostics,
) -> IndexSet<Arc<str>> {
    let mut way = IndexSet::new();
    let mut next = Some(Arc::clone(name));
    while let Some(name) = next.take().filter(|name| !types.contains_key(name)) {
        if let Some(start) = way.get_index_of(&name) {
            let round: Vec<&str> = way.iter().skip(start).chain([&name]).map(|name| &**name).collect();
            let finding = refuse(declared[&name].header_span(), format!("type `{name}` is of itself"));
            diagnostics.push(finding.mark(round.join(" -> ")).help("let one of them be of a base"));
            break;
        }
        // A type may be called as its base is: then it is of the base.
        next = of(declared, &name)
            .filter(|of| **of != *name)
            .map(Arc::from)
            .filter(|of| declared.contains_key(of));
        way.insert(name);
    }
    way
}

/// Reads one declaration.
struct Reader<'r, 't> {
    node: Node<'t>,
    /// The declared type that it narrows.
    outer: Option<Arc<ScalarType>>,
    templates: &'r [&'r str],
    faults: Vec<Diagnostic>,
}

impl Reader<'_, '_> {
    fn read(mut self, name: Arc<str>, declared: &Nodes<'_>) -> (ScalarType, Vec<Diagnostic>) {
        let base = self.base(&name, declared);
        let outer = self.outer.clone();
        let known = base.unwrap_or(Base::Text);
        let units = self.units(known);
        let range = read_range(
            self.node,
            known,
            &units,
            &outer.as_ref().map(|outer| outer.range.clone()).unwrap_or_default(),
        );
        let range = range.unwrap_or_else(|fault| {
            self.faults.push(fault);
            Range::default()
        });
        let options = self.options(known);
        let read = ScalarType {
            about: about(self.node),
            span: self.node.header_span(),
            base: known,
            range,
            patterns: self.patterns(known),
            renamed: self.renamed(known, &options),
            options,
            units,
            measures: outer.as_ref().map(|outer| outer.measures.clone()).unwrap_or_default(),
            forms: children(self.node, "form")
                .flat_map(|child| child.entries())
                .filter_map(|form| text_value(form.value()))
                .collect(),
            good: values(self.node, "good"),
            bad: values(self.node, "bad"),
            is_broken: base.is_none()
                || outer.is_some_and(|outer| outer.is_broken)
                || !self.faults.is_empty(),
            name,
        };
        (read, self.faults)
    }

    fn fault(&mut self, fault: Diagnostic) {
        self.faults.push(fault);
    }

    fn base(&mut self, name: &str, declared: &Nodes<'_>) -> Option<Base> {
        if let Some(outer) = &self.outer {
            return Some(outer.base);
        }
        // Without `of` it is reported by the checker; in a circle it has been reported.
        let of = text(self.node, "of").filter(|of| *of == name || !declared.contains_key(&**of))?;
        let base = Base::named(&of);
        if base.is_none() {
            let span = entry(self.node, "of").map_or(self.node.header_span(), |entry| entry.value_span());
            let finding = refuse(span, format!("there is no type and no base called `{of}`"));
            let mut known: Vec<&str> = Base::names().collect();
            known.extend(declared.keys().map(|name| &**name).filter(|known| *known != name));
            self.fault(match nearest(&of, known) {
                Some(near) => {
                    finding.help(format!("did you mean `{near}`?")).fix(span, format!("\"{near}\""))
                }
                None => {
                    let bases: Vec<&str> = Base::names().collect();
                    finding.help(format!("the bases are: {}", bases.join(", ")))
                }
            });
        }
        base
    }

    fn patterns(&mut self, base: Base) -> Vec<Arc<Pattern>> {
        let mut patterns = self.outer.as_ref().map(|outer| outer.patterns.clone()).unwrap_or_default();
        let Some(entry) = entry(self.node, "matches") else { return patterns };
        if !base.is_text() {
            self.fault(refuse(entry.span(), format!("a `{}` has no shape of text", base.name())));
        } else if let Some(expression) = text_value(entry.value()) {
            let otherwise = child_text(self.node, "otherwise").unwrap_or_default();
            patterns.push(Arc::new(Pattern::new(expression.into(), otherwise, entry.value_span())));
        }
        patterns
    }

    /// The options of a choice, and the templates of a folder.
    fn options(&mut self, base: Base) -> Vec<(Arc<str>, String)> {
        let outer = self.outer.as_ref().map(|outer| outer.options.clone()).unwrap_or_default();
        let folder = entry(self.node, "folder");
        if let Some(entry) = folder.filter(|_| base != Base::Template) {
            self.fault(refuse(entry.span(), "a folder is for types of the base `template`"));
        }
        let own: Vec<Node<'_>> = children(self.node, "option").filter(|node| !is_renamed(*node)).collect();
        if let Some(first) = own.first().filter(|_| base != Base::Choice) {
            self.fault(refuse(first.header_span(), "options are for types of the base `choice`"));
        }
        match base {
            Base::Choice => self.choices(&own, outer),
            Base::Template if outer.is_empty() => {
                let Some(folder) = text(self.node, "folder") else {
                    self.fault(refuse(
                        self.node.header_span(),
                        "this type does not say in which folder its templates are",
                    ));
                    return outer;
                };
                let inside =
                    self.templates.iter().filter_map(|name| name.strip_prefix(&*folder)?.strip_prefix('/'));
                inside.filter(|name| !name.contains('/')).map(|name| (name.into(), String::new())).collect()
            }
            _ => outer,
        }
    }

    fn choices(&mut self, own: &[Node<'_>], outer: Vec<(Arc<str>, String)>) -> Vec<(Arc<str>, String)> {
        let mut options: Vec<(Arc<str>, String)> = Vec::new();
        for node in own {
            let mut texts = arguments(*node);
            let Some(option) = texts.next() else { continue };
            if options.iter().any(|(known, _)| **known == *option) {
                self.fault(refuse(node.header_span(), format!("the option `{option}` is there twice")));
            } else if !outer.is_empty() && !outer.iter().any(|(known, _)| **known == *option) {
                let names: Vec<&str> = outer.iter().map(|(name, _)| &**name).collect();
                let message = format!("`{option}` is no option of the type that this one narrows");
                self.fault(
                    refuse(node.header_span(), message).help(format!("that has: {}", names.join(", "))),
                );
            }
            options.push((option, texts.next().map(|about| about.to_string()).unwrap_or_default()));
        }
        if !options.is_empty() {
            return options;
        }
        if outer.is_empty() {
            let finding = refuse(self.node.header_span(), "this choice has no options");
            self.fault(finding.help("give it some: option \"slow\" \"What that means.\""));
        }
        outer
    }

    /// Old names of options, its own and those of the type that it narrows, as far as these options are there.
    fn renamed(&mut self, base: Base, options: &[(Arc<str>, String)]) -> Vec<(Arc<str>, Arc<str>)> {
        if base != Base::Choice {
            return Vec::new();
        }
        let is_option = |name: &str| options.iter().any(|(option, _)| **option == *name);
        let outer = self.outer.as_ref().map(|outer| outer.renamed.clone()).unwrap_or_default();
        let mut renamed: Vec<_> = outer.into_iter().filter(|(_, new)| is_option(new)).collect();
        for node in children(self.node, "option") {
            let Some(new) = text(node, "renamed-to") else { continue };
            let Some(old) = arguments(node).next() else { continue };
            if is_option(&old) || renamed.iter().any(|(known, _)| *known == old) {
                self.fault(refuse(node.header_span(), format!("the option `{old}` is there twice")));
            } else if is_option(&new) {
                renamed.push((old, new.into()));
            } else {
                let names: Vec<&str> = options.iter().map(|(name, _)| &**name).collect();
                let finding = refuse(node.header_span(), format!("there is no option `{new}`"));
                self.fault(finding.help(format!("name one that stays: {}", names.join(", "))));
            }
        }
        renamed
    }

    fn units(&mut self, base: Base) -> Vec<(Arc<str>, u64)> {
        let outer = self.outer.as_ref().map(|outer| outer.units.clone()).unwrap_or_default();
        let own: Vec<Node<'_>> = children(self.node, "unit").collect();
        let Some(first) = own.first() else {
            if base == Base::Quantity && outer.is_empty() {
                let finding = refuse(self.node.header_span(), "this quantity has no units");
                self.fault(finding.help("give it some: unit \"kbit/s\" 1"));
            }
            return outer;
        };
        if base != Base::Quantity || !outer.is_empty() {
            self.fault(refuse(
                first.header_span(),
                "units are declared where a type is of the base `quantity`",
            ));
            return outer;
        }
        let mut units: Vec<(Arc<str>, u64)> = Vec::new();
        for node in &own {
            let factor = node.entries().find_map(|entry| match entry.value() {
                syntax::Value::Integer(factor) => u64::try_from(factor).ok().filter(|factor| *factor > 0),
                _ => None,
            });
            let is_unit = |name: &Arc<str>| {
                let odd = |c: char| c.is_ascii_digit() || c.is_whitespace() || ".,+-".contains(c);
                !name.is_empty() && !name.contains(odd) && !units.iter().any(|(known, _)| known == name)
            };
            match (name_of(*node).filter(is_unit), factor) {
                (Some(name), Some(factor)) => units.push((name, factor)),
                _ => self.faults.push(
                    refuse(node.header_span(), "a unit has a name of its own, without digits, and a size")
                        .help("write how many of the smallest it is: unit \"Mbit/s\" 1000"),
                ),
            }
        }
        if !units.iter().any(|(_, factor)| *factor == 1) && self.faults.is_empty() {
            self.fault(
                refuse(first.header_span(), "no unit is the smallest").help("one of them has the size 1"),
            );
        }
        units
    }
}

/// The measures of thresholds, when all types are known.
fn add_measures(declared: &Nodes<'_>, types: &mut Types, diagnostics: &mut Diagnostics) {
    // In this order a type comes behind the one that it narrows.
    let thresholds = types.values().filter(|of| of.base == Base::Threshold).map(|of| Arc::clone(&of.name));
    for name in thresholds.collect::<Vec<_>>() {
        let node = declared[&name];
        let outer = of(declared, &name).filter(|of| **of != *name);
        let outer = outer.and_then(|of| types.get(&*of)).map(|of| of.measures.clone()).unwrap_or_default();
        let mut measures = Vec::new();
        let mut faults = Vec::new();
        for measure in children(node, "measure") {
            match read_measure(measure, types) {
                Ok(measure) => measures.push(measure),
                Err(fault) => faults.push(fault),
            }
        }
        if measures.is_empty() && faults.is_empty() && outer.is_empty() {
            let finding = refuse(node.header_span(), "this type has no measures");
            faults.push(finding.help("give it some: measure \"latency\" \"duration\""));
        }
        let broken = !faults.is_empty();
        faults.into_iter().for_each(|fault| diagnostics.push(fault));
        if let Some(of) = types.get_mut(&name).map(Arc::make_mut) {
            of.measures = if measures.is_empty() { outer } else { measures };
            of.is_broken |= broken;
        }
    }
    for (name, node) in declared {
        let misplaced = children(*node, "measure").next();
        if let Some(first) =
            misplaced.filter(|_| types[name].base != Base::Threshold && !types[name].is_broken)
        {
            diagnostics.push(refuse(first.header_span(), "measures are for types of the base `threshold`"));
        }
    }
}

fn is_renamed(option: Node<'_>) -> bool {
    entry(option, "renamed-to").is_some()
}

type Measure = (Arc<str>, Vec<Arc<ScalarType>>);

fn read_measure(node: Node<'_>, types: &Types) -> Result<Measure, Diagnostic> {
    let mut words = node.entries().filter_map(|entry| Some((text_value(entry.value())?, entry.value_span())));
    let name = words.next().map(|(name, _)| name).unwrap_or_default();
    let mut limits = Vec::new();
    for (limit, span) in words {
        let of = types.get(&*limit).ok_or_else(|| refuse(span, format!("there is no type `{limit}`")))?;
        if !matches!(of.base, Base::Percentage | Base::Rate | Base::Duration) {
            let message = format!("nothing is measured as a `{limit}`");
            return Err(refuse(span, message).help("a limit is a percentage, a rate or a duration"));
        }
        limits.push(Arc::clone(of));
    }
    if limits.is_empty() {
        let finding = refuse(node.header_span(), "this measure is held against nothing");
        return Err(finding.help("name the types of its limit: measure \"latency\" \"duration\""));
    }
    Ok((name.into(), limits))
}
