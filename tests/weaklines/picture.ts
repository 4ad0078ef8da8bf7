/** The publisher's camera: a texture that moves and never quite repeats, so that every simulcast layer costs all the bits it may. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { seededRandom } from '../support/random.ts';

export const width = 960;
export const height = 540;
export const framesPerSecond = 15;
/** The texture comes round after this many pictures, so the file can be played in a loop. */
const frameCount = 30;
/** In luma levels. Higher: more bits a picture, and an encoder that overshoots; lower: the top layer stays below its bitrate. */
const grain = 14;
const grainCount = 5;
/** A coarse picture of blocks beneath the grain: what motion search follows. */
const blockSize = 20;

/** Writes 960 × 540 raw video (Y4M, 4:2:0), 23 MB. */
export function writeTexture(path: string): void {
  const random = seededRandom(960_540);
  const columns = width / blockSize;
  const blocks = Uint8Array.from({ length: columns * Math.ceil(height / blockSize) }, () => 60 + random() * 120);
  // Two by two pixels of one grain: a single one would be gone in the lower layers.
  const grains = Array.from({ length: grainCount }, () =>
    Int8Array.from({ length: (width * height) / 4 }, () => (random() - 0.5) * 2 * grain),
  );
  const file = openSync(path, 'w');
  writeSync(file, `YUV4MPEG2 W${width} H${height} F${framesPerSecond}:1 Ip A1:1 C420jpeg\n`);
  const luma = Buffer.alloc(width * height);
  const chroma = Buffer.alloc((width * height) / 4, 128);
  for (let frame = 0; frame < frameCount; frame += 1) {
    const shift = (frame * width) / frameCount;
    const noise = grains[frame % grainCount] as Int8Array;
    for (let row = 0; row < height; row += 1) {
      const blockRow = Math.floor(row / blockSize) * columns;
      const noiseRow = (row >> 1) * (width / 2);
      for (let column = 0; column < width; column += 1) {
        const block = blocks[blockRow + Math.floor(((column + shift) % width) / blockSize)] ?? 0;
        luma[row * width + column] = block + (noise[noiseRow + (column >> 1)] ?? 0);
      }
    }
    writeSync(file, 'FRAME\n');
    for (const plane of [luma, chroma, chroma]) writeSync(file, plane);
  }
  closeSync(file);
}
