/** Tests of the sfu process: pure parts, the control socket, and the whole process with its real workers. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: import.meta.dirname,
  test: {
    include: ['src/**/*.test.ts'],
    pool: 'forks',
    // Starting processes on a busy two-core machine; a hang still ends.
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
