/** What the worker uses of the machine: processor and memory, from /proc. */
import { readFileSync } from 'node:fs';
import type { Worker } from 'mediasoup/types';
import { processNs } from '../bench/cpu.ts';

export interface WorkerUse {
  /** Of one processor. */
  processorShare: number;
  /** Memory that is resident, and its part where pages shared with others count by their share (proc(5), smaps_rollup). */
  rssMib: number;
  pssMib: number;
}

/** Begins to measure; the answer ends it. */
export function measureUse(worker: Worker): () => WorkerUse {
  const [beganAtMs, beganNs] = [performance.now(), processNs(worker.pid)];
  return () => {
    const rollup = readFileSync(`/proc/${worker.pid}/smaps_rollup`, 'utf8');
    const mib = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(rollup)?.[1]) / 1_024;
    const busyMs = Number(processNs(worker.pid) - beganNs) / 1e6;
    return {
      processorShare: busyMs / (performance.now() - beganAtMs),
      rssMib: mib('Rss'),
      pssMib: mib('Pss'),
    };
  };
}
