// @ts-check
// The part of search that every page loads: the keys that open the palette, and links that are looked
// at for so long that a preview is wanted. The rest is loaded then.
(() => {
  'use strict';

  /** How long a link is looked at before it is previewed, in milliseconds. */
  const PREVIEW_DELAY = 400;

  const script = /** @type {HTMLScriptElement} */ (document.currentScript);
  const { client = '', style = '', page = '' } = script.dataset;

  /** @type {Promise<Chancery> | undefined} */
  let loading;

  /** Loads the script and the style sheet of search, unless they are there: the search page has them. */
  function loadSearch() {
    loading ??= new Promise((resolve, reject) => {
      if (globalThis.chancery) return resolve(globalThis.chancery);
      const sheet = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: style });
      const search = Object.assign(document.createElement('script'), {
        src: client,
        onload: () => resolve(globalThis.chancery),
        onerror: reject,
      });
      document.head.append(sheet, search);
    });
    return loading;
  }

  /** Opens the palette; where it cannot be loaded, the search page. */
  async function openPalette() {
    try {
      const search = await loadSearch();
      await search.palette();
    } catch {
      location.href = page;
    }
  }

  /**
   * Returns the nearest element around the target of an event, or the target, that a selector matches.
   * @param {Event} event
   * @param {string} selector
   */
  function closestTo({ target }, selector) {
    // The target may be the document.
    return /** @type {Element} */ (target).closest?.(selector);
  }

  addEventListener('keydown', (event) => {
    const withControl = event.ctrlKey || event.metaKey;
    const isTyping = closestTo(event, 'input, textarea, select, [contenteditable]');
    const isSlash = event.key === '/' && !withControl && !event.altKey && !isTyping;
    const isControlK = event.key.toLowerCase() === 'k' && withControl;
    if (!isSlash && !isControlK) return;
    event.preventDefault();
    openPalette();
  });

  if (!matchMedia('(hover: hover)').matches) return;

  /** @type {number | undefined} */
  let delay;

  /**
   * Previews the link that an event is about, after a while. It works without a preview.
   * @param {Event} event
   */
  function previewLater(event) {
    clearTimeout(delay);
    const link = /** @type {HTMLAnchorElement | null | undefined} */ (closestTo(event, 'main a[href]'));
    if (!link || link.closest('.results')) return;
    delay = setTimeout(() => loadSearch().then((search) => search.preview(link), () => {}), PREVIEW_DELAY);
  }

  addEventListener('mouseover', previewLater);
  addEventListener('focusin', previewLater);
  addEventListener('mouseout', () => clearTimeout(delay));
})();
