/**
 * A voice that says nothing: vowels and consonants from a source and moving resonances (Klatt, "Software for a cascade/parallel formant synthesizer", 1980),
 * with a pitch that is never still. Codecs and suppressors take it for speech, which they do not take tones for.
 */
import { seededRandom } from './random.ts';
import { sampleRate, writeWav } from './wav.ts';

/** First three resonances of a, i, u, e and o, in Hz (Peterson and Barney, 1952). */
const vowels = [
  [730, 1_090, 2_440],
  [270, 2_290, 3_010],
  [300, 870, 2_240],
  [530, 1_840, 2_480],
  [570, 840, 2_410],
] as const;
const bandwidthsHz = [80, 100, 140] as const;
const syllableSeconds = { consonant: 0.07, vowel: 0.19 };
const syllablesOfPhrase = 6;
const pauseSeconds = 0.3;
/** Of the loudest sample. */
const peak = 0.5;

/** Writes `seconds` of it as 16-bit mono PCM; the same every time for the same seed. */
export function writeSpeech(path: string, seed: number, pitchHz = 130, seconds = 12): void {
  const random = seededRandom(seed);
  const samples = new Float32Array(seconds * sampleRate);
  let at = 0;
  let vowel = vowels[0] as readonly number[];
  for (let syllable = 0; at < samples.length; syllable += 1) {
    const next = vowels[Math.floor(random() * vowels.length)] ?? vowels[0];
    at = consonant(samples, at, random);
    at = voiced(samples, at, {
      from: vowel,
      to: next,
      pitchHz: pitchHz * (1.15 - 0.05 * (syllable % syllablesOfPhrase)),
      random,
    });
    vowel = next;
    if (syllable % syllablesOfPhrase === syllablesOfPhrase - 1) at += Math.round(pauseSeconds * sampleRate);
  }
  const loudest = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  writeWav(
    path,
    samples.map((sample) => (peak * sample) / loudest),
  );
}

type Random = () => number;

/** Breath: noise of the high frequencies. */
function consonant(samples: Float32Array, from: number, random: Random): number {
  const length = Math.round(syllableSeconds.consonant * sampleRate);
  let before = 0;
  for (let index = 0; index < length && from + index < samples.length; index += 1) {
    const noise = 2 * random() - 1;
    samples[from + index] = 0.15 * (noise - before) * Math.sin((Math.PI * index) / length);
    before = noise;
  }
  return from + length;
}

interface Vowel {
  from: readonly number[];
  to: readonly number[];
  pitchHz: number;
  random: Random;
}

/** Pulses of the vocal cords through three resonances that glide from one vowel to the next. */
function voiced(samples: Float32Array, from: number, { from: first, to: last, pitchHz, random }: Vowel): number {
  const length = Math.round(syllableSeconds.vowel * (0.8 + 0.4 * random()) * sampleRate);
  const memories = bandwidthsHz.map(() => [0, 0] as [number, number]);
  let untilPulse = 0;
  let pulse = 0;
  for (let index = 0; index < length && from + index < samples.length; index += 1) {
    if (untilPulse <= 0) {
      // No two periods of a voice are alike.
      untilPulse += (sampleRate / pitchHz) * (1 + 0.04 * (random() - 0.5));
      pulse = 1 + 0.1 * (random() - 0.5);
    }
    untilPulse -= 1;
    let value = pulse + 0.02 * (random() - 0.5);
    pulse *= 0.9;
    const glide = Math.min(1, index / (0.4 * length));
    for (const [one, memory] of memories.entries()) {
      const frequency = (first[one] ?? 0) + ((last[one] ?? 0) - (first[one] ?? 0)) * glide;
      const radius = Math.exp((-Math.PI * (bandwidthsHz[one] ?? 0)) / sampleRate);
      const turn = 2 * radius * Math.cos((2 * Math.PI * frequency) / sampleRate);
      const resonated = value * (1 - turn + radius * radius) + turn * memory[0] - radius * radius * memory[1];
      memory[1] = memory[0];
      memory[0] = resonated;
      value = resonated;
    }
    samples[from + index] = value * Math.min(1, index / 480, (length - index) / 960);
  }
  return from + length;
}
