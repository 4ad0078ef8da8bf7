/** How long each picture of a page stood still. Pure; instants are milliseconds on one clock. */

/** Longer than this a picture is said to have frozen. */
export const freezeMs = 1_000;

export interface TileFigures {
  /** Pictures shown while watched. */
  frames: number;
  /** Width in pixels as decoded at the end, which tells the layer; 0 before the first. */
  width: number;
  longestGapMs: number;
  freezes: number;
}

/** The pictures of one tile since the watch began. */
export class Tile {
  #lastAtMs: number;
  #figures: TileFigures = { frames: 0, width: 0, longestGapMs: 0, freezes: 0 };

  constructor(beganAtMs: number) {
    this.#lastAtMs = beganAtMs;
  }

  show(atMs: number, width: number): void {
    this.#figures = { ...this.figures(atMs), frames: this.#figures.frames + 1, width };
    this.#lastAtMs = atMs;
  }

  /** Up to now: the time since the last picture, or since the beginning, counts too. */
  figures(nowMs: number): TileFigures {
    const gapMs = nowMs - this.#lastAtMs;
    return {
      ...this.#figures,
      longestGapMs: Math.max(this.#figures.longestGapMs, gapMs),
      freezes: this.#figures.freezes + (gapMs > freezeMs ? 1 : 0),
    };
  }

  /** Begins anew; the last picture's width stays. */
  restart(nowMs: number): void {
    this.#figures = { frames: 0, width: this.#figures.width, longestGapMs: 0, freezes: 0 };
    this.#lastAtMs = nowMs;
  }
}
