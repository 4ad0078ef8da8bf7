/**
 * One second of one direction of a test call: what is kept, signed and summarised. Raw observations in the units in which they were seen; null means "not
 * available" and is never zero. Every key is always there and every number finite, so that canonical JSON of a sample read back equals that of the one written.
 */
import { sideSchema } from '@sambung/contract/http';
import { shownMarkerSchema, testPhaseSchema } from '@sambung/contract/test-report';
import { z } from 'zod';

const count = z.int().min(0);
const milliseconds = z.number().min(0);
const decibels = z.number().min(-200).max(200);
const pixels = z.int().min(0).max(16_384);

/** Why a second does not count for its direction. */
export const voidReasons = [
  /** A page was hidden, so that its timers and pictures were throttled. */
  'hidden',
  /** A browser could not keep up with measuring. */
  'starved',
  /** A page said nothing of this second. */
  'unreported',
  /** A page told of another plan than the one that was on: it had not yet changed over. */
  'changing-over',
] as const;
export const voidReasonSchema = z.enum(voidReasons);
export type VoidReason = z.infer<typeof voidReasonSchema>;

/** Sender → server, by the server's own counters. */
export const uplinkSchema = z.strictObject({
  /** Packets that the sequence numbers of this second stand for, and those of them that did not come by themselves: sent again later is still lost. */
  expected: count,
  lost: count,
  bytes: count,
  /** Interarrival jitter (RFC 3550) at the end of the second. */
  jitterMs: milliseconds.nullable(),
});
export type Uplink = z.infer<typeof uplinkSchema>;

/** Server → receiver. `sent`, `withheld` and `bytes` the server knows, `claimedLost` and `jitterMs` the receiver says. */
export const downlinkSchema = z.strictObject({
  /** Packets that were put on the line, retransmissions not counted. */
  sent: count,
  bytes: count,
  /** Canaries: numbers that were skipped on purpose and that an honest receiver must miss. Not among `sent`. */
  withheld: count,
  /** Those of `withheld` that the receiver itself named as missing, by transport-wide feedback or NACK; null where its reports name no packets. */
  withheldNamed: count.nullable(),
  /** Numbers more that nobody sent, since the server never had their packets; less than none where some came late. Null where that is not counted. */
  skipped: z.int().nullable(),
  /** Packets the receiver reports missing of `sent`, `withheld` and `skipped` together, before repair; less than none where some came late. */
  claimedLost: z.int().nullable(),
  jitterMs: milliseconds.nullable(),
});
export type Downlink = z.infer<typeof downlinkSchema>;

/** A picture on its way: both instants on the clock of the page that saw them. The pair with the median difference stands for its second. */
export const pictureTripSchema = z.strictObject({
  /** Modulo 2^32, as the marker carries it. */
  drawnAtMs: shownMarkerSchema.shape.drawnAtMs,
  shownAtMs: milliseconds,
  /** Valid markers of the second. */
  markers: z.int().min(1),
});
export type PictureTrip = z.infer<typeof pictureTripSchema>;

/** One sweep that was heard, named by the number under which it was played. */
export const sweepTripSchema = z.strictObject({ number: count, playedAtMs: milliseconds, heardAtMs: milliseconds });
export type SweepTrip = z.infer<typeof sweepTripSchema>;

/** Markers that cannot be true, by what gives them away. */
export const liesSchema = z.strictObject({
  /** The nonce does not belong to the number and the instant. */
  nonce: count,
  /** The same number came before with another content. */
  repeated: count,
  /** Shown before it was drawn, by more than the clocks leave open. */
  early: count,
  /** The hold is so long that the round trip would undercut the lines'. */
  hold: count,
});
export type Lies = z.infer<typeof liesSchema>;

