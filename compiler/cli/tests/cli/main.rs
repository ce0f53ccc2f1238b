//! The command from outside, as one test program: what each file is about stands at its top.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a test may panic, and say what it saw")]

mod against;
mod bad_input;
mod blocks;
mod docs;
mod fix;
mod fmt;
mod hostile;
mod hostile_lock;
mod hostile_names;
mod kdl_suite;
mod kills;
mod letter_case;
mod memory;
mod plan_formats;
mod plan_workflow;
mod plans;
mod real_faults;
mod reviews;
mod rotation;
mod runs;
mod saved_plans;
mod settling;
mod shows;
mod support;
mod tests_of_specs;
mod walks;
mod whys;
