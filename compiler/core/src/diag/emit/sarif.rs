//! Findings as SARIF 2.1.0, as code scanning reads it: codes are rules, places are relative to the repository, columns
//! count characters, and a fix is a set of replacements.

use crate::diag::{CodeRef, Diagnostic, Diagnostics, Label, Severity};
use crate::source::{FileOrigin, SourceFile, Sources, Span};
use serde_json::{Value, json};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// One run, with a line end.
pub fn sarif(diagnostics: &Diagnostics, sources: &Sources, tool_version: &str) -> String {
    let mut rules: Vec<&CodeRef> = diagnostics.iter().map(|diagnostic| &diagnostic.code).collect();
    rules.sort_by_key(|code| code.slug());
    rules.dedup();
    let results: Vec<Value> =
        diagnostics.iter().map(|diagnostic| result(diagnostic, sources, &rules)).collect();
    let document = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "formwork",
                "semanticVersion": tool_version,
                "rules": rules.iter().map(|code| rule(code)).collect::<Vec<_>>(),
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Note => "note",
    }
}

fn rule(code: &CodeRef) -> Value {
    let summary = code.explanation().lines().next().unwrap_or_else(|| code.slug());
    json!({
        "id": code.slug(),
        "shortDescription": { "text": summary },
        "fullDescription": { "text": summary },
        "help": { "text": code.explanation(), "markdown": code.explanation() },
        "defaultConfiguration": { "level": level(code.severity()) },
    })
}

fn result(diagnostic: &Diagnostic, sources: &Sources, rules: &[&CodeRef]) -> Value {
    let mut text = vec![diagnostic.message.as_str()];
    text.extend(diagnostic.help.iter().map(String::as_str));
    let mut result = json!({
        "ruleId": diagnostic.code.slug(),
        "ruleIndex": rules.iter().position(|code| **code == diagnostic.code),
        "level": level(diagnostic.severity()),
        "message": { "text": text.join("\n") },
        "locations": main_location(diagnostic, sources),
    });
    let related: Vec<Value> =
        diagnostic.labels.iter().enumerate().skip(1).map(|(id, label)| related(sources, id, label)).collect();
    if !related.is_empty() {
        result["relatedLocations"] = Value::Array(related);
    }
    if !diagnostic.fix.is_empty() {
        result["fixes"] = json!([fix(diagnostic, sources)]);
    }
    result
}

/// A second place, with what is said about it.
fn related(sources: &Sources, id: usize, label: &Label) -> Value {
    let mut location = location(sources, label.span);
    location["id"] = json!(id);
    if !label.text.is_empty() {
        location["message"] = json!({ "text": label.text });
    }
    location
}

/// Readers want a place for each finding: one about the project as a whole is at the spec's beginning.
fn main_location(diagnostic: &Diagnostic, sources: &Sources) -> Vec<Value> {
    match diagnostic.span() {
        Some(span) => vec![location(sources, span)],
        None => {
            let spec = sources.iter().find(|file| file.origin == FileOrigin::Project);
            spec.map(|file| json!({ "physicalLocation": { "artifactLocation": artifact(file) } }))
                .into_iter()
                .collect()
        }
    }
}

fn location(sources: &Sources, span: Span) -> Value {
    let file = sources.get(span.file);
    json!({ "physicalLocation": { "artifactLocation": artifact(file), "region": region(file, span) } })
}

fn region(file: &SourceFile, span: Span) -> Value {
    let (start, end) = (file.position(span.start), file.position(span.end));
    json!({
        "startLine": start.line, "startColumn": start.column,
        "endLine": end.line, "endColumn": end.column,
    })
}

/// Files of the standard library are not in the repository: they have a scheme of their own.
fn artifact(file: &SourceFile) -> Value {
    match file.origin {
        FileOrigin::Project => json!({ "uri": uri(&file.name), "uriBaseId": "%SRCROOT%" }),
        FileOrigin::StandardLibrary => json!({ "uri": format!("formwork:/stdlib/{}", uri(&file.name)) }),
    }
}

fn fix(diagnostic: &Diagnostic, sources: &Sources) -> Value {
    let mut by_file: Vec<(&SourceFile, Vec<Value>)> = Vec::new();
    for edit in &diagnostic.fix {
        let file = sources.get(edit.span.file);
        let replacement = json!({
            "deletedRegion": region(file, edit.span),
            "insertedContent": { "text": edit.text },
        });
        match by_file.iter_mut().find(|(known, _)| known.name == file.name) {
            Some((_, replacements)) => replacements.push(replacement),
            None => by_file.push((file, vec![replacement])),
        }
    }
    let changes: Vec<Value> = by_file
        .into_iter()
        .map(|(file, replacements)| json!({ "artifactLocation": artifact(file), "replacements": replacements }))
        .collect();
    let text = diagnostic.help.first().map_or("mend it", String::as_str);
    json!({ "description": { "text": text }, "artifactChanges": changes })
}

/// A relative URI: everything but unreserved characters and `/` is escaped.
fn uri(path: &str) -> String {
    let mut out = String::new();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
