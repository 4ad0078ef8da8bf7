/**
 * The control contract between the server and an sfu node: JSON-RPC 2.0 over a stream socket. The first request must be `authenticate`; every message is
 * checked against these schemas on both ends. Room and peer ids are the server's (a room is a meeting or a test call, a peer is a participant).
 */
import { z } from 'zod';
import {
  consumerOptionsSchema,
  dtlsParametersSchema,
  iceParametersSchema,
  mediaSourceSchema,
  preferredLayersSchema,
  rtpCapabilitiesSchema,
  rtpParametersSchema,
  transportOptionsSchema,
} from './ortc.ts';

const id = z.uuid();
const empty = z.object({});
const peer = { roomId: id, peerId: id };

export const workerInfoSchema = z.object({
  pid: z.int(),
  /** The path the process runs from (`/proc/PID/exe`). */
  binary: z.string(),
  /** True when it is mediasoup's own worker because ours could not be built. */
  stock: z.boolean(),
  roomCount: z.int(),
});
export type WorkerInfo = z.infer<typeof workerInfoSchema>;

export const sfuProducerSchema = z.object({
  producerId: id,
  peerId: id,
  kind: z.enum(['audio', 'video']),
  source: mediaSourceSchema,
  paused: z.boolean(),
});
export type SfuProducer = z.infer<typeof sfuProducerSchema>;

/** How much of a camera that is sent in layers anybody at this node wants: the highest spatial layer; null: nobody looks. */
export const wantedLayerSchema = z.object({
  peerId: id,
  producerId: id,
  spatialLayer: z.int().min(0).nullable(),
});
export type WantedLayer = z.infer<typeof wantedLayerSchema>;

export const roomStateSchema = z.object({
  roomId: id,
  /** New whenever the room's router is made anew. */
  mediaEpoch: z.string(),
  routerRtpCapabilities: rtpCapabilitiesSchema,
  /** `connected`: ICE holds on one of its transports, so its media flows whatever its signalling does. */
  peers: z.array(z.object({ peerId: id, transportIds: z.array(id), connected: z.boolean() })),
  producers: z.array(sfuProducerSchema),
  /** As it was told last, of every camera in layers. */
  wanted: z.array(wantedLayerSchema),
});
export type RoomState = z.infer<typeof roomStateSchema>;

/** Server-observed numbers of one peer: cumulative counters since the transport was made; null where there is nothing yet. */
export const peerStatsSchema = z.object({
  peerId: id,
  transports: z.array(
    z.object({
      transportId: id,
      direction: z.enum(['send', 'receive']),
      iceState: z.string(),
      dtlsState: z.string(),
      protocol: z.enum(['udp', 'tcp']).nullable(),
      /** Where the media comes from; used to tell whether both sides run on one machine. Never logged. */
      remoteAddress: z.string().nullable(),
      roundTripMs: z.number().nullable(),
    }),
  ),
  /** What the peer sends, as the node receives it. */
  producers: z.array(
    z.object({
      producerId: id,
      kind: z.enum(['audio', 'video']),
      source: mediaSourceSchema,
      bitrateBps: z.number(),
      /** With what was repaired; `packetsLost` is before repair, so that both hold those. */
      packetCount: z.number(),
      repairedCount: z.number(),
      packetsLost: z.number(),
      byteCount: z.number(),
      jitterMs: z.number().nullable(),
      roundTripMs: z.number().nullable(),
    }),
  ),
  /** What the peer receives, as its receiver reports say. */
  consumers: z.array(
    z.object({
      consumerId: id,
      producerId: id,
      kind: z.enum(['audio', 'video']),
      bitrateBps: z.number(),
      packetCount: z.number(),
      packetsLost: z.number(),
      byteCount: z.number(),
      fractionLost: z.number().nullable(),
      roundTripMs: z.number().nullable(),
      /** Canaries: numbers that were used up and packets that were not sent, and those of them that the receiver asked for. Null where there never were any. */
      withheldCount: z.number().nullable(),
      /** Null also where the receiver did not agree to ask for single packets. */
      withheldNamedCount: z.number().nullable(),
      /** Numbers that the receiver misses because the node never had their packets: lost on the way to it, and not repaired. Null where there never were canaries. */
      skippedCount: z.number().nullable(),
    }),
  ),
});
export type PeerStats = z.infer<typeof peerStatsSchema>;

