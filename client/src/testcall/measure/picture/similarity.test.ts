/** Structural similarity against the paper's own formula, window by window, and the made pictures that it is taken of. */
import { describe, expect, it } from 'vitest';
import type { Luma, Rectangle, Size } from '../marker/cells.ts';
import { Scene } from './scene.ts';
import { shrunk, similarityOf } from './similarity.ts';

const size: Size = { widthPx: 96, heightPx: 64 };

function blank({ widthPx, heightPx }: Size): Luma {
  return { data: new Uint8Array(widthPx * heightPx), stridePx: widthPx };
}
function pictureOf(of: Size, seq: number, noisy = false): Luma {
  const luma = blank(of);
  new Scene(of).draw(luma, seq, noisy);
  return luma;
}
const changed = (luma: Luma, change: (level: number, index: number) => number): Luma => ({
  ...luma,
  data: luma.data.map((level, index) => Math.max(0, Math.min(255, Math.round(change(level, index))))),
});

/** Straight from the paper (equations 13–16): means, deviations and covariance of each window, one after the other. */
function paperSimilarity(x: Luma, y: Luma, { widthPx, heightPx }: Size, leftOut: Rectangle[] = []): number {
  const L = 255;
  const [C1, C2] = [(0.01 * L) ** 2, (0.03 * L) ** 2];
  const w: number[][] = [];
  let norm = 0;
  for (let j = -5; j <= 5; j += 1) {
    w.push([]);
    for (let i = -5; i <= 5; i += 1) {
      const g = Math.exp(-(i * i + j * j) / (2 * 1.5 * 1.5));
      (w[j + 5] as number[]).push(g);
      norm += g;
    }
  }
  const results: number[] = [];
  for (let cy = 5; cy < heightPx - 5; cy += 1)
    for (let cx = 5; cx < widthPx - 5; cx += 1) {
      const touches = leftOut.some(
        (r) => cx + 5 >= r.left && cx - 5 < r.left + r.width && cy + 5 >= r.top && cy - 5 < r.top + r.height,
      );
      if (touches) continue;
      const each = (of: (a: number, b: number) => number) => {
        let sum = 0;
        for (let j = -5; j <= 5; j += 1)
          for (let i = -5; i <= 5; i += 1) {
            const a = x.data[(cy + j) * x.stridePx + cx + i] as number;
            const b = y.data[(cy + j) * y.stridePx + cx + i] as number;
            sum += (((w[j + 5] as number[])[i + 5] as number) / norm) * of(a, b);
          }
        return sum;
      };
      const mx = each((a) => a);
      const my = each((_, b) => b);
      const sx2 = each((a) => (a - mx) ** 2);
      const sy2 = each((_, b) => (b - my) ** 2);
      const sxy = each((a, b) => (a - mx) * (b - my));
      results.push(((2 * mx * my + C1) * (2 * sxy + C2)) / ((mx * mx + my * my + C1) * (sx2 + sy2 + C2)));
    }
  return results.reduce((sum, value) => sum + value, 0) / results.length;
}

describe('structural similarity', () => {
  const sent = pictureOf(size, 7);
  const spoiled: [string, Luma][] = [
    ['the same', sent],
    ['noise', changed(sent, (level, i) => level + (((i * 7919) % 41) - 20))],
    ['more light', changed(sent, (level) => level + 25)],
    ['less contrast', changed(sent, (level) => 128 + (level - 128) * 0.5)],
    ['one pixel aside', changed(sent, (level, i) => sent.data[i + 1] ?? level)],
    ['another picture', pictureOf(size, 90)],
    ['a negative', changed(sent, (level) => 255 - level)],
    ['black', changed(sent, () => 16)],
  ];

  it.each(spoiled)('agrees with the paper to 1e-9: %s', (_, shown) => {
    expect(similarityOf(sent, shown, size)).toBeCloseTo(paperSimilarity(sent, shown, size), 9);
  });

  it('leaves out every window that touches an area, and says null when none is left', () => {
    const area = { left: 20, top: 10, width: 30, height: 20 };
    const shown = changed(sent, (level, i) => {
      const [x, y] = [i % 96, Math.floor(i / 96)];
      return x >= 20 && x < 50 && y >= 10 && y < 30 ? 255 - level : level + (x & 3);
    });
    const areas = [area, { left: 70, top: 0, width: 10, height: 64 }];
    const measured = similarityOf(sent, shown, size, areas);
    expect(measured).toBeCloseTo(paperSimilarity(sent, shown, size, areas), 9);
    expect(measured).toBeGreaterThan((similarityOf(sent, shown, size) as number) + 0.1);
    expect(similarityOf(sent, shown, size, [{ left: 0, top: 0, width: 96, height: 64 }])).toBeNull();
  });

  it('is 1 for the same picture and falls with every further spoiling', () => {
    expect(similarityOf(sent, sent, size)).toBeCloseTo(1, 12);
    const noise = [0, 4, 12, 30].map((strength) =>
      similarityOf(
        sent,
        changed(sent, (level, i) => level + ((((i * 7919) % 41) - 20) / 20) * strength),
        size,
      ),
    ) as number[];
    expect(noise).toEqual(noise.toSorted((a, b) => b - a));
    expect(noise[3]).toBeLessThan(0.6);
  });
});

