/** What a page puts into its pictures and sweeps is what the server expects of its seed: written twice, once for each end. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { keyOf, nonceOf, turnOf } from '../../../client/src/testcall/measure/secrets.ts';
import { markerNonce, sweepTurn } from '../../../server/src/measurement/nonce.ts';

const seed = fc
  .uint8Array({ minLength: 32, maxLength: 32 })
  .map((bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(''));

it('gives both ends the same nonces and turns for every seed', () => {
  fc.assert(
    fc.property(seed, fc.nat(2 ** 24 - 1), fc.nat(2 ** 31 - 1), (seedHex, number, half) => {
      const drawnAtMs = 2 * half + 1;
      expect(nonceOf(keyOf(seedHex), number, drawnAtMs)).toBe(markerNonce(seedHex, number, drawnAtMs));
      expect(turnOf(keyOf(seedHex), number)).toBe(sweepTurn(seedHex, number));
    }),
    { numRuns: 200 },
  );
});
