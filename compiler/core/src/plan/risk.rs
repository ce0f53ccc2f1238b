//! What a change can cost, judged from the model's changes by the rules that stand with each kind in the schema. In:
//! the changes, and the record before and now. Out: risks, worst first. A kind without any rule is said to be unknown.

use super::codes::{ADOPTED, HAND_EDIT, SECRET_NEEDED, TOOL, UNKNOWN};
use super::locate::{Step, locate};
use super::model::{ModelChange, ModelChangeKind};
use super::{Action, Cause, FileChange, Plan};
use crate::artifact::EntityRef;
use crate::lock::ModelRecord;
use crate::schema::{KindId, RiskLevel, RiskRule, RiskWhen, Scalar, Schema, Shape};
use crate::terminal::count;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What one change can cost.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Risk {
    pub level: RiskLevel,
    /// As `formwork explain` knows it: `risk/port-changed`.
    pub code: String,
    /// The thing of the spec, or the file.
    pub subject: String,
    /// `port 8000 -> 8001`.
    pub change: String,
    pub sentence: String,
    /// What is left when the change is taken back; nothing when taking it back is enough.
    pub undo: Option<String>,
}

/// What changes are judged by.
#[derive(Clone, Copy, Debug)]
pub(super) struct Judge<'a> {
    pub(super) schema: &'a Schema,
    pub(super) before: &'a ModelRecord,
    pub(super) now: &'a ModelRecord,
}

type Fields = BTreeMap<String, String>;

/// Every risk, worst first. A first apply has none: nothing runs yet that could be harmed.
pub(super) fn assess(plan: &Plan, judge: Judge<'_>) -> Vec<Risk> {
    let mut risks = Vec::new();
    if !plan.is_first {
        plan.model.iter().for_each(|change| judge.judge(change, &mut risks));
        risks.extend(judge.needed_secrets());
    }
    risks.extend(of_files(plan));
    risks.sort_by(|one, other| (one.level, &one.subject).cmp(&(other.level, &other.subject)));
    risks.retain(|risk| risk.level != RiskLevel::Safe);
    risks
}

/// What is done to files for another reason than the spec.
fn of_files(plan: &Plan) -> Vec<Risk> {
    let mut risks: Vec<Risk> = plan.files.iter().filter_map(of_file).collect();
    let by_tool = |cause: &Cause| matches!(cause, Cause::Tool { .. } | Cause::StandardLibrary);
    let updated = plan.files.iter().filter(|file| file.action == Action::Update && by_tool(&file.cause));
    let number = updated.count();
    if number > 0 {
        risks.push(Risk {
            level: RiskLevel::Unknown,
            code: TOOL.slug.to_string(),
            subject: "formwork".to_string(),
            change: format!("{} of another version", count(number, "file")),
            sentence: "What that does where it runs is in their diffs.".to_string(),
            undo: None,
        });
    }
    risks
}

/// What somebody wrote is replaced.
fn of_file(file: &FileChange) -> Option<Risk> {
    let (level, code, change, sentence) = match file.cause {
        Cause::Overwritten => {
            let sentence = "What was edited by hand is overwritten, as asked for.";
            (RiskLevel::DataLoss, &HAND_EDIT, "edited by hand", sentence)
        }
        Cause::Adopted => {
            let sentence = "What was written there by hand goes: know what it did.";
            (RiskLevel::Unknown, &ADOPTED, "adopted", sentence)
        }
        _ => return None,
    };
    Some(Risk {
        level,
        code: code.slug.to_string(),
        subject: file.path.to_string(),
        change: change.to_string(),
        sentence: sentence.to_string(),
        undo: Some("what was written there by hand is in version control, or lost".to_string()),
    })
}

