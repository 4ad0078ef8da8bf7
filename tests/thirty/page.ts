/** What runs in a browser's page of the meeting: mediasoup-client as an application uses it, a grid of small tiles, and a watch over each. */
import { Device } from 'mediasoup-client';
import type { ConsumerOptions, RtpCapabilities, Transport, TransportOptions } from 'mediasoup-client/types';
import { Tile, type TileFigures } from './gaps.ts';

export interface PageFigures {
  /** By producer. */
  tiles: Record<string, TileFigures>;
  /** By what the page's own timer was late at most: more says that the machine was too busy for pages. */
  latestTimerMs: number;
  /** What the browser itself counts over all tiles, of freezes in its own sense. */
  browserFreezes: number;
  packetsLost: number;
  framesDecoded: number;
}

declare global {
  interface Window {
    /** Asks the harness, which is the server here. */
    ask(name: string, input: unknown): Promise<unknown>;
    /** What the harness calls. */
    meeting: { join: typeof join; watch: typeof watch; restart: typeof restart; figures: typeof figures };
  }
}

const timerMs = 50;
/** Lowest first; the picture is 480 × 270, of which a smaller one would be sent in one layer whatever is asked for. */
const layersBps = [80_000, 250_000];

const ask = (name: string, input: unknown = {}) => window.ask(name, input);
const tiles = new Map<string, Tile>();
let receiving: Transport | null = null;
let latestTimerMs = 0;
let before = { browserFreezes: 0, packetsLost: 0, framesDecoded: 0 };

/** Sends camera and microphone; resolves with what the browser can receive. */
async function join(): Promise<RtpCapabilities> {
  const device = new Device();
  await device.load({ routerRtpCapabilities: (await ask('capabilities')) as RtpCapabilities });
  const sending = device.createSendTransport((await ask('transport', 'send')) as TransportOptions);
  receiving = device.createRecvTransport((await ask('transport', 'receive')) as TransportOptions);
  for (const transport of [sending, receiving])
    transport.on('connect', ({ dtlsParameters }, done, failed) => {
      ask('connect', { transportId: transport.id, dtlsParameters }).then(() => done(), failed);
    });
  sending.on('produce', (options, done, failed) => {
    ask('produce', options).then((id) => done({ id: id as string }), failed);
  });
  const media = await navigator.mediaDevices.getUserMedia({
    audio: true,
    video: { width: 480, height: 270, frameRate: 15 },
  });
  const [video] = media.getVideoTracks();
  const [audio] = media.getAudioTracks();
  if (!video || !audio) throw new Error('no camera or no microphone');
  await sending.produce({
    track: video,
    encodings: layersBps.map((maxBitrate, layer) => ({
      rid: `r${layer}`,
      maxBitrate,
      scalabilityMode: 'L1T1',
      scaleResolutionDownBy: 2 ** (layersBps.length - 1 - layer),
    })),
  });
  await sending.produce({ track: audio, codecOptions: { opusDtx: true } });
  let expectedAtMs = performance.now() + timerMs;
  setInterval(() => {
    latestTimerMs = Math.max(latestTimerMs, performance.now() - expectedAtMs);
    expectedAtMs = performance.now() + timerMs;
  }, timerMs);
  return device.recvRtpCapabilities;
}

/** Receives and shows what the server says of consumers (`ConsumerOptions`); a video gets a tile. */
async function watch(consumers: unknown[]): Promise<void> {
  const transport = receiving;
  if (!transport) throw new Error('nobody has joined');
  await Promise.all(
    consumers.map(async (options) => {
      const { track, kind, producerId } = await transport.consume(options as ConsumerOptions);
      const element = document.createElement(kind === 'video' ? 'video' : 'audio');
      element.srcObject = new MediaStream([track]);
      if (element instanceof HTMLVideoElement) {
        element.muted = true;
        element.width = 120;
        showIn(element, producerId);
      }
      document.body.append(element);
      void element.play();
    }),
  );
}

function showIn(video: HTMLVideoElement, producerId: string): void {
  const tile = new Tile(performance.now());
  tiles.set(producerId, tile);
  const note: VideoFrameRequestCallback = (_now, { presentationTime, width }) => {
    tile.show(presentationTime, width);
    video.requestVideoFrameCallback(note);
  };
  video.requestVideoFrameCallback(note);
}

/** Forgets what was seen so far. */
async function restart(): Promise<void> {
  latestTimerMs = 0;
  before = await counters();
  for (const tile of tiles.values()) tile.restart(performance.now());
}

/** Since the last restart. */
async function figures(): Promise<PageFigures> {
  const now = await counters();
  const nowMs = performance.now();
  return {
    tiles: Object.fromEntries([...tiles].map(([producerId, tile]) => [producerId, tile.figures(nowMs)])),
    latestTimerMs,
    browserFreezes: now.browserFreezes - before.browserFreezes,
    packetsLost: now.packetsLost - before.packetsLost,
    framesDecoded: now.framesDecoded - before.framesDecoded,
  };
}

async function counters(): Promise<typeof before> {
  const report = await receiving?.getStats();
  const counted = { browserFreezes: 0, packetsLost: 0, framesDecoded: 0 };
  for (const entry of report?.values() ?? []) {
    if (entry.type !== 'inbound-rtp') continue;
    counted.browserFreezes += entry.freezeCount ?? 0;
    counted.packetsLost += entry.packetsLost ?? 0;
    counted.framesDecoded += entry.framesDecoded ?? 0;
  }
  return counted;
}

window.meeting = { join, watch, restart, figures };
