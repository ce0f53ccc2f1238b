//! The syntax from outside: what is reported for which text, what is in the tree, and what bad input costs.

mod support;

use formwork_core::diag::{Diagnostic, Diagnostics};
use formwork_core::source::{FileId, FileOrigin, Sources, Span};
use formwork_core::syntax::{Node, Nodes, TokenKind, Tree, Value, errors, habits, read};
use support::{fixed, line, parse_checked};

fn findings(text: &str) -> Vec<String> {
    let (tree, mut diagnostics) = parse_checked(text);
    habits(&tree, &mut diagnostics);
    diagnostics.sort();
    diagnostics.iter().map(|finding| line(&tree, finding)).collect()
}

/// The same, one for each mistake.
fn mistakes(text: &str) -> (Tree, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let tree = read(FileId(0), &text.into(), &mut diagnostics);
    (tree, diagnostics)
}

/// The text of the KDL block under a heading of an explanation page.
fn example<'p>(page: &'p str, heading: &str) -> Option<&'p str> {
    let (_, section) = page.split_once(heading)?;
    let (_, block) = section.split_once("```kdl\n")?;
    block.split_once("\n```").map(|(text, _)| text)
}

#[test]
fn the_examples_of_each_explanation_show_its_code_and_no_other() {
    for code in errors::CODES {
        let good = example(code.explanation, "## Good").expect(code.slug);
        assert_eq!(findings(good), [""; 0], "{}", code.slug);
        let Some(bad) = example(code.explanation, "## Bad") else { continue };
        let (tree, found) = mistakes(bad);
        let found: Vec<_> = found.iter().map(|finding| line(&tree, finding)).collect();
        assert!(!found.is_empty(), "{}", code.slug);
        assert!(found.iter().all(|line| line.starts_with(code.slug)), "{}: {found:#?}", code.slug);
    }
}

#[test]
fn a_fix_of_a_bad_example_leaves_less_to_find() {
    for code in errors::CODES {
        let Some(bad) = example(code.explanation, "## Bad") else { continue };
        let (tree, diagnostics) = mistakes(bad);
        for finding in diagnostics.iter().filter(|finding| !finding.fix.is_empty()) {
            let left = mistakes(&fixed(&tree, finding)).1;
            assert!(left.iter().count() < diagnostics.iter().count(), "{}: {left:#?}", code.slug);
        }
    }
}

/// Several faults in one file, each found once; what is sound stays in the tree.
#[test]
fn recovery_goes_on_at_lines_semicolons_and_braces() {
    let text = "service web {
    image library/nginx
    public true; replicas = 3
    port 80, 443 name=
    limits (size)max=1 { cpu 0.5; memory 512MiB }
    health \"/ready
}
volume data
";
    assert_eq!(
        findings(text),
        [
            r#"syntax/unquoted "library/nginx": text with a `/` in it needs quotation marks"#,
            r##"syntax/bare-keyword "true": `true` is written `#true`"##,
            r#"syntax/equals "=": a name and its value are separated by a space, not by `=`"#,
            r#"syntax/comma ",": values are separated by spaces, not by commas"#,
            r#"syntax/missing-value "name=": the property `name` has no value"#,
            r#"syntax/type-annotation "(size)max": the type of a property goes before its value"#,
            r#"syntax/unquoted "512MiB": `512MiB` is text, which needs quotation marks"#,
            r#"syntax/unterminated-string "\"/ready": this string is not closed on its line"#,
        ]
    );
    let (tree, _) = parse_checked(text);
    assert_eq!(outline(&tree), "service(image public replicas port limits(cpu memory) health) volume");
}

#[test]
fn what_is_broken_and_plain_to_read_has_the_value_that_was_meant() {
    let (tree, _) = parse_checked("a true 10s \"open\nb 80, c=");
    let values: Vec<_> = tree.nodes().flat_map(|node| node.entries()).map(|entry| entry.value()).collect();
    let string = |text: &'static str| Value::String(text.into());
    assert_eq!(values, [Value::Bool(true), string("10s"), string("open"), Value::Integer(80), Value::Null]);
    assert!(tree.nodes().flat_map(|node| node.entries()).all(|entry| entry.is_broken()));
}