impl Judge<'_> {
    fn judge(self, change: &ModelChange, risks: &mut Vec<Risk>) {
        let kind = self.schema.kind_id(change.entity.kind());
        let Some(kind) = kind.filter(|kind| self.is_known(*kind)) else {
            risks.push(Risk {
                level: RiskLevel::Unknown,
                code: UNKNOWN.slug.to_string(),
                subject: change.entity.0.clone(),
                change: change.kind.word().to_string(),
                sentence: "What this changes where it runs is not known.".to_string(),
                undo: None,
            });
            return;
        };
        let whole = match change.kind {
            ModelChangeKind::Added => Some(RiskWhen::Added),
            ModelChangeKind::Removed => Some(RiskWhen::Removed),
            ModelChangeKind::Changed | ModelChangeKind::Renamed if change.is_relocated => {
                Some(RiskWhen::Renamed)
            }
            ModelChangeKind::Changed | ModelChangeKind::Renamed => None,
        };
        let is_of_whole = |rule: &&RiskRule| rule.on.is_empty() && Some(rule.when) == whole;
        for rule in self.schema.kind(kind).risks.iter().filter(is_of_whole) {
            let words = change.was.as_ref().map(|was| format!("was {}", was.0));
            let words = words.unwrap_or_else(|| change.kind.word().to_string());
            risks.push(self.risk(rule, change, words, ["", ""]));
        }
        // What stands inside a thing that comes or goes is covered by that, but for what it needs.
        if matches!(change.kind, ModelChangeKind::Changed | ModelChangeKind::Renamed) {
            self.fields(kind, change, risks);
        }
    }

    /// Secrets that something reads and nothing read before: whoever deploys has to set them first.
    fn needed_secrets(self) -> Vec<Risk> {
        if self.before == self.now {
            return Vec::new();
        }
        let (before, now) = (self.readers_of_secrets(self.before), self.readers_of_secrets(self.now));
        let new = now.into_iter().filter(|(secret, _)| !before.contains_key(secret));
        new.map(|(secret, reader)| Risk {
            level: RiskLevel::Downtime,
            code: SECRET_NEEDED.slug.to_string(),
            subject: format!("secret {secret}"),
            change: format!("needed by {}", reader.0),
            sentence: "Set it in each environment first: without it a deploy stops.".to_string(),
            undo: None,
        })
        .collect()
    }

    /// Each secret, with the first thing that reads it.
    fn readers_of_secrets(self, record: &ModelRecord) -> BTreeMap<String, EntityRef> {
        let secret = self.schema.kind_id("secret");
        let mut readers = BTreeMap::new();
        for (entity, fields) in record {
            let Some(kind) = self.schema.kind_id(entity.kind()) else { continue };
            for (path, value) in fields {
                let Some(step) = locate(self.schema, kind, path).pop() else { continue };
                if let Shape::Scalar(scalar) = &step.def(self.schema).shape
                    && scalar.to.iter().any(|to| Some(*to) == secret)
                {
                    readers.entry(value.clone()).or_insert_with(|| entity.clone());
                }
            }
        }
        readers
    }

    /// Whether anything is known of changes of such a thing, or of what stands in it.
    fn is_known(self, kind: KindId) -> bool {
        !self.schema.kind(kind).risks.is_empty()
    }

    fn fields(self, kind: KindId, change: &ModelChange, risks: &mut Vec<Risk>) {
        let nothing = Fields::new();
        let old = self.before.get(&change.entity).unwrap_or(&nothing);
        let new = self.now.get(&change.entity).unwrap_or(&nothing);
        let mut paths: Vec<&String> = old.keys().chain(new.keys()).collect();
        paths.sort_unstable();
        paths.dedup();
        // A node that came or went is judged once, however much stands in it.
        let (mut gone, mut come) = (Vec::<Inner<'_>>::new(), Vec::<Inner<'_>>::new());
        for path in paths.into_iter().filter(|path| old.get(*path) != new.get(*path)) {
            let steps = locate(self.schema, kind, path);
            // What is always there was there before it was written, with its defaults.
            let one_sided = one_sided(&steps, path, old, new);
            if let Some(node) = one_sided.filter(|node| !node.def(self.schema).is_always) {
                let inner = Inner { step: *node, path: &path[..node.end] };
                let side = if has(old, inner.path) { &mut gone } else { &mut come };
                if side.last().is_none_or(|last| last.path != inner.path) {
                    side.push(inner);
                }
            } else if let Some(last) = steps.last() {
                let sides = Sides {
                    path,
                    old: old.get(path).cloned().or_else(|| self.implied(last, path, self.before)),
                    new: new.get(path).cloned().or_else(|| self.implied(last, path, self.now)),
                };
                self.value(*last, &sides, change, risks);
            }
        }
        gone.retain(|gone| !self.renamed(gone, &mut come, [old, new], change, risks));
        gone.iter().for_each(|inner| self.node(inner, RiskWhen::Removed, change, risks));
        come.iter().for_each(|inner| self.node(inner, RiskWhen::Added, change, risks));
    }

    /// Whether a node has only got another name, where its kind says what that costs: then it is taken from those that
    /// came, and judged.
    fn renamed(
        self,
        gone: &Inner<'_>,
        come: &mut Vec<Inner<'_>>,
        [old, new]: [&Fields; 2],
        change: &ModelChange,
        risks: &mut Vec<Risk>,
    ) -> bool {
        let rules = gone.rules(self.schema).filter(|rule| rule.when == RiskWhen::Renamed);
        let Some(rule) = rules.last() else { return false };
        let is_same = |other: &Inner<'_>| {
            (gone.step.kind, gone.step.field) == (other.step.kind, other.step.field)
                && gone.settings(old).eq(other.settings(new))
        };
        let Some(at) = come.iter().position(is_same) else { return false };
        let words = format!("{} -> {}", gone.path, come.remove(at).path);
        risks.push(self.risk(rule, change, words, ["", ""]));
        true
    }

    /// A node inside the thing that came or went: rules of its kind, and of the field that holds it.
    fn node(self, inner: &Inner<'_>, when: RiskWhen, change: &ModelChange, risks: &mut Vec<Risk>) {
        let Inner { step, path } = inner;
        let of_field = self.schema.kind(step.kind).risks.iter().filter(|rule| rule.on.contains(&step.field));
        for rule in inner.rules(self.schema).chain(of_field).filter(|rule| rule.when == when) {
            let word = if when == RiskWhen::Added { "added" } else { "removed" };
            risks.push(self.risk(rule, change, format!("{path} {word}"), ["", ""]));
        }
    }

    fn value(self, step: Step, sides: &Sides<'_>, change: &ModelChange, risks: &mut Vec<Risk>) {
        let def = step.def(self.schema);
        let scalar = match &def.shape {
            Shape::Scalar(scalar) => Some(scalar),
            _ => None,
        };
        let rules = self.schema.kind(step.kind).risks.iter();
        for rule in rules.filter(|rule| rule.on.contains(&step.field) && sides.are(rule, scalar)) {
            let values = [&sides.old, &sides.new].map(|side| side.as_deref().unwrap_or_default());
            risks.push(self.risk(rule, change, sides.words(), values));
        }
    }

    /// What holds where nobody writes the value: the thing's own where an environment changes it, or the default.
    fn implied(self, step: &Step, path: &str, record: &ModelRecord) -> Option<String> {
        let own = (step.overlay > 0).then(|| {
            let thing = EntityRef(path[..step.overlay].to_string());
            record.get(&thing)?.get(&path[step.overlay + 1..]).cloned()
        });
        own.flatten().or_else(|| {
            let default = step.def(self.schema).default.as_ref()?;
            Some(default.to_string().trim_start_matches('#').to_string())
        })
    }

    fn risk(self, rule: &RiskRule, change: &ModelChange, words: String, [old, new]: [&str; 2]) -> Risk {
        let fill = |text: &str| {
            text.replace("{name}", change.entity.name())
                .replace("{old}", old)
                .replace("{new}", new)
                .replace("{backup}", &self.way_to_restore(change))
        };
        Risk {
            level: rule.level,
            code: rule.code.to_string(),
            subject: change.entity.0.clone(),
            change: words,
            sentence: fill(&rule.says),
            undo: rule.undo.as_deref().map(fill),
        }
    }

    /// What brings the data of a database back, when the change cannot.
    fn way_to_restore(self, change: &ModelChange) -> String {
        let names = [Some(&change.entity), change.was.as_ref()].into_iter().flatten();
        let mut backups = names.map(|entity| EntityRef::new("backup", entity.name()));
        match backups.find(|backup| self.before.contains_key(backup)) {
            Some(backup) => format!("restoring {} is the only way", backup.0),
            None => "it has no backup, so nothing brings it back".to_string(),
        }
    }
}

