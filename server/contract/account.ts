/** One's own account: profile, password, second step, sessions; forgotten passwords. */
import { z } from 'zod';
import { languageSchema } from './problem.ts';
import { instantSchema, lineSchema, phoneSchema } from './text.ts';

/** Twelve characters are the one rule: length is what makes guessing hard. */
export const newPasswordSchema = z.string().min(12).max(200);

// GET /api/account → Profile · PATCH /api/account (ProfileEdit) → Profile
export const profileSchema = z.object({
  name: z.string(),
  email: z.string(),
  phone: z.string(),
  employeeNumber: z.string(),
  unit: z.string(),
  language: languageSchema,
  secondStep: z.object({
    /** Since when codes are asked for; null while they are not. */
    confirmedAt: instantSchema.nullable(),
    recoveryCodesLeft: z.int(),
    /** By the institution's rule for the roles held. */
    required: z.boolean(),
  }),
});
export type Profile = z.infer<typeof profileSchema>;
export const profileEditSchema = z.strictObject({
  name: lineSchema(120).optional(),
  phone: z.union([z.literal(''), phoneSchema]).optional(),
  employeeNumber: z.string().trim().max(60).optional(),
  unit: z.string().trim().max(120).optional(),
  language: languageSchema.optional(),
});
export type ProfileEdit = z.infer<typeof profileEditSchema>;

// PUT /api/account/password (PasswordChange) → 204: ends every other session
export const passwordChangeSchema = z.strictObject({
  /** Left out only while the first change is due: the password was typed a moment ago. */
  current: z.string().min(1).max(200).optional(),
  next: newPasswordSchema,
});
export type PasswordChange = z.infer<typeof passwordChangeSchema>;

// POST /api/session/second-step (SecondStepInput) → SessionState
export const secondStepInputSchema = z.strictObject({
  /** Six digits, or a recovery code `xxxx-xxxx-xxxx`. Spaces do not matter. */
  code: z.string().trim().min(6).max(20),
});
export type SecondStepInput = z.infer<typeof secondStepInputSchema>;

// POST /api/account/second-step → SecondStepOffer · POST /api/account/second-step/confirmation → RecoveryCodes
// POST /api/account/second-step/recovery-codes (PasswordProof) → RecoveryCodes · POST /api/account/second-step/removal (PasswordProof) → 204
export const secondStepOfferSchema = z.object({
  /** Base32, for typing in. */
  secret: z.string(),
  uri: z.string(),
  /** The address as a picture: SVG. */
  qrSvg: z.string(),
});
export type SecondStepOffer = z.infer<typeof secondStepOfferSchema>;
/** Told once: only their hashes are kept. */
export const recoveryCodesSchema = z.object({ codes: z.array(z.string()) });
export type RecoveryCodes = z.infer<typeof recoveryCodesSchema>;
export const passwordProofSchema = z.strictObject({ password: z.string().min(1).max(200) });

// GET /api/account/sessions → AccountSession[] · DELETE /api/account/sessions/:key → 204 · DELETE /api/account/sessions → 204: all others
export const accountSessionSchema = z.object({
  /** Names the session without being worth anything as a cookie. */
  key: z.string(),
  current: z.boolean(),
  /** "Chrome, Windows". */
  device: z.string(),
  signedInAt: instantSchema,
  lastSeenAt: instantSchema,
});
export type AccountSession = z.infer<typeof accountSessionSchema>;

// POST /api/password-resets (PasswordResetRequest) → 204, whether or not the address exists · POST /api/password-resets/use (PasswordResetUse) → 204
export const passwordResetRequestSchema = z.strictObject({ email: z.email().max(200) });
export const passwordResetUseSchema = z.strictObject({ token: lineSchema(200), password: newPasswordSchema });
export type PasswordResetUse = z.infer<typeof passwordResetUseSchema>;
