// @ts-check
// The palette: search in a dialog over any page, worked by keys (the combobox pattern of WAI-ARIA).

class Palette {
  static MOST_RESULTS = 7;

  /**
   * @param {Client} client
   * @param {Messages} messages
   */
  constructor(client, messages) {
    this.client = client;
    this.messages = messages;
    /** The number of the last search: one that is overtaken shows nothing. */
    this.turn = 0;
    /** The place of the active option. */
    this.active = -1;

    const listId = 'found_';
    this.list = makeElement('ul', {
      id: listId,
      role: 'listbox',
      'aria-label': messages.results,
      class: 'results',
    });
    this.input = makeElement('input', {
      type: 'text',
      role: 'combobox',
      'aria-label': messages.label,
      placeholder: messages.label,
      'aria-expanded': 'false',
      'aria-controls': listId,
      'aria-autocomplete': 'list',
      autocomplete: 'off',
      spellcheck: 'false',
    });
    this.status = makeElement('p', { role: 'status' });
    const attributes = { class: 'palette', 'aria-label': messages.title };
    this.dialog = makeElement('dialog', attributes, this.input, this.status, this.list);
    this.input.oninput = () => this.run();
    this.input.onkeydown = (event) => this.onKey(event);
    document.body.append(this.dialog);
  }

  /** Opens it, with what was typed before selected. */
  open() {
    if (!this.dialog.open) this.dialog.showModal();
    this.input.select();
  }

  /** Searches, and shows the first results. */
  async run() {
    const turn = ++this.turn;
    const { search, root } = this.client;
    const query = this.input.value;
    try {
      const found = await search.find(query, { most: Palette.MOST_RESULTS });
      const records = await recordsOf(search, found, Palette.MOST_RESULTS);
      if (turn !== this.turn) return;
      const options = records.map((record) => {
        const title = makeElement('span', languageOf(record), record.title);
        const facts = makeElement('small', {}, ...describeRecord(record, this.messages));
        return makeOption(root + record.path, title, facts);
      });
      if (records.length > 0 || !found.whole) {
        const page = `${root}search.html${addressOf(new URLSearchParams({ q: query }))}`;
        options.push(makeOption(page, this.messages.all));
      }
      options.forEach((option, i) => {
        option.id = `found_${i}`;
      });
      this.list.replaceChildren(...options);
      this.input.setAttribute('aria-expanded', String(options.length > 0));
      this.status.textContent = found.isAsked && options.length === 0 ? this.messages.nothing : '';
      this.activate(0);
    } catch {
      this.status.textContent = this.messages.broken;
    }
  }

  /**
   * Makes an option the active one; behind the last comes the first.
   * @param {number} place
   */
  activate(place) {
    const options = [...this.list.children];
    this.active = options.length > 0 ? (place + options.length) % options.length : -1;
    options.forEach((option, i) => option.setAttribute('aria-selected', String(i === this.active)));
    const option = options[this.active];
    option?.scrollIntoView({ block: 'nearest' });
    this.input.setAttribute('aria-activedescendant', option?.id ?? '');
  }

  /** @param {KeyboardEvent} event */
  onKey(event) {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      this.activate(this.active + (event.key === 'ArrowDown' ? 1 : -1));
    } else if (event.key === 'Enter' && !event.isComposing) {
      const option = this.list.children[this.active];
      if (option instanceof HTMLElement) option.click();
    }
  }
}

/**
 * Makes an option that leads to a page.
 * @param {string} href
 * @param {(Node | string)[]} children
 */
function makeOption(href, ...children) {
  const option = makeElement('li', { role: 'option', 'data-href': href }, ...children);
  option.onclick = () => {
    location.href = href;
  };
  return option;
}
