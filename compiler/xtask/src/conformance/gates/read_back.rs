//! Text of a spec comes out as text: in the golden case `hostile` every free text means something to each language that
//! is made, and what a real reader finds of it in a file has to be all of it, in one piece.
//!
//! In: the files of that case for which there is a reader. Out: strings in which only a part of the text is left, files
//! that no reader can read, and files that hold the text where their reader finds none.

use super::script::ask;
use crate::conformance::artifact::Artifact;
use crate::conformance::gate::{ByFile, Finding, Gate, Tool};
use crate::process::run;
use crate::tools::{Kit, Toolbox};
use std::process::Command;
use std::time::Duration;

pub(crate) const READ_BACK: Gate = Gate {
    name: "read-back",
    tool: Tool { name: "Node.js, bash, yaml, smol-toml, railway", kits: &[Kit::Node], package: "yaml" },
    takes,
    judge,
};

/// What the texts of the case are made of, the longest first; the last is what it adds to a text of several lines.
const TEXTS: [&str; 5] = [
    r#"it's "50%" of $HOME, $(touch harm) `touch harm` ${{ secrets.HARM }} {{ harm }} {% harm %} {# harm #} %h # : | > & ; * ! @ ~ \ <b>harm</b> </script> [x](y)"#,
    r#"it's "50%" of $HOME, $(touch harm) `touch harm` {{ harm }} {% harm %} {# harm #} %h # : | > & ; * ! @ ~ \ <b>harm</b> </script> [x](y)"#,
    r#"'it''s "50%" of {{ harm }} ${{ secrets.HARM }} {% harm %} # : `touch harm`'"#,
    r#""it is {{ harm }} {% harm %} # : ` %h ", process.env.HOME"#,
    "\n- harm: 1\nharm=1\nRUN harm",
];

/// What is left of lines that begin or end with it.
const LINES: [&str; 3] = ["-harm", "harm=1", "\nharm"];

fn takes(artifact: &Artifact) -> bool {
    let is_hostile = artifact.case == "hostile" || artifact.case.starts_with("bad-samples/read-back/");
    is_hostile && (is_settings(artifact) || artifact.has_extension(&["cjs", "toml", "ts", "yaml", "yml"]))
}

fn is_settings(artifact: &Artifact) -> bool {
    artifact.file_name() == "settings.sh"
}

fn judge(toolbox: &Toolbox, artifacts: &[Artifact]) -> Result<Vec<Finding>, String> {
    let (settings, others): (Vec<_>, Vec<_>) = artifacts.iter().cloned().partition(is_settings);
    let files = ByFile::new(&others);
    let read = ask(toolbox.node_script("readback.mjs"), &files)?;
    let mut findings = Vec::new();
    for artifact in &others {
        let found = &read[&*artifact.file().to_string_lossy()];
        match (found["strings"].as_array(), found["error"].as_str()) {
            (Some(strings), _) => {
                let strings: Vec<&str> = strings.iter().filter_map(|text| text.as_str()).collect();
                findings.extend(faults(artifact, &strings)?);
            }
            (None, why) => findings.push(Finding::new(artifact, 0, "unread", why.unwrap_or("no answer"))),
        }
    }
    for artifact in &settings {
        let output = variables(artifact)?;
        let strings: Vec<&str> = output.split('\0').collect();
        findings.extend(faults(artifact, &strings)?);
    }
    Ok(findings)
}

/// Loads settings as scripts do, and prints every variable and item.
const PRINT: &str = r#"
. "$1"
for name in $(compgen -v); do
    declare -n value="${name}"
    for key in "${!value[@]}"; do printf '%s\0' "${value[${key}]}"; done
    unset -n value
done
"#;

fn variables(artifact: &Artifact) -> Result<String, String> {
    let mut bash = Command::new("bash");
    bash.args(["--noprofile", "--norc", "-ec", PRINT, "bash"]).arg(artifact.file()).env_clear();
    let output = run(bash.env("PATH", "/usr/bin:/bin"), Duration::from_secs(10), "")?;
    Ok(output.stdout)
}

fn faults(artifact: &Artifact, strings: &[&str]) -> Result<Vec<Finding>, String> {
    let mut findings = Vec::new();
    let hostile = || strings.iter().filter(|text| is_hostile(text));
    for text in hostile() {
        let left = rest(text);
        if is_hostile(&left) {
            findings.push(Finding::new(artifact, 0, "came-apart", format!("of a text is left: {left:?}")));
        }
    }
    let text = artifact.text()?;
    let said =
        text.lines().filter(|line| !["#", "//"].iter().any(|sign| line.trim_start().starts_with(sign)));
    if hostile().next().is_none() && said.into_iter().any(is_hostile) {
        findings.push(Finding::new(artifact, 0, "unread", "its reader finds none of the text in it"));
    }
    Ok(findings)
}

fn is_hostile(text: &str) -> bool {
    text.to_lowercase().contains("harm")
}

/// What is left of a string without the texts that are whole in it, as one of the languages between has written them:
/// a word of a shell, an expression of a workflow, a value that Compose fills in, or text that stays on its line.
fn rest(text: &str) -> String {
    let shell = |text: &str| text.replace('\'', r"'\''");
    let workflow = |text: &str| text.replace("${{", "${{ '${{' }}");
    let compose = |text: &str| text.replace('$', "$$");
    let json = |text: &str| text.replace('\\', r"\\").replace('"', "\\\"");
    let line = |text: &str| text.replace('\n', " ");
    let inner: [&dyn Fn(&str) -> String; 4] = [&str::to_owned, &shell, &line, &json];
    let outer: [&dyn Fn(&str) -> String; 3] = [&str::to_owned, &workflow, &compose];
    let mut left = text.to_owned();
    for known in TEXTS {
        for form in inner.iter().flat_map(|inner| outer.iter().map(|outer| outer(&inner(known)))) {
            left = left.replace(&form, "");
        }
    }
    LINES.iter().fold(left, |left, known| left.replace(known, ""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_case_says_these_texts() {
        let spec = include_str!("../../../../../golden/hostile/input/formwork.kdl");
        let escaped = |text: &str| text.replace('\\', r"\\").replace('"', "\\\"").replace('\n', "\\n");
        for text in &TEXTS[..2] {
            assert!(
                spec.contains(&escaped(text)) || spec.contains(&escaped(text).replace("${{", "$${{")),
                "{text}"
            );
        }
        for text in &TEXTS[2..4] {
            assert!(spec.contains(text), "{text}");
        }
        assert!(spec.contains(&escaped(TEXTS[4])));
    }

    #[test]
    fn a_part_of_a_text_is_left_over() {
        for whole in TEXTS {
            assert_eq!(rest(&format!("a {whole} b")), "a  b");
            assert_eq!(rest(&whole.replace('\'', r"'\''").replace('$', "$$")), "");
        }
        assert!(is_hostile(&rest(&TEXTS[0].replace("$(touch harm)", ""))));
    }
}
