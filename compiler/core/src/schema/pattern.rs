//! Shapes of text that a declaration gives as a regular expression. In: the expression. Out: whether text has that shape,
//! as a whole, in time linear in the text. An expression costs nothing until a value of its type is there.

use crate::source::Span;
use regex_lite::{Regex, RegexBuilder};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// A shape, and what to write instead when a value does not have it.
#[derive(Debug)]
pub(crate) struct Pattern {
    pub(crate) expression: Arc<str>,
    pub(crate) otherwise: String,
    /// Where the expression stands.
    pub(crate) span: Span,
    compiled: OnceLock<Option<Regex>>,
    /// The last text that fitted: many services have one `npm test` and one `/health`.
    fitted: Mutex<String>,
}

/// In bytes, when compiled. The longest text times the largest expression must stay a matter of milliseconds.
const LARGEST: usize = 64 * 1024;

impl Pattern {
    pub(super) fn new(expression: Arc<str>, otherwise: String, span: Span) -> Self {
        Self { expression, otherwise, span, compiled: OnceLock::new(), fitted: Mutex::default() }
    }

    /// Why the expression is none.
    pub(crate) fn fault(&self) -> Option<String> {
        // By itself first: in brackets, half an expression could close what the brackets open.
        build(&self.expression).and_then(|_| build(&self.whole())).err().map(|error| error.to_string())
    }

    /// The whole text has the shape. An expression that is none, which has been reported, fits everything.
    pub(super) fn fits(&self, text: &str) -> bool {
        let regex = self.compiled.get_or_init(|| build(&self.whole()).ok());
        let Some(regex) = regex else { return true };
        let mut fitted = self.fitted.lock().unwrap_or_else(PoisonError::into_inner);
        if *fitted == text && !text.is_empty() {
            return true;
        }
        let fits = regex.is_match(text);
        if fits {
            text.clone_into(&mut fitted);
        }
        fits
    }

    fn whole(&self) -> String {
        format!(r"\A(?:{})\z", self.expression)
    }
}

fn build(expression: &str) -> Result<Regex, regex_lite::Error> {
    RegexBuilder::new(expression).size_limit(LARGEST).build()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    fn pattern(expression: &str) -> Pattern {
        Pattern::new(expression.into(), String::new(), Span::new(FileId(0), 0, 0))
    }

    #[test]
    fn all_of_the_text_is_meant() {
        let either = pattern("a|ab");
        assert!(either.fits("a") && either.fits("ab") && !either.fits("xa") && !either.fits("ab\n"));
    }

    #[test]
    fn what_is_no_expression_says_why() {
        for (expression, why) in [
            ("(", "open group without closing"),
            ("a)|(b", "closing ')' without matching"),
            ("[z-a]", "invalid range"),
            ("(?x) a # b", "open group without closing"),
            ("((a{100}){100}){100}", "size limit"),
            ("(?=a)", "look-around is not supported"),
        ] {
            let fault = pattern(expression).fault().unwrap_or_default();
            assert!(fault.contains(why), "{expression}: {fault}");
            assert!(pattern(expression).fits("anything"), "{expression}");
        }
        assert_eq!(pattern(r"[a-z]+(\.[a-z]+)*").fault(), None);
    }
}
