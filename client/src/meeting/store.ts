/** The smallest store React can read: an immutable value, listeners, nothing else. */

export class Store<T> {
  #value: T;
  readonly #listeners = new Set<() => void>();

  constructor(value: T) {
    this.#value = value;
  }

  /** The present value; the same object until it changes (for `useSyncExternalStore`). */
  readonly get = (): T => this.#value;

  /** Listens for changes; answers the way to stop. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const listener of [...this.#listeners]) listener();
  }

  /** Changes some fields. */
  patch(fields: Partial<T>): void {
    this.set({ ...this.#value, ...fields });
  }
}
