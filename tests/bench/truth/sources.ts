/** What stands before a site's camera and microphone: a known picture and a known voice, or one with a known fault. Files that Chromium plays in a loop. */
import { closeSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { seededRandom } from '../../support/random.ts';

/** `low-resolution`: a camera of 320 × 240. `clipped`: a voice that is driven far beyond full scale. `muted`: a microphone that gives digital silence. */
export type SourceFault = 'none' | 'muted' | 'black' | 'frozen' | 'clipped' | 'low-resolution';

const rate = 48_000;
const seconds = 10;
/** Syllables and the pauses between them: every second has quiet frames in it, as speech has. */
const syllableSeconds = 0.18;
const periodSeconds = 0.25;
const pitchHz = 160;
const harmonics = 12;
/** So that the whole, pauses included, lies in the middle of what M15 lets pass. */
const voiceDbfs = -26;
const noiseDbfs = -66;
/** Far beyond what a sample can hold. */
const overdriveDb = 24;

/** Level of the whole file in dBFS, and its voice over its noise: what a line without faults brings to the other end. */
export interface Voice {
  levelDbfs: number;
  snrDb: number;
  /** Of 10-ms frames, those with three samples in a row at full scale. */
  clippedPercent: number;
}

const rms = (samples: Float32Array) => Math.sqrt(samples.reduce((sum, one) => sum + one * one, 0) / samples.length);
const decibels = (value: number) => 20 * Math.log10(Math.max(1e-10, value));

/** Writes ten seconds of a voice as 16-bit mono PCM; answers what is in it. */
export function writeVoice(path: string, fault: SourceFault): Voice {
  const random = seededRandom(5);
  const voice = Float32Array.from({ length: seconds * rate }, (_, index) => {
    const at = (index / rate) % periodSeconds;
    if (at >= syllableSeconds) return 0;
    const edge = Math.min(1, at / 0.01, (syllableSeconds - at) / 0.01);
    let sum = 0;
    for (let one = 1; one <= harmonics; one++) sum += Math.sin((2 * Math.PI * pitchHz * one * index) / rate) / one;
    return edge * sum;
  });
  const gain = 10 ** ((voiceDbfs + (fault === 'clipped' ? overdriveDb : 0)) / 20) / rms(voice);
  const noise = 10 ** (noiseDbfs / 20) * Math.sqrt(3);
  const samples = voice.map((one) =>
    fault === 'muted' ? 0 : Math.max(-1, Math.min(1, gain * one + noise * (2 * random() - 1))),
  );
  writeWav(path, samples);
  const frame = rate / 100;
  let clipped = 0;
  for (let from = 0; from < samples.length; from += frame)
    if (isClipped(samples.subarray(from, from + frame))) clipped++;
  const levelDbfs = decibels(rms(samples));
  return { levelDbfs, snrDb: levelDbfs - noiseDbfs, clippedPercent: (100 * clipped * frame) / samples.length };
}

function isClipped(frame: Float32Array): boolean {
  let inARow = 0;
  for (const sample of frame) {
    inARow = Math.abs(sample) >= 0.999 ? inARow + 1 : 0;
    if (inARow >= 3) return true;
  }
  return false;
}

function writeWav(path: string, samples: Float32Array): void {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + 2 * samples.length, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(rate, 24);
  header.writeUInt32LE(2 * rate, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(2 * samples.length, 40);
  const data = Buffer.from(Int16Array.from(samples, (one) => Math.round(one * 32_767)).buffer);
  writeFileSync(path, Buffer.concat([header, data]));
}

/** What a camera shows: its lines, and how bright it is on average. */
export interface Camera {
  heightPx: number;
  meanLuma: number;
}

const framesPerSecond = 24;
const frameCount = 48;
const barPx = 32;
const background = { y: 90, u: 110, v: 150 };

/** Writes two seconds of a moving bar as raw video (Y4M, 4:2:0). */
export function writeCamera(path: string, fault: SourceFault): Camera {
  const [width, height] = fault === 'low-resolution' ? [320, 240] : [640, 360];
  const { y, u, v } = fault === 'black' ? { y: 16, u: 128, v: 128 } : background;
  const file = openSync(path, 'w');
  writeSync(file, `YUV4MPEG2 W${width} H${height} F${framesPerSecond}:1 Ip A1:1 C420jpeg\n`);
  const chroma = Buffer.concat([Buffer.alloc((width * height) / 4, u), Buffer.alloc((width * height) / 4, v)]);
  for (let frame = 0; frame < frameCount; frame++) {
    const luma = Buffer.alloc(width * height, y);
    const shown = fault === 'frozen' ? 0 : frame;
    const left = Math.round((shown / frameCount) * (width - barPx));
    if (fault !== 'black')
      for (let row = 0; row < height; row++) luma.fill(235, row * width + left, row * width + left + barPx);
    writeSync(file, 'FRAME\n');
    writeSync(file, luma);
    writeSync(file, chroma);
  }
  closeSync(file);
  return { heightPx: height, meanLuma: y };
}
