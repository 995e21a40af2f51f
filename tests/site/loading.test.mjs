// The cost of a page for the reader who opens it: the sizes of pages, style sheets and scripts, and
// that nothing moves while they load.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { browserForTests, NARROW, watch, WIDE } from './browser.mjs';
import { serve } from './server.mjs';
import { assertNone, follow, onePageOfEachKind, sitesUnderTest } from './site.mjs';

const MOST_AROUND = 5 * 1024;
const MOST_IN_THE_MEDIAN = 24 * 1024;
// After gzip, as hosts send them.
const MOST_OF_STYLE_SHEETS = 8 * 1024;
const MOST_OF_SCRIPTS_OF_A_PAGE = 4 * 1024;
const MOST_OF_SEARCH = 14 * 1024;

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

for (const site of sites) {
  const assets = [...site.files].filter((path) => path.startsWith('assets/'));
  const isOfSearch = (path) => /^assets\/search\.[0-9a-f]+\.js$/.test(path);
  /** Adds up what files take after gzip. */
  const sizeOf = (paths) => paths.reduce((sum, path) => sum + gzipSync(readFileSync(join(site.root, path))).length, 0);
  /** Fails for files that there are none of, and for those that are over their budget. */
  const assertWithin = (most, paths, what) => {
    assert.ok(paths.length > 0, `there are no ${what}`);
    const size = sizeOf(paths);
    assert.ok(size <= most, `${what}: ${size} bytes after gzip, and ${most} at most`);
  };

  test(`${site.name}: style sheets are small`, () => {
    assertWithin(MOST_OF_STYLE_SHEETS, assets.filter((path) => path.endsWith('.css')), 'style sheets');
  });

  test(`${site.name}: the scripts of every page are small`, () => {
    const others = assets.filter((path) => path.endsWith('.js') && !isOfSearch(path));
    assertWithin(MOST_OF_SCRIPTS_OF_A_PAGE, others, 'scripts of a page');
    for (const path of onePageOfEachKind(site)) {
      const scripts = site.pages.get(path).links.filter(({ tag }) => tag === 'script');
      const loaded = scripts.map(({ url }) => follow(site, path, url).file).filter((file) => file && !isOfSearch(file));
      assert.deepEqual(loaded.filter((file) => !others.includes(file)), [], path);
    }
  });

  if (site.files.has('search.html')) {
    test(`${site.name}: the script of search is small`, () => {
      assertWithin(MOST_OF_SEARCH, assets.filter(isOfSearch), 'scripts of search');
    });
  }
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
