/** What runs in the publisher's and in the subscriber's page: mediasoup-client as an application uses it, and a record of every picture shown. */
import { Device } from 'mediasoup-client';
import type { RtpCapabilities, Transport, TransportOptions } from 'mediasoup-client/types';

type Shown = { atMs: number; count: number; width: number };

/** Far longer than any line here needs: beyond it the run has nothing to say. */
const firstPictureMs = 30_000;

declare global {
  interface Window {
    /** Asks the harness, which is the server here. */
    ask(name: string, input: unknown): Promise<unknown>;
    /** What the harness calls. */
    weakline: {
      publish: typeof publish;
      subscribe: typeof subscribe;
      stats: typeof stats;
      sourceFrameCount: typeof sourceFrameCount;
      takeShown: typeof takeShown;
    };
  }
}

const ask = (name: string, input: unknown = {}) => window.ask(name, input);
const shown: Shown[] = [];
let transport: Transport | null = null;

/** Starts sending the camera in three layers; resolves when the transport is connected. */
async function publish({
  layersBps,
  codec,
  scalability = 'L1T1',
}: {
  layersBps: readonly number[];
  codec: string;
  scalability?: string;
}): Promise<void> {
  const device = await loadedDevice();
  const media = await navigator.mediaDevices.getUserMedia({ video: { width: 960, height: 540 } });
  const [track] = media.getVideoTracks();
  if (!track) throw new Error('no camera');
  const sending = device.createSendTransport((await ask('transport')) as TransportOptions);
  transport = sending;
  wire(sending);
  sending.on('produce', ({ kind, rtpParameters }, done, failed) => {
    ask('produce', { kind, rtpParameters }).then((id) => done({ id: id as string }), failed);
  });
  const wanted = device.rtpCapabilities.codecs?.find(({ mimeType }) => mimeType.toLowerCase() === `video/${codec}`);
  if (!wanted) throw new Error(`no ${codec} in this browser`);
  const producer = await sending.produce({
    track,
    codec: wanted,
    encodings: layersBps.map((maxBitrate, layer) => ({
      ...(layersBps.length > 1 && { rid: `r${layer}` }),
      maxBitrate,
      scalabilityMode: scalability,
      scaleResolutionDownBy: 2 ** (layersBps.length - 1 - layer),
    })),
    codecOptions: { videoGoogleStartBitrate: layersBps.reduce((sum, bps) => sum + bps, 0) / 1_000 },
  });
  // A machine under load loses pictures rather than the top layer, which these runs are about.
  const parameters = producer.rtpSender?.getParameters();
  if (parameters) {
    parameters.degradationPreference = 'maintain-resolution';
    await producer.rtpSender?.setParameters(parameters);
  }
}

/** Starts receiving; resolves when the first picture was shown. */
async function subscribe(): Promise<void> {
  const device = await loadedDevice();
  const receiving = device.createRecvTransport((await ask('transport')) as TransportOptions);
  transport = receiving;
  wire(receiving);
  const parameters = (await ask('consume', { rtpCapabilities: device.rtpCapabilities })) as Parameters<
    typeof receiving.consume
  >[0];
  const consumer = await receiving.consume(parameters);
  const video = document.createElement('video');
  video.muted = true;
  video.srcObject = new MediaStream([consumer.track]);
  document.body.append(video);
  const first = new Promise<void>((done, failed) => {
    setTimeout(
      () => failed(new Error(`no picture within ${firstPictureMs} ms; the transport is ${receiving.connectionState}`)),
      firstPictureMs,
    );
    const note: VideoFrameRequestCallback = (_now, { presentationTime, presentedFrames, width }) => {
      shown.push({ atMs: performance.timeOrigin + presentationTime, count: presentedFrames, width });
      done();
      video.requestVideoFrameCallback(note);
    };
    video.requestVideoFrameCallback(note);
  });
  void video.play();
  await ask('resume');
  await first;
}

async function loadedDevice(): Promise<Device> {
  const device = new Device();
  await device.load({ routerRtpCapabilities: (await ask('capabilities')) as RtpCapabilities });
  return device;
}

function wire(wired: Transport): void {
  wired.on('connect', ({ dtlsParameters }, done, failed) => {
    ask('connect', { transportId: wired.id, dtlsParameters }).then(() => done(), failed);
  });
}

/** Entries of the browser's statistics of one kind. */
async function stats(type: string): Promise<unknown[]> {
  const report = await transport?.getStats();
  return [...(report?.values() ?? [])].filter((entry) => entry.type === type);
}

/** How many pictures the layer that made fewest has made; 0 before it sends. */
async function sourceFrameCount(): Promise<number> {
  const counts = (await stats('outbound-rtp')).map((entry) =>
    Number((entry as RTCOutboundRtpStreamStats).framesEncoded ?? 0),
  );
  return counts.length === 0 ? 0 : Math.min(...counts);
}

/** The pictures shown since this was last asked. */
function takeShown(): Shown[] {
  return shown.splice(0);
}

window.weakline = { publish, subscribe, stats, sourceFrameCount, takeShown };
