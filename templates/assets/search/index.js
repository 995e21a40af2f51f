// @ts-check
// The files of the search index: loaded when they are first needed, decoded and kept. It touches no
// page. What the files hold is described in src/search/mod.rs.

/** @typedef {(name: string) => Promise<any>} LoadFile loads a file of the index by its name */
/**
 * @typedef {object} Start the file `start`
 * @property {number} size about how many records there are, rounded up to a power of two
 * @property {number} numbers how many numbers of records there are
 * @property {number} words how many files there are of words
 * @property {number} stems how many files there are of stems
 * @property {number[]} rest how many files there are of the second tier, and of each range of numbers
 * @property {number} bytes how many bytes a query may load
 * @property {number} records how many files there are of records
 * @property {number} texts how many files there are of texts
 * @property {string[]} facets the keys of the facets
 * @property {number[]} values how many files there are of the values of each facet
 * @property {number[]} time the year of the first briefing of each file of the order of time
 * @property {Messages} m the messages of the interface
 */
/** @typedef {Record<string, string>} Messages messages by key */
/**
 * @typedef {object} IndexRecord a page of the archive, as it is shown in a list
 * @property {number} number
 * @property {string} path
 * @property {string} title
 * @property {string} [lang] its language, where it is another than the archive's
 * @property {string} [kind]
 * @property {string} [date]
 * @property {number} [time] its place in the order of time
 * @property {string} [status]
 * @property {string | string[]} [where]
 * @property {string | string[]} [people]
 * @property {string | string[]} [names] other names of it
 * @property {string} [count] how many briefings it has
 */
/** @typedef {{ summary?: string, text?: string }} RecordText */
/**
 * The value of a facet: its name, its briefings, the year of the newest, and, where most briefings
 * have it, how many: its briefings are then those without it.
 * @typedef {[name: string, briefings: string, newestYear: number, count?: number]} FacetValue
 */
/**
 * @typedef {object} StemList the records that have a stem
 * @property {string} stem
 * @property {number} count how many there are
 * @property {Postings} records those that are loaded
 * @property {number} tier how many tiers and ranges behind the first are loaded
 * @property {Promise<void> | null} loading the next of them
 */

/** The lowest weight of a word in a title; a lower one is of a text. */
const WEIGHT_OF_TITLE = 48;
/** How many weights a band of a range has. */
const WEIGHTS_OF_BAND = 16;
/** How many files the words that begin alike are in. */
const FILES_OF_BEGINNING = 8;

/**
 * Calls an asynchronous function with each item, all at once.
 * @template T, R
 * @param {readonly T[]} items
 * @param {(item: T, index: number) => R | Promise<R>} each
 * @returns {Promise<R[]>}
 */
function mapAll(items, each) {
  return Promise.all(items.map(each));
}

/** The files of an index, decoded when they are first needed. Counts the bytes that it loads. */
class IndexFiles {
  /** @param {LoadFile} loadFile */
  constructor(loadFile) {
    this.loadFile = loadFile;
    this.loadedBytes = 0;
    /** @type {Start | undefined} */
    this.shape = undefined;
    /** @type {Set<string>} */
    this.loadedNames = new Set();
    /** @type {Map<number, IndexWord[]>} */
    this.wordsOfFile = new Map();
    /** @type {Map<string, StemList>} */
    this.listOfStem = new Map();
  }

  /**
   * Loads a file, and counts it when it is loaded for the first time.
   * @param {string} name
   */
  async load(name) {
    const data = await this.loadFile(name);
    if (!this.loadedNames.has(name)) {
      this.loadedBytes += new TextEncoder().encode(JSON.stringify(data)).length;
      this.loadedNames.add(name);
    }
    return data;
  }

  /** Loads the file that says how the others are split. @returns {Promise<Start>} */
  async start() {
    return (this.shape ??= await this.load('start'));
  }

  /**
   * Loads the words that begin as a word does: with the same two characters, or only those whose next
   * two lie in the same file. (In a script without spaces one and one.)
   * @param {string} word
   * @param {boolean} inOneFile
   */
  async wordsLike(word, inOneFile) {
    const { words: fileCount } = await this.start();
    const characters = [...word];
    const length = UNSPACED.test(characters[0]) ? 1 : 2;
    const beginning = characters.slice(0, length).join('');
    const next = characters.slice(length, 2 * length).join('');
    const first = FILES_OF_BEGINNING * fileOf(beginning, fileCount / FILES_OF_BEGINNING);
    const only = fileOf(next, FILES_OF_BEGINNING);
    const files = inOneFile ? [only] : [...Array(FILES_OF_BEGINNING).keys()];
    const words = await mapAll(files, async (file) => this.wordsIn(first + file));
    return words.flat();
  }

