/** What video is sent in and asked for: layers by the camera's size, and by the size of the tile that shows it. Pure. */
import type { PreferredLayers } from '@sambung/contract/ortc';

export type Size = { widthPx: number; heightPx: number };

/** The part of WebRTC's `RTCRtpEncodingParameters` that we set. */
export type VideoEncoding = { maxBitrate: number; scaleResolutionDownBy?: number; scalabilityMode?: string };

export type ScreenEncoding = { maxFramerate: number; maxBitrate: number; scaleResolutionDownBy: number };

/** From this many pixels on a camera is sent in three layers, and in two. Higher: less to encode. Lower: more sizes to choose from for small cameras. */
const leastPixels = { threeLayers: 960 * 540, twoLayers: 480 * 270 };
/** What 1280 × 720 is sent at, in bit/s. Higher: sharper. Lower: kinder to weak uplinks. */
const hdBitrateBps = 1_500_000;
const hdPixels = 1280 * 720;
/** How bitrate grows with pixels: 1 would starve small pictures, 0.5 waste on them (video codecs are near 0.85). */
const bitrateExponent = 0.85;
/** Three temporal layers (30, 15 and 7.5 pictures a second) in every spatial one, so that a weak line loses smoothness before size. */
const scalabilityMode = 'L1T3';

/** Codecs that browsers send in several streams. VP9 puts its layers into one, which the media worker does not take apart yet. */
const layeredCodecs = new Set(['video/vp8', 'video/h264']);

/**
 * The encodings of a camera, smallest first. A power-of-two ladder: each layer has twice the width of the one below. `totalBps`: what all of them may weigh
 * together, where that is not left to their sizes.
 */
export function cameraEncodings(size: Size, mimeType = 'video/VP8', totalBps: number | null = null): VideoEncoding[] {
  const encodings = encodingsBySize(size, mimeType);
  if (totalBps === null) return encodings;
  const usualBps = encodings.reduce((sum, { maxBitrate }) => sum + maxBitrate, 0);
  return encodings.map((encoding) => ({
    ...encoding,
    maxBitrate: Math.round((encoding.maxBitrate * totalBps) / usualBps),
  }));
}

function encodingsBySize({ widthPx, heightPx }: Size, mimeType: string): VideoEncoding[] {
  const pixels = widthPx * heightPx;
  if (!layeredCodecs.has(mimeType.toLowerCase())) return [{ maxBitrate: bitrateOf(pixels) }];
  const layerCount = pixels >= leastPixels.threeLayers ? 3 : pixels >= leastPixels.twoLayers ? 2 : 1;
  return Array.from({ length: layerCount }, (_, layer) => {
    const scale = 2 ** (layerCount - 1 - layer);
    return {
      ...(layerCount > 1 && { scaleResolutionDownBy: scale }),
      maxBitrate: bitrateOf(pixels / scale ** 2),
      scalabilityMode,
    };
  });
}

function bitrateOf(pixels: number): number {
  return Math.round((hdBitrateBps * Math.min(1, pixels / hdPixels) ** bitrateExponent) / 10_000) * 10_000;
}

/**
 * The highest layer of the own camera that is sent, of as many as there are. `isSmall`: the person saves their line. `wanted`: what others look at, null for
 * nobody, undefined while nobody has said. The lowest is always sent, so that whoever looks next sees a picture at once.
 */
export function highestSentLayer(layerCount: number, isSmall: boolean, wanted: number | null | undefined): number {
  const top = layerCount - 1;
  return Math.max(0, Math.min(top, isSmall ? 0 : top, wanted === undefined ? top : (wanted ?? 0)));
}

/**
 * A shared screen is legible or useless: every layer has its whole size, a weak line gets fewer pictures of it. A film is smooth or useless: there a weak line
 * gets a smaller one.
 */
const screenLayers = {
  detail: [
    { scaleResolutionDownBy: 1, maxFramerate: 2, maxBitrate: 150_000 },
    { scaleResolutionDownBy: 1, maxFramerate: 5, maxBitrate: 500_000 },
    { scaleResolutionDownBy: 1, maxFramerate: 15, maxBitrate: 2_000_000 },
  ],
  motion: [
    { scaleResolutionDownBy: 4, maxFramerate: 15, maxBitrate: 150_000 },
    { scaleResolutionDownBy: 2, maxFramerate: 30, maxBitrate: 700_000 },
    { scaleResolutionDownBy: 1, maxFramerate: 30, maxBitrate: 2_500_000 },
  ],
} as const;

/** The encodings of a shared screen, least first. */
export function screenEncodings(hint: 'detail' | 'motion', mimeType = 'video/VP8'): ScreenEncoding[] {
  const layers = [...screenLayers[hint]];
  return layeredCodecs.has(mimeType.toLowerCase()) ? layers : layers.slice(-1);
}

/** How wide the picture of the highest layer is, by their number: the receiver is not told. Cameras that we ask for 720p give it or little less. */
const topWidthPx: Record<number, number> = { 1: 1280, 2: 640 };
const widestPx = 1280;
/** How far a picture may be stretched before the next layer is asked for. Higher: softer and cheaper. Lower: sharper and dearer. */
const stretch = 1.3;

/** The smallest layer that fills a tile of this width (device pixels) well, out of as many as a consumer has. */
export function layersForWidth(widthPx: number, spatialLayerCount: number): PreferredLayers {
  const topPx = topWidthPx[spatialLayerCount] ?? widestPx;
  let spatialLayer = spatialLayerCount - 1;
  while (spatialLayer > 0 && (topPx / 2 ** (spatialLayerCount - spatialLayer)) * stretch >= widthPx) spatialLayer -= 1;
  return { spatialLayer };
}

/** How many spatial layers a consumer can switch between, from its scalability mode (`L3T3`, `S3T3`; WebRTC-SVC §5). */
export function spatialLayerCountOf(mode: string | undefined): number {
  return Number(/^[LS](\d)T\d/.exec(mode ?? '')?.[1] ?? 1);
}
