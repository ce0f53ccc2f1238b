//! Settings that are written in another place than their own: on the line instead of in the block, in the block instead
//! of on the line, with a name where none belongs. In: what the checker has met of one node. Out: a finding for each
//! direction, with what to write, and the values themselves: they are known, though not where they stand.

use super::checker::Checker;
use super::errors::WRONG_PLACE;
use super::{Node, messages};
use crate::diag::Diagnostic;
use crate::schema::{Kind, Place, Shape};
use crate::source::Span;
use crate::syntax::{self, Entry};

/// A setting, and how it was written.
#[derive(Clone, Copy, Debug)]
pub(super) enum Misplaced<'t> {
    OnTheLine(usize, Entry<'t>),
    InTheBlock(usize, syntax::Node<'t>),
}

impl Misplaced<'_> {
    fn field(&self) -> usize {
        match self {
            Misplaced::OnTheLine(field, _) | Misplaced::InTheBlock(field, _) => *field,
        }
    }

    fn span(&self) -> Span {
        match self {
            Misplaced::OnTheLine(_, entry) => entry.span(),
            Misplaced::InTheBlock(_, child) => child.span(),
        }
    }

    /// The one value, as it is written.
    fn value(&self, node: syntax::Node<'_>) -> Option<String> {
        let entry = match self {
            Misplaced::OnTheLine(_, entry) => *entry,
            Misplaced::InTheBlock(_, child) => {
                let is_plain = child.entries().count() == 1 && child.children().next().is_none();
                child.entries().next().filter(|entry| is_plain && !entry.is_property())?
            }
        };
        Some(node.text_at(entry.value_span()).to_owned())
    }
}

impl Checker<'_> {
    /// Says of each direction once what is in the wrong place, and takes the values all the same.
    pub(super) fn misplaced(
        &mut self,
        node: syntax::Node<'_>,
        kind: &Kind,
        found: &[Misplaced<'_>],
        checked: &mut Node,
    ) {
        if found.is_empty() {
            return;
        }
        let place = |misplaced: &Misplaced<'_>| kind.fields[misplaced.field()].place;
        let is_named =
            |it: &&Misplaced<'_>| matches!(it, Misplaced::OnTheLine(..)) && place(it) != Place::Child;
        let is_on_line = |it: &&Misplaced<'_>| matches!(it, Misplaced::OnTheLine(..)) && !is_named(it);
        let is_in_block = |it: &&Misplaced<'_>| matches!(it, Misplaced::InTheBlock(..));
        let mut findings: Vec<Diagnostic> = Vec::new();
        findings.extend(without_names(node, kind, &found.iter().filter(is_named).collect::<Vec<_>>()));
        findings.extend(belong_in_block(node, kind, &found.iter().filter(is_on_line).collect::<Vec<_>>()));
        findings.extend(belong_on_line(node, kind, &found.iter().filter(is_in_block).collect::<Vec<_>>()));
        findings.into_iter().for_each(|finding| self.diagnostics.push(finding));
        for it in found {
            self.diagnostics.settle(it.span());
            self.take_misplaced(it, kind, checked);
        }
    }

    fn take_misplaced(&mut self, misplaced: &Misplaced<'_>, kind: &Kind, checked: &mut Node) {
        let (index, def) = (misplaced.field(), &kind.fields[misplaced.field()]);
        match (misplaced, &def.shape) {
            (Misplaced::OnTheLine(_, entry), Shape::Scalar(_)) => {
                self.set_scalar(index, def, *entry, checked)
            }
            (Misplaced::OnTheLine(_, entry), Shape::List(_)) => {
                self.push_named_item(index, def, *entry, checked)
            }
            (Misplaced::InTheBlock(_, child), Shape::Scalar(_) | Shape::List(_)) => {
                self.check_child(*child, index, def, checked);
            }
            _ => {}
        }
    }
}

/// `health path="/health"`
fn without_names(node: syntax::Node<'_>, kind: &Kind, found: &[&Misplaced<'_>]) -> Option<Diagnostic> {
    let names: Vec<&str> = found.iter().map(|it| &*kind.fields[it.field()].name).collect();
    let line = node.name();
    let is_list = found.first().is_some_and(|it| kind.fields[it.field()].place == Place::Arguments);
    let message = match names.as_slice() {
        _ if is_list => format!("what stands behind `{line}` has no names"),
        names => format!("the value of {} stands alone behind `{line}`", messages::and(names)),
    };
    let plain = |entry: Entry<'_>| {
        let is_wrong = found.iter().any(|it| it.span() == entry.span());
        node.text_at(if is_wrong { entry.value_span() } else { entry.span() })
    };
    let values: Vec<&str> = node.entries().map(plain).collect();
    let finding = marked(message, found)?.help(format!("write `{line} {}`", values.join(" ")));
    Some(found.iter().fold(finding, |finding, it| match it.value(node) {
        Some(value) => finding.fix(it.span(), value),
        None => finding,
    }))
}

