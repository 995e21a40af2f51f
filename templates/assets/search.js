// Search in the browser. The files of the index are classic scripts, loaded as they are needed;
// what they hold is described where they are made (src/search/).
(() => {
  'use strict';
  const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const VALUE = new Map([...DIGITS].map((digit, value) => [digit, value]));
  const LONGEST_WORD = 40;
  const MOST_WORDS = 24;
  const NAMED = 49;
  const UNSPACED = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/u;

  const utf8 = new TextEncoder();
  const hash = (text) => {
    let sum = 0x811c9dc5;
    for (const byte of utf8.encode(text)) sum = Math.imul(sum ^ byte, 0x01000193);
    return sum >>> 0;
  };
  const split = (text, count) => Math.floor(((Math.imul(hash(text), 0x9e3779b1) >>> 0) * count) / 2 ** 32);
  const fold = (text) => text.normalize('NFKD').replace(/\p{M}+/gu, '').toLowerCase().replace(/ς/g, 'σ');

  const wordsOf = (text) => (fold(text).match(/[\p{Alphabetic}\p{N}]+/gu) ?? []).flatMap((run) => {
    const chars = [...run];
    if (!UNSPACED.test(run)) return [chars.slice(0, LONGEST_WORD).join('')];
    return chars.length < 2 ? [run] : chars.slice(1).map((char, i) => chars[i] + char);
  });

  /** Reads a list: the numbers, each with its weight where `weighed`. */
  const decode = (text, weighed) => {
    const list = new Map();
    for (let at = 0, number = 0; at < text.length;) {
      let digit;
      let shift = 1;
      do {
        digit = VALUE.get(text[at++]);
        number += (digit & 31) * shift;
        shift *= 32;
      } while (digit & 32);
      list.set(number, weighed ? VALUE.get(text[at++]) : 0);
    }
    return list;
  };

  /** Reads the words of a file: each with how often it is met, and its stem. */
  const entries = (text) => {
    let last = [];
    return text.split(' ').filter(Boolean).map((entry) => {
      const [start, end] = entry.slice(1).split('.');
      last = [...last.slice(0, VALUE.get(entry[0])), ...start];
      const stem = end.length > 1 ? [...last.slice(0, last.length - VALUE.get(end[1])), ...end.slice(2)] : last;
      return { word: last.join(''), level: VALUE.get(end[0]), stem: stem.join('') };
    });
  };

  /** Says whether one letter more, less or other, or two that are swapped, make one word of the other. */
  const isNear = (a, b) => {
    if (Math.abs(a.length - b.length) > 1) return false;
    let from = 0;
    while (from < a.length && a[from] === b[from]) from++;
    const same = (x, y) => a.slice(x) === b.slice(y);
    return same(from + 1, from + 1) || same(from + 1, from) || same(from, from + 1) ||
      (a[from] === b[from + 1] && a[from + 1] === b[from] && same(from + 2, from + 2));
  };

  const shared = (a, b) => {
    let at = 0;
    while (at < a.length && a[at] === b[at]) at++;
    return at;
  };

  const parse = (query) => {
    const phrases = [...query.matchAll(/["“”„«»]([^"“”„«»]*)["“”„«»]/gu)].map((found) => wordsOf(found[1])).filter((words) => words.length);
    const words = [...new Set(wordsOf(query))].slice(0, MOST_WORDS);
    const open = /[\p{Alphabetic}\p{N}\p{M}]$/u.test(query) && !UNSPACED.test(query.slice(-1));
    return { words, phrases, open: open ? words.at(-1) : null };
  };

  /** Makes a search of what gives the files of an index by name. */
  const searchOf = (load) => {
    const lists = new Map();
    const words = new Map();
    const wordsIn = async (file) => {
      const loaded = await load(`words/${file}`);
      if (!words.has(file)) words.set(file, entries(loaded));
      return words.get(file);
    };
    /** Gives the words that begin with the same two characters, and the third where it is told apart. */
    const dictionary = async (start, word, byThird) => {
      const [first, second = '', third = ''] = word;
      const file = 8 * split(first + second, start.words / 8);
      if (byThird) return wordsIn(file + split(third, 8));
      return (await Promise.all(Array.from({ length: 8 }, (_, i) => wordsIn(file + i)))).flat();
    };

    /** Finds the stems that a word may mean, each with how well it fits. */
    const stemsOf = async (start, word, open) => {
      let all = await dictionary(start, word, word.length !== 2 || !open);
      const byLevel = (found) => found.sort((a, b) => b.level - a.level || (a.word < b.word ? -1 : 1));
      const fits = new Map();
      const add = (found, fit) => found.forEach(({ stem }) => fits.has(stem) || fits.set(stem, fit));
      const exact = all.filter((entry) => entry.word === word);
      add(exact, 1);
      // What is met often is not taken for the beginning of something else.
      const isLong = [...word].length > 1 && !UNSPACED.test(word) && !exact.some(({ level }) => level > 3);
      if (open && isLong) add(byLevel(all.filter((entry) => entry.word.startsWith(word))).slice(0, 6), 0.6);
      let instead = null;
      if (!fits.size && word.length > 4) {
        const swapped = word[1] + word[0] + word.slice(2);
        all = [...new Set((await Promise.all([word, swapped].map((one) => dictionary(start, one)))).flat())];
        const near = byLevel(all.filter((entry) => isNear(entry.word, word)));
        instead = near[0]?.word ?? null;
        add(near.slice(0, 3), 0.5);
        // A form that no text has: those that begin alike.
        const alike = (entry) => shared(entry.word, word) >= Math.max(5, word.length - 3);
        if (!near.length) add(byLevel(all.filter(alike)).slice(0, 3), 0.4);
      }
      const forms = all.filter(({ stem }) => fits.has(stem)).map((entry) => entry.word);
      return { fits, forms, instead };
    };

    const listOf = async (start, stem) => {
      if (!lists.has(stem)) {
        const [count, text] = (await load(`stems/${split(stem, start.stems)}`))[stem] ?? [0, ''];
        const records = decode(text, true);
        lists.set(stem, { stem, count, records, tier: 0 });
      }
      return lists.get(stem);
    };
    const isWhole = (list) => list.records.size === list.count;
    /** Adds the next tier to a list: what weighs less. Two that ask at once get the same. */
    const deepen = (start, list) => (list.more ??= (async () => {
      const tier = list.tier + 1;
      const more = (await load(`rest/${tier}-${split(list.stem, start.rest[tier - 1])}`))[list.stem];
      for (const [number, weight] of decode(more, true)) list.records.set(number, weight);
      list.tier = tier;
    })().finally(() => { list.more = null; }));

    /** Joins the lists of a word: the records that have it, and its weight in each. */
    const weigh = (term, records) => {
      const rare = Math.log(1 + (records - term.count + 0.5) / (term.count + 0.5));
      const weights = new Map();
      for (const { list, fit } of term.lists) {
        for (const [number, weight] of list.records) {
          const score = fit * rare * (weight < 48 ? (weight / 47) * 2.2 : 4 + (weight - 48) * 0.12);
          const known = weights.get(number);
          if (!known || known.score < score) weights.set(number, { score, named: weight >= NAMED && fit > 0.5 });
        }
      }
      return weights;
    };
    const join = (terms, records) => {
      const needed = terms.filter((term) => term.needed).map((term) => weigh(term, records));
      const others = terms.filter((term) => !term.needed).map((term) => weigh(term, records));
      needed.sort((a, b) => a.size - b.size);
      const found = new Map();
      for (const [number, first] of needed[0] ?? []) {
        let { score, named } = first;
        const all = needed.slice(1).every((weights) => {
          const weight = weights.get(number);
          if (!weight) return false;
          score += weight.score;
          named &&= weight.named;
          return true;
        });
        if (!all) continue;
        for (const weights of others) {
          const weight = weights.get(number);
          score += weight?.score ?? 0;
          named &&= weight?.named ?? false;
        }
        found.set(number, { score, named });
      }
      return found;
    };

    const inFile = async (sort, number) => {
      const { [sort]: files, numbers } = await load('start');
      return (await load(`${sort}/${Math.floor((number * files) / numbers)}`))[number];
    };
    const record = async (number) => {
      const found = await inFile('records', number);
      return found && { ...found, number };
    };
    /** Gives the summary and the text of a record. */
    const text = async (number) => (await inFile('texts', number)) ?? {};
    const facet = async (key) => (await load(`facets/${key}`)).map(([value, name, list]) => ({ value, name, list: decode(list, false) }));
    const hasPhrases = async (number, phrases) => {
      const [{ title, names = [] }, said] = await Promise.all([record(number), text(number)]);
      const parts = [title, names, said.text ?? '', said.summary ?? ''].flat();
      const texts = parts.map((part) => ` ${wordsOf(part).join(' ')} `);
      return phrases.every((phrase) => texts.some((part) => part.includes(` ${phrase.join(' ')} `)));
    };

    /**
     * Finds the records for a query and chosen facets, `{ person: ['id'] }`. `results` are numbers
     * in order; `whole` says whether they are all.
     */
    const find = async (query, { chosen = {}, sort = 'relevance', most = 10, all = false } = {}) => {
      const start = await load('start');
      const { words: asked, phrases, open } = parse(query);
      const terms = [];
      const instead = new Map();
      const forms = new Set();
      for (const found of await Promise.all(asked.map((word) => stemsOf(start, word, word === open)))) {
        const joined = await Promise.all([...found.fits].map(async ([stem, fit]) => ({ list: await listOf(start, stem), fit })));
        const count = Math.max(0, ...joined.map(({ list }) => list.count));
        const word = asked[terms.length];
        terms.push({ word, lists: joined, count, needed: true });
        found.forms.forEach((form) => forms.add(form));
        if (found.instead) instead.set(word, found.instead);
      }
      // What is in most records tells none apart; it is asked for only where nothing else is.
      const isCommon = (term) => term.count > start.size / 2;
      if (terms.some((term) => !isCommon(term))) terms.forEach((term) => { term.needed = !isCommon(term); });
      const keys = Object.keys(chosen).filter((key) => chosen[key].length && start.facets.includes(key));
      const isNarrow = keys.length || phrases.length || sort === 'date' || all;
      let found = join(terms, start.size);
      const partial = () => terms.filter((term) => term.needed).flatMap((term) => term.lists).map(({ list }) => list).filter((list) => !isWhole(list));
      while (partial().length && (isNarrow || found.size < most)) {
        await Promise.all(partial().map((list) => deepen(start, list)));
        found = join(terms, start.size);
      }
      let some = false;
      if (!found.size && terms.length > 1 && !phrases.length) {
        some = terms.some((term) => term.count);
        for (const term of terms) {
          for (const [number, weight] of weigh(term, start.size)) {
            found.set(number, { score: (found.get(number)?.score ?? 0) + weight.score, named: false });
          }
        }
      }
      let numbers = [...found.keys()];
      if (!asked.length && keys.length) {
        numbers = await load('facets/time');
      }
      for (const key of keys) {
        const values = (await facet(key)).filter(({ value }) => chosen[key].includes(value));
        numbers = numbers.filter((number) => values.some(({ list }) => list.has(number)));
      }
      const rank = (number) => found.get(number) ?? { score: 0, named: false };
      numbers.sort((a, b) => rank(b).named - rank(a).named || rank(b).score - rank(a).score || a - b);
      if (sort === 'date' || (!asked.length && keys.length)) {
        const time = new Map((await load('facets/time')).map((number, at) => [number, at]));
        numbers.sort((a, b) => (time.get(b) ?? -1) - (time.get(a) ?? -1));
      }
      let whole = !partial().length;
      if (phrases.length) {
        const kept = [];
        let at = 0;
        for (; at < Math.min(numbers.length, 400) && kept.length < most; at += 8) {
          const batch = numbers.slice(at, at + 8);
          const fits = await Promise.all(batch.map((number) => hasPhrases(number, phrases)));
          kept.push(...batch.filter((_, i) => fits[i]));
        }
        whole &&= at >= numbers.length;
        numbers = kept;
      }
      const single = terms.length === 1 && terms[0].lists.length === 1;
      const total = whole || !single || phrases.length ? numbers.length : terms[0].count;
      return { results: numbers, total, whole, some, forms, instead, asked };
    };

    /** Counts the values of a facet among results. */
    const count = async (key, numbers) => {
      const among = new Set(numbers);
      const counted = (await facet(key)).map(({ value, name, list }) => {
        const records = numbers ? [...list.keys()].filter((number) => among.has(number)).length : list.size;
        return { value, name, count: records };
      });
      return counted.filter(({ count }) => count).sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
    };

    /** Finds the record of a page by its path. */
    const of = async (path) => {
      const { numbers } = await load('start');
      for (let i = 0, number = hash(path) & (numbers - 1); i < 8; i++, number = (number + 1) & (numbers - 1)) {
        const found = await record(number);
        if (!found || found.path === path) return found;
      }
    };
    return { find, count, record, text, of, start: () => load('start') };
  };

  /** Returns the part of a text that has most of the words, as pieces: text, and whether it is one. */
  const passage = (text, forms) => {
    const words = [...text.matchAll(/[\p{Alphabetic}\p{N}\p{M}]+/gu)].map((found) => {
      const folded = fold(found[0]);
      return { at: found.index, end: found.index + found[0].length, folded: forms.has(folded) ? folded : null };
    });
    const hits = words.map((word, i) => (word.folded ? i : -1)).filter((i) => i >= 0);
    let best = { from: 0, different: 0 };
    for (const hit of hits.slice(0, 500)) {
      const within = words.slice(hit, hit + 26).map((word) => word.folded).filter(Boolean);
      const different = new Set(within).size;
      if (different > best.different) best = { from: Math.max(0, hit - 6), different };
    }
    const shown = words.slice(best.from, best.from + 34);
    if (!shown.length) return [];
    const pieces = [];
    const start = best.from ? shown[0].at : 0;
    const more = best.from + 34 < words.length;
    let at = start;
    for (const { at: from, end, folded } of shown) {
      if (end - start > 400) break;
      if (!folded) continue;
      pieces.push([text.slice(at, from), false], [text.slice(from, end), true]);
      at = end;
    }
    const last = more ? shown.at(-1).end : text.length;
    pieces.push([text.slice(at, Math.min(last, start + 400)) + (more ? ' …' : ''), false]);
    if (best.from) pieces.unshift(['… ', false]);
    return pieces;
  };

  globalThis.chancery = { searchOf, parse, fold, wordsOf, isNear, passage, hash };
  if (typeof document === 'undefined') return;
  const own = document.querySelector('script[data-client]');
  const { root } = own.dataset;
  const waiting = new Map();
  const loaded = new Map();
  globalThis.chancerySearch = (name, data) => waiting.get(name)?.(data);
  const load = (name) => {
    if (!loaded.has(name)) {
      loaded.set(name, new Promise((done, failed) => {
        waiting.set(name, done);
        const fail = () => {
          loaded.delete(name);
          failed(new Error(name));
        };
        // One that is damaged was loaded and has not called.
        document.head.append(Object.assign(document.createElement('script'), { src: `${root}search/${name}.js`, onload: fail, onerror: fail }));
      }));
    }
    return loaded.get(name);
  };
  const { find, count, record, text, of, start } = searchOf(load);

  const element = (name, attributes = {}, ...inside) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) value != null && made.setAttribute(key, value);
    made.append(...inside.filter((part) => part != null && part !== ''));
    return made;
  };
  const own_ = (text) => element('bdi', {}, text);
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? '');
  const marked = (pieces) => pieces.map(([text, hit]) => (hit ? element('mark', {}, text) : text));

  /** What is said of a record beside its title: kind, date, places, people, how many briefings. */
  const about = (found, m) => [
    found.kind, found.date, m[`status_${found.status}`], found.where, found.people, found.count, [found.names ?? []].flat().slice(0, 4),
  ].map((part) => [part ?? []].flat().join(', ')).filter(Boolean).flatMap((part, i) => [i ? ' · ' : '', own_(part)]);
  const link = (found) => element('a', { href: root + found.path, lang: found.lang, dir: 'auto' }, found.title);
  /** Shows a result; its passage is looked for when it comes into view. */
  const shown = (found, m, forms) => {
    const said = element('p', { lang: found.lang, dir: 'auto' });
    const look = async () => {
      const { summary = '', text: whole = '' } = await text(found.number);
      said.replaceChildren(...marked(forms.size ? passage(whole, forms) : [[summary, false]]));
      said.hidden = !said.textContent;
    };
    return Object.assign(element('li', {}, link(found), element('small', {}, ...about(found, m)), said), { look });
  };

  const page = async (place) => {
    const { m, facets } = await start();
    const state = { chosen: {}, most: 10 };
    const asked = new URLSearchParams(location.search || location.hash.slice(1));
    for (const key of facets) state.chosen[key] = asked.getAll(key);
    const input = element('input', { type: 'search', name: 'q', autocomplete: 'off', spellcheck: 'false', maxlength: 10000 });
    input.value = asked.get('q') ?? '';
    const sort = element('select', { 'aria-label': m.sort }, ...['relevance', 'date'].map((value) => element('option', { value }, m[value])));
    sort.value = asked.get('sort') === 'date' ? 'date' : 'relevance';
    const form = element('form', { class: 'find', role: 'search' }, element('label', {}, m.label, input), sort);
    const status = element('p', { role: 'status' });
    const results = element('ol', { class: 'results' });
    const more = element('button', { type: 'button', hidden: '' }, m.more);
    const narrow = element('div', { class: 'facets' });
    let last = null;
    const count_ = async (box, key) => {
      const values = await count(key, last);
      const chosen = state.chosen[key];
      box.replaceChildren(...values.slice(0, 200).map(({ value, name, count }) => {
        const check = element('input', { type: 'checkbox', value });
        check.checked = chosen.includes(value);
        check.onchange = () => {
          state.chosen[key] = check.checked ? [...chosen, value] : chosen.filter((other) => other !== value);
          run();
        };
        return element('li', {}, element('label', {}, check, ' ', own_(name), ` ${count}`));
      }));
    };
    const boxes = facets.map((key) => {
      const list = element('ul');
      const box = element('details', { open: state.chosen[key].length ? '' : null }, element('summary', {}, m[key] ?? key), list);
      box.ontoggle = () => box.open && run();
      narrow.append(box);
      return { key, box, list };
    });
    const view = new IntersectionObserver((seen) => seen.forEach(({ isIntersecting, target }) => {
      if (!isIntersecting) return;
      view.unobserve(target);
      target.look().catch(() => { status.textContent = m.broken; });
    }));
    let turn = 0;
    const run = async () => {
      const mine = ++turn;
      const query = input.value;
      const url = new URLSearchParams(query ? { q: query } : {});
      for (const key of facets) for (const value of state.chosen[key]) url.append(key, value);
      if (sort.value === 'date') url.set('sort', 'date');
      // A page from a folder may change only what follows the number sign.
      if (location.protocol === 'file:') history.replaceState(null, '', `#${url}`);
      else history.replaceState(null, '', `${location.pathname}${url.size ? `?${url}` : ''}`);
      try {
        const open = boxes.filter(({ box }) => box.open);
        const found = await find(query, { chosen: state.chosen, sort: sort.value, most: state.most, all: open.length > 0 });
        const records = (await Promise.all(found.results.slice(0, state.most).map(record))).filter(Boolean);
        if (mine !== turn) return;
        const isAsked = found.asked.length || Object.values(state.chosen).some((values) => values.length);
        last = isAsked ? found.results : null;
        view.disconnect();
        results.replaceChildren(...records.map((one) => shown(one, m, found.forms)));
        [...results.children].forEach((item) => view.observe(item));
        const [said, to] = [...found.instead][0] ?? [];
        const text = !isAsked ? '' : !records.length ? m.nothing : found.some ? m.some : fill(found.whole || !found.asked.length ? m.found : m.found_more, { n: found.total });
        status.replaceChildren(text, ...(to ? [' ', fill(m.instead, { word: said, other: to })] : []));
        more.hidden = found.results.length <= state.most;
        await Promise.all(open.map(({ key, list }) => count_(list, key)));
      } catch {
        if (mine === turn) status.textContent = m.broken;
      }
    };
    const again = () => {
      state.most = 10;
      run();
    };
    let soon;
    input.oninput = () => {
      clearTimeout(soon);
      soon = setTimeout(again, 120);
    };
    sort.onchange = again;
    form.onsubmit = (event) => {
      event.preventDefault();
      again();
    };
    more.onclick = () => {
      state.most += 10;
      run();
    };
    place.replaceChildren(form, narrow, status, results, more);
    input.focus();
    await run();
  };

  let dialog;
  const palette = async () => {
    if (!dialog) {
      const { m } = await start();
      const list = element('ul', { id: 'found_', role: 'listbox', 'aria-label': m.results, class: 'results' });
      const input = element('input', { type: 'text', role: 'combobox', 'aria-label': m.label, placeholder: m.label, 'aria-expanded': 'false', 'aria-controls': 'found_', 'aria-autocomplete': 'list', autocomplete: 'off', spellcheck: 'false' });
      const status = element('p', { role: 'status' });
      dialog = element('dialog', { class: 'palette', 'aria-label': m.title }, input, status, list);
      let active = -1;
      const choose = (next) => {
        const options = [...list.children];
        active = options.length ? (next + options.length) % options.length : -1;
        options.forEach((option, i) => option.setAttribute('aria-selected', i === active));
        options[active]?.scrollIntoView({ block: 'nearest' });
        if (active < 0) input.removeAttribute('aria-activedescendant');
        else input.setAttribute('aria-activedescendant', options[active].id);
      };
      let turn = 0;
      input.oninput = async () => {
        const mine = ++turn;
        try {
          const found = await find(input.value, { most: 7 });
          const records = (await Promise.all(found.results.slice(0, 7).map(record))).filter(Boolean);
          if (mine !== turn) return;
          const option = (href, ...inside) => {
            const made = element('li', { role: 'option', 'aria-selected': 'false' }, ...inside);
            made.onclick = () => { location.href = href; };
            made.dataset.href = href;
            return made;
          };
          const options = records.map((one) => option(root + one.path, element('span', { lang: one.lang, dir: 'auto' }, one.title), element('small', {}, ...about(one, m))));
          const all = `${root}search.html${location.protocol === 'file:' ? '#' : '?'}${new URLSearchParams({ q: input.value })}`;
          if (records.length) options.push(option(all, m.all));
          options.forEach((made, i) => { made.id = `found_${i}`; });
          list.replaceChildren(...options);
          input.setAttribute('aria-expanded', String(options.length > 0));
          status.textContent = found.asked.length && !records.length ? m.nothing : '';
          choose(options.length ? 0 : -1);
        } catch {
          status.textContent = m.broken;
        }
      };
      input.onkeydown = (event) => {
        const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
        if (step) {
          event.preventDefault();
          choose(active + step);
        } else if (event.key === 'Enter' && !event.isComposing) {
          const { href } = list.children[active]?.dataset ?? {};
          if (href) location.href = href;
        }
      };
      document.body.append(dialog);
    }
    if (!dialog.open) dialog.showModal();
    dialog.querySelector('input').select();
  };

  let box;
  let of_;
  const hide = () => {
    box?.remove();
    of_?.removeAttribute('aria-describedby');
    of_ = null;
  };
  const preview = async (to) => {
    const home = new URL(root || '.', location.href).href;
    const [path] = to.href.split('#');
    if (!path.startsWith(home) || path === location.href.split('#')[0]) return;
    const found = await of(path.slice(home.length)).catch(() => null);
    if (!found || !(to.matches(':hover') || to === document.activeElement)) return;
    const [{ m }, { summary = '' }] = await Promise.all([start(), text(found.number)]).catch(() => [{}, {}]);
    if (!m) return;
    hide();
    box = element('div', { class: 'preview', id: 'preview_', role: 'tooltip' }, element('strong', { lang: found.lang, dir: 'auto' }, found.title), element('p', {}, ...about(found, m)), element('p', { lang: found.lang, dir: 'auto' }, summary));
    const { left, bottom } = to.getBoundingClientRect();
    document.body.append(box);
    box.style.left = `${Math.max(8, Math.min(left, document.documentElement.clientWidth - box.offsetWidth - 8)) + scrollX}px`;
    box.style.top = `${bottom + scrollY}px`;
    of_ = to;
    to.setAttribute('aria-describedby', 'preview_');
  };
  // It stays while the pointer is on it or on its link, or on the way between them (WCAG 1.4.13), and
  // goes with Escape.
  let leaving;
  addEventListener('mouseover', ({ target }) => {
    clearTimeout(leaving);
    const stays = !of_ || of_.contains(target) || box.contains(target) || of_ === document.activeElement;
    if (!stays) leaving = setTimeout(hide, 250);
  });
  addEventListener('focusin', (event) => of_ && event.target !== of_ && hide());
  addEventListener('keydown', (event) => event.key === 'Escape' && of_ && hide());

  Object.assign(globalThis.chancery, { palette, preview });
  const place = document.querySelector('[data-broken]');
  if (place) page(place).catch(() => place.prepend(element('p', { role: 'alert' }, place.dataset.broken)));
})();
