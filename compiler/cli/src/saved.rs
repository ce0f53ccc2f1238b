//! Plans in files. In: a plan, or a file somebody names. Out: the file, or the plan in it, or a fault in words.

use crate::apply::Fault;
use crate::disk::{read_at_most, reason};
use formwork_core::plan::{self, JSON_VERSION, Plan, Unreadable};
use std::fs;
use std::path::Path;

/// A plan of ten thousand files with their hunks has some 50 MiB.
const LARGEST: u64 = 256 << 20;

/// What somebody wrote into files by hand is left out: a saved plan goes to others.
pub(crate) fn write(file: &Path, plan: &Plan) -> Result<(), Fault> {
    let text = plan::json(&plan.clone().without_hand_edits());
    fs::write(file, text).map_err(|error| {
        Fault::new(format!("the plan cannot be saved as `{}`: {}", file.display(), reason(&error)), "")
    })
}

pub(crate) fn read(file: &Path) -> Result<Plan, Fault> {
    let shown = file.display();
    let cannot =
        |why: String, help: &str| Fault::new(format!("the plan `{shown}` cannot be read: {why}"), help);
    let bytes = read_at_most(file, LARGEST).map_err(|error| cannot(reason(&error), ""))?;
    let text = String::from_utf8(bytes).map_err(|_| cannot("it is not text".to_string(), ""))?;
    plan::read(&text).map_err(|fault| match fault {
        Unreadable::Version(version) => cannot(
            format!("it has version {version}, and this formwork reads version {JSON_VERSION}"),
            "use the formwork that saved it, or make the plan again",
        ),
        Unreadable::Broken(why) => cannot(why, "such a file is made by: formwork plan --out FILE"),
    })
}
