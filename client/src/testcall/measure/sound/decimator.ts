/** Brings sound at 48 kHz down to 16 kHz: a low pass (windowed sinc), of which every third value is taken. Adds no delay: value n stands for sample 3n. */

export const decimatorInputHz = 48_000;
const factor = 3;
/** More: sharper, and dearer. */
const tapCount = 63;
const reach = (tapCount - 1) / 2;
/** Between the sweep's end at 7 kHz and half the new rate. */
const cutoffHz = 7_500;

const taps = Float64Array.from({ length: tapCount }, (_, index) => {
  const n = index - reach;
  const turn = 2 * Math.PI * (cutoffHz / decimatorInputHz);
  const sinc = n === 0 ? turn / Math.PI : Math.sin(turn * n) / (Math.PI * n);
  return sinc * (0.54 + 0.46 * Math.cos((Math.PI * n) / reach));
});

export class Decimator {
  /** What the next value needs of what came before: silence at first. */
  #held = new Float32Array(reach);

  push(samples: Float32Array): Float32Array {
    const joined = new Float32Array(this.#held.length + samples.length);
    joined.set(this.#held);
    joined.set(samples, this.#held.length);
    const count = Math.max(0, Math.floor((joined.length - tapCount) / factor) + 1);
    const reduced = Float32Array.from({ length: count }, (_, index) => {
      let sum = 0;
      for (let tap = 0; tap < tapCount; tap += 1)
        sum += (taps[tap] as number) * (joined[index * factor + tap] as number);
      return sum;
    });
    this.#held = joined.slice(count * factor);
    return reduced;
  }
}
