/** The schedule: places, equipment with stock, blackouts, who holds what when. Instants are ISO 8601 in UTC. */
import { z } from 'zod';
import { weekHoursSchema } from './calendar.ts';
import { placeSchema } from './http.ts';
import { alternativeSchema } from './problem.ts';
import { holdKinds } from './request.ts';
import { instantSchema, lineSchema, timeZoneSchema } from './text.ts';

/** The longest span that is asked at once: six weeks show a month with its edges. Longer answers grow large. */
export const longestSpanDays = 45;
const span = { from: instantSchema, to: instantSchema };
type Span = { from: string; to: string };
const isForward = ({ from, to }: Span) => !(Date.parse(to) <= Date.parse(from));
const isShort = ({ from, to }: Span) => !(Date.parse(to) - Date.parse(from) > longestSpanDays * 86_400_000);
const ended = { path: ['to'], message: 'ends-after-start' };
const short = { path: ['to'], message: 'at-most-45-days' };
export const spanQuerySchema = z.object(span).refine(isForward, ended).refine(isShort, short);
const isLong = ({ from, to }: Span) => !(Date.parse(to) - Date.parse(from) > 400 * 86_400_000);
/** Blackouts are few: a year of them is asked at once. */
export const blackoutQuerySchema = z
  .object(span)
  .refine(isForward, ended)
  .refine(isLong, { path: ['to'], message: 'at-most-400-days' });

// GET /api/places → PlaceDetail[] · POST /api/places (PlaceInput) → 201 PlaceDetail · PUT /api/places/:id (PlaceInput) → PlaceDetail
// POST /api/places/:id/retirement → PlaceDetail · DELETE /api/places/:id/retirement → PlaceDetail
export const placeDetailSchema = placeSchema.extend({
  /** Null is 07.00–18.00 every day. */
  openingHours: weekHoursSchema.nullable(),
  features: z.array(z.string()),
  retiredAt: instantSchema.nullable(),
});
export type PlaceDetail = z.infer<typeof placeDetailSchema>;
export const placeInputSchema = z.strictObject({
  name: lineSchema(120),
  location: lineSchema(200),
  capacity: z.int().min(1).max(10_000),
  timeZone: timeZoneSchema,
  openingHours: weekHoursSchema.nullable(),
  features: z.array(lineSchema(60)).max(30),
});
export type PlaceInput = z.infer<typeof placeInputSchema>;

// GET /api/equipment → Equipment[] · POST /api/equipment (EquipmentCreation) → 201 Equipment · PUT /api/equipment/:id (EquipmentInput) → Equipment
// POST|DELETE /api/equipment/:id/retirement → Equipment · POST /api/equipment/:id/units (UnitInput) → 201 Equipment
// PATCH /api/equipment/:id/units/:unitId (UnitChange) → Equipment
export const equipmentUnitSchema = z.object({
  id: z.uuid(),
  label: z.string(),
  brokenAt: instantSchema.nullable(),
  retiredAt: instantSchema.nullable(),
});
export const equipmentSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  note: z.string(),
  retiredAt: instantSchema.nullable(),
  /** Units in working order. */
  stock: z.int(),
  units: z.array(equipmentUnitSchema),
});
export type Equipment = z.infer<typeof equipmentSchema>;
const equipmentFields = { name: lineSchema(120), note: z.string().trim().max(1_000) };
export const equipmentInputSchema = z.strictObject(equipmentFields);
export type EquipmentInput = z.infer<typeof equipmentInputSchema>;
/** `count` units are labelled 01, 02 … */
export const equipmentCreationSchema = z.strictObject({ ...equipmentFields, count: z.int().min(0).max(200) });
export type EquipmentCreation = z.infer<typeof equipmentCreationSchema>;
export const unitInputSchema = z.strictObject({ label: lineSchema(60) });
/** What is given changes. Technicians say what is broken and what works again; the rest is the admins'. */
export const unitChangeSchema = z.strictObject({
  label: lineSchema(60).optional(),
  broken: z.boolean().optional(),
  retired: z.boolean().optional(),
});
export type UnitChange = z.infer<typeof unitChangeSchema>;

/** What is held: a place, somebody, or a unit of equipment. */
export const resourceSchema = z.object({
  kind: z.enum(['place', 'person', 'equipment']),
  id: z.uuid(),
  name: z.string(),
  /** Where times of it are shown. */
  timeZone: z.string(),
  /** A place's location, a person's unit of work, the kind of an equipment unit. */
  detail: z.string(),
});
export type Resource = z.infer<typeof resourceSchema>;

