/** What the page before joining carries: it is the first that a participant on a phone waits for. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const source = fileURLToPath(new URL('..', import.meta.url));
const contract = fileURLToPath(new URL('../../../server/contract', import.meta.url));
const statement = /^(?:import|export)\s+(?!type\b)(?:([^'";]*?)\s+from\s+)?'([^']+)';/gm;

/** Of names in braces alone, whether one of them is a value. */
const carriesValue = (names: string | undefined): boolean => {
  const inBraces = names?.match(/^\{([\s\S]*)\}$/)?.[1];
  if (inBraces === undefined) return true;
  return inBraces.split(',').some((name) => name.trim() !== '' && !name.trim().startsWith('type '));
};

function fileOf(from: string, specifier: string): string | null {
  if (specifier.startsWith('@sambung/contract/')) return `${join(contract, specifier.slice(18))}.ts`;
  return specifier.startsWith('.') ? join(dirname(from), specifier) : null;
}

/** Everything that is loaded with the given files, without what is fetched later: our files, and the names of packages. */
function loadedWith(files: readonly string[]): { files: Set<string>; packages: Set<string> } {
  const found = { files: new Set<string>(), packages: new Set<string>() };
  const visit = (file: string) => {
    if (found.files.has(file)) return;
    found.files.add(file);
    if (!existsSync(file) || !/\.tsx?$/.test(file)) return;
    for (const [, names, specifier = ''] of readFileSync(file, 'utf8').matchAll(statement)) {
      if (!carriesValue(names)) continue;
      const next = fileOf(file, specifier);
      if (next) visit(next);
      else found.packages.add(specifier);
    }
  };
  for (const file of files) visit(file);
  return found;
}

const later = ['Conference.tsx', 'Room.tsx', 'session.ts', 'receiver.ts', 'loopback.ts'];

it('carries neither schemas nor the room', () => {
  const { files, packages } = loadedWith([join(source, 'main.tsx'), join(source, 'meeting/MeetingPage.tsx')]);
  // It is read at all: the form itself, and the language of its words.
  expect([...files]).toContain(join(source, 'meeting/Prejoin.tsx'));
  expect([...packages]).toContain('i18next');
  expect([...packages].filter((name) => ['zod', 'mediasoup-client', 'socket.io-client'].includes(name))).toEqual([]);
  expect([...files].filter((file) => later.some((name) => file.endsWith(`/meeting/${name}`)))).toEqual([]);
});
