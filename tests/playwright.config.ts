/** Browser flows in Debian's Chromium with fake devices. Those of a meeting run one at a time: two browsers and the media path fill a small machine. */
import { defineConfig } from '@playwright/test';
import { chromiumArguments, chromiumPath } from './support/participant.ts';

/** How good pictures are is the meetings' to say. More of them take the processor from the other worker's pages; fewer, and a side counts as standing still. */
const fewPictures = '--use-fake-device-for-media-stream=fps=10';

/** They want the machine to themselves. */
const meetingSpecs = [
  'slice',
  'measure',
  'test-call-trouble',
  'cascade',
  'leading',
  'door',
  'screen-share',
  'keyboard',
  'view',
  'wanted-layers',
  'devices',
  'firefox',
  'accessibility-tree',
  'staying',
  'reach',
  'slow-answers',
].map((name) => `e2e/${name}.spec.ts`);

export default defineConfig({
  testDir: '.',
  projects: [
    {
      name: 'office',
      testMatch: 'e2e/**/*.spec.ts',
      testIgnore: meetingSpecs,
      use: {
        // What glides into its place is waited for at each click.
        contextOptions: { reducedMotion: 'reduce' },
        launchOptions: { executablePath: chromiumPath, args: [...chromiumArguments, fewPictures] },
      },
    },
    { name: 'meeting', testMatch: [...meetingSpecs, 'chaos/*.spec.ts'] },
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
