"""Writes the archives that the formats are read from beside the two that are in the repository:
one of hostile strings, one of 500 records."""

import json
import random
from pathlib import Path

HOSTILE = [
    'quotes " and \' and “these”',
    "]]> <![CDATA[ --> <!-- </script> </pre> </title>",
    "=1+1",
    "+SUM(A1:A2)",
    "-2+3",
    "@cmd",
    "a;b,c\\d:e",
    "{brace} } { \\command $x$ 50% _a_ ~ ^ # &amp; & @misc{x,",
    "emoji 🙂👩‍👩‍👧 and é and e\u0301",
    "عنوان من اليمين",
    "\u202eturned\u202c",
    "ER  - TY  - RPRT",
    "BEGIN:VEVENT END:VCALENDAR",
    "long " * 60,
    "漢字" * 60,
    "and",
    "Family, Given, Junior",
    "null",
    "true",
    "0012",
]


def text(value):
    return json.dumps(value.strip(), ensure_ascii=False)


def write(path, front, body):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"+++\n{front.strip()}\n+++\n\n{body}\n", encoding="utf-8")


def hostile(root):
    content = root / "content"
    for n, value in enumerate(HOSTILE):
        quoted = text(value)
        write(
            content / f"briefings/h{n:02}.md",
            f"""
title = {quoted}
date = 2020-01-{n + 1:02}
start_time = "23:30"
end_time = "00:15"
tz = "America/New_York"
summary = {quoted}
authors = [{quoted}, "Ana Diaz"]
created = 2021-02-{n + 1:02}
identifiers = [{quoted}]
venue = {text("Room " + value)}
topics = [{text("Topic " + value)}]
participants = [{{ name = {text("Person " + value)}, role = {quoted} }}]
series = "the-series"
changes = [{{ date = 2021-03-{n + 1:02}, note = {quoted} }}]

[[sources]]
id = "s1"
title = {quoted}
note = {quoted}

[[claims]]
text = {quoted}
by = {text("Somebody " + value)}
sources = ["s1"]

[[outcomes]]
text = {quoted}
by = {text("Body " + value)}
""",
            value,
        )
    write(content / "people/ana-diaz.md", 'name = "Ana Diaz"\nsort_name = "Diaz, Ana"', "")
    write(content / "series/the-series.md", f"name = {text(HOSTILE[1])}", "")
    write(
        content / "venues/here.md",
        f"name = {text(HOSTILE[0])}\nlatitude = -0.5\nlongitude = 179.5",
        "",
    )
    (root / "archive.toml").write_text(
        f"title = {text(HOSTILE[1])}\ndescription = {text(HOSTILE[7])}\n"
        'base_url = "https://hostile.example/a/"\n'
        'id = "tag:hostile.example,2025:archive"\n'
        'license = "https://creativecommons.org/licenses/by/4.0/"\n'
        "[outputs]\nsqlite = true\n",
        encoding="utf-8",
    )


def many(root):
    chance = random.Random(7)
    content = root / "content"
    zones = ["Europe/Istanbul", "America/New_York", "Asia/Kolkata", "UTC", "Africa/Casablanca"]
    statuses = ["planned", "confirmed", "held", "postponed", "cancelled", "unconfirmed"]
    people = [f"Person {n}" for n in range(60)]
    for n in range(500):
        year, month, day = chance.randint(1900, 2037), chance.randint(1, 12), chance.randint(1, 28)
        date = f"{year}-{month:02}-{day:02}"
        dates = [
            date,
            date,
            date,
            f'"{date}/{year}-12-31"',
            f'"{year}-{month:02}"',
            f'"{year}~"',
            f'"{date}?"',
            f'"{year // 10}X"',
            f'"{year}-2{chance.randint(1, 4)}"',
            f'"../{year}"',
            f'"[{date}..{year}-12-30]"',
            f'"[..{date}]"',
            f'"[{year},{year + 1}]"',
            f'"{{{date},{year}-12-29}}"',
            f'"{date}/{date}"',
        ]
        front = f'title = "Talks {n}"\ndate = {chance.choice(dates)}\n'
        front += f'status = "{chance.choice(statuses)}"\nvenue = "City {chance.randint(0, 20)}"\n'
        front += f"participants = {json.dumps(chance.sample(people, 3))}\n"
        front += f'topics = ["Topic {chance.randint(0, 9)}"]\nseries = "Series {chance.randint(0, 9)}"\n'
        if chance.random() < 0.5:
            front += f'tz = "{chance.choice(zones)}"\nstart_time = "{chance.randint(0, 23):02}:30"\n'
            if chance.random() < 0.7:
                front += f'end_time = "{chance.randint(0, 23):02}:15"\n'
        if chance.random() < 0.5:
            front += f"created = 2025-01-{chance.randint(1, 31):02}\n"
        write(content / f"briefings/{year}/b{n:03}.md", front, f"Text {n}.")
    for n in range(10):
        write(content / f"series/series-{n}.md", f'name = "Series {n}"', "")
    (root / "archive.toml").write_text(
        'title = "Five hundred"\nbase_url = "https://many.example/"\n[outputs]\nsqlite = true\n'
    )
