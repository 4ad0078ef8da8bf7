/** Tests of how a shared screen is sent: once, in layers that follow what it shows. */
import type { Transport } from 'mediasoup-client/types';
import { expect, it, vi } from 'vitest';
import { ScreenSender } from './screen-sender.ts';
import type { Request } from './socket.ts';
import { screenEncodings } from './video-policy.ts';

const track = (id: string) => ({ id }) as MediaStreamTrack;

function sending(refusals = 0) {
  const closed: string[] = [];
  const produced: { id: string; encodings: object[] }[] = [];
  let refused = 0;
  const produce = async ({ encodings = [] }: { encodings?: object[] }) => {
    const given: object[] = encodings.map((one) => ({ ...one, active: true }));
    const sent = { id: `screen-${produced.length}`, encodings: given };
    produced.push(sent);
    const rtpSender = {
      getParameters: () => ({ encodings: sent.encodings.map((one) => ({ ...one })) }),
      setParameters: async ({ encodings }: { encodings: object[] }) => {
        refused += 1;
        if (refused <= refusals) throw new Error('not now');
        sent.encodings = encodings;
      },
    };
    return { id: sent.id, rtpSender, close: () => {} };
  };
  const request = vi.fn(async (_name: string, { producerId }: { producerId: string }) => void closed.push(producerId));
  const sender = new ScreenSender(request as unknown as Request, { produce } as unknown as Transport, 'video/VP8');
  return { sender, produced, closed };
}

it('another kind of screen changes the layers that are sent, and ends nothing', async () => {
  const { sender, produced, closed } = sending();
  const screen = { track: track('a'), audio: null };
  await sender.send({ ...screen, hint: 'detail' });
  await sender.send({ ...screen, hint: 'motion' });
  expect(produced).toMatchObject([{ encodings: screenEncodings('motion') }]);
  // What else was set of a layer stays.
  expect(produced[0]?.encodings).toMatchObject([{ active: true }, { active: true }, { active: true }]);
  await sender.send({ ...screen, hint: 'detail' });
  expect(produced).toMatchObject([{ encodings: screenEncodings('detail') }]);
  expect(closed).toEqual([]);
});

it('layers that could not be changed are changed by the next try', async () => {
  const { sender, produced } = sending(1);
  const screen = { track: track('a'), audio: null };
  await sender.send({ ...screen, hint: 'detail' });
  await expect(sender.send({ ...screen, hint: 'motion' })).rejects.toThrow('not now');
  expect(produced).toMatchObject([{ encodings: screenEncodings('detail') }]);
  await sender.send({ ...screen, hint: 'motion' });
  expect(produced).toMatchObject([{ encodings: screenEncodings('motion') }]);
});

it('another screen is sent in place of the one before, and none ends it', async () => {
  const { sender, produced, closed } = sending();
  await sender.send({ track: track('a'), audio: null, hint: 'detail' });
  await sender.send({ track: track('b'), audio: track('sound'), hint: 'detail' });
  expect([produced.map(({ id }) => id), closed]).toEqual([['screen-0', 'screen-1', 'screen-2'], ['screen-0']]);
  await sender.send({ track: null, audio: null, hint: 'detail' });
  expect(closed).toEqual(['screen-0', 'screen-1', 'screen-2']);
});
