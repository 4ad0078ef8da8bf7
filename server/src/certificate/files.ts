/** What staff take away of a certificate: its raw samples as a table or as JSON, and what was signed, with the key that verifies it. */
import { stringify } from 'csv-stringify/sync';
import type { Json } from '../audit/index.ts';
import type { Context } from '../context.ts';
import { chunksOf, type StoredSample } from './chunks.ts';
import { publicKeyOf } from './keys.ts';
import type { CertificateRow } from './store.ts';
import { signedText } from './verification.ts';

export interface MadeFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}
const nameOf = ({ request, id }: CertificateRow, rest: string) =>
  `${request.number ?? 'sertifikat'}-${id.slice(0, 8)}-${rest}`;

/** One row a sample; nested numbers have a column each (`uplink.sound.lost`), lists stay JSON. */
export function samplesAsCsv(row: CertificateRow, samples: readonly StoredSample[]): MadeFile {
  const flat = samples.map(({ at, from, numbers }) => ({ ...flattened(numbers), at: at.toISOString(), from }));
  const keys = new Set(flat.flatMap((each) => Object.keys(each)));
  const columns = [...new Set(['at', 'from', ...[...keys].sort()])];
  const text = stringify(flat, { header: true, columns, bom: true });
  return { name: nameOf(row, 'samples.csv'), mediaType: 'text/csv; charset=utf-8', bytes: Buffer.from(text) };
}

function flattened(value: Json, prefix = ''): Record<string, string> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { [prefix]: cellText(value) };
  }
  const members = Object.entries(value).map(([key, member]) =>
    flattened(member, prefix === '' ? key : `${prefix}.${key}`),
  );
  return Object.assign({}, ...members);
}

/** A word that a spreadsheet would run as a formula is defused; a negative number stays one. */
function cellText(value: Exclude<Json, { readonly [key: string]: Json }>): string {
  if (value === null) return '';
  if (typeof value === 'string') return /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Samples as they are hashed, chunk by chunk, so that the leaves can be worked out from the file alone. */
export function samplesAsJson(row: CertificateRow, samples: readonly StoredSample[]): MadeFile {
  const chunks = chunksOf(samples).map(({ direction, minute, hash }) => {
    const end = Date.parse(minute) + 60_000;
    const own = samples.filter(({ at, from }) => from === direction && at >= new Date(minute) && at.getTime() < end);
    return { minute, hash, direction, samples: own.map(({ at, numbers }) => ({ at: at.toISOString(), numbers })) };
  });
  const bytes = Buffer.from(JSON.stringify({ certificate: row.id, testCall: row.testCallId, chunks }, null, 1));
  return { name: nameOf(row, 'samples.json'), mediaType: 'application/json', bytes };
}

/** The content with its signature and public key. `text` is what the signature is over, byte for byte. */
export function signedAsJson(context: Pick<Context, 'env'>, row: CertificateRow): MadeFile {
  const { content, keyId, signature } = row;
  const signed = {
    algorithm: 'Ed25519',
    keyId,
    publicKey: publicKeyOf(context.env.dataDir, keyId),
    signature,
    text: signedText(content as { [key: string]: Json }),
    content,
  };
  const bytes = Buffer.from(JSON.stringify(signed, null, 1));
  return { name: nameOf(row, 'signed.json'), mediaType: 'application/json', bytes };
}
