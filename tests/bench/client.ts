/**
 * `npm run bench -- client [--json]`: what a participant's browser loads, and how long it is busy at one go. JavaScript in kilobytes as gzip sends it, up to the
 * page before joining and up to the running meeting; the longest task of the page in a meeting of two.
 */
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { joinIn, openBrowser } from '../support/participant.ts';
import { startProduct } from '../support/product.ts';
import { approvedRequest } from '../support/staff.ts';
import { machine } from './cpu.ts';

const { values } = parseArgs({ allowPositionals: true, options: { json: { type: 'boolean', default: false } } });

/** In the meeting it is watched for so long. */
const watchedMs = 10_000;

/** Sums what a page loads. */
class Loaded {
  readonly #bodies: Promise<number>[] = [];

  constructor(page: Page) {
    page.on('response', (response) => {
      if (!/\.js($|\?)/.test(new URL(response.url()).pathname)) return;
      this.#bodies.push(
        response.body().then(
          (body) => gzipSync(body).length,
          () => 0,
        ),
      );
    });
  }

  async kilobytes(): Promise<number> {
    const sizes = await Promise.all(this.#bodies);
    return Math.round(sizes.reduce((sum, size) => sum + size, 0) / 100) / 10;
  }
}

const watchTasks = (page: Page) =>
  page.addInitScript(() => {
    const longest = { ms: 0 };
    Object.assign(window, { longestTask: longest });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) longest.ms = Math.max(longest.ms, duration);
    }).observe({ type: 'longtask', buffered: true });
  });

const product = await startProduct();
const browser = await openBrowser({ background: 'red', sweep: 'up' });
try {
  const { meeting } = await approvedRequest(product);
  const other = await joinIn(browser, meeting.inviteUrl, 'Rani');
  const context = await browser.newContext({ locale: 'id-ID', permissions: ['camera', 'microphone'] });
  const page = await context.newPage();
  const loaded = new Loaded(page);
  await watchTasks(page);
  await page.goto(meeting.inviteUrl);
  await page.getByLabel('Nama Anda').fill('Bayu');
  await page.waitForLoadState('networkidle');
  // The media code is fetched ahead while one looks at oneself; without it one would wait after the click.
  const prejoinGzipKb = await loaded.kilobytes();
  await page.getByRole('button', { name: 'Gabung', exact: true }).click();
  await page.getByRole('button', { name: 'Keluar' }).waitFor();
  await page.waitForTimeout(watchedMs);
  const meetingGzipKb = await loaded.kilobytes();
  const longestTaskMs = await page.evaluate(
    () => (window as unknown as { longestTask: { ms: number } }).longestTask.ms,
  );
  const result = { prejoinGzipKb, meetingGzipKb, longestTaskMs: Math.round(longestTaskMs) };
  await other.leave();
  if (values.json) console.log(JSON.stringify({ bench: 'client', machine: machine(), ...result }));
  else
    console.log(
      `before joining ${prejoinGzipKb} kB, in the meeting ${meetingGzipKb} kB, longest task ${result.longestTaskMs} ms`,
    );
} finally {
  await browser.close();
  await product.dispose();
}
