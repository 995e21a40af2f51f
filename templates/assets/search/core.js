// @ts-check
// The search itself: it joins lists of records, and ranks what they have in common. It touches no page,
// so that tests run it without a browser. How many bytes a query may load is described in
// src/search/mod.rs.

/** @typedef {{ score: number, isNamed: boolean }} Score how well a record fits, and whether what is searched for is in its names */
/**
 * @typedef {object} Term a word of a query
 * @property {{ list: StemList, fit: number }[]} lists those of the stems it may mean, and how well each fits
 * @property {number} count about how many records have it
 * @property {boolean} isNeeded whether a record must have it
 */
/**
 * @typedef {object} Filter what is chosen of the facets
 * @property {FacetValue[][]} values of each facet
 * @property {Map<number, Score>[]} lists of which a record must be in each
 * @property {boolean} hasCommonValue whether a value is chosen that most briefings have
 * @property {(number: number) => boolean} accepts whether a record has the values that most have
 */
/** @typedef {Record<string, string[]>} Chosen the values that are chosen, by facet */
/**
 * @typedef {object} Options
 * @property {Chosen} [chosen]
 * @property {string} [sort] `date` for the newest first
 * @property {number} [most] how many results are wanted
 * @property {number} [tries] how many texts are searched for phrases; the bytes to load grow with it
 * @property {boolean} [all] whether all results are wanted, whatever they take
 */
/**
 * @typedef {object} Found
 * @property {number[]} results the numbers of records, the best first
 * @property {number | null | undefined} count how many there are, where that is known
 * @property {boolean} whole whether these are all
 * @property {boolean} some whether these have only some of the words, for nothing has all
 * @property {number} looked how many texts were searched for the phrases, where there are more
 * @property {Set<string>} forms the words to mark in a passage
 * @property {Map<string, string>} instead the words that others were searched for instead of
 * @property {boolean} isAsked whether anything was searched for
 */

/** The lowest weight of a word in the names of an entity. */
const WEIGHT_OF_NAME = 49;
/** How many numbers after its own a record may have, where others have that. */
const MOST_COLLISIONS = 8;
/** Up to how many results are sorted by the time in their records. */
const FEW_RESULTS = 48;
/** In how many files the values of a facet are counted. */
const MOST_FILES_COUNTED = 24;
/** About how many bytes it takes to show a result. */
const BYTES_OF_RESULT = 2000;
/** The score of a record that lacks a word. */
const LACKING = { score: 0, isNamed: false };
/** The score of a record for a value that is chosen. */
const CHOSEN = { score: 0, isNamed: true };

/**
 * Scores the records that have a word: by how rare it is, and by its weight in each.
 * @param {Term} term
 * @param {number} size how many records there are
 */
function scoresOf(term, size) {
  const rarity = Math.log(1 + (size - term.count + 0.5) / (term.count + 0.5));
  /** @type {Map<number, Score>} */
  const scores = new Map();
  for (const { list, fit } of term.lists) {
    for (const [number, weight] of list.records) {
      const inText = weight * 0.0468;
      const inTitle = 4 + (weight - WEIGHT_OF_TITLE) * 0.12;
      const score = fit * rarity * (weight < WEIGHT_OF_TITLE ? inText : inTitle);
      const known = scores.get(number);
      if (!known || known.score < score) {
        scores.set(number, { score, isNamed: weight >= WEIGHT_OF_NAME && fit > 0.5 });
      }
    }
  }
  return scores;
}

/**
 * Joins the words of a query with what is chosen: finds the records that have all that is needed.
 * @param {Term[]} terms
 * @param {Filter} filter
 * @param {number} size how many records there are
 */
function join(terms, filter, size) {
  /** @type {(isNeeded: boolean) => Map<number, Score>[]} */
  const scoresOfTerms = (isNeeded) =>
    terms.filter((term) => term.isNeeded === isNeeded).map((term) => scoresOf(term, size));
  const needed = [...scoresOfTerms(true), ...filter.lists].sort((a, b) => a.size - b.size);
  const others = scoresOfTerms(false);
  const [shortest, ...longer] = needed;
  /** @type {Map<number, Score>} */
  const found = new Map();
  for (const [number, first] of shortest ?? []) {
    if (!longer.every((scores) => scores.has(number)) || !filter.accepts(number)) continue;
    let { score, isNamed } = first;
    for (const scores of [...longer, ...others]) {
      const other = scores.get(number) ?? LACKING;
      score += other.score;
      isNamed &&= other.isNamed;
    }
    found.set(number, { score, isNamed });
  }
  return found;
}

