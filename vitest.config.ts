/** All vitest projects: unit tests beside the code, server tests on a real PostgreSQL, process tests of the worker. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { projects: ['client', 'server', 'sfu/node', 'tests'] },
});
