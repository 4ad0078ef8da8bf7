/** Markers that cannot be true are found, one test a lie, and honest ones are never accused. */
import { createHmac } from 'node:crypto';
import type { ShownMarker } from '@sambung/contract/test-report';
import { describe, expect, it } from 'vitest';
import { askPage, fractions, type LineAndClock, pageClock } from '../../test/page-clock.ts';
import { fitClock } from './clock-fit.ts';
import { checkMarkers, holdSlackMs, type MarkerWitness, markerNonce } from './nonce.ts';

const seedHex = 'a7'.repeat(32);
const host: LineAndClock = {
  startMs: 1e6,
  seconds: 60,
  offsetMs: 1.76e12,
  driftPpm: 20,
  upMs: 30,
  downMs: 12,
  jitterMs: 5,
  seed: 1,
};
const audience: LineAndClock = { ...host, offsetMs: 1.71e12, upMs: 8, downMs: 9, seed: 2 };
const at = 1_030_000;
const drawn = (serverMs: number) => Math.floor(pageClock(host)(serverMs)) % 2 ** 32;

/** Pictures of the host, 30 a second, each shown 100 ms later; the audience's picture 5 was drawn 220 ms before the first is shown. */
function honest(count = 30): ShownMarker[] {
  const chance = fractions(9);
  return Array.from({ length: count }, (_, index) => {
    const drawnServer = at + (index * 1_000) / 30;
    const drawnAtMs = drawn(drawnServer);
    const seq = 1_000 + index;
    return {
      seq,
      drawnAtMs,
      streamId: 1,
      echoSeq: 5,
      echoHoldMs: Math.floor((index * 1_000) / 30),
      nonce: markerNonce(seedHex, seq, drawnAtMs),
      shownAtMs: pageClock(audience)(drawnServer + 100 + 10 * chance()),
    };
  });
}

const witness = (changes: Partial<MarkerWitness> = {}): MarkerWitness => ({
  seedHex,
  streamId: 1,
  sender: fitClock(askPage(host)),
  receiver: fitClock(askPage(audience)),
  linesRoundTripMs: 180,
  receiverDrawnAt: new Map([[5, Math.floor(pageClock(audience)(at - 120)) % 2 ** 32]]),
  ...changes,
});
const none = { nonce: 0, repeated: 0, early: 0, hold: 0 };
const check = (markers: ShownMarker[], changes: Partial<MarkerWitness> = {}, seen = new Map<number, number>()) =>
  checkMarkers(markers, witness(changes), seen, at + 1_200);

describe('the nonce of a marker', () => {
  it('is the first 20 bits of a keyed hash of number and instant', () => {
    const message = Buffer.from([0x12, 0x34, 0x56, 0xfe, 0xdc, 0xba, 0x98]);
    const digest = createHmac('sha256', Buffer.alloc(32, 0xa7)).update(message).digest('hex');
    expect(markerNonce(seedHex, 0x123456, 0xfedcba98)).toBe(Number.parseInt(digest.slice(0, 5), 16));
  });

  it('depends on seed, number and instant', () => {
    const base = markerNonce(seedHex, 7, 9);
    expect(markerNonce('a8'.repeat(32), 7, 9)).not.toBe(base);
    expect(markerNonce(seedHex, 8, 9)).not.toBe(base);
    expect(markerNonce(seedHex, 7, 10)).not.toBe(base);
  });
});

describe('markers of a second', () => {
  it('all count when they are honest', () => {
    const seen = new Map<number, number>();
    const { valid, lies } = check(honest(), {}, seen);
    expect(valid).toHaveLength(30);
    expect(lies).toEqual(none);
    expect(seen.get(1_000)).toBe(drawn(at));
  });

  it('are void with an invented nonce, another stream or a changed instant', () => {
    const invented = honest().map((marker) => ({ ...marker, nonce: marker.nonce ^ 1 }));
    expect(check(invented)).toEqual({ valid: [], lies: { ...none, nonce: 30 } });
    const other = honest().map((marker) => ({ ...marker, streamId: 2 }));
    expect(check(other).lies.nonce).toBe(30);
    const later = honest().map((marker) => ({ ...marker, drawnAtMs: marker.drawnAtMs + 50 }));
    expect(check(later).lies.nonce).toBe(30);
  });

  it('may not come again with another content, and count once when they come again with the same', () => {
    const [first] = honest(1) as [ShownMarker];
    const again = { ...first, shownAtMs: first.shownAtMs + 20 };
    expect(check([first, again])).toMatchObject({ valid: [first], lies: none });
    const drawnAtMs = first.drawnAtMs + 40;
    const changed = { ...first, drawnAtMs, nonce: markerNonce(seedHex, first.seq, drawnAtMs) };
    expect(check([first, changed])).toMatchObject({ valid: [first], lies: { ...none, repeated: 1 } });
    // Also in a later second.
    const seen = new Map<number, number>();
    check([first], {}, seen);
    expect(check([changed], {}, seen).lies.repeated).toBe(1);
    expect(check([first], {}, seen)).toEqual({ valid: [], lies: none });
  });

  it('may begin their numbers anew, as a page does that was loaded again', () => {
    const seen = new Map<number, number>();
    const [first] = honest();
    if (!first) throw new Error('no marker');
    check([first], {}, seen);
    const drawnAtMs = first.drawnAtMs + 5_000;
    const later = {
      ...first,
      drawnAtMs,
      nonce: markerNonce(seedHex, first.seq, drawnAtMs),
      shownAtMs: first.shownAtMs + 5_000,
    };
    expect(check([later], { receiverDrawnAt: new Map() }, seen)).toEqual({ valid: [later], lies: none });
    // Not back again.
    expect(check([first], {}, seen)).toMatchObject({ valid: [], lies: { ...none, repeated: 1 } });
  });

  it('cannot be shown before they were drawn, beyond what the clocks leave open', () => {
    const early = honest().map((marker) => ({ ...marker, shownAtMs: marker.shownAtMs - 200 }));
    expect(check(early)).toEqual({ valid: [], lies: { ...none, early: 30 } });
    // Both lines leave 30 ms open.
    const doubtful = honest().map((marker) => ({ ...marker, shownAtMs: marker.shownAtMs - 110 }));
    expect(check(doubtful).lies.early).toBe(0);
  });

  it('cannot have been held so long that the round trip undercuts the lines', () => {
    const held = honest().map((marker) => ({ ...marker, echoHoldMs: marker.echoHoldMs + 120 }));
    expect(check(held)).toEqual({ valid: [], lies: { ...none, hold: 30 } });
    // A little is the difference of two medians and no lie.
    const little = honest().map((marker) => ({ ...marker, echoHoldMs: marker.echoHoldMs + holdSlackMs / 2 }));
    expect(check(little).lies).toEqual(none);
    // A hold that makes the way back longer than nothing is a lie without any line to compare with.
    const endless = honest().map((marker) => ({ ...marker, echoHoldMs: marker.echoHoldMs + 400 }));
    expect(check(endless, { linesRoundTripMs: null }).lies.hold).toBe(30);
    expect(check(held, { linesRoundTripMs: null }).lies.hold).toBe(0);
  });
});
