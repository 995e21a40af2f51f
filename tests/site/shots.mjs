// Takes pictures of one page of each kind: node shots.mjs SITE OUT

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { launch } from './browser.mjs';
import { onePageOfEachKind, readSite } from './site.mjs';

const [folder, out, ...rest] = process.argv.slice(2);
if (!out || rest.length > 0) {
  console.error('usage: node shots.mjs SITE OUT');
  process.exit(2);
}

const site = readSite(folder);
mkdirSync(out, { recursive: true });
const browser = await launch();
const page = await browser.newPage();
for (const path of onePageOfEachKind(site).filter((path) => path !== '404.html')) {
  await page.goto(site.url + path);
  for (const width of [1280, 768, 360]) {
    await page.setViewportSize({ width, height: 800 });
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      const name = `${path.replace(/\.html$/, '').replaceAll('/', '-')}-${width}-${colorScheme}.png`;
      await page.screenshot({ path: join(out, name), fullPage: true });
    }
  }
}
await browser.close();
