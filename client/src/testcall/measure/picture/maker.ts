/** The page's side of the made pictures: a track that a thread draws into, or where tracks cannot be written, a canvas that is painted here. */
import type { TestPlan } from '@sambung/contract/test-report';
import type { MakerAnswer, MakerOrder, MakerSecond } from '../orders.ts';
import { newTrack } from '../streams.ts';
import { pictureClasses } from './classes.ts';
import MakerWorker from './maker.worker.ts?worker';

export class PictureMaker {
  readonly #worker = new MakerWorker();
  readonly #seconds: ((second: MakerSecond) => void)[] = [];
  #painter: CanvasRenderingContext2D | null = null;
  #track: MediaStreamTrack | null = null;

  constructor() {
    this.#worker.onmessage = ({ data }: MessageEvent<MakerAnswer>) => {
      if (data.type === 'second') this.#seconds.shift()?.(data);
      else this.#painter?.putImageData(new ImageData(new Uint8ClampedArray(data.rgba), data.size.widthPx), 0, 0);
    };
  }

  /** Where the reader tells what it showed. */
  hearEchoes(port: MessagePort): void {
    this.#order({ type: 'echo', port }, [port]);
  }

  /** Long before it is needed: making the scene keeps a thread busy. */
  prepare(lineClass: TestPlan['lineClass']): void {
    this.#order({ type: 'prepare', lineClass });
  }

  /** A track of made pictures; ends the one before. `noisy`: hard to encode. */
  make({ seed, streamId, lineClass }: TestPlan, noisy: boolean): MediaStreamTrack {
    this.#track?.stop();
    const generator = newTrack();
    this.#painter = generator ? null : canvasFor(lineClass);
    const track = generator ?? this.#painter?.canvas.captureStream().getVideoTracks()[0];
    if (!track) throw new Error('this browser makes no pictures');
    track.contentHint = 'motion';
    this.#track = track;
    const writable = generator?.writable ?? null;
    this.#order({ type: 'make', seed, streamId, lineClass, noisy, writable }, writable ? [writable] : []);
    return track;
  }

  second(): Promise<MakerSecond> {
    return new Promise((done) => {
      this.#seconds.push(done);
      this.#order({ type: 'second' });
    });
  }

  /** Draws no more until the next {@link make}. */
  rest(): void {
    this.#track?.stop();
    this.#track = null;
    this.#order({ type: 'rest' });
  }

  close(): void {
    this.#track?.stop();
    this.#worker.terminate();
  }

  #order(order: MakerOrder, transfer: Transferable[] = []): void {
    this.#worker.postMessage(order, transfer);
  }
}

function canvasFor(lineClass: TestPlan['lineClass']): CanvasRenderingContext2D | null {
  const { widthPx, heightPx } = pictureClasses[lineClass];
  const canvas = Object.assign(document.createElement('canvas'), { width: widthPx, height: heightPx });
  return canvas.getContext('2d');
}