/**
 * Finds the records that have some words of a query, for where none has all.
 * @param {Term[]} terms
 * @param {Filter} filter
 * @param {number} size how many records there are
 */
function joinAny(terms, filter, size) {
  /** @type {Map<number, Score>} */
  const found = new Map();
  for (const [number, { score }] of terms.flatMap((term) => [...scoresOf(term, size)])) {
    if (!filter.accepts(number) || !filter.lists.every((list) => list.has(number))) continue;
    found.set(number, { score: score + (found.get(number)?.score ?? 0), isNamed: false });
  }
  return found;
}

/**
 * Returns the numbers of records, the best first.
 * @param {Map<number, Score>} found
 */
function ranked(found) {
  const byScore = [...found].sort(
    ([numberA, a], [numberB, b]) =>
      Number(b.isNamed) - Number(a.isNamed) || b.score - a.score || numberA - numberB,
  );
  return byScore.map(([number]) => number);
}

/** The search of an index. */
class Search {
  /** @param {LoadFile} loadFile */
  constructor(loadFile) {
    this.files = new IndexFiles(loadFile);
  }

  /** Loads the beginning of the index. */
  start() {
    return this.files.start();
  }

  /**
   * Loads a record.
   * @param {number} number
   */
  record(number) {
    return this.files.record(number);
  }

  /**
   * Loads the summary and the text of a record.
   * @param {number} number
   */
  text(number) {
    return this.files.text(number);
  }

  /**
   * Finds the record of a page.
   * @param {string} path
   */
  async recordAt(path) {
    const { numbers } = await this.start();
    for (let i = 0; i < MOST_COLLISIONS; i++) {
      // There are a power of two of them.
      const found = await this.record((hashOf(path) + i) & (numbers - 1));
      if (!found || found.path === path) return found;
    }
    return undefined;
  }

  /**
   * Finds the records for a query and for what is chosen of the facets. What is loaded is bounded,
   * unless results are sorted by date or all are wanted.
   * @param {string} query
   * @param {Options} [options]
   * @returns {Promise<Found>}
   */
  async find(query, { chosen = {}, sort, most = 10, tries = 8, all = false } = {}) {
    const { files } = this;
    const start = await files.start();
    const { words, phrases, unfinished } = parseQuery(query);
    const lastByte = files.loadedBytes + (start.bytes * tries) / 8;
    const hasPhrases = phrases.length > 0;
    const isByDate = sort === 'date';
    const wanted = hasPhrases ? tries : most;

    const { terms, forms, instead } = await this.termsOf(words, unfinished);
    const filter = await this.filterOf(chosen, terms.length > 0);
    let isFromNewest = false;
    if (filter.hasCommonValue && terms.length === 0 && filter.lists.length === 0) {
      const { newest, isAll } = await this.newestThat(filter.accepts, all ? Infinity : most);
      filter.lists.push(newest);
      isFromNewest = !isAll;
    }

    // A part of the bytes is kept for what is shown, or for texts with the phrases.
    const kept = hasPhrases ? 0.6 * start.bytes : BYTES_OF_RESULT * most;
    const isEnough = (/** @type {number} */ count) => !(all || isByDate) && count >= wanted;
    const bytes = all || isByDate ? Infinity : lastByte - kept;
    let found = await this.joinUntil(terms, filter, isEnough, bytes);
    const some = found.size === 0 && terms.length > 1 && !hasPhrases;
    if (some) found = joinAny(terms, filter, start.size);

    let results = ranked(found);
    if (isByDate || words.length === 0) {
      const newest = filter.values.map((values) => Math.max(...values.map(([, , year]) => year)));
      results = await this.newestFirst(results, wanted, Math.min(...newest));
    }
    let whole = this.unfinishedLists(terms, filter).length === 0 && !isFromNewest;
    let looked = 0;
    if (hasPhrases) {
      const withPhrases = await this.withPhrases(results, phrases, { most, tries, lastByte });
      whole &&= withPhrases.looked >= results.length;
      looked = whole ? 0 : withPhrases.looked;
      results = withPhrases.results;
    }
    // How many there are is known of one word or value alone.
    const counts = [
      ...neededLists(terms).map(({ count }) => count),
      ...filter.values.flat().map(([, , , count]) => count),
    ];
    const countOfOne = counts.length + phrases.length === 1 ? counts[0] : null;
    const isAsked = terms.length + filter.values.length > 0;
    return { results, count: whole ? results.length : countOfOne, whole, some, looked, forms, instead, isAsked };
  }

