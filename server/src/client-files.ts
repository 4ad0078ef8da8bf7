/** The built client: files with a hash in their name are cached for a year, the page itself never, and every page address answers with it. */
import { existsSync } from 'node:fs';
import { join, sep } from 'node:path';
import express, { type RequestHandler } from 'express';

const yearS = 31_536_000;

/** Serves `directory` (client/dist); before the client is built, the page answers 503 with a sentence. */
export function serveClient(directory: string): RequestHandler[] {
  const page = join(directory, 'index.html');
  const assets = join(directory, 'assets') + sep;
  const files = express.static(directory, {
    index: false,
    redirect: false,
    setHeaders: (res, path) =>
      res.setHeader('cache-control', path.startsWith(assets) ? `public, max-age=${yearS}, immutable` : 'no-cache'),
  });
  const fallback: RequestHandler = (req, res, next) => {
    const wantsPage = (req.method === 'GET' || req.method === 'HEAD') && req.accepts('html');
    // A missing file must not answer with the page: the browser would take HTML for a script.
    if (!wantsPage || /\.\w{1,8}$/.test(req.path) || req.path.startsWith('/assets/')) {
      next();
      return;
    }
    res.setHeader('cache-control', 'no-cache');
    if (existsSync(page)) {
      res.sendFile(page);
      return;
    }
    res.status(503).type('text/plain').send('Sambung: halaman belum dibangun. / The pages have not been built yet.\n');
  };
  return [files, fallback];
}
