//! Text that tries to break out of what it is written into. As a name it is refused at its place; as text it is data
//! in every artifact, which is proven by those that read them: bash, node, a reader of YAML, the lines of a Dockerfile.

use crate::support::{Project, err, out};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Command;

/// If any of these is run rather than read, there is a file of that name.
const TRACE: &str = "PWNED";

const TEXTS: &[&str] = &[
    "it's \"quoted\" `touch PWNED` $(touch PWNED) ; touch PWNED #",
    "'; touch PWNED; '",
    "\"; touch PWNED; \"",
    "`touch PWNED`",
    "$(touch PWNED)",
    "${{ secrets.PWNED }} ${{ github.token }}",
    "one\n      - name: injected\n        run: touch PWNED\nRUN touch PWNED\ninjected: yes",
    "it's `touch PWNED`\nand `more`",
    "# injected",
    ": - | > & * ! % @ [ { , ? injected: x",
    "yes",
    "0x1F",
    "~",
    "",
    " blanks around ",
    "\ttab",
    "ends in \\",
    "\\n \\0140 \\x",
    "$$ $HOME ${HOME} %HOME%",
    "{{ touch }} {% raw %} {# x #}",
    "</script><script>injected()</script> <!-- --> */ //",
    "| a | b \\| c | `d` |",
    "```\n## Injected\n```",
    "\"]; require('child_process').execSync('touch PWNED'); [\"",
    "; } location / { return 200; }",
    "EOF\nEOF\ntouch PWNED",
    "--build-arg PWNED=1,\"b\",c=\"d\"\nPWNED=1",
    "é 日本 🎉",
];

/// Text as KDL.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() || c == '\u{202e}' => out += &format!("\\u{{{:x}}}", c as u32),
            c => out.push(c),
        }
    }
    out + "\""
}

/// The same where `${` would begin a reference.
fn template(text: &str) -> String {
    quoted(&text.replace("${", "$${"))
}

/// One line for each text; nothing is nothing to run.
fn commands(make: impl Fn(usize, &str) -> String) -> String {
    let texts = TEXTS.iter().enumerate().filter(|(_, text)| !text.is_empty());
    texts.map(|(at, text)| make(at, text) + "\n").collect()
}

fn lines(make: impl Fn(usize, &str) -> String) -> String {
    TEXTS.iter().enumerate().map(|(at, text)| make(at, text) + "\n").collect()
}

/// Every place that takes free text has all of it.
fn spec() -> String {
    let about = format!("about {}", quoted(&TEXTS.join(" ")));
    let env = |prefix: &'static str| {
        lines(move |at, text| format!("{prefix}{at} {} about={}", template(text), quoted(text)))
    };
    let words = TEXTS.iter().map(|text| template(text)).collect::<Vec<_>>().join(" ");
    let checks = commands(|at, text| format!("check \"c{at}\" {} coverage=\"1%\"", quoted(text)));
    let later = commands(|at, text| format!("check \"s{at}\" {} on=\"staging\"", quoted(text)));
    let remote = |name: &str, more: &str| {
        format!(
            "environment \"{name}\" platform=\"vps\" {{\n{about}\nhost \"{name}.acme.app\" user=\"deploy\"\n{more}\n\
             deploy-on branch=\"{name}\"\nroute \"{name}.acme.app\" to=\"web\"\nroute \"api.{name}.acme.app\" to=\"api\"\n}}\n"
        )
    };
    let service = |name: &str, more: &str| {
        format!(
            "service \"{name}\" {{\n{about}\nsource \"{name}\"\nhealth \"/health\"\n{more}\n\
             allow \"build/baked-per-environment\" reason={}\n}}\n",
            quoted(TEXTS[0])
        )
    };
    let api = format!(
        "runtime \"node\" version=\"22\" manager=\"npm\"\nrun \"node\" \"server.js\" {words}\nport 8000\nenv {{\n{}}}\n{checks}{later}",
        env("T")
    );
    let web = format!(
        "runtime \"node\" version=\"22\" manager=\"npm\" framework=\"next\"\nport 3000\nuses \"api\" env=\"API\"\nenv {{\n{}}}\n",
        env("NEXT_PUBLIC_T")
    );
    let things = format!(
        "app \"shop\" {{\n{about}\nrepository \"github.com/acme/shop\"\n}}\n\
         database \"main\" engine=\"mongodb\" version=\"8.0\" {{\n{about}\n}}\n\
         external \"mail\" url=\"https://mail.acme.app\" {{\n{about}\n}}\n\
         secret \"hook\" owner=\"platform\" rotate=\"90d\" {{\n{about}\n}}\n\
         bucket \"offsite\" provider=\"s3\" region=\"eu-central-1\" {{\n{about}\n}}\n\
         alert \"burst\" when=\"errors > 10/min\" severity=\"page\" {{\n{about}\n}}\n\
         notify \"slack\" secret=\"hook\" {{\non \"page\" \"deploy\"\n}}\n\
         environment \"development\" platform=\"compose\" {{\n{about}\n}}\n"
    );
    let backup = "backup \"main\" to=\"offsite\" schedule=\"daily at 03:17 UTC\" {\nin \"staging\"\n\
         encrypt \"age\" recipient=\"age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p\"\n}\n";
    things
        + &service("api", &(api + "uses \"mail\""))
        + &service("web", &web)
        + &remote("staging", "rollout \"blue-green\"")
        + &remote("old", "supervisor \"pm2\"")
        + backup
}