  /**
   * Counts the values of a facet among results, or among all: the most frequent first. Counted are
   * those that are chosen and those that most briefings have, as far as they lie in few files.
   * @param {string} facet
   * @param {number[] | null} results
   * @param {string[]} [chosen]
   * @returns {Promise<{ value: string, name: string, count: number }[]>}
   */
  async count(facet, results, chosen = []) {
    await this.start();
    /** @type {[value: string, name: string, count: number][]} */
    const frequent = await this.files.load(`facets/${facet}`);
    let counted = frequent;
    if (results) {
      const among = new Set(results);
      const countAmong = (/** @type {Iterable<number>} */ numbers) => [...numbers].filter((number) => among.has(number)).length;
      const keys = [...chosen, ...frequent.map(([value]) => value)];
      const values = await this.files.valuesOf(facet, keys, MOST_FILES_COUNTED);
      const briefings = among.size - countAmong(await this.files.others());
      counted = values.map(([value, [name, list, , countOfCommon]]) => {
        const count = countAmong(decodeNumbers(list));
        return [value, name, countOfCommon === undefined ? count : briefings - count];
      });
    }
    return counted
      .map(([value, name, count]) => ({ value, name, count }))
      .filter(({ count }) => count > 0)
      .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
      .slice(0, frequent.length);
  }

  /**
   * Finds the stems that the words of a query may mean, and the first tiers of their lists.
   * @param {string[]} words
   * @param {string | undefined} unfinished
   */
  async termsOf(words, unfinished) {
    const { size } = await this.start();
    /** @type {Map<string, string>} */
    const instead = new Map();
    /** @type {Set<string>} */
    const forms = new Set();
    const stems = await mapAll(words, (word) => this.stemsOf(word, word === unfinished));
    /** @type {Term[]} */
    const terms = [];
    // One after the other, so that two words of one stem share its list.
    for (const [i, found] of stems.entries()) {
      if (found.instead) instead.set(words[i], found.instead);
      found.forms.forEach((form) => forms.add(form));
      const lists = await mapAll([...found.fits], async ([stem, fit]) => ({
        list: await this.files.recordsWith(stem),
        fit,
      }));
      const count = Math.max(0, ...lists.map(({ list }) => list.count));
      // A word that most records have tells none apart.
      terms.push({ lists, count, isNeeded: 2 * count <= size });
    }
    if (!terms.some(({ isNeeded }) => isNeeded)) {
      for (const term of terms) term.isNeeded = true;
    }
    return { terms, forms, instead };
  }

  /**
   * Finds the stems that a word may mean, and how well each fits: its own; those of words that it
   * begins, where it is not finished; otherwise those of words that are like it.
   * @param {string} word
   * @param {boolean} isUnfinished
   */
  async stemsOf(word, isUnfinished) {
    const { length } = [...word];
    // One character of a script without spaces begins pairs.
    const isHalfPair = UNSPACED.test(word) && length < 2;
    const inOneFile = !isHalfPair && (!isUnfinished || length < 2 || length > 3);
    let words = await this.files.wordsLike(word, inOneFile);

    /** @type {Map<string, number>} */
    const fits = new Map();
    const add = (/** @type {IndexWord[]} */ found, /** @type {number} */ fit) => {
      for (const { stem } of found) if (!fits.has(stem)) fits.set(stem, fit);
    };
    const mostFrequent = (/** @type {IndexWord[]} */ found, /** @type {number} */ most) =>
      found.sort((a, b) => b.level - a.level || (a.word < b.word ? -1 : 1)).slice(0, most);

    const exact = words.filter((other) => other.word === word);
    add(exact, 1);
    // A frequent word is not taken for the beginning of another.
    const mayBegin = isUnfinished && length > 1 && !exact.some(({ level }) => level > 3);
    if (isHalfPair || mayBegin) {
      const begun = words.filter((other) => other.word.startsWith(word));
      add(mostFrequent(begun, 6), 0.6);
    }
    let instead;
    if (fits.size === 0 && word.length > 4) {
      // The typing error may be in the characters that say which file a word is in.
      const swapped = word[1] + word[0] + word.slice(2);
      const both = await mapAll([word, swapped], (one) => this.files.wordsLike(one, false));
      words = [...new Set(both.flat())];
      const typos = mostFrequent(words.filter((other) => isTypoOf(other.word, word)), 3);
      instead = typos[0]?.word;
      add(typos, 0.5);
      if (typos.length === 0) {
        // A form of a word that no text has: words that begin as it does.
        const shared = Math.max(5, word.length - 3);
        const alike = words.filter((other) => sharedLength(other.word, word) >= shared);
        add(mostFrequent(alike, 3), 0.4);
      }
    }
    const forms = words.filter(({ stem }) => fits.has(stem)).map((other) => other.word);
    return { fits, forms, instead };
  }

