/** Browser flows in Debian's Chromium with fake devices. Those of a meeting run one at a time: two browsers and the media path fill a small machine. */
import { defineConfig } from '@playwright/test';
import { chromiumArguments, chromiumPath } from './support/participant.ts';

export default defineConfig({
  testDir: '.',
  projects: [
    {
      name: 'office',
      testMatch: 'e2e/**/*.spec.ts',
      testIgnore: ['e2e/slice.spec.ts', 'e2e/measure.spec.ts', 'e2e/test-call-trouble.spec.ts'],
    },
    {
      name: 'meeting',
      testMatch: ['e2e/slice.spec.ts', 'e2e/measure.spec.ts', 'e2e/test-call-trouble.spec.ts', 'chaos/*.spec.ts'],
    },
  ],
  outputDir: '../test-results',
  workers: 1,
  fullyParallel: false,
  retries: 0,
  timeout: 120_000,
  // Two browsers and two products on two cores stand still for seconds at a time; longer only makes what fails slower.
  expect: { timeout: 30_000 },
  use: {
    locale: 'id-ID',
    timezoneId: 'Asia/Jakarta',
    // A trace would show more and costs a fifth of the processor: `playwright test --trace retain-on-failure` when a failure does not explain itself.
    screenshot: 'only-on-failure',
    launchOptions: { executablePath: chromiumPath, args: chromiumArguments },
  },
});
