/** What runs in each page: mediasoup-client sends a drawn picture and given sound, receives the other page's, and says what it sees and hears. */
import { Device } from 'mediasoup-client';
import type { ConsumerOptions, Producer, RtpCapabilities, Transport, TransportOptions } from 'mediasoup-client/types';

/** Large enough that Chromium sends three layers. */
const [width, height] = [960, 540];
const framesPerSecond = 20;
const topLayerBps = 900_000;
const layersBps = [100_000, 300_000, topLayerBps];

export interface SendOptions {
  page: string;
  codec: string;
  isSimulcast: boolean;
  colour: string;
  /** One period of the sound, as floats at 48 kHz in base64. */
  sound: string;
  iceServers?: RTCIceServer[];
  relayOnly?: boolean;
}

export interface Observed {
  /** Pictures that differ from the one before, of how many looked at. */
  changes: number;
  samples: number;
  /** Mean colour of the last one. */
  red: number;
  blue: number;
  width: number;
  /** Floats in base64, at `rate`. */
  sound: string;
  rate: number;
}

let asPage = '';
let device: Device | undefined;
const transports: Transport[] = [];
const producers: Producer[] = [];
const video = document.createElement('video');
const audio = document.createElement('audio');
let stopDrawing = () => {};

async function ask(name: string, input: unknown = {}): Promise<unknown> {
  const response = await fetch(`/ask/${asPage}/${name}`, { method: 'POST', body: JSON.stringify(input) });
  if (!response.ok) throw new Error(`${name}: ${await response.text()}`);
  return response.json();
}

/** Ends what was before and sends sound and picture. */
async function send(options: SendOptions): Promise<void> {
  for (const transport of transports.splice(0)) transport.close();
  producers.length = 0;
  stopDrawing();
  asPage = options.page;
  const own = new Device();
  device = own;
  await own.load({ routerRtpCapabilities: (await ask('capabilities')) as RtpCapabilities });
  const transport = own.createSendTransport(await transportOptions(options));
  wire(transport);
  transport.on('produce', ({ kind, rtpParameters }, done, failed) => {
    ask('produce', { transportId: transport.id, kind, rtpParameters }).then((id) => done({ id: id as string }), failed);
  });
  producers.push(await transport.produce({ track: await soundTrack(options.sound) }));
  const codec = own.rtpCapabilities.codecs?.find(({ mimeType }) => mimeType.toLowerCase() === `video/${options.codec}`);
  if (!codec) throw new Error(`this browser has no ${options.codec}`);
  const encodings = layersBps.map((maxBitrate, layer) => ({
    rid: `r${layer}`,
    maxBitrate,
    scaleResolutionDownBy: 2 ** (layersBps.length - 1 - layer),
  }));
  producers.push(
    await transport.produce({
      track: pictureTrack(options.colour),
      codec,
      encodings: options.isSimulcast ? encodings : [{ maxBitrate: topLayerBps }],
    }),
  );
}

/** Receives everything that the other page sends. */
async function receive(options: SendOptions): Promise<void> {
  if (!device) throw new Error('send first');
  const transport = device.createRecvTransport(await transportOptions(options));
  wire(transport);
  const asked = { transportId: transport.id, rtpCapabilities: device.rtpCapabilities };
  const offered = (await ask('consume', asked)) as ConsumerOptions[];
  const consumers = await Promise.all(offered.map((consumer) => transport.consume(consumer)));
  const track = (kind: string) => consumers.filter((consumer) => consumer.kind === kind).map((one) => one.track);
  video.muted = true;
  video.srcObject = new MediaStream(track('video'));
  audio.srcObject = new MediaStream(track('audio'));
  document.body.append(video, audio);
  void video.play();
  void audio.play().catch(() => {});
  await ask('resume');
}

async function transportOptions({ iceServers, relayOnly }: SendOptions): Promise<TransportOptions> {
  const options = (await ask('transport')) as TransportOptions;
  return { ...options, iceServers: iceServers ?? [], iceTransportPolicy: relayOnly ? 'relay' : 'all' };
}

function wire(transport: Transport): void {
  transports.push(transport);
  transport.on('connect', ({ dtlsParameters }, done, failed) => {
    ask('connect', { transportId: transport.id, dtlsParameters }).then(() => done(), failed);
  });
}

/** A bar that moves over a colour. */
function pictureTrack(colour: string): MediaStreamTrack {
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  let frame = 0;
  const timer = setInterval(() => {
    frame += 1;
    context.fillStyle = colour;
    context.fillRect(0, 0, width, height);
    context.fillStyle = 'white';
    context.fillRect((frame * 24) % width, 0, 96, height);
  }, 1_000 / framesPerSecond);
  stopDrawing = () => clearInterval(timer);
  const [track] = canvas.captureStream(framesPerSecond).getVideoTracks();
  if (!track) throw new Error('no track from the canvas');
  return track;
}

