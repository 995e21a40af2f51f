// What a reader may do with a page beside reading it. The page works without; all words come from
// the attributes of the script's own element.
(() => {
  const words = document.currentScript.dataset;
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
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  // A place for what is said to everybody when it changes, also to those who listen.
  const saying = () => {
    const status = make('span', { className: 'said-so' });
    status.setAttribute('role', 'status');
    return status;
  };

  // Colours and keys, in the footer
  const footer = document.querySelector('footer.site');
  if (footer) {
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
    footer.append(make('label', {}, words.theme + ' ', choice), button(words.keys, () => showKeys()));
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
      if (anchor) add('↑ ↓', words.permalink);
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
  const places = all('.prose :is(h2, h3, h4, h5, h6, p, li, dt, .scroll)[id]');
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
})();