  /**
   * Loads the briefings of the values that are chosen.
   * @param {Chosen} chosen
   * @param {boolean} hasTerms whether words are searched for too, which others than briefings may have
   * @returns {Promise<Filter>}
   */
  async filterOf(chosen, hasTerms) {
    const { facets } = await this.start();
    const keys = Object.keys(chosen).filter((key) => chosen[key].length > 0 && facets.includes(key));
    const values = await mapAll(keys, async (key) => {
      const all = await this.files.valuesOf(key, chosen[key]);
      return all.filter(([value]) => chosen[key].includes(value)).map(([, value]) => value);
    });
    const sets = values.map((ofFacet) =>
      ofFacet.map(([, list, , count]) => ({ numbers: new Set(decodeNumbers(list)), isOfThoseWithout: count !== undefined })),
    );
    const isCommon = (/** @type {typeof sets[0]} */ set) => set.some(({ isOfThoseWithout }) => isOfThoseWithout);
    const common = sets.filter(isCommon);
    const lists = sets.filter((set) => !isCommon(set)).map(
      (set) => new Map(set.flatMap(({ numbers }) => [...numbers].map((number) => /** @type {const} */ ([number, CHOSEN])))),
    );
    const hasCommonValue = common.length > 0;
    const others = hasCommonValue && hasTerms ? await this.files.others() : new Set();
    const accepts = (/** @type {number} */ number) =>
      !others.has(number) &&
      common.every((set) => set.some(({ numbers, isOfThoseWithout }) => numbers.has(number) !== isOfThoseWithout));
    return { values, lists, hasCommonValue, accepts };
  }

  /**
   * Loads the newest briefings, until so many are accepted.
   * @param {(number: number) => boolean} accepts
   * @param {number} most
   */
  async newestThat(accepts, most) {
    const { time } = await this.start();
    /** @type {Map<number, Score>} */
    const newest = new Map();
    let file = time.length;
    while (file > 0 && [...newest.keys()].filter(accepts).length < most) {
      file--;
      for (const number of await this.files.briefingsInTime(file)) newest.set(number, LACKING);
    }
    return { newest, isAll: file === 0 };
  }

  /**
   * Joins words and filters, and loads more of their lists until there are enough results, or until
   * more would go beyond a bound.
   * @param {Term[]} terms
   * @param {Filter} filter
   * @param {(count: number) => boolean} isEnough
   * @param {number} lastByte
   */
  async joinUntil(terms, filter, isEnough, lastByte) {
    const MOST_RANGES_AT_ONCE = 9;
    const { files } = this;
    const { size } = await this.start();
    let found = join(terms, filter, size);
    let bytesBefore = 0;
    while (!isEnough(found.size)) {
      const lists = this.unfinishedLists(terms, filter);
      if (lists.length === 0) break;
      const tier = Math.min(...lists.map((list) => list.tier));
      const isRange = tier > 1;
      // A range has about as many bytes as the one before.
      const estimate = lists.reduce((sum, { count }) => sum + 2000 + 0.15 * count, 0);
      const cost = (isRange && bytesBefore) || estimate;
      const affordable = Math.floor((lastByte - files.loadedBytes) / cost);
      const steps = lastByte === Infinity ? Infinity : Math.min(affordable, isRange ? MOST_RANGES_AT_ONCE : 1);
      if (steps < 1) break;
      const loadedBefore = files.loadedBytes;
      await mapAll(lists, (list) => files.loadUpTo(list, tier + steps));
      bytesBefore = files.loadedBytes - loadedBefore;
      found = join(terms, filter, size);
    }
    return found;
  }

