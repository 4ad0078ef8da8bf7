/** What the page and its measuring threads tell each other. */
import type { LineClass } from '@sambung/contract/rubric';
import type { ShownMarker } from '@sambung/contract/test-report';
import type { Size } from './marker/cells.ts';
import type { LoudnessSecond } from './sound/loudness.ts';
import type { Candidate } from './sound/sweep-finder.ts';

/** To the thread that draws. */
export type MakerOrder =
  | {
      type: 'make';
      seed: string;
      streamId: number;
      lineClass: LineClass;
      noisy: boolean;
      /** Into a track, or as pictures to be painted on a canvas by the page. */
      writable: WritableStream<VideoFrame> | null;
    }
  /** Makes the scene of a class, before it is needed. */
  | { type: 'prepare'; lineClass: LineClass }
  | { type: 'rest' }
  /** The reader tells here what it showed last. */
  | { type: 'echo'; port: MessagePort }
  | { type: 'second' };
export type MakerSecond = {
  type: 'second';
  pictures: number;
  /** Pictures that were due and not drawn. */
  missed: number;
  busyMs: number;
  lateMs: number;
};
export type MakerAnswer = MakerSecond | { type: 'picture'; rgba: ArrayBuffer; size: Size };
export type EchoNote = { seq: number; shownAtMs: number };

/** When a picture was shown, by the timestamp its packets carried. */
export type Display = { rtpTimestamp: number; atMs: number };

/** To the thread that reads pictures. */
export type ReaderOrder =
  | { type: 'watch'; readable: ReadableStream<VideoFrame> | null }
  | { type: 'plan'; readsMarkers: boolean; compares: boolean }
  | { type: 'ports'; echo: MessagePort; compare: MessagePort }
  | { type: 'second'; displays: Display[] };
export type ReaderSecond = {
  type: 'second';
  /** Null before the first picture. */
  seen: {
    size: Size;
    frozenMs: number;
    longestFreezeMs: number;
    freezes: number;
    stillMs: number | null;
    meanLuma: number | null;
  } | null;
  picturesRead: number;
  markers: ShownMarker[];
  unreadableMarkers: number;
  busyMs: number;
  lateMs: number;
};
/** A picture to be compared with the one that was sent. */
export type ComparedPicture = { seq: number; size: Size; luma: ArrayBuffer; stridePx: number };

export const channels = ['far', 'own', 'room'] as const;
/** `far`: what comes in. `own`: what is sent. `room`: the microphone as it is, for the acoustic loop. */
export type Channel = (typeof channels)[number];

/** Sound of a channel: out of a worklet on the clock of the page's sound, or as a track delivers it. */
export type SoundSource = { port: MessagePort } | { readable: ReadableStream<AudioData> };
/** When a sample came: on the clock of the page's sound, or on that of the page. */
export type SoundInstant = { atSeconds: number } | { deliveredAtMs: number };

/** To the thread that listens and compares. */
export type AnalystOrder =
  | { type: 'listen'; channel: Channel; source: SoundSource }
  | { type: 'plan'; lineClass: LineClass; finds: Channel[] }
  | { type: 'compare'; port: MessagePort }
  | { type: 'second' };
export type RawHeard = Candidate & { channel: Channel; at: SoundInstant };
/** On the clock of the page's sound. */
export type Heard = Candidate & { channel: Channel; atSeconds: number };
export type AnalystSecond = {
  type: 'second';
  loudness: Partial<Record<Channel, LoudnessSecond>>;
  heard: RawHeard[];
  similarity: number | null;
  busyMs: number;
};
/** From the worklet: mono samples beginning at a frame of the sound's clock. */
export type SoundChunk = { frame: number; samples: Float32Array };
