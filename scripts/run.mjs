/** Runs programs for the other scripts and turns "it is not there" and "it failed" into one plain sentence. */
import { spawn, spawnSync } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's root. */
export const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** A failure whose message is meant for the person at the terminal; no stack is shown. */
export class Stop extends Error {}

/** Prints one line of progress. */
export function say(line) {
  process.stdout.write(`${line}\n`);
}

/** The first line that `program args` prints, or null when it cannot be run or fails. */
export function firstLine(program, args = ['--version']) {
  const result = spawnSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  return result.status === 0 ? (result.stdout.split('\n')[0] ?? '') : null;
}

/**
 * Runs a program to its end. Resolves with `{ code, output }`; `output` is what it printed, kept when `quiet` (default) or `tee`.
 * `tee` shows the output as it comes and keeps it too.
 */
export function run(program, args, { cwd = root, env = process.env, tee = false } = {}) {
  return new Promise((done, fail) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8');
      stream.on('data', (text) => {
        output += text;
        if (tee) process.stdout.write(text);
      });
    }
    child.once('error', fail);
    child.once('close', (code) => done({ code: code ?? 1, output }));
  });
}

/** Runs a program that must succeed; otherwise stops with `sentence` and the end of what it printed. */
export async function must(program, args, sentence, options = {}) {
  const { code, output } = await run(program, args, options);
  if (code !== 0) throw new Stop(`${lastLines(output)}\n\n${sentence}`);
  return output;
}

/** The end of what a program printed: enough to see why it failed. */
export function lastLines(output) {
  return output.trimEnd().split('\n').slice(-40).join('\n');
}
