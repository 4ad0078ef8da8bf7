/** Tests of the layers that are sent and asked for. */
import { describe, expect, it } from 'vitest';
import {
  cameraEncodings,
  highestSentLayer,
  layersForWidth,
  type ScreenEncoding,
  screenEncodings,
  spatialLayerCountOf,
} from './video-policy.ts';

describe('a camera', () => {
  it.each([
    [1920, 1080, [4, 2, 1]],
    [1280, 720, [4, 2, 1]],
    [960, 540, [4, 2, 1]],
    [640, 360, [2, 1]],
    [640, 480, [2, 1]],
    [720, 1280, [4, 2, 1]],
    [320, 180, [undefined]],
  ])('of %d × %d is sent scaled down by %j', (widthPx, heightPx, scales) => {
    const encodings = cameraEncodings({ widthPx, heightPx });
    expect(encodings.map(({ scaleResolutionDownBy }) => scaleResolutionDownBy)).toEqual(scales);
    expect(encodings.every(({ scalabilityMode }) => scalabilityMode === 'L1T3')).toBe(true);
  });

  it('spends more on larger layers, and on 720p what it may', () => {
    const bitrates = cameraEncodings({ widthPx: 1280, heightPx: 720 }).map(({ maxBitrate }) => maxBitrate);
    expect(bitrates).toEqual([140_000, 460_000, 1_500_000]);
    expect(cameraEncodings({ widthPx: 1920, heightPx: 1080 }).at(-1)?.maxBitrate).toBe(1_500_000);
  });
});

describe('a probe of the line', () => {
  it('shares its bitrate out as the sizes of a camera do', () => {
    const bitrates = cameraEncodings({ widthPx: 640, heightPx: 360 }, 'video/VP8', 975_000).map(
      (one) => one.maxBitrate,
    );
    expect(bitrates.reduce((sum, bitrate) => sum + bitrate)).toBeCloseTo(975_000, -1);
    expect((bitrates[1] ?? 0) / (bitrates[0] ?? 1)).toBeCloseTo(460 / 140, 3);
    expect(cameraEncodings({ widthPx: 320, heightPx: 180 }, 'video/VP8', 300_000)[0]?.maxBitrate).toBe(300_000);
  });
});

describe('a codec', () => {
  it.each([
    ['video/VP8', 3],
    ['video/H264', 3],
    ['video/VP9', 1],
  ])('%s sends %d streams of 720p', (mimeType, count) => {
    expect(cameraEncodings({ widthPx: 1280, heightPx: 720 }, mimeType)).toHaveLength(count);
  });
});

describe('of the layers of a camera', () => {
  it.each<[number, boolean, number | null | undefined, number]>([
    [3, false, undefined, 2],
    [3, false, 2, 2],
    [3, false, 1, 1],
    [3, false, 0, 0],
    [3, false, null, 0],
    [3, true, undefined, 0],
    [3, true, 2, 0],
    [2, false, undefined, 1],
    [2, false, 2, 1],
  ])('%d, saving: %j, wanted up to: %j, those up to %d are sent', (count, isSmall, wanted, expected) => {
    expect(highestSentLayer(count, isSmall, wanted)).toBe(expected);
  });
});

describe('a tile', () => {
  it.each([
    [1280, 3, 2],
    [900, 3, 2],
    [830, 3, 1],
    [420, 3, 1],
    [400, 3, 0],
    [140, 3, 0],
    [640, 2, 1],
    [400, 2, 0],
    [2000, 1, 0],
    [4000, 3, 2],
  ])('%d pixels wide asks of %d layers for number %d', (widthPx, count, expected) => {
    expect(layersForWidth(widthPx, count)).toEqual({ spatialLayer: expected });
  });
});

describe('a scalability mode', () => {
  it.each([
    ['L3T3', 3],
    ['S3T3', 3],
    ['L1T3', 1],
    ['L3T3_KEY', 3],
    [undefined, 1],
    ['nonsense', 1],
  ])('%s has %d spatial layers', (mode, expected) => {
    expect(spatialLayerCountOf(mode)).toBe(expected);
  });
});

describe('a shared screen', () => {
  const of = (hint: 'detail' | 'motion', what: keyof ScreenEncoding) => screenEncodings(hint).map((one) => one[what]);

  it('of text has its whole size in every layer, and fewer pictures in the lower ones', () => {
    expect(of('detail', 'scaleResolutionDownBy')).toEqual([1, 1, 1]);
    expect(of('detail', 'maxFramerate')).toEqual([2, 5, 15]);
  });

  it('of a film has many pictures in every layer, smaller in the lower ones', () => {
    expect(of('motion', 'scaleResolutionDownBy')).toEqual([4, 2, 1]);
    expect(Math.min(...of('motion', 'maxFramerate'))).toBeGreaterThanOrEqual(15);
  });

  it('leaves something for a line of 300 kbit/s', () => {
    for (const hint of ['detail', 'motion'] as const) expect(of(hint, 'maxBitrate')[0]).toBeLessThanOrEqual(150_000);
  });

  it('is one stream where the codec has no layers', () => {
    expect(screenEncodings('detail', 'video/VP9')).toEqual([
      { maxFramerate: 15, maxBitrate: 2_000_000, scaleResolutionDownBy: 1 },
    ]);
  });
});
