/** The participants of sfu/load: each sends a small picture and, when it is their turn, speaks; each receives a few of the others. */
import type { Producer, Router } from 'mediasoup/types';
import { consume, type Peer, produce, type Stage } from '../conformance/media/stage.ts';
import type { SyntheticEndpoint } from '../support/load.ts';
import type { LoadTrack } from '../support/load-protocol.ts';

/** The first so many send their middle layer too, as those do whom somebody looks at. */
const largeCount = 2;
/** How many speak at a time; the others are silent, as with DTX. */
const speakerCount = 3;
/** How many of the others each receives. */
const receivedCount = 3;

export interface Participant {
  peer: Peer<SyntheticEndpoint>;
  video: Producer;
  audio: Producer;
  /** Whether the middle layer is sent. */
  isLarge: boolean;
  /** SSRCs of the pictures that it receives. */
  pictureSsrcs: number[];
}

/** Opens `count` participants who send and receive. */
export async function openParticipants(stage: Stage, router: Router, count: number): Promise<Participant[]> {
  const participants: Participant[] = [];
  for (let index = 0; index < count; index += 1) {
    const peer = await stage.synthetic(router);
    const isLarge = index < largeCount;
    const video = await produce(peer, router, videoTrack(index, isLarge));
    const audio = await produce(peer, router, audioTrack(index));
    await video.start();
    await audio.start();
    participants.push({ peer, video: video.producer, audio: audio.producer, isLarge, pictureSsrcs: [] });
  }
  for (const [index, { peer, pictureSsrcs }] of participants.entries()) {
    for (let step = 1; step <= receivedCount; step += 1) {
      const other = participants[(index + step) % count];
      if (!other) continue;
      const consumer = await consume(peer, router, other.video);
      await consumer.setPreferredLayers({ spatialLayer: 0 });
      pictureSsrcs.push(consumer.rtpParameters.encodings?.[0]?.ssrc ?? 0);
      await consume(peer, router, other.audio);
    }
  }
  return participants;
}

/** Gives the word to the next speakers of the `turn`. */
export async function speak(participants: readonly Participant[], turn: number): Promise<void> {
  const first = (turn * speakerCount) % participants.length;
  await Promise.all(
    participants.map(({ peer }, index) => {
      const place = (index - first + participants.length) % participants.length;
      return peer.endpoint.adjust({ mid: 'audio', active: place < speakerCount });
    }),
  );
}

function videoTrack(index: number, isLarge: boolean): Omit<LoadTrack, 'payloadType'> {
  const ssrc = 10_000 + index * 100;
  const layer = (rid: string, offset: number, more: { bitrateBps: number; width: number; height: number }) => ({
    ssrc: ssrc + offset,
    rtxSsrc: ssrc + offset + 1,
    rid,
    frameRate: 10,
    ...more,
  });
  return {
    mid: 'video',
    source: index * 2 + 1,
    mimeType: 'video/VP8',
    encodings: [
      layer('r0', 0, { bitrateBps: 80_000, width: 160, height: 90 }),
      { ...layer('r1', 10, { bitrateBps: 200_000, width: 320, height: 180 }), active: isLarge },
      { ...layer('r2', 20, { bitrateBps: 600_000, width: 640, height: 360 }), active: false },
    ],
  };
}

function audioTrack(index: number): Omit<LoadTrack, 'payloadType'> {
  const encodings = [{ ssrc: 10_050 + index * 100, bitrateBps: 24_000, active: false }];
  return { mid: 'audio', source: index * 2 + 2, mimeType: 'audio/opus', encodings };
}
