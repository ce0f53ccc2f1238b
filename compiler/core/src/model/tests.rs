//! The model and the language hold together: what `stdlib/` declares is what the structs read, and the other way round.

use super::*;
use crate::check::{self, Node, Value};
use crate::diag::Diagnostics;
use crate::driver;
use crate::expect::ExpectationNode;
use crate::rules::declared::RuleNode;
use crate::schema::{self, FieldDef, Kind, Schema, Shape};
use crate::source::{FileId, FileOrigin, Sources};
use crate::syntax::{self, Tree};
use crate::targets::fixture::EverythingIsThere;
use crate::trial::{ArtifactNode, TestNode};
use crate::types::Reference;
use serde::de::value::Error;
use serde::de::{Deserializer, Error as _, Visitor};
use serde::forward_to_deserialize_any;
use std::collections::BTreeSet;

/// Asks a struct which fields it reads, and gives it none.
struct Probe<'a>(&'a mut BTreeSet<&'static str>);

impl<'de> Deserializer<'de> for Probe<'_> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Error> {
        Err(Error::custom("no struct"))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Error> {
        self.0.extend(fields);
        Err(Error::custom("only asked"))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

fn fields_of<T: for<'de> Deserialize<'de>>() -> BTreeSet<&'static str> {
    let mut fields = BTreeSet::new();
    let _ = T::deserialize(Probe(&mut fields));
    fields.remove("$span");
    fields
}

type Reader = (&'static str, fn() -> BTreeSet<&'static str>);

/// Every kind, and what reads it.
const READERS: &[Reader] = &[
    ("app", fields_of::<App>),
    ("owner", fields_of::<Owner>),
    ("service", fields_of::<Service>),
    ("runtime-use", fields_of::<RuntimeUse>),
    ("health", fields_of::<Health>),
    ("use", fields_of::<Use>),
    ("variable", fields_of::<EnvEntry>),
    ("migration", fields_of::<Migration>),
    ("job", fields_of::<Job>),
    ("check", fields_of::<Check>),
    ("database", fields_of::<Database>),
    ("cache", fields_of::<InMemory>),
    ("queue", fields_of::<InMemory>),
    ("external", fields_of::<External>),
    ("secret", fields_of::<Secret>),
    ("bucket", fields_of::<Bucket>),
    ("allow", fields_of::<Allow>),
    ("rule", fields_of::<RuleNode>),
    ("expectation", fields_of::<ExpectationNode>),
    ("test", fields_of::<TestNode>),
    ("artifact-expectation", fields_of::<ArtifactNode>),
    ("accept", fields_of::<Accept>),
    ("environment", fields_of::<Environment>),
    ("host", fields_of::<Host>),
    ("nginx", fields_of::<Nginx>),
    ("trigger", fields_of::<Trigger>),
    ("promotion", fields_of::<Promotion>),
    ("route", fields_of::<Route>),
    ("rate-limit", fields_of::<RateLimit>),
    ("rollout", fields_of::<Rollout>),
    ("abort-condition", fields_of::<AbortCondition>),
    ("refresh", fields_of::<Refresh>),
    ("neon", fields_of::<Neon>),
    ("previews", fields_of::<Previews>),
    ("plan", fields_of::<Plan>),
    ("kept-engine", fields_of::<Kept>),
    ("backup", fields_of::<Backup>),
    ("keep", fields_of::<Keep>),
    ("point-in-time", fields_of::<PointInTime>),
    ("encrypt", fields_of::<Encryption>),
    ("objective", fields_of::<Objective>),
    ("slo", fields_of::<Slo>),
    ("alert", fields_of::<Alert>),
    ("notify", fields_of::<Notify>),
    ("moved", fields_of::<crate::resolve::moved::Moved>),
    ("patch", fields_of::<Patch>),
    ("patch-set", fields_of::<PatchSet>),
    ("patch-remove", fields_of::<PatchRemove>),
    ("snippet", fields_of::<Snippet>),
    ("runtime", fields_of::<Runtime>),
    ("reload", fields_of::<Reload>),
    ("runtime-version", fields_of::<RuntimeVersion>),
    ("manager", fields_of::<Manager>),
    ("framework", fields_of::<Framework>),
    ("engine", fields_of::<Engine>),
    ("engine-version", fields_of::<EngineVersion>),
    ("migrator", fields_of::<Migrator>),
    ("stand-in", fields_of::<StandIn>),
    ("engine-command", fields_of::<EngineCommand>),
    ("engine-dump", fields_of::<EngineDump>),
    ("engine-log", fields_of::<EngineLog>),
    ("image-recipe", fields_of::<ImageRecipe>),
    ("library", fields_of::<Library>),
    ("platform", fields_of::<Platform>),
    ("cannot", fields_of::<Cannot>),
    ("cdn", fields_of::<super::Cdn>),
    ("action", fields_of::<Action>),
    ("tool", fields_of::<Tool>),
];

