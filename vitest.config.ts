/** All vitest projects: unit tests beside the code, server tests on a real PostgreSQL, process tests of the worker. */
import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: ['client', 'server', 'sfu/node', 'tests'],
    // Process tests mostly wait for what they started: on two cores one file at a time leaves the machine idle for two fifths of the run. More would make
    // them wait for each other.
    maxWorkers: Math.max(2, availableParallelism() - 1),
  },
});
