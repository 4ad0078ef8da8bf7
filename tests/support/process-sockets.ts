/** What the system knows of a process's sockets and environment (Linux /proc). */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** The UDP ports (IPv4) that a process has bound. */
export function udpPorts(pid: number): number[] {
  const inodes = new Set<string>();
  for (const fd of readdirSync(`/proc/${pid}/fd`)) {
    const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1];
    if (inode) inodes.add(inode);
  }
  return readFileSync(`/proc/${pid}/net/udp`, 'utf8')
    .split('\n')
    .slice(1)
    .map((line) => line.trim().split(/\s+/))
    .filter((fields) => inodes.has(fields[9] ?? ''))
    .map((fields) => Number.parseInt((fields[1] ?? '').split(':')[1] ?? '0', 16));
}

/** A variable of a process's environment as it was started. */
export function environmentOf(pid: number, name: string): string {
  const entry = readFileSync(`/proc/${pid}/environ`, 'utf8')
    .split('\0')
    .find((line) => line.startsWith(`${name}=`));
  if (!entry) throw new Error(`process ${pid} has no ${name}`);
  return entry.slice(name.length + 1);
}
