// Every page, style sheet and drawing through the Nu Html Checker, which is started once for all.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import vnuJar from 'vnu-jar';
import { assertNone, sitesUnderTest } from './site.mjs';

test('HTML, CSS and SVG are valid', () => {
  const files = sitesUnderTest().flatMap((site) => [...site.files].map((path) => join(site.root, path)));
  const checked = files.filter((path) => /\.(html|css|svg)$/.test(path));
  assert.ok(['.html', '.css', '.svg'].every((ending) => checked.some((path) => path.endsWith(ending))));
  const java = spawnSync(
    'java',
    ['-jar', String(vnuJar), '--format', 'json', '--stdout', '--also-check-css', '--also-check-svg', ...checked],
    { encoding: 'utf8', maxBuffer: 2 ** 28 },
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
