/** Tests of the choice of a worker, and of real workers that die: the spare takes the place of one, and is itself replaced. */
import { afterEach, describe, expect, it } from 'vitest';
import { isAlive } from '../../../tests/support/product.ts';
import { workerBinary } from '../../../tests/support/sfu-process.ts';
import { createLog } from './log.ts';
import { leastLoaded, loadOf, WorkerPool } from './worker-pool.ts';

const workerWith = (...streamCounts: number[]) => ({
  parts: new Set(streamCounts.map((streamCount) => ({ streamCount }))),
});

describe('the next room goes to', () => {
  it.each([
    ['the worker with the fewest streams', [workerWith(30, 20), workerWith(40), workerWith(50)], 1],
    ['the one with fewer rooms while nobody sends', [workerWith(0, 0), workerWith(0), workerWith(0, 0)], 1],
    ['the one with many small rooms rather than one large', [workerWith(90), workerWith(9, 9, 9)], 1],
    ['the first of equals', [workerWith(20), workerWith(20)], 0],
    ['the only one', [workerWith(900)], 0],
  ])('%s', (_name, workers, expected) => {
    expect(leastLoaded(workers)).toBe(workers[expected]);
  });

  it('nothing when there is none', () => {
    expect(leastLoaded([])).toBeUndefined();
  });

  it('counts a part that nobody uses yet as one that a few people use', () => {
    expect(loadOf(workerWith(0))).toBeGreaterThan(0);
    expect(loadOf(workerWith(0, 100))).toBe(loadOf(workerWith(0)) + 100);
  });
});

describe('a worker that dies', () => {
  let pool: WorkerPool | undefined;
  afterEach(() => pool?.close());
  const start = (workerCount: number) =>
    WorkerPool.start(
      {
        ...{
          firstMediaPort: 0,
          listenAddresses: ['127.0.0.1'],
          announcedAddress: null,
          metricsDirectory: null,
          workerCount,
        },
        workerBinary: workerBinary() ?? null,
      },
      createLog('silent'),
    );
  const spareOf = async (of: WorkerPool, besides?: number) => {
    await expect.poll(() => of.sparePid !== null && of.sparePid !== besides, { timeout: 20_000 }).toBe(true);
    return of.sparePid ?? 0;
  };

  it('is replaced by the spare under the same number, and there is a new spare', async () => {
    pool = await start(2);
    const spare = await spareOf(pool);
    const lost: number[] = [];
    pool.onLost = ({ index }) => lost.push(index);
    const [first, second] = pool.workers.map(({ worker }) => worker.pid);
    process.kill(second ?? 0, 'SIGKILL');
    await expect.poll(() => pool?.workers.map(({ worker }) => worker.pid)).toEqual([first, spare]);
    expect([lost, pool.deathCount]).toEqual([[1], 1]);
    expect(await spareOf(pool, spare)).not.toBe(first);
  });

  it('is replaced also when there is no spare any more', async () => {
    pool = await start(1);
    const pids = [pool.workers[0]?.worker.pid ?? 0, await spareOf(pool)];
    for (const pid of pids) process.kill(pid, 'SIGKILL');
    await expect
      .poll(() => pool?.workers.some(({ worker }) => !pids.includes(worker.pid)), { timeout: 20_000 })
      .toBe(true);
    const [running] = pool.workers;
    expect(isAlive(running?.worker.pid ?? 0)).toBe(true);
    expect((await running?.webRtcServer.dump())?.udpSockets).toHaveLength(1);
  });

  it('as a spare is replaced without anybody being told', async () => {
    pool = await start(1);
    const spare = await spareOf(pool);
    let told = 0;
    pool.onLost = () => told++;
    process.kill(spare, 'SIGKILL');
    await spareOf(pool, spare);
    expect([told, pool.deathCount]).toEqual([0, 0]);
  });

  it('leaves no process behind once the pool is closed', async () => {
    pool = await start(1);
    const pids = [pool.workers[0]?.worker.pid ?? 0, await spareOf(pool)];
    pool.close();
    await expect.poll(() => pids.filter(isAlive), { timeout: 10_000 }).toEqual([]);
  });
});