// GET /api/blackouts?from&to → Blackout[] · POST /api/blackouts (BlackoutInput) → 201 Blackout · DELETE /api/blackouts/:id
export const blackoutSchema = z.object({
  id: z.uuid(),
  resource: resourceSchema,
  startsAt: instantSchema,
  endsAt: instantSchema,
  note: z.string(),
});
export type Blackout = z.infer<typeof blackoutSchema>;
export const blackoutInputSchema = z
  .strictObject({
    kind: z.enum(['place', 'person', 'equipment']),
    resourceId: z.uuid(),
    startsAt: instantSchema,
    endsAt: instantSchema,
    note: lineSchema(500),
  })
  .refine(({ startsAt, endsAt }) => isForward({ from: startsAt, to: endsAt }), {
    path: ['endsAt'],
    message: 'ends-after-start',
  })
  .refine(({ startsAt, endsAt }) => !(Date.parse(endsAt) - Date.parse(startsAt) > 400 * 86_400_000), {
    path: ['endsAt'],
    message: 'at-most-400-days',
  });
export type BlackoutInput = z.infer<typeof blackoutInputSchema>;

// GET /api/timeline?by=place|technician&from&to&page → Timeline
/** One thing on the timeline: a case with everything it holds of the resource one after the other, or a blackout. */
export const timelineItemSchema = z.object({
  /** Null for a blackout, and for a case that the reader may not open. */
  requestId: z.uuid().nullable(),
  number: z.string().nullable(),
  /** Null for a case whose title is not the reader's business ("dipesan"); of a blackout its note. */
  title: z.string().nullable(),
  kind: z.enum(['case', 'blackout']),
  state: z.string().nullable(),
  startsAt: instantSchema,
  endsAt: instantSchema,
  parts: z.array(z.object({ kind: z.enum(holdKinds), startsAt: instantSchema, endsAt: instantSchema })),
});
export type TimelineItem = z.infer<typeof timelineItemSchema>;
export const timelineSchema = z.object({
  from: instantSchema,
  to: instantSchema,
  rows: z.array(z.object({ resource: resourceSchema, items: z.array(timelineItemSchema) })),
  total: z.int(),
  page: z.int(),
  pageSize: z.int(),
});
export type Timeline = z.infer<typeof timelineSchema>;
export const timelineQuerySchema = z
  .object({
    ...span,
    by: z.enum(['place', 'technician']),
    /** Only this place or technician. */
    id: z.uuid().optional(),
    page: z.coerce.number().int().min(1).max(1_000).default(1),
  })
  .refine(isForward, ended)
  .refine(isShort, short);

// GET /api/places/:id/availability?from&to → PlaceAvailability
export const placeAvailabilitySchema = z.object({
  place: placeDetailSchema,
  /** Open, worked and not held: when a conference could be there. */
  free: z.array(z.object({ startsAt: instantSchema, endsAt: instantSchema })),
  taken: z.array(timelineItemSchema),
});

// POST /api/alternatives (AlternativesQuery) → Alternatives: is it free, and if not, what is
export const alternativesQuerySchema = z
  .strictObject({
    sopVersionId: z.uuid(),
    placeId: z.uuid().nullable(),
    audiencePlaceId: z.uuid().optional(),
    startsAt: instantSchema,
    endsAt: instantSchema,
    participantCount: z.int().min(1).max(1_000_000).nullable().default(null),
    equipment: z
      .array(z.strictObject({ equipmentId: z.uuid(), count: z.int().min(1).max(200) }))
      .max(50)
      .default([]),
    /** A request of the caller's that is to be moved: its own holds are no hindrance. */
    requestId: z.uuid().optional(),
  })
  .refine(({ startsAt, endsAt }) => isForward({ from: startsAt, to: endsAt }), {
    path: ['endsAt'],
    message: 'ends-after-start',
  })
  .refine(({ startsAt, endsAt }) => isShort({ from: startsAt, to: endsAt }), {
    path: ['endsAt'],
    message: 'at-most-45-days',
  });
export type AlternativesQuery = z.infer<typeof alternativesQuerySchema>;
export const alternativesSchema = z.object({
  free: z.boolean(),
  /** What is in the way: each taken resource with when. */
  taken: z.array(z.object({ resource: resourceSchema, startsAt: instantSchema, endsAt: instantSchema })),
  alternatives: z.array(alternativeSchema),
});
export type Alternatives = z.infer<typeof alternativesSchema>;

// GET /api/requests/:id/technicians?position=key → TechnicianSuggestion[], the most fitting first
export const technicianSuggestionSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  unit: z.string(),
  skills: z.array(z.string()),
  /** Skills that the position asks for and this person does not have. */
  missingSkills: z.array(z.string()),
  free: z.boolean(),
  /** When this person is held within the case's time. */
  taken: z.array(z.object({ startsAt: instantSchema, endsAt: instantSchema })),
  /** Minutes held in the week of the event. */
  loadMinutes: z.int(),
});
export type TechnicianSuggestion = z.infer<typeof technicianSuggestionSchema>;
export const technicianQuerySchema = z.object({ position: z.string().max(60).optional() });
