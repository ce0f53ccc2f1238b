//! Diagnostics for people and tools: text, JSON, SARIF and workflow annotations, all from the same value.
