/**
 * `npm run bench -- client [--json]`: what a participant's browser loads, and how long it is busy at one go. JavaScript in kilobytes as gzip sends it: until the
 * form before joining can be used, fetched ahead while one looks at oneself, and in all in the running meeting; the longest task of the page in a meeting of two.
 */
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import type { Page } from '@playwright/test';
import { joinIn, openBrowser } from '../support/participant.ts';
import { startProduct } from '../support/product.ts';
import { approvedRequest } from '../support/staff.ts';
import { machine } from './cpu.ts';

const { values } = parseArgs({ allowPositionals: true, options: { json: { type: 'boolean', default: false } } });

const joinLabel = 'Gabung';
/** In the meeting it is watched for so long. */
const watchedMs = 10_000;

/** Sums what a page loads. */
class Loaded {
  readonly #bodies: Promise<{ path: string; size: number }>[] = [];

  constructor(page: Page) {
    page.on('response', (response) => {
      const path = new URL(response.url()).pathname;
      if (!path.endsWith('.js')) return;
      this.#bodies.push(
        response.body().then(
          (body) => ({ path, size: gzipSync(body).length }),
          () => ({ path, size: 0 }),
        ),
      );
    });
  }

  async kilobytes(counts: (path: string) => boolean = () => true): Promise<number> {
    const bodies = await Promise.all(this.#bodies);
    const size = bodies.filter(({ path }) => counts(path)).reduce((sum, body) => sum + body.size, 0);
    return Math.round(size / 100) / 10;
  }
}

/** Notes when the page before joining can be used, and which scripts had been asked for until then. */
const watchForm = (page: Page) =>
  page.addInitScript((label) => {
    const observer = new MutationObserver(() => {
      const button = [...document.querySelectorAll('button')].find(({ textContent }) => textContent?.trim() === label);
      if (!button) return;
      observer.disconnect();
      const scripts = performance.getEntriesByType('resource').map(({ name }) => new URL(name).pathname);
      Object.assign(window, { scriptsOfForm: scripts, formShownMs: performance.now() });
    });
    observer.observe(document, { childList: true, subtree: true });
  }, joinLabel);

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
  await watchForm(page);
  await page.goto(meeting.inviteUrl);
  await page.getByLabel('Nama Anda').fill('Bayu');
  await page.waitForLoadState('networkidle');
  const form = await page.evaluate(() => {
    const { scriptsOfForm, formShownMs } = window as unknown as { scriptsOfForm: string[]; formShownMs: number };
    return { scriptsOfForm, formShownMs };
  });
  const prejoinGzipKb = await loaded.kilobytes((path) => form.scriptsOfForm.includes(path));
  // The media code is fetched ahead while one looks at oneself; without it one would wait after the click.
  const aheadGzipKb = Math.round(10 * ((await loaded.kilobytes()) - prejoinGzipKb)) / 10;
  await page.getByRole('button', { name: joinLabel, exact: true }).click();
  await page.getByRole('button', { name: 'Keluar' }).waitFor();
  await page.waitForTimeout(watchedMs);
  const meetingGzipKb = await loaded.kilobytes();
  const longestTaskMs = await page.evaluate(
    () => (window as unknown as { longestTask: { ms: number } }).longestTask.ms,
  );
  const result = {
    ...{ prejoinGzipKb, aheadGzipKb, meetingGzipKb },
    ...{ formShownMs: Math.round(form.formShownMs), longestTaskMs: Math.round(longestTaskMs) },
  };
  await other.leave();
  if (values.json) console.log(JSON.stringify({ bench: 'client', machine: machine(), ...result }));
  else
    console.log(
      `the form ${prejoinGzipKb} kB, ahead ${aheadGzipKb} kB, in the meeting ${meetingGzipKb} kB, longest task ${result.longestTaskMs} ms`,
    );
} finally {
  await browser.close();
  await product.dispose();
}
