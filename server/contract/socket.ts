/** The Socket.IO contract. Namespace `/room`: participants of a meeting or a test call. Namespace `/staff`: technicians watching a test call. */
import { z } from 'zod';
import { roomCodeSchema, sideSchema } from './http.ts';
import { lineGradeSchema } from './line-state.ts';
import {
  chatMessageSchema,
  chatTargetSchema,
  chatTextSchema,
  displayNameSchema,
  meetingRoleSchema,
  reactionSchema,
  roomSettingsSchema,
  settingsChangeSchema,
  waitingGuestSchema,
} from './meeting.ts';
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
import type { Ack } from './problem.ts';
import { testPlanSchema, testReportSchema } from './test-report.ts';
import { messageInputSchema, siteAnswersSchema, testMessageSchema, testSampleSchema } from './test-run.ts';

/** The handshake's `auth` of `/room`; the room's cookie (from `POST /api/access`) must be present too. */
export const roomAuthSchema = z.object({ code: roomCodeSchema });

export const producerInfoSchema = z.object({
  producerId: z.uuid(),
  participantId: z.uuid(),
  kind: z.enum(['audio', 'video']),
  source: mediaSourceSchema,
  paused: z.boolean(),
});
export type ProducerInfo = z.infer<typeof producerInfoSchema>;

export const participantInfoSchema = z.object({
  participantId: z.uuid(),
  displayName: z.string(),
  side: sideSchema.nullable(),
  role: meetingRoleSchema,
  /** Signed in as staff of the institution, whose name it is. */
  verified: z.boolean(),
  /** Since when the hand is up: hands are called in that order. */
  handRaisedAt: z.iso.datetime().nullable(),
  /** How their line is, as the server sees it. */
  line: lineGradeSchema,
  joinedAt: z.iso.datetime(),
});
export type ParticipantInfo = z.infer<typeof participantInfoSchema>;

/** What the page learns when it joins or comes back. */
export const joinedSchema = z.object({
  self: participantInfoSchema,
  participants: z.array(participantInfoSchema),
  producers: z.array(producerInfoSchema),
  routerRtpCapabilities: rtpCapabilitiesSchema,
  /** True: the media node still holds this participant's transports, keep them. False: make new ones. */
  resumed: z.boolean(),
  /** Made with the join, so that a page need not ask for them; null when it resumed. Good for one build of its media. */
  transports: z.object({ send: transportOptionsSchema, receive: transportOptionsSchema }).nullable(),
  /** Another page of the same person was in the room and was released for this one. */
  tookOver: z.boolean(),
  /** Changes whenever the room's media was lost and made anew; media of an older epoch is gone. */
  mediaEpoch: z.string(),
  settings: roomSettingsSchema,
  /** Empty for who does not lead. */
  waiting: z.array(waitingGuestSchema),
  /** What was written so far and is for this participant, oldest first. */
  messages: z.array(chatMessageSchema),
});
export type Joined = z.infer<typeof joinedSchema>;

const id = z.uuid();
/** Which page of a person asks, and whether it was in the room before: one that only comes back does not take the place of one opened since. */
const pageSchema = z.object({ id: z.string().regex(/^[0-9a-f]{32}$/), wasIn: z.boolean() });
const someone = z.array(id).min(1).max(500);

