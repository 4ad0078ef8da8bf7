/** Says in both languages what zod found wrong with a field, in words for the person who filled it in. */

import type { Language } from '@sambung/contract/problem';
import type { z } from 'zod';

/** A text in both languages; the reader's is chosen when the problem is sent. */
export type Text = Readonly<Record<Language, string>>;

/** What is wrong with one field; `pointer` is a JSON Pointer (RFC 6901) into what was sent. */
export interface FieldError {
  readonly pointer: string;
  readonly detail: Text;
}

type Issue = z.core.$ZodIssue;

/** One error per field (the first), with its JSON Pointer; of a union the branch that fits best is explained. */
export function explainIssues(issues: readonly Issue[]): FieldError[] {
  const byPointer = new Map<string, FieldError>();
  for (const issue of issues.flatMap((each) => unfoldUnion(each))) {
    const pointer = issue.path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
    if (!byPointer.has(pointer)) byPointer.set(pointer, { pointer, detail: explain(issue) });
  }
  return [...byPointer.values()];
}

/** The branch with the fewest complaints is the one that was meant. */
function unfoldUnion(issue: Issue): Issue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const branches = [...issue.errors].filter((branch) => branch.length > 0).sort((a, b) => a.length - b.length);
  const nearest = branches[0];
  if (!nearest) return [issue];
  return nearest.flatMap((inner) => unfoldUnion({ ...inner, path: [...issue.path, ...inner.path] } as Issue));
}

/** Rules of the contract that carry a name of their own as their message. */
const namedRules: Record<string, Text> = {
  phone: {
    id: 'Tulis nomor telepon, misalnya +62 812 3456 7890',
    en: 'Enter a phone number such as +62 812 3456 7890',
  },
  'room-code': { id: 'ID rapat terdiri dari sembilan angka', en: 'A meeting ID is nine digits' },
  'time-zone': { id: 'Zona waktu tidak dikenal', en: 'This time zone is not known' },
  'ends-after-start': { id: 'Waktu selesai harus setelah waktu mulai', en: 'The end must be after the start' },
  'clock-time': { id: 'Tulis jam seperti 08:00', en: 'Write a time such as 08:00' },
  'day-hours': {
    id: 'Jam harus berurutan dan tidak bertumpuk, misalnya 08.00–12.00 dan 13.00–16.00',
    en: 'Hours must follow one another without overlapping, such as 08:00–12:00 and 13:00–16:00',
  },
  'week-closed': { id: 'Paling sedikit satu hari harus punya jam kerja', en: 'At least one day needs working hours' },
  'calendar-date': { id: 'Tulis tanggal antara tahun 1900 dan 2199', en: 'Enter a date between 1900 and 2199' },
  'special-hours': {
    id: 'Tulis jam kerjanya, hanya untuk jam khusus',
    en: 'Give its hours, for special hours only',
  },
  'each-date-once': { id: 'Setiap tanggal hanya sekali', en: 'Each date only once' },
  'at-most-a-year': { id: 'Paling lama satu tahun', en: 'At most one year' },
  'at-most-45-days': { id: 'Paling lama 45 hari', en: 'At most 45 days' },
  'at-most-400-days': { id: 'Paling lama 400 hari', en: 'At most 400 days' },
  'at-most-24-hours': { id: 'Paling lama 24 jam', en: 'At most 24 hours' },
};

const formats: Record<string, Text> = {
  email: { id: 'Tulis alamat email yang benar', en: 'Enter a valid email address' },
  date: { id: 'Tulis tanggal yang benar', en: 'Enter a valid date' },
  datetime: { id: 'Tulis tanggal dan waktu yang benar', en: 'Enter a valid date and time' },
  uuid: { id: 'Pilihan tidak dikenal', en: 'This choice is not known' },
};

const notValid: Text = { id: 'Isian tidak benar', en: 'This value is not valid' };
const missing: Text = { id: 'Wajib diisi', en: 'This is required' };

function explain(issue: Issue): Text {
  const named = namedRules[issue.message];
  if (named) return named;
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined || issue.input === null ? missing : notValid;
    case 'invalid_format':
      return formats[issue.format] ?? notValid;
    case 'too_small':
      if (issue.origin === 'string') {
        if (Number(issue.minimum) <= 1) return missing;
        return { id: `Paling sedikit ${issue.minimum} huruf`, en: `At least ${issue.minimum} characters` };
      }
      return { id: `Paling sedikit ${issue.minimum}`, en: `At least ${issue.minimum}` };
    case 'too_big':
      if (issue.origin === 'string') {
        return { id: `Paling banyak ${issue.maximum} huruf`, en: `At most ${issue.maximum} characters` };
      }
      return { id: `Paling banyak ${issue.maximum}`, en: `At most ${issue.maximum}` };
    case 'invalid_value':
      return issue.input === undefined ? missing : (formats.uuid ?? notValid);
    default:
      return notValid;
  }
}
