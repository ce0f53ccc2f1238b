//! Declaration files to a schema: first the names of all kinds, then types, then fields, so that order is free.

use super::errors::BAD_DECLARATION;
use super::read::{
    about, arguments, child_text, children, entry, flag, literal, name_of, property, text, text_value, words,
};
use super::types::read_types;
use super::{
    Base, Body, Constraint, ConstraintForm, Derived, Elsewhere, Fate, FieldDef, Holding, Kind, KindId, Made,
    Place, PropertyDef, Scalar, Schema, Shape, risk,
};
use crate::diag::{Diagnostic, Diagnostics};
use crate::nearest::nearest;
use crate::source::Span;
use crate::syntax::{Node, Tree, quoted};
use std::sync::Arc;

/// Reads every `type` and `kind` of the trees. Other nodes are entries of the catalogue, and left to the checker.
/// `templates` are the names of all there are, as `language/name`.
pub fn load<'t>(
    trees: &(impl IntoIterator<Item = &'t Tree> + Clone),
    templates: &[&str],
    diagnostics: &mut Diagnostics,
) -> Schema {
    let named = |name: &'static str| {
        trees.clone().into_iter().flat_map(Tree::nodes).filter(move |node| node.name() == name)
    };
    let types = read_types(named("type"), templates, diagnostics);
    let mut loader = Loader { schema: Schema { types, ..Schema::default() }, diagnostics };
    for node in named("kind") {
        loader.add_kind(node, None);
    }
    for node in named("component") {
        loader.add_component(node);
    }
    for node in named("kind").chain(named("component")) {
        loader.add_fields(node);
    }
    let from_inside = loader.cut_circles();
    for node in named("kind").chain(named("component")) {
        loader.add_relations(node);
    }
    from_inside.into_iter().for_each(|kind| loader.derive(kind));
    loader.schema
}

struct Loader<'d> {
    schema: Schema,
    diagnostics: &'d mut Diagnostics,
}