/// The hostile application, applied.
fn applied() -> Project {
    let project = Project::new();
    fs::create_dir(project.path("web")).unwrap();
    fs::write(project.path("formwork.kdl"), spec()).unwrap();
    let output = project.run(&["apply", "--yes", "-q"]);
    assert_eq!(output.status.code(), Some(0), "{}{}", out(&output), err(&output));
    project
}

/// Every artifact, by path.
fn artifacts(project: &Project) -> BTreeMap<String, String> {
    let lock: Value = serde_json::from_str(&project.read("formwork.lock")).unwrap();
    let paths = lock["artifacts"].as_object().unwrap().keys();
    paths.map(|path| (path.clone(), project.read(path))).collect()
}

/// What bash prints at the end of a script, in a folder where a trace would be found.
fn bash(project: &Project, script: &str) -> String {
    let output = Command::new("bash")
        .args(["--noprofile", "--norc", "-euc", script])
        .current_dir(project.root())
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .output()
        .unwrap();
    assert!(output.status.success(), "{script}: {}", err(&output));
    assert!(!project.path(TRACE).exists(), "{script} ran what is text");
    out(&output)
}

#[test]
fn every_artifact_is_whole_lines_of_plain_text() {
    let project = applied();
    for (path, text) in artifacts(&project) {
        assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{path} ends otherwise");
        assert!(!text.contains(['\r', '\0', '\u{1b}', '\u{2028}']), "{path} holds a control character");
    }
}

#[test]
fn shells_read_text_as_text() {
    let project = applied();
    for (path, text) in artifacts(&project) {
        if path.ends_with(".sh") {
            let has_texts = path.ends_with("settings.sh") || path.ends_with("check-env.sh");
            assert!(!text.contains("touch PWNED") || has_texts, "{path}");
            bash(&project, &format!("bash -n '{path}'"));
        }
        if path.ends_with("check-env.sh") {
            // It names each variable with what it is for, which is text.
            bash(&project, &format!("env --ignore-environment sh '{path}' true || [[ $? == 78 ]]"));
        }
        if path.ends_with("settings.sh") || path.contains(".env") {
            bash(&project, &format!("source '{path}'"));
        }
    }
    for environment in ["staging", "old"] {
        let file = format!("deploy/{environment}/env/api.env");
        let printed = bash(&project, &format!("set -a; source '{file}'; env --null"));
        let found: BTreeMap<&str, &str> =
            printed.split('\0').filter_map(|line| line.split_once('=')).collect();
        for (at, text) in TEXTS.iter().enumerate() {
            // Compose and PM2 know escapes for these that a shell does not: there they are text, if another.
            let has_no_spelling = text.contains('\n') || (text.contains('\'') && text.contains('`'));
            let name = format!("T{at}");
            assert!(has_no_spelling || found[&*name] == *text, "{name}: {:?} for {text:?}", found[&*name]);
        }
    }
}