  /**
   * Returns the lists that more results may come from: none, where those that are whole have nothing
   * in common.
   * @param {Term[]} terms
   * @param {Filter} filter
   */
  unfinishedLists(terms, filter) {
    const isWhole = (/** @type {{ list: StemList }} */ { list }) => this.files.isWhole(list);
    const wholeTerms = terms.filter((term) => term.isNeeded && term.lists.every(isWhole));
    if (wholeTerms.length > 0 || filter.lists.length > 0) {
      const size = this.files.shape?.size ?? 0;
      if (join(wholeTerms, filter, size).size === 0) return [];
    }
    return neededLists(terms).filter((list) => !this.files.isWhole(list));
  }

  /**
   * Sorts records by time, the newest first, as many as are wanted; those of no time come last.
   * @param {number[]} numbers
   * @param {number} most
   * @param {number} newestYear no record is of a later year
   */
  async newestFirst(numbers, most, newestYear) {
    if (numbers.length <= FEW_RESULTS) {
      const times = new Map(
        await mapAll(numbers, async (number) => {
          const record = await this.record(number);
          return /** @type {const} */ ([number, record?.time ?? 0]);
        }),
      );
      const timeOf = (/** @type {number} */ number) => times.get(number) ?? 0;
      return numbers.sort((a, b) => timeOf(b) - timeOf(a));
    }
    const { time } = await this.start();
    const left = new Set(numbers);
    const sorted = [];
    for (let file = time.length - 1; file >= 0 && left.size > 0 && sorted.length < most; file--) {
      if (time[file] > newestYear) continue;
      const briefings = await this.files.briefingsInTime(file);
      sorted.push(...[...briefings].reverse().filter((number) => left.delete(number)));
    }
    return [...sorted, ...left];
  }

  /**
   * Finds the records whose texts have all phrases, in their order. Texts are loaded in steps, which
   * grow as far as the bytes allow.
   * @param {number[]} numbers
   * @param {string[][]} phrases
   * @param {{ most: number, tries: number, lastByte: number }} bounds
   */
  async withPhrases(numbers, phrases, { most, tries, lastByte }) {
    const MOST_AT_ONCE = 8;
    const { files } = this;
    const loadedBefore = files.loadedBytes;
    /** @type {number[]} */
    const results = [];
    let looked = 0;
    let step = 2;
    while (step >= 1 && looked < Math.min(numbers.length, tries) && results.length < most) {
      const some = numbers.slice(looked, looked + Math.min(step, tries - looked));
      const fits = await mapAll(some, (number) => this.hasPhrases(number, phrases));
      results.push(...some.filter((_, i) => fits[i]));
      looked += some.length;
      // Half of what is left, by what one has taken so far.
      const affordable = (looked * 0.5 * (lastByte - files.loadedBytes)) / (files.loadedBytes - loadedBefore);
      step = Math.min(MOST_AT_ONCE, Math.floor(affordable));
    }
    return { results, looked };
  }

  /**
   * Reports whether a record has all phrases, each in its title, a name, its summary or its text.
   * @param {number} number
   * @param {string[][]} phrases
   */
  async hasPhrases(number, phrases) {
    const [record, { text = '', summary = '' }] = await Promise.all([this.record(number), this.text(number)]);
    const texts = [record?.title ?? '', record?.names ?? [], text, summary].flat();
    const asWords = (/** @type {string[]} */ words) => ` ${words.join(' ')} `;
    const parts = texts.map((part) => asWords(wordsOf(part)));
    return phrases.every((phrase) => parts.some((part) => part.includes(asWords(phrase))));
  }
}

/**
 * Returns the lists of the words that a record must have.
 * @param {Term[]} terms
 */
function neededLists(terms) {
  return terms.flatMap((term) => (term.isNeeded ? term.lists : [])).map(({ list }) => list);
}
