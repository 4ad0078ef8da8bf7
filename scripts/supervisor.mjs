/**
 * Keeps the product's processes running: starts them, restarts one that dies, stops them in order. Each child has a process group of its own and an IPC
 * channel; when this process is killed the channel closes and the children end by themselves.
 */
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { root, Stop } from './run.mjs';

/** Exit code of a child that met a configuration error: restarting it would not help (EX_CONFIG of sysexits.h). */
const configurationError = 78;
/** How long a child may take to stop before its whole group is killed. Higher waits longer for a stuck child, lower may cut a database shutdown short. */
const stopTimeoutMs = 10_000;
/** Pauses before the 1st, 2nd, … restart in a row. Longer ones spare a machine in trouble, shorter ones bring the service back sooner. */
const restartPausesMs = [0, 250, 500, 1_000, 2_000, 5_000];
/** A child that lived this long counts as healthy again. */
const healthyAfterMs = 30_000;

/** One supervised process. */
export class Child {
  #definition;
  #process = null;
  #restarts = 0;
  #stopping = false;
  #errors = '';

  /** @param {{ name: string, program: string, args: string[], env: NodeJS.ProcessEnv, logFile: string, onGone: (error: Stop) => void, onReady?: (message: object) => void }} definition */
  constructor(definition) {
    this.#definition = definition;
  }

  get pid() {
    return this.#process?.pid ?? null;
  }

  /** Starts the process; resolves with its first `ready` message, rejects with a `Stop` when it cannot run as configured. */
  start() {
    return new Promise((ready, fail) => this.#spawn(ready, fail));
  }

  #spawn(ready, fail) {
    const { name, program, args, env, logFile, onReady, onGone } = this.#definition;
    const log = openSync(logFile, 'a', 0o600);
    const child = spawn(program, args, { cwd: root, env, detached: true, stdio: ['ignore', log, 'pipe', 'ipc'] });
    closeSync(log);
    this.#process = child;
    this.#errors = '';
    const startedAt = Date.now();
    child.stderr.setEncoding('utf8');
    child.stderr.on('data', (text) => {
      this.#errors = (this.#errors + text).slice(-8_000);
    });
    child.on('message', (message) => {
      if (message?.type !== 'ready') return;
      onReady?.(message);
      ready(message);
    });
    child.once('error', (error) => fail(new Stop(`${name} could not be started: ${error.message}`)));
    child.once('exit', (code, signal) => {
      this.#process = null;
      if (this.#stopping) return;
      if (code === configurationError) {
        const gone = new Stop(this.#errors.trim() || `${name} cannot run with these settings.`);
        fail(gone);
        onGone(gone);
        return;
      }
      if (Date.now() - startedAt > healthyAfterMs) this.#restarts = 0;
      const pauseMs = restartPausesMs[Math.min(this.#restarts, restartPausesMs.length - 1)];
      this.#restarts += 1;
      process.stderr.write(
        `${name} ended (${signal ?? `code ${code}`}) and is started again${this.#errors ? `:\n${this.#errors.trim()}` : '.'}\n`,
      );
      setTimeout(() => !this.#stopping && this.#spawn(ready, fail), pauseMs);
    });
  }

  /** Ends the process and everything in its group; resolves when it is gone. */
  async stop() {
    this.#stopping = true;
    await this.#end();
  }

  /** Ends the process and starts it again (watch mode). */
  async restart() {
    this.#stopping = true;
    await this.#end();
    this.#stopping = false;
    return this.start();
  }

  #end() {
    const child = this.#process;
    if (!child?.pid) return Promise.resolve();
    return new Promise((done) => {
      const timer = setTimeout(() => killGroup(child.pid), stopTimeoutMs);
      child.once('exit', () => {
        clearTimeout(timer);
        done();
      });
      child.kill('SIGTERM');
    });
  }
}

function killGroup(pid) {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}