/// A node inside a thing, and where it stands.
struct Inner<'p> {
    step: Step,
    path: &'p str,
}

impl Inner<'_> {
    /// What its kind says of it as a whole.
    fn rules<'s>(&self, schema: &'s Schema) -> impl Iterator<Item = &'s RiskRule> {
        let kind = match self.step.def(schema).shape {
            Shape::Node(inner) | Shape::Nodes(inner) | Shape::Block(inner) => Some(inner),
            _ => None,
        };
        let rules = kind.map_or(&[][..], |kind| &schema.kind(kind).risks);
        rules.iter().filter(|rule| rule.on.is_empty())
    }

    /// What is said of it, but for its own name.
    fn settings<'f>(&self, fields: &'f Fields) -> impl Iterator<Item = (&'f str, &'f str)> {
        let name = self.path.split_once(' ').map(|(_, name)| name.to_string());
        inside(fields, self.path).filter(move |(_, value)| Some(*value) != name.as_deref())
    }
}

/// Both values of a field, each as it is written or implied.
struct Sides<'p> {
    path: &'p str,
    old: Option<String>,
    new: Option<String>,
}

impl Sides<'_> {
    /// Whether that is what the rule speaks of.
    fn are(&self, rule: &RiskRule, scalar: Option<&Scalar>) -> bool {
        let wanted = |wanted: &Option<String>, is: &Option<String>| wanted.is_none() || wanted == is;
        if !wanted(&rule.from, &self.old) || !wanted(&rule.to, &self.new) {
            return false;
        }
        match (rule.when, &self.old, &self.new) {
            (RiskWhen::Added, None, Some(_)) | (RiskWhen::Removed, Some(_), None) => true,
            (RiskWhen::Changed, Some(old), Some(new)) => old != new,
            (RiskWhen::Less, Some(old), Some(new)) => is_less(scalar, new, old),
            (RiskWhen::More, Some(old), Some(new)) => is_less(scalar, old, new),
            (RiskWhen::CrossesMajor, Some(old), Some(new)) => crosses_major(old, new),
            (RiskWhen::WithinMajor, Some(old), Some(new)) => old != new && !crosses_major(old, new),
            _ => false,
        }
    }

    fn words(&self) -> String {
        match (&self.old, &self.new) {
            (Some(old), Some(new)) => format!("{} {old} -> {new}", self.path),
            (Some(old), None) => format!("{} {old} removed", self.path),
            (None, Some(new)) => format!("{} {new} added", self.path),
            (None, None) => self.path.to_string(),
        }
    }
}

