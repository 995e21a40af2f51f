// What a reader's browser makes of a site, from a disk and from a strict host.

import { after, before, describe, test } from 'node:test';
import axe from 'axe-core';
import { launch, watch } from './browser.mjs';
import { serve } from './server.mjs';
import { assertNone, follow, onePageOfEachKind, sitesUnderTest } from './site.mjs';

const WIDE = { width: 1280, height: 800 };
const NARROW = { width: 360, height: 740 };
const NARROWEST = { width: 320, height: 640 };

const SCREEN = { colorScheme: 'light', forcedColors: 'none' };
const MODES = {
  light: { viewport: WIDE, media: SCREEN },
  dark: { viewport: WIDE, media: { ...SCREEN, colorScheme: 'dark' } },
  'forced colours': { viewport: WIDE, media: { ...SCREEN, forcedColors: 'active' } },
  '320 px': { viewport: NARROWEST, media: SCREEN },
};

const ACCESSIBILITY = {
  runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  resultTypes: ['violations'],
  preload: false,
};

let browser;
before(async () => {
  browser = await launch();
});
after(() => browser?.close());

const sites = sitesUnderTest();
for (const site of sites) {
  describe(site.name, () => {
    test('opens from a disk without an error and never scrolls sideways', async () => {
      const page = await browser.newPage();
      const problems = watch(page, site.url);
      // 404.html has absolute paths, so it works on a host only.
      for (const path of onePageOfEachKind(site).filter((path) => path !== '404.html')) {
        await page.goto(site.url + path);
        for (const viewport of [NARROW, WIDE]) {
          await page.setViewportSize(viewport);
          const culprits = await page.evaluate(elementsTooWide);
          if (culprits) problems.push(`${path}: at ${viewport.width} px too wide: ${culprits}`);
        }
      }
      await page.close();
      assertNone(problems);
    });

    test('keeps to a strict Content-Security-Policy', () =>
      onHost(site, async (page, url) => {
        const problems = watch(page, url);
        for (const path of onePageOfEachKind(site)) await page.goto(url + path);
        return problems;
      }));

    test('is accessible', () =>
      onHost(site, async (page, url) => {
        const problems = [];
        for (const path of onePageOfEachKind(site)) {
          await page.goto(url + path);
          await page.evaluate(axe.source);
          for (const [mode, { viewport, media }] of Object.entries(MODES)) {
            await page.setViewportSize(viewport);
            await page.emulateMedia(media);
            const culprits = await page.evaluate(elementsTooWide);
            if (culprits) problems.push(`${path} (${mode}): too wide: ${culprits}`);
            const { violations } = await page.evaluate((options) => window.axe.run(options), ACCESSIBILITY);
            for (const { id, help, nodes } of violations) {
              const places = nodes.map(
                ({ target, failureSummary }) => `\n    ${target}: ${failureSummary.replace(/\s+/g, ' ')}`,
              );
              problems.push(`${path} (${mode}): ${id}: ${help}${places.join('')}`);
            }
          }
        }
        return problems;
      }));

    test('leads from home by a briefing and a person to another briefing', async (t) => {
      const walk = walkOf(site);
      if (!walk) {
        // A small archive may have no such links; the sample, which comes first, must.
        if (site === sites[0]) throw new Error('no links lead that way');
        return t.skip('no links lead that way');
      }
      const page = await browser.newPage({ viewport: NARROW });
      const problems = watch(page, site.url);
      await page.goto(`${site.url}index.html`);
      for (const { url, file } of walk) {
        await page.locator(`a[href=${JSON.stringify(url)}]:visible`).first().click({ timeout: 5000 });
        await page.waitForURL((reached) => reached.href.split('#')[0] === site.url + file, { timeout: 5000 });
      }
      await page.close();
      assertNone(problems);
    });
  });
}

/** Runs `check` on a page of its own with the site served over HTTP. */
async function onHost(site, check) {
  const host = await serve(site);
  const page = await browser.newPage();
  try {
    assertNone(await check(page, host.url));
  } finally {
    await page.close();
    host.close();
  }
}

/** In the page: what reaches over the right edge, when the page then scrolls sideways. */
function elementsTooWide() {
  const { clientWidth, scrollWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return null;
  return [...document.body.querySelectorAll('*')]
    .filter((element) => element.getBoundingClientRect().right > clientWidth)
    .slice(-3)
    .map((element) => element.outerHTML.slice(0, 120))
    .join(' … ');
}

/** The first links that lead from home to a briefing, a person and another briefing. */
function walkOf(site) {
  const linksTo = (from, folder) =>
    site.pages
      .get(from)
      .links.filter(({ tag }) => tag === 'a')
      .map(({ url }) => ({ url, file: follow(site, from, url).file }))
      .filter(({ file }) => file?.startsWith(folder) && !file.endsWith('/index.html') && site.pages.has(file));

  for (const briefing of linksTo('index.html', 'briefings/')) {
    for (const person of linksTo(briefing.file, 'people/')) {
      const another = linksTo(person.file, 'briefings/').find(({ file }) => file !== briefing.file);
      if (another) return [briefing, person, another];
    }
  }
  return null;
}
