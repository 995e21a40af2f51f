// Debian's Chromium, kept away from every network but the loopback.

import { after, before } from 'node:test';
import { chromium } from 'playwright-core';

export const WIDE = { width: 1280, height: 800 };
export const NARROW = { width: 360, height: 740 };

export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    ],
  });
}

/** Launches one browser for all tests of a file; gives what opens pages and contexts in it. */
export function browserForTests() {
  let browser;
  before(async () => {
    browser = await launch();
  });
  after(() => browser?.close());
  return {
    newPage: (options) => browser.newPage(options),
    newContext: (options) => browser.newContext(options),
  };
}

/** Collects what goes wrong on a page that should ask for nothing outside of `home`. */
export function watch(page, home) {
  const problems = [];
  const report = (problem) => problems.push(`${page.url().replace(home, '')}: ${problem}`);
  page.on('console', (message) => message.type() === 'error' && report(message.text()));
  page.on('pageerror', (error) => report(error.message));
  page.on('request', (request) => request.url().startsWith(home) || report(`asks for ${request.url()}`));
  page.on('requestfailed', (request) => {
    const reason = request.failure().errorText;
    // Going on to the next page aborts what this one was still loading, its icon for one.
    if (reason !== 'net::ERR_ABORTED') report(`${request.url()} failed: ${reason}`);
  });
  page.on('response', (response) => response.ok() || report(`${response.url()} gave ${response.status()}`));
  return problems;
}

/** In the page: what reaches over an edge, when the page then scrolls sideways. */
export function elementsTooWide() {
  const { clientWidth, scrollWidth } = document.documentElement;
  if (scrollWidth <= clientWidth) return null;
  const isOver = ({ left, right }) => (document.dir === 'rtl' ? left < 0 : right > clientWidth);
  return [...document.body.querySelectorAll('*')]
    .filter((element) => isOver(element.getBoundingClientRect()))
    .slice(-3)
    .map((element) => element.outerHTML.slice(0, 120))
    .join(' … ');
}
