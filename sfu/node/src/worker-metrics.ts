/** What is known of a worker's process from outside: its own counters from its metrics socket, and the kernel's account of its CPU and memory. */
import { readFileSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { controlSocketOf } from './worker-control.ts';

/** How long a worker may take to tell its counters. Higher delays a scrape while a worker hangs, lower loses counters of a busy one. */
const readTimeoutMs = 1_000;
/** Larger answers are cut off with the connection: counters are a few kilobytes. */
const maxTextBytes = 1_000_000;
/** The kernel counts CPU time in these for every program (USER_HZ, `proc(5)`). */
const ticksPerSecond = 100;

/** The text that the worker of this pid serves on `<directory>/<pid>.sock`; null when it serves none, or not in time. */
export function readWorkerText(directory: string, pid: number): Promise<string | null> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const socket = connect(socketOf(directory, pid));
    const end = (text: string | null) => {
      clearTimeout(timer);
      socket.destroy();
      resolve(text);
    };
    const timer = setTimeout(() => end(null), readTimeoutMs);
    socket.on('data', (chunk) => {
      chunks.push(chunk);
      size += chunk.length;
      if (size > maxTextBytes) end(null);
    });
    socket.once('end', () => end(Buffer.concat(chunks).toString('utf8')));
    socket.once('error', () => end(null));
  });
}

/** A killed worker leaves its sockets' files behind. */
export function removeWorkerSockets(directory: string, pid: number): void {
  for (const path of [socketOf(directory, pid), controlSocketOf(directory, pid)]) rmSync(path, { force: true });
}

const socketOf = (directory: string, pid: number) => join(directory, `${pid}.sock`);

export interface ProcessUsage {
  cpuSeconds: number;
  residentBytes: number;
}

/** CPU time since the start and memory of a process of this machine (Linux); null when it is gone. */
export function readProcessUsage(pid: number): ProcessUsage | null {
  try {
    return usageFrom(readFileSync(`/proc/${pid}/stat`, 'utf8'), readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return null;
  }
}

/** Reads `/proc/PID/stat` and `/proc/PID/status` (`proc(5)`). */
export function usageFrom(stat: string, status: string): ProcessUsage {
  // The program's name in parentheses may hold spaces: fields are counted from behind the last one; utime is the 14th, stime the 15th of all.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  const residentKib = Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0);
  return { cpuSeconds: ticks / ticksPerSecond, residentBytes: residentKib * 1024 };
}
