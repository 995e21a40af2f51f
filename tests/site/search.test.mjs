// Search as a reader has it: what must come first for a query, and the page, the palette and the
// previews in a browser, from a disk and from a strict host.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import axe from 'axe-core';
import { browserForTests, watch } from './browser.mjs';
import { clientOf } from './search.mjs';
import { serve } from './server.mjs';
import { assertNone, sitesUnderTest } from './site.mjs';

/** What must come first, by the page that tells an archive: `[query, path, { chosen, sort }]`. */
const EXPECTED = {
  // The archive that ships with the project.
  'people/sergei-lavrov.html': [
    ['Lavrov', 'people/sergei-lavrov.html'],
    ['Sergey Lavrov', 'people/sergei-lavrov.html'],
    ['Лавров', 'people/sergei-lavrov.html'],
    ['Сергей Лавров', 'people/sergei-lavrov.html'],
    ['ЛАВРОВ', 'people/sergei-lavrov.html'],
    ['lavr', 'people/sergei-lavrov.html'],
    ['lavrv', 'people/sergei-lavrov.html'],
    ['lavrpv', 'people/sergei-lavrov.html'],
    ['larov', 'people/sergei-lavrov.html'],
    ['рябков', 'people/sergei-ryabkov.html'],
    ['Riabkov', 'people/sergei-ryabkov.html'],
    ['ryabk', 'people/sergei-ryabkov.html'],
    ['barack', 'people/barack-obama.html'],
    ['zakharvoa', 'people/maria-zakharova.html'],
    ['Erdogan', 'people/recep-tayyip-erdogan.html'],
    ['Erdoğan', 'people/recep-tayyip-erdogan.html'],
    ['Byrns', 'people/william-burns.html'],
    ['Нарышкин', 'people/sergei-naryshkin.html'],
    ['narishkin', 'people/sergei-naryshkin.html'],
    ['Riyadh', 'venues/riyadh.html'],
    ['Эр-Рияд', 'venues/riyadh.html'],
    ['анкара', 'venues/ankara.html'],
    ['istnabul', 'venues/istanbul.html'],
    ['CIA', 'organizations/cia.html'],
    ['США', 'organizations/united-states.html'],
    ['state department', 'organizations/us-state-department.html'],
    ['prisoner exchanges', 'topics/prisoner-exchanges.html'],
    ['visa', 'topics/visas.html'],
    ['lavrov istanbul', 'briefings/2025-02-26-lavrov-on-istanbul-agenda.html'],
    ['negotiating', 'briefings/2022-prisoner-exchange-talks.html'],
    ['"Russian–American talks"', 'series/russian-american-talks-2025.html'],
    ['', 'briefings/2025-02-18-riyadh-talks.html', { chosen: { person: ['sergei-lavrov'], venue: ['riyadh'] } }],
    ['istanbul', 'briefings/2025-02-27-istanbul-consultations.html', { chosen: { venue: ['istanbul'], year: ['2025'] }, sort: 'date' }],
  ],
  // The invented archive that uses the whole content model, in many scripts.
  'series/lamp-jubilee.html': [
    ['Verrin', 'people/jossa-verrin.html'],
    ['crewel', 'people/obadan-crewell.html'],
    ['pirowel', 'people/nessa-pirrowel.html'],
    ['瀾司庭', 'people/lansiting.html'],
    ['司庭', 'people/lansiting.html'],
    ['瀾', 'people/lansiting.html'],
    ['Тавенцо', 'people/yurmil-taventso.html'],
    ['ТАВЕНЦ', 'people/yurmil-taventso.html'],
    ['المرفاوي', 'people/slmr-lmrfwy.html'],
    ['الجولة الثانية', 'briefings/2018-03-second-round-ar.html'],
    ['drapeaux', 'briefings/1976-kestrand-on-the-lamp.html'],
    ['deuxieme session', 'briefings/2018-03-second-round-fr.html'],
    ['detroit du milieu', 'organizations/middle-sound-commission.html'],
    ['lighthouses', 'topics/lighthouses.html'],
    ['fog horn', 'topics/fog-signals.html'],
    ['kestrnad', 'organizations/kestrand.html'],
    ['Port Ellory', 'venues/port-ellory.html'],
    ['chart room', 'venues/chart-room.html'],
    ['jubilee', 'series/lamp-jubilee.html'],
    ['interim rules', 'briefings/2017-interim-lane-rules.html'],
    ['"put off"', 'briefings/2018-02-second-round-postponed.html'],
    ['"Middle Sound Commission"', 'organizations/middle-sound-commission.html'],
    ['', 'briefings/2022-11-fog-signal-meeting.html', { chosen: { status: ['cancelled'] } }],
    ['verrin', 'briefings/2019-10-verrin-crewell-call.html', { chosen: { kind: ['call'] } }],
  ],
  // The archive of generate.mjs.
  'briefings/number-1.html': [
    ['norlnd', 'organizations/norland.html'],
    ['chloe haddad', 'people/chloe-haddad.html'],
    ['Chloé Haddad', 'people/chloe-haddad.html'],
    ['aldm', 'venues/aldmark.html'],
    ['fishing', 'topics/fishing.html'],
    ['fishing talks', 'series/fishing-talks.html'],
    ['cordova paper', 'outlets/the-cordova-paper.html'],
    ['"Norland and Sudland" 36', 'briefings/number-36.html'],
    ['westland rail 27', 'briefings/number-27.html'],
    ['', 'briefings/number-47.html', { chosen: { year: ['2021'], topic: ['visas'] } }],
    ['spoke', 'briefings/number-54.html', { chosen: { kind: ['meeting'] }, sort: 'date' }],
  ],
};

