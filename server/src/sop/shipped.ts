/** The six procedures that come with the product: `prisma/procedures/<code>.yaml`, checked as they are read. */
import { readFileSync } from 'node:fs';
import type { SopDocument } from '@sambung/contract/sop';
import { checkSource } from './check.ts';

/** Codes of the shipped procedures, in the order of the institutions' documents. */
export const shippedCodes = ['unsri-fixed', 'unsri-venue', 'batan', 'kaltara', 'unej', 'demak'] as const;
export type ShippedCode = (typeof shippedCodes)[number];

export interface ShippedSop {
  readonly code: ShippedCode;
  readonly source: string;
  readonly document: SopDocument;
}

const read = new Map<ShippedCode, ShippedSop>();

/** A shipped procedure. Throws where its file is wrong: that is a fault of the product. */
export function shippedSop(code: ShippedCode): ShippedSop {
  const known = read.get(code);
  if (known) return known;
  const source = readFileSync(new URL(`../../../prisma/procedures/${code}.yaml`, import.meta.url), 'utf8');
  const { document, errors } = checkSource(source);
  if (!document) throw new Error(`procedures/${code}.yaml: line ${errors[0]?.line}: ${errors[0]?.message.en}`);
  const sop = { code, source, document };
  read.set(code, sop);
  return sop;
}