impl Loader<'_> {
    fn refuse(&mut self, span: Span, message: String) {
        self.diagnostics.push(Diagnostic::new(&BAD_DECLARATION, span, message));
    }

    fn add_component(&mut self, node: Node<'_>) {
        // Without a body it is reported by the checker, and makes nothing.
        let makes = children(node, "makes").next();
        let body = |makes: Node<'_>| Body { file: node.span().file, node: makes.index(), span: makes.span() };
        self.add_kind(node, makes.map(body));
    }

    /// What a component makes that has a name.
    fn made(node: Node<'_>) -> Vec<Made> {
        let things = children(node, "makes").take(1).flat_map(|makes| makes.children());
        things.filter_map(|thing| Some(Made { kind: thing.name().into(), name: name_of(thing)? })).collect()
    }

    fn add_kind(&mut self, node: Node<'_>, makes: Option<Body>) {
        // What is wrong with the shape of a declaration is reported by the checker, as for any node.
        let Some(name) = name_of(node) else { return };
        let level = text(node, "level");
        let examples = children(node, "example").filter_map(name_of);
        let kind = Kind {
            name: Arc::clone(&name),
            about: about(node),
            span: node.header_span(),
            is_top: matches!(level.as_deref(), Some("top" | "catalogue" | "proof"))
                || node.name() == "component",
            is_catalogue: level.as_deref() == Some("catalogue"),
            is_proof: level.as_deref() == Some("proof"),
            is_declaration: level.as_deref() == Some("declaration"),
            is_once: flag(node, "once"),
            is_overlay: flag(node, "overlay"),
            takes_overlays: flag(node, "overlays"),
            names_with: None,
            tag: text(node, "tag").map(Arc::from),
            fields: Vec::new(),
            properties: Vec::new(),
            constraints: Vec::new(),
            risks: Vec::new(),
            examples: examples.map(|text| text.to_string()).collect(),
            fate: fate(node),
            also: words(node, "also"),
            elsewhere: children(node, "elsewhere").map(elsewhere).collect(),
            makes,
            made: Self::made(node),
            derived: Derived::default(),
        };
        if let Some(first) = self.schema.kinds.get(&name) {
            let message = format!("there are two kinds called `{name}`");
            let finding = Diagnostic::new(&BAD_DECLARATION, node.header_span(), message);
            let finding = finding.label(first.span, "the first is here");
            self.diagnostics.push(finding.help("give this one another name"));
        } else {
            self.schema.kinds.insert(name, kind);
        }
    }

    /// The kind that a declaration declares; none for the second of one name.
    fn declared_by(&self, node: Node<'_>) -> Option<KindId> {
        let id = self.schema.kind_id(&name_of(node)?)?;
        (self.schema.kind(id).span == node.header_span()).then_some(id)
    }

    fn add_fields(&mut self, node: Node<'_>) {
        let Some(kind) = self.declared_by(node) else { return };
        for child in node.children() {
            match &*child.name() {
                "name" => self.add_name_field(kind, child),
                "field" => self.add_field(kind, child),
                _ => {}
            }
        }
    }

    /// A kind that holds itself would let a spec be as deep as it likes. The field that closes a circle is left out.
    /// Gives back the kinds, each behind those that can be in it.
    fn cut_circles(&mut self) -> Vec<usize> {
        let mut from_inside = Vec::with_capacity(self.schema.kinds.len());
        let mut settled = vec![false; self.schema.kinds.len()];
        for start in 0..self.schema.kinds.len() {
            // Each kind on the way from the start, and its next field.
            let mut way = vec![(start, 0)];
            while let Some((kind, next)) = way.last_mut().filter(|(kind, _)| !settled[*kind]) {
                let (kind, at) = (*kind, *next);
                let Some(field) = self.schema.kinds[kind].fields.get(at) else {
                    settled[kind] = true;
                    from_inside.push(kind);
                    way.pop();
                    continue;
                };
                let inner = field.shape.kind().map(|inner| usize::from(inner.0));
                if let Some(inner) = inner.filter(|inner| way.iter().any(|(open, _)| open == inner)) {
                    let message = format!("kind `{}` would hold itself", self.schema.kinds[inner].name);
                    self.refuse(self.schema.kinds[kind].fields[at].span, message);
                    self.schema.kinds[kind].fields.remove(at);
                    continue;
                }
                way.last_mut().into_iter().for_each(|(_, next)| *next += 1);
                way.extend(inner.filter(|inner| !settled[*inner]).map(|inner| (inner, 0)));
            }
        }
        from_inside
    }

    /// When the same is known of all kinds that can be in it.
    fn derive(&mut self, kind: usize) {
        let declared = &self.schema.kinds[kind];
        let at = |place| {
            let fields = declared.fields.iter().enumerate();
            fields.filter(move |(_, def)| def.place == place).map(|(index, _)| index)
        };
        let mut holds = [false; 4];
        let defaults = declared.fields.iter().filter(|def| def.has_default()).count();
        let is_order = |constraint: &Constraint| constraint.form == ConstraintForm::InOrder;
        holds[Holding::Default as usize] = defaults > 0;
        holds[Holding::Tag as usize] = declared.tag.is_some();
        holds[Holding::Order as usize] = declared.constraints.iter().any(is_order);
        for field in &declared.fields {
            if let Shape::Scalar(of) | Shape::List(of) = &field.shape {
                holds[Holding::Path as usize] |= of.of.base == Base::Path;
            }
            let inner = field.shape.kind().map(|inner| self.schema.kind(inner).derived.holds);
            holds.iter_mut().zip(inner.unwrap_or_default()).for_each(|(holds, inner)| *holds |= inner);
        }
        let (arguments, rest) = (at(Place::Argument).collect(), at(Place::Arguments).next());
        self.schema.kinds[kind].derived = Derived { arguments, rest, defaults, holds };
    }

    /// What speaks of kinds and fields, when all are known.
    fn add_relations(&mut self, node: Node<'_>) {
        let Some(kind) = self.declared_by(node) else { return };
        if let Some(other) = text(node, "names-with") {
            match self.schema.kind_id(&other) {
                Some(other) => self.kind_mut(kind).names_with = Some(other),
                None => self.refuse(node.header_span(), format!("there is no kind `{other}`")),
            }
        }
        for child in node.children() {
            match &*child.name() {
                "property" => self.add_property(kind, child),
                "constraint" => self.add_constraint(kind, child),
                "risk" => self.add_risk(kind, child),
                _ => {}
            }
        }
    }

    fn add_property(&mut self, kind: KindId, node: Node<'_>) {
        let (Some(name), Some(scalar)) = (name_of(node), self.scalar(node)) else { return };
        let field = text(node, "field").and_then(|field| self.field_named(kind, &field, node));
        let property = PropertyDef { name, about: about(node), of: scalar.of, field };
        self.kind_mut(kind).properties.push(property);
    }

    fn add_constraint(&mut self, kind: KindId, node: Node<'_>) {
        let mut words = node.entries().filter_map(|entry| text_value(entry.value()));
        let Some(form) = words.next().and_then(|form| constraint_form(&form)) else { return };
        let fields: Vec<usize> = words.filter_map(|field| self.field_named(kind, &field, node)).collect();
        let message = child_text(node, "message").unwrap_or_default();
        let help = child_text(node, "help");
        let constraint = Constraint { form, fields, message, help, span: node.header_span() };
        self.kind_mut(kind).constraints.push(constraint);
    }

    fn add_risk(&mut self, kind: KindId, node: Node<'_>) {
        match risk::read(node, self.schema.kind(kind)) {
            None => {}
            Some(Ok(rule)) => {
                let risks = self.schema.kinds.values().flat_map(|kind| &kind.risks);
                if risks.into_iter().any(|known| known.code == rule.code) {
                    let message = format!("there are two risks called `{}`", rule.code);
                    return self.refuse(node.header_span(), message);
                }
                self.kind_mut(kind).risks.push(rule);
            }
            Some(Err(field)) => {
                self.field_named(kind, &field, node);
            }
        }
    }

    fn field_named(&mut self, kind: KindId, name: &str, node: Node<'_>) -> Option<usize> {
        let declared = self.schema.kind(kind);
        let found = declared.field(name).map(|(index, _)| index);
        if found.is_none() {
            let message = format!("kind `{}` has no field `{name}`", declared.name);
            self.refuse(node.header_span(), message);
        }
        found
    }

    fn kind_mut(&mut self, id: KindId) -> &mut Kind {
        &mut self.schema.kinds[usize::from(id.0)]
    }

    fn add_name_field(&mut self, kind: KindId, node: Node<'_>) {
        let Some(scalar) = self.scalar(node) else { return };
        let field = FieldDef {
            name: Arc::from("name"),
            about: about(node),
            span: node.span(),
            place: Place::Argument,
            shape: Shape::Scalar(scalar),
            is_required: true,
            default: None,
            is_always: false,
            when: Vec::new(),
            is_fixed: false,
            fate: Fate::Stays,
            also: Vec::new(),
        };
        self.kind_mut(kind).fields.insert(0, field);
    }

    fn add_field(&mut self, kind: KindId, node: Node<'_>) {
        let Some(name) = name_of(node) else { return };
        let place = match text(node, "at").as_deref() {
            None | Some("child") => Place::Child,
            Some("argument") => Place::Argument,
            Some("arguments") => Place::Arguments,
            Some("property") => Place::Property,
            Some(_) => return,
        };
        if self.schema.kind(kind).field(&name).is_some() {
            let message = format!("there are two fields called `{name}`");
            return self.refuse(node.header_span(), message);
        }
        let Some(shape) = self.shape(node) else { return };
        let field = FieldDef {
            name,
            about: about(node),
            span: node.header_span(),
            place,
            shape,
            is_required: flag(node, "required"),
            default: property(node, "default").and_then(literal),
            is_always: flag(node, "always"),
            when: text(node, "when")
                .map_or_else(Vec::new, |when| when.split_whitespace().map(Into::into).collect()),
            is_fixed: flag(node, "fixed"),
            fate: fate(node),
            also: words(node, "also"),
        };
        self.kind_mut(kind).fields.push(field);
    }

    fn shape(&mut self, node: Node<'_>) -> Option<Shape> {
        if flag(node, "nodes") {
            return Some(Shape::Body);
        }
        let Some(kind) = text(node, "kind") else {
            let scalar = self.scalar(node)?;
            return Some(if flag(node, "many") { Shape::List(scalar) } else { Shape::Scalar(scalar) });
        };
        let Some(id) = self.schema.kind_id(&kind) else {
            self.refuse(node.span(), format!("there is no kind `{kind}`"));
            return None;
        };
        Some(match (flag(node, "block"), flag(node, "repeat")) {
            (true, _) => Shape::Block(id),
            (false, true) => Shape::Nodes(id),
            (false, false) => Shape::Node(id),
        })
    }

    fn report_no_type(&mut self, name: &str, span: Span) {
        let finding = Diagnostic::new(&BAD_DECLARATION, span, format!("there is no type `{name}`"));
        let near = nearest(name, self.schema.types.keys().map(|known| &**known));
        self.diagnostics.push(match near {
            _ if self.schema.kind_id(name).is_some() => {
                finding.help(format!("to name a thing, write type=\"reference\" to=\"{name}\""))
            }
            Some(near) => finding.help(format!("did you mean `{near}`?")).fix(span, quoted(near)),
            None => finding.help(format!("declare it: type \"{name}\" of=\"text\" {{ about \"…\"; }}")),
        });
    }

    fn scalar(&mut self, node: Node<'_>) -> Option<Scalar> {
        let name = text(node, "type")?;
        let Some(of) = self.schema.types.get(name.as_str()).cloned() else {
            let span = entry(node, "type").map_or(node.header_span(), |entry| entry.value_span());
            self.report_no_type(&name, span);
            // Whoever uses the field is not to be told once more.
            let of = self.schema.types.get("literal").cloned()?;
            return Some(Scalar { of, to: Vec::new() });
        };
        let targets = text(node, "to").unwrap_or_default();
        let mut to = Vec::new();
        for target in targets.split_whitespace() {
            match self.schema.kind_id(target) {
                Some(id) => to.push(id),
                None => self.refuse(node.span(), format!("there is no kind `{target}`")),
            }
        }
        if of.base == Base::Secret {
            to.extend(self.schema.kind_id("secret"));
        }
        Some(Scalar { of, to })
    }
}

fn elsewhere(node: Node<'_>) -> Elsewhere {
    Elsewhere { words: arguments(node).collect(), here: text(node, "here").unwrap_or_default() }
}

fn fate(node: Node<'_>) -> Fate {
    match (text(node, "renamed-to"), text(node, "deprecated")) {
        (Some(name), _) => Fate::RenamedTo(name.into()),
        (None, Some(why)) => Fate::Deprecated(why.into()),
        (None, None) => Fate::Stays,
    }
}

fn constraint_form(word: &str) -> Option<ConstraintForm> {
    Some(match word {
        "exactly-one" => ConstraintForm::ExactlyOne,
        "at-least-one" => ConstraintForm::AtLeastOne,
        "at-most-one" => ConstraintForm::AtMostOne,
        "together" => ConstraintForm::Together,
        "needs" => ConstraintForm::Needs,
        "in-order" => ConstraintForm::InOrder,
        _ => return None,
    })
}
