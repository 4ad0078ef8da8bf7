/** Asks the pages of a run for their clocks, twice a second, and keeps what tells most: every ten seconds the quickest exchange of each side. */
import { type ClockExchange, type ClockFit, fitClock } from '../measurement/index.ts';

/** As many seconds of exchanges as the live fit looks back on. Longer is surer of the drift, shorter follows a clock that was set. */
const rememberedMs = 120_000;
const windowMs = 10_000;
/** An answer after this long says nothing any more. */
const patienceMs = 10_000;

/** The exchanges with one side's page. */
export class PageClock {
  readonly #asked = new Map<number, number>();
  #exchanges: ClockExchange[] = [];
  /** The window under way, and its quickest exchange. */
  #window: { startMs: number; best: ClockExchange | null } | null = null;
  #askNumber = 0;

  /** A question is being sent; its number. */
  ask(nowMs: number): number {
    for (const [number, askedAtMs] of this.#asked) if (nowMs - askedAtMs > patienceMs) this.#asked.delete(number);
    this.#askNumber += 1;
    this.#asked.set(this.#askNumber, nowMs);
    return this.#askNumber;
  }

  /** An answer came; one that was not asked for, or comes twice, says nothing. The quickest exchange of a window that is over is answered for keeping. */
  answer(askNumber: number, pageMs: number, nowMs: number): ClockExchange | null {
    const askedAtMs = this.#asked.get(askNumber);
    if (askedAtMs === undefined || !this.#asked.delete(askNumber)) return null;
    const exchange = { askedAtMs, answeredAtMs: nowMs, pageMs };
    this.#exchanges = this.#exchanges.filter((one) => nowMs - one.askedAtMs < rememberedMs);
    this.#exchanges.push(exchange);
    const window = this.#window;
    if (!window || nowMs - window.startMs >= windowMs) {
      this.#window = { startMs: nowMs, best: exchange };
      return window?.best ?? null;
    }
    if (!window.best || nowMs - askedAtMs < window.best.answeredAtMs - window.best.askedAtMs) window.best = exchange;
    return null;
  }

  /** As far as the last two minutes show it. */
  fit(): ClockFit {
    return fitClock(this.#exchanges);
  }
}

/** One clock a page: a page that was loaded anew is another clock. */
export class PageClocks {
  readonly #clocks = new Map<string, PageClock>();

  of(participantId: string): PageClock {
    const known = this.#clocks.get(participantId);
    if (known) return known;
    const clock = new PageClock();
    this.#clocks.set(participantId, clock);
    return clock;
  }
}
