// @ts-check
// Results: how records are shown, and the search page. All of it is set as text, never as HTML.

/**
 * Makes an element. An attribute without a value is left out, and so is a child without text.
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Record<string, string | number | boolean | null | undefined>} [attributes]
 * @param {(Node | string | null | undefined)[]} children
 * @returns {HTMLElementTagNameMap[Name]}
 */
function makeElement(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) element.setAttribute(key, String(value));
  }
  for (const child of children) if (child) element.append(child);
  return element;
}

/**
 * Makes an element for a text whose direction may differ from the one around it.
 * @param {string} text
 */
function isolated(text) {
  return makeElement('bdi', {}, text);
}

/**
 * Returns the attributes of a text of a record, which may be in another language than the page.
 * @param {IndexRecord} record
 */
function languageOf({ lang }) {
  return { lang, dir: 'auto' };
}

/**
 * Fills the gaps of a message: `{name}` with the value of that name.
 * @param {string} message
 * @param {Record<string, string | number>} values
 */
function fillMessage(message, values) {
  return message.replace(/\{(\w+)\}/g, (_, name) => String(values[name] ?? ''));
}

/**
 * Describes a record beside its title: kind, date, status, places, people, number of briefings, names.
 * @param {IndexRecord} record
 * @param {Messages} messages
 * @returns {(Node | string)[]}
 */
function describeRecord(record, messages) {
  const MOST_NAMES = 4;
  const status = messages[`status_${record.status}`];
  const names = [record.names ?? []].flat().slice(0, MOST_NAMES);
  const facts = [record.kind, record.date, status, record.where, record.people, record.count, names];
  const texts = facts.map((fact) => [fact ?? []].flat().join(', ')).filter(Boolean);
  return texts.flatMap((text, i) => (i > 0 ? [' · ', isolated(text)] : [isolated(text)]));
}

/** @typedef {{ search: Search, root: string }} Client a search, and what leads from the page to the root of the site */

/**
 * Loads the records of the first results.
 * @param {Search} search
 * @param {Found} found
 * @param {number} most
 */
async function recordsOf(search, found, most) {
  const records = await mapAll(found.results.slice(0, most), (number) => search.record(number));
  return records.filter((record) => record !== undefined);
}

/**
 * Returns the address of the search page for a query. A page from a folder may change only what
 * follows the number sign.
 * @param {URLSearchParams} query
 */
function addressOf(query) {
  return (location.protocol === 'file:' ? '#' : '?') + query;
}

/** @typedef {{ key: string, box: HTMLDetailsElement, list: HTMLUListElement }} FacetBox */

/** The search page. It is at the address of what is searched for. */
class SearchPage {
  static FIRST_RESULTS = 10;
  static FIRST_TRIES = 8;
  static MOST_TRIES = 400;
  /** How long is waited for more letters, in milliseconds. */
  static PAUSE = 120;

  /**
   * @param {Client} client
   * @param {Start} start
   */
  constructor(client, { m: messages, facets }) {
    this.client = client;
    this.messages = messages;
    const asked = new URLSearchParams(location.search || location.hash.slice(1));
    /** @type {Chosen} */
    this.chosen = Object.fromEntries(facets.map((key) => [key, asked.getAll(key)]));
    this.most = SearchPage.FIRST_RESULTS;
    this.tries = SearchPage.FIRST_TRIES;
    /** The number of the last search: one that is overtaken shows nothing. */
    this.turn = 0;
    /** @type {number[] | null} */
    this.counted = null;

    this.input = makeElement('input', {
      type: 'search',
      name: 'q',
      autocomplete: 'off',
      spellcheck: 'false',
      maxlength: 10000,
    });
    this.input.value = asked.get('q') ?? '';
    const orders = ['relevance', 'date'].map((value) => makeElement('option', { value }, messages[value]));
    this.order = makeElement('select', { 'aria-label': messages.sort }, ...orders);
    this.order.value = asked.get('sort') === 'date' ? 'date' : 'relevance';
    const label = makeElement('label', {}, messages.label, this.input);
    this.form = makeElement('form', { class: 'find', role: 'search' }, label, this.order);
    this.status = makeElement('p', { role: 'status' });
    this.results = makeElement('ol', { class: 'results' });
    this.more = makeElement('button', { type: 'button', hidden: '' }, messages.more);
    this.facets = facets.map((key) => this.makeFacet(key));

    /** @type {Map<Element, () => Promise<void>>} */
    this.passages = new Map();
    this.inView = new IntersectionObserver((changes) => {
      for (const { isIntersecting, target } of changes) {
        if (isIntersecting) this.showPassage(target);
      }
    });
    this.listen();
  }

  /**
   * Takes the place of what explains the page without scripts.
   * @param {Element} place
   */
  async show(place) {
    const facets = makeElement('div', { class: 'facets' }, ...this.facets.map(({ box }) => box));
    place.replaceChildren(this.form, facets, this.status, this.results, this.more);
    this.input.focus();
    await this.run();
  }

  listen() {
    /** @type {number | undefined} */
    let pause;
    const runAnew = () => {
      this.most = SearchPage.FIRST_RESULTS;
      this.tries = SearchPage.FIRST_TRIES;
      this.run();
    };
    this.input.oninput = () => {
      clearTimeout(pause);
      pause = setTimeout(runAnew, SearchPage.PAUSE);
    };
    this.order.onchange = runAnew;
    this.form.onsubmit = (event) => {
      event.preventDefault();
      runAnew();
    };
    this.more.onclick = () => {
      this.most += SearchPage.FIRST_RESULTS;
      this.tries *= 2;
      this.run();
    };
  }