/// The kinds of a sort, and those inside them.
fn is_of(sort: fn(&Kind) -> bool, kind: &Kind, schema: &Schema) -> bool {
    let is_inside = |field: &FieldDef| match field.shape {
        Shape::Node(inner) | Shape::Nodes(inner) | Shape::Block(inner) => {
            schema.kind(inner).name == kind.name
        }
        _ => false,
    };
    sort(kind) || schema.kinds.values().any(|outer| sort(outer) && outer.fields.iter().any(is_inside))
}

/// What declares the language is read by `schema`.
fn is_of_declarations(kind: &Kind, schema: &Schema) -> bool {
    is_of(|kind| kind.is_declaration, kind, schema)
}

/// What holds a spec against something is read by who does that.
fn is_of_proofs(kind: &Kind, schema: &Schema) -> bool {
    is_of(|kind| kind.is_proof, kind, schema)
}

#[test]
fn every_field_of_every_kind_is_read() {
    let schema = driver::language();
    let kinds = schema.kinds.values().filter(|kind| !is_of_declarations(kind, &schema));
    let kinds: BTreeSet<&str> = kinds.map(|kind| &*kind.name).collect();
    assert_eq!(
        kinds,
        READERS.iter().map(|(kind, _)| *kind).collect(),
        "a kind without a reader, or a reader without"
    );
    for (kind, read) in READERS {
        let fields = schema.kinds[*kind].fields.iter().map(|field| &*field.name);
        // Rules find what is allowed at the nodes themselves, of whatever kind.
        let declared: BTreeSet<&str> = fields.filter(|field| *field != "allow").collect();
        assert_eq!(declared, read(), "kind {kind}: what is declared, and what is read");
    }
}

/// Every field that a spec can have, none with its default.
const WHOLE: &str = include_str!("whole.kdl");

/// The typed nodes of a text, which has to be sound.
fn nodes(text: &str, schema: &Schema) -> Vec<Node> {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let file: FileId = sources.add("test", text, FileOrigin::Project);
    let tree = syntax::parse(file, &sources.get(file).text, &mut diagnostics);
    let nodes = check::check(&tree, schema, &mut diagnostics);
    assert!(diagnostics.is_empty(), "{text}: {diagnostics:#?}");
    nodes
}

fn collect_fields<'s>(node: &Node, schema: &'s Schema, found: &mut BTreeSet<(&'s str, &'s str)>) {
    let kind = schema.kind(node.kind);
    for field in &node.fields {
        found.insert((&kind.name, &kind.fields[usize::from(field.def)].name));
        field.value.nodes().for_each(|inner| collect_fields(inner, schema, found));
        debug_assert!(!matches!(&field.value, Value::List(items) if items.is_empty()));
        debug_assert!(!matches!(&field.value, Value::Nodes(nodes) if nodes.is_empty()));
    }
}

/// The kinds of the catalogue are written in the standard library, which other tests read.
const CATALOGUE: &[&str] = &[
    "runtime",
    "reload",
    "runtime-version",
    "manager",
    "image-recipe",
    "framework",
    "library",
    "engine",
    "engine-version",
    "engine-command",
    "engine-dump",
    "engine-log",
    "migrator",
    "stand-in",
    "platform",
    "plan",
    "kept-engine",
    "cannot",
    "cdn",
    "action",
    "tool",
];

