/**
 * Structural similarity of two pictures (Wang, Bovik, Sheikh, Simoncelli, 2004): luma, 11 × 11 Gaussian window of σ 1.5, K1 0.01, K2 0.03, mean over all windows
 * that lie in the picture and touch no area that is left out.
 */
import type { Luma, Rectangle, Size } from '../marker/cells.ts';

const windowPx = 11;
const reachPx = (windowPx - 1) / 2;
const sigma = 1.5;
const c1 = (0.01 * 255) ** 2;
const c2 = (0.03 * 255) ** 2;

const weights = gaussian();

function gaussian(): Float64Array {
  const bell = Float64Array.from({ length: windowPx }, (_, i) => Math.exp(-((i - reachPx) ** 2) / (2 * sigma ** 2)));
  const sum = bell.reduce((total, value) => total + value, 0);
  return bell.map((value) => value / sum);
}

/** Null when no window is left. `leftOut` is in pixels of this size. */
export function similarityOf(a: Luma, b: Luma, size: Size, leftOut: readonly Rectangle[] = []): number | null {
  const { widthPx, heightPx } = size;
  // Of a sum and a difference: their means and squares hold all that the formula wants, in four filters instead of five.
  const rows = {
    s: new Float64Array(widthPx),
    d: new Float64Array(widthPx),
    ss: new Float64Array(widthPx),
    dd: new Float64Array(widthPx),
  };
  let total = 0;
  let count = 0;
  for (let y = reachPx; y < heightPx - reachPx; y += 1) {
    const gaps = leftOut.filter(
      ({ top, height }) => y + reachPx >= Math.floor(top) && y - reachPx < Math.ceil(top + height),
    );
    filterDown(rows, a, b, y, widthPx);
    for (let x = reachPx; x < widthPx - reachPx; x += 1) {
      const gap = gaps.find(
        ({ left, width }) => x + reachPx >= Math.floor(left) && x - reachPx < Math.ceil(left + width),
      );
      if (gap) {
        // On to the first window behind it; the loop adds one.
        x = Math.ceil(gap.left + gap.width) + reachPx - 1;
        continue;
      }
      total += similarityAt(rows, x);
      count += 1;
    }
  }
  return count === 0 ? null : total / count;
}

type Rows = Record<'s' | 'd' | 'ss' | 'dd', Float64Array>;

function filterDown({ s, d, ss, dd }: Rows, a: Luma, b: Luma, y: number, widthPx: number): void {
  s.fill(0);
  d.fill(0);
  ss.fill(0);
  dd.fill(0);
  for (let k = 0; k < windowPx; k += 1) {
    const weight = weights[k] as number;
    const atA = (y + k - reachPx) * a.stridePx;
    const atB = (y + k - reachPx) * b.stridePx;
    for (let x = 0; x < widthPx; x += 1) {
      const one = a.data[atA + x] as number;
      const other = b.data[atB + x] as number;
      const sum = one + other;
      const difference = one - other;
      s[x] = (s[x] as number) + weight * sum;
      d[x] = (d[x] as number) + weight * difference;
      ss[x] = (ss[x] as number) + weight * sum * sum;
      dd[x] = (dd[x] as number) + weight * difference * difference;
    }
  }
}

function similarityAt({ s, d, ss, dd }: Rows, x: number): number {
  let [meanS, meanD, meanSS, meanDD] = [0, 0, 0, 0];
  for (let k = 0; k < windowPx; k += 1) {
    const weight = weights[k] as number;
    const at = x + k - reachPx;
    meanS += weight * (s[at] as number);
    meanD += weight * (d[at] as number);
    meanSS += weight * (ss[at] as number);
    meanDD += weight * (dd[at] as number);
  }
  const [squareS, squareD] = [meanS * meanS, meanD * meanD];
  const means = (squareS - squareD) / 2;
  const squares = (squareS + squareD) / 2;
  const covariance = (meanSS - squareS - (meanDD - squareD)) / 2;
  const variances = (meanSS - squareS + (meanDD - squareD)) / 2;
  return ((means + c1) * (covariance + c2)) / ((squares + c1) * (variances + c2));
}

/** A plane made smaller by averaging what falls into each of the new pixels, as encoders do. Null when it would be made larger. */
export function shrunk(luma: Luma, from: Size, to: Size): Luma | null {
  if (from.widthPx === to.widthPx && from.heightPx === to.heightPx) return luma;
  if (to.widthPx > from.widthPx || to.heightPx > from.heightPx) return null;
  const across = spans(from.widthPx, to.widthPx);
  const data = new Uint8Array(to.widthPx * to.heightPx);
  spans(from.heightPx, to.heightPx).forEach((down, y) => {
    across.forEach((along, x) => {
      let sum = 0;
      for (const [row, high] of down)
        for (const [column, wide] of along) sum += high * wide * (luma.data[row * luma.stridePx + column] ?? 0);
      data[y * to.widthPx + x] = Math.round(sum);
    });
  });
  return { data, stridePx: to.widthPx };
}

/** For each new pixel the old ones that it covers, and how much of it each is. */
function spans(from: number, to: number): [number, number][][] {
  const ratio = from / to;
  return Array.from({ length: to }, (_, index) => {
    const [start, end] = [index * ratio, (index + 1) * ratio];
    const parts: [number, number][] = [];
    for (let at = Math.floor(start); at < Math.min(from, Math.ceil(end - 1e-9)); at += 1)
      parts.push([at, (Math.min(at + 1, end) - Math.max(at, start)) / ratio]);
    return parts;
  });
}
