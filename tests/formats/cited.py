"""Writes archives of names and titles that are hard to cite, and says in which parts each name is.

The parts are what a name was made of, and not what anybody read in it again."""

import itertools
import json
from dataclasses import dataclass

from archives import text, write


@dataclass
class Author:
    """An author whom a record names, in the parts that the archive records."""

    written: str
    kind: str  # "person" or "organization", with a file; else "unknown"
    given: str = ""
    particle: str = ""
    sorted_particle: str = ""
    family: str = ""
    suffix: str = ""
    family_first: bool = False

    @property
    def sort_name(self):
        parts = [f"{self.sorted_particle} {self.family}".strip(), f"{self.given} {self.particle}".strip()]
        return ", ".join(parts + [self.suffix] * bool(self.suffix))

    @property
    def csl(self):
        if not self.family:
            return {"literal": self.written}
        parts = {
            "family": self.family, "given": self.given, "dropping-particle": self.particle,
            "non-dropping-particle": self.sorted_particle, "suffix": self.suffix,
            "static-ordering": self.family_first,
        }
        return {key: value for key, value in parts.items() if value}

    @property
    def bibtex(self):
        """The given names, the particles, the last name and the suffix."""
        if not self.family:
            return "", "", f"{{{self.written}}}", ""
        particle = self.particle or self.sorted_particle
        if particle.endswith(("-", "’")):
            return self.given, "", f"{{{particle}{self.family}}}", self.suffix
        return self.given, particle, f"{{{self.family}}}", self.suffix

    @property
    def surname(self):
        particle = self.particle or self.sorted_particle
        space = "" if particle.endswith(("-", "’")) or not particle else " "
        return f"{particle}{space}{self.family}"


GIVEN = [
    "Ada", "Jean-Luc", "J. R.", "María José", "Yu. A.", "Éloïse", "Abd al-Karim", "J.-L.", "Kwang-su",
    "D’Arcy", "Otto Maria Hans", "Wm.", "Þóra", "Åse", "João de Deus", "Ngozi", "Ọlá", "Rhys ap Dafydd",
    "Xi-Wen", "Zoë",
]
FAMILIES = [
    "Okonjo", "Müller-Thurgau", "O’Shea", "Rivas Peralta", "Ñandú", "Łąkowski", "Þórsdóttir", "McIver",
    "Ó Briain", "Çelik", "Đorđević", "Šķēle", "Wójcik y Blum", "Sant’Elia", "Nguyễn", "Ødegård",
    "Bloch-Lainé", "St. Clair", "Ybarra", "Öz",
]
PARTICLES = ["von", "van der", "de la", "di", "al-", "d’", "bin", "zu", "ter", "af"]
SUFFIXES = ["Jr.", "III", "Sr.", "II", "IV"]
FAMILY_FIRST = [
    ("Zhou", "Enhui"), ("Ouyang", "Mei-ling"), ("Kovács", "Ilona"), ("Szent-Iványi", "Béla"),
    ("Trần", "Văn Phúc"), ("Pak", "Chŏng-ho"), ("Ōmori", "Yuki"), ("Sokolowski Nagy", "Éva"),
    ("Chey", "Sokha"), ("Liu", "Xiaowen"),
]
SCRIPTS = [
    Author("周恩惠", "person", "恩惠", family="周", family_first=True),
    Author("大森ゆき", "person", "ゆき", family="大森", family_first=True),
    Author("박정호", "person", "정호", family="박", family_first=True),
    Author("Инна Громова", "person", "Инна", family="Громова"),
    Author("Пётр фон Берг", "person", "Пётр", "фон", family="Берг"),
    Author("Γιώργος Βλάχος", "person", "Γιώργος", family="Βλάχος"),
    Author("ليلى السالم", "person", "ليلى", family="السالم"),
    Author("רות לוי", "person", "רות", family="לוי"),
    Author("ida poe", "person", "ida", family="poe"),
    Author("Հայկ Վարդանյան", "person", "Հայկ", family="Վարդանյան"),
]
BODIES = [
    "Ministry of Fisheries and Ports", "Ministry of Roads, Bridges and Tunnels", "Reuters",
    "U.S. Board of Lamps", "Friends and Partners and Sons", "Bureau of {Braces} & 50% Ltd.",
    "Commission on the “Strait”", "Министерство связи", "هيئة الموانئ", "瀾司庭",
    "House of von Berg", "Smith, Jones and Company",
]
UNKNOWN = ["Iris Unfiled", "Quill", "The Night Desk", "Ana, Bo and Cy"]


