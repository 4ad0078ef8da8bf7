/** TURN credentials are used as long as they are young, and replaced before they end. */
import type { IceServers } from '@sambung/contract/ice-servers';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { IceServerSource } from './ice-servers.ts';

const named = (username: string): IceServers => ({
  servers: [{ urls: ['turn:turn.contoh.example'], username, credential: 'x' }],
  lifetimeSeconds: 100,
});
const nameOf = async (source: IceServerSource) => (await source.current())[0]?.username;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('young ones are used again, old ones are replaced once, and the new ones are young again', async () => {
  let asked = 0;
  const source = new IceServerSource(named('0'), async () => named(String(++asked)));
  expect([await nameOf(source), await source.current()]).toEqual(['0', await source.current()]);
  vi.advanceTimersByTime(50_000);
  expect(await nameOf(source)).toBe('0');
  vi.advanceTimersByTime(1_000);
  expect(await nameOf(source)).toBe('1');
  vi.advanceTimersByTime(50_000);
  expect([await nameOf(source), asked]).toEqual(['1', 1]);
  vi.advanceTimersByTime(1_000);
  expect([await nameOf(source), asked]).toEqual(['2', 2]);
});

test('where nobody answers in time, or with a refusal, the old ones are tried', async () => {
  const silent = new IceServerSource(named('old'), () => new Promise(() => {}));
  const refused = new IceServerSource(named('old'), () => Promise.reject(new Error('closed')));
  vi.advanceTimersByTime(60_000);
  const waiting = nameOf(silent);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(await waiting).toBe('old');
  expect(await nameOf(refused)).toBe('old');
});

test('an installation without TURN is never asked for credentials', async () => {
  const source = new IceServerSource({ servers: [], lifetimeSeconds: 0 }, () => Promise.reject(new Error('asked')));
  vi.advanceTimersByTime(1_000_000);
  expect(await source.current()).toEqual([]);
});
