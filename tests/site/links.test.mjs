// Every link within a site leads somewhere: by lychee, and by what a browser would see on a disk.
//
// Lychee, because it looks for every fragment. npm's linkinator fetches a page once, and misses the
// fragments whose links it meets later.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { assertNone, follow, readSite, sitesUnderTest } from './site.mjs';

for (const site of sitesUnderTest()) {
  describe(site.name, () => {
    test('lychee finds no broken link', () => assertNone(brokenLinks(site)));

    test('links work from a disk', () => {
      const problems = [];
      for (const [path, page] of site.pages) {
        for (const { url } of page.links) {
          const { problem } = follow(site, path, url);
          if (problem) problems.push(`${path}: ${url} ${problem}`);
        }
      }
      assertNone(problems);
    });

    test('every page can be reached from the home page', () => {
      const reached = new Set(['index.html']);
      for (const path of reached) {
        for (const { tag, url } of site.pages.get(path).links) {
          const { file } = follow(site, path, url);
          if (tag === 'a' && site.pages.has(file)) reached.add(file);
        }
      }
      assertNone(
        [...site.pages]
          .filter(([path, page]) => !reached.has(path) && !page.isRedirect && path !== '404.html')
          .map(([path]) => path),
      );
    });
  });
}

test('lychee and our own check find what is broken', () => {
  const folder = mkdtempSync(join(tmpdir(), 'broken-site-'));
  try {
    const broken = ['gone.html', 'index.html#gone', 'gone.png', '#gone', 'INDEX.html', '../gone/index.html', '.'];
    writeFileSync(
      join(folder, 'index.html'),
      '<!doctype html><title>Broken</title><p id="here"><a href="index.html#here">fine</a>' +
        broken.map((url) => (url.endsWith('.png') ? `<img src="${url}">` : `<a href="${url}">broken</a>`)).join(''),
    );
    const site = readSite(folder);
    assert.equal(brokenLinks(site).length, broken.length);
    const found = site.pages.get('index.html').links.filter(({ url }) => follow(site, 'index.html', url).problem);
    assert.deepEqual(new Set(found.map(({ url }) => url)), new Set(broken));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

function brokenLinks(site) {
  const lychee = spawnSync(
    'lychee',
    [
      '--offline',
      '--no-progress',
      '--include-fragments=anchor-only',
      '--format=json',
      '--extensions=html,css',
      '--no-ignore',
      // A folder is not a page on a disk.
      '--index-files=',
      // 404.html alone has absolute paths, and they begin with the base.
      `--root-dir=${site.root}`,
      `--remap=${site.url.slice(0, -1)}${site.base} ${site.url}`,
      site.root,
    ],
    { cwd: site.root, encoding: 'utf8', maxBuffer: 2 ** 28 },
  );
  if (lychee.error) throw lychee.error;
  if (!lychee.stdout) throw new Error(`lychee: ${lychee.stderr}`);
  const report = JSON.parse(lychee.stdout);
  if (report.total === 0) throw new Error('lychee found no link');
  return Object.entries(report.error_map).flatMap(([page, errors]) =>
    errors.map(({ url, status }) => `${page}: ${url}: ${status.text}`),
  );
}
