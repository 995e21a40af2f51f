// Search as a reader has it: what must come first for a query, and the page, the palette and the
// previews in a browser, from a disk and from a strict host.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import axe from 'axe-core';
import { launch, watch } from './browser.mjs';
import { clientOf } from './search.mjs';
import { serve } from './server.mjs';
import { assertNone, sitesUnderTest } from './site.mjs';

/** What must come first in the archive that ships with the project. */
const SAMPLE = [
  ['Lavrov', 'people/sergei-lavrov.html'],
  ['lavrov', 'people/sergei-lavrov.html'],
  ['Sergey Lavrov', 'people/sergei-lavrov.html'],
  ['Лавров', 'people/sergei-lavrov.html'],
  ['Сергей Лавров', 'people/sergei-lavrov.html'],
  ['ЛАВРОВ', 'people/sergei-lavrov.html'],
  ['lavr', 'people/sergei-lavrov.html'],
  ['lavrv', 'people/sergei-lavrov.html'],
  ['lavrpv', 'people/sergei-lavrov.html'],
  ['рябков', 'people/sergei-ryabkov.html'],
  ['Riabkov', 'people/sergei-ryabkov.html'],
  ['ryabk', 'people/sergei-ryabkov.html'],
  ['Obama', 'people/barack-obama.html'],
  ['barack', 'people/barack-obama.html'],
  ['Zakharova', 'people/maria-zakharova.html'],
  ['zakharvoa', 'people/maria-zakharova.html'],
  ['Erdogan', 'people/recep-tayyip-erdogan.html'],
  ['Erdoğan', 'people/recep-tayyip-erdogan.html'],
  ['Biden', 'people/joe-biden.html'],
  ['Riyadh', 'venues/riyadh.html'],
  ['prisoner exchanges', 'topics/prisoner-exchanges.html'],
  ['lavrov istanbul', 'briefings/2025-02-26-lavrov-on-istanbul-agenda.html'],
  ['negotiating', 'briefings/2022-prisoner-exchange-talks.html'],
  ['"Russian–American talks"', 'series/russian-american-talks-2025.html'],
];

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

for (const site of sitesUnderTest().filter((site) => site.files.has('search.html'))) {
  const isSample = site.files.has('people/sergei-lavrov.html');

  describe(`${site.name}: queries`, () => {
    const client = clientOf(site.root);
    for (const [query, expected] of isSample ? SAMPLE : []) {
      test(query, async () => {
        const { results } = await client.find(query);
        assert.equal((await client.record(results[0]))?.path, expected);
      });
    }

    test('whatever is asked has an answer', async () => {
      for (const query of ['', '"', '""""""', '“', 'x'.repeat(10_000), 'a b '.repeat(2500), '<script>', '\u202e\u0000', '()[]*+?']) {
        assert.ok(Array.isArray((await client.find(query)).results.slice()), query.slice(0, 20));
      }
    });

    test('every record is found by the path of its page', async () => {
      const pages = [...site.pages].filter(([, page]) => !page.isRedirect).map(([path]) => path);
      for (const path of pages.filter((path) => /^(briefings|people|venues)\/[^/]+\.html$/.test(path) && !path.endsWith('index.html')).slice(0, 100)) {
        assert.equal((await client.of(path))?.path, path);
      }
    });
  });

  describe(`${site.name}: in a browser`, () => {
    const onPage = async (url, then) => {
      const page = await browser.newPage();
      const problems = watch(page, url);
      try {
        await then(page);
      } finally {
        await page.close();
      }
      assertNone(problems);
    };
    const isAccessible = async (page) => {
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate(() => axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'], preload: false }));
      assertNone(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`));
    };

    for (const [where, open] of [
      ['a disk', async () => ({ url: site.url, close() {} })],
      ['a strict host', () => serve(site)],
    ]) {
      test(`the page and the palette work from ${where}`, async () => {
        const { url, close } = await open();
        await onPage(url, async (page) => {
          await page.goto(`${url}search.html`);
          await page.fill('.find input', 'a');
          await page.waitForFunction(() => document.querySelector('[role=status]').textContent !== '');
          await page.click('.facets summary');
          await isAccessible(page);
          await page.goto(`${url}index.html`);
          await page.keyboard.press('/');
          await page.waitForSelector('dialog[open] input');
          await isAccessible(page);
          await page.keyboard.press('Escape');
          assert.equal(await page.$('dialog[open]'), null);
        }).finally(close);
      });
    }

    test('a part of the index that is missing is told of', async () => {
      const { url, close } = await serve({ ...site, files: new Set([...site.files].filter((path) => !path.startsWith('search/words/'))) });
      try {
        const page = await browser.newPage();
        await page.goto(`${url}search.html?q=abc`);
        await page.waitForFunction(() => {
          const { broken } = document.querySelector('[data-broken]').dataset;
          return document.querySelector('[role=status]')?.textContent.includes(broken);
        });
        await page.close();
      } finally {
        close();
      }
    });
  });
}
