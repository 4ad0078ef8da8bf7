/** How bright a picture is, and for how long nothing at all has changed in it: a black or a frozen camera still sends pictures. Pure. */
import type { Luma, Size } from '../marker/cells.ts';

/** Points that are looked at, across and down. More: notices smaller movement. */
const points = { across: 64, down: 36 };
/** A sensor's noise moves more than this somewhere. Higher: a dim, quiet room is taken for a frozen camera. Lower: a codec's trembling for life. */
const stillLevels = 2;

export class Brightness {
  #last: Uint8Array | null = null;
  #changedAtMs: number | null = null;
  #lookedAtMs = 0;
  #meanLuma: number | null = null;

  look(luma: Luma, { widthPx, heightPx }: Size, nowMs: number): void {
    const levels = new Uint8Array(points.across * points.down);
    let sum = 0;
    for (let y = 0; y < points.down; y += 1) {
      const row = Math.floor(((y + 0.5) * heightPx) / points.down) * luma.stridePx;
      for (let x = 0; x < points.across; x += 1) {
        const level = luma.data[row + Math.floor(((x + 0.5) * widthPx) / points.across)] ?? 0;
        levels[y * points.across + x] = level;
        sum += level;
      }
    }
    const last = this.#last;
    const changed = !last || levels.some((level, index) => Math.abs(level - (last[index] ?? 0)) > stillLevels);
    if (changed || this.#changedAtMs === null) this.#changedAtMs = nowMs;
    // Against the last change, not the last look: what creeps is noticed too.
    if (changed) this.#last = levels;
    this.#lookedAtMs = nowMs;
    this.#meanLuma = sum / levels.length;
  }

  /** Of the picture looked at since the last time; null when there was none. */
  take(): { meanLuma: number | null; stillMs: number | null } {
    const meanLuma = this.#meanLuma;
    this.#meanLuma = null;
    const stillMs = this.#changedAtMs === null ? null : this.#lookedAtMs - this.#changedAtMs;
    return { meanLuma, stillMs };
  }

  reset(): void {
    this.#last = null;
    this.#changedAtMs = null;
    this.#meanLuma = null;
  }
}
