// The client of a built site's search without a browser: the core of its script, and files from disk.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import vm from 'node:vm';

/** Makes a search with the script that a site ships. `loaded` has the files that were loaded, with their sizes. */
export function clientOf(root) {
  const assets = join(root, 'assets');
  const name = readdirSync(assets).find((file) => /^search\..*\.js$/.test(file));
  const context = vm.createContext({ TextEncoder });
  vm.runInContext(readFileSync(join(assets, name), 'utf8'), context);
  const loaded = new Map();
  const load = async (file) => {
    const text = readFileSync(join(root, 'search', `${file}.js`), 'utf8');
    loaded.set(file, Buffer.byteLength(text));
    let data;
    vm.runInContext(text, Object.assign(context, { chancerySearch: (_, given) => { data = given; } }));
    return data;
  };
  return Object.assign(new context.Search(load), { loaded });
}