export const secondSampleSchema = z.strictObject({
  /** Who sends. */
  direction: sideSchema,
  /** Whole seconds since the run began; at most one sample a direction and second. */
  second: count,
  /** When the second ended, by the server's steady clock: the one that the clock fits refer to. */
  atMs: milliseconds,
  /** How long the receiver's report was that `sound` and `picture` come from: about 1000. A late one that tells of several seconds counts as that long. */
  spanMs: z.number().min(1).max(60_000),
  phase: testPhaseSchema,
  planNumber: count,
  voided: voidReasonSchema.nullable(),
  uplink: z.strictObject({ sound: uplinkSchema.nullable(), picture: uplinkSchema.nullable() }),
  /** Between two media nodes, where the sides were at one each: what came over, and what was lost there (it is among the uplink's losses); null elsewhere. */
  crossed: z.strictObject({ packets: count, lost: count }).nullable(),
  downlink: z.strictObject({ sound: downlinkSchema.nullable(), picture: downlinkSchema.nullable() }),
  /** Of the sender, before encoding: tells speech from silence. */
  sentLevelDbfs: decibels.nullable(),
  /** As the receiver heard it. */
  sound: z
    .strictObject({
      samples: count.nullable(),
      /** Made up by the decoder, silence not counted. */
      concealedSamples: count.nullable(),
      levelDbfs: decibels.nullable(),
      peakDbfs: decibels.nullable(),
      /** Of 10 ms. */
      frames: count,
      clippedFrames: count,
      noiseFloorDbfs: decibels.nullable(),
    })
    .nullable(),
  /** As the receiver saw it. */
  picture: z
    .strictObject({
      framesDecoded: count.nullable(),
      framesDropped: count.nullable(),
      widthPx: pixels.nullable(),
      heightPx: pixels.nullable(),
      /** Of this second stood still. */
      frozenMs: milliseconds.nullable(),
      /** Standstills that ended in this second, and the longest of them. */
      freezes: count.nullable(),
      longestFreezeMs: milliseconds.nullable(),
      /** For how long nothing at all has changed in the pictures that came: a frozen camera goes on sending. */
      stillMs: milliseconds.nullable(),
      meanLuma: z.number().min(0).max(255).nullable(),
      similarity: z.number().min(-1).max(1).nullable(),
      unreadableMarkers: count,
    })
    .nullable(),
  pictureTrip: pictureTripSchema.nullable(),
  /** Sweeps that were heard in this second. */
  sweepTrips: z.array(sweepTripSchema).max(8),
  /** Sweeps that were given up in this second: played, and never heard. */
  sweepsMissed: count,
  /** From this direction's sender to the other page and back by its markers, the hold taken off: a median on one clock, that of the sender. */
  pictureRoundTrip: z.strictObject({ ms: milliseconds, markers: z.int().min(1) }).nullable(),
  /** Sound after picture, of sweeps and the pictures beside them; positive: the sound is late. */
  skewMs: z.array(z.number().min(-10_000).max(10_000)).max(8),
  lies: liesSchema,
  /** What holds of the sender's site rather than of the direction; each site is the sender of one. */
  site: z.strictObject({
    /** Between this site and the server, as the server saw it. */
    roundTripMs: milliseconds.nullable(),
    protocol: z.enum(['udp', 'tcp', 'tls']).nullable(),
    relayed: z.boolean().nullable(),
    /** Of the line between site and server, as the site's browser names them. */
    srtpProfile: z.string().max(60).nullable(),
    dtlsVersion: z.string().max(20).nullable(),
    /** What the line down to this site carried in a probe of the server. */
    probedDownBps: z.number().min(0).nullable(),
    /** Of one processor, what measuring took. */
    costPercent: milliseconds.nullable(),
  }),
  /** Echo: the sender's own sweep thrown back by the other room. */
  loop: z
    .strictObject({
      /** Sent minus returned level of a sweep that came back. */
      returnLossDb: decibels.nullable(),
      /** Not heard coming back: it was quieter by at least this much. */
      boundDb: decibels.nullable(),
      delayMs: milliseconds.nullable(),
      /** The other room's microphone heard its own loudspeaker play the sweep. Without that, silence proves nothing. */
      audible: z.boolean().nullable(),
    })
    .nullable(),
});
export type SecondSample = z.infer<typeof secondSampleSchema>;
