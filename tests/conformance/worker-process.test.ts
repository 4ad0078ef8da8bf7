/** The worker as a process: how it starts, what it refuses, and how it ends. */
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Method } from '../../node_modules/mediasoup/node/lib/fbs/request.js';
import { RawWorker, requestFrame } from './raw-worker.ts';

const started: RawWorker[] = [];
afterEach(async () => {
  for (const worker of started.splice(0)) {
    worker.kill('SIGKILL');
    await worker.ended;
  }
});

function start(...parameters: ConstructorParameters<typeof RawWorker>): RawWorker {
  const worker = new RawWorker(...parameters);
  started.push(worker);
  return worker;
}

async function running(...parameters: ConstructorParameters<typeof RawWorker>): Promise<RawWorker> {
  const worker = start(...parameters);
  await worker.running;
  return worker;
}

describe('the worker process', () => {
  it('exits with 41 when the library did not start it', async () => {
    expect(await start([], {}).ended).toMatchObject({ code: 41, stderr: expect.stringContaining('MEDIASOUP_VERSION') });
  });

  it.each([
    [['--logLevel=chicken'], 'chicken'],
    [['--chicken=1'], 'chicken'],
    [['--logLevel'], 'missing value'],
    [['--rtcMinPort=2000', '--rtcMaxPort=1999'], 'rtcMaxPort'],
    [['--dtlsCertificateFile=/nowhere.pem'], 'dtlsPrivateKeyFile'],
    [['--dtlsCertificateFile=/nowhere.pem', '--dtlsPrivateKeyFile=/nowhere.pem'], '/nowhere.pem'],
  ])('exits with 42 and a sentence for %j', async (words, said) => {
    expect(await start(words).ended).toMatchObject({ code: 42, stderr: expect.stringContaining(said) });
  });

  it('exits with 42 and a sentence for a certificate file that holds none', async () => {
    const file = join(tmpdir(), `sambung-no-certificate-${process.pid}.pem`);
    writeFileSync(file, 'nothing');
    const worker = start([`--dtlsCertificateFile=${file}`, `--dtlsPrivateKeyFile=${file}`]);
    expect(await worker.ended).toMatchObject({ code: 42, stderr: expect.stringContaining('X.509 certificate') });
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('closes cleanly on %s', async (signal) => {
    const worker = await running();
    worker.kill(signal);
    expect(await worker.ended).toMatchObject({ code: 0, signal: null });
  });

  it('lives on after SIGHUP, SIGUSR1, SIGUSR2, SIGALRM and SIGPIPE', async () => {
    const worker = await running();
    for (const signal of ['SIGHUP', 'SIGUSR1', 'SIGUSR2', 'SIGALRM', 'SIGPIPE'] as const) worker.kill(signal);
    expect(await worker.ask(1, Method.WORKER_DUMP)).toMatchObject({ accepted: true });
  });

  it('closes cleanly when the library goes away without a word', async () => {
    const worker = await running();
    worker.input.destroy();
    worker.output.destroy();
    expect(await worker.ended).toMatchObject({ code: 0, stderr: expect.stringContaining('remotely closed') });
  });

  it('closes cleanly when only its input is shut down', async () => {
    const worker = await running();
    worker.input.end();
    expect(await worker.ended).toMatchObject({ code: 0, stderr: expect.stringContaining('remotely closed') });
  });

  it('does not mind that nobody takes its answers', async () => {
    const worker = await running();
    worker.output.destroy();
    void worker.ask(1, Method.WORKER_DUMP).catch(() => {});
    void worker.ask(2, Method.WORKER_DUMP).catch(() => {});
    expect(await worker.close()).toMatchObject({ code: 0, signal: null });
  });

  it('answers a request that arrives byte by byte, and many at once', async () => {
    const worker = await running();
    const bytes = [...requestFrame(99, Method.WORKER_DUMP, '')].map((byte) => Buffer.from([byte]));
    expect(await worker.askRaw(99, bytes)).toMatchObject({ accepted: true });
    const answers = Array.from({ length: 50 }, (_, id) => worker.ask(id + 1, Method.WORKER_GET_RESOURCE_USAGE));
    for (const answer of await Promise.all(answers)) expect(answer).toMatchObject({ accepted: true });
  });
});
