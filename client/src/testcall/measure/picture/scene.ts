/**
 * The made pictures: a texture with the spectrum of natural pictures under a moving camera, a second one in front of it on a path of its own, light that comes
 * and goes. Every picture follows from its number alone, in whole numbers, so that the receiver makes the very same one to compare with.
 */
import type { Luma, Size } from '../marker/cells.ts';

/** What moves is as far off its place at most, in shares of the height. Higher: more of the texture is seen, and more memory. */
const panShare = 0.4;
/** Sizes of what is seen, in shares of the height, largest first; each weighs `falloff` of the one before. */
const featureShares = [0.5, 0.25, 0.125, 1 / 16, 1 / 32, 1 / 64, 1 / 128];
/** Nature is near 0.5 (a spectrum of 1/f² in power). Higher: finer and dearer to encode. Lower: softer. */
const falloff = 0.62;
/** Steps of light, and how many levels each is. More: smoother, and more memory: each is a texture of its own, so that a picture is only copied together. */
const lights = { count: 6, levels: 8 };
/** How far the noise of a picture that is to be hard to encode leads from its place, in levels. */
const noiseLevels = 40;

export class Scene {
  readonly size: Size;
  readonly #texture: Luma;
  readonly #lit = new Map<number, Uint8Array>();
  readonly #noise: Uint8Array;
  readonly #reach: { x: number; y: number };

  constructor(size: Size) {
    this.size = size;
    const reach = Math.round(size.heightPx * panShare);
    this.#reach = { x: reach, y: reach };
    this.#texture = textureOf(size.widthPx + 2 * reach, size.heightPx + 2 * reach, size.heightPx);
    this.#noise = Uint8Array.from({ length: 1 << 16 }, (_, index) => hashOf(index, 77, 5) >>> 24);
  }

  /** Does beforehand what the first pictures would wait for: a thread that works for long just when media begins makes the media late that it measures. */
  prepare(): void {
    for (let step = 0; step < lights.count; step += 1) this.#litBy(step);
  }

  /** Draws picture `seq` into a plane of the scene's size. `noisy`: with noise that no encoder can foresee. */
  draw(luma: Luma, seq: number, noisy: boolean): void {
    const { widthPx, heightPx } = this.size;
    const step = Math.max(1, Math.round(heightPx / 240));
    const pan = { x: swing(seq * step, this.#reach.x), y: swing(seq, this.#reach.y) };
    const lightStep = Math.floor(swing(seq, 8 * (lights.count - 1)) / 8);
    const back = this.#litBy(lightStep);
    const front = this.#litBy(lights.count - 1 - lightStep);
    const radius = Math.round(heightPx * 0.26);
    const centre = {
      x: Math.round(widthPx * 0.25) + swing(seq * step + 91, Math.round(widthPx * 0.5)),
      y: Math.round(heightPx * 0.62) + swing(seq + 17, Math.round(heightPx * 0.12)),
    };
    for (let y = 0; y < heightPx; y += 1) {
      const to = y * luma.stridePx;
      const from = (y + pan.y) * this.#texture.stridePx + pan.x;
      luma.data.set(back.subarray(from, from + widthPx), to);
      const above = y - centre.y;
      if (above * above < radius * radius) this.#drawFront(luma, y, centre.x, halfWidth(radius, above), front, seq);
      if (noisy) this.#addNoise(luma, to, hashOf(seq, y, 3) & 0xffff);
    }
  }

  #drawFront(luma: Luma, y: number, centre: number, half: number, lit: Uint8Array, seq: number): void {
    const left = Math.max(0, centre - half);
    const right = Math.min(this.size.widthPx, centre + half);
    // It carries its texture along, from the other end of the same one.
    const row = (this.size.heightPx - 1 - y + this.#reach.y) * this.#texture.stridePx;
    const from = row + Math.round(this.#reach.x / 2) + (seq & 1) + left - centre + half;
    luma.data.set(lit.subarray(from, from + right - left), y * luma.stridePx + left);
  }

  #addNoise(luma: Luma, to: number, from: number): void {
    for (let x = 0; x < this.size.widthPx; x += 1) {
      const noise = (((this.#noise[(from + x) & 0xffff] ?? 0) - 128) * noiseLevels) >> 7;
      const level = (luma.data[to + x] ?? 0) + noise;
      luma.data[to + x] = Math.max(16, Math.min(235, level));
    }
  }

  /** The texture in one of the lights, in limited range. */
  #litBy(step: number): Uint8Array {
    const known = this.#lit.get(step);
    if (known) return known;
    const lit = this.#texture.data.map((level) => 36 + Math.floor((level * 155) / 255) + step * lights.levels);
    this.#lit.set(step, lit);
    return lit;
  }
}

/** Scenes follow from their size alone, and making one takes as long as several pictures: each thread makes each one once. */
const scenes = new Map<string, Scene>();

export function sceneOf(size: Size): Scene {
  const name = `${size.widthPx} × ${size.heightPx}`;
  const known = scenes.get(name);
  if (known) return known;
  const scene = new Scene(size);
  scene.prepare();
  scenes.set(name, scene);
  return scene;
}

/** To and fro between 0 and `reach`. */
function swing(position: number, reach: number): number {
  const place = position % (2 * reach);
  return place < reach ? place : 2 * reach - place;
}

/** Half the width of a disc at this height above its centre: the whole part of a square root, which every machine has alike. */
const halfWidth = (radius: number, above: number) => Math.floor(Math.sqrt(radius * radius - above * above));

/** Value noise in several sizes, stretched to 0…255. */
function textureOf(width: number, height: number, pictureHeight: number): Luma {
  const sum = new Float64Array(width * height);
  let weight = 1;
  featureShares.forEach((share, octave) => {
    addOctave(sum, width, height, Math.max(2, Math.round(share * pictureHeight)), weight, octave);
    weight *= falloff;
  });
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of sum) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  const data = Uint8Array.from(sum, (value) => Math.floor(((value - least) / (most - least)) * 255));
  return { data, stridePx: width };
}

function addOctave(sum: Float64Array, width: number, height: number, cell: number, weight: number, octave: number) {
  const across = Math.ceil(width / cell) + 1;
  const shares = Float64Array.from({ length: cell }, (_, index) => {
    const t = index / cell;
    return t * t * (3 - 2 * t);
  });
  const row = (y: number) => Float64Array.from({ length: across }, (_, x) => hashOf(x, y, octave) / 2 ** 32);
  let upper = row(0);
  let lower = row(1);
  for (let y = 0; y < height; y += 1) {
    if (y > 0 && y % cell === 0) {
      upper = lower;
      lower = row(y / cell + 1);
    }
    const down = shares[y % cell] ?? 0;
    for (let x = 0, column = 0; x < width; column += 1) {
      const left = mix(upper[column], lower[column], down);
      const right = mix(upper[column + 1], lower[column + 1], down);
      for (let i = 0; i < cell && x < width; i += 1, x += 1) {
        const at = y * width + x;
        sum[at] = (sum[at] ?? 0) + weight * (left + (right - left) * (shares[i] ?? 0));
      }
    }
  }
}

const mix = (a = 0, b = 0, share = 0) => a + (b - a) * share;

/** 32 well-mixed bits of three small numbers. */
function hashOf(x: number, y: number, z: number): number {
  let value = Math.imul(x, 0x27d4eb2f) ^ Math.imul(y, 0x165667b1) ^ Math.imul(z + 1, 0x9e3779b1);
  value = Math.imul(value ^ (value >>> 15), 0x85ebca6b);
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35);
  return (value ^ (value >>> 16)) >>> 0;
}
