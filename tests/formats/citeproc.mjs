// Reads lists of CSL-JSON with the styles and locales that they name, and writes the bibliography
// that a CSL processor makes of each item, as text.
//
//     node citeproc.mjs < [{ items, style, locale, lang }] > [{ ID: text }]

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const CSL = createRequire(new URL("../site/", import.meta.url))("citeproc");

function bibliography({ items, style, locale, lang }) {
  const byId = new Map(items.map((item) => [item.id, item]));
  const locales = readFileSync(locale, "utf-8");
  const system = { retrieveItem: (id) => byId.get(id), retrieveLocale: () => locales };
  const engine = new CSL.Engine(system, readFileSync(style, "utf-8"), lang, true);
  engine.setOutputFormat("text");
  const texts = {};
  for (const { id } of items) {
    // One at a time: of two by one author, styles change the second.
    engine.updateItems([id]);
    texts[id] = engine.makeBibliography()[1].join("").replace(/\s*\n\s*/g, " ").trim();
  }
  return texts;
}

const runs = JSON.parse(readFileSync(0, "utf-8"));
process.stdout.write(JSON.stringify(runs.map(bibliography)));
