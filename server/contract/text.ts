/** Small schemas that several contracts share: bilingual text, instants, local dates and times, zones. */
import { z } from 'zod';

export const instantSchema = z.iso.datetime();
/** A calendar date of a place, `2026-11-30`. */
export const dateSchema = z.iso.date();
/** A wall-clock time, `08:00` … `24:00` (24:00 only as an end). */
export const clockTimeSchema = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'clock-time');
/** One line of text, trimmed, not empty. */
export const lineSchema = (max: number) => z.string().trim().min(1).max(max);
/** Text in both languages of the interface. */
export const bilingualSchema = z.strictObject({ id: lineSchema(4_000), en: lineSchema(4_000) });
export type Bilingual = z.infer<typeof bilingualSchema>;
/** A short name inside a document: lower case, digits, hyphens. */
export const keySchema = z.string().regex(/^[a-z][a-z0-9-]{0,59}$/, 'key');
export const phoneSchema = z
  .string()
  .trim()
  .regex(/^\+?[0-9 ()-]{6,20}$/, 'phone');
/** An IANA zone such as `Asia/Jakarta` (WIB), `Asia/Makassar` (WITA), `Asia/Jayapura` (WIT). */
export const timeZoneSchema = z.string().refine((zone) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}, 'time-zone');
