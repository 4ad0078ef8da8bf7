/** Lies that a page tells in its reports, through the seconds that are taken of them: what becomes of each, beside the page that told the truth of the same line. */
import type { TestReport } from '@sambung/contract/test-report';
import { describe, expect, it } from 'vitest';
import { pageReport, picture } from '../../test/page-report.ts';
import { type ClockFit, fitClock, markerNonce, type SecondSample } from '../measurement/index.ts';
import { simulatedReasons } from './simulation.ts';
import { type Moment, SecondTaker, streamIds } from './taking.ts';

const seeds = { host: 'a7'.repeat(32), audience: '5c'.repeat(32) };
const clock: ClockFit = fitClock(
  [0, 10_000, 20_000].map((at) => ({ askedAtMs: at, answeredAtMs: at + 2, pageMs: at + 1 })),
);
/** What the node counts of one page after so many seconds; `lost` is what the browser's receiver reports told so far. */
const stats = (
  producerId: string,
  from: string,
  seconds: number,
  lost: number,
  roundTripMs = 60,
): Moment['host']['stats'] =>
  ({
    peerId: producerId,
    transports: ['send', 'receive'].map((direction) => ({
      ...{ direction, iceState: 'completed', protocol: 'udp', roundTripMs, remoteAddress: '203.0.113.9' },
    })),
    producers: [
      { producerId, kind: 'video', source: 'camera', packetCount: 100 * seconds, packetsLost: 0, byteCount: 1 },
    ],
    consumers: [
      {
        consumerId: from,
        producerId: from,
        kind: 'video',
        packetCount: 100 * seconds,
        packetsLost: lost,
        byteCount: 1,
      },
    ],
  }) as unknown as Moment['host']['stats'];

type Marker = NonNullable<TestReport['picture']>['markers'][number];
/** Ten pictures of `from` in a second, as the other page read them. */
const markers = (from: 'host' | 'audience', second: number, change: Partial<Marker> = {}): Marker[] =>
  Array.from({ length: 10 }, (_, index) => {
    const [seq, drawnAtMs] = [10 * second + index + 1, 1_000 * second + 40 * index + 100];
    const nonce = markerNonce(seeds[from], seq, drawnAtMs);
    const honest = {
      seq,
      drawnAtMs,
      nonce,
      streamId: streamIds[from],
      echoSeq: 0,
      echoHoldMs: 0,
      shownAtMs: drawnAtMs + 70,
    };
    return { ...honest, ...change };
  });

/** Twelve seconds of host → audience; the audience's page tells what `tell` says of each. Its browser's reports come a second late. */
function taken(lostEachSecond: number, tell: (second: number) => Partial<NonNullable<TestReport['picture']>>) {
  const taker = new SecondTaker();
  const seconds: SecondSample[] = [];
  for (let second = 0; second < 12; second++) {
    const atMs = 1_000 * (second + 1);
    const base = { ...pageReport, planNumber: 2, atMs };
    const lost = lostEachSecond * Math.max(0, second - 1);
    const moment: Moment = {
      ...{
        second,
        atMs,
        phase: 'synthetic',
        planNumber: 2,
        loopSource: null,
        crossed: null,
        clocks: { host: clock, audience: clock },
      },
      host: {
        stats: stats('h', 'a', second, 0),
        report: {
          ...base,
          picture: { ...picture, framesDecoded: 24, frozenMs: 0, markers: markers('audience', second) },
        },
        seed: seeds.host,
      },
      audience: {
        stats: stats('a', 'h', second, lost),
        report: { ...base, picture: { ...picture, framesDecoded: 24, frozenMs: 0, ...tell(second) } },
        seed: seeds.audience,
      },
    };
    seconds.push(...taker.take(moment).filter(({ direction }) => direction === 'host'));
  }
  return seconds;
}
const lossOf = (seconds: readonly SecondSample[]) =>
  seconds.reduce((total, { downlink }) => total + (downlink.picture?.claimedLost ?? 0), 0);
