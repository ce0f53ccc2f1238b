"""What GitHub's own Markdown makes of comments: text that is data and nothing else. For each path a list of findings.

The forge looks for names, numbers and addresses in what Markdown has made, outside of code: so does this."""

import json
import re
import sys
from html.parser import HTMLParser

import cmarkgfm
from cmarkgfm.cmark import Options

LIMIT = 65_000
VOID = {"br"}
ELEMENTS = VOID | set("a code details div em h2 li p pre strong sub summary table tbody td th thead tr ul".split())
ATTRIBUTES = {("a", "id"), ("pre", "lang"), ("code", "class")}
LINKS = re.compile(r"@\w|#\d|\bgh-\d|://|\bwww\.\w", re.IGNORECASE)


class Reader(HTMLParser):
    def __init__(self):
        super().__init__()
        self.open, self.findings = [], []

    def find(self, rule, message):
        self.findings.append({"rule": rule, "message": message})

    def handle_starttag(self, tag, attributes):
        if tag not in ELEMENTS:
            self.find("element", tag)
        for name, value in attributes:
            if (tag, name) not in ATTRIBUTES or (name == "id" and not value.startswith("formwork-")):
                self.find("attribute", f"{tag} {name}={value}")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.open or self.open.pop() != tag:
            self.find("balance", f"</{tag}> closes something else")

    def handle_data(self, data):
        if "code" not in self.open and LINKS.search(data):
            self.find("link", data.strip())


def findings(path):
    with open(path, encoding="utf-8") as file:
        text = file.read()
    reader = Reader()
    if len(text) > LIMIT:
        reader.find("length", f"{len(text)} characters")
    if not re.match(r"<!-- formwork plan: [\w-]+ -->\n", text):
        reader.find("first line", text.split("\n")[0])
    reader.feed(cmarkgfm.github_flavored_markdown_to_html(text, options=Options.CMARK_OPT_UNSAFE))
    reader.close()
    if reader.open:
        reader.find("balance", f"<{reader.open[-1]}> is never closed")
    return reader.findings


json.dump([{"file": path, **found} for path in json.load(sys.stdin) for found in findings(path)], sys.stdout)
