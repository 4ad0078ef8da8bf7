/** One thing after the other for each key, whatever became of the one before; and so many keys at once. */

/**
 * When a lecture ends, a thousand leave in one instant. More at once wait for the database until it gives them up, fewer leave it idle.
 */
const atOnce = 16;

export class InOrder {
  readonly #last = new Map<string, Promise<unknown>>();
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  run<T>(key: string, action: () => Promise<T>): Promise<T> {
    const previous = this.#last.get(key) ?? Promise.resolve();
    const inTurn = () => this.#inTurn(action);
    const next = previous.then(inTurn, inTurn);
    const settled = next.then(
      () => {},
      () => {},
    );
    this.#last.set(key, settled);
    void settled.then(() => {
      if (this.#last.get(key) === settled) this.#last.delete(key);
    });
    return next;
  }

  async #inTurn<T>(action: () => Promise<T>): Promise<T> {
    if (this.#running >= atOnce) await new Promise<void>((begin) => this.#waiting.push(begin));
    else this.#running += 1;
    try {
      return await action();
    } finally {
      const begin = this.#waiting.shift();
      // Its place goes on to who has waited longest.
      if (begin) begin();
      else this.#running -= 1;
    }
  }
}
