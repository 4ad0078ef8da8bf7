/** All vitest projects: unit tests beside the code, server tests on a real PostgreSQL, process tests of the worker. */
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path';
import { defineConfig } from 'vitest/config';

/**
 * Files that run at once, counted over all projects. Half of them wait for what they started: on two cores one file at a time leaves the machine idle for two
 * fifths of the run. More would make them wait for each other.
 */
const maxWorkers = Math.max(2, availableParallelism() - 1);

/** A project takes nothing from this file but what is handed to it here. */
function project(config: string, test: { isolate?: boolean; testTimeout?: number } = {}) {
  const root = dirname(config);
  return { extends: config, root, test: { name: root, maxWorkers, ...test } };
}

export default defineConfig({
  test: {
    projects: [
      // Reading the same modules anew for each file took longer than the tests. Pictures and sound are computed for seconds on a busy machine.
      project('client/vite.config.ts', { isolate: false, testTimeout: 30_000 }),
      project('server/vitest.config.ts'),
      project('sfu/node/vitest.config.ts'),
      project('tests/vitest.config.ts'),
    ],
  },
});
