/** The worker's own counters on its metrics socket, as a collector reads them. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, expect, it } from 'vitest';
import { RawWorker } from './raw-worker.ts';

const directory = mkdtempSync(join(tmpdir(), 'sambung-metrics-'));
let worker: RawWorker | undefined;
afterEach(async () => {
  worker?.kill('SIGKILL');
  await worker?.ended;
  rmSync(directory, { recursive: true, force: true });
});

it('tells its counters to each connection, and takes the socket with it when it ends', async () => {
  worker = new RawWorker([], { MEDIASOUP_VERSION: '3.27.1', MEDIA_METRICS_DIR: directory });
  await worker.running;
  const path = join(directory, `${worker.pid}.sock`);
  for (let reading = 0; reading < 3; reading += 1) {
    const metrics = await text(connect(path));
    expect(metrics).toContain('\nsambung_worker_drops_total{reason="unroutable"} 0\n');
    expect(metrics).toMatch(/^sambung_worker_turn_cpu_seconds_count \d+$/m);
    expect(metrics.split('\n').every((line) => /^(|# .*|sambung_worker_[a-z_]+(\{.*\})? [\d.e-]+)$/.test(line))).toBe(
      true,
    );
  }
  worker.kill('SIGTERM');
  await worker.ended;
  expect(existsSync(path)).toBe(false);
});
