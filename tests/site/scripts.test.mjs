// What is published of scripts and style sheets is what was written, but for the comments. A parser of
// scripts and a browser read both.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { tokenize } from 'espree';
import { browserForTests } from './browser.mjs';
import { sitesUnderTest } from './site.mjs';

const SOURCES = join(import.meta.dirname, '../../templates/assets');
const [site] = sitesUnderTest();
const browser = browserForTests();

const source = (name) => readFileSync(join(SOURCES, name), 'utf8');
const published = (name) => {
  const [stem, ending] = name.split('.');
  const path = [...site.files].find((file) => new RegExp(`^assets/${stem}\\.[0-9a-f]+\\.${ending}$`).test(file));
  return readFileSync(join(site.root, path), 'utf8');
};
const namesOf = (ending) => readdirSync(SOURCES).filter((name) => name.endsWith(ending));

/** The tokens of a script, without those of the messages that are put into it. */
function tokensOf(script) {
  const text = script.replace(/(const messages = ).*;/, '$1{};');
  return tokenize(text, { ecmaVersion: 2023 }).map(({ type, value }) => `${type} ${value}`);
}

/** The lines of a text that are not blank. */
const linesOf = (text) => text.split('\n').filter((line) => line.trim());

for (const name of namesOf('.js')) {
  test(`${name} has the tokens that were written, and no comments`, () => {
    assert.deepEqual(tokensOf(published(name)), tokensOf(source(name)));
    const comments = tokenize(published(name), { ecmaVersion: 2023, comment: true }).filter(({ type }) =>
      ['Block', 'Line'].includes(type),
    );
    assert.deepEqual(comments, []);
  });
}

test('search.js has the tokens of all its parts', () => {
  const tokens = tokensOf(published('search.js')).join('\n');
  const parts = readdirSync(join(SOURCES, 'search'));
  assert.ok(parts.length > 1);
  for (const part of parts) {
    assert.ok(tokens.includes(tokensOf(source(join('search', part))).join('\n')), part);
  }
});

for (const name of namesOf('.css')) {
  test(`${name} has the rules that were written, and no comments`, async () => {
    assert.doesNotMatch(published(name), /\/\*/);
    // A line of the source may go on with a comment.
    const lines = linesOf(source(name));
    assert.deepEqual(linesOf(published(name)).filter((line) => !lines.some((whole) => whole.startsWith(line))), []);
    const page = await browser.newPage();
    const [given, written] = await page.evaluate((texts) =>
      texts.map((text) => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(text);
        return [...sheet.cssRules].map((rule) => rule.cssText);
      }), [published(name), source(name)]);
    assert.ok(written.length > 0);
    assert.deepEqual(given, written);
    await page.close();
  });
}