/** Requests of a page in `/room`: every one is acknowledged with `Ack<result>`. */
export const roomRequests = {
  /** `transportIds` are what the page still holds after a reconnect; empty at first. `page` is missing in pages loaded from an older release. */
  join: {
    input: z.object({ displayName: displayNameSchema, transportIds: z.array(id).max(4), page: pageSchema.optional() }),
    result: joinedSchema,
  },
  leave: { input: z.object({}), result: z.object({}) },
  'transport:create': { input: z.object({ direction: z.enum(['send', 'receive']) }), result: transportOptionsSchema },
  'transport:connect': {
    input: z.object({ transportId: id, dtlsParameters: dtlsParametersSchema }),
    result: z.object({}),
  },
  'transport:restart-ice': {
    input: z.object({ transportId: id }),
    result: z.object({ iceParameters: iceParametersSchema }),
  },
  'producer:create': {
    input: z.object({
      transportId: id,
      kind: z.enum(['audio', 'video']),
      source: mediaSourceSchema,
      paused: z.boolean(),
      rtpParameters: rtpParametersSchema,
    }),
    result: z.object({ producerId: id }),
  },
  'producer:pause': { input: z.object({ producerId: id }), result: z.object({}) },
  'producer:resume': { input: z.object({ producerId: id }), result: z.object({}) },
  'producer:close': { input: z.object({ producerId: id }), result: z.object({}) },
  /** The consumer starts paused; the page resumes it when it is ready to decode. */
  'consumer:create': {
    input: z.object({
      transportId: id,
      producerId: id,
      rtpCapabilities: rtpCapabilitiesSchema,
      preferredLayers: preferredLayersSchema.optional(),
    }),
    result: consumerOptionsSchema,
  },
  /** As large as the picture is shown; a producer without layers does not mind. */
  'consumer:prefer-layers': {
    input: z.object({ consumerId: id, preferredLayers: preferredLayersSchema }),
    result: z.object({}),
  },
  'consumer:resume': { input: z.object({ consumerId: id }), result: z.object({}) },
  'consumer:pause': { input: z.object({ consumerId: id }), result: z.object({}) },
  /** A test call's page reports once a second what only it can see. */
  'test:report': { input: testReportSchema, result: z.object({}) },
  /** What this site's technical contact says of the call (UNSRI-80). */
  'test:answer': { input: siteAnswersSchema, result: z.object({}) },
  /** To the technician and the other side's contact. */
  'test:say': { input: messageInputSchema, result: z.object({}) },
  /** The answer to `clock:asked`: the page's steady clock (`performance.timeOrigin + performance.now()`) when it was asked. */
  'clock:answer': { input: z.object({ askNumber: z.int().min(0), pageAtMs: z.number().min(0) }), result: z.object({}) },
  /** The own hand. */
  'hand:set': { input: z.object({ raised: z.boolean() }), result: z.object({}) },
  /** The own name from now on; everybody is told. */
  'name:set': { input: z.object({ displayName: displayNameSchema }), result: z.object({}) },
  'reaction:send': { input: z.object({ reaction: reactionSchema }), result: z.object({}) },
  'chat:say': { input: z.object({ text: chatTextSchema, target: chatTargetSchema }), result: z.object({}) },
  /** From here on only for those who lead. Turns a source off; it may be turned on again where the settings allow it. Without ids: of all who do not lead. */
  'lead:stop': {
    input: z.object({ source: mediaSourceSchema, participantIds: someone.optional() }),
    result: z.object({}),
  },
  /** Asks somebody to turn a source on; only they can. */
  'lead:ask': { input: z.object({ source: mediaSourceSchema, participantId: id }), result: z.object({}) },
  /** Lowers hands, without ids all. */
  'lead:lower-hands': { input: z.object({ participantIds: someone.optional() }), result: z.object({}) },
  'lead:rename': { input: z.object({ participantId: id, displayName: displayNameSchema }), result: z.object({}) },
  'lead:set-role': { input: z.object({ participantId: id, role: meetingRoleSchema }), result: z.object({}) },
  /** Ends somebody's stay. `ban`: the browser does not come in by any link again. */
  'lead:remove': { input: z.object({ participantId: id, ban: z.boolean() }), result: z.object({}) },
  'lead:set': { input: settingsChangeSchema, result: z.object({}) },
  /** Lets in who waits, without ids all. */
  'lead:admit': { input: z.object({ waitingIds: someone.optional() }), result: z.object({}) },
  'lead:refuse': { input: z.object({ waitingId: id }), result: z.object({}) },
  /** A word to all who wait. */
  'lead:tell-waiting': { input: z.object({ text: chatTextSchema }), result: z.object({}) },
  /** Ends the conference for everybody; hosts only. */
  'lead:end': { input: z.object({}), result: z.object({}) },
} as const satisfies Record<string, { input: z.ZodType; result: z.ZodType }>;
export type RoomRequests = typeof roomRequests;
export type RoomRequestName = keyof RoomRequests;
export type RoomRequestInput<N extends RoomRequestName> = z.infer<RoomRequests[N]['input']>;
export type RoomRequestResult<N extends RoomRequestName> = z.infer<RoomRequests[N]['result']>;
export type RoomClientEvents = {
  [N in RoomRequestName]: (input: RoomRequestInput<N>, ack: (answer: Ack<RoomRequestResult<N>>) => void) => void;
};

