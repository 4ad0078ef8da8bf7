/** Rules of handed-in files: names that are safe to keep, and whether name and declared type tell the truth about the content. */
import { createHash } from 'node:crypto';
import { DomainError } from '../problem.ts';

/** Endings that may follow a name, by what the content is. */
const endings: Readonly<Record<string, readonly string[]>> = {
  'application/pdf': ['pdf'],
  'image/png': ['png'],
  'image/jpeg': ['jpg', 'jpeg', 'jpe', 'jfif'],
  'image/webp': ['webp'],
};
const words: Readonly<Record<string, string>> = {
  'application/pdf': 'PDF',
  'image/png': 'PNG',
  'image/jpeg': 'JPEG',
  'image/webp': 'WebP',
};
const longestName = 200;

/** The last part of a sent name, without control characters and anything that would end a header or leave a folder. */
export function safeName(sent: string): string {
  const base = sent.normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly those are taken out.
  const clean = base.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '').trim();
  if (clean === '' || /^\.+$/.test(clean)) return 'dokumen';
  if (clean.length <= longestName) return clean;
  const ending = /\.[a-z0-9]{1,5}$/i.exec(clean)?.[0] ?? '';
  return clean.slice(0, longestName - ending.length) + ending;
}

export interface SentFile {
  readonly name: string;
  /** What the sender called it; browsers say `application/octet-stream` when they do not know. */
  readonly declaredType: string | undefined;
  /** What its content is, or undefined when nothing known begins like it. */
  readonly contentType: string | undefined;
}

/** The media type of a file that tells the truth about itself. Throws `file-type-refused` with what is wrong. */
export function decideMediaType(sent: SentFile, accepted: readonly string[]): string {
  const { contentType } = sent;
  if (contentType === undefined || !accepted.includes(contentType)) {
    const list = accepted.map((type) => words[type] ?? type).join(', ');
    throw new DomainError('file-type-refused', {
      detail: {
        id: `Berkas ini bukan salah satu dari ${list}. Simpan atau pindai ulang dalam salah satu bentuk itu, lalu unggah lagi.`,
        en: `This file is not one of ${list}. Save or scan it again as one of those and upload it again.`,
      },
    });
  }
  const ending = /\.([a-z0-9]{1,8})$/i.exec(sent.name)?.[1]?.toLowerCase();
  const nameLies = ending !== undefined && !(endings[contentType] ?? [ending]).includes(ending);
  const declared = sent.declaredType?.split(';')[0]?.trim().toLowerCase();
  const typeLies =
    declared !== undefined && declared !== '' && declared !== 'application/octet-stream' && declared !== contentType;
  if (nameLies || typeLies) {
    const is = words[contentType] ?? contentType;
    const said = nameLies ? `.${ending}` : declared;
    throw new DomainError('file-type-refused', {
      detail: {
        id: `Isi berkas ini ${is}, tetapi nama atau jenisnya menyebut ${said}. Beri nama yang sesuai dengan isinya, lalu unggah lagi.`,
        en: `The content of this file is ${is}, but its name or type says ${said}. Give it a name that fits and upload it again.`,
      },
    });
  }
  return contentType;
}

/** Where a content lies below the store's folder: two levels of two digits keep folders small. */
export function contentPath(sha256: string): string {
  return `${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}`;
}

/** `Content-Disposition` (RFC 6266): the name in ASCII for old programs and in UTF-8 (RFC 8187) for the others. */
export function contentDisposition(name: string, kind: 'attachment' | 'inline' = 'attachment'): string {
  const ascii =
    name
      .normalize('NFKD')
      .replace(/[^\x20-\x7e]/g, '')
      .replace(/["\\%]/g, '_') || 'dokumen';
  const utf8 = encodeURIComponent(name).replace(/['()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);
  return `${kind}; filename="${ascii}"; filename*=UTF-8''${utf8}`;
}

export function sha256Of(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}