def authors():
    """Lists more than 300 authors, no two of one name."""
    found = list(SCRIPTS)
    found += [Author(f"{f} {g}", "person", g, family=f, family_first=True) for f, g in FAMILY_FIRST]
    for n, (family, given) in enumerate(itertools.product(FAMILIES, GIVEN)):
        if n % 7 == 3 or n % 5 == 4:
            continue
        particle = PARTICLES[n % len(PARTICLES)] if n % 3 == 0 else ""
        # One that is joined to a name is of it where it is sorted with it.
        is_sorted = n % 2 == 0 and not particle.endswith(("-", "’"))
        suffix = SUFFIXES[n % len(SUFFIXES)] if n % 4 == 1 else ""
        space = "" if particle.endswith(("-", "’")) or not particle else " "
        written = f"{given} {particle}{space}{family} {suffix}".strip()
        parts = ("", particle) if is_sorted else (particle, "")
        found.append(Author(written, "person", given, *parts, family, suffix))
    found += [Author(name, "organization") for name in BODIES]
    found += [Author(name, "unknown") for name in UNKNOWN]
    names = [author.written for author in found]
    assert len(set(names)) == len(names) > 290, len(names)
    return found


SUBJECTS = [
    "fishing rights", "the northern strait", "visas for crews", "lamps and buoys", "NATO and the EU",
    "a joint survey", "old debts", "sea rescue", "the iPhone of the envoy", "pilots' wages",
]
FRAMES = [
    "Talks on {}", "“{}” and after", "Who pays for {}?", "The minister's word on “{}”",
    "On {}: ‘no comment’", "\"{}\" again", "Peace, “{}” and “war”", "“What of ‘{}’?”",
    "Stop {}!", "({}) in two rounds", "Note no. 5 on {}.", "{}, “reopened”", "“{}, now,” he said",
    "‘{}’ and “more”", "The crews’ day: {}", "Le « {} »", "О «{}»", "„{}“ heißt es", "{} … and so on",
    "{} in 50% & more", "The “guards’ night” of {}", "‘{}’", "“{}”", "“{}.”", "“{}?” “Yes!”",
    "Rock ’n’ roll with {}", "{} [sic] {{braced}}", "A “b ‘c “{}” d’ e” f", "5\" of {}", "{}…",
    "In the U.S.", "“Unclosed {}", "Don't \"{}\" 'this'",
]


def titles(frames, subjects):
    """Lists titles, no two alike."""
    found = [frame.format(subject) for subject in subjects for frame in frames]
    return list(dict.fromkeys(title[0].upper() + title[1:] for title in found))


def archive(root, lang, people, names):
    content = root / "content"
    for n, author in enumerate(people):
        folder = {"person": "people", "organization": "organizations"}.get(author.kind)
        if folder:
            sort_name = f"sort_name = {text(author.sort_name)}" if author.family else ""
            write(content / f"{folder}/author-{n:03}.md", f"name = {text(author.written)}\n{sort_name}", "")
    for n, title in enumerate(names):
        # Each name comes first once, and behind another once or oftener.
        count = {5: 10, 6: 11, 7: 20, 8: 21, 9: 25, 10: 0, 11: 0}.get(n, (1, 2, 3, 2)[n % 4])
        chosen = [people[(n + 83 * i) % len(people)].written for i in range(count)]
        created = "" if n % 11 == 10 else f"created = 2025-{n % 12 + 1:02}-{n % 28 + 1:02}"
        write(
            content / f"briefings/r{n:03}.md",
            f"""
title = {text(title)}
date = {1990 + n % 30}-{n % 12 + 1:02}-{n % 28 + 1:02}
authors = {json.dumps(chosen, ensure_ascii=False)}
venue = "Istanbul"
participants = ["Somebody"]
series = "the-series"
{created}
""",
            "Text.",
        )
    write(content / "series/the-series.md", 'name = "The series"', "")
    (root / "archive.toml").write_text(
        f'title = "Contacts"\nlang = "{lang}"\nbase_url = "https://cited.example/"\n', encoding="utf-8"
    )


def english(root):
    archive(root, "en", authors(), titles(FRAMES, SUBJECTS))


def french(root):
    frames = [
        "Entretiens sur {}", "Le «\u00a0{}\u00a0» du détroit", "“{}” en question", "\"{}\", encore",
        "« {} et “le reste” »", "Qui paie {} ?", "L’«\u00a0{}\u00a0»",
    ]
    archive(root, "fr", authors()[:60], titles(frames, ["la pêche", "les visas", "l’accord"]))


def russian(root):
    frames = [
        "Беседа о {}", "Слово «{}» в проливе", "Об „{}“ и не только", "\"{}\" снова", "«{} и „прочее“»",
        "Кто за {}?", "«{}»",
    ]
    archive(root, "ru", authors()[:60], titles(frames, ["рыбе", "визах", "договоре"]))
