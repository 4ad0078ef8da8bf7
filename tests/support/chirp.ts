/** Chirps (linear frequency sweeps) as test sound: written to a WAV file for a fake microphone, found again in what was received by a matched filter. */
import { sampleRate, writeWav } from './wav.ts';

export { sampleRate };

/** One chirp every second: long enough to be told from speech-like noise, short enough to be heard several times in a test. */
const periodSeconds = 1;
const chirpSeconds = 0.4;
/** Inside what Opus keeps at any bitrate. */
const lowHz = 600;
const highHz = 3_400;
const amplitude = 0.5;

export type Sweep = 'up' | 'down';

/** The samples of one chirp, with raised-cosine ends so that it does not click; `carrier` shifts its carrier, in radians. */
export function chirp(sweep: Sweep, carrier = 0): Float32Array {
  const length = Math.round(chirpSeconds * sampleRate);
  const [from, to] = sweep === 'up' ? [lowHz, highHz] : [highHz, lowHz];
  return Float32Array.from({ length }, (_, index) => {
    const t = index / sampleRate;
    const phase = carrier + 2 * Math.PI * (from * t + ((to - from) * t * t) / (2 * chirpSeconds));
    const edge = Math.min(1, index / 480, (length - 1 - index) / 480);
    return amplitude * Math.sin(phase) * (0.5 - 0.5 * Math.cos(Math.PI * edge));
  });
}

/** Writes ten seconds of chirps as 16-bit mono PCM; Chromium plays the file in a loop. */
export function writeChirpWav(path: string, sweep: Sweep): void {
  const seconds = 10;
  const samples = new Float32Array(seconds * sampleRate);
  const one = chirp(sweep);
  for (let start = 0; start < seconds; start += periodSeconds) samples.set(one, start * sampleRate);
  writeWav(path, samples);
}

/**
 * The best normalised correlation (0 to 1) of `sound` with one chirp, and where it lies in seconds. 1 is the chirp itself at any loudness;
 * silence, noise and the opposite sweep stay far below 0.3.
 */
export function findChirp(
  sound: Float32Array,
  sweep: Sweep,
  rate = sampleRate,
): { correlation: number; atSeconds: number; levelDbfs: number } {
  // Every 4th sample is enough below 3.4 kHz and sixteen times cheaper.
  const step = 4;
  const rateHz = sampleRate / step;
  const signal = resample(sound, rate, rateHz);
  // A codec may turn the carrier's phase: two references a quarter turn apart find the chirp at any phase.
  const inPhase = resample(chirp(sweep), sampleRate, rateHz);
  const quadrature = resample(chirp(sweep, Math.PI / 2), sampleRate, rateHz);
  const referenceEnergy = inPhase.reduce((sum, value) => sum + value * value, 0);
  let best = { correlation: 0, atSeconds: 0, levelDbfs: Number.NEGATIVE_INFINITY };
  for (let start = 0; start + inPhase.length <= signal.length; start += 1) {
    let [along, across, own] = [0, 0, 0];
    for (let index = 0; index < inPhase.length; index += 1) {
      const value = signal[start + index] ?? 0;
      along += value * (inPhase[index] ?? 0);
      across += value * (quadrature[index] ?? 0);
      own += value * value;
    }
    if (own < 1e-6) continue;
    const correlation = Math.hypot(along, across) / Math.sqrt(own * referenceEnergy);
    if (correlation > best.correlation) {
      best = {
        correlation,
        atSeconds: (start * step) / sampleRate,
        levelDbfs: 10 * Math.log10(own / inPhase.length),
      };
    }
  }
  return best;
}

function resample(sound: Float32Array, fromRate: number, toRate: number): Float32Array {
  const ratio = fromRate / toRate;
  return Float32Array.from({ length: Math.floor(sound.length / ratio) }, (_, index) => {
    const from = Math.floor(index * ratio);
    const to = Math.max(from + 1, Math.floor((index + 1) * ratio));
    let sum = 0;
    for (let at = from; at < to; at += 1) sum += sound[at] ?? 0;
    return sum / (to - from);
  });
}
