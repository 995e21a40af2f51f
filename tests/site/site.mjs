// Built sites as files: which pages there are, where their links lead.

import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, relative, resolve, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse } from 'parse5';

/** Reads the sites that CHANCERY_SITES names, as paths between colons. */
export function sitesUnderTest() {
  const roots = (process.env.CHANCERY_SITES ?? '').split(':').filter(Boolean);
  if (roots.length === 0) throw new Error('CHANCERY_SITES names no site');
  return roots.map(readSite);
}

/**
 * Reads a built site. `files` are paths from its root; `pages` maps each HTML file's path to what
 * `readPage` found in it; `base` is the path that a server would have it under.
 */
export function readSite(folder) {
  const root = resolve(folder);
  const files = new Set(
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
      .filter((path) => !path.startsWith('.'))
      .sort(),
  );
  const pages = new Map(
    [...files].filter((path) => path.endsWith('.html')).map((path) => [path, readPage(join(root, path))]),
  );
  if (!pages.has('index.html')) throw new Error(`${root} holds no index.html`);
  const canonical = pages.get('index.html').canonical;
  const base = canonical ? new URL('.', canonical).pathname : '/';
  return { name: basename(root), root, url: pathToFileURL(root + sep).href, base, files, pages };
}

/** Finds what a page links to and what can be linked to in it. */
function readPage(path) {
  const page = { size: statSync(path).size, ids: new Set(), links: [], isRedirect: false, canonical: null };
  const visit = (node) => {
    // For `xlink:href`, parse5 gives the name `href` too.
    const attributes = Object.fromEntries((node.attrs ?? []).map(({ name, value }) => [name, value]));
    const link = (url) => page.links.push({ tag: node.tagName, url });
    for (const name of ['href', 'src', 'poster', 'action']) {
      if (name in attributes) link(attributes[name]);
    }
    for (const candidate of (attributes.srcset ?? '').split(/,\s+/).filter(Boolean)) {
      link(candidate.trim().split(/\s+/)[0]);
    }
    if (attributes.id) page.ids.add(attributes.id);
    if (node.tagName === 'link' && attributes.rel === 'canonical') page.canonical = attributes.href;
    if (node.tagName === 'meta' && attributes['http-equiv']?.toLowerCase() === 'refresh') {
      page.isRedirect = true;
      link(attributes.content.replace(/^[^=]*=\s*/, ''));
    }
    for (const child of node.childNodes ?? []) visit(child);
    if (node.content) visit(node.content);
  };
  visit(parse(readFileSync(path, 'utf8')));
  return page;
}

/**
 * Says where a URL written on the page `from` leads: `{ file, fragment }` within the site,
 * `{ isExternal }` for one with a scheme, or `{ problem }`.
 */
export function follow(site, from, url) {
  if (/^\s*[a-z][a-z0-9+.-]*:/i.test(url)) return { isExternal: true };
  const isAbsolute = /^\s*[/\\]/.test(url);
  if (isAbsolute && from !== '404.html') return { problem: 'is not relative' };

  // The folder above makes a URL that climbs out of the site show.
  const above = isAbsolute ? '/' : '/above/';
  const root = isAbsolute ? site.base : above;
  const place = 'http://site.invalid' + above + from.split('/').map(encodeURIComponent).join('/');
  const target = new URL(url, place);
  if (target.hostname !== 'site.invalid' || !target.pathname.startsWith(root)) {
    return { problem: 'leads out of the site' };
  }
  const file = decode(target.pathname.slice(root.length));
  const fragment = decode(target.hash.slice(1));
  if (!site.files.has(file)) return { problem: `leads to no file: ${file}` };
  const ids = site.pages.get(file)?.ids;
  if (ids && fragment && !ids.has(fragment)) return { problem: `leads to no element: ${file}#${fragment}` };
  return { file, fragment };
}

/** Decodes percent signs as a browser does, which leaves a stray one alone. */
function decode(text) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Picks one page of each kind: every page at the top, and of each folder, at each depth, its index
 * and its largest other page, which is the one most likely to show everything that can go wrong.
 */
export function onePageOfEachKind(site) {
  const largest = new Map();
  for (const [path, { size, isRedirect }] of site.pages) {
    if (isRedirect) continue;
    const parts = path.split('/');
    const isAlone = parts.length === 1 || parts.at(-1) === 'index.html';
    const kind = isAlone ? path : `${parts[0]} ${parts.length}`;
    if (size > (largest.get(kind)?.size ?? -1)) largest.set(kind, { path, size });
  }
  return [...largest.values()].map(({ path }) => path);
}

/** Fails with every problem on a line of its own. */
export function assertNone(problems) {
  if (problems.length === 0) return;
  const error = new Error(`${problems.length} found\n${problems.join('\n')}`);
  // The problems say where they are; where they were counted would only bury them.
  error.stack = error.message;
  throw error;
}