const liesOf = (seconds: readonly SecondSample[]) =>
  seconds.reduce((total, { lies }) => total + lies.nonce + lies.hold + lies.early + lies.repeated, 0);

describe('a page that lies', () => {
  it('about its losses is overruled by what its own browser told the node', () => {
    const honest = taken(5, (second) => ({ packetsLost: second === 0 ? 0 : 5 }));
    const liar = taken(5, () => ({ packetsLost: 0 }));
    // The honest page tells of a second at once, its browser's reports one later: nothing counts twice.
    expect(lossOf(honest)).toBe(55);
    expect(lossOf(liar)).toBe(50);
    expect(lossOf(taken(0, () => ({ packetsLost: 0 })))).toBe(0);
    // Seconds of which the page says nothing do not count, and are not charged to the next.
    expect(lossOf(taken(5, (second) => ({ packetsLost: second < 10 ? null : 0 })))).toBeLessThanOrEqual(10);
  });

  it('about a likeness of pictures that never came has none', () => {
    const honest = taken(0, (second) => ({ similarity: 0.91, markers: markers('host', second) }));
    expect(new Set(honest.map((sample) => sample.picture?.similarity))).toEqual(new Set([0.91]));
    const liar = taken(0, () => ({ similarity: 0.999, markers: [] }));
    expect(new Set(liar.map((sample) => sample.picture?.similarity))).toEqual(new Set([null]));
    const inventive = taken(0, (second) => ({ similarity: 0.999, markers: markers('host', second, { nonce: 1 }) }));
    expect(new Set(inventive.map((sample) => sample.picture?.similarity))).toEqual(new Set([null]));
    expect(liesOf(inventive)).toBeGreaterThan(100);
  });

  it('about how long it held a picture is caught by the lines’ own round trips', () => {
    // The host's pictures come back in the audience's markers: held longer than they were away is impossible.
    const held = (holdMs: number, lineMs = (_second: number) => 60) => {
      const taker = new SecondTaker();
      let lies = 0;
      for (let second = 0; second < 6; second++) {
        const atMs = 1_000 * (second + 1);
        const base = { ...pageReport, planNumber: 2, atMs };
        const back = markers('audience', second).map((marker, index) => ({
          ...marker,
          echoSeq: Math.max(1, 10 * second + index - 2),
          echoHoldMs: holdMs,
        }));
        const seen = { ...picture, framesDecoded: 24, frozenMs: 0 };
        const moment: Moment = {
          ...{
            second,
            atMs,
            phase: 'synthetic',
            planNumber: 2,
            loopSource: null,
            crossed: null,
            clocks: { host: clock, audience: clock },
          },
          host: {
            stats: stats('h', 'a', second, 0, lineMs(second)),
            report: { ...base, picture: { ...seen, markers: back } },
            seed: seeds.host,
          },
          audience: {
            stats: stats('a', 'h', second, 0, lineMs(second)),
            report: { ...base, picture: { ...seen, markers: markers('host', second) } },
            seed: seeds.audience,
          },
        };
        for (const sample of taker.take(moment)) lies += sample.lies.hold;
      }
      return lies;
    };
    expect(held(0)).toBe(0);
    expect(held(400)).toBeGreaterThan(10);
    // A line that has just become slow accuses nobody: what is echoed went out before.
    expect(held(0, (second) => (second < 3 ? 60 : 400))).toBe(0);
  });

  it('about the name of its camera is still a simulation where both sides are on one machine', () => {
    const both = { host: stats('h', 'a', 1, 0), audience: stats('a', 'h', 1, 0) };
    expect(simulatedReasons(both, ['fake_device_0'])).toEqual(['same-machine', 'fake-device']);
    // What the name hides is printed on the certificate as not detectable; the address is not the page's to tell.
    expect(simulatedReasons(both, ['Kamera ruang rapat'])).toEqual(['same-machine']);
  });
});
