/** The media ports of the real sfu node answer; a port where nobody is does not. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type SfuProcess, startSfu } from '../../../tests/support/sfu-process.ts';
import { createLog } from '../log.ts';
import { probeMedia, Sfu } from './index.ts';
import { asksForAnswer } from './stun.ts';

let media: SfuProcess;
let sfu: Sfu;
beforeAll(async () => {
  media = await startSfu({ env: { MEDIA_WORKERS: '1' } });
  sfu = new Sfu({ controlSocket: media.socketPath, controlSecret: media.secret }, createLog('silent'));
});
afterAll(async () => {
  sfu?.close();
  await media?.stop();
});

it('finds every address on which media is offered, and leaves no room behind', async () => {
  const probes = await probeMedia(sfu);
  expect(new Set(probes.map(({ protocol }) => protocol))).toEqual(new Set(['udp', 'tcp']));
  expect(probes.map(({ answered }) => answered)).toEqual(probes.map(() => true));
  expect((await sfu.request('node:status', {})).roomIds).toEqual([]);
});

it.each(['udp', 'tcp'] as const)('calls a %s port where nobody is silent', async (protocol) => {
  const nobody = { protocol, address: '127.0.0.1', port: 9 };
  expect(await asksForAnswer(nobody, { usernameFragment: 'x', password: 'y' }, 300)).toBe(false);
});
