/** Tests of how much of the own camera is sent: as little as the person and everybody else together want. */
import type { Transport } from 'mediasoup-client/types';
import { beforeEach, expect, it } from 'vitest';
import { DeviceSender } from './device-sender.ts';
import type { Request } from './socket.ts';

/** A producer of three layers; each change of its limit ends when the test says so. */
class CameraProducer {
  readonly id: string;
  readonly track = camera.track;
  readonly rtpParameters = { encodings: [{}, {}, {}] };
  maxSpatialLayer: number | undefined;
  readonly #ends: (() => void)[] = [];

  constructor(id: string) {
    this.id = id;
  }

  async setMaxSpatialLayer(layer: number): Promise<void> {
    await new Promise<void>((end) => this.#ends.push(end));
    this.maxSpatialLayer = layer;
  }

  pause() {}
  resume() {}
  close() {}

  /** Ends the changes that are under way, and those that follow from them. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < 10; quiet++) {
      await Promise.resolve();
      for (const end of this.#ends.splice(0)) {
        end();
        quiet = 0;
      }
    }
  }
}

const camera = { on: true, track: { getSettings: () => ({ width: 1280, height: 720 }) } as MediaStreamTrack };
let producers: CameraProducer[];
let sender: DeviceSender;

beforeEach(() => {
  producers = [];
  const produce = async () => {
    const producer = new CameraProducer(`camera-${producers.length}`);
    producers.push(producer);
    return producer;
  };
  const request = (async () => ({})) as unknown as Request;
  sender = new DeviceSender(request, { produce } as unknown as Transport, 'video/VP8');
});

async function begin(isSmall = false): Promise<CameraProducer> {
  const sending = sender.sendCamera(camera, isSmall);
  for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  const producer = producers.at(-1) as CameraProducer;
  await producer.settle();
  await sending;
  return producer;
}

const sentUpTo = ({ maxSpatialLayer }: CameraProducer) => maxSpatialLayer ?? 2;

it('everything is sent until somebody says what is wanted', async () => {
  expect(sentUpTo(await begin())).toBe(2);
});

it('what nobody wants is not sent, and comes back when it is wanted', async () => {
  const producer = await begin();
  sender.wantedChanged(producer.id, 0);
  await producer.settle();
  expect(sentUpTo(producer)).toBe(0);
  sender.wantedChanged(producer.id, 2);
  await producer.settle();
  expect(sentUpTo(producer)).toBe(2);
  sender.wantedChanged(producer.id, null);
  await producer.settle();
  expect(sentUpTo(producer)).toBe(0);
});

it('the last word counts, also while the one before is being carried out', async () => {
  const producer = await begin();
  sender.wantedChanged(producer.id, 0);
  await Promise.resolve();
  sender.wantedChanged(producer.id, 2);
  await producer.settle();
  expect(sentUpTo(producer)).toBe(2);
});

it('who saves their line sends the smallest, whatever is wanted, and what is wanted afterwards', async () => {
  const producer = await begin(true);
  expect(sentUpTo(producer)).toBe(0);
  sender.wantedChanged(producer.id, 1);
  await producer.settle();
  expect(sentUpTo(producer)).toBe(0);
  await begin(false);
  expect(producers).toHaveLength(1);
  expect(sentUpTo(producer)).toBe(1);
});

it('a camera that is sent anew begins with everything', async () => {
  const producer = await begin();
  sender.wantedChanged(producer.id, 0);
  await producer.settle();
  sender.forget();
  const next = await begin();
  expect(next).not.toBe(producer);
  expect(sentUpTo(next)).toBe(2);
});
