// What a reader's browser makes of a site that lies on a disk.

import { describe, test } from 'node:test';
import { browserForTests, elementsTooWide, NARROW, watch, WIDE } from './browser.mjs';
import { assertNone, follow, onePageOfEachKind, sitesUnderTest } from './site.mjs';

const browser = browserForTests();

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
