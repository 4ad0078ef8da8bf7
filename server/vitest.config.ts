/** The server's tests: every file gets a database of its own on one real PostgreSQL. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: import.meta.dirname,
  test: {
    include: ['src/**/*.test.ts'],
    globalSetup: ['./test/postgres.ts'],
    pool: 'forks',
    // Files share what they import, not what they start: reading the modules anew for each costs more than the tests themselves.
    isolate: false,
    // Starting PostgreSQL from nothing and argon2id on a busy two-core machine; a hang still ends.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