describe('a smaller picture', () => {
  it('is the average of what falls into each pixel, also where pixels are cut', () => {
    const from = { widthPx: 6, heightPx: 3 };
    const luma = {
      data: Uint8Array.from([0, 30, 60, 90, 120, 150, 10, 40, 70, 100, 130, 160, 20, 50, 80, 110, 140, 170]),
      stridePx: 6,
    };
    expect([...(shrunk(luma, from, { widthPx: 3, heightPx: 1 })?.data ?? [])]).toEqual([25, 85, 145]);
    // 6 → 4 columns: one and a half each.
    expect([...(shrunk(luma, from, { widthPx: 4, heightPx: 1 })?.data ?? [])]).toEqual([20, 60, 110, 150]);
    expect(shrunk(luma, from, from)).toBe(luma);
    expect(shrunk(luma, from, { widthPx: 12, heightPx: 6 })).toBeNull();
  });
});

describe('the made pictures', () => {
  const sd = { widthPx: 640, heightPx: 360 };
  const scene = new Scene(sd);
  const draw = (seq: number, noisy = false) => {
    const luma = blank(sd);
    scene.draw(luma, seq, noisy);
    return luma;
  };

  it('follow from their number alone', () => {
    for (const seq of [1, 500, 2 ** 24 - 1]) {
      const before = draw(seq);
      draw(seq + 3, true);
      expect(Buffer.compare(draw(seq).data, before.data)).toBe(0);
      const other = blank(sd);
      new Scene(sd).draw(other, seq, false);
      expect(Buffer.compare(other.data, before.data)).toBe(0);
    }
  });

  it('move: neighbours differ, but less than strangers do', () => {
    const near = similarityOf(draw(100), draw(101), sd) as number;
    const far = similarityOf(draw(100), draw(220), sd) as number;
    expect(near).toBeLessThan(0.97);
    expect(far).toBeLessThan(near - 0.1);
  });

  it('have the spectrum of natural pictures: neighbours alike, and contrast at every distance', () => {
    const { data } = draw(42);
    const mean = data.reduce((sum, level) => sum + level, 0) / data.length;
    const variance = data.reduce((sum, level) => sum + (level - mean) ** 2, 0) / data.length;
    const along = (distance: number) => {
      let sum = 0;
      for (let i = 0; i + distance < data.length; i += 1)
        sum += ((data[i] ?? 0) - mean) * ((data[i + distance] ?? 0) - mean);
      return sum / (data.length - distance) / variance;
    };
    const correlations = [1, 8, 32, 128].map(along);
    expect(correlations).toEqual(correlations.toSorted((a, b) => b - a));
    expect(correlations[0]).toBeGreaterThan(0.9);
    expect(correlations[3]).toBeLessThan(0.5);
    expect(Math.sqrt(variance)).toBeGreaterThan(12);
    expect(data.reduce((least, level) => Math.min(least, level))).toBeGreaterThanOrEqual(16);
    expect(data.reduce((most, level) => Math.max(most, level))).toBeLessThanOrEqual(235);
  });

  it('with noise cannot be foreseen: what differs from the next does not fit anywhere', () => {
    const [one, other] = [draw(10, true), draw(11, true)];
    expect(similarityOf(one, other, sd)).toBeLessThan((similarityOf(draw(10), draw(11), sd) as number) - 0.2);
  });
});
