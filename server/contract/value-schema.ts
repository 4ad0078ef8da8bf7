/** The shape of a value for every type of field, and the words for a value that does not have it. Pure. */
import { z } from 'zod';
import { type Field, personSchema } from './form.ts';
import { type Bilingual, clockTimeSchema, dateSchema, instantSchema, phoneSchema, timeZoneSchema } from './text.ts';

export const missing: Bilingual = { id: 'Wajib diisi', en: 'This is required' };
const wrong: Bilingual = { id: 'Isian tidak benar', en: 'This value is not valid' };
const uuid = z.uuid();
const email = z.email().max(200);

/** Longest text where the form names no limit: more is an attachment's job. */
const longestText = 300;
const longestParagraph = 5_000;
/** An event of more than a day is several events. */
const longestEventMs = 86_400_000;

/** Half-written texts of a draft: anything short, in any part. */
const draftLine = z.string().max(500);
const draftRecord = z.record(z.string().max(60), z.union([draftLine, z.number(), z.null()]));

/** The shape of a field's value; a half-written one is let through until the form is filed. */
export function schemaOf(field: Field, complete: boolean): z.ZodType {
  const { min, max, options = [] } = field;
  const keys = options.map(({ key }) => key);
  const text = (longest: number) =>
    z
      .string()
      .trim()
      .min(complete ? (min ?? 1) : 0)
      .max(max ?? longest);
  switch (field.type) {
    case 'text':
      return text(longestText);
    case 'paragraph':
      return text(longestParagraph);
    case 'integer':
      return z
        .int()
        .min(complete ? (min ?? 0) : Number.MIN_SAFE_INTEGER)
        .max(complete ? (max ?? 1_000_000) : Number.MAX_SAFE_INTEGER);
    case 'email':
      return complete ? email : draftLine;
    case 'emails':
      return complete ? z.array(email).max(max ?? 200) : z.array(draftLine).max(1_000);
    case 'phone':
      return complete ? phoneSchema : draftLine;
    case 'person':
      return complete ? personSchema : draftRecord;
    case 'date':
      return complete ? dateSchema : draftLine;
    case 'time':
      return complete ? clockTimeSchema.refine((time) => time !== '24:00') : draftLine;
    case 'zone':
      return complete ? timeZoneSchema : draftLine;
    case 'boolean':
      return z.boolean();
    case 'choice':
      return z.string().refine((key) => keys.includes(key));
    case 'choices':
      return z
        .array(z.string().refine((key) => keys.includes(key)))
        .refine((chosen) => new Set(chosen).size === chosen.length);
    case 'period':
      return complete ? periodSchema : draftRecord;
    case 'place':
      return uuid;
    case 'venue':
      return complete
        ? z.strictObject({
            address: z.string().trim().min(1).max(500),
            mapUrl: z.union([z.literal(''), z.url({ protocol: /^https?$/ }).max(2_000)]).optional(),
          })
        : draftVenue;
    case 'equipment':
      return equipmentSchema;
    case 'bandwidth':
      return complete
        ? z.strictObject({ downKbps: z.int().min(1).max(100_000_000), upKbps: z.int().min(1).max(100_000_000) })
        : draftRecord;
    case 'addresses':
      return complete ? z.array(z.union([z.ipv4(), z.ipv6()])).max(20) : z.array(draftLine).max(100);
    case 'file':
      return uuid;
    case 'photos':
      return z
        .array(uuid)
        .min(complete ? (min ?? 0) : 0)
        .max(max ?? 40);
    case 'note':
    case 'signature':
      return z.undefined();
  }
}

const periodSchema = z
  .strictObject({ startsAt: instantSchema, endsAt: instantSchema })
  // Written as "not wrong", so that an unreadable instant is told at its own part only.
  .refine(({ startsAt, endsAt }) => !(Date.parse(endsAt) <= Date.parse(startsAt)), { path: ['endsAt'] })
  .refine(({ startsAt, endsAt }) => !(Date.parse(endsAt) - Date.parse(startsAt) > longestEventMs), {
    path: ['endsAt'],
  });
const draftVenue = z.record(z.string().max(60), z.string().max(2_000));
const equipmentSchema = z
  .array(z.strictObject({ itemId: uuid, count: z.int().min(1).max(1_000) }))
  .max(100)
  .refine((items) => new Set(items.map(({ itemId }) => itemId)).size === items.length);

const emailDetail: Bilingual = { id: 'Tulis alamat email yang benar', en: 'Enter a valid email address' };
const phoneDetail: Bilingual = {
  id: 'Tulis nomor telepon, misalnya +62 812 3456 7890',
  en: 'Enter a phone number such as +62 812 3456 7890',
};

/** What to write instead; `part` is the part of the value that is wrong, or empty. */
export function detailOf(field: Field, part: string): Bilingual {
  const { min, max } = field;
  switch (field.type) {
    case 'text':
    case 'paragraph': {
      const longest = max ?? (field.type === 'text' ? longestText : longestParagraph);
      return min === undefined
        ? { id: `Paling banyak ${longest} huruf`, en: `At most ${longest} characters` }
        : { id: `${min} sampai ${longest} huruf`, en: `${min} to ${longest} characters` };
    }
    case 'integer':
      return {
        id: `Tulis bilangan bulat dari ${min ?? 0}${max === undefined ? '' : ` sampai ${max}`}`,
        en: `Enter a whole number from ${min ?? 0}${max === undefined ? '' : ` to ${max}`}`,
      };
    case 'email':
    case 'emails':
      return emailDetail;
    case 'phone':
      return phoneDetail;
    case 'person':
      if (part === 'email') return emailDetail;
      if (part === 'phone') return phoneDetail;
      return { id: 'Isi nama, telepon dan email', en: 'Fill in name, phone and email' };
    case 'date':
      return { id: 'Pilih tanggal', en: 'Choose a date' };
    case 'time':
      return { id: 'Tulis jam, misalnya 09:30', en: 'Enter a time such as 09:30' };
    case 'zone':
      return { id: 'Pilih zona waktu', en: 'Choose a time zone' };
    case 'boolean':
      return { id: 'Pilih ya atau tidak', en: 'Choose yes or no' };
    case 'choice':
    case 'choices':
      return { id: 'Pilih dari daftar', en: 'Choose from the list' };
    case 'period':
      return {
        id: 'Isi waktu mulai dan selesai; selesai setelah mulai, paling lama 24 jam',
        en: 'Fill in start and end; the end after the start, at most 24 hours',
      };
    case 'place':
      return { id: 'Pilih ruang', en: 'Choose a place' };
    case 'venue':
      return part === 'mapUrl'
        ? { id: 'Tempel tautan peta yang diawali https://', en: 'Paste a map link that begins with https://' }
        : { id: 'Tulis alamat tempat', en: 'Enter the address of the venue' };
    case 'equipment':
      return { id: 'Pilih peralatan dan jumlahnya', en: 'Choose equipment and its number' };
    case 'bandwidth':
      return { id: 'Tulis kecepatan dalam kbit/s, mulai dari 1', en: 'Enter a speed in kbit/s, from 1' };
    case 'addresses':
      return { id: 'Tulis alamat IP, misalnya 203.0.113.7', en: 'Enter an IP address such as 203.0.113.7' };
    case 'file':
    case 'photos': {
      const fewest = min ?? 0;
      return fewest > 0
        ? { id: `Lampirkan paling sedikit ${fewest} berkas`, en: `Attach at least ${fewest} files` }
        : { id: 'Lampirkan berkasnya lagi', en: 'Attach the file again' };
    }
    case 'note':
    case 'signature':
      return wrong;
  }
}
