/** Tests of counting drops. */
import type { PeerStats } from '@sambung/contract/sfu';
import { expect, it } from 'vitest';
import { LineWatch } from './line-watch.ts';

const stats = (byteCount: number): PeerStats => ({
  peerId: 'host',
  transports: [],
  producers: [
    {
      ...{ producerId: 'p', kind: 'video', source: 'camera', bitrateBps: 0, byteCount },
      ...{ packetCount: 0, repairedCount: 0, packetsLost: 0, jitterMs: null, roundTripMs: null },
    },
  ],
  consumers: [],
});

/** One look a second; how many drops were counted. `.`: bytes flow; `m`: nothing flows, and the page says that it is connected; `-`: neither. */
function dropsOf(seconds: string): number {
  const watch = new LineWatch();
  let bytes = 0;
  return [...seconds].filter((second, index) => {
    if (second === '.') bytes += 1_000;
    return watch.look({ atMs: index * 1_000, stats: stats(bytes), saysConnected: second === 'm' });
  }).length;
}

it.each([
  ['a line that never broke', '.........', 0],
  ['a hiccup of two seconds', '....--...', 0],
  ['a break of three seconds that ended', '...---...', 1],
  ['a break that has not ended: the person may have gone', '...------', 0],
  ['two breaks', '..----..----..', 2],
  ['somebody who is muted and has the camera off', '..mmmmmm..', 0],
  ['a line that broke while muted', '..mm----mm', 1],
  ['one that is only now there', '------...', 0],
])('counts of %s', (_name, seconds, drops) => {
  expect(dropsOf(seconds)).toBe(drops);
});

it('takes counters that begin anew with new transports for media, not for a break', () => {
  const watch = new LineWatch();
  const looks = [5_000, 9_000, 300, 4_000].map((bytes, index) =>
    watch.look({ atMs: index * 1_000, stats: stats(bytes), saysConnected: false }),
  );
  expect(looks).toEqual([false, false, false, false]);
});
