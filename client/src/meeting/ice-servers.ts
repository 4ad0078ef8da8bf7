/** The TURN servers of a page: given with the way in, asked for again when their credentials grow old. */
import type { IceServers } from '@sambung/contract/ice-servers';

/** Share of their lifetime after which credentials are replaced before they are used again. Higher asks less often and risks that they end meanwhile. */
const oldAfter = 0.5;
/** How long new ones are waited for. Longer delays the way back of a page whose server is slow; shorter tries old ones that may have ended. */
const patienceMs = 2_000;

export class IceServerSource {
  readonly #ask: () => Promise<IceServers>;
  readonly #now: () => number;
  #known: IceServers;
  #since: number;

  /** `now` is this machine's own clock in ms: only differences count, so it need not agree with the server's. */
  constructor(first: IceServers, ask: () => Promise<IceServers>, now: () => number = Date.now) {
    this.#known = first;
    this.#ask = ask;
    this.#now = now;
    this.#since = now();
  }

  /** What a connection that is made or restarted now begins with. Never throws: where nobody answers in time, the old ones are better than none. */
  async current(): Promise<IceServers['servers']> {
    if (this.#known.servers.length > 0 && this.#isOld()) {
      const asked = this.#ask().then(
        (answer) => this.#take(answer),
        () => {},
      );
      await Promise.race([asked, new Promise((done) => setTimeout(done, patienceMs))]);
    }
    return this.#known.servers;
  }

  #isOld(): boolean {
    return this.#now() - this.#since > this.#known.lifetimeSeconds * 1_000 * oldAfter;
  }

  #take(answer: IceServers): void {
    this.#known = answer;
    this.#since = this.#now();
  }
}
