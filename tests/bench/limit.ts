/** One round of `limit`: what sealing and sending alone cost on this machine. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { preferProcess } from './cpu.ts';
import type { Case, Method, Round } from './forward.ts';

/** Measures once. */
export async function limitRound({ shape, consumers }: Case, method: Method): Promise<Round> {
  const words = ['limit', shape, consumers, method.copiesPerSecond, method.runMs / 1000].map(String);
  const running = promisify(execFile)(method.program, words);
  if (running.child.pid) preferProcess(running.child.pid);
  const { stdout } = await running;
  const [, us = 0, sent = 0, received = 0] = stdout.trim().split(' ').map(Number);
  return { us, result: { sent, received, bytes: 0, lateMs: 0 } };
}
