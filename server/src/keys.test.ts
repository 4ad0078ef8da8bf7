/** The installation's key: sealing, and the key file. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openKeys } from './keys.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sambung-keys-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

test('what was sealed opens again, and never looks the same twice', () => {
  const keys = openKeys(directory, undefined);
  const sealed = keys.seal('kata sandi: ñ€');
  expect(keys.open(sealed)).toBe('kata sandi: ñ€');
  expect(keys.seal('kata sandi: ñ€')).not.toBe(sealed);
  expect(sealed).not.toContain('kata');
});

test('a changed byte, another key and a foreign text do not open', () => {
  const keys = openKeys(directory, 'a'.repeat(64));
  const sealed = keys.seal('rahasia');
  for (let at = 3; at < sealed.length - 1; at += 5) {
    const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1);
    expect(() => keys.open(changed)).toThrow();
  }
  expect(() => openKeys(directory, 'b'.repeat(64)).open(sealed)).toThrow();
  for (const foreign of ['', 'v1.', 'v1.AAAA', 'rahasia']) expect(() => keys.open(foreign)).toThrow();
});

test('the key file is made once, readable by its owner alone, and read by the next start', () => {
  const first = openKeys(directory, undefined);
  const path = join(directory, 'keys', 'installation.key');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  const content = readFileSync(path, 'utf8');
  const second = openKeys(directory, undefined);
  expect(readFileSync(path, 'utf8')).toBe(content);
  expect(second.open(first.seal('sama'))).toBe('sama');
  expect(second.sessionSecret).toBe(first.sessionSecret);
});

test('a damaged key file is told, not replaced: everything sealed with it would be lost', () => {
  mkdirSync(join(directory, 'keys'));
  writeFileSync(join(directory, 'keys', 'installation.key'), 'not a key');
  expect(() => openKeys(directory, undefined)).toThrow(/damaged/);
});
