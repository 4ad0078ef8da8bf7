/** The client's site: its profile, filled in by a link without an account, the registry of sites and the history of their public addresses. */
import { z } from 'zod';
import { fieldValuesSchema, formSchema } from './form.ts';
import { instantSchema, type keySchema, lineSchema } from './text.ts';

export const addressSources = ['declared', 'observed', 'reported'] as const;
export const siteAddressSchema = z.object({
  address: z.string(),
  source: z.enum(addressSources),
  note: z.string(),
  since: instantSchema,
  until: instantSchema.nullable(),
});

// GET /api/sites → SiteSummary[] · GET /api/sites/:id → Site
export const siteSummarySchema = z.object({
  id: z.uuid(),
  name: z.string(),
  room: z.string(),
  timeZone: z.string(),
  /** Addresses in force. */
  addresses: z.array(z.string()),
  updatedAt: instantSchema,
});
export type SiteSummary = z.infer<typeof siteSummarySchema>;
export const siteSchema = siteSummarySchema.extend({
  profile: fieldValuesSchema,
  history: z.array(siteAddressSchema),
  requests: z.array(
    z.object({ id: z.uuid(), number: z.string().nullable(), title: z.string(), startsAt: instantSchema.nullable() }),
  ),
});
export type Site = z.infer<typeof siteSchema>;

/** A time that the client would like the test at, in the client's own zone. */
export const preferredTestSchema = z.object({ startsAt: instantSchema, timeZone: z.string() });

// GET /api/requests/:id/site-profile → SiteProfile (staff) · PATCH (SiteProfileEdit): what came back on paper, and the officer's notes
export const siteProfileSchema = z.object({
  /** Null where the procedure has no such form. */
  form: formSchema.nullable(),
  required: z.boolean(),
  values: fieldValuesSchema,
  version: z.int(),
  submittedAt: instantSchema.nullable(),
  submittedByName: z.string(),
  /** The link, while there is one that works. */
  link: z.string().nullable(),
  expiresAt: instantSchema.nullable(),
  site: siteSummarySchema.nullable(),
  preferredTests: z.array(preferredTestSchema),
});
export type SiteProfile = z.infer<typeof siteProfileSchema>;
export const siteProfileEditSchema = z.strictObject({
  version: z.int(),
  values: fieldValuesSchema,
  submit: z.boolean().default(false),
});
// POST /api/requests/:id/site-profile/invitation (ProfileInvitation) → SiteProfile: a new link; the one before ends. DELETE revokes.
export const profileInvitationSchema = z.strictObject({
  name: lineSchema(120),
  email: z.email().max(200),
  /** Fills in what this known site said last time. */
  siteId: z.uuid().optional(),
});

// POST /api/site-profile/access (ProfileAccess) → ClientProfile, and a cookie that this case alone accepts · GET /api/site-profile → ClientProfile
export const profileAccessSchema = z.strictObject({ token: lineSchema(200) });
export const clientProfileSchema = z.object({
  institution: z.object({ id: z.uuid(), name: z.string(), timeZone: z.string() }),
  title: z.string(),
  startsAt: instantSchema.nullable(),
  endsAt: instantSchema.nullable(),
  timeZone: z.string(),
  form: formSchema,
  values: fieldValuesSchema,
  version: z.int(),
  submittedAt: instantSchema.nullable(),
  /** The address this page was asked from: what a declared one is compared with. */
  observedAddress: z.string().nullable(),
});
export type ClientProfile = z.infer<typeof clientProfileSchema>;
// PATCH /api/site-profile (ClientProfileEdit) → ClientProfile · POST /api/site-profile/submission (ClientProfileEdit) → ClientProfile
export const clientProfileEditSchema = z.strictObject({ version: z.int(), values: fieldValuesSchema });
// POST /api/site-profile/address-report (AddressReport) → 204: "Lapor perubahan IP" · POST /api/sites/:id/address-report (staff)
export const addressReportSchema = z.strictObject({
  address: lineSchema(60),
  note: z.string().trim().max(500).default(''),
});
/** Keys of the profile form that the product reads. */
export const profileKeys = {
  name: 'company-name',
  room: 'room',
  addresses: 'ip-addresses',
} as const satisfies Record<string, z.infer<typeof keySchema>>;