let speaker: AudioContext | undefined;

async function soundTrack(sound: string): Promise<MediaStreamTrack> {
  await speaker?.close();
  speaker = new AudioContext({ sampleRate: 48_000 });
  await speaker.resume();
  const samples = floats(sound);
  const buffer = speaker.createBuffer(1, samples.length, 48_000);
  buffer.copyToChannel(samples, 0);
  const source = Object.assign(speaker.createBufferSource(), { buffer, loop: true });
  const destination = speaker.createMediaStreamDestination();
  source.connect(destination);
  source.start();
  const [track] = destination.stream.getAudioTracks();
  if (!track) throw new Error('no track from the sound');
  return track;
}

/** Looks and listens for `seconds`. */
async function observe({ seconds }: { seconds: number }): Promise<Observed> {
  const [seen, heard] = await Promise.all([look(seconds), listen(seconds)]);
  return { ...seen, ...heard };
}

async function look(seconds: number): Promise<Omit<Observed, 'sound' | 'rate'>> {
  const [columns, rows] = [64, 36];
  const canvas = Object.assign(document.createElement('canvas'), { width: columns, height: rows });
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('no canvas');
  const seen = { changes: 0, samples: 0, red: 0, blue: 0, width: 0 };
  let before: Uint8ClampedArray | undefined;
  for (const endAt = performance.now() + seconds * 1_000; performance.now() < endAt; ) {
    await new Promise((next) => setTimeout(next, 100));
    if (video.videoWidth === 0) continue;
    context.drawImage(video, 0, 0, columns, rows);
    const pixels = context.getImageData(0, 0, columns, rows).data;
    const mean = (channel: number) =>
      pixels.reduce((sum, value, index) => sum + (index % 4 === channel ? value : 0), 0) / (columns * rows);
    const difference = pixels.reduce((sum, value, index) => sum + Math.abs(value - (before?.[index] ?? value)), 0);
    seen.samples += 1;
    // Noise of a decoder on a still picture stays below one level in each channel.
    if (difference > 3 * columns * rows) seen.changes += 1;
    Object.assign(seen, { red: mean(0), blue: mean(2), width: video.videoWidth });
    before = pixels;
  }
  return seen;
}

async function listen(seconds: number): Promise<Pick<Observed, 'sound' | 'rate'>> {
  const context = new AudioContext();
  await context.resume();
  const source = context.createMediaStreamSource(audio.srcObject as MediaStream);
  const recorder = context.createScriptProcessor(4_096, 1, 1);
  const values: number[] = [];
  recorder.onaudioprocess = ({ inputBuffer }) => values.push(...inputBuffer.getChannelData(0));
  source.connect(recorder);
  recorder.connect(context.destination);
  for (let left = 200; values.length < seconds * context.sampleRate && left > 0; left -= 1)
    await new Promise((next) => setTimeout(next, 50));
  const rate = context.sampleRate;
  await context.close();
  const bytes = new Uint8Array(Float32Array.from(values).buffer);
  return { sound: btoa(bytes.reduce((text, byte) => text + String.fromCharCode(byte), '')), rate };
}

function floats(base64: string): Float32Array<ArrayBuffer> {
  return new Float32Array(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)).buffer);
}

/** New ICE credentials on both transports, as after a change of network. */
async function restartIce(): Promise<void> {
  for (const transport of transports) {
    const iceParameters = (await ask('restart', { transportId: transport.id })) as TransportOptions['iceParameters'];
    await transport.restartIce({ iceParameters });
  }
}

/** For each transport: the selected pair's addresses and the DTLS and SRTP that were agreed on. */
async function connections(): Promise<unknown[]> {
  const found = [];
  for (const transport of transports) {
    const stats = [...(await transport.getStats()).values()];
    const own = stats.find(({ type }) => type === 'transport');
    const pair =
      stats.find(({ id }) => id === own?.selectedCandidatePairId) ??
      stats.find(
        ({ type, selected, nominated, state }) =>
          type === 'candidate-pair' && (selected || (nominated && state === 'succeeded')),
      );
    const candidate = (id?: string) => stats.find((entry) => entry.id === id);
    found.push({
      local: candidate(pair?.localCandidateId),
      remote: candidate(pair?.remoteCandidateId),
      tlsVersion: own?.tlsVersion,
      srtpCipher: own?.srtpCipher,
      state: transport.connectionState,
    });
  }
  return found;
}

Object.assign(globalThis, { interop: { send, receive, observe, restartIce, connections } });
