/** A steady tone in received sound, as Firefox's made-up microphone gives it. */

/** Long enough to tell tones 10 Hz apart, short enough that a gap spoils few of them. */
const blockSeconds = 0.1;

/** Which share of the sound's power lies at a frequency, 0 to 1: near 1 is that tone and nothing else, at any loudness; silence is 0 (Goertzel's algorithm, block by block). */
export function toneShare(sound: Float32Array, rate: number, frequencyHz: number): number {
  const length = Math.round(blockSeconds * rate);
  const turn = 2 * Math.cos((2 * Math.PI * frequencyHz) / rate);
  let [atTone, whole] = [0, 0];
  for (let start = 0; start + length <= sound.length; start += length) {
    let [last, beforeLast] = [0, 0];
    for (let index = start; index < start + length; index += 1) {
      const value = sound[index] ?? 0;
      whole += value * value;
      [last, beforeLast] = [value + turn * last - beforeLast, last];
    }
    atTone += (2 / length) * (last * last + beforeLast * beforeLast - turn * last * beforeLast);
  }
  return whole === 0 ? 0 : atTone / whole;
}
