/**
 * How speech is rated: the transmission rating R of ITU-T G.107 with its defaults (Ro − Is = 93.2, A = 0) and the opinion score that it stands for.
 *
 * Assumption v1 (`docs/decisions/028-measurement.md`): no ITU table has Opus. Its impairment is taken as none from 24 kbit/s mono on and growing below, its
 * robustness Bpl as 10 for losses that are left after repair and 20 for losses before in-band FEC. Never both: repair would count twice. The narrowband scale
 * is kept although Opus is wideband, because G.109's bands are of it and it errs to the strict side.
 */

/** Ro − Is of a connection without faults. */
export const cleanRating = 93.2;
/** Robustness against losses as they are heard, after FEC and jitter buffer. Higher forgives more. */
export const bplAfterRepair = 10;
/** Robustness against losses on the line, where in-band FEC will still mend some. */
export const bplWithFec = 20;
/** From here on Opus adds nothing to be heard (assumption v1). */
const transparentBps = 24_000;

/** What a delay from mouth to ear takes off (Idd), in ms. Nothing up to 100 ms. */
export function delayImpairment(delayMs: number): number {
  if (delayMs <= 100) return 0;
  const x = Math.log2(delayMs / 100);
  return 25 * ((1 + x ** 6) ** (1 / 6) - 3 * (1 + (x / 3) ** 6) ** (1 / 6) + 2);
}

/** What Opus takes off without any loss (Ie). */
export function opusImpairment(bitrateBps: number): number {
  if (bitrateBps >= transparentBps) return 0;
  return Math.min(30, Math.max(0, 55 - 4.6 * Math.log(Math.max(1, bitrateBps))));
}

export interface SpeechPath {
  delayMs: number;
  lossPercent: number;
  bitrateBps: number;
  /** Robustness: after repair unless said otherwise. */
  bpl?: number;
  /** Mean length of loss bursts over that of random loss (BurstR); 1 where bursts are not known. */
  burstRatio?: number;
}

/** What codec and losses take off together (Ie,eff). */
export function equipmentImpairment({
  lossPercent,
  bitrateBps,
  bpl = bplAfterRepair,
  burstRatio = 1,
}: SpeechPath): number {
  const codec = opusImpairment(bitrateBps);
  return lossPercent <= 0 ? codec : codec + (95 - codec) * (lossPercent / (lossPercent / burstRatio + bpl));
}

/** R, not cut off at 0: how far a connection is from usable is worth knowing. */
export const speechRating = (path: SpeechPath): number =>
  cleanRating - delayImpairment(path.delayMs) - equipmentImpairment(path);

/** Mean opinion score, 1 … 4.5, that R stands for. */
export function opinionScore(rating: number): number {
  if (rating <= 0) return 1;
  if (rating >= 100) return 4.5;
  return 1 + 0.035 * rating + rating * (rating - 60) * (100 - rating) * 7e-6;
}

/**
 * BurstR of a list of packets: mean length of the bursts seen over the mean length that random loss of the same share would have (G.107, 7.2). 1 where nothing
 * or everything was lost; never below 1, because losses spread more evenly than chance are not worse to conceal.
 * @param lost one entry a packet in order of sending
 */
export function burstRatio(lost: readonly boolean[]): number {
  const losses = lost.filter(Boolean).length;
  if (losses === 0 || losses === lost.length) return 1;
  const bursts = lost.filter((one, index) => one && !lost[index - 1]).length;
  const random = 1 / (1 - losses / lost.length);
  return Math.max(1, losses / bursts / random);
}
