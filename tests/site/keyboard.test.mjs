// A page by the keyboard alone: the Tab key walks through everything that can be used, in the order
// of the text, shows where it is, and leaves.

import { describe, test } from 'node:test';
import { browserForTests, WIDE } from './browser.mjs';
import { assertNone, onePageOfEachKind, sitesUnderTest } from './site.mjs';

const browser = browserForTests();

for (const site of sitesUnderTest().filter(({ name }) => ['sample', 'isles', 'wahat'].includes(name))) {
  // 404.html has absolute paths, so it works on a host only.
  const paths = onePageOfEachKind(site).filter((path) => path !== '404.html');

  describe(site.name, () => {
    /** Gives every kind of page to `check`, the one in light colours and the next in dark ones. */
    async function onEach(check) {
      const page = await browser.newPage({ viewport: WIDE });
      const problems = [];
      for (const [n, path] of paths.entries()) {
        await page.emulateMedia({ colorScheme: n % 2 ? 'dark' : 'light' });
        await page.goto(site.url + path);
        for (const problem of await check(page)) problems.push(`${path}: ${problem}`);
      }
      await page.close();
      assertNone(problems);
    }

    test('the Tab key reaches everything in its order, shows where it is, and leaves', () =>
      onEach(async (page) => {
        const count = await page.evaluate(recordStops);
        for (let i = 0; i <= count; i++) await page.keyboard.press('Tab');
        return page.evaluate(problemsOfStops);
      }));

    test('the first stop leads past the header', () =>
      onEach(async (page) => {
        // The page of search begins in its field.
        if (await page.evaluate(() => document.activeElement.closest('main'))) return [];
        await page.keyboard.press('Tab');
        const isShown = await page.evaluate(() => {
          const { x, y } = document.activeElement.getBoundingClientRect();
          return document.activeElement.matches('.skip') && x >= 0 && y >= 0;
        });
        await page.keyboard.press('Enter');
        await page.keyboard.press('Tab');
        const isPast = await page.evaluate(() => !document.activeElement.closest('header.site, .skip'));
        return isShown && isPast ? [] : ['the link past the header does not do it'];
      }));
  });
}

/** In the page: notes what the Tab key should reach, and before each press where it is; gives how many. */
function recordStops() {
  const all = document.querySelectorAll('a[href], button, select, input, summary, [tabindex]');
  window.stops = [...all].filter((element) => element.tabIndex >= 0 && element.checkVisibility());
  window.reached = [];
  window.record = () => window.reached.push(stateOf(document.activeElement));
  addEventListener('keydown', window.record, true);
  return window.stops.length;

  function stateOf(element) {
    if (element === document.body) return null;
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(element);
    const isOutlined = outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
    return {
      place: window.stops.indexOf(element),
      what: element.outerHTML.slice(0, 120),
      isShown: isOutlined && contrast(outlineColor, getComputedStyle(document.documentElement).backgroundColor) >= 3,
      isSeen: isSeen(element),
    };
  }

  /** Whether nothing lies over what can be seen of it in the window. */
  function isSeen(element) {
    const { left, right, top, bottom } = element.getClientRects()[0];
    const [x, y] = [(Math.max(left, 0) + Math.min(right, innerWidth)) / 2, (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2];
    const hit = document.elementFromPoint(x, y);
    return element.contains(hit) || Boolean(hit?.contains(element) && bottom > 0 && top < innerHeight);
  }

  function contrast(...colors) {
    const [dark, light] = colors.map(luminance).sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  }

  function luminance(color) {
    const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
    const [red, green, blue] = color.match(/[\d.]+/g).map((part) => linear(part / 255));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }
}

/** In the page: what was wrong with the walk, which begins where the focus was. */
function problemsOfStops() {
  window.record();
  const { length } = window.stops;
  const [from, ...reached] = window.reached;
  const start = from ? from.place + 1 : 0;
  // After the last stop come the browser's own, which a page sees as none, or the first again.
  const stops = reached.filter(Boolean);
  const problems = stops.flatMap(({ place, what, isShown, isSeen }, i) => [
    ...(place === (start + i) % length ? [] : [`stop ${i} is ${place}: ${what}`]),
    ...(isShown ? [] : [`the focus does not show: ${what}`]),
    ...(isSeen ? [] : [`the focus is covered: ${what}`]),
  ]);
  return stops.length < length ? [...problems, `${stops.length} stops of ${length}`] : problems;
}
