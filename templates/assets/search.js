// Search in the browser. The files of the index are classic scripts, loaded as they are needed;
// what they hold is described where they are made (src/search/).
(() => {
  'use strict';
  const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const VALUE = new Map([...DIGITS].map((digit, value) => [digit, value]));
  const LONGEST_WORD = 40;
  const MOST_WORDS = 24;
  const NAMED = 49;
  const NO_WEIGHT = { score: 0, named: false };
  const MOST_FILES = 24;
  const MOST_TRIED = 400;
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

  const shared = (a, b) => {
    let at = 0;
    while (at < a.length && a[at] === b[at]) at++;
    return at;
  };

  /** Says whether one letter more, less or other, or two that are swapped, make one word of the other. */
  const isNear = (a, b) => {
    const from = shared(a, b);
    const same = (x, y) => a.slice(x) === b.slice(y);
    return same(from + 1, from + 1) || same(from + 1, from) || same(from, from + 1) ||
      (a[from] === b[from + 1] && a[from + 1] === b[from] && same(from + 2, from + 2));
  };

  const parse = (query) => {
    // Every second piece is between quotation marks; behind the last is none.
    const quoted = query.split(/["“”„«»]/).slice(0, -1).filter((_, i) => i % 2);
    const phrases = quoted.map(wordsOf).filter((words) => words.length);
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
    /** Gives the words that begin with the same two characters, and the third where it is told apart (without spaces, one and the second). */
    const dictionary = async (start, word, byThird) => {
      const chars = [...word];
      const alike = UNSPACED.test(chars[0]) ? 1 : 2;
      const file = 8 * split(chars.slice(0, alike).join(''), start.words / 8);
      if (byThird) return wordsIn(file + split(chars[alike] ?? '', 8));
      return (await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map((third) => wordsIn(file + third)))).flat();
    };

    /** Finds the stems that a word may mean, each with how well it fits. */
    const stemsOf = async (start, word, open) => {
      // One character of a script without spaces begins pairs.
      const isHalf = UNSPACED.test(word) && [...word].length < 2;
      let all = await dictionary(start, word, !isHalf && (word.length !== 2 || !open));
      const byLevel = (found) => found.sort((a, b) => b.level - a.level || (a.word < b.word ? -1 : 1));
      const fits = new Map();
      const add = (found, fit) => found.forEach(({ stem }) => fits.has(stem) || fits.set(stem, fit));
      const exact = all.filter((entry) => entry.word === word);
      add(exact, 1);
      // What is met often is not taken for the beginning of something else.
      const isLong = [...word].length > 1 && !exact.some(({ level }) => level > 3);
      if (isHalf || (open && isLong)) add(byLevel(all.filter((entry) => entry.word.startsWith(word))).slice(0, 6), 0.6);
      let instead;
      if (!fits.size && word.length > 4) {
        const swapped = word[1] + word[0] + word.slice(2);
        all = [...new Set((await Promise.all([word, swapped].map((one) => dictionary(start, one)))).flat())];
        const near = byLevel(all.filter((entry) => isNear(entry.word, word)));
        instead = near[0]?.word;
        add(near.slice(0, 3), 0.5);
        // A form that no text has: those that begin alike.
        const alike = (entry) => shared(entry.word, word) >= Math.max(5, word.length - 3);
        if (!near.length) add(byLevel(all.filter(alike)).slice(0, 3), 0.4);
      }
      const forms = all.filter(({ stem }) => fits.has(stem)).map(({ word }) => word);
      return { fits, forms, instead };
    };

    const listOf = async (start, stem) => {
      if (!lists.has(stem)) {
        const [text = '', count] = [(await load(`stems/${split(stem, start.stems)}`))[stem]].flat();
        const records = decode(text, true);
        lists.set(stem, { stem, count: count ?? records.size, records, tier: 0 });
      }
      return lists.get(stem);
    };
    /** Adds the next tier to a list: what weighs less. Two that ask at once get the same. */
    const deepen = (start, list) => (list.more ??= (async () => {
      const tier = list.tier + 1;
      const more = (await load(`rest/${tier}-${split(list.stem, start.rest[tier - 1])}`))[list.stem];
      decode(more, true).forEach((weight, number) => list.records.set(number, weight));
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
      const weighed = (isNeeded) => terms.filter((term) => term.needed === isNeeded).map((term) => weigh(term, records));
      const needed = weighed(true).sort((a, b) => a.size - b.size);
      const others = weighed(false);
      const found = new Map();
      for (const [number, first] of needed[0] ?? []) {
        if (!needed.every((weights) => weights.has(number))) continue;
        let { score, named } = first;
        for (const weights of [...needed.slice(1), ...others]) {
          const weight = weights.get(number) ?? NO_WEIGHT;
          score += weight.score;
          named &&= weight.named;
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
    /** Gives what is in the files that values of a facet are in, or in the first so many: their names and lists. */
    const valuesIn = async (start, key, values, most) => {
      const files = new Set(values.map((value) => split(value, start.values[start.facets.indexOf(key)])));
      const held = await Promise.all([...files].slice(0, most).map((file) => load(`facets/${key}-${file}`)));
      return Object.entries(Object.assign({}, ...held));
    };
    /** Puts the newest first, so many of them at least; what is of no time stays behind. */
    const byTime = async (start, numbers, most) => {
      const left = new Set(numbers);
      const sorted = [];
      for (let file = start.time; file-- && left.size && sorted.length < most;) {
        sorted.push(...[...await load(`facets/time-${file}`)].reverse().filter((number) => left.delete(number)));
      }
      return [...sorted, ...left];
    };
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
        if (found.instead) instead.set(asked[terms.length], found.instead);
        terms.push({ lists: joined, count, needed: count <= start.size / 2 });
        found.forms.forEach((form) => forms.add(form));
      }
      // What is in most records tells none apart; it is asked for only where nothing else is.
      if (!terms.some(({ needed }) => needed)) terms.forEach((term) => { term.needed = true; });
      const keys = Object.keys(chosen).filter((key) => chosen[key].length && start.facets.includes(key));
      const isNarrow = keys.length || phrases.length || sort === 'date' || all;
      let found = join(terms, start.size);
      const partial = () => terms.flatMap(({ needed, lists }) => (needed ? lists : [])).map(({ list }) => list).filter(({ records, count }) => records.size < count);
      while (partial().length && (isNarrow || found.size < most)) {
        await Promise.all(partial().map((list) => deepen(start, list)));
        found = join(terms, start.size);
      }
      let some = false;
      if (!found.size && terms.length > 1 && !phrases.length) {
        some = terms.some((term) => term.count);
        for (const term of terms) {
          for (const [number, { score }] of weigh(term, start.size)) found.set(number, { score: score + (found.get(number) ?? NO_WEIGHT).score, named: false });
        }
      }
      let numbers = [...found.keys()];
      for (const key of keys) {
        const values = await valuesIn(start, key, chosen[key]);
        const lists = values.filter(([value]) => chosen[key].includes(value)).map(([, [, list]]) => decode(list));
        if (!asked.length && key === keys[0]) numbers = [...new Set(lists.flatMap((list) => [...list.keys()]))];
        else numbers = numbers.filter((number) => lists.some((list) => list.has(number)));
      }
      const rank = (number) => found.get(number) ?? NO_WEIGHT;
      numbers.sort((a, b) => rank(b).named - rank(a).named || rank(b).score - rank(a).score || a - b);
      if (sort === 'date' || (!asked.length && keys.length)) {
        numbers = await byTime(start, numbers, phrases.length ? MOST_TRIED : most);
      }
      let whole = !partial().length;
      if (phrases.length) {
        const kept = [];
        let at = 0;
        for (; at < Math.min(numbers.length, MOST_TRIED) && kept.length < most; at += 8) {
          const fits = await Promise.all(numbers.slice(at, at + 8).map((number) => hasPhrases(number, phrases)));
          kept.push(...numbers.slice(at, at + 8).filter((_, i) => fits[i]));
        }
        whole &&= at >= numbers.length;
        numbers = kept;
      }
      const total = whole || phrases.length || terms.length > 1 || terms[0].lists.length > 1 ? numbers.length : terms[0].count;
      return { results: numbers, total, whole, some, forms, instead, asked };
    };

    /**
     * Counts the values of a facet among results: those that are chosen, and those in the files of
     * the values that most briefings have, as far as so many files go.
     */
    const count = async (key, numbers, chosen = []) => {
      let counted = await load(`facets/${key}`);
      if (numbers) {
        const among = new Set(numbers);
        const held = await valuesIn(await load('start'), key, [...chosen, ...counted.map(([value]) => value)], MOST_FILES);
        counted = held.map(([value, [name, list]]) => [value, name, [...decode(list).keys()].filter((number) => among.has(number)).length]);
      }
      return counted.map(([value, name, count]) => ({ value, name, count })).filter(({ count }) => count)
        .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
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
    const hits = [...words.keys()].filter((i) => words[i].folded);
    let best = { from: 0, different: 0 };
    for (const hit of hits.slice(0, 500)) {
      const within = words.slice(hit, hit + 26).map((word) => word.folded).filter(Boolean);
      const different = new Set(within).size;
      if (different > best.different) best = { from: Math.max(0, hit - 6), different };
    }
    const shown = words.slice(best.from, best.from + 34);
    if (!shown.length) return [];
    const start = best.from ? shown[0].at : 0;
    const pieces = best.from ? [['… ', false]] : [];
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
    return pieces;
  };

  globalThis.chancery = { searchOf };
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
      const chosen = state.chosen[key];
      const values = (await count(key, last, chosen)).slice(0, 200);
      box.replaceChildren(...values.map(({ value, name, count }) => {
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
        input.setAttribute('aria-activedescendant', options[active]?.id ?? '');
      };
      let turn = 0;
      input.oninput = async () => {
        const mine = ++turn;
        try {
          const found = await find(input.value, { most: 7 });
          const records = (await Promise.all(found.results.slice(0, 7).map(record))).filter(Boolean);
          if (mine !== turn) return;
          const option = (href, ...inside) => {
            const made = element('li', { role: 'option', 'aria-selected': 'false', 'data-href': href }, ...inside);
            made.onclick = () => { location.href = href; };
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
