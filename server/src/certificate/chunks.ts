/** Samples as they are signed: a chunk is one minute of one direction, in canonical JSON. Pure. */
import type { SampleChunk } from '@sambung/contract/certificate';
import type { Side } from '@sambung/contract/http';
import { canonicalJson, type Json } from '../audit/index.ts';
import { leafHash } from './merkle.ts';

/** A row of `test_call_samples`. */
export interface StoredSample {
  readonly id: bigint;
  readonly at: Date;
  readonly from: Side;
  readonly numbers: Json;
}

const minuteMs = 60_000;
const sides: readonly Side[] = ['host', 'audience'];

/** The chunks of a test call in the order of the tree: host → audience minute by minute, then audience → host. A minute without samples has none. */
export function chunksOf(samples: readonly StoredSample[]): SampleChunk[] {
  return sides.flatMap((direction) => {
    const byMinute = new Map<number, StoredSample[]>();
    for (const sample of samples) {
      if (sample.from !== direction) continue;
      const minute = Math.floor(sample.at.getTime() / minuteMs) * minuteMs;
      byMinute.set(minute, [...(byMinute.get(minute) ?? []), sample]);
    }
    return [...byMinute]
      .sort(([a], [b]) => a - b)
      .map(([minute, own]) => ({
        direction,
        minute: new Date(minute).toISOString(),
        sampleCount: own.length,
        hash: leafHash(chunkText(direction, own)),
      }));
  });
}

/** What a chunk's hash is over: `{"direction":…,"samples":[{"at":…,"numbers":…}, …]}`, in the order in which they were stored. */
export function chunkText(direction: Side, samples: readonly StoredSample[]): string {
  const inOrder = [...samples].sort((a, b) => a.at.getTime() - b.at.getTime() || (a.id < b.id ? -1 : 1));
  const rows = inOrder.map(({ at, numbers }) => ({ at: at.toISOString(), numbers }));
  return canonicalJson({ direction, samples: rows });
}

export interface ChunkDifference {
  readonly direction: Side;
  /** Counted from 1 within the direction, as it was signed; an added one has the number it would have had. */
  readonly number: number;
  readonly minute: string;
  readonly what: 'changed' | 'missing' | 'added';
}

/** How the chunks that are stored now differ from those that were signed. */
export function chunkDifferences(signed: readonly SampleChunk[], stored: readonly SampleChunk[]): ChunkDifference[] {
  return sides.flatMap((direction) => {
    const then = signed.filter((chunk) => chunk.direction === direction);
    const now = new Map(stored.filter((chunk) => chunk.direction === direction).map((chunk) => [chunk.minute, chunk]));
    const differences: ChunkDifference[] = then.flatMap(({ minute, hash }, index) => {
      const found = now.get(minute);
      now.delete(minute);
      if (found?.hash === hash) return [];
      return [{ direction, number: index + 1, minute, what: found ? ('changed' as const) : ('missing' as const) }];
    });
    const added = [...now.keys()].map((minute) => ({
      direction,
      number: then.filter((chunk) => chunk.minute < minute).length + 1,
      minute,
      what: 'added' as const,
    }));
    return [...differences, ...added];
  });
}