/** Notifications to a page in `/room`: past tense, never acknowledged. */
export const roomNotifications = {
  /** Somebody came, or is another than before: name, role, site, hand. */
  'participant:joined': participantInfoSchema,
  'participant:left': z.object({ participantId: id }),
  'producer:opened': producerInfoSchema,
  'producer:changed': z.object({ producerId: id, paused: z.boolean() }),
  'producer:closed': z.object({ producerId: id, participantId: id }),
  /** To who sends this camera: the highest of its layers that anybody wants; null: nobody looks. What is above need not be sent until more is wanted. */
  'producer:wanted': z.object({ producerId: id, spatialLayer: z.int().min(0).nullable() }),
  'consumer:closed': z.object({ consumerId: id }),
  /** Loudest first; empty when the room is silent. */
  'speakers:changed': z.object({ speakers: z.array(z.object({ participantId: id, levelDbov: z.number() })) }),
  /** The room's media was lost (worker or node died): join again with no transports. */
  'media:lost': z.object({ mediaEpoch: z.string() }),
  'room:ended': z.object({ reason: z.enum(['ended', 'replaced', 'removed', 'refused']) }),
  'room:changed': roomSettingsSchema,
  /** To those who lead: who waits now. */
  'lobby:changed': z.object({ waiting: z.array(waitingGuestSchema) }),
  /** To who waits: the door is open, join again. */
  'lobby:admitted': z.object({}),
  /** To who waits: a word from inside. */
  'lobby:told': z.object({ text: z.string() }),
  'chat:said': chatMessageSchema,
  'reaction:sent': z.object({ participantId: id, reaction: reactionSchema }),
  /** Somebody who leads turned off a source of this page, or asks for it. */
  'source:stopped': z.object({ source: mediaSourceSchema, byName: z.string() }),
  'source:asked': z.object({ source: mediaSourceSchema, byName: z.string() }),
  /** What a test call's page is to do from now on; told when it joins and whenever it changes. */
  'test:planned': testPlanSchema,
  /** All that was written so far, and what this page's people answered last. */
  'test:talk': z.object({ messages: z.array(testMessageSchema), answers: siteAnswersSchema }),
  /** What time is it on your clock? Answered at once with `clock:answer`. */
  'clock:asked': z.object({ askNumber: z.int().min(0) }),
} as const satisfies Record<string, z.ZodType>;
export type RoomNotifications = { [N in keyof typeof roomNotifications]: z.infer<(typeof roomNotifications)[N]> };
export type RoomServerEvents = { [N in keyof RoomNotifications]: (data: RoomNotifications[N]) => void };

/** Requests and notifications of `/staff` (the staff session's cookie authenticates). */
export const staffRequests = {
  'test-call:watch': { input: z.object({ testCallId: id }), result: z.object({}) },
  'test-call:unwatch': { input: z.object({ testCallId: id }), result: z.object({}) },
} as const satisfies Record<string, { input: z.ZodType; result: z.ZodType }>;
export type StaffRequestName = keyof typeof staffRequests;
export type StaffClientEvents = {
  [N in StaffRequestName]: (
    input: z.infer<(typeof staffRequests)[N]['input']>,
    ack: (answer: Ack<object>) => void,
  ) => void;
};
export const staffNotifications = {
  /** Once a second: both directions' newest samples. */
  'test-call:sampled': z.object({ testCallId: id, samples: z.array(testSampleSchema) }),
  /** Who is in the call changed, or it was decided: read it again over HTTP. */
  'test-call:changed': z.object({ testCallId: id }),
} as const satisfies Record<string, z.ZodType>;
export type StaffServerEvents = {
  [N in keyof typeof staffNotifications]: (data: z.infer<(typeof staffNotifications)[N]>) => void;
};