#[test]
fn the_indentation_tells_which_block_is_not_closed() {
    let text = "service web {
    env {
        MODE fast // see below

    health {
        path \"/ready\"
    }
}
volume data {
";
    let (tree, diagnostics) = parse_checked(text);
    let found: Vec<_> =
        diagnostics.iter().map(|finding| (line(&tree, finding), place(text, finding))).collect();
    let message = "syntax/unclosed-block \"{\": this block is not closed".to_owned();
    assert_eq!(found, [(message.clone(), "2:9".to_owned()), (message, "9:13".to_owned())]);
    assert_eq!(outline(&tree), "service(env(MODE) health(path)) volume");
    let env_closed = text.replace("// see below\n", "// see below\n    }\n");
    assert_eq!(fixed(&tree, diagnostics.iter().next().unwrap()), env_closed);
}

#[test]
fn without_a_hint_the_innermost_block_is_the_one_that_is_not_closed() {
    assert_eq!(
        findings("a { b { c }\n"),
        [r#"syntax/unclosed-block "{": this block is not closed"#],
        "c closes b, and a stays open"
    );
    let (tree, diagnostics) = parse_checked("a {\nb {\nc");
    let finding = diagnostics.iter().next().unwrap();
    assert_eq!(diagnostics.iter().count(), 1);
    assert_eq!(
        line(&tree, finding),
        r#"syntax/unclosed-block "{": this block is not closed, nor is the one around it"#
    );
    assert_eq!(finding.labels.len(), 2);
    assert_eq!(fixed(&tree, finding), "a {\nb {\nc\n}\n}");
}

#[test]
fn one_mistake_gives_one_finding() {
    for text in [
        "motd \"hello\nworld\nbye\"\nport 80\n",
        "ports \"a\",\"b\"",
        "a { \"x }\nb",
        "#comment it's \"open\nweb",
        "run(now) and (then) more",
        "if x == 1 {\n}\n",
        "a [1, 2, [3\nb",
        "a) b) c)",
        "a {} = 1 2",
        "(t\nb",
    ] {
        assert_eq!(findings(text).len(), 1, "{text:?}: {:#?}", findings(text));
    }
}

#[test]
fn habits_of_other_languages_are_named() {
    assert_eq!(
        findings("image: 'my app' db, https://a.b/c\nenv x:$ ${Y} : p=1 p=2 max=1e999"),
        [
            r#"syntax/yaml-colon ":": a name and its value are separated by a space, not by a colon"#,
            r#"syntax/single-quotes "'my app'": single quotation marks do not make a string"#,
            r#"syntax/word-comma ",": values are separated by spaces, not by commas"#,
            r#"syntax/url-comment "https://a.b/c": everything from `//` on is a comment here"#,
            r#"syntax/interpolation "${": the `{` behind this `$` opens a block"#,
            r#"syntax/text-after-block ":": `:` stands behind a block, on the same line"#,
            r#"syntax/yaml-colon ":": this `:` is a value of its own"#,
            r#"syntax/duplicate-property "p=2": the property `p` is given more than once"#,
            r#"syntax/number-range "1e999": this number is too large"#,
        ]
    );
    assert_eq!(
        findings("\"a:\" \"b,\" \"'c'\" it's a:b a,b"),
        [""; 0],
        "quotation marks and inner marks are meant"
    );
}

#[test]
fn nodes_and_entries_know_their_places() {
    let text = "(t)\"a b\" 1 (u)k=\"v\" /-2 /- p=3 x = (w) y /-{ gone } { c; /-d; e } // end\n";
    let text = &text.replace("(u)k=\"v\"", "k=(u)\"v\"");
    let (tree, diagnostics) = parse_checked(text);
    assert!(diagnostics.is_empty());
    let shown = |span: Span| &text[span.start as usize..span.end as usize];
    let node = tree.nodes().next().unwrap();
    assert_eq!((&*node.name(), node.name_is_quoted(), shown(node.name_span())), ("a b", true, "\"a b\""));
    let annotation = node.type_annotation().unwrap();
    assert_eq!((&*annotation.value, shown(annotation.span)), ("t", "t"));
    assert!(shown(node.span()).starts_with("(t)") && shown(node.span()).ends_with("e }"));
    assert!(shown(node.header_span()).ends_with("(w) y"));
    assert_eq!(shown(node.open_brace().unwrap().to(node.close_brace().unwrap())), "{ c; /-d; e }");
    let children: Vec<_> = node.children().map(|child| child.name()).collect();
    assert_eq!(children, ["c", "e"]);
    let entries: Vec<_> =
        node.entries().map(|entry| (shown(entry.span()), shown(entry.value_span()))).collect();
    assert_eq!(entries, [("1", "1"), ("k=(u)\"v\"", "\"v\""), ("x = (w) y", "y")]);
    let names: Vec<_> = node.entries().map(|entry| entry.name().map(|name| name.value)).collect();
    assert_eq!(names, [None, Some("k".into()), Some("x".into())]);
    let types = node.entries().filter_map(|entry| entry.type_annotation()).map(|name| name.value);
    assert_eq!(types.collect::<Vec<_>>(), ["u", "w"]);
}

#[test]
fn comments_belong_to_the_node_below_them() {
    let text = "// one\n/* two */ a { // of the block\n  // three\n  b 1 // behind b\n\n  // four\n  // five\n  c\n}\n";
    let (tree, _) = parse_checked(text);
    let comments =
        |node: Node<'_>| node.leading_comments().map(|comment| comment.value.to_owned()).collect::<Vec<_>>();
    let all: Vec<_> = tree.all_nodes().map(comments).collect();
    assert_eq!(all, [vec!["// one", "/* two */"], vec!["// three"], vec!["// four", "// five"]]);
    assert_eq!(tree.token_text(tree.token_at(8)), "/* two */");
    assert_eq!(tree.token_kind(tree.token_at(u32::MAX)), TokenKind::Eof);
}

/// The names of a tree, children in parentheses.
fn outline(tree: &Tree) -> String {
    fn names(nodes: Nodes<'_>) -> String {
        let name = |node: Node<'_>| match names(node.children()) {
            inner if inner.is_empty() => node.name().into_owned(),
            inner => format!("{}({inner})", node.name()),
        };
        nodes.map(name).collect::<Vec<_>>().join(" ")
    }
    names(tree.nodes())
}

/// Line and column of a finding.
fn place(text: &str, finding: &Diagnostic) -> String {
    let mut sources = Sources::default();
    sources.add("app.kdl", text, FileOrigin::Project);
    let at = sources.position(finding.span().unwrap_or_default());
    format!("{}:{}", at.line, at.column)
}
