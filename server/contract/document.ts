/** Printed documents of a case: which exist now, their signatures, and what the public proof of one says. */
import { z } from 'zod';
import { languageSchema } from './problem.ts';
import { bilingualSchema, instantSchema, lineSchema } from './text.ts';

/**
 * `request` is the request form, `letter` the cover of a request that came as a letter, `site-profile` the client's form, `survey` that of the venue,
 * `service-report` the report of the conference (FM 001 where the procedure prints request and report on one form).
 */
export const printedDocuments = [
  'request',
  'letter',
  'disposition-sheet',
  'site-profile',
  'survey',
  'test-schedule',
  'service-report',
] as const;
export type PrintedDocumentKind = (typeof printedDocuments)[number];

/** `officer` signs for the office that served, `user` for whom it served. */
export const signatureSides = ['officer', 'user'] as const;
export type SignatureSide = (typeof signatureSides)[number];

/** The box that a drawn signature lives in; a path outside of it is refused. */
export const signatureBox = { width: 600, height: 200 } as const;
const longestPath = 20_000;
/** Moves and straight lines with absolute coordinates: `M12 30L14.5 31L20 40M50 60L51 61`. */
const pathPattern = /^(M\d{1,3}(\.\d)? \d{1,3}(\.\d)?(L\d{1,3}(\.\d)? \d{1,3}(\.\d)?)+)+$/;
export const signaturePathSchema = z
  .string()
  .max(longestPath)
  .regex(pathPattern, 'signature-path')
  .refine((path) => {
    const numbers = path.split(/[ML ]/).filter((part) => part !== '');
    const limit = (index: number) => (index % 2 === 0 ? signatureBox.width : signatureBox.height);
    return numbers.every((number, index) => Number(number) <= limit(index));
  }, 'signature-path');

export const signatureMarkSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('typed') }),
  z.strictObject({ kind: z.literal('drawn'), svgPath: signaturePathSchema }),
]);
export type SignatureMark = z.infer<typeof signatureMarkSchema>;

export const signatureSchema = z.object({
  side: z.enum(signatureSides),
  signerName: z.string(),
  placeName: z.string(),
  signedAt: instantSchema,
  kind: z.enum(['typed', 'drawn']),
  /** False once the document says something else than what was signed. */
  valid: z.boolean(),
});

export const printSchema = z.object({
  document: z.enum(printedDocuments),
  name: bilingualSchema,
  /** SHA-256 of the facts it prints, hex: what is signed and proved. */
  contentHash: z.string(),
  signatures: z.array(signatureSchema),
  /** Sides that the reader may sign now. */
  maySign: z.array(z.enum(signatureSides)),
});
export type Print = z.infer<typeof printSchema>;
// GET /api/requests/:id/prints → PrintList: those that exist now
export const printListSchema = z.object({ prints: z.array(printSchema) });
export type PrintList = z.infer<typeof printListSchema>;

// GET /api/requests/:id/prints/:document?language=id|en → PDF
export const printQuerySchema = z.object({ language: languageSchema.default('id') });

// POST /api/requests/:id/prints/:document/signatures (SignatureInput) → 201 Print
export const signatureInputSchema = z.strictObject({
  side: z.enum(signatureSides),
  /** The hash that was shown: a document that has changed since is refused with `state-conflict`. */
  contentHash: z.string().regex(/^[0-9a-f]{64}$/, 'content-hash'),
  signerName: lineSchema(120),
  placeName: lineSchema(120),
  mark: signatureMarkSchema,
});
export type SignatureInput = z.infer<typeof signatureInputSchema>;

// GET /api/proofs/:code → Proof, for anybody who holds the paper. Nothing personal.
export const proofSchema = z.object({
  institutionName: z.string(),
  document: z.enum(printedDocuments),
  documentName: bilingualSchema,
  caseNumber: z.string(),
  issuedAt: instantSchema,
  timeZone: z.string(),
  contentHash: z.string(),
  /** Whether the office's record still says what the paper says. */
  state: z.enum(['valid', 'changed']),
  /** When and by which side it was signed; never by whom. */
  signatures: z.array(z.object({ side: z.enum(signatureSides), signedAt: instantSchema })),
  /** A test call that measured nothing real: the paper proves nothing. */
  simulated: z.boolean(),
});
export type Proof = z.infer<typeof proofSchema>;
