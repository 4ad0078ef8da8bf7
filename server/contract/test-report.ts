/**
 * What a page of a test call tells the server, once a second, and what the server tells it to play. Raw observations only: the server makes the numbers.
 * `…AtMs` of a page are milliseconds of its own steady clock (`performance.timeOrigin + performance.now()`), which the server compares with its own.
 */
import { z } from 'zod';
import { lineClassSchema } from './rubric.ts';

/** `gates`: devices and connection. `bandwidth` and `synthetic` send made pictures and sweeps, `recovery` drops the line, `real` is camera and microphone. */
export const testPhases = ['gates', 'bandwidth', 'synthetic', 'recovery', 'real', 'verdict'] as const;
export const testPhaseSchema = z.enum(testPhases);
export type TestPhase = z.infer<typeof testPhaseSchema>;

/** What a page is to do from now on. */
export const testPlanSchema = z.object({
  phase: testPhaseSchema,
  lineClass: lineClassSchema,
  /** Rises with every change; what a page reports names the plan it belongs to. */
  planNumber: z.int().min(0),
  /**
   * 32 bytes, hex, known to the server and this page alone: the nonces of its markers and the order of its sweeps come from it, so that nobody can claim to
   * have received what was not sent.
   */
  seed: z.string().regex(/^[0-9a-f]{64}$/, 'seed'),
  /** Goes into the marker: 1 host, 2 audience. */
  streamId: z.int().min(1).max(255),
  /**
   * The acoustic loop, phase `real` only. `source`: this page mixes its sweeps into what its microphone sends, and looks for them in what comes back. `ear`: its
   * loudspeaker plays what comes in, and it looks for the sweeps in its own microphone without echo cancellation. `off`: neither.
   */
  loop: z.enum(['source', 'ear', 'off']),
});
export type TestPlan = z.infer<typeof testPlanSchema>;

const pageAtMs = z.number().min(0);
const count = z.int().min(0).max(100_000);
/** Of a late report several seconds, at 48 kHz. */
const samples = z.int().min(0).max(10_000_000);
const uint = (bits: number) =>
  z
    .int()
    .min(0)
    .max(2 ** bits - 1);

/** A marker that was read off a displayed picture: 140 bits of payload, the CRC already checked. */
export const shownMarkerSchema = z.object({
  seq: uint(24),
  /** The sender's clock when the picture was drawn, modulo 2^32 ms. */
  drawnAtMs: uint(32),
  streamId: uint(8),
  /** The last picture of ours that the other side had displayed when it drew this one, and how long ago that was; 0 before the first. */
  echoSeq: uint(24),
  echoHoldMs: uint(16),
  nonce: uint(20),
  /** When it was displayed. */
  shownAtMs: pageAtMs,
});
export type ShownMarker = z.infer<typeof shownMarkerSchema>;

/** Sweeps are numbered by the sender from 0; up or down is drawn from the seed. */
export const sweepTurnSchema = z.enum(['up', 'down']);

export const testReportSchema = z.object({
  planNumber: z.int().min(0),
  /** The end of the second it tells of. */
  atMs: pageAtMs,
  /** How long that second was: what is counted is divided by it. */
  spanMs: z.number().min(1).max(60_000),
  /** Why the second says nothing: the page was hidden, or the browser could not keep up with measuring. */
  voided: z.enum(['hidden', 'starved']).nullable(),
  /** Of one processor, what measuring took in this second. */
  costPercent: z.number().min(0).max(1_000).nullable(),
  connectionState: z.string().max(20),
  protocol: z.string().max(10).nullable(),
  relayed: z.boolean().nullable(),
  srtpCipher: z.string().max(60).nullable(),
  dtlsVersion: z.string().max(20).nullable(),
  roundTripMs: z.number().min(0).max(60_000).nullable(),
  /** Camera and microphone in use, by the names that the browser gives them. */
  devices: z.array(z.object({ kind: z.enum(['microphone', 'camera']), label: z.string().max(200) })).max(8),
  /** The browser's name and main version; empty where it says neither. */
  browser: z.string().max(120),
  /**
   * What came in of the other side's sound; null while there is none. All but the gauges are differences over the second. A counter is null where the browser
   * does not tell it, when the stream is new, and when it went back.
   */
  sound: z
    .object({
      packetsReceived: count.nullable(),
      packetsLost: z.int().nullable(),
      jitterMs: z.number().min(0).max(60_000).nullable(),
      samples: samples.nullable(),
      /** Made up by the decoder, silence not counted. */
      concealedSamples: samples.nullable(),
      levelDbfs: z.number().min(-200).max(20).nullable(),
      peakDbfs: z.number().min(-200).max(20).nullable(),
      /** 10-ms frames, and those with three or more samples in a row at full scale. */
      frames: count,
      clippedFrames: count,
      /** Quietest tenth of the frames. */
      noiseFloorDbfs: z.number().min(-200).max(20).nullable(),
      sweeps: z
        .array(z.object({ turn: sweepTurnSchema, heardAtMs: pageAtMs, peakRatio: z.number().min(0).max(1e6) }))
        .max(4),
    })
    .nullable(),
  picture: z
    .object({
      packetsReceived: count.nullable(),
      packetsLost: z.int().nullable(),
      framesDecoded: count.nullable(),
      framesDropped: count.nullable(),
      widthPx: z.int().min(0).max(16_384).nullable(),
      heightPx: z.int().min(0).max(16_384).nullable(),
      /** Of the second, stood still for longer than 150 ms or three usual intervals, whichever is more; and the longest standstill that ended in it. */
      frozenMs: z.number().min(0).max(60_000).nullable(),
      longestFreezeMs: z.number().min(0).max(3_600_000).nullable(),
      freezes: count.nullable(),
      /**
       * For how long nothing at all has changed in the pictures that were looked at, one a second: a frozen camera goes on sending. 0 while it moves. A gauge.
       */
      stillMs: z.number().min(0).max(86_400_000).nullable(),
      /** 0 black … 255 white, of a picture of this second. */
      meanLuma: z.number().min(0).max(255).nullable(),
      /** Structural similarity with the picture that was sent, marker left out. */
      similarity: z.number().min(-1).max(1).nullable(),
      markers: z.array(shownMarkerSchema).max(200),
      unreadableMarkers: count,
    })
    .nullable(),
  /** What this page sent. */
  sent: z.object({
    sweeps: z.array(z.object({ number: z.int().min(0), playedAtMs: pageAtMs })).max(4),
    pictures: count,
    /** Of the own microphone, before it is encoded; null while sound is made. */
    levelDbfs: z.number().min(-200).max(20).nullable(),
    /** What the encoder made of it. */
    widthPx: z.int().min(0).max(16_384).nullable(),
    heightPx: z.int().min(0).max(16_384).nullable(),
  }),
  /**
   * What the acoustic loop brought back of one sweep; null while none is complete. Of a `source`: how much quieter than sent it came back (echo), and when. Of
   * an `ear`: how much quieter the microphone heard it than it came in (the loudspeaker can be heard), and the room's own delay. Not found: no louder than
   * `boundDb` below, or it would have been.
   */
  loop: z
    .object({ returnLossDb: z.number().nullable(), boundDb: z.number().nullable(), delayMs: z.number().nullable() })
    .nullable(),
});
export type TestReport = z.infer<typeof testReportSchema>;
