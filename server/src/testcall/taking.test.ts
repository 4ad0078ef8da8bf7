/** Tests of taking a run's seconds where the plan changes: each plan's pictures and sweeps are counted by themselves. */
import type { TestPhase, TestReport } from '@sambung/contract/test-report';
import { expect, it } from 'vitest';
import { pageReport, picture } from '../../test/page-report.ts';
import { type ClockFit, fitClock, markerNonce } from '../measurement/index.ts';
import { type Moment, SecondTaker, streamIds } from './taking.ts';

const seeds = { host: 'a7'.repeat(32), audience: '5c'.repeat(32) };
const clock: ClockFit = fitClock(
  [0, 10_000, 20_000].map((at) => ({ askedAtMs: at, answeredAtMs: at + 2, pageMs: at + 1 })),
);
const stats = (producerId: string, from: string): Moment['host']['stats'] =>
  ({
    peerId: producerId,
    transports: ['send', 'receive'].map((direction) => ({ direction, iceState: 'completed', protocol: 'udp' })),
    producers: [{ producerId, kind: 'video', source: 'camera', packetCount: 1, packetsLost: 0, byteCount: 1 }],
    consumers: [{ consumerId: from, producerId: from, kind: 'video', packetCount: 1, packetsLost: 0, byteCount: 1 }],
  }) as unknown as Moment['host']['stats'];

/** Ten pictures of the host as the audience's page tells of them, numbered from 1. */
const shown = (atMs: number, planNumber: number): TestReport => ({
  ...{ ...pageReport, planNumber, atMs },
  picture: {
    ...picture,
    markers: Array.from({ length: 10 }, (_, index) => {
      const [seq, drawnAtMs] = [index + 1, atMs - 900 + 40 * index];
      const nonce = markerNonce(seeds.host, seq, drawnAtMs);
      return { seq, drawnAtMs, nonce, streamId: streamIds.host, echoSeq: 0, echoHoldMs: 0, shownAtMs: drawnAtMs + 70 };
    }),
  },
});

const moment = (second: number, planNumber: number, phase: TestPhase, reported = planNumber): Moment => {
  const atMs = 1_000 * (second + 1);
  return {
    ...{ second, atMs, phase, planNumber, loopSource: null, crossed: null, clocks: { host: clock, audience: clock } },
    host: { stats: stats('h', 'a'), report: { ...pageReport, planNumber: reported, atMs }, seed: seeds.host },
    audience: { stats: stats('a', 'h'), report: shown(atMs, reported), seed: seeds.audience },
  };
};

it('counts pictures by the plan they belong to: numbers that begin anew with the next one are no lies', () => {
  const taker = new SecondTaker();
  const hostSecond = (one: Moment) => taker.take(one).find(({ direction }) => direction === 'host');
  expect(hostSecond(moment(0, 1, 'bandwidth'))?.pictureTrip?.markers).toBe(10);
  // The pages have not changed over: what they tell is of the plan before.
  expect(hostSecond(moment(1, 2, 'synthetic', 1))).toMatchObject({ voided: 'changing-over', pictureTrip: null });
  const next = hostSecond(moment(2, 2, 'synthetic'));
  expect(next?.pictureTrip?.markers).toBe(10);
  expect(next?.lies).toEqual({ nonce: 0, repeated: 0, early: 0, hold: 0 });
});

it('takes what comes back of a sweep for echo only where the other loudspeaker was heard in its own room', () => {
  const echo = (returnLossDb: number | null, boundDb: number | null) => ({ returnLossDb, boundDb, delayMs: null });
  const looped = (
    second: number,
    ofHost: TestReport['loop'],
    ofAudience: TestReport['loop'],
    loopSource: Moment['loopSource'] = 'host',
  ) => {
    const one = moment(second, 3, 'real');
    return {
      ...{ ...one, loopSource },
      host: { ...one.host, report: { ...pageReport, planNumber: 3, loop: ofHost } },
      audience: { ...one.audience, report: { ...pageReport, planNumber: 3, loop: ofAudience } },
    };
  };
  const taker = new SecondTaker();
  const loops = (one: Moment) =>
    taker.take(one).map(({ direction, loop }) => [direction, loop?.audible, loop?.returnLossDb]);
  const none = ['audience', undefined, undefined];
  expect(loops(looped(0, echo(20, null), null))).toEqual([['host', null, 20], none]);
  // What the ear heard of its own loudspeaker is no echo of its direction.
  expect(loops(looped(1, null, echo(12, null)))).toEqual([['host', undefined, undefined], none]);
  expect(loops(looped(2, echo(21, null), null))).toEqual([['host', true, 21], none]);
  expect(loops(looped(3, echo(null, 50), echo(null, 40)))).toEqual([['host', false, null], none]);
  expect(loops(looped(9, echo(null, 50), null))).toEqual([['host', null, null], none]);
});

it('[UNSRI-97] adds what was lost between two media nodes to what the sender’s line lost, and says what came over', () => {
  const crossing = (second: number, packetCount: number, packetsLost: number): Moment => ({
    ...moment(second, 1, 'real'),
    crossed: [
      { producerId: 'h', packetCount, packetsLost },
      { producerId: 'somebody else', packetCount: 9 * packetCount, packetsLost: 9 },
    ],
  });
  const taker = new SecondTaker();
  const host = (one: Moment) => taker.take(one).find(({ direction }) => direction === 'host');
  expect(host(crossing(0, 100, 0))?.crossed).toEqual({ packets: 0, lost: 0 });
  expect(host(crossing(1, 250, 3))).toMatchObject({
    crossed: { packets: 150, lost: 3 },
    uplink: { picture: { lost: 3 } },
  });
  expect(host(moment(2, 1, 'real'))?.crossed).toBeNull();
});