/** How much of a stream is withheld: one packet in so many on average, and how far two are apart at least. */
const canaryPlanSchema = z.object({ oneIn: z.int().min(2).max(1_000_000), spacingMs: z.int().min(0).max(3_600_000) });

/** One end of a pipe between two nodes. `address` and `port` are where it is reached; media on it is SRTP with these keys (RFC 4568 §6.1). Never logged. */
const pipeEndSchema = z.object({
  pipeId: id,
  address: z.string().max(100),
  port: z.int().min(1).max(65_535),
  srtpParameters: z.object({
    cryptoSuite: z.enum(['AEAD_AES_256_GCM', 'AEAD_AES_128_GCM', 'AES_CM_128_HMAC_SHA1_80', 'AES_CM_128_HMAC_SHA1_32']),
    keyBase64: z.string().max(200),
  }),
});
export type PipeEnd = z.infer<typeof pipeEndSchema>;

/** What a node received of a producer that another node sent it. */
export const crossedStatsSchema = z.object({ producerId: id, packetCount: z.number(), packetsLost: z.number() });
export type CrossedStats = z.infer<typeof crossedStatsSchema>;

/** The claims of a join ticket: a JWT (HS256, at most 60 s) signed by the server with the control secret. */
export const ticketClaimsSchema = z.object({ roomId: id, peerId: id, exp: z.int() });
export type TicketClaims = z.infer<typeof ticketClaimsSchema>;
export const ticketAudience = 'sambung-sfu';

/** How the two lines of a peer are now; a look at a whole room that costs little. */
export const peerLinesSchema = z.object({
  peerId: id,
  /** ICE holds on every transport it has; true before it has any. */
  connected: z.boolean(),
  /** Lost of what came from it and of what went to it in the last seconds, 0 … 1; null where nothing is known. */
  lossUp: z.number().nullable(),
  lossDown: z.number().nullable(),
  roundTripMs: z.number().nullable(),
  isOverTcp: z.boolean(),
});
export type PeerLines = z.infer<typeof peerLinesSchema>;

