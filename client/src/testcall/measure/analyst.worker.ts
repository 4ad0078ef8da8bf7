/** Thread: what is not urgent: levels and sweeps of sound, and the similarity of a picture with the one that was sent. */
import type { LineClass } from '@sambung/contract/rubric';
import { Busy } from './busy.ts';
import { type Luma, markerArea } from './marker/cells.ts';
import type { AnalystOrder, AnalystSecond, Channel, ComparedPicture, Heard, SoundChunk } from './orders.ts';
import { pictureClasses } from './picture/classes.ts';
import { flashArea, sceneOf } from './picture/scene.ts';
import { shrunk, similarityOf } from './picture/similarity.ts';
import { Decimator, decimatorInputHz } from './sound/decimator.ts';
import { Loudness, type LoudnessSecond } from './sound/loudness.ts';
import { finderRateHz, SweepFinder } from './sound/sweep-finder.ts';

const busy = new Busy();
let finds: readonly Channel[] = [];
let heard: Heard[] = [];
let similarity: number | null = null;
let lineClass: LineClass = 'sd';
let drawn: Luma | null = null;
const ears = new Map<Channel, Ear>();

class Ear {
  readonly channel: Channel;
  readonly loudness = new Loudness(decimatorInputHz);
  #search: { decimator: Decimator; finder: SweepFinder; fromFrame: number } | null = null;
  #nextFrame = 0;

  constructor(channel: Channel) {
    this.channel = channel;
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
      const atSeconds = fromFrame / decimatorInputHz + candidate.atSample / finderRateHz;
      heard.push({ ...candidate, channel: this.channel, atSeconds });
    }
  }
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
  similarity = similarityOf(sent, shown, size, [markerArea(size), flashArea(size)]);
}

function listen(channel: Channel, port: MessagePort): void {
  const ear = new Ear(channel);
  ears.set(channel, ear);
  port.onmessage = ({ data }: MessageEvent<SoundChunk>) => {
    // A port that another has taken the place of.
    if (ears.get(channel) === ear) ear.hear(data);
  };
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
      listen(order.channel, order.port);
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