#[test]
fn a_spec_with_every_field_arrives_whole() {
    let schema = driver::language();
    let mut written = BTreeSet::new();
    nodes(WHOLE, &schema).iter().for_each(|node| collect_fields(node, &schema, &mut written));
    let all = schema.kinds.values().filter(|kind| !CATALOGUE.contains(&&*kind.name));
    let all = all.filter(|kind| !is_of_declarations(kind, &schema) && !is_of_proofs(kind, &schema));
    let all = all.flat_map(|kind| kind.fields.iter().map(|field| (&*kind.name, &*field.name)));
    let missing: Vec<_> = all.filter(|field| !written.contains(field)).collect();
    assert!(missing.is_empty(), "the spec of this test does not say {missing:?}");

    let compilation = driver::compile(WHOLE, &EverythingIsThere);
    let model = compilation.model.unwrap_or_else(|| panic!("{:#?}", compilation.diagnostics));
    let arrived = format!("{model:?}");
    let words = [
        "app-about",
        "github.com/acme/shop",
        "ops@acme.app",
        "api-about",
        "server.js",
        "8001",
        "/ready",
        "DATABASE_URL",
        "mode-about",
        "npm test",
        "npm run e2e",
        "0.75",
        "main-about",
        "main-place",
        "patch-reason",
        "shm_size",
        "9.9.9.9",
        "snippet-reason",
        "proxy_buffering",
        "migrate.js",
        "seed.js",
        "prisma",
        "digest-about",
        "digest.js",
        "840",
        "mailpit",
        "pages-about",
        "jobs-about",
        "mail-about",
        "https://mail.acme.app",
        "token-about",
        "team",
        "eu-west-7",
        "media-about",
        "development-about",
        "development-reason",
        "staging-about",
        "deployer",
        "3100",
        "3200",
        "trunk",
        "Pm2",
        "1.26",
        "clean.js",
        "us-west2",
        "Nixpacks",
        "trial-project",
        "trial-branch",
        "trial-role",
        "trial-database",
        "BlueGreen",
        "41",
        "71",
        "main-about-here",
        "burst-about",
        "slack",
        "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p",
    ];
    for word in words {
        assert!(arrived.contains(word), "{word} did not arrive");
    }
    check_typed(&model);
}

/// What is read as more than its text.
fn check_typed(model: &Model) {
    let text = |value: &dyn std::fmt::Display| value.to_string();
    let api = &model.services["api"];
    assert_eq!((text(&api.memory), text(&api.drain), *api.replicas), ("640MiB".into(), "45s".into(), 3));
    let unit = &api.checks[0];
    assert_eq!(
        (unit.coverage.as_ref().map(|share| share.to_string()), unit.ratchet),
        (Some("81%".into()), true)
    );
    assert_eq!(api.checks[1].on.as_ref().map(|name| &*name.value), Some("staging"));
    assert_eq!(api.uses[1].things.len(), 2);
    assert_eq!(api.env[1].secret.as_ref().map(|name| &*name.value), Some("token"));
    assert_eq!(
        model.externals["mail"].rate_limit.as_ref().map(|rate| rate.to_string()),
        Some("7/min".into())
    );
    assert_eq!(model.secrets["token"].rotate.map(|age| age.to_string()), Some("91d".into()));
    let production = &model.environments["production"];
    assert_eq!(
        (*production.services["api"].replicas, production.host.as_ref().map(|host| host.shared)),
        (4, Some(false))
    );
    let route = &production.routes[0];
    assert_eq!((text(&route.body_limit), route.websocket, route.cors.len()), ("11MiB".into(), true, 1));
    let rollout = production.rollout.as_ref().unwrap();
    assert_eq!(
        (text(&rollout.bake), text(&rollout.keep_old), rollout.keep_releases.value),
        ("11m".into(), "25h".into(), 6)
    );
    assert_eq!(
        (text(&rollout.aborts[0].when), text(&rollout.aborts[0].lasting)),
        ("errors > 2%".into(), "3m".into())
    );
    let backup = &model.backups["main"];
    let keep = backup.keep.unwrap();
    assert_eq!((keep.daily, keep.weekly, keep.monthly, backup.environments.len()), (8, 5, 13, 2));
    let log = backup.point_in_time.unwrap();
    assert_eq!((text(&log.keep), text(&log.every)), ("8d".into(), "6m".into()));
    let objective = &model.objectives["main"];
    assert_eq!((text(&*objective.rto), text(&*objective.rpo)), ("5h".into(), "26h".into()));
    let slo = &model.slos["api"];
    assert_eq!((text(&slo.availability), slo.percentile), ("99.4%".into(), Some(94)));
    assert_eq!(model.notifies["slack"].on.len(), 2);
}

