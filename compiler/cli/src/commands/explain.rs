//! `explain`: the page of a code, a kind or a field.

use crate::Outcome;
use crate::args::Explain;
use crate::term::Term;
use formwork_core::explain;

pub(crate) fn run(arguments: &Explain, term: &Term) -> Outcome {
    match explain::explain(&arguments.topic) {
        Ok(page) => {
            term.data(&page);
            Outcome::Done
        }
        Err(unknown) => {
            let help = match unknown.nearest {
                Some(topic) => format!("did you mean {topic}?"),
                None => {
                    "codes stand beside each finding; kinds are words such as service or database".to_string()
                }
            };
            term.fail(&format!("there is no page about `{}`", arguments.topic), &help);
            Outcome::Failed
        }
    }
}
