/**
 * What a plan's seed decides, so that the server can tell what was really sent. `key` is the seed's 32 bytes; all integers are big-endian.
 *
 * - Nonce of a picture: the first 20 bits of HMAC-SHA256(key, seq as 3 bytes ‖ drawnAtMs as 4 bytes).
 * - Turn of sweep n: up when the last bit of HMAC-SHA256(key, "sweep" in ASCII ‖ n as 4 bytes) is 0, else down.
 */
import type { TestReport } from '@sambung/contract/test-report';
import { hmacSha256 } from './sha256.ts';

export type Turn = NonNullable<TestReport['sound']>['sweeps'][number]['turn'];

/** The seed as it stands in a plan (64 hex digits) as bytes. */
export function keyOf(seed: string): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, index) => Number.parseInt(seed.slice(2 * index, 2 * index + 2), 16));
}

export function nonceOf(key: Uint8Array, seq: number, drawnAtMs: number): number {
  const message = new DataView(new ArrayBuffer(7));
  message.setUint8(0, seq >>> 16);
  message.setUint16(1, seq & 0xffff);
  message.setUint32(3, drawnAtMs);
  const [first = 0, second = 0, third = 0] = hmacSha256(key, new Uint8Array(message.buffer));
  return (first << 12) | (second << 4) | (third >> 4);
}

export function turnOf(key: Uint8Array, sweepNumber: number): Turn {
  const message = new Uint8Array(9);
  message.set(new TextEncoder().encode('sweep'));
  new DataView(message.buffer).setUint32(5, sweepNumber);
  return ((hmacSha256(key, message)[31] ?? 0) & 1) === 0 ? 'up' : 'down';
}
