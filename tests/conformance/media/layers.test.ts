/** Simulcast: which encoding a consumer gets, and that nobody can tell from the numbers where it changed. */
import { setTimeout as pause } from 'node:timers/promises';
import type { ConsumerLayers } from 'mediasoup/types';
import { writeSenderReport } from '../../support/rtcp-packet.ts';
import type { RtpPacket } from '../../support/rtp-packet.ts';
import { describeWire } from './conforms.ts';
import { Line, type LineOptions, readVp8, rtcpSoFar, vp8 } from './line.ts';

const ssrcs = [0x10000001, 0x10000002, 0x10000003];
/** Each encoding counts from its own beginning, as in a browser. */
const origins = [
  { timestamp: 1_000, sequence: 100, pictureId: 5, tl0: 50 },
  { timestamp: 4_000_000_000, sequence: 40_000, pictureId: 20_000, tl0: 100 },
  { timestamp: 2_000_000_000, sequence: 65_530, pictureId: 32_760, tl0: 250 },
];
/** Between two frames, in ticks of 90 kHz and on the clock. */
const frameTicks = 2_700;
const frameMs = 30;
/** Where both encodings' frames of one moment come, the second is moved: by 1 ms in ours, by 33 ms in the stock worker. NTP fractions cost a tick. */
const largestShift = 2_972;

const simulcast: LineOptions = {
  mimeType: 'video/VP8',
  // The stock worker ties timestamps together by it, once it is announced, and no longer by reports.
  wantedExtension: (uri) => !uri.endsWith('/abs-capture-time'),
  encodings: ssrcs.map((ssrc) => ({ ssrc, scalabilityMode: 'L1T1' })),
};

/** A publisher of three encodings in step, which makes a key frame where it is asked for one. */
class Publisher {
  readonly #line: Line;
  #frame = 0;
  #answered = 0;

  constructor(line: Line) {
    this.#line = line;
  }

  /** Sends frames of the encodings `active` until `met` holds. */
  async until(met: () => boolean, active: number[] = [0, 1, 2]): Promise<void> {
    const deadline = AbortSignal.timeout(15_000);
    while (!met()) {
      if (deadline.aborted) throw new Error('what was waited for did not come');
      await this.#send(active);
      await pause(frameMs);
    }
  }

