// @ts-check
// Words: how a text and a query are split into words, and which part of a text is shown for them.
// The index is split in the same way when it is built (src/search/words.rs).

/** The longest word of the index, in characters. */
const LONGEST_WORD = 40;
/** The most words of a query that are searched for. */
const MOST_WORDS_OF_QUERY = 24;
/** A character of a script that is written without spaces between words. */
const UNSPACED =
  /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/u;

/**
 * Folds a text: without case and without accents.
 * @param {string} text
 */
function fold(text) {
  return text.normalize('NFKD').replace(/\p{M}+/gu, '').toLowerCase().replace(/ς/g, 'σ');
}

/**
 * Splits a text into folded words. A script without spaces gives the pairs of its characters.
 * @param {string} text
 * @returns {string[]}
 */
function wordsOf(text) {
  const runs = fold(text).match(/[\p{Alphabetic}\p{N}]+/gu) ?? [];
  return runs.flatMap((run) => {
    const characters = [...run];
    if (!UNSPACED.test(run)) return [characters.slice(0, LONGEST_WORD).join('')];
    if (characters.length < 2) return [run];
    return characters.slice(1).map((character, i) => characters[i] + character);
  });
}

/**
 * @typedef {object} Query
 * @property {string[]} words the words searched for, each once
 * @property {string[][]} phrases the words of each phrase between quotation marks
 * @property {string | undefined} unfinished the last word, where it may be the beginning of another
 */

/**
 * Parses a query.
 * @param {string} query
 * @returns {Query}
 */
function parseQuery(query) {
  // Every second piece is between quotation marks; the last has no closing mark.
  const quoted = query.split(/["“”„«»]/).slice(0, -1).filter((_, i) => i % 2 === 1);
  const phrases = quoted.map(wordsOf).filter((words) => words.length > 0);
  const words = [...new Set(wordsOf(query))].slice(0, MOST_WORDS_OF_QUERY);
  const endsInWord = /[\p{Alphabetic}\p{N}\p{M}]$/u.test(query) && !UNSPACED.test(query.slice(-1));
  return { words, phrases, unfinished: endsInWord ? words.at(-1) : undefined };
}

/**
 * Returns the length of the beginning that two words share.
 * @param {string} a
 * @param {string} b
 */
function sharedLength(a, b) {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

/**
 * Reports whether one typing error leads from one word to another: a letter replaced, added or left
 * out, or two letters swapped.
 * @param {string} a
 * @param {string} b
 */
function isTypoOf(a, b) {
  const start = sharedLength(a, b);
  /** @type {(fromA: number, fromB: number) => boolean} */
  const endAlike = (fromA, fromB) => a.slice(fromA) === b.slice(fromB);
  const isSwapped = a[start] === b[start + 1] && a[start + 1] === b[start];
  return (
    endAlike(start + 1, start + 1) ||
    endAlike(start + 1, start) ||
    endAlike(start, start + 1) ||
    (isSwapped && endAlike(start + 2, start + 2))
  );
}

/** @typedef {{ text: string, isMatch: boolean }} Piece a part of a passage, and whether it is a word searched for */

/**
 * Selects the passage of a text that has the most different words of those searched for.
 * @param {string} text
 * @param {Set<string>} forms the words searched for, folded
 * @returns {Piece[]}
 */
function passageOf(text, forms) {
  const WORDS_COUNTED = 26;
  const WORDS_BEFORE = 6;
  const WORDS_SHOWN = 34;
  const LONGEST_PASSAGE = 400;
  const MOST_MATCHES = 500;

  const words = [...text.matchAll(/[\p{Alphabetic}\p{N}\p{M}]+/gu)].map((found) => {
    const folded = fold(found[0]);
    const match = forms.has(folded) ? folded : null;
    return { start: found.index, end: found.index + found[0].length, match };
  });
  const matches = [...words.keys()].filter((i) => words[i].match !== null);
  let first = 0;
  let most = 0;
  for (const i of matches.slice(0, MOST_MATCHES)) {
    const following = words.slice(i, i + WORDS_COUNTED);
    const different = new Set(following.flatMap(({ match }) => match ?? [])).size;
    if (different > most) {
      most = different;
      first = Math.max(0, i - WORDS_BEFORE);
    }
  }

  const shown = words.slice(first, first + WORDS_SHOWN);
  const last = shown.at(-1);
  if (!last) return [];
  const start = first > 0 ? shown[0].start : 0;
  const isCut = first + WORDS_SHOWN < words.length;
  /** @type {Piece[]} */
  const pieces = first > 0 ? [{ text: '… ', isMatch: false }] : [];
  let end = start;
  for (const word of shown) {
    if (word.end - start > LONGEST_PASSAGE) break;
    if (word.match === null) continue;
    pieces.push({ text: text.slice(end, word.start), isMatch: false });
    pieces.push({ text: text.slice(word.start, word.end), isMatch: true });
    end = word.end;
  }
  const passageEnd = Math.min(isCut ? last.end : text.length, start + LONGEST_PASSAGE);
  pieces.push({ text: text.slice(end, passageEnd) + (isCut ? ' …' : ''), isMatch: false });
  return pieces;
}
