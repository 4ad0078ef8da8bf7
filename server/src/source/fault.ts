/** Faults of a text that an admin wrote, in words that tell an admin what to change. Pure. */
import type { Bilingual } from '@sambung/contract/text';
import type { z } from 'zod';

/** Something wrong at a path of the document. `onKey`: the name itself is wrong, not its value. */
export interface Fault {
  readonly path: readonly (string | number)[];
  readonly message: Bilingual;
  readonly onKey?: boolean;
}

export const fault = (path: Fault['path'], id: string, en: string): Fault => ({ path, message: { id, en } });

const syntaxTexts: Record<string, Bilingual> = {
  DUPLICATE_KEY: { id: 'Nama ini sudah ada di tempat yang sama.', en: 'This name already exists in the same place.' },
  TAB_AS_INDENT: { id: 'Gunakan spasi untuk menjorokkan baris, bukan tab.', en: 'Indent with spaces, not with tabs.' },
  BAD_INDENT: { id: 'Jorokan baris ini tidak cocok.', en: 'This line is not indented like its neighbours.' },
  MULTIPLE_DOCS: { id: 'Hanya satu dokumen dalam satu teks.', en: 'One text holds one document only.' },
  MISSING_CHAR: {
    id: 'Ada tanda yang kurang (titik dua, kutip, atau kurung).',
    en: 'A colon, quote or bracket is missing.',
  },
  UNEXPECTED_TOKEN: { id: 'Bagian ini tidak terduga di sini.', en: 'This part is not expected here.' },
  BAD_ALIAS: { id: 'Acuan (alias) ini tidak dikenal.', en: 'This alias is not known.' },
  TAG_RESOLVE_FAILED: { id: 'Penanda jenis (!tag) tidak dipakai di sini.', en: 'Type tags (!tag) are not used here.' },
};

/** Brackets or dashes nested so deep that the parser's stack ends. */
export const tooDeep: Bilingual = {
  id: 'Susunan terlalu dalam untuk dibaca.',
  en: 'The text is nested too deeply to be read.',
};

/** What a syntax error of the YAML library means. */
export function syntaxMessage(code: string, message: string): Bilingual {
  if (message.includes('call stack')) return tooDeep;
  return (
    syntaxTexts[code] ?? {
      id: `Tulisan tidak terbaca sebagai YAML: ${message}`,
      en: `Not readable as YAML: ${message}`,
    }
  );
}

const kinds: Record<string, Bilingual> = {
  string: { id: 'teks', en: 'a text' },
  number: { id: 'angka', en: 'a number' },
  int: { id: 'bilangan bulat', en: 'a whole number' },
  boolean: { id: 'true atau false', en: 'true or false' },
  array: { id: 'daftar', en: 'a list' },
  object: { id: 'kelompok isian', en: 'a group of entries' },
  record: { id: 'kelompok isian', en: 'a group of entries' },
};

const badKey: Bilingual = {
  id: 'Harus nama pendek: huruf kecil, angka, tanda hubung, diawali huruf.',
  en: 'Must be a short name: small letters, digits and hyphens, beginning with a letter.',
};
/** Messages that the contract's schemas give their own checks. */
const custom: Record<string, Bilingual> = {
  key: badKey,
  'clock-time': { id: 'Harus jam seperti "08:00".', en: 'Must be a time such as "08:00".' },
  'day-hours': {
    id: 'Jam buka harus sebelum jam tutup, berurutan dan tidak bertumpuk.',
    en: 'Opening comes before closing; stretches stand in order and do not overlap.',
  },
  'needs-request-form': {
    id: 'Formulir “request” (permohonan) belum ada.',
    en: 'The form “request” is missing.',
  },
};

/** The schema's issues as faults. */
export function faultsOfShape(issues: readonly z.core.$ZodIssue[], value: unknown): Fault[] {
  return issues.flatMap((issue) => {
    const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({
        path: [...path, key],
        onKey: true,
        message: { id: `“${key}” tidak dikenal di sini.`, en: `“${key}” is not known here.` },
      }));
    if (issue.code === 'invalid_key') return [{ path, onKey: true, message: badKey }];
    // A union's own words say nothing; what its plainest branch says does.
    if (issue.code === 'invalid_union') {
      const nested = issue.errors.at(-1)?.[0];
      return nested ? faultsOfShape([{ ...nested, path: [...issue.path, ...nested.path] }], value) : [];
    }
    return [{ path, message: shapeMessage(issue, valueAt(value, path)) }];
  });
}

function shapeMessage(issue: z.core.$ZodIssue, value: unknown): Bilingual {
  const name = String(issue.path.at(-1) ?? '');
  if (value === undefined)
    return { id: `“${name}” belum ada dan wajib diisi.`, en: `“${name}” is missing and required.` };
  const own = custom[issue.message];
  if (own) return own;
  switch (issue.code) {
    case 'invalid_type': {
      if (name === '')
        return {
          id: 'Dokumen kosong atau bukan kelompok isian.',
          en: 'The document is empty or not a group of entries.',
        };
      const kind = kinds[issue.expected] ?? { id: issue.expected, en: issue.expected };
      if (value === null)
        return { id: `“${name}” kosong; isikan ${kind.id}.`, en: `“${name}” is empty; give ${kind.en}.` };
      const quote = issue.expected === 'string' && typeof value !== 'object';
      return {
        id: `Harus ${kind.id}${quote ? '; tulis di dalam tanda kutip' : ''}.`,
        en: `Must be ${kind.en}${quote ? '; put it in quotes' : ''}.`,
      };
    }
    case 'invalid_value': {
      const values = issue.values.map(String).join(', ');
      return { id: `Harus salah satu dari: ${values}.`, en: `Must be one of: ${values}.` };
    }
    case 'too_small':
      return issue.origin === 'number' || issue.origin === 'int'
        ? { id: `Paling kecil ${issue.minimum}.`, en: `At least ${issue.minimum}.` }
        : {
            id: `Tidak boleh kosong (paling sedikit ${issue.minimum}).`,
            en: `May not be empty (at least ${issue.minimum}).`,
          };
    case 'too_big':
      return issue.origin === 'number' || issue.origin === 'int'
        ? { id: `Paling besar ${issue.maximum}.`, en: `At most ${issue.maximum}.` }
        : { id: `Terlalu panjang (paling banyak ${issue.maximum}).`, en: `Too long (at most ${issue.maximum}).` };
    default:
      return { id: 'Isian ini tidak dapat dipakai.', en: 'This entry cannot be used.' };
  }
}

function valueAt(value: unknown, path: Fault['path']): unknown {
  let here = value;
  for (const part of path) {
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, part)) return undefined;
    here = (here as Record<string | number, unknown>)[part];
  }
  return here;
}
