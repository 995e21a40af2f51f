// @ts-check
// The tools of a reader: colours, keys, copying, permalinks, sorting and filtering. A page is complete
// without them. Their texts are the messages of the archive's language whose keys begin with `do_`;
// they are put into the script when it is published.
(() => {
  'use strict';

  /** @type {Record<string, string>} */
  const messages = /* words */ {};
  const root = document.documentElement;
  const main = document.querySelector('main') ?? document.body;

  /**
   * Finds elements.
   * @param {string} selector
   * @param {ParentNode} [within]
   */
  function findAll(selector, within = main) {
    /** @type {NodeListOf<HTMLElement>} */
    const found = within.querySelectorAll(selector);
    return [...found];
  }

  /**
   * Returns the nearest element around the target of an event, or the target, that a selector matches.
   * @param {Event} event
   * @param {string} selector
   */
  function closestTo({ target }, selector) {
    // The target may be the document.
    const element = /** @type {HTMLElement} */ (target);
    return /** @type {HTMLElement | null | undefined} */ (element.closest?.(selector));
  }

  /**
   * Makes an element.
   * @template {keyof HTMLElementTagNameMap} Name
   * @param {Name} name
   * @param {Partial<HTMLElementTagNameMap[Name]>} properties
   * @param {(Node | string)[]} children
   * @returns {HTMLElementTagNameMap[Name]}
   */
  function makeElement(name, properties, ...children) {
    const element = Object.assign(document.createElement(name), properties);
    element.append(...children);
    return element;
  }

  /**
   * Makes a button.
   * @param {string} text
   * @param {() => void} onclick
   */
  function makeButton(text, onclick) {
    return makeElement('button', { type: 'button', onclick }, text);
  }

  /** Makes a place for reports, which a screen reader reads out when they change. */
  function makeStatus() {
    return makeElement('span', { role: 'status' });
  }

  /**
   * Reads a setting of the reader's. Storage may be forbidden, and is in some browsers for pages on a disk.
   * @param {string} name
   */
  function readSetting(name) {
    try {
      return localStorage.getItem(`chancery-${name}`);
    } catch {
      return null;
    }
  }

  /**
   * Stores a setting of the reader's.
   * @param {string} name
   * @param {string} value
   */
  function storeSetting(name, value) {
    try {
      localStorage.setItem(`chancery-${name}`, value);
    } catch {
      // The setting holds for this page.
    }
  }

  /** Makes the choice of colours. */
  function makeThemeChoice() {
    const themes = ['', 'light', 'dark'];
    const options = themes.map((value) => makeElement('option', { value }, messages[value || 'system']));
    const choice = makeElement('select', {}, ...options);
    choice.value = root.dataset.theme ?? '';
    choice.onchange = () => {
      root.dataset.theme = choice.value;
      storeSetting('theme', choice.value);
    };
    // A choice in another window holds in this one.
    addEventListener('storage', ({ key, newValue }) => {
      if (key === 'chancery-theme') root.dataset.theme = choice.value = newValue ?? '';
    });
    return makeElement('label', {}, `${messages.theme} `, choice);
  }

  /**
   * Makes the dialog that lists the keys, where they can be turned off.
   * @param {boolean} hasPermalinks
   */
  function makeKeysDialog(hasPermalinks) {
    const keys = [
      ['[', messages.previous],
      [']', messages.next],
      ...findAll('[data-search]', document).map(({ dataset }) => ['/', dataset.search ?? '']),
      ...(hasPermalinks ? [['↑ ↓', messages.walk]] : []),
      ['?', messages.keys],
    ];
    const list = makeElement('dl', {});
    for (const [key, action] of keys) {
      list.append(makeElement('dt', {}, makeElement('kbd', {}, key)), makeElement('dd', {}, action));
    }

    const title = makeElement('h2', { id: 'keys_title' }, messages.keys);
    const isOn = makeElement('input', { type: 'checkbox', checked: !readSetting('keys') });
    isOn.onchange = () => storeSetting('keys', isOn.checked ? '' : 'off');
    const choice = makeElement('p', {}, makeElement('label', {}, isOn, ` ${messages.act}`));
    const close = makeButton(messages.close, () => dialog.close());
    const dialog = makeElement('dialog', { className: 'keys' }, title, list, choice, close);
    dialog.setAttribute('aria-labelledby', title.id);
    document.body.append(dialog);
    return dialog;
  }

  /**
   * Lets keys lead to the page before and the next, and open the list of keys.
   * @param {() => void} showKeys
   */
  function listenToKeys(showKeys) {
    addEventListener('keydown', (event) => {
      // On some keyboards these signs are typed with AltGraph, which is Control and Alt to a browser.
      const withControl = event.ctrlKey && !event.getModifierState('AltGraph');
      if (event.defaultPrevented || event.isComposing || event.metaKey || withControl) return;
      const isTyping = closestTo(event, 'input, textarea, select, dialog, [contenteditable]');
      if (isTyping || readSetting('keys')) return;
      const rel = { '[': 'prev', ']': 'next' }[event.key];
      const link = document.querySelector(`:is(a, link)[rel~=${rel}]`);
      if (link) location.assign(/** @type {HTMLAnchorElement} */ (link).href);
      else if (event.key === '?') showKeys();
      else return;
      event.preventDefault();
    });
  }

  /**
   * Copies the text of an element.
   * @param {HTMLElement} source
   * @param {HTMLElement} status
   */
  async function copy(source, status) {
    let report = messages.copied;
    try {
      await navigator.clipboard.writeText(source.textContent.trim());
    } catch {
      // A page on a disk may have no clipboard: the text is selected, and copied as by a key.
      getSelection()?.selectAllChildren(source);
      if (!document.execCommand('copy')) report = messages.selected;
    }
    status.textContent = report;
    // It is read by then.
    setTimeout(() => status.replaceChildren(), 4000);
  }

  /**
   * Adds a button that copies an element.
   * @param {HTMLElement} source
   */
  function addCopyButton(source) {
    const status = makeStatus();
    const button = makeButton(messages.copy, () => copy(source, status));
    button.setAttribute('aria-label', `${messages.copy} ${source.dataset.copy}`);
    source.after(' ', button, ' ', status);
  }

  /**
   * Adds one permalink to a text. It stands at the paragraph that the pointer is over. It is one stop
   * of the Tab key, where arrows move it.
   * @param {HTMLElement[]} paragraphs
   */
  function addPermalink(paragraphs) {
    const permalink = makeElement('a', { className: 'anchor' }, '¶');
    permalink.setAttribute('aria-label', messages.permalink);
    const moveTo = (/** @type {HTMLElement} */ paragraph) => {
      permalink.href = `#${paragraph.id}`;
      paragraph.prepend(permalink);
    };
    moveTo(paragraphs[0]);
    permalink.onkeydown = (event) => {
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (!step) return;
      event.preventDefault();
      const current = paragraphs.indexOf(/** @type {HTMLElement} */ (permalink.parentElement));
      const next = paragraphs[current + step];
      if (!next) return;
      moveTo(next);
      permalink.focus();
    };
    addEventListener('pointerover', (event) => {
      const place = closestTo(event, '.prose [id]');
      const isThere = place === permalink.parentElement || document.activeElement === permalink;
      if (place && !isThere && paragraphs.includes(place)) moveTo(place);
    });
  }

  /**
   * Lets the head of a column sort a table, the other way round when it is pressed again. Numbers begin
   * with the largest.
   * @param {HTMLTableElement} table
   */
  function makeSortable(table) {
    const collator = new Intl.Collator(root.lang, { numeric: true });
    const heads = [...table.rows[0].cells];
    const [body] = table.tBodies;
    if (body.rows.length < 3) return;
    const valueOf = (/** @type {HTMLTableRowElement} */ row, /** @type {number} */ column) => {
      const cell = row.cells[column];
      return cell.dataset.value || (cell.querySelector('a') ?? cell).textContent;
    };
    heads.forEach((head, column) => {
      const button = makeButton('', () => {
        const order = head.getAttribute('aria-sort');
        // Numbers stand at the end of their cells.
        const isDescending = order ? order === 'ascending' : head.classList.contains('end');
        const sign = isDescending ? -1 : 1;
        const rows = [...body.rows].sort((a, b) => sign * collator.compare(valueOf(a, column), valueOf(b, column)));
        body.append(...rows);
        heads.forEach((other) => other.removeAttribute('aria-sort'));
        head.setAttribute('aria-sort', isDescending ? 'descending' : 'ascending');
      });
      button.append(...head.childNodes);
      head.append(button);
    });
  }

  /**
   * Folds a text: without case and without accents.
   * @param {string} text
   */
  function fold(text) {
    return text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase(root.lang);
  }

  /**
   * Adds a field to a long list, which shows only the rows that have all the words in it.
   * @param {HTMLElement} list
   */
  function addFilter(list) {
    const rows = findAll('tbody > tr, .entries > li, .ledger > li', list);
    const groups = findAll('.group, .entries, .ledger', list);
    const texts = rows.map((row) => fold(row.textContent));
    const status = makeStatus();
    const input = makeElement('input', { type: 'search' });
    input.oninput = () => {
      const sought = fold(input.value).trim();
      rows.forEach((row, i) => {
        row.hidden = !sought.split(/\s+/).every((word) => texts[i].includes(word));
      });
      for (const group of groups) group.hidden = !group.querySelector('li:not([hidden])');
      const shown = rows.filter((row) => !row.hidden).length;
      status.textContent = sought && messages.shown.replace('{n}', `${shown}`).replace('{count}', `${rows.length}`);
    };
    const label = makeElement('label', {}, `${messages.filter} `, input);
    list.prepend(makeElement('p', { className: 'filter' }, label, ' ', status));
  }

  // A footnote has no permalink: its number changes when another comes before it.
  const paragraphs = findAll('.prose :is(h2, h3, h4, h5, h6, p, li, dt, .scroll)[id]:not([id^=fn_])');
  if (paragraphs.length > 0) addPermalink(paragraphs);

  /** @type {HTMLDialogElement | undefined} */
  let keysDialog;
  const showKeys = () => {
    keysDialog ??= makeKeysDialog(paragraphs.length > 0);
    keysDialog.showModal();
  };
  listenToKeys(showKeys);
  const [controls] = findAll('.controls', document);
  controls?.append(makeThemeChoice(), makeButton(messages.keys, showKeys));

  findAll('[data-copy]').forEach(addCopyButton);
  for (const table of findAll('table[data-sort]')) makeSortable(/** @type {HTMLTableElement} */ (table));
  findAll('[data-filter]').forEach(addFilter);
})();
