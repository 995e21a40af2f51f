// What a reader may do with a page beside reading it. The page works without; its words are the
// messages of the archive's language whose names begin with `do_`.
(() => {
  const words = /* words */ {};
  const root = document.documentElement;

  // Storage may be forbidden, and is in some browsers for pages on a disk.
  const kept = (name) => {
    try {
      return localStorage.getItem('chancery-' + name);
    } catch {
      return null;
    }
  };
  const keep = (name, value) => {
    try {
      if (value) localStorage.setItem('chancery-' + name, value);
      else localStorage.removeItem('chancery-' + name);
    } catch {}
  };

  const make = (name, attributes, ...children) => {
    const element = document.createElement(name);
    Object.assign(element, attributes);
    element.append(...children);
    return element;
  };
  const button = (text, click) => make('button', { type: 'button', onclick: click }, text);
  const main = document.querySelector('main') || document.body;
  const all = (selector, within = main) => [...within.querySelectorAll(selector)];
  // A place for what is said to everybody when it changes, also to those who listen.
  const saying = () => {
    const status = make('span', { className: 'said-so' });
    status.setAttribute('role', 'status');
    return status;
  };

  // Colours and keys, in the footer
  const controls = document.querySelector('.controls');
  if (controls) {
    const choice = make('select', { onchange: () => setTheme(choice.value) });
    for (const theme of ['', 'light', 'dark']) {
      choice.append(make('option', { value: theme }, words[theme || 'system']));
    }
    choice.value = root.dataset.theme || '';
    const setTheme = (theme) => {
      if (theme) root.dataset.theme = theme;
      else delete root.dataset.theme;
      keep('theme', theme);
    };
    controls.append(make('label', {}, words.theme + ' ', choice), button(words.keys, () => showKeys()));
    // The choice made in another window is the choice here.
    addEventListener('storage', ({ key, newValue }) => {
      if (key !== 'chancery-theme') return;
      setTheme(newValue);
      choice.value = newValue || '';
    });
  }

  // Keys
  let dialog;
  const showKeys = () => {
    if (!dialog) {
      const title = make('h2', { id: 'keys_title' }, words.keys);
      const list = make('dl');
      const add = (key, what) => list.append(make('dt', {}, make('kbd', {}, key)), make('dd', {}, what));
      add('[', words.previous);
      add(']', words.next);
      const search = document.querySelector('[data-search]');
      if (search) add('/', search.dataset.search || search.textContent.trim());
      if (anchor) add('↑ ↓', words.walk);
      add('?', words.keys);
      const on = make('input', { type: 'checkbox', checked: !kept('keys') });
      on.onchange = () => keep('keys', on.checked ? '' : 'off');
      dialog = make(
        'dialog',
        { className: 'keys' },
        title,
        list,
        make('p', {}, make('label', {}, on, ' ' + words.act)),
        button(words.close, () => dialog.close()),
      );
      dialog.setAttribute('aria-labelledby', title.id);
      document.body.append(dialog);
    }
    dialog.showModal();
  };
  addEventListener('keydown', (event) => {
    // A key of a keyboard that has these signs on its third level comes with AltGraph, or with Alt.
    const withControl = event.ctrlKey && !event.getModifierState('AltGraph');
    if (event.defaultPrevented || event.isComposing || event.metaKey || withControl) return;
    if (event.target.closest?.('input, textarea, select, dialog, [contenteditable]') || kept('keys')) return;
    const rel = { '[': 'prev', ']': 'next' }[event.key];
    const link = rel && document.querySelector('a[rel~=' + rel + '], link[rel~=' + rel + ']');
    if (link) location.assign(link.href);
    else if (event.key === '?') showKeys();
    else return;
    event.preventDefault();
  });

  // Copying
  const copy = async (source, status) => {
    const text = source.textContent.trim();
    let word = words.copied;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      // A page on a disk may have no clipboard: its text is selected and copied as by hand.
      getSelection().selectAllChildren(source);
      if (!document.execCommand('copy')) word = words.selected;
    }
    status.textContent = word;
    setTimeout(() => (status.textContent = ''), 4000);
  };
  for (const source of all('[data-copy]')) {
    const status = saying();
    const press = button(words.copy, () => copy(source, status));
    press.setAttribute('aria-label', words.copy + ' ' + source.dataset.copy);
    source.after(' ', press, ' ', status);
  }

  // Permalinks: one link for a text, which stands at the paragraph that the pointer is over. It is
  // one stop of the Tab key, where the arrows lead it up and down.
  let anchor;
  // A footnote has none: its number changes when another comes before it.
  const places = all('.prose :is(h2, h3, h4, h5, h6, p, li, dt, .scroll)[id]:not([id^=fn_])');
  if (places.length) {
    anchor = make('a', { className: 'anchor' }, '¶');
    anchor.setAttribute('aria-label', words.permalink);
    const stand = (place) => {
      anchor.href = '#' + place.id;
      place.prepend(anchor);
    };
    stand(places[0]);
    anchor.onkeydown = (event) => {
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      const place = step && places[places.indexOf(anchor.parentElement) + step];
      if (!step) return;
      event.preventDefault();
      if (!place) return;
      stand(place);
      anchor.focus();
    };
    addEventListener('pointerover', ({ target }) => {
      const place = target.closest?.('.prose [id]');
      if (document.activeElement !== anchor && place !== anchor.parentElement && places.includes(place)) stand(place);
    });
  }

  // Tables: the head of a column sorts by it, the other way round when it is pressed again. Numbers
  // begin with the largest.
  const order = new Intl.Collator(root.lang, { numeric: true });
  const valueOf = (row, column) => {
    const cell = row.cells[column];
    return cell.dataset.value || (cell.querySelector('a') || cell).textContent;
  };
  for (const table of all('table[data-sort]')) {
    const heads = [...table.tHead.rows[0].cells];
    const [body] = table.tBodies;
    if (body.rows.length < 3) continue;
    heads.forEach((head, column) => {
      const press = button('', () => {
        const now = head.getAttribute('aria-sort');
        const down = now ? now === 'ascending' : head.classList.contains('end');
        const sign = down ? -1 : 1;
        body.append(...[...body.rows].sort((a, b) => sign * order.compare(valueOf(a, column), valueOf(b, column))));
        heads.forEach((other) => other.removeAttribute('aria-sort'));
        head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      });
      press.append(...head.childNodes);
      head.append(press);
    });
  }

  // Long lists: only what has all the words that are sought, case and accents aside
  const fold = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLocaleLowerCase(root.lang);
  for (const list of all('[data-filter]')) {
    const rows = all('tbody > tr, .entries > li, .ledger > li', list);
    const texts = rows.map((row) => fold(row.textContent));
    const status = saying();
    const input = make('input', { type: 'search' });
    input.oninput = () => {
      const sought = fold(input.value).trim();
      let shown = 0;
      rows.forEach((row, i) => {
        row.hidden = !sought.split(/\s+/).every((word) => texts[i].includes(word));
        shown += !row.hidden;
      });
      for (const group of all('.group, .entries, .ledger', list)) group.hidden = !group.querySelector('li:not([hidden])');
      status.textContent = sought && words.shown.replace('{n}', shown).replace('{count}', rows.length);
    };
    const bar = make('p', { className: 'filter' }, make('label', {}, words.filter + ' ', input), ' ', status);
    list.prepend(bar);
  }
})();
