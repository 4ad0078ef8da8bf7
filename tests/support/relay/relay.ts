/** Starts an impairment relay in a process of its own: what a test holds of it. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RelayLog, readLog } from './log.ts';
import { type Phase, type ScheduleInput, scheduleSchema } from './schedule.ts';
import type { Endpoint } from './udp-forwarder.ts';
import type { Answer, Request } from './wire.ts';

export type { Endpoint } from './udp-forwarder.ts';

export interface Relay {
  /** Opens a UDP port for `target`; what is sent there travels over the line. */
  openUdp(target: Endpoint, at?: Partial<Endpoint>): Promise<Endpoint>;
  /** The same for TCP. All ports of one relay share one line. */
  openTcp(target: Endpoint, at?: Partial<Endpoint>): Promise<Endpoint>;
  /** Starts the schedule's clock. Until then the conditions of instant 0 hold. */
  begin(): Promise<void>;
  /** Changes something now, beside the schedule. */
  apply(change: Omit<Phase, 'atMs'>): Promise<void>;
  /** Enters these phases at their instants counted from now, in place of what is left of the schedule. */
  play(phases: Phase[]): Promise<void>;
  /** Takes nothing more in, lets out what is inside, ends the relay and reads its log. */
  finish(): Promise<RelayLog>;
}

/**
 * Real-time priority: with both processors of a small machine busy, an ordinary process wakes 5 ms late once in twenty times, one with this below
 * 0.2 ms. It needs a privilege; without it the log still tells how late everything left.
 */
const realTime = ['chrt', '--fifo', '50'] as const;

/** @param within a command that runs the relay somewhere else, such as `ip netns exec NAME` */
export async function startRelay(schedule: ScheduleInput = {}, within: readonly string[] = []): Promise<Relay> {
  const folder = mkdtempSync(join(tmpdir(), 'sambung-relay-'));
  const schedulePath = join(folder, 'schedule.json');
  const logPath = join(folder, 'log');
  writeFileSync(schedulePath, JSON.stringify(scheduleSchema.parse(schedule)));
  const command = [
    process.execPath,
    join(import.meta.dirname, 'main.ts'),
    '--schedule',
    schedulePath,
    '--log',
    logPath,
  ];
  const [program = '', ...args] = [...within, ...(mayUseRealTime() ? realTime : []), ...command];
  const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const ask = asker(child);
  const open = async (what: 'open-udp' | 'open-tcp', target: Endpoint, at: Partial<Endpoint> = {}) => {
    const endpoint = await ask({ do: what, target, at });
    if (!endpoint) throw new Error('the relay opened nothing');
    return endpoint;
  };
  return {
    openUdp: (target, at) => open('open-udp', target, at),
    openTcp: (target, at) => open('open-tcp', target, at),
    begin: async () => void (await ask({ do: 'begin' })),
    apply: async (change) => void (await ask({ do: 'apply', change })),
    play: async (phases) => void (await ask({ do: 'play', phases })),
    finish: async () => {
      await ask({ do: 'finish' });
      const exited = new Promise((done) => child.once('exit', done));
      child.disconnect();
      await exited;
      const log = readLog(logPath);
      rmSync(folder, { recursive: true, force: true });
      return log;
    },
  };
}

function mayUseRealTime(): boolean {
  return spawnSync(realTime[0], [...realTime.slice(1), 'true'], { stdio: 'ignore' }).status === 0;
}

function asker(child: ChildProcess): (request: Request) => Promise<Endpoint | null> {
  const waiting = new Map<number, { done: (endpoint: Endpoint | null) => void; failed: (error: Error) => void }>();
  let count = 0;
  child.on('message', (answer: Answer) => {
    const one = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ('error' in answer) one?.failed(new Error(answer.error));
    else one?.done(answer.endpoint);
  });
  child.on('exit', (code) => {
    for (const { failed } of waiting.values()) failed(new Error(`the relay ended with ${code}`));
  });
  return (request) =>
    new Promise((done, failed) => {
      count += 1;
      waiting.set(count, { done, failed });
      child.send({ id: count, request }, (error) => error && failed(error));
    });
}