#[test]
fn every_declared_property_has_a_value_and_no_other() {
    let schema = driver::language();
    let model = driver::compile(WHOLE, &EverythingIsThere).model.unwrap();
    let things = [
        ("service", "api"),
        ("database", "main"),
        ("cache", "pages"),
        ("queue", "jobs"),
        ("external", "mail"),
        ("bucket", "media"),
    ];
    let mut names: BTreeSet<&str> = BTreeSet::new();
    for kind in schema.kinds.values() {
        names.extend(kind.properties.iter().map(|property| &*property.name));
        names.extend(kind.fields.iter().map(|field| &*field.name));
        assert!(
            kind.properties.is_empty() || things.iter().any(|(known, _)| **known == *kind.name),
            "{} has properties that nothing here reads",
            kind.name
        );
    }
    for (kind, name) in things {
        let declared: BTreeSet<&str> =
            schema.kinds[kind].properties.iter().map(|property| &*property.name).collect();
        // Other platforms make names of their own, of which some are known to them alone.
        let plain = |here: &&Environment| here.is_local() || here.is_host();
        for environment in model.environments.values().filter(plain) {
            let has = |property: &&str| {
                let reference = Reference { kind, name, property };
                model.property(Scope::new(environment), reference).is_ok()
            };
            let found: BTreeSet<&str> = names.iter().copied().filter(|name| has(name)).collect();
            assert_eq!(declared, found, "{kind} in {}", environment.name);
        }
    }
}

#[test]
fn every_entry_of_the_catalogue_arrives() {
    let schema = driver::language();
    let catalogue = driver::compile(WHOLE, &EverythingIsThere).model.unwrap().catalogue;
    let mut entries: Vec<(String, String)> = Vec::new();
    for (name, text) in crate::stdlib::declarations().filter(|(name, _)| name.starts_with("catalogue/")) {
        let found = nodes(text, &schema);
        assert!(!found.is_empty(), "{name} declares nothing");
        entries.extend(
            found.iter().map(|node| {
                (schema.kind(node.kind).name.to_string(), node.name(&schema).unwrap().to_string())
            }),
        );
    }
    for (kind, name) in &entries {
        let is_there = match kind.as_str() {
            "runtime" => catalogue.runtimes.contains_key(name),
            "framework" => catalogue.frameworks.contains_key(name),
            "library" => catalogue.libraries.contains_key(name),
            "engine" => catalogue.engines.contains_key(name),
            "migrator" => catalogue.migrators.contains_key(name),
            "stand-in" => catalogue.stand_ins.contains_key(name),
            "platform" => catalogue.platforms.contains_key(name),
            "cdn" => catalogue.cdns.contains_key(name),
            "action" => catalogue.actions.contains_key(name),
            "tool" => catalogue.tools.contains_key(name),
            other => panic!("{other} is no kind of the catalogue"),
        };
        assert!(is_there, "{kind} {name} did not arrive");
    }
}

#[test]
fn the_standard_library_declares_itself_soundly() {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let parse = |(name, text): (&'static str, &'static str)| {
        let file = sources.add(name, text, FileOrigin::StandardLibrary);
        syntax::parse(file, &sources.get(file).text, &mut Diagnostics::default())
    };
    let trees: Vec<Tree> = crate::stdlib::declarations().map(parse).collect();
    let templates: Vec<&str> = crate::stdlib::templates().map(|(name, _)| name).collect();
    let schema = schema::load(&trees.iter(), &templates, &mut diagnostics);
    check::check_declared(&trees, &schema, &mut diagnostics);
    assert!(diagnostics.is_empty(), "{diagnostics:#?}");
}
