// Every page and style sheet through the Nu Html Checker.

import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import vnuJar from 'vnu-jar';
import { assertNone, sitesUnderTest } from './site.mjs';

for (const site of sitesUnderTest()) {
  test(`${site.name}: HTML and CSS are valid`, () => {
    const files = [...site.files].filter((path) => /\.(html|css)$/.test(path)).map((path) => `./${path}`);
    const java = spawnSync(
      'java',
      ['-jar', String(vnuJar), '--format', 'json', '--stdout', '--also-check-css', ...files],
      { cwd: site.root, encoding: 'utf8', maxBuffer: 2 ** 28 },
    );
    if (java.error) throw java.error;
    if (!java.stdout) throw new Error(`vnu: ${java.stderr}`);
    assertNone(
      JSON.parse(java.stdout).messages.map(({ url, lastLine, lastColumn, subType, type, message, extract }) => {
        const source = extract ? `\n    ${extract.replace(/\s+/g, ' ')}` : '';
        return `${url}:${lastLine}:${lastColumn}: ${subType ?? type}: ${message}${source}`;
      }),
    );
  });
}
