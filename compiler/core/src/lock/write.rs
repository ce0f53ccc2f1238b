//! The lock file as text.

use super::{Lock, VERSION};
use serde::Serialize;

impl Lock {
    /// The same lock gives the same text, always.
    pub fn to_text(&self) -> String {
        let mut out = String::from("{\n");
        out.push_str(&format!("\"version\": {VERSION},\n"));
        out.push_str(&format!("\"tool\": {},\n", json(&self.tool)));
        out.push_str(&format!("\"standard-library\": {},\n", json(&self.standard_library)));
        out.push_str("\"artifacts\": {\n");
        lines(&mut out, self.artifacts.iter().map(|(path, artifact)| (&**path, json(artifact))));
        out.push_str("},\n\"model\": {\n");
        lines(&mut out, self.model.iter().map(|(entity, fields)| (entity.0.as_str(), json(fields))));
        out.push_str("}\n}\n");
        out
    }
}

/// One entry a line, the last without a comma.
fn lines<'n>(out: &mut String, entries: impl Iterator<Item = (&'n str, String)>) {
    let mut end = "";
    for (name, value) in entries {
        out.push_str(end);
        out.push_str(&json(name));
        out.push_str(": ");
        out.push_str(&value);
        end = ",\n";
    }
    if !end.is_empty() {
        out.push('\n');
    }
}

/// Strings, numbers and maps of them: nothing that JSON cannot hold.
fn json(value: &(impl Serialize + ?Sized)) -> String {
    serde_json::to_string(value).unwrap_or_default()
}
