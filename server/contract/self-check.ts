/** The self-check before a test call: what a page finds of browser, devices and connection, how it is sent, and the requests of its connection test. */
import { z } from 'zod';
import { roomCodeSchema } from './http.ts';
import { rtpCapabilitiesSchema, transportOptionsSchema } from './ortc.ts';
import { roomRequests } from './socket.ts';
import { instantSchema } from './text.ts';

/** Ways to the media node, in the order in which they are tried: directly over UDP, directly over TCP, through the relay over TLS or TCP. */
export const wayKeys = ['udp', 'tcp', 'relay'] as const;
export const waySchema = z.enum(wayKeys);
export type Way = z.infer<typeof waySchema>;

/** Why there is no track (`devices.ts` of the meeting page). */
export const deviceProblemSchema = z.enum([
  'denied',
  'blocked-by-system',
  'missing',
  'busy',
  'insecure',
  'unsupported',
  'lost',
  'failed',
]);
const name = z.string().max(200);
const milliseconds = z.number().min(0).max(600_000);
/** `203.0.113.7:40000` or a host name with its port. */
const endpoint = z.string().max(100);

/** One way that was tried. */
export const wayFactsSchema = z.strictObject({
  way: waySchema,
  /** Until both connections stood; null: they never did. */
  connectedMs: milliseconds.nullable(),
  /** Until sound came back; null: none came. */
  soundMs: milliseconds.nullable(),
  /** Until a picture came back. */
  pictureMs: milliseconds.nullable(),
  roundTripMs: milliseconds.nullable(),
  /** There and back together, before repair. */
  lossPercent: z.number().min(0).max(100).nullable(),
  /** What came back in the best second: the line carries at least this much both ways. */
  bitsPerSecond: z.number().min(0).max(1e10).nullable(),
  /** Where the page had to get to; what a firewall has to let out. */
  endpoints: z.array(endpoint).max(12),
});
export type WayFacts = z.infer<typeof wayFactsSchema>;

/** What the page saw. Null: not tried, or the browser does not tell. */
export const selfCheckFactsSchema = z.strictObject({
  browser: z.strictObject({
    /** `navigator.userAgent`. */
    name: z.string().max(400),
    /** Served over HTTPS or from this machine; else no browser gives a camera. */
    secure: z.boolean(),
    webRtc: z.boolean(),
    /** Can read the pictures it receives (`MediaStreamTrackProcessor`): without it some metrics stay unmeasured. */
    measures: z.boolean(),
  }),
  camera: z.strictObject({
    label: name,
    problem: deviceProblemSchema.nullable(),
    widthPx: z.int().min(0).max(16_384).nullable(),
    heightPx: z.int().min(0).max(16_384).nullable(),
    /** 0 black … 255 white, the brightest picture seen. */
    brightness: z.number().min(0).max(255).nullable(),
    /** Pictures differed from one another. */
    moves: z.boolean().nullable(),
  }),
  microphone: z.strictObject({
    label: name,
    problem: deviceProblemSchema.nullable(),
    /** Loudest moment so far, dBFS. */
    loudestDbfs: z.number().min(-200).max(0).nullable(),
  }),
  speaker: z.strictObject({
    /** What the person answers. */
    toneHeard: z.boolean().nullable(),
    recordingHeard: z.boolean().nullable(),
  }),
  connection: z.strictObject({
    /** Host and port of this page and its signalling. */
    server: endpoint,
    /** Signalling stands. */
    signalling: z.boolean().nullable(),
    /** The installation has a relay. */
    relayOffered: z.boolean(),
    ways: z.array(wayFactsSchema).max(wayKeys.length),
    /** The page's own addresses as a relay or the node see them, where a browser tells. */
    ownAddresses: z.array(endpoint).max(8),
    /** From cutting everything to sound coming back. */
    reconnectMs: milliseconds.nullable(),
    /** The reconnect was tried. */
    reconnectTried: z.boolean(),
  }),
});
export type SelfCheckFacts = z.infer<typeof selfCheckFactsSchema>;

// POST /api/access/:code/self-checks (SelfCheckInput) → 204, with the room's cookie: kept with the case, shown to the technician
export const selfCheckInputSchema = z.strictObject({ facts: selfCheckFactsSchema });

export const selfCheckSchema = z.object({ at: instantSchema, facts: selfCheckFactsSchema });
export type SelfCheck = z.infer<typeof selfCheckSchema>;
// GET /api/test-calls/:id/self-checks → SelfChecks: of each side the newest
export const selfChecksSchema = z.object({ host: selfCheckSchema.nullable(), audience: selfCheckSchema.nullable() });
export type SelfChecks = z.infer<typeof selfChecksSchema>;

/** The handshake's `auth` of `/self-check`; the room's cookie must be present too. */
export const selfCheckAuthSchema = z.object({ code: roomCodeSchema });

/** Requests of `/self-check`: a page sends to itself through a room of its own on the media node, by the same messages as in a call. */
export const selfCheckRequests = {
  /** A new room with both connections; the one before is closed. It lives for `roundMs` at most. */
  begin: {
    input: z.object({}),
    result: z.object({
      routerRtpCapabilities: rtpCapabilitiesSchema,
      send: transportOptionsSchema,
      receive: transportOptionsSchema,
    }),
  },
  end: { input: z.object({}), result: z.object({}) },
  'transport:connect': roomRequests['transport:connect'],
  'producer:create': roomRequests['producer:create'],
  'consumer:create': roomRequests['consumer:create'],
  'consumer:resume': roomRequests['consumer:resume'],
} as const satisfies Record<string, { input: z.ZodType; result: z.ZodType }>;
export type SelfCheckRequests = typeof selfCheckRequests;
export type SelfCheckRequestName = keyof SelfCheckRequests;
export type SelfCheckRequestInput<N extends SelfCheckRequestName> = z.infer<SelfCheckRequests[N]['input']>;
export type SelfCheckRequestResult<N extends SelfCheckRequestName> = z.infer<SelfCheckRequests[N]['result']>;
