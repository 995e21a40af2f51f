// Every kind of page as axe-core sees it, in all the ways that a page may be looked at, from a host
// with a strict Content-Security-Policy.

import { describe, test } from 'node:test';
import axe from 'axe-core';
import { browserForTests, elementsTooWide, watch, WIDE } from './browser.mjs';
import { serve } from './server.mjs';
import { assertNone, onePageOfEachKind, sitesUnderTest } from './site.mjs';

const SCREEN = { media: 'screen', colorScheme: 'light', forcedColors: 'none' };
const MODES = {
  light: { viewport: WIDE, media: SCREEN },
  dark: { viewport: WIDE, media: { ...SCREEN, colorScheme: 'dark' } },
  'forced colours': { viewport: WIDE, media: { ...SCREEN, forcedColors: 'active' } },
  print: { viewport: WIDE, media: { ...SCREEN, media: 'print' } },
  '320 px': { viewport: { width: 320, height: 640 }, media: SCREEN },
  // The text of a page is a little larger than what the browser begins with.
  '200 % text': { viewport: WIDE, media: SCREEN, rootSize: '212.5%' },
};

// The others have the same kinds of page: one in numbers, the rest in other languages.
const IN_EVERY_MODE = ['sample', 'isles'];
const EVERY_PAGE = 'generated';

const RULES = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  resultTypes: ['violations'],
  preload: false,
};

const browser = browserForTests();

for (const site of sitesUnderTest()) {
  describe(site.name, () => {
    const pages = [...site.pages].filter(([, { isRedirect }]) => !isRedirect).map(([path]) => path);

    if (IN_EVERY_MODE.includes(site.name)) {
      test('every kind of page is accessible in every mode', () =>
        visit(site, onePageOfEachKind(site), () => Object.keys(MODES)));

      test('and without scripts', () =>
        visit(site, onePageOfEachKind(site), () => ['light'], (page) => page.route('**/*.js', (route) => route.fulfill({ body: '' }))));
    } else {
      test('pages are accessible in one mode after another', () => {
        const modes = Object.keys(MODES);
        const paths = site.name === EVERY_PAGE ? pages : onePageOfEachKind(site);
        return visit(site, paths, (n) => [modes[n % modes.length]]);
      });
    }
  });
}

/** Opens pages of a site from a host and runs axe on each in its modes, on one tab. */
async function visit(site, paths, modesOf, prepare = () => {}) {
  const host = await serve(site);
  const page = await browser.newPage();
  try {
    await page.addInitScript(axe.source);
    await prepare(page);
    const problems = watch(page, host.url);
    for (const [n, path] of paths.entries()) {
      await page.goto(host.url + path);
      for (const mode of modesOf(n)) {
        for (const problem of await inMode(page, MODES[mode])) problems.push(`${path} (${mode}): ${problem}`);
      }
    }
    assertNone(problems);
  } finally {
    await page.close();
    host.close();
  }
}

/** Changes how the page is looked at, and gives what is wrong with it then. */
async function inMode(page, { viewport, media, rootSize = '' }) {
  await page.setViewportSize(viewport);
  await page.emulateMedia(media);
  await page.evaluate((size) => (document.documentElement.style.fontSize = size), rootSize);
  const culprits = media.media === 'screen' && (await page.evaluate(elementsTooWide));
  const violations = await page.evaluate((rules) => window.axe.run(rules).then(({ violations }) => violations), RULES);
  const problems = violations.map(({ id, help, nodes }) => {
    const places = nodes.map(({ target, failureSummary }) => `\n    ${target}: ${failureSummary.replace(/\s+/g, ' ')}`);
    return `${id}: ${help}${places.join('')}`;
  });
  return culprits ? [`too wide: ${culprits}`, ...problems] : problems;
}