  async frames(count: number, active?: number[]): Promise<void> {
    const end = this.#frame + count;
    await this.until(() => this.#frame >= end, active);
  }

  async #send(active: number[]): Promise<void> {
    const asked = rtcpSoFar(this.#line.sender.endpoint, 'PLI');
    const wanted = new Set(asked.slice(this.#answered).map(({ media }) => media));
    this.#answered = asked.length;
    const now = this.#frame;
    this.#frame += 1;
    const entries = active.map((index) => ({ index, ssrc: ssrcs[index] ?? 0, ...(origins[index] ?? origins[0]) }));
    // The reports tie the encodings' timestamps together.
    if (now % 10 === 0) await this.#line.sender.endpoint.write(...entries.map((entry) => this.#report(entry, now)));
    await this.#line.send(
      ...entries.map(({ index, ssrc, timestamp = 0, sequence = 0, pictureId = 0, tl0 = 0 }) => ({
        ssrc,
        sequence: sequence + now,
        timestamp: timestamp + now * frameTicks,
        marker: true,
        payload: vp8({
          key: now === 0 || wanted.has(ssrc),
          pictureId: (pictureId + now) & 0x7fff,
          tl0: (tl0 + now) & 0xff,
          body: `${'abc'[index]}${now}`,
        }),
      })),
    );
  }

  #report({ ssrc, timestamp = 0 }: { ssrc: number; timestamp?: number }, now: number): Buffer {
    const milliseconds = now * frameMs;
    return writeSenderReport({
      ssrc,
      ntpSeconds: 3_900_000_000 + Math.floor(milliseconds / 1_000),
      ntpFraction: Math.floor(((milliseconds % 1_000) / 1_000) * 2 ** 32),
      rtpTimestamp: timestamp + now * frameTicks,
      packets: now,
      octets: now * 100,
    });
  }
}

/** Which encoding and which frame a packet is of. */
function origin({ payload }: RtpPacket): { layer: number; frame: number } {
  const [, letter = '', frame = ''] = payload.toString('latin1').match(/([abc])(\d+)$/) ?? [];
  return { layer: 'abc'.indexOf(letter), frame: Number(frame) };
}

const layersSoFar = (line: Line) => [...new Set(line.soFar().map((packet) => origin(packet).layer))];

/** Whether sequence numbers, picture ids and TL0PICIDX go up by one from packet to packet, and timestamps with the frames' times, always forward. */
function continuity(packets: RtpPacket[]) {
  const pairs = packets.slice(1).map((packet, index) => [packets[index] ?? packet, packet] as const);
  const every = (test: (before: RtpPacket, after: RtpPacket) => boolean) =>
    pairs.every(([before, after]) => test(before, after));
  return {
    sequence: every((before, after) => ((after.sequence - before.sequence) & 0xffff) === 1),
    pictureId: every((a, b) => ((readVp8(b.payload).pictureId - readVp8(a.payload).pictureId) & 0x7fff) === 1),
    tl0: every((a, b) => ((readVp8(b.payload).tl0 - readVp8(a.payload).tl0) & 0xff) === 1),
    timestamp: every((before, after) => {
      const ticks = (after.timestamp - before.timestamp) | 0;
      const expected = (origin(after).frame - origin(before).frame) * frameTicks;
      return ticks > 0 && Math.abs(ticks - expected) <= largestShift;
    }),
  };
}

const unbroken = { sequence: true, pictureId: true, tl0: true, timestamp: true };

describeWire('simulcast', (conforms) => {
  conforms(
    'a consumer gets the encoding that it prefers, and another one after a change, without a break in any number',
    async (stage) => {
      const line = await Line.open(stage, simulcast);
      const told: (ConsumerLayers | undefined)[] = [];
      line.consumer.on('layerschange', (layers) => told.push(layers));
      await line.consumer.setPreferredLayers({ spatialLayer: 0 });
      const publisher = new Publisher(line);
      await publisher.until(() => line.soFar().length >= 10);
      const first = layersSoFar(line);
      const change = line.soFar().length;
      await line.consumer.setPreferredLayers({ spatialLayer: 2 });
      await publisher.until(() => layersSoFar(line).includes(2));
      await publisher.frames(10);
      await line.consumer.setPreferredLayers({ spatialLayer: 1 });
      await publisher.until(() =>
        line
          .soFar()
          .slice(change)
          .some((packet) => origin(packet).layer === 1 && told.at(-1)?.spatialLayer === 1),
      );
      await publisher.frames(10);
      return {
        type: line.consumer.type,
        first,
        last: origin(line.soFar().at(-1) as RtpPacket).layer,
        continuity: continuity(line.soFar()),
        told: told.map((layers) => layers?.spatialLayer).filter((layer, index, all) => layer !== all[index - 1]),
        current: line.consumer.currentLayers,
        keyFramesAsked: ssrcs.map((ssrc) => rtcpSoFar(line.sender.endpoint, 'PLI').some(({ media }) => media === ssrc)),
      };
    },
    {
      type: 'simulcast' as const,
      first: [0],
      last: 1,
      continuity: unbroken,
      told: [0, 2, 1],
      current: { spatialLayer: 1, temporalLayer: 0 },
      // The lowest begins with one; the others begin unwatched.
      keyFramesAsked: [false, true, true],
    },
  );

  conforms(
    'when the encoding in use ends, a lower one takes its place without a break in the numbers',
    async (stage) => {
      const line = await Line.open(stage, simulcast);
      await line.consumer.setPreferredLayers({ spatialLayer: 2 });
      const publisher = new Publisher(line);
      await publisher.until(() => layersSoFar(line).includes(2));
      await publisher.frames(10);
      const before = line.soFar().length;
      await publisher.until(() => line.soFar().length > before + 20, [0, 1]);
      const after = line.soFar().slice(before);
      const { sequence, pictureId, tl0 } = continuity(line.soFar());
      return { sequence, pictureId, tl0, low: after.slice(-10).every((packet) => origin(packet).layer < 2) };
    },
    { sequence: true, pictureId: true, tl0: true, low: true },
  );
});
