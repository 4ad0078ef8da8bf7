/** The institution itself: name, zone, letterhead, settings, what its privacy notice says and how long kinds of data are kept; the checks of an installation. */
import { z } from 'zod';
import { roleSchema } from './http.ts';
import { clockTimeSchema, keySchema, lineSchema, phoneSchema, timeZoneSchema } from './text.ts';

const shortText = (max: number) => z.string().trim().max(max);

/** Head and foot of every printout. Everything may be empty; the institution's name stands where no line does. */
export const letterheadSchema = z.strictObject({
  /** Names from the highest body down to the unit, one a printed line. */
  lines: z.array(lineSchema(120)).max(6).default([]),
  address: shortText(300).default(''),
  phone: z.union([z.literal(''), phoneSchema]).default(''),
  email: z.union([z.literal(''), z.email().max(200)]).default(''),
  website: shortText(200).default(''),
  footer: shortText(300).default(''),
  /** A stored picture (PNG or JPEG); null prints none. */
  logoFileId: z.uuid().nullable().default(null),
});
export type Letterhead = z.infer<typeof letterheadSchema>;

/** Days a kind is kept after the conference; null keeps it until somebody erases it. */
const retentionDaysSchema = z.int().min(1).max(36_500).nullable();
/** One limit a kind of `retention.ts`. */
export const retentionSchema = z.strictObject({
  /** IP addresses of sites and participants. */
  addresses: retentionDaysSchema.default(365),
  /** Measurements of test calls, and of a conference its chat and whose line was bad. */
  samples: retentionDaysSchema.default(730),
  /** Names, phones and mail addresses of people without an account. */
  contacts: retentionDaysSchema.default(1_825),
  /** What was told by mail and on screen. */
  messages: retentionDaysSchema.default(365),
  recordings: retentionDaysSchema.default(1_825),
});
export type Retention = z.infer<typeof retentionSchema>;

/** Longer than a line, both languages; empty means the words that Sambung brings. */
const noticeSchema = z.strictObject({ id: shortText(6_000), en: shortText(6_000) });

export const institutionSettingsSchema = z.strictObject({
  /** When the daily digest leaves, on the institution's clocks. */
  digestAt: clockTimeSchema.refine((time) => time !== '24:00', 'clock-time').default('07:00'),
  /** Hours before a conference at which its people are reminded. */
  reminderHours: z.array(z.int().min(1).max(168)).max(4).default([24, 1]),
  /** Working hours that a slot from the waiting list stays offered. */
  offerWorkingHours: z.int().min(1).max(80).default(4),
  /** People with one of these roles must confirm sign-ins with a code (TOTP). */
  secondStepFor: z.array(roleSchema).default([]),
  privacyNotice: noticeSchema.default({ id: '', en: '' }),
  /** Whom people write to about their data. */
  privacyContact: shortText(200).default(''),
  retention: retentionSchema.prefault({}),
  /** Why nothing may be erased for now (an audit, a lawsuit); null while erasure is allowed. It wins over every request to erase. */
  legalHold: lineSchema(500).nullable().default(null),
});
export type InstitutionSettings = z.infer<typeof institutionSettingsSchema>;

// GET /api/institution → Institution · PATCH /api/institution (InstitutionEdit) → Institution · POST/DELETE /api/institution/logo → Institution · GET /api/institution/logo
export const institutionSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  timeZone: z.string(),
  letterhead: letterheadSchema,
  settings: institutionSettingsSchema,
});
export type Institution = z.infer<typeof institutionSchema>;
/** What is given replaces what is stored; the logo has routes of its own. */
export const institutionEditSchema = z.strictObject({
  name: lineSchema(200).optional(),
  timeZone: timeZoneSchema.optional(),
  letterhead: letterheadSchema.omit({ logoFileId: true }).optional(),
  settings: institutionSettingsSchema.optional(),
});
export type InstitutionEdit = z.infer<typeof institutionEditSchema>;

// GET /api/institutions → InstitutionSummary[] · POST /api/institutions (InstitutionCreation) → 201 NewInstitution: for admins of the operating institution
export const institutionSummarySchema = z.object({
  id: z.uuid(),
  name: z.string(),
  timeZone: z.string(),
  createdAt: z.iso.datetime(),
  staffCount: z.int(),
  /** The institution that runs the installation. */
  operator: z.boolean(),
});
export type InstitutionSummary = z.infer<typeof institutionSummarySchema>;
export const institutionCreationSchema = z.strictObject({
  name: lineSchema(200),
  timeZone: timeZoneSchema,
  admin: z.strictObject({ name: lineSchema(120), email: z.email().max(200) }),
});
export type InstitutionCreation = z.infer<typeof institutionCreationSchema>;
export const newInstitutionSchema = institutionSummarySchema.extend({
  /** Told once; it must be changed at the first sign-in. */
  firstPassword: z.string(),
});
export type NewInstitution = z.infer<typeof newInstitutionSchema>;

/** `skipped` could not be tried from here, and `detail` says why. */
export const checkResults = ['passed', 'failed', 'skipped'] as const;
const checkSchema = z.object({ result: z.enum(checkResults), target: z.string(), detail: keySchema });
// GET /api/installation/checks → InstallationChecks
export const installationChecksSchema = z.object({
  publicUrl: z.string(),
  /** Our own health page asked through the public address. */
  publicAddress: checkSchema,
  /** Whether browsers of other machines may use cameras there. */
  secureContext: checkSchema,
  /** One line for each address and protocol on which media is offered. */
  media: z.array(checkSchema),
});
export type InstallationChecks = z.infer<typeof installationChecksSchema>;

// GET /api/privacy-notice?institution=… → PrivacyNotice
export const privacyNoticeQuerySchema = z.object({ institution: z.uuid().optional() });
export const privacyNoticeSchema = z.object({
  institutionName: z.string(),
  /** In the reader's language; paragraphs end with an empty line. */
  text: z.string(),
  contact: z.string(),
  retention: retentionSchema,
});
export type PrivacyNotice = z.infer<typeof privacyNoticeSchema>;