export const sfuRequests = {
  authenticate: {
    input: z.object({ secret: z.string().max(200) }),
    result: z.object({ nodeId: z.string(), startedAt: z.iso.datetime() }),
  },
  'node:status': { input: empty, result: z.object({ workers: z.array(workerInfoSchema), roomIds: z.array(id) }) },
  /** Idempotent: opens the room's router where it does not exist. */
  'room:open': { input: z.object({ roomId: id }), result: roomStateSchema },
  'room:close': { input: z.object({ roomId: id }), result: empty },
  'room:stats': {
    input: z.object({ roomId: id }),
    result: z.object({ peers: z.array(peerStatsSchema), crossed: z.array(crossedStatsSchema) }),
  },
  'room:lines': {
    input: z.object({ roomId: id }),
    result: z.object({ peers: z.array(peerLinesSchema) }),
  },
  /**
   * Withholds some of the packets that go out to everybody who is in the room now, null for none; to be repeated for those who come. A node whose workers
   * know no canaries answers the same and does nothing, which the counts in `room:stats` show.
   */
  'room:withhold': {
    input: z.object({
      roomId: id,
      canaries: z.object({ audio: canaryPlanSchema, video: canaryPlanSchema }).nullable(),
    }),
    result: empty,
  },
  /** Opens this node's end of a pipe to another node on which the same room has people. */
  'pipe:open': { input: z.object({ roomId: id }), result: pipeEndSchema },
  /** Tells one end where the other is. */
  'pipe:connect': {
    input: z.object({ roomId: id, pipeId: id, far: pipeEndSchema.omit({ pipeId: true }) }),
    result: empty,
  },
  /** Sends a producer of this node over a pipe, in all its layers. */
  'pipe:send': {
    input: z.object({ roomId: id, pipeId: id, producerId: id }),
    result: z.object({ producer: sfuProducerSchema, rtpParameters: rtpParametersSchema }),
  },
  /** Takes what the other end sends: here it is a producer under its own id, until it is dropped. */
  'pipe:receive': {
    input: z.object({ roomId: id, pipeId: id, producer: sfuProducerSchema, rtpParameters: rtpParametersSchema }),
    result: empty,
  },
  /** The producer was muted or is heard again at its own node. */
  'pipe:change': { input: z.object({ roomId: id, producerId: id, paused: z.boolean() }), result: empty },
  'pipe:close': { input: z.object({ roomId: id, pipeId: id }), result: empty },
  'pipe:drop': { input: z.object({ roomId: id, producerId: id }), result: empty },
  /** Admits a peer by ticket; a peer already in the room keeps its transports. */
  'peer:join': { input: z.object({ ticket: z.string().max(4_000) }), result: roomStateSchema },
  'peer:leave': { input: z.object(peer), result: empty },
  /** Cuts the peer's lines until its page restarts ICE; `peer:drilled` tells how long that took. Refused (media) where the worker cuts none. */
  'peer:drill': { input: z.object(peer), result: empty },
  'transport:create': {
    input: z.object({ ...peer, direction: z.enum(['send', 'receive']) }),
    result: transportOptionsSchema,
  },
  'transport:connect': {
    input: z.object({ ...peer, transportId: id, dtlsParameters: dtlsParametersSchema }),
    result: empty,
  },
  'transport:restart-ice': {
    input: z.object({ ...peer, transportId: id }),
    result: z.object({ iceParameters: iceParametersSchema }),
  },
  'transport:close': { input: z.object({ ...peer, transportId: id }), result: empty },
  'producer:create': {
    input: z.object({
      ...peer,
      transportId: id,
      kind: z.enum(['audio', 'video']),
      source: mediaSourceSchema,
      paused: z.boolean(),
      rtpParameters: rtpParametersSchema,
    }),
    result: z.object({ producerId: id }),
  },
  'producer:pause': { input: z.object({ ...peer, producerId: id }), result: empty },
  'producer:resume': { input: z.object({ ...peer, producerId: id }), result: empty },
  'producer:close': { input: z.object({ ...peer, producerId: id }), result: empty },
  'consumer:create': {
    input: z.object({
      ...peer,
      transportId: id,
      producerId: id,
      rtpCapabilities: rtpCapabilitiesSchema,
      preferredLayers: preferredLayersSchema.optional(),
    }),
    result: consumerOptionsSchema,
  },
  'consumer:prefer-layers': {
    input: z.object({ ...peer, consumerId: id, preferredLayers: preferredLayersSchema }),
    result: empty,
  },
  'consumer:pause': { input: z.object({ ...peer, consumerId: id }), result: empty },
  'consumer:resume': { input: z.object({ ...peer, consumerId: id }), result: empty },
} as const satisfies Record<string, { input: z.ZodType; result: z.ZodType }>;
export type SfuRequests = typeof sfuRequests;
export type SfuRequestName = keyof SfuRequests;
export type SfuInput<N extends SfuRequestName> = z.infer<SfuRequests[N]['input']>;
export type SfuResult<N extends SfuRequestName> = z.infer<SfuRequests[N]['result']>;

export const sfuNotifications = {
  'producer:opened': z.object({ roomId: id, producer: sfuProducerSchema }),
  'producer:changed': z.object({ roomId: id, producerId: id, paused: z.boolean() }),
  'producer:closed': z.object({ roomId: id, producerId: id, peerId: id }),
  /** More is told at once, less after a while. A camera begins with everything wanted. */
  'producer:wanted': wantedLayerSchema.extend({ roomId: id }),
  'consumer:closed': z.object({ ...peer, consumerId: id }),
  'transport:changed': z.object({ ...peer, transportId: id, iceState: z.string(), dtlsState: z.string() }),
  'speakers:changed': z.object({ roomId: id, speakers: z.array(z.object({ peerId: id, levelDbov: z.number() })) }),
  /** The room's worker died; `room:open` makes it anew on another worker. */
  'room:lost': z.object({ roomId: id }),
  /** The worker of a part of the room died: this peer's transports are gone, `peer:join` places it anew; the rest of the room goes on. */
  'peer:lost': z.object(peer),
  /** How long a drilled peer was without media; null: it did not come back in time. */
  'peer:drilled': z.object({ ...peer, outageMs: z.number().nullable() }),
  /** A worker died or was replaced. */
  'workers:changed': z.object({ workers: z.array(workerInfoSchema) }),
} as const satisfies Record<string, z.ZodType>;
export type SfuNotifications = { [N in keyof typeof sfuNotifications]: z.infer<(typeof sfuNotifications)[N]> };
export type SfuNotificationName = keyof SfuNotifications;

/** JSON-RPC error codes of the control socket; the text is for the log, never for a person. */
export const sfuErrorCodes = {
  notAuthenticated: -32001,
  invalidInput: -32602,
  notFound: -32004,
  ticketNotValid: -32003,
  media: -32010,
  /** The peer has as many transports, producers or consumers as it may. */
  limitReached: -32011,
} as const;
