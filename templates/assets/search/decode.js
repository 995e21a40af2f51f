// @ts-check
// Decoding: what the files of the index hold, and in which file something lies. They are encoded in
// src/search/postings.rs; src/search/mod.rs says why.

/** @typedef {Map<number, number>} Postings the records that have a word or a value, each with a weight */
/**
 * @typedef {object} IndexWord a word of the index
 * @property {string} word
 * @property {number} level how frequent it is, on a scale of logarithms
 * @property {string} stem
 */

/** The digits of numbers in the index, in the order of their values. */
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** @type {ReadonlyMap<string, number>} */
const VALUE_OF_DIGIT = new Map([...DIGITS].map((digit, value) => [digit, value]));

/**
 * Returns the value of a digit.
 * @param {string} digit
 */
function digitValue(digit) {
  const value = VALUE_OF_DIGIT.get(digit);
  if (value === undefined) throw new Error(`the index has the digit ${digit}`);
  return value;
}

/**
 * Decodes the numbers of records. Each is written as the difference from the one before, five bits a
 * digit, the lowest first, and followed by its weight unless all have the same.
 * @param {string} text
 * @param {number} [weight] the weight of all
 * @returns {Postings}
 */
function decodePostings(text, weight) {
  const MORE_FOLLOWS = 32;
  const postings = new Map();
  let at = 0;
  let number = 0;
  while (at < text.length) {
    let digit;
    let unit = 1;
    do {
      digit = digitValue(text[at++]);
      number += (digit % MORE_FOLLOWS) * unit;
      unit *= MORE_FOLLOWS;
    } while (digit >= MORE_FOLLOWS);
    postings.set(number, weight ?? digitValue(text[at++]));
  }
  return postings;
}

/**
 * Decodes the words of a file. A word is written as the length of the beginning that it shares with
 * the word before, the rest of it, a dot, and how frequent it is; where its stem is another word, the
 * number of letters that the stem lacks at the end and those that it has instead follow.
 * @param {string} text
 * @returns {IndexWord[]}
 */
function decodeWords(text) {
  /** @type {string[]} */
  let letters = [];
  return text.split(' ').filter(Boolean).map((entry) => {
    const [rest, end] = entry.slice(1).split('.');
    letters = [...letters.slice(0, digitValue(entry[0])), ...rest];
    const word = letters.join('');
    let stem = word;
    if (end.length > 1) {
      const kept = letters.slice(0, letters.length - digitValue(end[1]));
      stem = kept.join('') + end.slice(2);
    }
    return { word, level: digitValue(end[0]), stem };
  });
}

/**
 * Hashes a text (FNV-1a, 32 bits).
 * @param {string} text
 */
function hashOf(text) {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/**
 * Returns the number of the file, out of so many, that a text lies in by its hash.
 * @param {string} text
 * @param {number} fileCount
 */
function fileOf(text, fileCount) {
  const spread = Math.imul(hashOf(text), 0x9e3779b1) >>> 0;
  return Math.floor((spread * fileCount) / 2 ** 32);
}

/**
 * Decodes the numbers of records without weights.
 * @param {string} text
 */
function decodeNumbers(text) {
  return [...decodePostings(text, 0).keys()];
}
