/** The test sound: half a second from 200 to 7,000 Hz or back, every octave as long as the next, at −20 dBFS. */
import type { Turn } from '../secrets.ts';

export const sweepSeconds = 0.5;
/** One every two seconds, so that each is over, its echo too, before the next. */
export const sweepPeriodSeconds = 2;
const lowHz = 200;
const highHz = 7_000;
/** Of the sweep itself, edges aside. */
export const sweepLevelDbfs = -20;
const amplitude = Math.SQRT2 * 10 ** (sweepLevelDbfs / 20);
/** Begins and ends softly, so that it does not click. Longer: softer, and less of the highest and lowest tones. */
const edgeSeconds = 0.01;

export function sweepSamples(turn: Turn, sampleRate: number): Float32Array<ArrayBuffer> {
  const length = Math.round(sweepSeconds * sampleRate);
  const growth = Math.log(highHz / lowHz);
  const edge = edgeSeconds * sampleRate;
  const samples = Float32Array.from({ length }, (_, index) => {
    const phase = ((2 * Math.PI * lowHz * sweepSeconds) / growth) * (Math.exp((growth * index) / length) - 1);
    const share = Math.min(1, index / edge, (length - 1 - index) / edge);
    return amplitude * Math.sin(phase) * (0.5 - 0.5 * Math.cos(Math.PI * share));
  });
  return turn === 'up' ? samples : samples.reverse();
}