  /** @param {number} file */
  async wordsIn(file) {
    let words = this.wordsOfFile.get(file);
    if (!words) {
      words = decodeWords(await this.load(`words/${file}`));
      this.wordsOfFile.set(file, words);
    }
    return words;
  }

  /**
   * Loads the first tier of the records that have a stem.
   * @param {string} stem
   */
  async recordsWith(stem) {
    const known = this.listOfStem.get(stem);
    if (known) return known;
    const { stems, rest } = await this.start();
    const lists = await this.load(`stems/${fileOf(stem, stems)}`);
    // A list that goes on elsewhere stands there with its length.
    const [text = '', count] = [lists[stem]].flat();
    const records = decodePostings(text);
    const hasSecondTier = rest[0] > 0;
    const list = { stem, count: count ?? records.size, records, tier: hasSecondTier ? 0 : 1, loading: null };
    this.listOfStem.set(stem, list);
    return list;
  }

  /**
   * Reports whether all records with a stem are loaded.
   * @param {StemList} list
   */
  isWhole(list) {
    return list.records.size >= list.count || list.tier >= (this.shape?.rest.length ?? 0);
  }

  /**
   * Loads more of the records with a stem, up to a tier: the second tier, and ranges of numbers behind
   * it. While this goes on, whoever asks gets the same.
   * @param {StemList} list
   * @param {number} tier
   */
  loadUpTo(list, tier) {
    const load = async () => {
      const { rest } = await this.start();
      const parts = await mapAll(rest.slice(list.tier, tier), async (fileCount, i) => {
        const number = list.tier + i + 1;
        const lists = await this.load(`rest/${number}-${fileOf(list.stem, fileCount)}`);
        /** @type {string} */
        const text = lists[list.stem];
        if (number === 1) return [decodePostings(text)];
        // A band has one weight, that of its middle.
        const weightOf = (/** @type {number} */ band) => Math.min(WEIGHT_OF_TITLE, WEIGHTS_OF_BAND * (band + 0.5));
        return text.split(' ').map((records, band) => decodePostings(records, weightOf(band)));
      });
      for (const part of parts.flat()) {
        for (const [number, weight] of part) list.records.set(number, weight);
      }
      list.tier = Math.max(list.tier, tier);
    };
    list.loading ??= load().finally(() => {
      list.loading = null;
    });
    return list.loading;
  }

  /**
   * Loads what a file says of a record.
   * @param {'records' | 'texts'} kind
   * @param {number} number
   */
  async ofRecord(kind, number) {
    const { [kind]: fileCount, numbers } = await this.start();
    return (await this.load(`${kind}/${Math.floor((number * fileCount) / numbers)}`))[number];
  }

  /**
   * Loads a record.
   * @param {number} number
   * @returns {Promise<IndexRecord | undefined>}
   */
  async record(number) {
    const found = await this.ofRecord('records', number);
    return found && { ...found, number };
  }

  /**
   * Loads the summary and the text of a record.
   * @param {number} number
   * @returns {Promise<RecordText>}
   */
  async text(number) {
    return (await this.ofRecord('texts', number)) ?? {};
  }

  /**
   * Loads the files that values of a facet are in, and returns all that these have.
   * @param {string} facet
   * @param {string[]} values
   * @param {number} [mostFiles]
   * @returns {Promise<[key: string, value: FacetValue][]>}
   */
  async valuesOf(facet, values, mostFiles) {
    const { facets, values: fileCounts } = await this.start();
    const fileCount = fileCounts[facets.indexOf(facet)];
    const names = new Set(values.map((value) => `facets/${facet}-${fileOf(value, fileCount)}`));
    const files = await mapAll([...names].slice(0, mostFiles), (name) => this.load(name));
    return Object.entries(Object.assign({}, ...files));
  }

  /** Loads the numbers of the records that are no briefings: they lack every value. */
  async others() {
    return new Set(decodeNumbers(await this.load('facets/others')));
  }

  /**
   * Loads a file of the numbers of briefings in the order of time.
   * @param {number} file
   * @returns {Promise<number[]>}
   */
  briefingsInTime(file) {
    return this.load(`facets/time-${file}`);
  }
}
