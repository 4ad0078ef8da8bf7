/** Thread: what is not urgent: levels and sweeps of sound, and the similarity of a picture with the one that was sent. */
import type { LineClass } from '@sambung/contract/rubric';
import { Busy, pageNowMs } from './busy.ts';
import { type Luma, markerArea } from './marker/cells.ts';
import type {
  AnalystOrder,
  AnalystSecond,
  Channel,
  ComparedPicture,
  RawHeard,
  SoundChunk,
  SoundInstant,
  SoundSource,
} from './orders.ts';
import { pictureClasses } from './picture/classes.ts';
import { sceneOf } from './picture/scene.ts';
import { shrunk, similarityOf } from './picture/similarity.ts';
import { Decimator, decimatorInputHz } from './sound/decimator.ts';
import { DeliveryClock } from './sound/delivery-clock.ts';
import { Loudness, type LoudnessSecond } from './sound/loudness.ts';
import { finderRateHz, SweepFinder } from './sound/sweep-finder.ts';

const busy = new Busy();
let finds: readonly Channel[] = [];
let heard: RawHeard[] = [];
let similarity: number | null = null;
let lineClass: LineClass = 'sd';
let drawn: Luma | null = null;
const ears = new Map<Channel, Ear>();

/** Portions of a track are looked at together, as those of a worklet are: about a tenth of a second. */
const samplesAtOnce = 4_800;

class Ear {
  readonly channel: Channel;
  readonly loudness = new Loudness(decimatorInputHz);
  /** The instant of a sample, by its number. */
  readonly #instantOf: (sample: number) => SoundInstant | null;
  #search: { decimator: Decimator; finder: SweepFinder; fromFrame: number } | null = null;
  #nextFrame = 0;

  constructor(channel: Channel, instantOf: (sample: number) => SoundInstant | null) {
    this.channel = channel;
    this.#instantOf = instantOf;
  }

  hear({ frame, samples }: SoundChunk): void {
    busy.run('levels', () => this.loudness.push(samples));
    const isWanted = finds.includes(this.channel);
    if (!isWanted || frame !== this.#nextFrame) this.#search = null;
    this.#nextFrame = frame + samples.length;
    if (!isWanted) return;
    this.#search ??= { decimator: new Decimator(), finder: new SweepFinder(), fromFrame: frame };
    const { decimator, finder, fromFrame } = this.#search;
    const reduced = busy.run('reduce', () => decimator.push(samples));
    const candidates = busy.run(finder.isFullWith(reduced) ? 'find' : 'keep', () => finder.push(reduced));
    for (const candidate of candidates) {
      const at = this.#instantOf(fromFrame + (candidate.atSample * decimatorInputHz) / finderRateHz);
      if (at) heard.push({ ...candidate, channel: this.channel, at });
    }
  }
}

/** An ear that is given pieces by a worklet. */
function listenToPort(channel: Channel, port: MessagePort): Ear {
  const ear = new Ear(channel, (sample) => ({ atSeconds: sample / decimatorInputHz }));
  port.onmessage = ({ data }: MessageEvent<SoundChunk>) => {
    // A port that another has taken the place of.
    if (ears.get(channel) === ear) ear.hear(data);
  };
  return ear;
}

/** An ear at a track itself: a worklet hears it through a queue that grows whenever the page's sound was late for a moment, and stays so. */
function listenToTrack(channel: Channel, readable: ReadableStream<AudioData>): Ear {
  const clock = new DeliveryClock();
  const ear = new Ear(channel, (sample) => {
    const deliveredAtMs = clock.deliveredAtMs(sample, decimatorInputHz);
    return deliveredAtMs === null ? null : { deliveredAtMs };
  });
  const reader = readable.getReader();
  const listen = async () => {
    let frame = 0;
    let filled = 0;
    const chunk = new Float32Array(samplesAtOnce);
    for (;;) {
      const { value: data, done } = await reader.read();
      if (done || !data) return;
      const length = data.numberOfFrames;
      // Opus is decoded at this rate; of another nothing is told, rather than something wrong.
      if (data.sampleRate !== decimatorInputHz || length > samplesAtOnce || ears.get(channel) !== ear) {
        data.close();
        return void reader.cancel().catch(() => {});
      }
      clock.read(pageNowMs(), frame + filled + length, decimatorInputHz);
      if (filled + length > samplesAtOnce) {
        ear.hear({ frame, samples: chunk.subarray(0, filled) });
        frame += filled;
        filled = 0;
      }
      // Of several channels the first: speech is sent as one.
      data.copyTo(chunk.subarray(filled, filled + length), { planeIndex: 0, format: 'f32-planar' });
      data.close();
      filled += length;
    }
  };
  void listen().catch(() => {});
  return ear;
}

/** Of the class's made pictures. */
function sizeOf(of: LineClass) {
  const { widthPx, heightPx } = pictureClasses[of];
  return { widthPx, heightPx };
}

function compare({ seq, size, luma, stridePx }: ComparedPicture): void {
  const own = sizeOf(lineClass);
  if (drawn?.data.length !== own.widthPx * own.heightPx)
    drawn = { data: new Uint8Array(own.widthPx * own.heightPx), stridePx: own.widthPx };
  sceneOf(own).draw(drawn, seq, false);
  const sent = shrunk(drawn, own, size);
  if (!sent) return;
  const shown = { data: new Uint8Array(luma), stridePx };
  similarity = similarityOf(sent, shown, size, [markerArea(size)]);
}

function listen(channel: Channel, source: SoundSource): void {
  ears.set(channel, 'port' in source ? listenToPort(channel, source.port) : listenToTrack(channel, source.readable));
}

function endSecond(): AnalystSecond {
  const loudness: Partial<Record<Channel, LoudnessSecond>> = {};
  for (const [channel, ear] of ears) loudness[channel] = ear.loudness.take();
  const second = { type: 'second' as const, loudness, heard, similarity, busyMs: busy.takeMs() };
  heard = [];
  similarity = null;
  return second;
}

self.onmessage = ({ data: order }: MessageEvent<AnalystOrder>) => {
  switch (order.type) {
    case 'listen':
      listen(order.channel, order.source);
      return;
    case 'plan':
      finds = order.finds;
      lineClass = order.lineClass;
      sceneOf(sizeOf(lineClass));
      return;
    case 'compare':
      order.port.onmessage = ({ data }: MessageEvent<ComparedPicture>) => busy.run('compare', () => compare(data));
      return;
    case 'second':
      (self as unknown as Worker).postMessage(endSecond());
  }
};