/** Reads a table in CSV (RFC 4180): its rows, by the names of the columns. */
function rowsOf(csv) {
  const rows = [[]];
  for (const [, quoted, plain, end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/g)) {
    rows.at(-1).push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === '\r\n') rows.push([]);
  }
  const [columns, ...others] = rows.filter((row) => row.length > 1);
  return others.map((row) => Object.fromEntries(columns.map((column, i) => [column, row[i]])));
}

const browser = browserForTests();

for (const site of sitesUnderTest().filter((site) => site.files.has('search.html'))) {
  const expected = Object.entries(EXPECTED).flatMap(([page, queries]) => (site.files.has(page) ? queries : []));

  describe(`${site.name}: queries`, () => {
    const client = clientOf(site.root);
    for (const [query, path, narrowed = {}] of expected) {
      test(`${query} ${narrowed.chosen ? JSON.stringify(narrowed.chosen) : ''}`, async () => {
        const { results } = await client.find(query, narrowed);
        assert.equal((await client.record(results[0]))?.path, path);
      });
    }

    if (site.files.has('people/sergei-lavrov.html')) {
      test('a name that is misspelled is told of', async () => {
        assert.equal((await client.find('lavrpv istanbul')).instead.get('lavrpv'), 'lavrov');
      });
    }

    if (site.files.has('data/attendance.csv')) {
      test('facets hold what the tables hold', async () => {
        const briefings = new Set();
        const status = (await client.count('status', null)).map(({ value }) => value);
        const { results: all } = await client.find('', { chosen: { status } });
        for (const [facet, table, column, briefing] of [
          ['person', 'attendance', 'person', 'briefing'],
          ['topic', 'briefing_topics', 'topic', 'briefing'],
          ['series', 'briefings', 'series', 'id'],
          ['kind', 'briefings', 'kind', 'id'],
          ['status', 'briefings', 'status', 'id'],
        ]) {
          const held = new Map();
          for (const row of rowsOf(readFileSync(join(site.root, `data/${table}.csv`), 'utf8'))) {
            briefings.add(row[briefing]);
            if (row[column]) held.set(row[column], (held.get(row[column]) ?? new Set()).add(row[briefing]));
          }
          const counts = (pairs) => Object.fromEntries([...pairs].sort(([a], [b]) => (a < b ? -1 : 1)));
          // As a facet says by itself, and as it is counted among results that are all.
          for (const numbers of [null, all]) {
            assert.deepEqual(
              counts((await client.count(facet, numbers)).map(({ value, count }) => [value, count])),
              counts([...held].map(([value, of]) => [value, of.size])),
              facet,
            );
          }
        }
        assert.ok(briefings.size > 1);
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
        assert.equal((await client.recordAt(path))?.path, path);
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

    // The rest is the same in every language.
    if (expected.length === 0) return;

    /** Opens a page of the site as a host serves it, some files of which may be other than they should. */
    const onHost = async (path, then, { files = {}, options = {} } = {}) => {
      const { url, close } = await serve(site);
      const page = await browser.newPage(options);
      try {
        for (const [pattern, body] of Object.entries(files)) {
          await page.route(pattern, (route) => (body === null ? route.abort() : route.fulfill({ contentType: 'text/javascript', body })));
        }
        await page.goto(url + path);
        await then(page, url);
      } finally {
        await page.close();
        close();
      }
    };
    const someBriefing = [...site.pages.keys()].find((path) => /^briefings\/(?!index)[^/]+\.html$/.test(path) && !site.pages.get(path).isRedirect);
    const title = readFileSync(join(site.root, someBriefing), 'utf8').match(/<h1[^]*?<\/h1>/)[0].replace(/<[^>]*>/g, ' ');
    const [longest] = title.match(/\p{L}+/gu).sort((a, b) => b.length - a.length);
    const query = site.pages.has('people/sergei-lavrov.html') ? 'lavrov istanbul' : longest;

    for (const [what, body] of [['is missing', null], ['is damaged', 'chancerySearch("']]) {
      for (const sort of ['words', 'stems', 'records', 'texts']) {
        test(`a file of ${sort} that ${what} is told of`, async () => {
          await onHost(`search.html?q=${encodeURIComponent(query)}`, (page) => page.waitForFunction(() => {
            const { broken } = document.querySelector('[data-broken]').dataset;
            return document.querySelector('[role=status]')?.textContent.includes(broken);
          }), { files: { [`**/search/${sort}/*.js`]: body } });
        });
      }
      test(`a beginning that ${what} is told of`, async () => {
        await onHost('search.html', (page) => page.waitForFunction(() => {
          const { broken } = document.querySelector('[data-broken]').dataset;
          return document.querySelector('[role=alert]')?.textContent === broken;
        }), { files: { '**/search/start.js': body } });
      });
    }

    test('what is in a record is shown as text', async () => {
      const evil = '<img src=x onerror="document.title=1"><script>document.title=1</script>';
      const record = { path: 'index.html', title: evil, kind: evil, date: evil, where: evil, people: [evil] };
      // Whatever number is asked for has this record.
      const holder = (name, held) => `chancerySearch(${JSON.stringify(name)}, new Proxy({}, { get: () => (${JSON.stringify(held)}) }));`;
      const files = Object.fromEntries([...site.files]
        .filter((path) => /^search\/(records|texts)\//.test(path))
        .map((path) => [`**/${path}`, holder(path.slice('search/'.length, -'.js'.length), path.includes('texts') ? { summary: evil, text: evil } : record)]));
      await onHost(`search.html?q=${encodeURIComponent(query)}`, async (page) => {
        await page.waitForSelector('.results li p:not(:empty)');
        assert.ok((await page.textContent('.results')).includes(evil));
        assert.deepEqual(await page.$$('.results img, .results script'), []);
        assert.notEqual(await page.title(), '1');
      }, { files });
    });

    test('a first query fetches at most 100 KB', async () => {
      let bytes = 0;
      await onHost('search.html', async (page) => {
        page.on('response', async (response) => {
          if (new URL(response.url()).pathname.includes('/search/')) bytes += (await response.body()).length;
        });
        await page.fill('.find input', query);
        await page.waitForSelector('.results li');
        // The passages of the results in view come after.
        await page.waitForTimeout(500);
      });
      assert.ok(bytes > 500 && bytes <= 100_000, `${bytes} bytes`);
    });

    test('what was found is at its URL', async () => {
      await onHost(`search.html?q=${encodeURIComponent(query)}&sort=date`, async (page, url) => {
        await page.waitForSelector('.results li');
        await page.click('.facets details:last-child summary');
        const count = Math.min(10, Number((await page.textContent('.facets [open] label')).match(/\d+$/)[0]));
        await page.click('.facets [open] label');
        await page.waitForFunction(() => location.search.includes('&year='));
        const found = () => page.$$eval('.results a', (links) => links.map((link) => link.href));
        await page.waitForFunction((count) => document.querySelectorAll('.results a').length === count, count);
        const before = await found();
        await page.goto(page.url());
        await page.waitForFunction((count) => document.querySelectorAll('.results a').length === count, count);
        assert.deepEqual(await found(), before);
        assert.equal(await page.inputValue('.find select'), 'date');
        assert.ok(before.length > 0 && page.url().startsWith(url));
      });
    });

    test('the palette is worked by keys', async () => {
      await onHost('index.html', async (page) => {
        await page.keyboard.press('Control+k');
        await page.waitForSelector('dialog[open] input:focus');
        await page.fill('dialog input', query);
        await page.waitForSelector('dialog li:nth-child(2)');
        const active = () => page.$eval('dialog input', (input) => document.getElementById(input.getAttribute('aria-activedescendant')).dataset.href);
        const first = new URL(await active(), page.url()).href;
        await page.keyboard.press('ArrowDown');
        assert.notEqual(new URL(await active(), page.url()).href, first);
        await page.keyboard.press('ArrowUp');
        await page.keyboard.press('Enter');
        await page.waitForURL(first);
      });
    });

    test('a link is previewed when it is hovered over or focused, until Escape', async () => {
      await onHost('index.html', async (page) => {
        const link = page.locator('main :is(td, li, p) a[href^="briefings/"]:not([href$="index.html"])').first();
        await link.hover();
        await page.waitForSelector('.preview');
        assert.equal(await link.getAttribute('aria-describedby'), await page.getAttribute('.preview', 'id'));
        // It can be pointed at without going away.
        await page.hover('.preview');
        assert.ok(await page.isVisible('.preview'));
        await page.keyboard.press('Escape');
        assert.equal(await page.$('.preview'), null);
        await page.mouse.move(0, 0);
        await link.focus();
        await page.waitForSelector('.preview');
        await page.locator('header a').first().focus();
        await page.waitForFunction(() => !document.querySelector('.preview'));
      });
    });

    test('nothing is previewed where links are touched', async () => {
      await onHost('index.html', async (page) => {
        await page.locator('main a[href^="briefings/"]').first().focus();
        await page.waitForTimeout(900);
        assert.equal(await page.$('.preview'), null);
        assert.equal(await page.evaluate(() => typeof globalThis.chancery), 'undefined');
      }, { options: { hasTouch: true, isMobile: true } });
    });

    test('the page explains itself without scripts', async () => {
      await onHost('search.html', async (page) => {
        assert.ok((await page.$$('main a[href$="index.html"]')).length >= 5);
        assert.ok((await page.textContent('main p')).length > 20);
      }, { options: { javaScriptEnabled: false } });
    });

    test('its key is among the keys', async () => {
      await onHost(someBriefing, async (page) => {
        await page.keyboard.press('?');
        assert.ok((await page.$$eval('dialog[open] kbd', (keys) => keys.map((key) => key.textContent))).includes('/'));
      });
    });
  });
}
