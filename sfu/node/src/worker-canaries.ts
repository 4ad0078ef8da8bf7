/** Canaries of one worker's consumers, asked for on its control socket (`docs/canaries.md`). A worker without such a socket has none: null, never an error. */
import { existsSync } from 'node:fs';
import { askWorker, controlSocketOf } from './worker-control.ts';

/** How much of a stream is withheld: one packet in so many on average, and how far two are apart at least. */
interface CanaryPlan {
  oneIn: number;
  spacingMs: number;
}

export type Canaries = Record<'audio' | 'video', CanaryPlan>;

/** Since the consumer began; named is null where its receiver did not agree to ask for single packets. Skipped are numbers whose packets the node never had. */
export interface CanaryCounts {
  withheldCount: number;
  withheldNamedCount: number | null;
  skippedCount: number;
}

export class WorkerCanaries {
  readonly #path: string | null;

  /** `directory` is where the worker of this pid has its sockets; null: nowhere. */
  constructor(directory: string | null, pid: number) {
    this.#path = directory === null ? null : controlSocketOf(directory, pid);
  }

  /**
   * What a consumer is to be made with in a room with canaries. Nobody asks for lost sound again, but here the browser is to name it; a worker that knows no
   * canaries would send it again.
   */
  consuming(canaries: Canaries | null): { enableRtx?: true } {
    const isAvailable = this.#path !== null && existsSync(this.#path);
    return canaries && isAvailable ? { enableRtx: true } : {};
  }

  /** Withholds packets of these consumers from now on, null for nothing; a plan that is in force changes nothing. */
  async withhold(
    canaries: Canaries | null,
    consumers: readonly { id: string; kind: 'audio' | 'video' }[],
  ): Promise<void> {
    for (const kind of ['audio', 'video'] as const) {
      const plan = canaries ? `${canaries[kind].oneIn}/${canaries[kind].spacingMs}` : 'off';
      const ids = consumers.filter((consumer) => consumer.kind === kind).map(({ id }) => id);
      await this.#ask(`withhold ${plan}`, ids);
    }
  }

  /** What became of each consumer's canaries; one that never had any is not in it. */
  async counts(consumerIds: readonly string[]): Promise<Map<string, CanaryCounts>> {
    const words = (await this.#ask('counts', consumerIds)) ?? [];
    return new Map(
      consumerIds.flatMap((consumerId, index) => {
        const counts = countsFrom(words[index] ?? '');
        return counts ? [[consumerId, counts]] : [];
      }),
    );
  }

  async #ask(verb: string, consumerIds: readonly string[]): Promise<string[] | null> {
    if (this.#path === null || consumerIds.length === 0) return null;
    const line = await askWorker(this.#path, `${verb} ${consumerIds.join(' ')}\n`);
    return line?.split(' ') ?? null;
  }
}

function countsFrom(word: string): CanaryCounts | null {
  const [, withheld, named, skipped] = /^(\d+)\/(\d+|-)\/(\d+)$/.exec(word) ?? [];
  if (withheld === undefined) return null;
  return {
    withheldCount: Number(withheld),
    withheldNamedCount: named === '-' ? null : Number(named),
    skippedCount: Number(skipped),
  };
}
