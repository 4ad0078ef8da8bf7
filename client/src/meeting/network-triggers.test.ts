/** Tests of what tells that the network may be another one: events, and a clock that jumped. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { listenToNetwork } from './network-triggers.ts';

const page = Object.assign(new EventTarget(), { visibilityState: 'visible' });
const listener = { changed: vi.fn(), looked: vi.fn() };
let stop: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('document', page);
  vi.stubGlobal('window', new EventTarget());
  page.visibilityState = 'visible';
  listener.changed.mockClear();
  listener.looked.mockClear();
  stop = listenToNetwork(listener);
});
afterEach(() => {
  stop();
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

/** The machine sleeps: time goes by, and no timer fires until the next one is due. */
function sleep(ms: number): void {
  vi.setSystemTime(Date.now() + ms);
  vi.advanceTimersByTime(5_000);
}

it('says nothing while time goes its way', () => {
  vi.advanceTimersByTime(600_000);
  expect(listener.changed).not.toHaveBeenCalled();
});

it('takes the network for another one after sleep, once, and not after a pause of a busy computer', () => {
  sleep(10_000);
  expect(listener.changed).not.toHaveBeenCalled();
  sleep(3_600_000);
  vi.advanceTimersByTime(60_000);
  expect(listener.changed).toHaveBeenCalledTimes(1);
});

it('lets a hidden page have slow timers', () => {
  page.visibilityState = 'hidden';
  sleep(60_000);
  expect(listener.changed).not.toHaveBeenCalled();
  sleep(100_000);
  expect(listener.changed).toHaveBeenCalledTimes(1);
});

it('does the same for a page that was frozen, and tells of it once', () => {
  vi.setSystemTime(Date.now() + 3_600_000);
  page.dispatchEvent(new Event('resume'));
  vi.advanceTimersByTime(5_000);
  expect(listener.changed).toHaveBeenCalledTimes(1);
});

it('tells when the page is looked at, and nothing at all once it has stopped', () => {
  page.dispatchEvent(new Event('visibilitychange'));
  expect(listener.looked).toHaveBeenCalledTimes(1);
  stop();
  page.dispatchEvent(new Event('visibilitychange'));
  page.dispatchEvent(new Event('resume'));
  sleep(3_600_000);
  expect([listener.looked.mock.calls.length, listener.changed.mock.calls.length]).toEqual([1, 0]);
});
