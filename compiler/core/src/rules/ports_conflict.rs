//! Two things that want one port of one machine: copies and colours, neighbours, databases.

#[cfg(test)]
use super::Case;
use super::views::environment_ref;
use super::{Findings, Rule};
use crate::artifact::EntityRef;
use crate::diag::{Code, Diagnostic, Severity};
use crate::model::{Colour, Database, Environment, Model, Service, Supervisor, host_port};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

static CODE: Code = Code {
    slug: "ports/conflict",
    severity: Severity::Error,
    explanation: r##"Two things want the same port of the same machine.

The second one does not start, and on a shared host it may be another application that loses its port. On a host a
service listens on its port plus 10000 (blue) and, when it is rolled out blue-green, plus 20000 (green); each replica
takes the next port. In development it listens on its own port, and a database on its engine's. Ports of other
applications are named in `taken-ports`.

## Bad

```kdl
environment "production" platform="vps" {
    host "shop.app" user="deploy" shared=#true {
        taken-ports 18000
    }
    service "backend" {
        port 8000
    }
}
```

## Good

```kdl
environment "production" platform="vps" {
    host "shop.app" user="deploy" shared=#true {
        taken-ports 18000
    }
    service "backend" {
        port 8100
    }
}
```
"##,
};

pub(super) static RULE: Rule = Rule {
    code: &CODE,
    check,
    #[cfg(test)]
    cases: CASES,
};

/// Some neighbouring ports of a machine and who has them.
struct Claim<'m> {
    first: u16,
    last: u16,
    holder: Holder<'m>,
    environment: &'m Environment,
    span: Span,
}

enum Holder<'m> {
    /// Another application.
    Neighbour,
    /// A copy of a service, of a colour when it is rolled out blue-green.
    Service(&'m Service, Option<Colour>),
    Database(&'m Database),
}

impl<'m> Holder<'m> {
    /// For people.
    fn words(&self) -> String {
        match self {
            Self::Neighbour => "a neighbour".to_string(),
            Self::Service(service, Some(colour)) => format!("`{}` ({})", service.name, colour.word()),
            Self::Service(service, None) => format!("`{}`", service.name),
            Self::Database(database) => format!("{} `{}`", database.keeps.kind(), database.name),
        }
    }

    fn service(&self) -> Option<&'m Service> {
        match self {
            Self::Service(service, _) => Some(service),
            _ => None,
        }
    }

    /// The thing that could move, unless it is a neighbour.
    fn entity(&self) -> Option<EntityRef> {
        match self {
            Self::Neighbour => None,
            Self::Service(service, _) => Some(EntityRef::new("service", &service.name)),
            Self::Database(database) => Some(database.entity()),
        }
    }
}

fn check(model: &Model, findings: &mut Findings) {
    let mut machines: BTreeMap<&str, Vec<Claim<'_>>> = BTreeMap::new();
    for environment in model.environments.values() {
        if environment.is_local() {
            clashes(local_claims(model, environment), "in development", findings);
        } else if let Some(host) = &environment.host {
            machines.entry(&host.name).or_default().extend(host_claims(model, environment));
        }
    }
    for (name, claims) in machines {
        clashes(claims, &format!("on {name}"), findings);
    }
}

/// A developer's machine: everything at its own port.
fn local_claims<'m>(model: &'m Model, environment: &'m Environment) -> Vec<Claim<'m>> {
    let services = environment.services.values().filter_map(|service| {
        let port = service.port.as_ref()?;
        Some(service_claim(environment, service, None, (port.value, port.value)))
    });
    services.chain(database_claims(model, environment)).collect()
}

fn host_claims<'m>(model: &'m Model, environment: &'m Environment) -> Vec<Claim<'m>> {
    let mut claims = Vec::new();
    for port in environment.host.iter().flat_map(|host| &host.taken_ports) {
        let (first, last, span) = (port.value, port.value, port.span);
        claims.push(Claim { first, last, holder: Holder::Neighbour, environment, span });
    }
    let blue_green = environment.is_blue_green();
    let colours = if blue_green { &Colour::BOTH[..] } else { &[Colour::Blue] };
    for service in environment.services.values() {
        let Some(port) = &service.port else { continue };
        for colour in colours {
            let last = host_port(port.value, *colour, service.replicas.saturating_sub(1));
            let Some((first, last)) = host_port(port.value, *colour, 0).zip(last) else { continue };
            let colour = blue_green.then_some(*colour);
            claims.push(service_claim(environment, service, colour, (first, last)));
        }
    }
    // Containers keep the ports of databases to themselves; what PM2 runs finds them on the host.
    if environment.supervisor == Some(Supervisor::Pm2) {
        claims.extend(database_claims(model, environment));
    }
    claims
}