  /**
   * Makes the box of a facet. Its values are counted while it is open.
   * @param {string} key
   * @returns {FacetBox}
   */
  makeFacet(key) {
    const list = makeElement('ul');
    const summary = makeElement('summary', {}, this.messages[key] ?? key);
    const box = makeElement('details', { open: this.chosen[key].length > 0 ? '' : null }, summary, list);
    box.ontoggle = () => {
      if (box.open) this.run();
    };
    return { key, box, list };
  }

  /** Searches, and shows what is found: first what is found quickly, then what takes more. */
  async run() {
    const turn = ++this.turn;
    const { search } = this.client;
    const query = this.input.value;
    this.writeAddress(query);
    try {
      const open = this.facets.filter(({ box }) => box.open);
      let all = false;
      let shownBefore;
      for (;;) {
        const { chosen, most, tries } = this;
        const found = await search.find(query, { chosen, most, tries, sort: this.order.value, all });
        const records = await recordsOf(search, found, most);
        if (turn !== this.turn) return;
        this.counted = found.isAsked ? found.results : null;
        const shown = `${records.length} ${found.some}`;
        if (shown !== shownBefore) this.showResults(records, found.forms);
        shownBefore = shown;
        this.status.textContent = this.describe(found, records.length);
        this.more.hidden = found.whole && found.results.length <= most;

        // Values are counted among all results.
        const needsAll = open.length > 0 && !all;
        const isShort = isPoor(found, records.length) || (found.looked > 0 && records.length < most);
        const goesOn = needsAll || (isShort && tries < SearchPage.MOST_TRIES);
        if (found.whole || !goesOn) break;
        all = open.length > 0;
        this.tries *= 2;
      }
      await mapAll(open, (facet) => this.countValues(facet));
    } catch {
      if (turn === this.turn) this.status.textContent = this.messages.broken;
    }
  }

  /**
   * Makes the address of the page that of the search.
   * @param {string} query
   */
  writeAddress(query) {
    const asked = new URLSearchParams(query ? { q: query } : {});
    for (const { key } of this.facets) {
      for (const value of this.chosen[key]) asked.append(key, value);
    }
    if (this.order.value === 'date') asked.set('sort', 'date');
    const address = addressOf(asked);
    history.replaceState(null, '', address === '?' ? location.pathname : address);
  }

  /**
   * Says how much was found, and how it was searched.
   * @param {Found} found
   * @param {number} shown how many results are shown
   */
  describe(found, shown) {
    const { messages } = this;
    let count = fillMessage(found.count == null ? messages.found_more : messages.found, {
      n: found.count ?? found.results.length,
    });
    if (found.some) count = messages.some;
    if (shown === 0) count = found.whole ? messages.nothing : '';
    const [[word, other] = []] = found.instead;
    const replaced = word && other && fillMessage(messages.instead, { word, other });
    let extent = isPoor(found, shown) ? messages.partly : '';
    if (found.looked > 0) extent = fillMessage(messages.looked, { n: found.looked });
    return [found.isAsked && count, replaced, extent].filter(Boolean).join(' ');
  }

  /**
   * Shows records in the place of those that were shown.
   * @param {IndexRecord[]} records
   * @param {Set<string>} forms the words to mark
   */
  showResults(records, forms) {
    this.inView.disconnect();
    this.passages.clear();
    const items = records.map((record) => this.makeResult(record, forms));
    this.results.replaceChildren(...items);
    for (const item of items) this.inView.observe(item);
  }

  /**
   * Makes a result. Its passage is loaded when it comes into view.
   * @param {IndexRecord} record
   * @param {Set<string>} forms
   */
  makeResult(record, forms) {
    const language = languageOf(record);
    const link = makeElement('a', { href: this.client.root + record.path, ...language }, record.title);
    const facts = makeElement('small', {}, ...describeRecord(record, this.messages));
    const passage = makeElement('p', language);
    const item = makeElement('li', {}, link, facts, passage);
    this.passages.set(item, async () => {
      const { summary = '', text = '' } = await this.client.search.text(record.number);
      const pieces = forms.size > 0 ? passageOf(text, forms) : [{ text: summary, isMatch: false }];
      const parts = pieces.map((piece) => (piece.isMatch ? makeElement('mark', {}, piece.text) : piece.text));
      passage.replaceChildren(...parts);
      passage.hidden = !passage.textContent;
    });
    return item;
  }

  /**
   * Shows the passage of a result.
   * @param {Element} item
   */
  async showPassage(item) {
    this.inView.unobserve(item);
    try {
      await this.passages.get(item)?.();
    } catch {
      this.status.textContent = this.messages.broken;
    }
  }

  /**
   * Counts the values of a facet among the results, to be chosen.
   * @param {FacetBox} facet
   */
  async countValues({ key, list }) {
    const chosen = this.chosen[key];
    const values = await this.client.search.count(key, this.counted, chosen);
    const items = values.map(({ value, name, count }) => {
      const checkbox = makeElement('input', { type: 'checkbox', value });
      checkbox.checked = chosen.includes(value);
      checkbox.onchange = () => {
        const others = chosen.filter((other) => other !== value);
        this.chosen[key] = checkbox.checked ? [...chosen, value] : others;
        this.run();
      };
      return makeElement('li', {}, makeElement('label', {}, checkbox, ' ', isolated(name), ` ${count}`));
    });
    list.replaceChildren(...items);
  }
}

/**
 * Reports whether a part of the index was searched, and had nothing that fits.
 * @param {Found} found
 * @param {number} shown how many results are shown
 */
function isPoor(found, shown) {
  return !found.whole && (found.some || shown === 0);
}
