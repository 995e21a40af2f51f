// Search in an archive of so many briefings that lists are in tiers and ranges (many.mjs): what is
// found, and how much is fetched before it is shown. CHANCERY_MANY names the built site.

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { browserForTests } from './browser.mjs';
import { COMMON, KINDS, MANY, RARE, has, kindOf, yearOf } from './many.mjs';
import { clientOf } from './search.mjs';
import { serve } from './server.mjs';
import { readSite } from './site.mjs';

const browser = browserForTests();
const MOST_BYTES = 100_000;
const site = readSite(process.env.CHANCERY_MANY);
const briefings = [...Array(MANY).keys()];
/** Every set of one to eight of the words. */
const sets = [...Array(2 ** COMMON.length).keys()].slice(1).map((bits) => COMMON.filter((_, i) => bits & (1 << i)));
const withAll = (words) => briefings.filter((n) => words.every((word) => has(n, COMMON.indexOf(word))));
const pathOf = (n) => `briefings/number-${n}.html`;
const sum = (numbers) => [...numbers].reduce((a, b) => a + b, 0);

describe('an archive of many briefings', () => {
  test('what is found from tiers and ranges is what has the words', async () => {
    const client = clientOf(site.root);
    for (const words of sets.filter((_, i) => i % 24 === 0)) {
      const expected = withAll(words);
      const { results, count } = await client.find(words.join(' '), { all: true });
      assert.equal(count, expected.length, words.join(' '));
      if (expected.length > 100) continue;
      const paths = await Promise.all(results.map(async (number) => (await client.record(number)).path));
      assert.deepEqual(paths.sort(), expected.map(pathOf).sort(), words.join(' '));
    }
  });

  for (const [what, chosen, isIn] of [
    ['any number of common words', {}, () => true],
    ['common words and a kind', { kind: [KINDS[0]] }, (n) => kindOf(n) === KINDS[0]],
    ['common words and an old year', { year: ['1991'] }, (n) => yearOf(n) === 1991],
  ]) {
    test(`${what} fetch at most ${MOST_BYTES} bytes`, async () => {
      for (const words of sets.filter((_, i) => i % 8 === 0)) {
        const client = clientOf(site.root);
        const { results, some } = await client.find(words.join(' '), { chosen });
        const records = await Promise.all(results.slice(0, 10).map((number) => client.record(number)));
        const bytes = sum(client.loaded.values());
        assert.ok(bytes <= MOST_BYTES, `${words}: ${bytes} bytes`);
        const expected = new Set(withAll(words).filter(isIn).map(pathOf));
        assert.equal(some, expected.size === 0 && words.length > 1, words.join(' '));
        if (!some) assert.ok(records.length > 0 && records.every(({ path }) => expected.has(path)), words.join(' '));
      }
    });
  }

  test('words of which the rarest has nothing in common with another fetch no more of the others', async () => {
    const client = clientOf(site.root);
    const { some, whole } = await client.find(`${COMMON.join(' ')} nothingness`);
    assert.deepEqual([some, whole], [true, true]);
    assert.ok(![...client.loaded.keys()].some((file) => file.startsWith('rest/')), [...client.loaded.keys()].join());
  });

  test('what is not found within the bound is found when it goes on', async () => {
    const rare = briefings.filter((n) => COMMON.every((_, word) => has(n, word)));
    const client = clientOf(site.root);
    const found = new Set();
    for (let tries = 1; ; tries *= 2) {
      const { results, whole, some } = await client.find(COMMON.join(' '), { tries, most: MANY });
      if (!some) results.forEach((number) => found.add(number));
      assert.ok(tries <= 2 ** 12);
      if (whole) break;
    }
    assert.equal(found.size, rare.length);
  });

  test('a value that nearly all have is listed by those that do not have it', async () => {
    const client = clientOf(site.root);
    const status = ['held'];
    const alone = await client.find('', { chosen: { status } });
    assert.equal(alone.count, MANY);
    assert.ok(sum(client.loaded.values()) <= MOST_BYTES / 2);
    const both = await client.find(COMMON[0], { chosen: { status }, all: true });
    assert.equal(both.count, withAll([COMMON[0]]).length);
    const held = (await client.count('status', both.results)).find(({ value }) => value === 'held');
    assert.equal(held.count, both.count);
  });

  test('an old year alone is found without the others', async () => {
    const client = clientOf(site.root);
    const { results, count } = await client.find('', { chosen: { year: ['1991'] } });
    assert.equal(count, briefings.filter((n) => yearOf(n) === 1991).length);
    const dates = await Promise.all(results.slice(0, 10).map(async (number) => (await client.record(number)).date));
    assert.ok(dates.every((date) => date.endsWith('1991')), dates.join());
    assert.ok(sum(client.loaded.values()) <= MOST_BYTES);
  });

  test('a phrase is looked for in few texts at once, and in more until it is found', async () => {
    const client = clientOf(site.root);
    const first = await client.find(`"${RARE.phrase}"`);
    assert.ok(sum(client.loaded.values()) <= MOST_BYTES);
    assert.deepEqual([first.results.length, first.whole, first.looked], [0, false, 8]);
    const { results, whole } = await client.find(`"${RARE.phrase}"`, { tries: MANY });
    assert.ok(whole);
    assert.deepEqual((await Promise.all(results.map((number) => client.record(number)))).map(({ path }) => path), [pathOf(RARE.briefing)]);
  });

  test('the page says how far a phrase was looked for, and goes on when it is asked to', async () => {
    const { url, close } = await serve(site);
    const page = await browser.newPage();
    try {
      await page.goto(`${url}search.html?q=${encodeURIComponent(`"${RARE.phrase}"`)}`);
      await page.waitForFunction(() => document.querySelector('[role=status]')?.textContent.includes('512'));
      for (let asked = 0; asked < 6 && !(await page.$('.results li')); asked++) {
        const before = await page.textContent('[role=status]');
        await page.click('main button');
        await page.waitForFunction((before) => document.querySelector('[role=status]').textContent !== before, before);
      }
      assert.equal(await page.getAttribute('.results a', 'href'), pathOf(RARE.briefing));
    } finally {
      await page.close();
      close();
    }
  });
});
