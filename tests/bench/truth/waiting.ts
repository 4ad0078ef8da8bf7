/**
 * How long sound and pictures stay in the browsers themselves, by the browsers' own books (webrtc-stats): what an encoder, a pacer and a receiver's buffer take
 * changes from minute to minute on a busy machine, and no relay sees it.
 */

import type { Page } from '@playwright/test';
import type { Side } from '@sambung/contract/http';

/** Counters of one stream since it began; `ms` is spent on `count` of its parts. */
interface Spent {
  ms: number;
  count: number;
}
/** `sound` and `picture`: of what is received, up to the decoder's end. `encoding` and `pacing`: of the pictures that are sent. */
export const stays = ['sound', 'picture', 'encoding', 'pacing'] as const;
export type Stay = (typeof stays)[number];
type Reading = Record<Stay, Record<string, Spent>> & { repeated: number[] };

/** On the machine's clock (milliseconds since 1970), which pages and server read too: what was spent since the reading before. */
export interface WaitSecond {
  epochMs: number;
  side: Side;
  spent: Record<Stay, Spent>;
  /** Streams in which is sent again what was lost, or only to fill (RFC 4588), of what is sent and of what is received. */
  repeated: number[];
}

/** What is told later than this is about another time. */
const toldWithinMs = 3_000;

/** Before the page is opened. */
export async function rememberConnections(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const opened: RTCPeerConnection[] = [];
    Object.assign(window, { openedConnections: opened });
    window.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(configuration?: RTCConfiguration) {
        super(configuration);
        opened.push(this);
      }
    };
  });
}

async function read(): Promise<Reading> {
  const { openedConnections: opened } = window as unknown as { openedConnections: RTCPeerConnection[] };
  const reading: Reading = { sound: {}, picture: {}, encoding: {}, pacing: {}, repeated: [] };
  for (const connection of opened) {
    if (connection.connectionState !== 'connected') continue;
    for (const stats of (await connection.getStats()).values()) {
      const of = (seconds: string, count: string) => ({ ms: 1_000 * (stats[seconds] ?? 0), count: stats[count] ?? 0 });
      if (stats.type === 'inbound-rtp' && stats.kind === 'audio')
        reading.sound[stats.ssrc] = of('jitterBufferDelay', 'jitterBufferEmittedCount');
      if (typeof stats.rtxSsrc === 'number') reading.repeated.push(stats.rtxSsrc);
      if (stats.type === 'inbound-rtp' && stats.kind === 'video')
        reading.picture[stats.ssrc] = of('totalProcessingDelay', 'framesDecoded');
      if (stats.type === 'outbound-rtp' && stats.kind === 'video') {
        reading.encoding[stats.ssrc] = of('totalEncodeTime', 'framesEncoded');
        reading.pacing[stats.ssrc] = of('totalPacketSendDelay', 'packetsSent');
      }
    }
  }
  return reading;
}

/** Reads a page's books about once a second until it is stopped. */
export class WaitWatch {
  readonly seconds: WaitSecond[] = [];
  readonly #side: Side;
  readonly #page: Page;
  readonly #timer: ReturnType<typeof setInterval>;
  #before: Reading | null = null;
  #isReading = false;

  constructor(side: Side, page: Page) {
    this.#side = side;
    this.#page = page;
    this.#timer = setInterval(() => void this.#read(), 1_000);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #read(): Promise<void> {
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      const now = await this.#page.evaluate(read);
      const before = this.#before;
      this.#before = now;
      if (before)
        this.seconds.push({
          epochMs: performance.timeOrigin + performance.now(),
          side: this.#side,
          spent: spentBetween(before, now),
          repeated: now.repeated,
        });
    } catch {
      // The page was left.
    } finally {
      this.#isReading = false;
    }
  }
}

function spentBetween(before: Reading, now: Reading): Record<Stay, Spent> {
  const of = (stay: Stay): Spent => {
    const sum = { ms: 0, count: 0 };
    for (const [stream, { ms, count }] of Object.entries(now[stay])) {
      const known = before[stay][stream] ?? { ms: 0, count: 0 };
      // Counters begin anew with a stream that was set up again.
      if (count < known.count) continue;
      sum.ms += ms - known.ms;
      sum.count += count - known.count;
    }
    return sum;
  };
  return { sound: of('sound'), picture: of('picture'), encoding: of('encoding'), pacing: of('pacing') };
}

/** A stay at an instant, by the second that it fell into: milliseconds for each part, null where nothing was told. Pure. */
export function stayAt(seconds: readonly WaitSecond[], side: Side, stay: Stay, epochMs: number): number | null {
  const second = seconds.find((one) => one.side === side && one.epochMs >= epochMs && one.spent[stay].count > 0);
  if (!second || second.epochMs - epochMs > toldWithinMs) return null;
  return second.spent[stay].ms / second.spent[stay].count;
}

/** The streams of a side's leg in which is sent again what was lost, or which only fill the line. Pure. */
export const repeatedStreams = (seconds: readonly WaitSecond[], side: Side): ReadonlySet<number> =>
  new Set(seconds.flatMap((second) => (second.side === side ? second.repeated : [])));
