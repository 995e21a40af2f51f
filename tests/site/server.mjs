// A static server as strict as a host can be: what works here works anywhere.

import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';

const POLICY = [
  "default-src 'none'",
  "style-src 'self'",
  "img-src 'self'",
  "script-src 'self'",
  "font-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const TYPES = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.webp': 'image/webp',
};

/** Serves a site on the loopback under its base path; gives its URL, and `close`. */
export async function serve(site) {
  const server = createServer(async (request, response) => {
    const path = decodeURIComponent(new URL(request.url, 'http://localhost').pathname);
    const file = path.startsWith(site.base) ? path.slice(site.base.length) : '';
    // A browser asks for it by itself where a page names no icon; 404.html cannot without a base URL.
    if (path === '/favicon.ico') {
      response.writeHead(204).end();
      return;
    }
    if (!site.files.has(file)) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, {
      'Content-Security-Policy': POLICY,
      'Content-Type': TYPES[extname(file)] ?? 'application/octet-stream',
      'X-Content-Type-Options': 'nosniff',
    });
    response.end(await readFile(join(site.root, file)));
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${server.address().port}${site.base}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
