/** A test installation's clock follows its file. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { turnedClock } from './turned-clock.ts';

const folder = mkdtempSync(join(tmpdir(), 'sambung-clock-'));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('is moved by what its file says at that moment, and by nothing where it says nothing', () => {
  const path = join(folder, 'clock');
  const machineMs = Date.parse('2027-04-05T01:00:00Z');
  const clock = turnedClock(path, () => machineMs);
  expect(clock()).toEqual(new Date(machineMs));
  writeFileSync(path, '86400000');
  expect(clock()).toEqual(new Date('2027-04-06T01:00:00Z'));
  writeFileSync(path, 'tomorrow');
  expect(clock()).toEqual(new Date(machineMs));
});
