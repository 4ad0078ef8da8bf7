/** The page's side of reading: gives the other side's pictures to a thread, and tells it when the browser showed them. */
import type { ReaderOrder, ReaderSecond } from '../orders.ts';
import { picturesOf } from '../streams.ts';
import { DisplayWatch } from './display-watch.ts';
import ReaderWorker from './reader.worker.ts?worker';

export class PictureReader {
  readonly #worker = new ReaderWorker();
  readonly #displays = new DisplayWatch();
  readonly #seconds: ((second: ReaderSecond) => void)[] = [];
  #track: MediaStreamTrack | null = null;

  /** Ports: what was shown last goes to `echo`, pictures to be compared to `compare`. */
  constructor(echo: MessagePort, compare: MessagePort) {
    this.#worker.onmessage = ({ data }: MessageEvent<ReaderSecond>) => this.#seconds.shift()?.(data);
    this.#order({ type: 'ports', echo, compare }, [echo, compare]);
  }

  /** Reads this track's pictures from now on. */
  watch(track: MediaStreamTrack | null): void {
    if (track === this.#track) return;
    this.#track = track;
    this.#displays.watch(track);
    const readable = track && picturesOf(track);
    this.#order({ type: 'watch', readable }, readable ? [readable] : []);
  }

  plan(readsMarkers: boolean, compares: boolean): void {
    this.#order({ type: 'plan', readsMarkers, compares });
  }

  second(): Promise<ReaderSecond> {
    return new Promise((done) => {
      this.#seconds.push(done);
      this.#order({ type: 'second', displays: this.#displays.take() });
    });
  }

  close(): void {
    this.watch(null);
    this.#worker.terminate();
  }

  #order(order: ReaderOrder, transfer: Transferable[] = []): void {
    this.#worker.postMessage(order, transfer);
  }
}
