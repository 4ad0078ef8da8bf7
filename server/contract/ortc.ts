/** ORTC objects as they cross our own boundaries: strict enough to refuse nonsense, loose where mediasoup itself checks every field again. */
import { z } from 'zod';

/** What a participant's producer carries. `screen` is part of the vocabulary, offered by the meeting issue. */
export const mediaSourceSchema = z.enum(['microphone', 'camera', 'screen', 'screen-audio']);
export type MediaSource = z.infer<typeof mediaSourceSchema>;

const text = z.string().max(500);
/** Codec parameters are flat: strings, numbers, booleans. */
const flat = z.record(text, z.union([text, z.number(), z.boolean(), z.null()]));

const rtcpFeedback = z.object({ type: text, parameter: text.optional() });
const codec = z.looseObject({
  mimeType: z.string().regex(/^(audio|video)\/[\w.+-]{1,40}$/i),
  clockRate: z.int().positive().max(1_000_000),
  channels: z.int().min(1).max(255).optional(),
  parameters: flat.optional(),
  rtcpFeedback: z.array(rtcpFeedback).max(32).optional(),
});
const headerExtensionUse = z.looseObject({
  uri: text,
  id: z.int().min(1).max(255),
  encrypt: z.boolean().optional(),
  parameters: flat.optional(),
});
const ssrc = z.int().min(0).max(0xffff_ffff);
const encoding = z.looseObject({
  ssrc: ssrc.optional(),
  rid: z.string().max(32).optional(),
  codecPayloadType: z.int().min(0).max(127).optional(),
  rtx: z.object({ ssrc }).optional(),
  dtx: z.boolean().optional(),
  scalabilityMode: z.string().max(32).optional(),
  maxBitrate: z.number().nonnegative().optional(),
});

export const rtpCapabilitiesSchema = z.looseObject({
  codecs: z
    .array(codec.extend({ kind: z.enum(['audio', 'video']), preferredPayloadType: z.int().min(0).max(127).optional() }))
    .max(64)
    .optional(),
  headerExtensions: z
    .array(z.looseObject({ kind: z.enum(['audio', 'video']), uri: text, preferredId: z.int().min(1).max(255) }))
    .max(64)
    .optional(),
});
export type RtpCapabilities = z.infer<typeof rtpCapabilitiesSchema>;

export const rtpParametersSchema = z.looseObject({
  mid: z.string().max(32).optional(),
  msid: z.string().max(200).optional(),
  codecs: z
    .array(codec.extend({ payloadType: z.int().min(0).max(127) }))
    .min(1)
    .max(32),
  headerExtensions: z.array(headerExtensionUse).max(32).optional(),
  encodings: z.array(encoding).min(1).max(8).optional(),
  rtcp: z
    .looseObject({
      cname: z.string().max(255).optional(),
      reducedSize: z.boolean().optional(),
      mux: z.boolean().optional(),
    })
    .optional(),
});
export type RtpParameters = z.infer<typeof rtpParametersSchema>;

export const dtlsParametersSchema = z.object({
  role: z.enum(['auto', 'client', 'server']).optional(),
  fingerprints: z
    .array(
      z.object({
        algorithm: z.string().regex(/^sha-(1|224|256|384|512)$/),
        value: z.string().regex(/^[0-9A-F]{2}(:[0-9A-F]{2}){19,63}$/i),
      }),
    )
    .min(1)
    .max(8),
});
export type DtlsParameters = z.infer<typeof dtlsParametersSchema>;

export const iceParametersSchema = z.looseObject({
  usernameFragment: text,
  password: text,
  iceLite: z.boolean().optional(),
});
export const iceCandidateSchema = z.looseObject({
  foundation: text,
  priority: z.number(),
  ip: text,
  address: text.optional(),
  protocol: z.enum(['udp', 'tcp']),
  port: z.int(),
  type: text,
});

/** What `mediasoup-client` needs for `createSendTransport` / `createRecvTransport`. */
export const transportOptionsSchema = z.object({
  transportId: z.uuid(),
  iceParameters: iceParametersSchema,
  iceCandidates: z.array(iceCandidateSchema),
  dtlsParameters: dtlsParametersSchema,
});
export type TransportOptions = z.infer<typeof transportOptionsSchema>;

/** The best layers a receiver has use for, 0 the lowest; the node forwards lower ones when the line is weak. */
export const preferredLayersSchema = z.object({
  spatialLayer: z.int().min(0).max(7),
  temporalLayer: z.int().min(0).max(7).optional(),
});
export type PreferredLayers = z.infer<typeof preferredLayersSchema>;

/** What `mediasoup-client` needs for `recvTransport.consume`. */
export const consumerOptionsSchema = z.object({
  consumerId: z.uuid(),
  producerId: z.uuid(),
  kind: z.enum(['audio', 'video']),
  rtpParameters: rtpParametersSchema,
  producerPaused: z.boolean(),
});
export type ConsumerOptions = z.infer<typeof consumerOptionsSchema>;
