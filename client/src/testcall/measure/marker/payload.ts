/**
 * The marker's 140 bits. Most significant bit first: seq 24, drawnAtMs 32, streamId 8, echoSeq 24, echoHoldMs 16, nonce 20, CRC 16. The CRC (CCITT-FALSE) is
 * taken over the 124 bits before it and four zero bits behind them, that is 16 bytes. With the four finders they fill 6 × 24 cells exactly.
 */
import type { ShownMarker } from '@sambung/contract/test-report';
import { crc16 } from './crc16.ts';

export type Payload = Omit<ShownMarker, 'shownAtMs'>;

const fields = [
  ['seq', 24],
  ['drawnAtMs', 32],
  ['streamId', 8],
  ['echoSeq', 24],
  ['echoHoldMs', 16],
  ['nonce', 20],
] as const satisfies readonly (readonly [keyof Payload, number])[];
const crcBits = 16;
const dataBits = fields.reduce((sum, [, bits]) => sum + bits, 0);
export const payloadBits = dataBits + crcBits;

/** One byte a bit, 0 or 1. */
export function bitsOf(payload: Payload): Uint8Array {
  const bits = new Uint8Array(payloadBits);
  let at = 0;
  for (const [name, count] of fields) at = write(bits, at, payload[name], count);
  write(bits, at, crcOf(bits), crcBits);
  return bits;
}

/** What the bits say, or null when the CRC says that they were read wrong. Never guessed. */
export function payloadOf(bits: Uint8Array): Payload | null {
  if (bits.length !== payloadBits || read(bits, dataBits, crcBits) !== crcOf(bits)) return null;
  const payload: Payload = { seq: 0, drawnAtMs: 0, streamId: 0, echoSeq: 0, echoHoldMs: 0, nonce: 0 };
  let at = 0;
  for (const [name, count] of fields) {
    payload[name] = read(bits, at, count);
    at += count;
  }
  return payload;
}

function crcOf(bits: Uint8Array): number {
  const bytes = new Uint8Array(Math.ceil(dataBits / 8));
  for (let i = 0; i < dataBits; i += 1) bytes[i >> 3] = (bytes[i >> 3] ?? 0) | ((bits[i] ?? 0) << (7 - (i & 7)));
  return crc16(bytes);
}

function write(bits: Uint8Array, at: number, value: number, count: number): number {
  for (let i = 0; i < count; i += 1) bits[at + i] = Math.floor(value / 2 ** (count - 1 - i)) % 2;
  return at + count;
}

function read(bits: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let i = 0; i < count; i += 1) value = value * 2 + (bits[at + i] ?? 0);
  return value;
}
