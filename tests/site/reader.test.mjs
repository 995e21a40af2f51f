// What a reader may do with a page: copy, link, sort, filter, choose colours, and use keys. From a
// disk, and from a host with a strict Content-Security-Policy.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { browserForTests, watch } from './browser.mjs';
import { serve } from './server.mjs';
import { onePageOfEachKind, sitesUnderTest } from './site.mjs';

const sites = sitesUnderTest();
const site = sites[0];
const generated = sites.find(({ name }) => name === 'generated') ?? site;
const DARK = 'rgb(22, 23, 26)';
const LIGHT = 'rgb(251, 250, 247)';

const browser = browserForTests();
const hosts = new Map();
before(async () => {
  for (const one of new Set([site, generated])) hosts.set(one, await serve(one));
});
after(() => hosts.forEach((host) => host.close()));

/** The largest page of a folder that is not its index, or the one of a name at the top. */
const pageOf = (site, folder) =>
  onePageOfEachKind(site).find((path) => path.startsWith(folder) && !path.endsWith('/index.html'));

for (const from of ['a disk', 'a host']) {
  describe(`from ${from}`, () => {
    /** Runs `check` on a page of a context of its own, and fails with what the console says. */
    async function on(site, path, check, options = {}) {
      const home = from === 'a disk' ? site.url : hosts.get(site).url;
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
      if (from === 'a host') await context.grantPermissions(['clipboard-read', 'clipboard-write']);
      const page = await context.newPage();
      const problems = watch(page, home);
      await page.goto(home + path);
      await check(page, context, home);
      assert.deepEqual(problems, []);
      await context.close();
    }

    test('a citation is copied, and it is said so', () =>
      on(site, pageOf(site, 'briefings/'), async (page) => {
        // What is copied is pasted into a field, which every browser allows.
        await page.evaluate(() => {
          const field = document.createElement('textarea');
          field.id = 'pasted';
          document.body.append(field);
        });
        const sources = page.locator('main [data-copy]');
        assert.deepEqual(
          await sources.evaluateAll((all) => all.map((source) => source.dataset.copy)),
          ['Chicago', 'APA', 'BibTeX', 'RIS', 'CSL-JSON'],
        );
        for (const source of await sources.all()) {
          await source.evaluate((element) => element.closest('details')?.setAttribute('open', ''));
          const name = await source.getAttribute('data-copy');
          await page.getByRole('button', { name: `Copy ${name}` }).click();
          await page.locator('[role=status]', { hasText: 'Copied' }).first().waitFor();
          await page.locator('#pasted').fill('');
          await page.locator('#pasted').focus();
          await page.keyboard.press('Control+V');
          const pasted = await page.locator('#pasted').inputValue();
          assert.equal(pasted, (await source.textContent()).trim(), name);
        }
      }));

    test('the colours are the reader’s, in all pages, and do not flash', () =>
      on(site, 'index.html', async (page, context, home) => {
        const paper = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
        const choice = page.getByLabel('Colours');
        assert.deepEqual(await choice.locator('option').allTextContents(), ['system', 'light', 'dark']);
        for (const [scheme, theme, expected] of [
          ['light', '', LIGHT],
          ['light', 'dark', DARK],
          ['dark', 'dark', DARK],
          ['dark', 'light', LIGHT],
          ['dark', '', DARK],
        ]) {
          await page.emulateMedia({ colorScheme: scheme });
          await choice.selectOption(theme);
          assert.equal(await paper(), expected, `${theme} on ${scheme}`);
        }
        await choice.selectOption('light');
        const other = await context.newPage();
        await other.emulateMedia({ colorScheme: 'dark' });
        await other.goto(home + pageOf(site, 'people/'));
        // The script that sets them is done before the body begins.
        const script = await other.evaluate(() => {
          const [first] = document.scripts;
          return { isEarly: first.matches('head > script[src*=theme]') && !first.defer && !first.async };
        });
        assert.deepEqual(script, { isEarly: true });
        assert.equal(await other.evaluate(() => getComputedStyle(document.documentElement).backgroundColor), LIGHT);
        assert.equal(await other.getByLabel('Colours').inputValue(), 'light');
      }));

    test('keys lead on and back, are listed, and can be turned off', () =>
      on(site, pageOf(site, 'briefings/'), async (page) => {
        const start = page.url();
        const leads = async (key, rel) => {
          const expected = await page.locator(`a[rel=${rel}]`).evaluate((link) => link.href);
          await page.keyboard.press(key);
          await page.waitForURL(expected);
        };
        const rel = (await page.locator('a[rel=next]').count()) ? ['next', 'prev'] : ['prev', 'next'];
        const key = { next: ']', prev: '[' };
        await leads(key[rel[0]], rel[0]);
        await leads(key[rel[1]], rel[1]);
        assert.equal(page.url(), start);

        await page.keyboard.press('?');
        const dialog = page.getByRole('dialog', { name: 'Shortcuts' });
        await dialog.waitFor();
        assert.deepEqual((await dialog.locator('dt').allTextContents()).slice(0, 2), ['[', ']']);
        await dialog.getByRole('checkbox').uncheck();
        await page.keyboard.press('Escape');
        await dialog.waitFor({ state: 'hidden' });
        for (const off of ['[', ']', '?']) await page.keyboard.press(off);
        assert.equal(page.url(), start);
        assert.equal(await dialog.count(), 0);

        await page.getByRole('button', { name: 'Shortcuts' }).click();
        await dialog.getByRole('checkbox').check();
        await dialog.getByRole('button', { name: 'Close' }).click();
        await page.getByLabel('Colours').focus();
        await page.keyboard.press(key[rel[0]]);
        assert.equal(page.url(), start, 'a key in a control is the control’s');
      }));

    test('dialogs hold the focus, close by Escape, and give it back', () =>
      on(site, 'index.html', async (page) => {
        const link = await page.locator('main a').first().elementHandle();
        const keys = await page.getByRole('button', { name: 'Shortcuts' }).elementHandle();
        for (const [opener, key] of [[link, '?'], [keys, 'Enter'], [link, '/']]) {
          await opener.focus();
          await page.keyboard.press(key);
          const dialog = page.locator('dialog[open]');
          await dialog.waitFor();
          // The browser's own stops come between the last and the first, and are no part of the page.
          for (let i = 0; i < 12; i++) {
            const isOutside = await dialog.evaluate(
              (dialog) => document.activeElement !== document.body && !dialog.contains(document.activeElement),
            );
            assert.equal(isOutside, false, `${key}, after ${i} stops`);
            await page.keyboard.press('Tab');
          }
          await page.keyboard.press('Escape');
          await dialog.waitFor({ state: 'detached' });
          const focused = await page.evaluate(() => document.activeElement.outerHTML.slice(0, 200));
          assert.equal(await opener.evaluate((opener) => opener === document.activeElement), true, `${key}: the focus is on ${focused}`);
        }
      }));

    test('paragraphs have links that stand beside them, one stop for the Tab key', () =>
      on(site, pageOf(site, 'briefings/'), async (page) => {
        const link = page.getByRole('link', { name: 'Link to this passage' });
        assert.equal(await link.count(), 1);
        const paragraph = page.locator('.prose > p[id]').last();
        await paragraph.hover();
        const id = await paragraph.getAttribute('id');
        assert.match(id, /^p_[0-9a-v]{7}$/);
        assert.equal(await link.getAttribute('href'), `#${id}`);
        assert.equal(await link.evaluate((link) => getComputedStyle(link).opacity), '1');
        await link.click();
        assert.equal(new URL(page.url()).hash, `#${id}`);
        // Following a link within a page leaves it.
        await link.focus();
        await page.keyboard.press('ArrowUp');
        assert.notEqual(await link.getAttribute('href'), `#${id}`);
        assert.equal(await link.evaluate((link) => link === document.activeElement), true);
        const text = await page.evaluate(() => {
          getSelection().selectAllChildren(document.querySelector('.prose'));
          return getSelection().toString();
        });
        assert.doesNotMatch(text, /¶/, 'it is no part of the text');
      }));

    test('a footnote, whose number is not its own, is given no such link', () =>
      on(generated, pageOf(generated, 'briefings/'), async (page) => {
        const link = page.getByRole('link', { name: 'Link to this passage' });
        await page.locator('.prose > p[id]').last().hover();
        const before = await link.getAttribute('href');
        await page.locator('.footnotes li[id=fn_1]').hover();
        assert.equal(await link.getAttribute('href'), before);
      }));

    test('a table is sorted by what its columns mean', () =>
      on(generated, 'between/index.html', async (page) => {
        const table = page.locator('table[data-sort]').first();
        const column = (n) =>
          table.locator(`tbody td:nth-child(${n})`).evaluateAll((cells) =>
            cells.map((cell) => cell.dataset.value ?? (cell.querySelector('a') ?? cell).textContent),
          );
        const head = (n) => table.locator(`thead th:nth-child(${n})`);
        const order = new Intl.Collator('en', { numeric: true }).compare;
        const whole = await column(1);
        for (const [n, first, then] of [
          [1, 'ascending', 'descending'],
          [2, 'descending', 'ascending'],
          [3, 'descending', 'ascending'],
        ]) {
          for (const direction of [first, then]) {
            await head(n).getByRole('button').click();
            assert.equal(await head(n).getAttribute('aria-sort'), direction);
            const values = await column(n);
            const sorted = values.toSorted(order);
            assert.deepEqual(values, direction === 'ascending' ? sorted : sorted.reverse());
          }
        }
        assert.equal(await table.locator('[aria-sort]').count(), 1);
        assert.deepEqual((await column(1)).toSorted(), whole.toSorted(), 'no row is lost');
      }));

    test('a long list is filtered, case and accents aside, without anything moving at first', () =>
      on(generated, 'people/index.html', async (page) => {
        await page.waitForTimeout(200);
        const shift = await page.evaluate(
          () =>
            new Promise((resolve) => {
              let sum = 0;
              new PerformanceObserver((list) => list.getEntries().forEach(({ value }) => (sum += value))).observe({
                type: 'layout-shift',
                buffered: true,
              });
              setTimeout(() => resolve(sum), 100);
            }),
        );
        assert.equal(shift, 0);
        const input = page.getByLabel('Filter');
        const rows = page.locator('.entries > li');
        const all = await rows.count();
        await input.fill('CELIK  ana');
        const shown = await page.locator('.entries > li:visible a').allTextContents();
        assert.ok(shown.length > 0 && shown.every((name) => name === 'Ana Çelik'), shown.join());
        assert.equal(await page.getByRole('status').textContent(), `${shown.length} of ${all}`);
        assert.equal(await page.locator('.group:visible').count(), 1);
        await input.fill('');
        assert.equal(await page.locator('.entries > li:visible').count(), all);
      }));
  });
}

test('without scripts, nothing is there that does nothing', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  for (const path of onePageOfEachKind(site).filter((path) => path !== '404.html')) {
    await page.goto(site.url + path);
    const dead = await page.locator('button, select, input, [role=status], .anchor').count();
    assert.equal(dead, 0, path);
  }
  await page.goto(site.url + pageOf(site, 'briefings/'));
  await page.locator('details summary').first().click();
  assert.ok(await page.locator('details pre').first().isVisible());
  await context.close();
});
