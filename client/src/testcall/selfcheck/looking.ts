/** Looks at the camera and listens to the microphone while the check lasts. */
import { LevelMeter } from '../../meeting/index.ts';

const lookEveryMs = 400;
const listenEveryMs = 100;
/** How long somebody is given to speak before silence is told. Longer lets them read first, shorter tells sooner. */
export const speakWithinMs = 6_000;
/** Louder than this is a voice: told at once. */
const voiceDbfs = -40;
/** Pixels a picture is shrunk to. Fewer blur small movement away. */
const small = { widthPx: 32, heightPx: 18 };

export interface CameraSeen {
  widthPx: number;
  heightPx: number;
  brightness: number;
  moves: boolean;
}

/** Tells what was seen so far after every look; ends when the result is called. */
export function watchCamera(track: MediaStreamTrack, tell: (seen: CameraSeen) => void): () => void {
  const video = document.createElement('video');
  video.muted = true;
  video.playsInline = true;
  video.srcObject = new MediaStream([track]);
  void video.play().catch(() => {});
  const canvas = document.createElement('canvas');
  canvas.width = small.widthPx;
  canvas.height = small.heightPx;
  const drawing = canvas.getContext('2d', { willReadFrequently: true });
  let before: Uint8ClampedArray | null = null;
  let brightness = 0;
  let moves = false;
  let looks = 0;
  const look = () => {
    if (!drawing || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return;
    drawing.drawImage(video, 0, 0, small.widthPx, small.heightPx);
    const { data } = drawing.getImageData(0, 0, small.widthPx, small.heightPx);
    brightness = Math.max(brightness, meanLuma(data));
    const last = before;
    moves ||= last?.some((value, index) => value !== data[index]) ?? false;
    before = data;
    looks += 1;
    // A camera takes a moment to open its eye.
    if (looks >= 3) tell({ widthPx: video.videoWidth, heightPx: video.videoHeight, brightness, moves });
  };
  const timer = setInterval(look, lookEveryMs);
  return () => {
    clearInterval(timer);
    video.srcObject = null;
  };
}

/** 0 black … 255 white (BT.709) of RGBA pixels. */
export function meanLuma(rgba: Uint8ClampedArray): number {
  let total = 0;
  for (let at = 0; at < rgba.length; at += 4)
    total += 0.2126 * (rgba[at] ?? 0) + 0.7152 * (rgba[at + 1] ?? 0) + 0.0722 * (rgba[at + 2] ?? 0);
  return rgba.length === 0 ? 0 : Math.min(255, total / (rgba.length / 4));
}

/** Tells the loudest moment so far: a voice at once, silence only when there was time to speak. */
export function listenToMicrophone(track: MediaStreamTrack, tell: (loudestDbfs: number) => void): () => void {
  const meter = new LevelMeter(track);
  const startedAt = performance.now();
  let loudest = -200;
  let told = false;
  const timer = setInterval(() => {
    const level = meter.read();
    if (level === null) return;
    const louder = level > loudest;
    loudest = Math.max(loudest, level);
    if (loudest < voiceDbfs && performance.now() - startedAt < speakWithinMs) return;
    if (louder || !told) tell(loudest);
    told = true;
  }, listenEveryMs);
  return () => {
    clearInterval(timer);
    meter.close();
  };
}
