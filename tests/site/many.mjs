// Writes an archive of so many briefings that the lists of its words are in tiers and ranges, the same
// at every run: node many.mjs FOLDER

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const MANY = 9000;
/** Words that about half of the briefings have each. */
export const COMMON = ['amber', 'birch', 'cedar', 'delta', 'ember', 'flint', 'grove', 'heron'];
/** The briefing that alone has two of them one behind the other. */
export const RARE = { phrase: 'amber heron', briefing: 7006 };
export const KINDS = ['meeting', 'call'];

/** Says whether a briefing has a word: as a hash of both decides. */
export function has(briefing, word) {
  const mixed = Math.imul((briefing + 1) ^ Math.imul(word + 1, 0x9e3779b1), 0x85ebca6b) >>> 0;
  return Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35) >>> 0 < 2 ** 31;
}

export const kindOf = (briefing) => KINDS[briefing % KINDS.length];
export const yearOf = (briefing) => 1990 + (briefing % 30);

function text(briefing) {
  // No word stands behind another of them but in the one briefing.
  const words = COMMON.filter((_, i) => has(briefing, i)).map((word, i) => `${word} and `.repeat(1 + ((briefing + i) % 3)));
  return `${words.join('')}nothing.\n${briefing === RARE.briefing ? `They said ${RARE.phrase}.\n` : ''}`;
}

if (process.argv[1] === import.meta.filename) {
  const [folder, ...rest] = process.argv.slice(2);
  if (!folder || rest.length > 0) {
    console.error('usage: node many.mjs FOLDER');
    process.exit(2);
  }
  mkdirSync(join(folder, 'content/briefings'), { recursive: true });
  writeFileSync(join(folder, 'archive.toml'), 'title = "Many"\n');
  for (let n = 0; n < MANY; n++) {
    const date = `${yearOf(n)}-${String(1 + (n % 12)).padStart(2, '0')}-${String(1 + (n % 28)).padStart(2, '0')}`;
    writeFileSync(join(folder, `content/briefings/number-${n}.md`), `+++\ntitle = "Number ${n}"\ndate = ${date}\nkind = "${kindOf(n)}"\n+++\n${text(n)}`);
  }
}
