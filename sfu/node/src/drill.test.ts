/** Tests of the reconnect drill's timing on made-up peers and a made-up worker; the real line is cut in the test call's flow. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sfuErrorCodes } from '@sambung/contract/sfu';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { drill } from './drill.ts';

let directory: string;
let path: string;
let server: Server;
let asked: string[];
let answer: string;

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'drill-'));
  path = join(directory, 'worker.control');
  asked = [];
  answer = '1 1';
  server = createServer((socket) =>
    socket.setEncoding('utf8').on('data', (line: string) => {
      asked.push(line);
      socket.write(`${answer}\n`);
    }),
  ).listen(path);
  await once(server, 'listening');
});
afterEach(() => {
  server.close();
  rmSync(directory, { recursive: true });
});

const peer = (flows = true) => ({ flows, transportIds: ['up', 'down'] });

it('cuts both lines and times from the cut until both ways stand again', async () => {
  const cut = peer();
  const { outage } = await drill(cut, path);
  expect(asked).toEqual(['cut up down\n']);
  cut.flows = false;
  setImmediate(() => {
    cut.flows = true;
  });
  expect(await outage).toBeGreaterThan(0);
});

it.each([
  ['the worker has no control socket', peer(), () => null, '1 1'],
  ['nobody listens there', peer(), () => `${path}.none`, '1 1'],
  ['one of the lines is not there', peer(), () => path, '1 -'],
  ['the worker does not know the word', peer(), () => path, '?'],
  ['there is nothing to cut', peer(false), () => path, '1 1'],
])('is refused where %s', async (_, who, where, answered) => {
  answer = answered;
  await expect(drill(who, where())).rejects.toMatchObject({ code: sfuErrorCodes.media });
});
