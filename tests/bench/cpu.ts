/** Processor time of processes, from /proc. */
import { readdirSync, readFileSync } from 'node:fs';
import { cpus, release, setPriority, totalmem } from 'node:os';

/** Nanoseconds that all threads of a process have been on a processor: the sum behind utime + stime (proc(5), schedstat). */
export function processNs(pid: number): bigint {
  let ns = 0n;
  for (const thread of readdirSync(`/proc/${pid}/task`)) {
    const [onCpu = '0'] = readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ');
    ns += BigInt(onCpu);
  }
  return ns;
}

/** Nanoseconds of the kernel's own network threads, which work for whoever sends and receives. */
export function softirqNs(): bigint {
  return softirqPids().reduce((ns, pid) => ns + processNs(pid), 0n);
}

let known: number[] | undefined;

function softirqPids(): number[] {
  known ??= readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0 && nameOf(pid).startsWith('ksoftirqd/'));
  return known;
}

function nameOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8');
  } catch {
    // It ended meanwhile.
    return '';
  }
}

/** Lets a process go before others where that is allowed, so that what else runs here disturbs it less. */
export function preferProcess(pid: number): void {
  try {
    setPriority(pid, -10);
  } catch {
    // Only the superuser may; the figures then spread more.
  }
}

/** The machine in one line. */
export function machine(): string {
  const [first] = cpus();
  const gib = Math.round(totalmem() / 2 ** 30);
  return `${cpus().length} × ${first?.model ?? 'unknown processor'}, ${gib} GiB, Linux ${release()}`;
}
