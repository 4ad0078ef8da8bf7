/** Nonces and the order of sweeps, as the server checks them: against node:crypto. */
import { createHash, createHmac } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { keyOf, nonceOf, turnOf } from './secrets.ts';
import { hmacSha256, sha256 } from './sha256.ts';

const seed = createHash('sha256').update('a seed').digest('hex');

describe('SHA-256', () => {
  it.each([0, 1, 3, 55, 56, 63, 64, 65, 119, 120, 1_000])('of %i bytes is what node:crypto says', (length) => {
    const message = Uint8Array.from({ length }, (_, i) => (i * 37) & 255);
    expect(Buffer.from(sha256(message)).toString('hex')).toBe(createHash('sha256').update(message).digest('hex'));
    const key = keyOf(seed);
    expect(Buffer.from(hmacSha256(key, message)).toString('hex')).toBe(
      createHmac('sha256', key).update(message).digest('hex'),
    );
  });
});

describe('a seed', () => {
  it('decides the nonce of a picture by its number and moment', () => {
    const key = Buffer.from(seed, 'hex');
    expect(Buffer.from(keyOf(seed))).toEqual(key);
    for (const [seq, drawnAtMs] of [
      [1, 0],
      [77, 4_294_967_295],
      [0xffffff, 123_456_789],
    ] as const) {
      const message = Buffer.alloc(7);
      message.writeUIntBE(seq, 0, 3);
      message.writeUInt32BE(drawnAtMs, 3);
      const digest = createHmac('sha256', key).update(message).digest();
      expect(nonceOf(keyOf(seed), seq, drawnAtMs)).toBe(digest.readUIntBE(0, 3) >> 4);
    }
  });

  it('decides the turn of every sweep, up about as often as down', () => {
    const key = Buffer.from(seed, 'hex');
    const turns = Array.from({ length: 200 }, (_, number) => {
      const message = Buffer.concat([Buffer.from('sweep'), Buffer.alloc(4)]);
      message.writeUInt32BE(number, 5);
      return createHmac('sha256', key).update(message).digest().at(-1) as number;
    }).map((last) => (last % 2 === 0 ? 'up' : 'down'));
    expect(turns.map((_, number) => turnOf(keyOf(seed), number))).toEqual(turns);
    expect(turns.filter((turn) => turn === 'up').length).toBeGreaterThan(70);
    expect(turns.filter((turn) => turn === 'down').length).toBeGreaterThan(70);
  });
});
