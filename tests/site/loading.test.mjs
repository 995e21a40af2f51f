// What a page costs a reader who opens it: how large it is, and that nothing moves while it loads.
// The sizes of style sheets and scripts are held to in the tests of the program itself.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { browserForTests, NARROW, watch, WIDE } from './browser.mjs';
import { serve } from './server.mjs';
import { assertNone, onePageOfEachKind, sitesUnderTest } from './site.mjs';

const MOST_AROUND = 5 * 1024;
const MOST_IN_THE_MEDIAN = 24 * 1024;

const browser = browserForTests();

const sites = sitesUnderTest();
for (const site of sites) {
  test(`${site.name}: head, header and footer are small on every page`, () => {
    const problems = [];
    for (const [path, { size }] of site.pages) {
      const text = readFileSync(join(site.root, path), 'latin1');
      // What a page says of itself to machines is its content, and not what all pages carry.
      const ofItself = text.match(/<script type="application\/ld\+json">.*?<\/script>/s)?.[0].length ?? 0;
      const around = size - ofItself - (text.indexOf('</main>') - text.indexOf('<main'));
      if (around > MOST_AROUND) problems.push(`${path}: ${around} bytes`);
    }
    assertNone(problems);
  });
}

test('the briefings of the sample are small in the median', () => {
  const isBriefing = ([path, { isRedirect }]) => /^briefings\/(?!index)/.test(path) && !isRedirect;
  const sizes = [...sites[0].pages].filter(isBriefing).map(([, { size }]) => size);
  const median = sizes.sort((a, b) => a - b)[Math.floor(sizes.length / 2)];
  assert.ok(median <= MOST_IN_THE_MEDIAN, `${median} bytes`);
});

for (const site of sites.filter(({ name }) => ['sample', 'wahat', 'generated'].includes(name))) {
  describe(site.name, () => {
    test('nothing moves when scripts come late', async () => {
      const host = await serve(site);
      const page = await browser.newPage();
      const problems = watch(page, host.url);
      // The first script is waited for before anything is shown; the others until all is.
      let release;
      let isShown;
      await page.route(/\/assets\/(?!theme).*\.js$/, async (route) => {
        await isShown;
        await route.continue();
      });
      const kinds = onePageOfEachKind(site);
      for (const [viewport, path] of [WIDE, NARROW].flatMap((size) => kinds.map((path) => [size, path]))) {
        isShown = new Promise((shown) => (release = shown));
        await page.setViewportSize(viewport);
        await page.goto(host.url + path, { waitUntil: 'commit' });
        await page.evaluate(shownWhole);
        await page.evaluate(recordMoves);
        release();
        await page.waitForLoadState();
        for (const moved of await page.evaluate(movesSince)) problems.push(`${path} at ${viewport.width} px: ${moved}`);
      }
      await page.close();
      host.close();
      assertNone(problems);
    });
  });
}

/** In the page: waits until it has been read and drawn. */
async function shownWhole() {
  while (document.readyState === 'loading') await new Promise((later) => setTimeout(later, 5));
  while (performance.getEntriesByName('first-contentful-paint').length === 0) {
    await new Promise((drawn) => requestAnimationFrame(drawn));
  }
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
}

/** In the page: notes what moves from now on. */
function recordMoves() {
  window.moves = [];
  const note = ({ value, sources }) => window.moves.push(`${value} ${sources.map(({ node }) => node?.outerHTML?.slice(0, 100))}`);
  new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type: 'layout-shift' });
}

/** In the page: gives what has moved. It is known after the frame in which it did. */
async function movesSince() {
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  return window.moves;
}
