// Writes an archive of many briefings, the same at every run: node generate.mjs FOLDER

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, ...rest] = process.argv.slice(2);
if (!folder || rest.length > 0) {
  console.error('usage: node generate.mjs FOLDER');
  process.exit(2);
}

const SIDES = ['Norland', 'Sudland', 'Ostland', 'Westland'];
const NAMES = ['Ana', 'Boris', 'Chloé', 'Dmitri', 'Elif', 'Farid', 'Greta'];
const FAMILIES = ['Abel', 'Brandt', 'Çelik', 'Duarte', 'Eriksen', 'Fischer', 'Gärtner', 'Haddad', 'Ivanov'];
const CITIES = ['Aldmark', 'Bergen', 'Cordova', 'Durres', 'Esbo', 'Falun', 'Girona'];
const TOPICS = ['Borders', 'Fishing', 'Rail', 'Visas'];
const KINDS = ['meeting', 'call', 'consultation', 'negotiation', 'summit', 'visit'];
const STATUSES = ['held', 'held', 'held', 'held', 'cancelled', 'postponed', 'planned'];
const BRIEFINGS = 55;

// Each person keeps to one side. The steps have no factor in common with the lengths.
const people = NAMES.flatMap((name) => FAMILIES.map((family) => `${name} ${family}`));
const person = (side, n) => people[(SIDES.indexOf(side) + SIDES.length * n) % people.length];
const pick = (list, n) => list[n % list.length];
const two = (n) => String(n).padStart(2, '0');

function briefing(n) {
  const sides = [pick(SIDES, n), pick(SIDES, n + 1 + (n % 3))];
  const date = `${2010 + (n % 12)}-${two(1 + (n % 11))}-${two(1 + (n % 27))}`;
  const members = (side) => JSON.stringify([0, 1, 2].slice(n % 2).map((i) => person(side, n * 5 + i)));
  return `+++
title = "${sides.join(' and ')} on ${pick(TOPICS, n).toLowerCase()}, ${n}"
date = ${date}
kind = "${pick(KINDS, n)}"
status = "${pick(STATUSES, n)}"
venue = "${pick(CITIES, n * 3)}"
topics = ["${pick(TOPICS, n)}"]
series = "${pick(TOPICS, n)} talks"
${sides.map((side) => `[[delegations]]\nside = "${side}"\nmembers = ${members(side)}\n`).join('')}
[[outcomes]]
text = "They meet again."
kind = "commitment"
[[sources]]
id = "s"
title = "A report of the day"
outlet = "The ${pick(CITIES, n)} Paper"
url = "https://paper.example/${n}"
[[claims]]
text = "It was useful."
by = "${person(sides[0], n * 5 + 1)}"
sources = ["s"]
+++
They spoke of what there was to speak of.[^s]

## What was said

- The first point.
- The second point.

| Point | Hours |
| ----- | ----: |
| One   |     ${1 + (n % 5)} |

As before[^1], nothing was signed.

[^1]: So the report.
`;
}

mkdirSync(join(folder, 'content/briefings'), { recursive: true });
writeFileSync(join(folder, 'archive.toml'), 'edition = 1\ntitle = "Generated"\nbase_url = "https://generated.example/"\n');
for (let n = 1; n <= BRIEFINGS; n++) {
  writeFileSync(join(folder, `content/briefings/number-${n}.md`), briefing(n));
}
