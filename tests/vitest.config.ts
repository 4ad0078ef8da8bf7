/** Process tests: they start the real worker or product and talk to it. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { name: 'processes', include: ['**/*.test.ts'], testTimeout: 60_000, hookTimeout: 60_000, pool: 'forks' },
});
