// Search in the browser. The files of the index are classic scripts, loaded as they are needed;
// what they hold is described where they are made (src/search/).
(() => {
  'use strict';
  const VALUE = new Map([...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'].map((digit, value) => [digit, value]));
  const LONGEST_WORD = 40;
  const MOST_WORDS = 24;
  const NAMED = 49;
  const NO_WEIGHT = { score: 0, named: false };
  const MOST_FILES = 24;
  const MOST_TRIED = 400;
  const UNSPACED = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/u;

  const every = (list, each) => Promise.all(list.map(each));
  const hash = (text) => {
    let sum = 0x811c9dc5;
    for (const byte of new TextEncoder().encode(text)) sum = Math.imul(sum ^ byte, 0x01000193);
    return sum >>> 0;
  };
  const split = (text, count) => Math.floor(((Math.imul(hash(text), 0x9e3779b1) >>> 0) * count) / 2 ** 32);
  const fold = (text) => text.normalize('NFKD').replace(/\p{M}+/gu, '').toLowerCase().replace(/ς/g, 'σ');

  const wordsOf = (text) => (fold(text).match(/[\p{Alphabetic}\p{N}]+/gu) ?? []).flatMap((run) => {
    const chars = [...run];
    if (!UNSPACED.test(run)) return [chars.slice(0, LONGEST_WORD).join('')];
    return chars.length < 2 ? [run] : chars.slice(1).map((char, i) => chars[i] + char);
  });

  /** Reads a list: the numbers, each with the weight that all have, or its own. */
  const decode = (text, weight) => {
    const list = new Map();
    for (let at = 0, number = 0; at < text.length;) {
      let digit;
      let shift = 1;
      do {
        digit = VALUE.get(text[at++]);
        number += (digit & 31) * shift;
        shift *= 32;
      } while (digit & 32);
      list.set(number, weight ?? VALUE.get(text[at++]));
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
  const searchOf = (get) => {
    let start;
    const known = new Set();
    /** How many bytes were loaded. */
    let loaded = 0;
    const load = async (name) => {
      const data = await get(name);
      if (!known.has(name)) loaded += new TextEncoder().encode(JSON.stringify(data)).length;
      known.add(name);
      return data;
    };
    const begin = async () => (start ??= await load('start'));
    const lists = new Map();
    const words = new Map();
    const wordsIn = async (file) => {
      if (!words.has(file)) words.set(file, entries(await load(`words/${file}`)));
      return words.get(file);
    };
    /** Gives the words that begin with the same two characters, or only those of which the next two lie with them (without spaces, one and one). */
    const dictionary = async (word, byNext) => {
      const chars = [...word];
      const alike = UNSPACED.test(chars[0]) ? 1 : 2;
      const file = 8 * split(chars.slice(0, alike).join(''), start.words / 8);
      const next = split(chars.slice(alike, alike + 2).join(''), 8);
      const files = byNext ? [next] : [0, 1, 2, 3, 4, 5, 6, 7];
      return (await every(files, (n) => wordsIn(file + n))).flat();
    };

    /** Finds the stems that a word may mean, each with how well it fits. */
    const stemsOf = async (word, open) => {
      // One character of a script without spaces begins pairs.
      const { length } = [...word];
      const isHalf = UNSPACED.test(word) && length < 2;
      let all = await dictionary(word, !isHalf && (!open || length < 2 || length > 3));
      const byLevel = (found) => found.sort((a, b) => b.level - a.level || (a.word < b.word ? -1 : 1));
      const fits = new Map();
      const add = (found, fit) => found.forEach(({ stem }) => fits.has(stem) || fits.set(stem, fit));
      const exact = all.filter((entry) => entry.word === word);
      add(exact, 1);
      // What is met often is not taken for the beginning of something else.
      const isLong = length > 1 && !exact.some(({ level }) => level > 3);
      if (isHalf || (open && isLong)) add(byLevel(all.filter((entry) => entry.word.startsWith(word))).slice(0, 6), 0.6);
      let instead;
      if (!fits.size && word.length > 4) {
        const swapped = word[1] + word[0] + word.slice(2);
        all = [...new Set((await every([word, swapped], (one) => dictionary(one))).flat())];
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

    const listOf = async (stem) => {
      if (!lists.has(stem)) {
        const [text = '', count] = [(await load(`stems/${split(stem, start.stems)}`))[stem]].flat();
        const records = decode(text);
        lists.set(stem, { stem, count: count ?? records.size, records, tier: start.rest[0] ? 0 : 1 });
      }
      return lists.get(stem);
    };
    /**
     * Adds what weighs less to a list: the second tier, and behind it ranges of numbers, in bands of
     * weights. Two that ask at once get the same.
     */
    const deepen = (list, to) => (list.more ??= (async () => {
      const more = await every(start.rest.slice(list.tier, to), async (files, i) => {
        const tier = list.tier + i + 1;
        const text = (await load(`rest/${tier}-${split(list.stem, files)}`))[list.stem];
        return tier > 1 ? text.split(' ').map((band, n) => decode(band, Math.min(48, 16 * n + 8))) : decode(text);
      });
      for (const one of more.flat()) one.forEach((weight, number) => list.records.set(number, weight));
      list.tier = Math.max(list.tier, to);
    })().finally(() => { list.more = null; }));

    /** Joins the lists of a word: the records that have it, and its weight in each. */
    const weigh = (term) => {
      const rare = Math.log(1 + (start.size - term.count + 0.5) / (term.count + 0.5));
      const weights = new Map();
      for (const { list, fit } of term.lists) {
        for (const [number, weight] of list.records) {
          const score = fit * rare * (weight < 48 ? weight * 0.0468 : 4 + (weight - 48) * 0.12);
          const known = weights.get(number);
          if (!known || known.score < score) weights.set(number, { score, named: weight >= NAMED && fit > 0.5 });
        }
      }
      return weights;
    };
    /** Joins words and what is chosen: lists of which a record must be in each, and whether it may be in the result. */
    const join = (terms, within, isIn) => {
      const weighed = (isNeeded) => terms.filter((term) => term.needed === isNeeded).map(weigh);
      const needed = [...weighed(true), ...within].sort((a, b) => a.size - b.size);
      const others = weighed(false);
      const found = new Map();
      for (const [number, first] of needed[0] ?? []) {
        if (!needed.every((weights) => weights.has(number)) || !isIn(number)) continue;
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
      const { [sort]: files, numbers } = await begin();
      return (await load(`${sort}/${Math.floor((number * files) / numbers)}`))[number];
    };
    const record = async (number) => {
      const found = await inFile('records', number);
      return found && { ...found, number };
    };
    /** Gives the summary and the text of a record. */
    const text = async (number) => (await inFile('texts', number)) ?? {};
    /** Gives what is in the files that values of a facet are in, or in the first so many: their names and lists. */
    const valuesIn = async (key, values, most) => {
      const files = new Set(values.map((value) => `facets/${key}-${split(value, start.values[start.facets.indexOf(key)])}`));
      return Object.entries(Object.assign({}, ...await every([...files].slice(0, most), load)));
    };
    /** Reads the records that are no briefings: where it is listed who does not have a value, they have it no more. */
    const others = async () => decode(await load('facets/others'), 1);
    /** Puts the newest first, so many of them at least; what is of no time stays behind. None is of a later year than `newest`. */
    const byTime = async (numbers, most, newest) => {
      // Few are sorted by what their records say.
      if (numbers.length <= 48) {
        const times = new Map(await every(numbers, async (number) => [number, (await record(number))?.time ?? 0]));
        return numbers.sort((a, b) => times.get(b) - times.get(a));
      }
      const left = new Set(numbers);
      const sorted = [];
      for (let file = start.time.length; file-- && left.size && sorted.length < most;) {
        if (start.time[file] > newest) continue;
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
     * in order; `whole` says whether they are all. What is fetched is bounded, but where it is sorted
     * by date or `all` are asked for. Of `tries` texts it is looked whether they have the phrases, and
     * the bound grows with them; `looked` says how many that were, where there are more.
     */
    const find = async (query, { chosen = {}, sort, most = 10, tries = 8, all = false } = {}) => {
      await begin();
      const { words: asked, phrases, open } = parse(query);
      const end = loaded + (start.bytes * tries) / 8;
      const terms = [];
      const instead = new Map();
      const forms = new Set();
      for (const found of await every(asked, (word) => stemsOf(word, word === open))) {
        const joined = await every([...found.fits], async ([stem, fit]) => ({ list: await listOf(stem), fit }));
        const count = Math.max(0, ...joined.map(({ list }) => list.count));
        if (found.instead) instead.set(asked[terms.length], found.instead);
        terms.push({ lists: joined, count, needed: 2 * count <= start.size });
        found.forms.forEach((form) => forms.add(form));
      }
      // What is in most records tells none apart; it is asked for only where nothing else is.
      if (!terms.some(({ needed }) => needed)) terms.forEach((term) => { term.needed = true; });
      const keys = Object.keys(chosen).filter((key) => chosen[key].length && start.facets.includes(key));
      const values = await every(keys, async (key) => (await valuesIn(key, chosen[key])).flatMap(([value, of]) => (chosen[key].includes(value) ? [of] : [])));
      const sets = values.map((some) => some.map(([, list, , without]) => [decode(list, { score: 0, named: true }), without]));
      const long = sets.filter((set) => set.some(([, without]) => without));
      const within = sets.filter((set) => !long.includes(set)).map((set) => new Map(set.flatMap(([numbers]) => [...numbers])));
      const no = long[0] && terms[0] ? await others() : new Map();
      const isIn = (number) => !no.has(number) && long.every((set) => set.some(([numbers, without]) => !numbers.has(number) === !!without));
      let older;
      if (long[0] && !terms[0] && !within[0]) {
        // The newest of all, as many as it takes.
        const newest = new Map();
        for (older = start.time.length; older && (all || [...newest.keys()].filter(isIn).length < most);) {
          for (const number of await load(`facets/time-${--older}`)) newest.set(number, NO_WEIGHT);
        }
        within.push(newest);
      }
      const lists = terms.flatMap((term) => (term.needed ? term.lists : [])).map(({ list }) => list);
      const isHeld = ({ records, count, tier }) => records.size >= count || tier >= start.rest.length;
      /** Gives the lists that more may come from: none, where nothing is in all that are held whole. */
      const partial = () => {
        const held = terms.filter((term) => term.needed && term.lists.every(({ list }) => isHeld(list)));
        const isOpen = !(held[0] || within[0]) || join(held, within, isIn).size;
        return lists.filter((list) => isOpen && !isHeld(list));
      };
      const isAll = all || sort === 'date';
      // About so many bytes are kept for what is shown, or for texts with the phrases.
      const kept = phrases.length ? 0.6 * start.bytes : 2000 * most;
      let found = join(terms, within, isIn);
      let taken;
      for (let more; (more = partial()).length && (isAll || found.size < (phrases.length ? tries : most));) {
        const tier = Math.min(...more.map((list) => list.tier));
        // A range has about as much as the one before.
        const cost = (tier > 1 && taken) || more.reduce((sum, { count }) => sum + 2000 + 0.15 * count, 0);
        const by = isAll ? Infinity : Math.min(Math.floor((end - kept - loaded) / cost), tier > 1 ? 9 : 1);
        if (by < 1) break;
        taken = loaded;
        await every(more, (list) => deepen(list, tier + by));
        taken = loaded - taken;
        found = join(terms, within, isIn);
      }
      const some = !found.size && terms.length > 1 && !phrases.length;
      if (some) {
        for (const [number, { score }] of terms.flatMap((term) => [...weigh(term)])) {
          if (within.every((list) => list.has(number)) && isIn(number)) found.set(number, { score: score + (found.get(number)?.score ?? 0), named: false });
        }
      }
      let numbers = [...found].sort(([a, x], [b, y]) => y.named - x.named || y.score - x.score || a - b).map(([number]) => number);
      if (sort === 'date' || !asked.length) {
        const newest = values.map((some) => Math.max(...some.map(([, , year]) => year)));
        numbers = await byTime(numbers, phrases.length ? tries : most, Math.min(...newest));
      }
      let whole = !partial().length && !older;
      let looked = 0;
      if (phrases.length) {
        const fit = [];
        const before = loaded;
        for (let step = 2; step >= 1 && looked < Math.min(numbers.length, tries) && fit.length < most;) {
          const some = numbers.slice(looked, looked + Math.min(step, tries - looked));
          const fits = await every(some, (number) => hasPhrases(number, phrases));
          fit.push(...some.filter((_, i) => fits[i]));
          looked += some.length;
          step = Math.min(8, Math.floor(looked * 0.5 * (end - loaded) / (loaded - before)));
        }
        whole &&= looked >= numbers.length;
        if (whole) looked = 0;
        numbers = fit;
      }
      const counts = [...lists.map(({ count }) => count), ...values.flat().map(([, , , count]) => count)];
      return { results: numbers, count: whole ? numbers.length : counts.length + phrases.length === 1 ? counts[0] : null, whole, some, looked, forms, instead, isAsked: terms.length + keys.length > 0 };
    };

    /**
     * Counts the values of a facet among results: those that are chosen, and those in the files of
     * the values that most briefings have, as far as so many files go.
     */
    const count = async (key, numbers, chosen = []) => {
      await begin();
      const named = await load(`facets/${key}`);
      let counted = named;
      if (numbers) {
        const among = new Set(numbers);
        const held = await valuesIn(key, [...chosen, ...named.map(([value]) => value)], MOST_FILES);
        const of = (numbers) => [...numbers.keys()].filter((number) => among.has(number)).length;
        const briefings = among.size - of(await others());
        counted = held.map(([value, [name, list, , count]]) => [value, name, Math.abs((count ? briefings : 0) - of(decode(list, 1)))]);
      }
      return counted.map(([value, name, count]) => ({ value, name, count })).filter(({ count }) => count)
        .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1)).slice(0, named.length);
    };

    /** Finds the record of a page by its path. */
    const of = async (path) => {
      const { numbers } = await begin();
      for (let i = 0; i < 8; i++) {
        const found = await record((hash(path) + i) & (numbers - 1));
        if (!found || found.path === path) return found;
      }
    };
    return { find, count, record, text, of, start: begin };
  };

  /** Returns the part of a text that has most of the words, as pieces: text, and true where it is one. */
  const passage = (text, forms) => {
    const words = [...text.matchAll(/[\p{Alphabetic}\p{N}\p{M}]+/gu)].map((found) => {
      const folded = fold(found[0]);
      return { at: found.index, end: found.index + found[0].length, folded: forms.has(folded) ? folded : null };
    });
    const hits = [...words.keys()].filter((i) => words[i].folded);
    let best = { from: 0, different: 0 };
    for (const hit of hits.slice(0, 500)) {
      const different = new Set(words.slice(hit, hit + 26).flatMap(({ folded }) => folded ?? [])).size;
      if (different > best.different) best = { from: Math.max(0, hit - 6), different };
    }
    const shown = words.slice(best.from, best.from + 34);
    if (!shown.length) return [];
    const start = best.from ? shown[0].at : 0;
    const pieces = best.from ? [['… ']] : [];
    const more = best.from + 34 < words.length;
    let at = start;
    for (const { at: from, end, folded } of shown) {
      if (end - start > 400) break;
      if (!folded) continue;
      pieces.push([text.slice(at, from)], [text.slice(from, end), true]);
      at = end;
    }
    const last = more ? shown.at(-1).end : text.length;
    pieces.push([text.slice(at, Math.min(last, start + 400)) + (more ? ' …' : '')]);
    return pieces;
  };

  globalThis.chancery = { searchOf };
  if (typeof document === 'undefined') return;
  const { root } = document.querySelector('script[data-client]').dataset;
  const MARK = location.protocol === 'file:' ? '#' : '?';
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
  const recordsOf = async ({ results }, most) => (await every(results.slice(0, most), record)).filter(Boolean);
  const inOwn = ({ lang }) => ({ lang, dir: 'auto' });
  const own_ = (text) => element('bdi', {}, text);
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? '');

  /** What is said of a record beside its title: kind, date, places, people, how many briefings. */
  const about = (found, m) => [
    found.kind, found.date, m[`status_${found.status}`], found.where, found.people, found.count, [found.names ?? []].flat().slice(0, 4),
  ].map((part) => [part ?? []].flat().join(', ')).filter(Boolean).flatMap((part, i) => [i ? ' · ' : '', own_(part)]);
  /** Shows a result; its passage is looked for when it comes into view. */
  const shown = (found, m, forms) => {
    const said = element('p', inOwn(found));
    const look = async () => {
      const { summary = '', text: whole = '' } = await text(found.number);
      const pieces = forms.size ? passage(whole, forms) : [[summary]];
      said.replaceChildren(...pieces.map(([text, hit]) => (hit ? element('mark', {}, text) : text)));
      said.hidden = !said.textContent;
    };
    return Object.assign(element('li', {}, element('a', { href: root + found.path, ...inOwn(found) }, found.title), element('small', {}, ...about(found, m)), said), { look });
  };

  const page = async (place) => {
    const { m, facets } = await start();
    const state = { chosen: {}, most: 10, tries: 8 };
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
      const values = await count(key, last, chosen);
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
      history.replaceState(null, '', url.size || MARK === '#' ? MARK + url : location.pathname);
      try {
        const open = boxes.filter(({ box }) => box.open);
        // What is counted takes all results, which come after the first; so do those that are rare.
        for (let all = false, before, goesOn = true; goesOn;) {
          const found = await find(query, { ...state, sort: sort.value, all });
          const records = await recordsOf(found, state.most);
          if (mine !== turn) return;
          const isPoor = !found.whole && (found.some || !records.length);
          const now = `${records.length} ${found.some}`;
          last = found.isAsked ? found.results : null;
          if (now !== before) {
            view.disconnect();
            results.replaceChildren(...records.map((one) => shown(one, m, found.forms)));
            for (const item of results.children) view.observe(item);
          }
          before = now;
          const [said, to] = [...found.instead][0] ?? [];
          const n = fill(found.count == null ? m.found_more : m.found, { n: found.count ?? found.results.length });
          const text = found.isAsked && (!records.length ? found.whole && m.nothing : found.some ? m.some : n);
          const how = found.looked ? fill(m.looked, { n: found.looked }) : isPoor && m.partly;
          status.textContent = [text, to && fill(m.instead, { word: said, other: to }), how].filter(Boolean).join(' ');
          more.hidden = found.whole && found.results.length <= state.most;
          goesOn = !found.whole && ((open.length && !all) || ((isPoor || (found.looked && records.length < state.most)) && state.tries < MOST_TRIED));
          all = open.length > 0;
          if (goesOn) state.tries *= 2;
        }
        await every(open, ({ key, list }) => count_(list, key));
      } catch {
        if (mine === turn) status.textContent = m.broken;
      }
    };
    const again = () => {
      Object.assign(state, { most: 10, tries: 8 });
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
      state.tries *= 2;
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
          const records = await recordsOf(found, 7);
          if (mine !== turn) return;
          const option = (href, ...inside) => {
            const made = element('li', { role: 'option', 'data-href': href }, ...inside);
            made.onclick = () => { location.href = href; };
            return made;
          };
          const options = records.map((one) => option(root + one.path, element('span', inOwn(one), one.title), element('small', {}, ...about(one, m))));
          const all = `${root}search.html${MARK}${new URLSearchParams({ q: input.value })}`;
          if (records.length || !found.whole) options.push(option(all, m.all));
          options.forEach((made, i) => { made.id = `found_${i}`; });
          list.replaceChildren(...options);
          input.setAttribute('aria-expanded', String(options.length > 0));
          status.textContent = found.isAsked && !options.length ? m.nothing : '';
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
          list.children[active]?.click();
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
    box = element('div', { class: 'preview', id: 'preview_', role: 'tooltip' }, element('strong', inOwn(found), found.title), element('p', {}, ...about(found, m)), element('p', inOwn(found), summary));
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
