// @ts-check
// The start: the files of the index are loaded as scripts, for a page that was opened from a folder
// may load no others. The search page is filled; the palette and previews wait until find.js asks.

/**
 * Returns a function that loads files of the index.
 * @param {string} root what leads from the page to the root of the site
 * @returns {LoadFile}
 */
function indexLoader(root) {
  /** @type {Map<string, (data: unknown) => void>} */
  const waiting = new Map();
  /** @type {Map<string, Promise<unknown>>} */
  const loaded = new Map();
  globalThis.chancerySearch = (name, data) => waiting.get(name)?.(data);

  /** @type {(name: string) => Promise<unknown>} */
  const load = (name) =>
    new Promise((resolve, reject) => {
      const script = document.createElement('script');
      let hasCalled = false;
      waiting.set(name, (data) => {
        hasCalled = true;
        resolve(data);
      });
      // A damaged script is loaded too, but does not call. It may be whole the next time.
      script.onload = script.onerror = () => {
        if (hasCalled) return;
        loaded.delete(name);
        reject(new Error(`${script.src} cannot be loaded`));
      };
      script.src = `${root}search/${name}.js`;
      document.head.append(script);
    });
  return (name) => {
    const file = loaded.get(name) ?? load(name);
    loaded.set(name, file);
    return file;
  };
}

/** Starts search in a page. */
function startInPage() {
  /** @type {HTMLElement | null} */
  const script = document.querySelector('script[data-client]');
  const root = script?.dataset.root ?? '';
  const client = { search: new Search(indexLoader(root)), root };

  /** @type {Palette | undefined} */
  let palette;
  /** @type {Previews | undefined} */
  let previews;
  globalThis.chancery = {
    async palette() {
      const { m: messages } = await client.search.start();
      palette ??= new Palette(client, messages);
      palette.open();
    },
    async preview(link) {
      previews ??= new Previews(client);
      await previews.show(link);
    },
  };

  /** @type {HTMLElement | null} */
  const place = document.querySelector('[data-broken]');
  if (!place) return;
  const showPage = async () => new SearchPage(client, await client.search.start()).show(place);
  showPage().catch(() => place.prepend(makeElement('p', { role: 'alert' }, place.dataset.broken)));
}

// Tests make a search of their own, without a page.
if (typeof document === 'undefined') Object.assign(globalThis, { Search });
else startInPage();