#[test]
fn node_reads_text_as_text() {
    let project = applied();
    let script =
        "const { apps } = require('./deploy/old/ecosystem.config.cjs'); console.log(JSON.stringify(apps))";
    let output = Command::new("node").args(["-e", script]).current_dir(project.root()).output().unwrap();
    assert!(output.status.success(), "{}", err(&output));
    assert!(!project.path(TRACE).exists());
    let apps: Vec<Value> = serde_json::from_str(&out(&output)).unwrap();
    let api = apps.iter().find(|app| app["name"] == "shop-old-api").unwrap();
    for (at, text) in TEXTS.iter().enumerate() {
        assert_eq!(api["env"][format!("T{at}")], *text);
    }
    assert_eq!(api["script"], "server.js");
    assert_eq!(api["args"], Value::from(TEXTS));
}

/// A document as a reader of YAML sees it.
fn yaml(project: &Project, path: &str) -> Value {
    serde_saphyr::from_str(&project.read(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Text as Compose sees it after it has looked for variables.
fn composed(text: &str) -> String {
    let left = text.replace("$$", "");
    assert!(!left.contains('$'), "{text:?} names a variable");
    text.replace("$$", "$")
}

#[test]
fn compose_reads_text_as_text() {
    let project = applied();
    let development = yaml(&project, "compose.yaml");
    for (service, prefix) in [("api", "T"), ("web", "NEXT_PUBLIC_T")] {
        let environment = &development["services"][service]["environment"];
        for (at, text) in TEXTS.iter().enumerate() {
            let value = environment[format!("{prefix}{at}")].as_str().unwrap();
            assert_eq!(composed(value), *text);
        }
    }
    let services = |path: &str| -> BTreeSet<String> {
        yaml(&project, path)["services"].as_object().unwrap().keys().cloned().collect()
    };
    assert_eq!(services("compose.yaml"), ["api", "main", "web"].map(String::from).into());
    let staging = services("deploy/staging/compose.yaml");
    assert_eq!(staging.len(), 5, "{staging:?}");
}

/// Text as GitHub sees it once it has put expressions in: those that a spec's text can be part of print `${{`.
fn expanded(text: &str) -> String {
    text.replace("${{ '${{' }}", "${{")
}

/// What stands between `${{` and `}}`, as GitHub looks for it.
fn expressions(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("${{") {
        let inside = &rest[at + 3..];
        let end = inside.find("}}").unwrap_or(inside.len());
        found.push(&inside[..end]);
        rest = inside.get(end + 2..).unwrap_or_default();
    }
    found
}

fn each_text(value: &Value, key: &str, visit: &mut dyn FnMut(&str, &str)) {
    match value {
        Value::String(text) => visit(key, text),
        Value::Array(items) => items.iter().for_each(|item| each_text(item, key, visit)),
        Value::Object(fields) => fields.iter().for_each(|(key, value)| each_text(value, key, visit)),
        _ => {}
    }
}

#[test]
fn workflows_read_text_as_text() {
    let project = applied();
    let mut seen: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut workflows = 0;
    for path in artifacts(&project).keys().filter(|path| path.starts_with(".github/workflows/")) {
        workflows += 1;
        let workflow = yaml(&project, path);
        each_text(&workflow, "", &mut |key, text| {
            for inside in expressions(text) {
                assert!(!inside.contains(TRACE), "{path}: {key} evaluates {inside:?}");
            }
            // A check is run as it stands; nothing else of the spec is.
            let is_check =
                TEXTS.contains(&text) || text.strip_suffix('\n').is_some_and(|text| TEXTS.contains(&text));
            assert!(key != "run" || is_check || !text.contains(TRACE), "{path} runs text: {text}");
            assert!(key != "injected" && !(key == "name" && text.contains("injected")), "{path}");
            seen.entry(key.to_string()).or_default().insert(expanded(text));
        });
    }
    assert!(workflows >= 4);
    for text in TEXTS.iter().filter(|text| !text.is_empty()) {
        let is_run = [text.to_string(), format!("{text}\n")].iter().any(|line| seen["run"].contains(line));
        assert!(is_run || seen["COMMAND"].contains(*text), "{text:?} is not checked");
    }
    for (at, text) in TEXTS.iter().enumerate() {
        assert_eq!(seen[&format!("APP_T{at}")], [text.to_string()].into());
        assert_eq!(seen[&format!("NEXT_PUBLIC_T{at}")], [text.to_string()].into());
    }
    // The builds take names alone; a line more would be an argument more.
    let known: BTreeSet<String> =
        (0..TEXTS.len()).map(|at| format!("NEXT_PUBLIC_T{at}")).chain(["REVISION".to_string()]).collect();
    for list in &seen["build-args"] {
        assert!(list.lines().all(|name| known.contains(name)), "{list:?}");
    }
}

/// The instructions of a Dockerfile, as its reader joins lines.
fn instructions(text: &str) -> Vec<String> {
    let mut out: Vec<String> = vec![String::new()];
    for line in text.lines().filter(|line| !line.trim_start().starts_with('#')) {
        let last = out.last_mut().unwrap();
        last.push_str(line.strip_suffix('\\').unwrap_or(line));
        if !line.ends_with('\\') {
            out.push(String::new());
        }
    }
    out.retain(|line| !line.trim().is_empty());
    out
}

#[test]
fn dockerfiles_hold_their_own_instructions_only() {
    let project = applied();
    let known = [
        "ARG",
        "CMD",
        "COPY",
        "ENTRYPOINT",
        "ENV",
        "EXPOSE",
        "FROM",
        "HEALTHCHECK",
        "LABEL",
        "RUN",
        "STOPSIGNAL",
        "USER",
        "WORKDIR",
    ];
    for service in ["api", "web"] {
        for line in instructions(&project.read(&format!("{service}/Dockerfile"))) {
            let (word, rest) = line.split_once(' ').unwrap();
            assert!(known.contains(&word), "{service}: {line}");
            assert!(word == "CMD" || !rest.contains(TRACE), "{service}: {line}");
            if let Some(list) = (word == "CMD" && service == "api").then_some(rest) {
                let words: Vec<String> = serde_json::from_str(list).unwrap();
                assert_eq!(words[words.len() - TEXTS.len()..], *TEXTS);
            }
        }
    }
}

/// How many cells a row has: bars that no backslash, itself none of a pair, stands before.
fn cells(row: &str) -> usize {
    let mut escaped = false;
    let mut bars = 0;
    for c in row.chars() {
        match c {
            '\\' => escaped = !escaped,
            '|' if !escaped => bars += 1,
            _ => escaped = false,
        }
    }
    bars
}

#[test]
fn documents_and_nginx_keep_their_shape() {
    let project = applied();
    for (path, text) in artifacts(&project) {
        if path.ends_with(".md") {
            let rows: Vec<&str> = text.lines().collect();
            for pair in rows.windows(2).filter(|pair| pair.iter().all(|row| row.starts_with('|'))) {
                assert_eq!(cells(pair[0]), cells(pair[1]), "{path}: {pair:#?}");
            }
            assert!(!rows.iter().any(|row| row.trim_start().starts_with("## Injected")), "{path}");
            let fences = rows.iter().filter(|row| row.trim_start().starts_with("```")).count();
            assert_eq!(fences % 2, 0, "{path}: a block of code is open");
        }
        if path.contains("/nginx/") {
            let of_text = |line: &&str| line.contains(TRACE) || line.contains("return 200; }");
            assert!(text.lines().filter(of_text).all(|line| line.starts_with('#')), "{path}");
        }
    }
    for format in ["mermaid", "dot", "text", "json"] {
        let output = project.run(&["graph", "--format", format]);
        assert!(!out(&output).contains(TRACE), "{format}: {}", out(&output));
    }
}
