/** A screen that nobody looks at: Debian's Xvfb, for a browser whose screen is to be shared. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

const xvfbPath = '/usr/bin/Xvfb';
const startLimitMs = 20_000;

/** Whether this machine has Debian's Xvfb. */
export const hasDisplayServer = existsSync(xvfbPath);

export interface Display {
  /** What a program's DISPLAY is set to. */
  readonly name: string;
  stop(): void;
}

/** Starts a screen of this size under a number that is free. */
export async function startDisplay({ widthPx, heightPx }: { widthPx: number; heightPx: number }): Promise<Display> {
  const child = spawn(
    xvfbPath,
    ['-displayfd', '3', '-screen', '0', `${widthPx}x${heightPx}x24`, '-nolisten', 'tcp', '-noreset'],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] },
  );
  const number = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('Xvfb did not start')), startLimitMs);
    child.once('error', reject);
    child.once('exit', () => reject(new Error('Xvfb ended at its start')));
    createInterface({ input: child.stdio[3] as Readable }).once('line', (line) => {
      clearTimeout(timer);
      resolve(line.trim());
    });
  });
  return { name: `:${number}`, stop: () => void child.kill() };
}
