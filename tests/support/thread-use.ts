/** What threads of a browser use of a processor, by their names, from `/proc`. */
import { readdirSync, readFileSync } from 'node:fs';

/** Ticks of a second in `/proc`; the same on every Linux that browsers run on. */
const ticksPerSecond = 100;

/** Seconds of processor time so far, by process, of its threads with such names. */
export function threadSeconds(pids: readonly number[], name: RegExp): Map<number, number> {
  const used = new Map<number, number>();
  for (const pid of pids) {
    for (const task of tasksOf(pid)) {
      const stat = statOf(`/proc/${pid}/task/${task}/stat`);
      const [threadName, fields] = [stat.slice(stat.indexOf('(') + 1, stat.lastIndexOf(')')), stat.split(') ').at(-1)];
      if (!fields || !name.test(threadName)) continue;
      const [, , , , , , , , , , , user = '0', system = '0'] = fields.split(' ');
      used.set(pid, (used.get(pid) ?? 0) + (Number(user) + Number(system)) / ticksPerSecond);
    }
  }
  return used;
}

function tasksOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

function statOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