fn service_claim<'m>(
    environment: &'m Environment,
    service: &'m Service,
    colour: Option<Colour>,
    (first, last): (u16, u16),
) -> Claim<'m> {
    let span = service.port.as_ref().map_or(service.span, |port| port.span);
    Claim { first, last, holder: Holder::Service(service, colour), environment, span }
}

fn database_claims<'m>(model: &'m Model, environment: &'m Environment) -> Vec<Claim<'m>> {
    let databases = model.store_ports(environment).map(|(database, first)| {
        let (holder, span) = (Holder::Database(database), database.engine.span);
        Claim { first, last: first, holder, environment, span }
    });
    databases.collect()
}

/// In the order of ports, each claim can only meet the one that reaches furthest so far.
fn clashes(mut claims: Vec<Claim<'_>>, place: &str, findings: &mut Findings) {
    claims.sort_by_key(|claim| (claim.first, claim.last));
    let mut free = None;
    let mut twins = BTreeSet::new();
    let mut furthest: Option<&Claim<'_>> = None;
    for claim in &claims {
        if let Some(other) = furthest.filter(|other| claim.first <= other.last) {
            // Two environments on one host clash in every service: that is one mistake.
            let twin = other.holder.entity() == claim.holder.entity()
                && !std::ptr::eq(other.environment, claim.environment);
            if !twin || twins.insert((&other.environment.name, &claim.environment.name)) {
                let free = free.get_or_insert_with(|| FreePorts::beside(&claims));
                report(claim, other, place, free, findings);
            }
        }
        if furthest.is_none_or(|other| claim.last > other.last) {
            furthest = Some(claim);
        }
    }
}

fn report(claim: &Claim<'_>, other: &Claim<'_>, place: &str, free: &mut FreePorts, findings: &mut Findings) {
    // Of the two, the one the author can move takes the mark: a service before a database before a neighbour; of two
    // services, the one in the later environment.
    let movable = |claim: &Claim<'_>| match claim.holder {
        Holder::Neighbour => 0,
        Holder::Database(_) => 1,
        Holder::Service(..) => 2,
    };
    let wants = |claim: &Claim<'_>| (movable(claim), claim.environment.span, claim.first);
    let (claim, other) = if wants(other) > wants(claim) { (other, claim) } else { (claim, other) };
    let mut diagnostic = diagnostic(claim, other, place);
    if claim.holder.service().is_none() {
        diagnostic = diagnostic.help("let containers keep their ports apart: supervisor \"compose\"");
    }
    if let Some((service, port)) =
        claim.holder.service().and_then(|service| Some((service, free.next_for(claim, service)?)))
    {
        let how = format!("service \"{}\" {{ port {port}; }}", service.name);
        diagnostic = if claim.span == other.span {
            let own = &claim.environment.name;
            diagnostic.help(format!("give {own} a host of its own, or its services other ports there: {how}"))
        } else {
            diagnostic.help(format!("give it another port: {how}")).fix(claim.span, port.to_string())
        };
    }
    let environments = [environment_ref(claim.environment), environment_ref(other.environment)];
    let things = [claim.holder.entity(), other.holder.entity()].into_iter().flatten();
    findings.report(things.chain(environments), diagnostic);
}

fn diagnostic(claim: &Claim<'_>, other: &Claim<'_>, place: &str) -> Diagnostic {
    let port = claim.first.max(other.first);
    if claim.span != other.span {
        let (own, its) = (claim.holder.words(), other.holder.words());
        let message = format!("{own} and {its} both need port {port} {place}");
        return Diagnostic::new(&CODE, claim.span, message).label(other.span, format!("{its} has it"));
    }
    let who = claim.holder.service().map(|service| format!("`{}`", service.name));
    let who = who.unwrap_or_else(|| claim.holder.words());
    let (own, its) = (&claim.environment.name, &other.environment.name);
    let message = format!("{who} needs port {port} {place} in {its} and in {own}");
    let span = |claim: &Claim<'_>| claim.environment.host.as_ref().map_or(claim.span, |host| host.span);
    Diagnostic::new(&CODE, span(claim), message)
        .mark(format!("{own} is on the same host as {its}"))
        .label(span(other), "the same host")
}

/// The ports of a machine that nothing claims, nor has been offered before.
struct FreePorts {
    /// First and last of each range that is taken; no two meet.
    taken: BTreeMap<u16, u16>,
    /// How many steps from a port have been tried already: what they led to is taken by now.
    tried: BTreeMap<u16, u16>,
}

