/** The HTTP contract: request and response schemas of every route under `/api`. Instants are ISO 8601 in UTC, zones are IANA names. */
import { z } from 'zod';
import { iceServersSchema } from './ice-servers.ts';
import { languageSchema } from './problem.ts';
import { timeZoneSchema } from './text.ts';

export { timeZoneSchema } from './text.ts';

const instant = z.iso.datetime();
const line = (max: number) => z.string().trim().min(1).max(max);
/** What a staff member may do, by position (architecture.md §5). */
export const roles = ['requester', 'approver', 'technician', 'admin'] as const;
export const roleSchema = z.enum(roles);
export type Role = z.infer<typeof roleSchema>;
/** How somebody holds a position: definitively, as Plt. (acting, the position is vacant) or as Plh. (acting, its holder is absent). */
export const capacities = ['definitive', 'plt', 'plh'] as const;
export const capacitySchema = z.enum(capacities);
export type Capacity = z.infer<typeof capacitySchema>;

// GET /api/health — 200 when everything is ready, else 503 with the same body and a reason.
export const healthSchema = z.object({
  status: z.enum(['ready', 'not-ready']),
  version: z.string(),
  database: z.enum(['ready', 'not-ready']),
  sfu: z.object({ workers: z.array(z.object({ pid: z.int(), binary: z.string() })) }),
  reason: z.string().optional(),
});
export type Health = z.infer<typeof healthSchema>;

// GET /api/setup → SetupState · POST /api/setup (SetupInput) → SessionState. The token is printed by the first start.
export const setupStateSchema = z.object({ needed: z.boolean() });
export const setupInputSchema = z.object({
  token: line(200),
  institutionName: line(200),
  timeZone: timeZoneSchema,
  name: line(120),
  email: z.email().max(200),
  password: z.string().min(12).max(200),
});
export type SetupInput = z.infer<typeof setupInputSchema>;

// GET /api/session · POST /api/session (SignInInput) · DELETE /api/session
export const signInInputSchema = z.object({ email: z.email().max(200), password: z.string().min(1).max(200) });
export type SignInInput = z.infer<typeof signInInputSchema>;
/** What must be done before anything else is reachable. */
export const duties = ['change-password', 'set-up-second-step'] as const;
export type Duty = (typeof duties)[number];
export const staffSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  email: z.string(),
  language: languageSchema,
  roles: z.array(roleSchema),
  /** Held now, in any capacity. */
  positions: z.array(z.object({ id: z.uuid(), key: z.string(), title: z.string(), capacity: capacitySchema })),
  duties: z.array(z.enum(duties)),
  /** May add institutions: an admin of the institution that runs the installation. */
  operator: z.boolean(),
  institution: z.object({ id: z.uuid(), name: z.string(), timeZone: z.string() }),
});
export type Staff = z.infer<typeof staffSchema>;
export const sessionStateSchema = z.object({
  staff: staffSchema.nullable(),
  /** The password was right and the second step's code is awaited (POST /api/session/second-step); `staff` is null until then. */
  secondStep: z.boolean(),
  /** Sent back in the `x-csrf-token` header of every changing request. */
  csrfToken: z.string(),
  /** True under `npm start -- --demo`: the client shows the banner and offers the demo people. */
  demo: z.boolean(),
  demoPeople: z
    .array(z.object({ name: z.string(), email: z.string(), password: z.string(), roles: z.array(roleSchema) }))
    .optional(),
});
export type SessionState = z.infer<typeof sessionStateSchema>;

// GET /api/places → Place[]
export const placeSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  location: z.string(),
  capacity: z.int(),
  timeZone: z.string(),
});
export type Place = z.infer<typeof placeSchema>;

/** A contact of one side of the conference. */
export const contactSchema = z.object({
  name: line(120),
  email: z.email().max(200),
  phone: z
    .string()
    .trim()
    .regex(/^\+?[0-9 ()-]{6,20}$/, 'phone'),
});
export type Contact = z.infer<typeof contactSchema>;

export const sideSchema = z.enum(['host', 'audience']);
export type Side = z.infer<typeof sideSchema>;

// POST /api/access (AccessInput) → Access. Exchanges a link's secret (from the URL's fragment) or ID + password for an HttpOnly cookie bound to that room.
export const roomCodeSchema = z.string().regex(/^\d{9}$/, 'room-code');
export const accessInputSchema = z.union([
  z.object({ code: roomCodeSchema, invite: line(200) }),
  z.object({ code: roomCodeSchema, password: line(100) }),
]);
export type AccessInput = z.infer<typeof accessInputSchema>;
export const accessSchema = z.object({
  code: roomCodeSchema,
  kind: z.enum(['meeting', 'test-call']),
  /** Who holds it; its privacy notice stands at this door. */
  institutionId: z.uuid(),
  title: z.string(),
  startsAt: instant,
  endsAt: instant,
  timeZone: z.string(),
  /** Only in a test call: which side this link belongs to. */
  side: sideSchema.nullable(),
  /** Of who is signed in as staff of the institution: the name the others will see. */
  staffName: z.string().nullable(),
  isHost: z.boolean(),
  /** For this participant alone. `GET /api/access/:code` makes new credentials each time. */
  iceServers: iceServersSchema,
});
export type Access = z.infer<typeof accessSchema>;
// GET /api/access/:code → Access, when the cookie of that room is present (page reload), else `link-not-valid`.

export { languageSchema };
