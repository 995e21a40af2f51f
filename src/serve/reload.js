// @ts-check
// The development server adds this script to the pages that it serves, and to no others. It reloads
// the page when it has changed, exchanges style sheets without a reload, and shows the errors of the
// archive in an overlay.
(() => {
  'use strict';

  /**
   * @typedef {object} Place where an error is
   * @property {string} at the file, and the line and column in it
   * @property {string | null} editor the URL that opens it in an editor
   * @property {[before: string, marked: string, after: string] | null} line
   * @property {string} label
   */
  /**
   * @typedef {object} Mistake
   * @property {string} severity
   * @property {string | null} rule
   * @property {string} message
   * @property {string | null} help
   * @property {Place[]} places
   */
  /**
   * @typedef {object} Message what the server sends after every change
   * @property {string | null} page the mark of the page as it is now; none where it stays as it is shown
   * @property {string} styles the mark of the archive's own style sheets
   * @property {string} style the URL of the built-in style sheet
   * @property {Mistake[]} mistakes
   * @property {number} more how many mistakes there are beside these
   */

  const script = /** @type {HTMLScriptElement} */ (document.currentScript);
  const { page } = script.dataset;
  let { styles } = script.dataset;

  /**
   * Makes an element.
   * @template {keyof HTMLElementTagNameMap} Name
   * @param {Name} name
   * @param {string} [className]
   * @param {(Node | string)[]} children
   * @returns {HTMLElementTagNameMap[Name]}
   */
  function makeElement(name, className = '', ...children) {
    const element = document.createElement(name);
    if (className) element.className = className;
    element.append(...children);
    return element;
  }

  // The place that was scrolled to is kept over a reload. The browser remembers it too, but not over
  // two reloads in a row. Without storage, its memory has to do.
  const scrollKey = `chancery:${location.pathname}`;
  /** @type {string | null} */
  let scrollPlace = null;
  try {
    scrollPlace = sessionStorage.getItem(scrollKey);
    sessionStorage.removeItem(scrollKey);
  } catch {
    // Storage may be forbidden.
  }

  /** Reloads the page, to the place that it was scrolled to. */
  function reload() {
    try {
      sessionStorage.setItem(scrollKey, scrollPlace ?? String(scrollY));
      history.scrollRestoration = 'manual';
    } catch {
      // Storage may be forbidden.
    }
    location.reload();
  }

  /**
   * Scrolls to the place of before the reload. A page that is too short for it may be of a file that is
   * half saved: the next one gets the place, unless somebody has scrolled in between.
   */
  function restorePlace() {
    if (scrollPlace !== null) {
      const place = Number(scrollPlace);
      scrollTo(0, place);
      if (scrollY >= place - 1) scrollPlace = null;
    }
    history.scrollRestoration = 'auto';
  }

  for (const type of ['wheel', 'touchmove', 'keydown', 'pointerdown']) {
    const forget = () => {
      scrollPlace = null;
    };
    addEventListener(type, forget, { passive: true });
  }

  /**
   * Exchanges the style sheets that have changed. The built-in one is named after its content; those of
   * the archive are not.
   * @param {Message} message
   */
  function exchangeStyleSheets(message) {
    for (const link of document.querySelectorAll('link')) {
      if (!link.relList.contains('stylesheet')) continue;
      const url = new URL(link.href);
      if (url.origin !== location.origin) continue;
      if (/^\/assets\/style\.[0-9a-f]+\.css$/.test(url.pathname)) url.pathname = message.style;
      else if (message.styles !== styles) url.search = `?${message.styles}`;
      if (url.href === link.href) continue;
      const next = /** @type {HTMLLinkElement} */ (link.cloneNode());
      next.href = url.href;
      next.onload = next.onerror = () => link.remove();
      link.after(next);
    }
    styles = message.styles;
  }

  /** @param {Place} place */
  function makePlace({ at, editor, line, label }) {
    const place = makeElement('div', 'place');
    if (editor) {
      const link = makeElement('a', 'at', at);
      link.href = editor;
      place.append(link);
    } else {
      place.append(makeElement('span', 'at', at));
    }
    if (line) {
      const [before, marked, after] = line;
      // A place between two letters is shown too.
      place.append(makeElement('pre', '', before, makeElement('mark', '', marked || '\u00a0'), after));
    }
    if (label) place.append(makeElement('p', 'label', label));
    return place;
  }

  /** @param {Mistake} mistake */
  function makeMistake({ severity, rule, message, places, help }) {
    const kind = makeElement('strong', '', severity + (rule ? ` [${rule}]` : ''));
    const item = makeElement('li', severity, makeElement('p', 'message', kind, `: ${message}`));
    item.append(...places.map(makePlace));
    if (help) item.append(makeElement('p', 'help', `Help: ${help}`));
    return item;
  }

  /** @type {HTMLElement | null} */
  let overlay = null;
  /** The element that had the focus before the overlay. @type {Element | null} */
  let focusedBefore = null;
  /** The mistakes that it shows, and those that it was closed over, as JSON. */
  let shown = '';
  let dismissed = '';

  /** Removes the overlay, and gives the focus back. */
  function hideOverlay() {
    if (!overlay) return;
    const hadFocus = document.activeElement === overlay;
    overlay.remove();
    overlay = null;
    if (hadFocus && focusedBefore instanceof HTMLElement) focusedBefore.focus({ preventScroll: true });
  }

  /**
   * Shows mistakes, unless these were dismissed.
   * @param {Mistake[]} mistakes
   * @param {number} more
   */
  function showMistakes(mistakes, more) {
    shown = JSON.stringify(mistakes);
    if (mistakes.length === 0) dismissed = '';
    if (mistakes.length === 0 || shown === dismissed) {
      hideOverlay();
      return;
    }
    if (overlay) overlay.remove();
    else focusedBefore = document.activeElement;

    const sheet = makeElement('link');
    sheet.rel = 'stylesheet';
    sheet.href = '/.chancery/overlay.css';
    const title = makeElement('h2', '', 'The archive as it is now cannot be built');
    title.id = 'title';
    const close = makeElement('button', '', 'Close (Esc)');
    close.type = 'button';
    close.onclick = dismissMistakes;
    const note = 'Below is the last page that was built without errors. This message goes when they are corrected.';
    const list = makeElement('ol', '', ...mistakes.map(makeMistake));
    const box = makeElement('section', '', close, title, makeElement('p', 'note', note), list);
    if (more > 0) box.append(makeElement('p', 'note', `And ${more} more.`));
    box.setAttribute('role', 'alertdialog');
    box.setAttribute('aria-labelledby', title.id);
    box.tabIndex = -1;

    overlay = document.createElement('chancery-mistakes');
    overlay.attachShadow({ mode: 'open' }).append(sheet, box);
    document.body.append(overlay);
    box.focus({ preventScroll: true });
  }

  /** Closes the overlay until there are other mistakes. */
  function dismissMistakes() {
    dismissed = shown;
    hideOverlay();
  }

  /** @type {EventSource | null} */
  let source = null;

  /** @param {MessageEvent<string>} event */
  function receive({ data }) {
    /** @type {Message} */
    const message = JSON.parse(data);
    if (message.page !== null && message.page !== page) {
      reload();
      return;
    }
    if (message.style) exchangeStyleSheets(message);
    showMistakes(message.mistakes, message.more);
  }

  /** Stops receiving changes. */
  function disconnect() {
    source?.close();
    source = null;
  }

  /** Receives changes while the page is visible: a browser opens few connections to a host at once. */
  function connect() {
    if (document.hidden) {
      disconnect();
    } else if (!source) {
      source = new EventSource(`/.chancery/events?page=${location.pathname.replaceAll('&', '%26')}`);
      source.onmessage = receive;
    }
  }

  document.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape' && overlay) dismissMistakes();
  });
  document.addEventListener('visibilitychange', connect);
  addEventListener('load', restorePlace);
  addEventListener('pagehide', disconnect);
  addEventListener('pageshow', connect);
  connect();
})();
