/** The built client: caching, page addresses, files that are missing. */

import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveClient } from './client-files.ts';

let directory: string;
let server: Server;
let url: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'sambung-client-'));
  mkdirSync(join(directory, 'assets'));
  writeFileSync(join(directory, 'index.html'), '<!doctype html><title>Sambung</title>');
  writeFileSync(join(directory, 'assets', 'index-abc123.js'), 'export {};');
  writeFileSync(join(directory, 'favicon.svg'), '<svg/>');
  server = createServer(express().use(...serveClient(directory)));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(directory, { recursive: true });
});

const html = { accept: 'text/html,application/xhtml+xml' };

test.each(['/', '/login', '/m/123456789', '/requests/01970000-0000-7000-8000-000000000000', '/setup'])(
  'the page address %s answers with the page, which is asked for anew each time',
  async (path) => {
    const answer = await fetch(url + path, { headers: html });
    expect(answer.status).toBe(200);
    expect(await answer.text()).toContain('<title>Sambung</title>');
    expect(answer.headers.get('cache-control')).toBe('no-cache');
  },
);

test('a file with a hash in its name is kept for a year, others are checked', async () => {
  const asset = await fetch(`${url}/assets/index-abc123.js`);
  expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  expect(asset.headers.get('content-type')).toMatch(/javascript/);
  expect((await fetch(`${url}/favicon.svg`)).headers.get('cache-control')).toBe('no-cache');
});

test.each(['/assets/index-old999.js', '/assets/nothing', '/missing.png', '/..%2f..%2fpackage.json'])(
  '%s is not answered with the page',
  async (path) => {
    expect((await fetch(url + path, { headers: html })).status).toBe(404);
  },
);

test('before the client is built the page says so', async () => {
  const unbuilt = createServer(express().use(...serveClient(join(directory, 'not-built'))));
  unbuilt.listen(0, '127.0.0.1');
  await once(unbuilt, 'listening');
  const answer = await fetch(`http://127.0.0.1:${(unbuilt.address() as AddressInfo).port}/`, { headers: html });
  expect(answer.status).toBe(503);
  unbuilt.closeAllConnections();
  unbuilt.close();
});
