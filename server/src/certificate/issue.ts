/** Issues a certificate: gathers what is signed, signs it, stores it and tells who must know, all in the transaction that decides the test call. */
import { randomBytes, randomUUID } from 'node:crypto';
import {
  type BoundThings,
  type CertificateContent,
  type CertificateDecision,
  type CertificateSeries,
  certificateContentSchema,
} from '@sambung/contract/certificate';
import type { RunEvidence } from '@sambung/contract/measurement';
import type { Judgement, RubricDocument } from '@sambung/contract/rubric';
import { appendAudit, canonicalJson, type Json, lockInstitution } from '../audit/index.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db.ts';
import { sha256Of } from '../file/index.ts';
import { chunksOf } from './chunks.ts';
import { signText } from './keys.ts';
import { merkleRoot } from './merkle.ts';
import { validityOf } from './states.ts';
import * as store from './store.ts';
import { tellChange } from './telling.ts';
import { sectionHashes, signedText } from './verification.ts';

/** What the decision of a test call hands over. Samples are read from `test_call_samples`, so that what is signed is what is stored. */
export interface CertificateIssue {
  readonly institutionId: string;
  readonly testCallId: string;
  /** The version that judged, whole. */
  readonly rubric: { readonly key: string; readonly version: number; readonly document: RubricDocument };
  readonly evidence: RunEvidence;
  /** What the charts draw, worked out from the same samples: delay, loss and R of both directions. */
  readonly series: readonly CertificateSeries[];
  readonly judgement: Judgement;
  /** What the technician decided; `at` is `now`. A verdict better than the judgement's needs `overrule`. */
  readonly decision: Omit<CertificateDecision, 'at'>;
  /** Whose account decided: for the audit log and the history. */
  readonly decidedById: string;
  readonly people: CertificateContent['people'];
  /** The site's id and name are taken from the request's site where it has one. */
  readonly bound: BoundThings;
  readonly now: Date;
}

/**
 * The certificate of a test call that was decided `certified` or `certified-with-conditions`: its id and the code of its public page. A test call has one:
 * told again, it answers the one there is. Throws TypeError for a decision that C4 does not allow, which whoever decides has to refuse with a reason first.
 */
export async function issueCertificate(
  context: Pick<Context, 'env'>,
  tx: Transaction,
  issue: CertificateIssue,
): Promise<{ id: string; code: string }> {
  const { institutionId, testCallId, judgement, now } = issue;
  await lockInstitution(tx, institutionId);
  const known = await store.findByTestCall(tx, testCallId);
  if (known) return known;
  requireAllowed(issue);
  const call = await store.findTestCall(tx, institutionId, testCallId);
  if (!call) throw new TypeError('a certificate needs a test call of its own institution');
  const simulated = [judgement, issue.evidence, call].some(({ simulatedReasons }) => simulatedReasons.length > 0);
  const chunks = chunksOf(await store.readSamples(tx, testCallId));
  const { verdict } = issue.decision;
  const { months } = issue.rubric.document.validity;
  const validity = validityOf(verdict, { issuedAt: now, months, eventEndsAt: call.request.endsAt });
  const id = randomUUID();
  const content = plain({
    certificate: {
      format: 1,
      id,
      institution: { id: institutionId, name: call.institution.name },
      requestId: call.request.id,
      requestNumber: call.request.number ?? '',
      testCallId,
      callCode: call.code,
      timeZone: call.request.place?.timeZone ?? call.institution.timeZone,
      issuedAt: now.toISOString(),
      simulated,
    },
    samples: { root: merkleRoot(chunks.map(({ hash }) => hash)), chunks },
    rubric: { ...issue.rubric, sha256: sha256Of(canonicalJson(issue.rubric.document as unknown as Json)) },
    evidence: issue.evidence,
    series: [...issue.series],
    judgement,
    decision: { ...issue.decision, at: now.toISOString() },
    people: [...issue.people],
    bound: issue.bound,
    validity: { kind: validity.kind, from: validity.from.toISOString(), until: validity.until.toISOString() },
    auditHead: await store.auditHead(tx, institutionId),
  });
  const signature = signText(context.env.dataDir, simulated ? 'test' : 'signing', signedText(content));
  const code = newCode();
  await store.insertCertificate(tx, {
    id,
    institutionId,
    requestId: call.request.id,
    testCallId,
    siteId: issue.bound.site.id,
    code,
    simulated,
    issuedAt: now,
    validUntil: validity.until,
    content,
    ...signature,
  });
  const transition = verdict === 'certified' ? 'valid' : 'conditional';
  const change = { certificateId: id, transition, cause: null, reason: issue.decision.conditions ?? '' } as const;
  await store.insertState(tx, {
    ...change,
    actorId: issue.decidedById,
    actorTitle: issue.decision.by.position,
    at: now,
    data: {},
  });
  await appendAudit(tx, {
    institutionId,
    at: now,
    actorId: issue.decidedById,
    action: 'certificate.issued',
    entityId: id,
    data: { transition, cause: null, testCallId, simulated, keyId: signature.keyId, sections: sectionHashes(content) },
  });
  await tellChange(tx, {
    institutionId,
    certificateId: id,
    requestId: call.request.id,
    siteName: issue.bound.site.name,
    code,
    change,
    by: issue.decision.by.position,
    validUntil: validity.until,
    now,
  });
  return { id, code };
}

/** Whatever a caller does: nothing better than what was judged without an overrule, and no overrule of what nobody may overrule (C4). */
function requireAllowed({ judgement, decision, rubric }: CertificateIssue): void {
  const order = ['not-certified', 'certified-with-conditions', 'certified'];
  const isBetter = order.indexOf(decision.verdict) > order.indexOf(judgement.verdict);
  if (isBetter && decision.overrule === null)
    throw new TypeError('a verdict better than the judgement’s needs an overrule');
  const { neverOverruled } = rubric.document.decision;
  const shut = judgement.gates.some(
    ({ gate, applies, passed }) => applies && passed !== true && neverOverruled.includes(gate),
  );
  if (shut) throw new TypeError('a gate that nobody may overrule is shut');
  if (decision.verdict === 'certified-with-conditions' && decision.conditions === null)
    throw new TypeError('a conditional certificate names its conditions');
}

/** Checked, and as the database gives it back: nothing undefined. */
function plain(content: CertificateContent): { [key: string]: Json } {
  return JSON.parse(JSON.stringify(certificateContentSchema.parse(content)));
}

/** 130 bits in letters and digits that nobody confuses. */
function newCode(): string {
  const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789';
  return [...randomBytes(26)].map((byte) => letters[byte % 32]).join('');
}
