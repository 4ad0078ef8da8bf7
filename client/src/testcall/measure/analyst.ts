/** The page's side of the thread that listens and compares. */
import AnalystWorker from './analyst.worker.ts?worker';
import type { AnalystOrder, AnalystSecond } from './orders.ts';

export class Analyst {
  readonly #worker = new AnalystWorker();
  readonly #seconds: ((second: AnalystSecond) => void)[] = [];

  constructor() {
    this.#worker.onmessage = ({ data }: MessageEvent<AnalystSecond>) => this.#seconds.shift()?.(data);
  }

  order(order: AnalystOrder, transfer: Transferable[] = []): void {
    this.#worker.postMessage(order, transfer);
  }

  second(): Promise<AnalystSecond> {
    return new Promise((done) => {
      this.#seconds.push(done);
      this.order({ type: 'second' });
    });
  }

  close(): void {
    this.#worker.terminate();
  }
}