/// `service "api" port=8000`
fn belong_in_block(node: syntax::Node<'_>, kind: &Kind, found: &[&Misplaced<'_>]) -> Option<Diagnostic> {
    let names: Vec<&str> = found.iter().map(|it| &*kind.fields[it.field()].name).collect();
    let has = if names.len() == 1 { "has a line of its own" } else { "have lines of their own" };
    let message = format!("{} {has}, in the block of `{}`", messages::and(&names), node.name());
    let lines: Vec<String> =
        found.iter().zip(&names).map(|(it, name)| line(name, it.value(node).as_deref())).collect();
    let finding = marked(message, found)?.help(format!("write `{}` there", lines.join("` and `")));
    let Some(indentation) = node.indentation() else { return Some(finding) };
    let inner =
        if indentation.contains('\t') { format!("{indentation}\t") } else { format!("{indentation}    ") };
    let lines: String = lines.iter().map(|line| format!("\n{inner}{line}")).collect();
    let finding = found.iter().fold(finding, |finding, it| {
        let space = node.text_at(Span { start: node.span().start, end: it.span().start, ..it.span() });
        let space = space.len() - space.trim_end().len();
        finding.fix(Span { start: it.span().start - space as u32, ..it.span() }, "")
    });
    Some(match node.open_brace() {
        Some(open) if is_over_lines(node) => finding.fix(Span { start: open.end, ..open }, lines),
        Some(open) => finding
            .fix(Span { start: open.end, ..open }, format!("{};", lines.replace(&format!("\n{inner}"), " "))),
        None => {
            let end = node.header_span().end;
            finding.fix(Span { start: end, end, ..node.span() }, format!(" {{{lines}\n{indentation}}}"))
        }
    })
}

fn is_over_lines(node: syntax::Node<'_>) -> bool {
    node.open_brace()
        .zip(node.close_brace())
        .is_none_or(|(open, close)| node.text_at(open.to(close)).contains('\n'))
}

fn line(name: &str, value: Option<&str>) -> String {
    format!("{name} {}", value.unwrap_or("…"))
}

/// `database "main" { engine "postgresql" }`
fn belong_on_line(node: syntax::Node<'_>, kind: &Kind, found: &[&Misplaced<'_>]) -> Option<Diagnostic> {
    let names: Vec<&str> = found.iter().map(|it| &*kind.fields[it.field()].name).collect();
    let stand = if names.len() == 1 { "stands" } else { "stand" };
    let message = format!("{} {stand} on the line of `{}`", messages::and(&names), node.name());
    let (mut arguments, mut properties) = (String::new(), String::new());
    for (it, name) in found.iter().zip(&names) {
        let value = it.value(node).unwrap_or_else(|| "…".to_owned());
        match kind.fields[it.field()].place {
            Place::Property => properties.push_str(&format!(" {name}={value}")),
            _ => arguments.push_str(&format!(" {value}")),
        }
    }
    let behind_name = Span { start: node.name_span().end, end: node.header_span().end, ..node.span() };
    let rest = node.text_at(behind_name);
    let finding =
        marked(message, found)?.help(format!("write `{}{arguments}{rest}{properties}`", node.name()));
    if arguments.contains('…') || properties.contains('…') {
        return Some(finding);
    }
    let finding = found.iter().fold(finding, |finding, it| finding.fix(whole_line(node, it.span()), ""));
    let at = |place: u32| Span { start: place, end: place, ..node.span() };
    let finding = if arguments.is_empty() { finding } else { finding.fix(at(behind_name.start), arguments) };
    Some(if properties.is_empty() { finding } else { finding.fix(at(behind_name.end), properties) })
}

/// A line of a block with the line end before it, or with the `;` behind it.
fn whole_line(node: syntax::Node<'_>, span: Span) -> Span {
    let before = node.text_at(Span { start: node.span().start, end: span.start, ..span });
    let space = before.len() - before.trim_end_matches([' ', '\t']).len();
    let before = &before[..before.len() - space];
    let line_end = before.len() - before.trim_end_matches(['\n', '\r']).len();
    if line_end > 0 {
        let taken = space + if before.ends_with("\r\n") { 2 } else { 1 };
        return Span { start: span.start - taken as u32, ..span };
    }
    let behind = node.text_at(Span { start: span.end, end: node.span().end, ..span });
    let semicolon = behind.find(';').filter(|at| behind[..*at].trim().is_empty()).map_or(0, |at| at + 1);
    Span { start: span.start - space as u32, end: span.end + semicolon as u32, ..span }
}

/// One finding with a mark for each; none when there is nothing.
fn marked(message: String, found: &[&Misplaced<'_>]) -> Option<Diagnostic> {
    let (first, others) = found.split_first()?;
    let finding = Diagnostic::new(&WRONG_PLACE, first.span(), message);
    Some(others.iter().fold(finding, |finding, other| finding.label(other.span(), "")))
}
