/** Test pictures for a fake camera: a moving bar on a background of one colour, so that a test can tell whose picture it sees and that it moves. */
import { closeSync, openSync, writeSync } from 'node:fs';

/** A background as BT.601 luma and chroma. */
export const backgrounds = {
  red: { y: 81, u: 90, v: 240 },
  blue: { y: 41, u: 240, v: 110 },
} as const;
export type Background = keyof typeof backgrounds;

const usualWidth = 640;
const framesPerSecond = 20;
const frameCount = 40;
const barWidth = 32;

/** Writes two seconds of raw video (Y4M, 4:2:0) of 16 : 9, as wide as said; Chromium plays the file in a loop. */
export function writeMovingBar(path: string, background: Background, width = usualWidth): void {
  const { y, u, v } = backgrounds[background];
  const height = (width * 9) / 16;
  const file = openSync(path, 'w');
  writeSync(file, `YUV4MPEG2 W${width} H${height} F${framesPerSecond}:1 Ip A1:1 C420jpeg\n`);
  for (let frame = 0; frame < frameCount; frame += 1) {
    const luma = Buffer.alloc(width * height, y);
    const left = Math.round((frame / frameCount) * (width - barWidth));
    for (let row = 0; row < height; row += 1) luma.fill(235, row * width + left, row * width + left + barWidth);
    writeSync(file, 'FRAME\n');
    writeSync(file, luma);
    writeSync(file, Buffer.alloc((width * height) / 4, u));
    writeSync(file, Buffer.alloc((width * height) / 4, v));
  }
  closeSync(file);
}

/** The smallest picture (PNG) there is, for what takes a scan or a photograph. */
export const onePixel = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
