// What an author's browser makes of `chancery serve`: pages that reload where they were, style
// sheets that are swapped, and mistakes over the last good page. All under a strict policy.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile, mkdir } from 'node:fs/promises';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import axe from 'axe-core';
import { launch } from './browser.mjs';

const PROGRAM = process.env.CHANCERY ?? 'target/release/chancery';
const POLICY = `{% extends "chancery/base.html" %}
{% block head %}<meta http-equiv="Content-Security-Policy" content="default-src 'self'">{% endblock head %}`;
const HOME = '+++\ntitle = "Home"\n+++\n';

let browser, root, server, url;

before(async () => {
  root = await mkdtemp(join(tmpdir(), 'chancery-serve-'));
  for (const path of ['archive.toml', 'content']) await cp(path, join(root, path), { recursive: true });
  await save('templates/base.html', POLICY);
  await save('content/index.md', HOME + 'A line.\n\n'.repeat(200));
  server = spawn(PROGRAM, ['serve', '--port', '0', '--root', root], { stdio: ['ignore', 'pipe', 'ignore'] });
  const [out] = await once(server.stdout, 'data');
  url = String(out).trim();
  browser = await launch();
});

after(async () => {
  await browser?.close();
  server?.kill();
  await rm(root, { recursive: true, force: true });
});

async function save(path, text) {
  await mkdir(join(root, path, '..'), { recursive: true });
  await writeFile(join(root, path), text);
}

/** Opens a page, and collects what its console complains of. */
async function open(path) {
  const page = await browser.newPage({ viewport: { width: 1000, height: 700 } });
  page.problems = [];
  page.on('pageerror', (error) => page.problems.push(error.message));
  page.on('console', (message) => message.type() === 'error' && page.problems.push(message.text()));
  await page.goto(url + path);
  return page;
}

const mistakes = (page) => page.locator('chancery-mistakes section');

test('a page is the new one, at the place where it was', async () => {
  const page = await open('');
  await page.evaluate(() => window.scrollTo(0, 900));
  await save('content/index.md', HOME + 'Another line.\n\n'.repeat(220));
  await page.getByText('Another line.').first().waitFor();
  await page.waitForFunction(() => window.scrollY === 900);
  assert.deepEqual(page.problems, []);
  await page.close();
});

test('a style sheet is swapped and the page stays', async () => {
  const page = await open('about.html');
  await page.evaluate(() => (window.stays = true));
  const style = await readFile('templates/assets/style.css', 'utf8');
  for (const color of ['rgb(1, 2, 3)', 'rgb(4, 5, 6)']) {
    await save('templates/assets/style.css', `${style}\nh1 { color: ${color} }`);
    await page.waitForFunction((color) => getComputedStyle(document.querySelector('h1')).color === color, color);
  }
  assert.equal(await page.evaluate(() => window.stays), true);
  assert.equal(await page.locator('link[rel=stylesheet]:not([media])').count(), 1);
  assert.equal(await page.locator('link[rel=stylesheet]').count(), 2, 'and one for paper');
  assert.deepEqual(page.problems, []);
  await page.close();
});

test('mistakes are shown as text, can be reached and closed, and go when they are mended', async () => {
  const page = await open('about.html');
  await page.evaluate(() => (window.stays = true));
  await page.locator('a').first().focus();
  const path = 'content/briefings/wrong.md';
  const wrong = (date) => `+++\ntitle = "Wrong"\ndate = "${date}"\n+++\n`;
  await save(path, wrong('<img src=x onerror=alert(1)>'));
  await mistakes(page).waitFor();
  const shown = await mistakes(page).evaluate((section) => ({
    text: section.textContent,
    marked: section.querySelector('mark').textContent,
    link: section.querySelector('a').href,
    images: section.querySelectorAll('img').length,
    role: section.getRootNode().activeElement?.getAttribute('role'),
  }));
  assert.match(shown.text, /error \[invalid-date\]/);
  assert.match(shown.text, /content\/briefings\/wrong\.md:3:8/);
  assert.equal(shown.marked, '"<img src=x onerror=alert(1)>"');
  assert.equal(shown.link, `vscode://file${root}/${path}:3:8`);
  assert.equal(shown.images, 0);
  assert.equal(shown.role, 'alertdialog');
  await page.evaluate(axe.source);
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await page.evaluate(() => window.axe.run('chancery-mistakes', { resultTypes: ['violations'], preload: false }));
    assert.deepEqual(violations.map(({ id, nodes }) => `${colorScheme}: ${id}: ${nodes[0].html}`), []);
  }
  await page.keyboard.press('Escape');
  await mistakes(page).waitFor({ state: 'detached' });
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'A', 'the focus goes back');
  await save(path, wrong('2022-13-41'));
  await mistakes(page).waitFor();
  await save(path, wrong('2022-11-14'));
  await mistakes(page).waitFor({ state: 'detached' });
  assert.equal(await page.evaluate(() => window.stays), true, 'the page had no reason to reload');
  assert.deepEqual(page.problems, []);
  await page.close();
});

test('a page that is not seen keeps no connection, and is the new one when it is', async () => {
  // A browser without a screen takes every page for seen.
  const see = (page, seen) =>
    page.evaluate((seen) => {
      Object.defineProperty(document, 'hidden', { value: !seen, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, seen);
  const pages = [];
  for (let i = 0; i < 8; i++) {
    pages.push(await open('method.html'));
    await see(pages[i], false);
  }
  const path = 'content/pages/method.md';
  await save(path, `${await readFile(path, 'utf8')}\nOther words.\n`);
  for (const page of pages) {
    await see(page, true);
    await page.getByText('Other words.').waitFor();
    await page.close();
  }
});
