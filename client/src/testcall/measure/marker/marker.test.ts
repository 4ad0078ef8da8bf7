/** The marker: its CRC, its bits, and that it survives what a line does to a picture, or says that it did not. */
import { describe, expect, it } from 'vitest';
import { drawMarker, type Luma, markerArea, readMarker, type Size } from './cells.ts';
import { crc16 } from './crc16.ts';
import { bitsOf, type Payload, payloadOf } from './payload.ts';

const payload: Payload = {
  seq: 0xabcdef,
  drawnAtMs: 0xfedcba98,
  streamId: 2,
  echoSeq: 0x123456,
  echoHoldMs: 0x1f40,
  nonce: 0xfffff,
};

/** The same numbers every time, evenly spread (mulberry32). */
function chance(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

const sizes: [string, Size][] = [
  ['720p', { widthPx: 1_280, heightPx: 720 }],
  ['360p', { widthPx: 640, heightPx: 360 }],
  ['180p', { widthPx: 320, heightPx: 180 }],
];

function pictureOf(size: Size, grey = 128): Luma {
  const luma = { data: new Uint8Array(size.widthPx * size.heightPx).fill(grey), stridePx: size.widthPx };
  drawMarker(luma, size, payload);
  return luma;
}

/** Average of (2r+1)² neighbours. */
function blurred({ data, stridePx }: Luma, { widthPx, heightPx }: Size, r: number): Luma {
  const out = new Uint8Array(data.length);
  for (let y = 0; y < heightPx; y += 1)
    for (let x = 0; x < widthPx; x += 1) {
      let [sum, count] = [0, 0];
      for (let j = Math.max(0, y - r); j <= Math.min(heightPx - 1, y + r); j += 1)
        for (let i = Math.max(0, x - r); i <= Math.min(widthPx - 1, x + r); i += 1) {
          sum += data[j * stridePx + i] ?? 0;
          count += 1;
        }
      out[y * stridePx + x] = sum / count;
    }
  return { data: out, stridePx };
}

function noisy({ data, stridePx }: Luma, levels: number, next: () => number): Luma {
  const out = data.map((level) => Math.max(0, Math.min(255, level + (next() * 2 - 1) * levels)));
  return { data: out, stridePx };
}

/** Bilinear, as players and scalers do. */
function scaled({ data, stridePx }: Luma, from: Size, to: Size): Luma {
  const out = new Uint8Array(to.widthPx * to.heightPx);
  for (let y = 0; y < to.heightPx; y += 1)
    for (let x = 0; x < to.widthPx; x += 1) {
      const fx = Math.min(from.widthPx - 1, Math.max(0, ((x + 0.5) * from.widthPx) / to.widthPx - 0.5));
      const fy = Math.min(from.heightPx - 1, Math.max(0, ((y + 0.5) * from.heightPx) / to.heightPx - 0.5));
      const [x0, y0] = [Math.floor(fx), Math.floor(fy)];
      const [x1, y1] = [Math.min(x0 + 1, from.widthPx - 1), Math.min(y0 + 1, from.heightPx - 1)];
      const at = (i: number, j: number) => data[j * stridePx + i] ?? 0;
      const upper = at(x0, y0) * (1 - fx + x0) + at(x1, y0) * (fx - x0);
      const lower = at(x0, y1) * (1 - fx + x0) + at(x1, y1) * (fx - x0);
      out[y * to.widthPx + x] = upper * (1 - fy + y0) + lower * (fy - y0);
    }
  return { data: out, stridePx: to.widthPx };
}

describe('CRC-16/CCITT-FALSE', () => {
  it('has the catalogue’s check value', () => {
    expect(crc16(new TextEncoder().encode('123456789'))).toBe(0x29b1);
  });
});

describe('the marker’s bits', () => {
  it('are 140, most significant first, in the documented order', () => {
    const bits = bitsOf(payload).join('');
    expect(bits).toHaveLength(140);
    const binary = (value: number, length: number) => value.toString(2).padStart(length, '0');
    const data =
      binary(payload.seq, 24) +
      binary(payload.drawnAtMs, 32) +
      binary(payload.streamId, 8) +
      binary(payload.echoSeq, 24) +
      binary(payload.echoHoldMs, 16) +
      binary(payload.nonce, 20);
    const bytes = Uint8Array.from({ length: 16 }, (_, i) => Number.parseInt(`${data}0000`.slice(8 * i, 8 * i + 8), 2));
    expect(bits).toBe(data + binary(crc16(bytes), 16));
  });

  it('come back, and are never guessed: every single wrong bit is noticed', () => {
    const bits = bitsOf(payload);
    expect(payloadOf(bits)).toEqual(payload);
    for (let i = 0; i < bits.length; i += 1) {
      const wrong = bits.slice();
      wrong[i] = 1 - (wrong[i] ?? 0);
      expect(payloadOf(wrong), `bit ${i}`).toBeNull();
    }
    expect(payloadOf(bits.slice(1))).toBeNull();
  });
});

describe('the marker in a picture', () => {
  it.each(sizes)('is read back at %s, washed out and noisy', (_, size) => {
    const picture = pictureOf(size);
    expect(readMarker(picture, size)).toEqual(payload);
    const grey = { ...picture, data: picture.data.map((level) => 90 + (level - 128) * 0.4) };
    expect(readMarker(noisy(grey, 20, chance(1)), size)).toEqual(payload);
  });

  it.each(sizes.slice(0, 2))('is read back at %s when it is blurred', (_, size) => {
    expect(readMarker(noisy(blurred(pictureOf(size), size, 4), 30, chance(2)), size)).toEqual(payload);
  });

  it.each([
    ['a lower layer', { widthPx: 640, heightPx: 360 }],
    ['the lowest layer', { widthPx: 320, heightPx: 180 }],
    ['an odd size', { widthPx: 854, heightPx: 480 }],
  ])('drawn at 720p is read from %s', (_, to) => {
    const from = { widthPx: 1_280, heightPx: 720 };
    expect(readMarker(scaled(blurred(pictureOf(from), from, 1), from, to), to)).toEqual(payload);
  });

  it('is read from a part of the picture alone', () => {
    const size = { widthPx: 640, heightPx: 360 };
    const whole = pictureOf(size);
    const { left, top, width, height } = markerArea(size);
    const part = new Uint8Array(width * height);
    for (let y = 0; y < height; y += 1)
      part.set(whole.data.subarray((top + y) * 640 + left, (top + y) * 640 + left + width), y * width);
    expect(readMarker({ data: part, stridePx: width }, size, { left, top })).toEqual(payload);
  });

  it('is unreadable, not guessed, when a cell is hidden; absent where there is none', () => {
    const size = { widthPx: 640, heightPx: 360 };
    const hidden = pictureOf(size);
    const { left, top } = markerArea(size);
    for (let y = top + 16; y < top + 32; y += 1)
      for (let x = left; x < left + 16; x += 1) hidden.data[y * 640 + x] = 255 - (hidden.data[y * 640 + x] ?? 0);
    expect(readMarker(hidden, size)).toBe('unreadable');
    expect(readMarker({ data: new Uint8Array(640 * 360).fill(128), stridePx: 640 }, size)).toBe('absent');
  });

  it('takes no other picture for a marker: of 2,000 random ones with finders none has the right CRC', () => {
    const size = { widthPx: 320, heightPx: 180 };
    const next = chance(3);
    let read = 0;
    for (let i = 0; i < 2_000; i += 1) {
      const bits = Uint8Array.from({ length: 140 }, () => (next() < 0.5 ? 0 : 1));
      if (payloadOf(bits)) read += 1;
    }
    // One of 65,536 by chance.
    expect(read).toBeLessThanOrEqual(1);
    expect(readMarker(noisy({ data: new Uint8Array(320 * 180).fill(128), stridePx: 320 }, 8, next), size)).toBe(
      'absent',
    );
  });
});
