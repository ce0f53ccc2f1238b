//! Judgements over the resolved model: one file each, listed once in [`ALL`]. In: the model. Out: findings, but for
//! those that the author allows at the thing they concern. A rule reads nothing but the model.

mod alerts_nobody_listens;
mod allow;
mod allowances;
mod backup_keeps_nothing;
mod backup_misses_objective;
mod backup_missing;
mod backup_never_drilled;
mod backup_no_log;
mod backup_not_encrypted;
mod build_baked_per_environment;
mod cors_no_origin;
mod data_refresh_without_anonymise;
mod database_too_many_connections;
pub mod declared;
mod engine_cannot_be;
mod engine_unknown_version;
mod env_declared_twice;
mod environments_different_runtime;
mod environments_no_way_in;
mod environments_two_local;
mod findings;
mod health_missing;
mod health_uncovered_dependency;
mod image_moves;
mod image_needs_containers;
mod jobs_may_overlap;
mod migrations_unsound;
mod names_run_together;
mod objective_without_backup;
mod platform_keeps_no_engine;
mod platform_no_plan;
mod platform_schedule_not_utc;
mod platform_unknown_region;
mod ports_conflict;
mod ports_out_of_range;
mod promotion_cyclic;
mod promotion_no_approval;
mod railway_legacy_format;
mod railway_reads_reference;
mod render_address_without_scheme;
mod render_drain_too_long;
mod rollout_drops_idle_clients;
mod rollout_never_aborts;
mod rollout_no_way_back;
mod runtime_framework_mismatch;
mod runtime_unknown_manager;
mod runtime_unknown_version;
mod secrets_in_public_variable;
mod secrets_literal;
mod secrets_never_rotated;
mod secrets_no_owner;
mod secrets_unused;
mod service_port_mismatch;
mod service_shared_source;
mod service_unreachable;
#[cfg(test)]
pub(crate) mod testing;
mod uses_env_ambiguous;
mod vercel_no_neon;
mod vercel_no_server;
mod vercel_regions_differ;
mod versions;
mod views;
mod vps_no_host;
mod vps_no_repository;
mod words;

pub use allow::Allowed;
pub use findings::Findings;
#[cfg(test)]
use testing::Case;

use crate::diag::{Code, Diagnostics};
use crate::effective::View;
use crate::model::Model;
use declared::DeclaredRule;

/// A judgement: what it is called, and how it is reached. It takes time linear in the spec.
#[derive(Debug)]
pub struct Rule {
    pub code: &'static Code,
    pub check: fn(&Model, &mut Findings),
    /// Specs that it must and must not object to.
    #[cfg(test)]
    cases: &'static [Case],
}

/// Every rule, by the area of its code.
pub const ALL: &[&Rule] = &[
    &alerts_nobody_listens::RULE,
    &backup_keeps_nothing::RULE,
    &backup_misses_objective::RULE,
    &backup_missing::RULE,
    &backup_never_drilled::RULE,
    &backup_no_log::RULE,
    &backup_not_encrypted::RULE,
    &build_baked_per_environment::RULE,
    &cors_no_origin::RULE,
    &data_refresh_without_anonymise::RULE,
    &database_too_many_connections::RULE,
    &engine_cannot_be::RULE,
    &engine_unknown_version::RULE,
    &env_declared_twice::RULE,
    &environments_different_runtime::RULE,
    &environments_no_way_in::RULE,
    &environments_two_local::RULE,
    &health_missing::RULE,
    &health_uncovered_dependency::RULE,
    &image_moves::RULE,
    &image_needs_containers::RULE,
    &jobs_may_overlap::RULE,
    &migrations_unsound::RULE,
    &names_run_together::RULE,
    &objective_without_backup::RULE,
    &platform_keeps_no_engine::RULE,
    &platform_no_plan::RULE,
    &platform_schedule_not_utc::RULE,
    &platform_unknown_region::RULE,
    &ports_conflict::RULE,
    &ports_out_of_range::RULE,
    &promotion_cyclic::RULE,
    &promotion_no_approval::RULE,
    &railway_legacy_format::RULE,
    &railway_reads_reference::RULE,
    &render_address_without_scheme::RULE,
    &render_drain_too_long::RULE,
    &rollout_drops_idle_clients::RULE,
    &rollout_never_aborts::RULE,
    &rollout_no_way_back::RULE,
    &runtime_framework_mismatch::RULE,
    &runtime_unknown_manager::RULE,
    &runtime_unknown_version::RULE,
    &secrets_in_public_variable::RULE,
    &secrets_literal::RULE,
    &secrets_never_rotated::RULE,
    &secrets_no_owner::RULE,
    &secrets_unused::RULE,
    &service_port_mismatch::RULE,
    &service_shared_source::RULE,
    &service_unreachable::RULE,
    &uses_env_ambiguous::RULE,
    &vercel_no_neon::RULE,
    &vercel_no_server::RULE,
    &vercel_regions_differ::RULE,
    &vps_no_host::RULE,
    &vps_no_repository::RULE,
];

/// The codes of all rules, and of what can be wrong with allowing one.
pub const CODES: &[&Code] = &{
    let mut codes = [&allow::UNUSED; ALL.len() + 2];
    let mut at = 0;
    while at < ALL.len() {
        codes[at] = ALL[at].code;
        at += 1;
    }
    codes[at] = &allow::UNKNOWN;
    codes
};

/// Judges a model, and its things by the rules that a project declares. Gives back what was found but is allowed, for
/// plans and audits to show.
pub fn run(
    model: &Model,
    view: &View<'_>,
    declared: &[DeclaredRule],
    diagnostics: &mut Diagnostics,
) -> Vec<Allowed> {
    let mut findings = Findings::default();
    for rule in ALL {
        (rule.check)(model, &mut findings);
    }
    let judgements = declared::judge(declared, view, &findings.concealed());
    allow::settle(view, findings, judgements, declared, diagnostics)
}