impl FreePorts {
    /// The claims are in order.
    fn beside(claims: &[Claim<'_>]) -> Self {
        let mut taken: BTreeMap<u16, u16> = BTreeMap::new();
        for claim in claims {
            match taken.last_entry() {
                Some(mut last) if *last.get() >= claim.first => {
                    let end = claim.last.max(*last.get());
                    last.insert(end);
                }
                _ => {
                    taken.insert(claim.first, claim.last);
                }
            }
        }
        Self { taken, tried: BTreeMap::new() }
    }

    /// A port for a service, at a round distance from its own, with room for all its copies.
    fn next_for(&mut self, claim: &Claim<'_>, service: &Service) -> Option<u16> {
        let offsets: &[u16] = match claim.environment {
            environment if environment.is_local() => &[0],
            environment if environment.is_blue_green() => &[10_000, 20_000],
            _ => &[10_000],
        };
        let more = claim.last - claim.first;
        let own = service.port.as_ref()?.value;
        let first_step = self.tried.get(&own).map_or(1, |tried| tried + 1);
        let candidates =
            (first_step..=u16::MAX / 100).map_while(|steps| Some((steps, own.checked_add(steps * 100)?)));
        let ranges = |port: u16| {
            let range = move |offset: &u16| {
                let first = port.checked_add(*offset)?;
                Some((first, first.checked_add(more)?))
            };
            offsets.iter().map(range).collect::<Option<Vec<_>>>()
        };
        let found = candidates
            .map_while(|(steps, port)| Some((steps, port, ranges(port)?)))
            .find(|(_, _, ranges)| ranges.iter().all(|(first, last)| self.is_free(*first, *last)));
        self.tried.insert(own, found.as_ref().map_or(u16::MAX / 100, |(steps, ..)| *steps));
        let (_, port, ranges) = found?;
        self.taken.extend(ranges);
        Some(port)
    }

    fn is_free(&self, first: u16, last: u16) -> bool {
        self.taken.range(..=last).next_back().is_none_or(|(_, end)| *end < first)
    }
}

#[cfg(test)]
const CASES: &[Case] = &[
    Case::fires(
        r#"environment "production" platform="vps" {
    host "shop.app" user="deploy" { taken-ports 3000 18000; }
}"#,
        &[("`backend` and a neighbour both need port 18000 on shop.app", "8000")],
    ),
    // Green of the one is blue of the other.
    Case::fires(
        r#"service "backend" { port 8000; }
service "admin" { port 18000; }
environment "production" platform="vps" {
    host "shop.app" user="deploy"
    rollout "blue-green"
}"#,
        &[("`admin` (blue) and `backend` (green) both need port 28000 on shop.app", "18000")],
    ),
    // The replicas of the one reach the other.
    Case::fires(
        r#"service "backend" { port 8000; }
service "admin" { port 8002; }
environment "production" platform="vps" {
    host "shop.app" user="deploy"
    service "backend" { replicas 3; }
}"#,
        &[("`admin` and `backend` both need port 18002 on shop.app", "8002")],
    ),
    Case::fires(
        r#"environment "staging" platform="vps" { host "shop.app" user="deploy"; }
environment "production" platform="vps" { host "shop.app" user="deploy"; }"#,
        &[(
            "`backend` needs port 18000 on shop.app in staging and in production",
            r#"host "shop.app" user="deploy""#,
        )],
    ),
    Case::fires(
        r#"service "backend" { port 8000; }
service "admin" { port 8000; }
/-environment "staging"
/-environment "production""#,
        &[("`admin` and `backend` both need port 8000 in development", "8000")],
    )
    .fixed("port 8100"),
    Case::fires(
        r#"service "backend" { port 27017; }
/-environment "staging"
/-environment "production""#,
        &[("`backend` and database `main` both need port 27017 in development", "27017")],
    ),
    Case::fires(
        r#"database "other" engine="mongodb" version="8.0"
environment "production" platform="vps" { host "shop.app" user="deploy"; supervisor "pm2"; }"#,
        &[("database `other` and database `main` both need port 27017 on shop.app", r#""mongodb""#)],
    ),
    // Green of the one is the port of an engine.
    Case::fires(
        r#"service "backend" { port 7017; }
environment "production" platform="vps" {
    host "shop.app" user="deploy"
    supervisor "pm2"
    rollout "blue-green"
}"#,
        &[("`backend` (green) and database `main` both need port 27017 on shop.app", "7017")],
    ),
    Case::silent(
        r#"database "other" engine="mongodb" version="8.0"
/-environment "staging"
/-environment "production""#,
    ),
    Case::silent(
        r#"service "backend" { port 8000; }
service "admin" { port 8010; }
environment "production" platform="vps" {
    host "shop.app" user="deploy" { taken-ports 3000 5432; }
    rollout "blue-green"
    service "backend" { replicas 10; }
}"#,
    ),
    // A container keeps its database's port to itself.
    Case::silent(r#"service "backend" { port 17017; }"#),
];