/// By what the type compares; of plain numbers, by them.
fn is_less(scalar: Option<&Scalar>, one: &str, other: &str) -> bool {
    let amounts = scalar.and_then(|scalar| Some((scalar.of.amount(one)?, scalar.of.amount(other)?)));
    match (amounts, one.parse::<f64>(), other.parse::<f64>()) {
        (Some((one, other)), ..) => one < other,
        (None, Ok(one), Ok(other)) => one < other,
        _ => false,
    }
}

/// Upwards over a major, or back at all.
fn crosses_major(old: &str, new: &str) -> bool {
    let numbers = |text: &str| -> Vec<u64> { text.split('.').map_while(|part| part.parse().ok()).collect() };
    let (old, new) = (numbers(old), numbers(new));
    old.first() != new.first() || new < old
}

/// The outermost node of which nothing was there, or nothing is left.
fn one_sided<'s>(steps: &'s [Step], path: &str, old: &Fields, new: &Fields) -> Option<&'s Step> {
    let inner = steps.iter().take_while(|step| step.end < path.len());
    inner.into_iter().find(|step| has(old, &path[..step.end]) != has(new, &path[..step.end]))
}

/// Whether anything of a node is said.
fn has(fields: &Fields, node: &str) -> bool {
    inside(fields, node).next().is_some()
}

/// What is said of a node, without its place.
fn inside<'f>(fields: &'f Fields, node: &str) -> impl Iterator<Item = (&'f str, &'f str)> {
    let begin = format!("{node}.");
    fields
        .range(begin.clone()..)
        .map_while(move |(path, value)| path.strip_prefix(&begin).map(|rest| (rest, value.as_str())))
}
