/**
 * What a page cannot make up: the nonce in every marker and the order of the sweeps are keyed hashes under the seed that only the server and the sending page
 * know. The other page can show what it received, and nothing else.
 */
import { createHmac } from 'node:crypto';
import type { ShownMarker } from '@sambung/contract/test-report';
import type { ClockFit } from './clock-fit.ts';
import { clockDelay, clockDifference, echoRoundTrip } from './delay.ts';
import type { Lies } from './second-sample.ts';

/** The first 20 bits of HMAC-SHA256 under the seed of: number (24 bits), instant of drawing (32 bits), both with the most significant byte first. */
export function markerNonce(seedHex: string, seq: number, drawnAtMs: number): number {
  const message = Buffer.alloc(7);
  message.writeUIntBE(seq, 0, 3);
  message.writeUInt32BE(drawnAtMs, 3);
  const digest = createHmac('sha256', Buffer.from(seedHex, 'hex')).update(message).digest();
  return digest.readUIntBE(0, 3) >>> 4;
}

/** Whether a sweep rises or falls: the last bit of HMAC-SHA256 under the seed of `sweep` in ASCII and the number (32 bits, most significant byte first). */
export function sweepTurn(seedHex: string, number: number): 'up' | 'down' {
  const message = Buffer.from('sweep????', 'ascii');
  message.writeUInt32BE(number, 5);
  const digest = createHmac('sha256', Buffer.from(seedHex, 'hex')).update(message).digest();
  return ((digest[31] ?? 0) & 1) === 0 ? 'up' : 'down';
}

/**
 * How much a round trip may undercut the lines' before the hold is a lie. Round trips are medians of a second and the lines' are smoothed, so that they differ
 * when the delay moves. Higher lets a hold be stretched by as much, lower accuses honest pages.
 */
export const holdSlackMs = 50;

/**
 * A page begins numbering anew with every plan and whenever it is loaded. The same number drawn so much later is of a new count and no lie; only the sending page
 * can make it. Higher accuses a page that is loaded again soon, lower lets one draw a number twice.
 */
const numberedAnewMs = 1_000;

export interface MarkerWitness {
  /** Seed of the page that drew the pictures. */
  seedHex: string;
  streamId: number;
  sender: ClockFit;
  receiver: ClockFit;
  /** Round trips of both lines on the way of media, together; null where the server has none. */
  linesRoundTripMs: number | null;
  /** When the receiver's own pictures were drawn, by number: what an echo refers to. */
  receiverDrawnAt: ReadonlyMap<number, number>;
}

/** What has been seen of a stream of markers so far: by number, the instant of drawing. */
export type SeenMarkers = Map<number, number>;

/**
 * Parts a second's markers into those that count and those that cannot be true. `seen` is carried from second to second and changed. A picture that is told of
 * again counts once, so that nobody outvotes the rest with it; the same number with another content is a lie.
 * @param nearMs the second's end on the server's clock
 */
export function checkMarkers(
  markers: readonly ShownMarker[],
  witness: MarkerWitness,
  seen: SeenMarkers,
  nearMs: number,
): { valid: ShownMarker[]; lies: Lies } {
  const lies: Lies = { nonce: 0, repeated: 0, early: 0, hold: 0 };
  const valid: ShownMarker[] = [];
  for (const marker of markers) {
    const again = seen.get(marker.seq) === marker.drawnAtMs;
    const lie = lieOf(marker, witness, seen, nearMs);
    if (lie) lies[lie]++;
    else if (!again) valid.push(marker);
  }
  return { valid, lies };
}

function lieOf(marker: ShownMarker, witness: MarkerWitness, seen: SeenMarkers, nearMs: number): keyof Lies | null {
  const { seq, drawnAtMs } = marker;
  const genuine = marker.streamId === witness.streamId && marker.nonce === markerNonce(witness.seedHex, seq, drawnAtMs);
  if (!genuine) return 'nonce';
  const before = seen.get(seq);
  if (before !== undefined && before !== drawnAtMs && clockDifference(drawnAtMs, before) < numberedAnewMs)
    return 'repeated';
  seen.set(seq, drawnAtMs);
  const delay = clockDelay(
    { at: drawnAtMs, wrapped: true },
    marker.shownAtMs,
    nearMs,
    witness.sender,
    witness.receiver,
  );
  if (delay && delay.highMs < 0) return 'early';
  const roundTrip = echoRoundTrip(marker, witness.receiverDrawnAt);
  const least = (witness.linesRoundTripMs ?? 0) - holdSlackMs;
  return roundTrip !== null && roundTrip < least ? 'hold' : null;
}
