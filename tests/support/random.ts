/** Seeded randomness for hostile input: the same seed sends the same bytes again. */

/** Mulberry32: 32 bits of state, uniform in [0, 1). */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Random bytes of a random length up to `maxLength`. */
export function randomBytes(random: () => number, maxLength: number): Buffer {
  return Buffer.from(
    Uint8Array.from({ length: 1 + Math.floor(random() * maxLength) }, () => Math.floor(random() * 256)),
  );
}
