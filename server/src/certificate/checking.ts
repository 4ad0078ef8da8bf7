/** Checks a certificate against everything that is stored now. */
import type { CertificateVerification } from '@sambung/contract/certificate';
import { z } from 'zod';
import { canonicalJson, type Json } from '../audit/index.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db.ts';
import { sha256Of } from '../file/index.ts';
import { chunksOf } from './chunks.ts';
import { verifyText } from './keys.ts';
import * as store from './store.ts';
import { signedText, verifyStored } from './verification.ts';

export type Content = { readonly [key: string]: Json };

/** Verifies in one snapshot, so that a change under way is seen whole or not at all. */
export async function checkCertificate(
  context: Pick<Context, 'db' | 'env'>,
  row: Pick<store.CertificateRow, 'institutionId' | 'id'>,
): Promise<CertificateVerification> {
  return await context.db.$transaction((tx) => check(context, tx, row), { isolationLevel: 'RepeatableRead' });
}

async function check(
  context: Pick<Context, 'env'>,
  tx: Transaction,
  { institutionId, id }: Pick<store.CertificateRow, 'institutionId' | 'id'>,
): Promise<CertificateVerification> {
  const row = await store.findCertificate(tx, institutionId, id);
  if (!row) throw new TypeError('the certificate was there a moment ago');
  const content = row.content as Content;
  const head = content.auditHead as { seq?: unknown } | null | undefined;
  const headSeq = typeof head?.seq === 'number' && Number.isInteger(head.seq) ? head.seq : null;
  const call = await store.findTestCall(tx, institutionId, row.testCallId);
  return verifyStored({
    content,
    signature: verifyText(context.env.dataDir, row.simulated ? 'test' : 'signing', signedText(content), row),
    record: {
      id: row.id,
      institutionId: row.institutionId,
      requestId: row.requestId,
      testCallId: row.testCallId,
      siteId: row.siteId,
      simulated: row.simulated,
      issuedAt: row.issuedAt.toISOString(),
      validUntil: row.validUntil.toISOString(),
    },
    chunks: chunksOf(await store.readSamples(tx, row.testCallId)),
    publishedRubric: await publishedRubric(tx, institutionId, content.rubric),
    testCall: {
      certified: store.isCertified(call?.decision ?? null),
      evidence: (call?.evidence ?? null) as Json,
      judgement: (call?.judgement ?? null) as Json,
    },
    history: row.states,
    audit: await store.auditOf(tx, institutionId, id, headSeq),
  });
}

const namedRubric = z.object({ key: z.string(), version: z.int() });
/** The hash of the rubric's own row, worked out from its document: what judged must still be what is published. */
async function publishedRubric(tx: Transaction, institutionId: string, rubric: unknown): Promise<string | null> {
  const named = namedRubric.safeParse(rubric);
  const document = named.success ? await store.publishedRubric(tx, institutionId, named.data) : null;
  return document === null ? null : sha256Of(canonicalJson(document));
}
