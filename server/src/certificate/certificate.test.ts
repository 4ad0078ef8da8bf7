/** Certificates in a real database: signed once, whole, and every change of what is stored is found and named. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CertificateFinding } from '@sambung/contract/certificate';
import { certificateContentSchema } from '@sambung/contract/certificate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Application, createInstitution, type Institution, startApplication } from '../../test/application.ts';
import {
  certified,
  decidedCall,
  decisionOf,
  evidenceOf,
  issueOf,
  judgementOf,
  rubric,
} from '../../test/certificate.ts';
import { approvedRequest } from '../../test/room.ts';
import { checkCertificate } from './checking.ts';
import { issueCertificate } from './index.ts';
import { rotateKey } from './keys.ts';

let application: Application;
let institution: Institution;
let dataDir: string;
let technicianId: string;
beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'sambung-certificate-'));
  application = await startApplication({ dataDir });
  institution = await createInstitution(application);
  const { db } = application.context;
  technicianId = (await db.staff.findUniqueOrThrow({ where: { email: institution.people.technician } })).id;
});
afterAll(async () => {
  await application.close();
  rmSync(dataDir, { recursive: true, force: true });
});

async function call(minutes = 2) {
  const request = await approvedRequest(application, institution);
  return { institutionId: institution.id, requestId: request.id as string, technicianId, minutes };
}
const check = (id: string) => checkCertificate(application.context, { institutionId: institution.id, id });

/** Somebody with the database's own password, past the triggers that forbid it. */
async function tamper(sql: string, ...values: unknown[]): Promise<void> {
  const changed = await application.context.db.$transaction(async (tx) => {
    await tx.$executeRaw`SET LOCAL session_replication_role = replica`;
    return await tx.$executeRawUnsafe(sql, ...values);
  });
  expect(changed).toBeGreaterThan(0);
}
const setContent = (id: string, path: string, value: unknown) =>
  tamper(
    `UPDATE certificates SET content = jsonb_set(content, '${path}', $1::jsonb) WHERE id = $2::uuid`,
    JSON.stringify(value),
    id,
  );

describe('issuing', () => {
  it('[UNSRI-72, X-18] signs rubric, evidence, verdict and the proof of encryption, and what it signed verifies', async () => {
    const { id } = await certified(application, await call());
    expect(await check(id)).toEqual({
      intact: true,
      signature: 'valid',
      samples: 'intact',
      chunkCount: 4,
      findings: [],
    });
    const row = await application.context.db.certificate.findUniqueOrThrow({ where: { id } });
    expect(row.keyId).toMatch(/^signing-/);
    const content = certificateContentSchema.parse(row.content);
    expect(content.rubric.document).toEqual(rubric);
    expect(content.decision).toMatchObject({ verdict: 'certified', by: { role: 'technician', position: 'Tim ICT' } });
    expect(content.evidence.gates.find(({ gate }) => gate === 'encrypted')).toMatchObject({
      passed: true,
      seen: { en: 'DTLS 1.3, AEAD_AES_128_GCM on both sides' },
    });
    expect(content.validity).toEqual({
      kind: 'period',
      from: '2026-11-23T01:00:00.000Z',
      until: '2027-05-23T01:00:00.000Z',
    });
    expect(JSON.stringify(content)).not.toContain(institution.people.technician);
  });

  it('is done once for a test call, however often it is told', async () => {
    const told = await call();
    const testCallId = await decidedCall(application, told);
    const issue = issueOf(application, told, testCallId);
    const { context } = application;
    const issued = await Promise.all(
      Array.from({ length: 4 }, () => context.db.$transaction((tx) => issueCertificate(context, tx, issue))),
    );
    expect(new Set(issued.map(({ id }) => id)).size).toBe(1);
    expect(issued[0]?.code).toMatch(/^[A-Z2-9]{26}$/);
    expect(await context.db.certificateState.count({ where: { certificateId: issued[0]?.id ?? '' } })).toBe(1);
  });

  it('leaves nothing when the decision that it belongs to is not kept', async () => {
    const told = await call();
    const testCallId = await decidedCall(application, told);
    const { context } = application;
    const failing = context.db.$transaction(async (tx) => {
      await issueCertificate(context, tx, issueOf(application, told, testCallId));
      throw new Error('changed my mind');
    });
    await expect(failing).rejects.toThrow('changed my mind');
    expect(await context.db.certificate.count({ where: { testCallId } })).toBe(0);
  });

  it('signs a simulation with the test key and marks it', async () => {
    const { id } = await certified(application, { ...(await call()), simulatedReasons: ['same-machine'] });
    const row = await application.context.db.certificate.findUniqueOrThrow({ where: { id } });
    expect(row).toMatchObject({ simulated: true, keyId: expect.stringMatching(/^test-/) });
    expect((await check(id)).intact).toBe(true);
    // The real key never vouches for it: made out to be real, it falls.
    await tamper('UPDATE certificates SET simulated = false WHERE id = $1::uuid', id);
    expect(await check(id)).toMatchObject({ intact: false, signature: 'unknown-key' });
  });

  it('[UNSRI-39] is refused while the line is not encrypted, whoever overrules it', async () => {
    const told = await call();
    const testCallId = await decidedCall(application, told);
    const issue = issueOf(application, told, testCallId);
    const gates = issue.judgement.gates.map((fact) => (fact.gate === 'encrypted' ? { ...fact, passed: false } : fact));
    const overrule = { by: { role: 'approver' as const, position: 'Ketua ICT' }, reason: 'Acara tidak dapat ditunda' };
    const judgement = { ...issue.judgement, verdict: 'not-certified' as const, gates };
    const { context } = application;
    const attempt = (decision: ReturnType<typeof decisionOf>) =>
      context.db.$transaction((tx) => issueCertificate(context, tx, { ...issue, judgement, decision }));
    await expect(attempt(decisionOf())).rejects.toThrow(/overrule/);
    await expect(attempt(decisionOf({ overrule }))).rejects.toThrow(/nobody may overrule/);
    expect(await context.db.certificate.count({ where: { testCallId } })).toBe(0);
  });

  it('a conditional one names its conditions and ends with the event', async () => {
    const told = await call();
    const judged = { ...judgementOf(evidenceOf(crypto.randomUUID(), application.context.clock(), 2)) };
    const judgement = { ...judged, verdict: 'certified-with-conditions' as const };
    const conditional = { verdict: 'certified-with-conditions' as const };
    await expect(certified(application, told, { judgement, decision: decisionOf(conditional) })).rejects.toThrow(
      /conditions/,
    );
    const decision = decisionOf({ ...conditional, conditions: 'Pakai kabel, bukan Wi-Fi.' });
    const { id } = await certified(application, told, { judgement, decision });
    const row = await application.context.db.certificate.findUniqueOrThrow({
      where: { id },
      include: { request: true, states: true },
    });
    expect(row.validUntil).toEqual(row.request.endsAt);
    expect(row.states.map(({ transition }) => transition)).toEqual(['conditional']);
  });
});

describe('what somebody changes later is found and named', () => {
  it.each<[string, (id: string, testCallId: string) => Promise<void>, CertificateFinding[]]>([
    [
      'one number of one sample',
      (_id, testCallId) =>
        tamper(
          `UPDATE test_call_samples SET numbers = jsonb_set(numbers, '{lossPercent}', '0') WHERE id =
           (SELECT id FROM test_call_samples WHERE test_call_id = $1::uuid AND "from" = 'host' AND at >= '2026-11-23T00:59:00Z' AND (numbers->>'lossPercent')::float > 0 ORDER BY id LIMIT 1)`,
          testCallId,
        ),
      [{ part: 'chunk', direction: 'host', number: 2, minute: '2026-11-23T00:59:00.000Z', what: 'changed' }],
    ],
    [
      'the time of one sample',
      (_id, testCallId) =>
        tamper(
          `UPDATE test_call_samples SET at = at + interval '1 ms' WHERE id = (SELECT min(id) FROM test_call_samples WHERE test_call_id = $1::uuid AND "from" = 'audience')`,
          testCallId,
        ),
      [{ part: 'chunk', direction: 'audience', number: 1, minute: '2026-11-23T00:58:00.000Z', what: 'changed' }],
    ],
    [
      'one sample is gone',
      (_id, testCallId) =>
        tamper(
          `DELETE FROM test_call_samples WHERE id = (SELECT max(id) FROM test_call_samples WHERE test_call_id = $1::uuid AND "from" = 'audience')`,
          testCallId,
        ),
      [{ part: 'chunk', direction: 'audience', number: 2, minute: '2026-11-23T00:59:00.000Z', what: 'changed' }],
    ],
    [
      'a minute is gone',
      (_id, testCallId) =>
        tamper(
          `DELETE FROM test_call_samples WHERE test_call_id = $1::uuid AND "from" = 'host' AND at >= '2026-11-23T00:59:00Z'`,
          testCallId,
        ),
      [{ part: 'chunk', direction: 'host', number: 2, minute: '2026-11-23T00:59:00.000Z', what: 'missing' }],
    ],
    [
      'a minute is slipped in',
      (_id, testCallId) =>
        tamper(
          `INSERT INTO test_call_samples (test_call_id, at, "from", numbers) VALUES ($1::uuid, '2026-11-23T01:05:00Z', 'host', '{}')`,
          testCallId,
        ),
      [{ part: 'chunk', direction: 'host', number: 3, minute: '2026-11-23T01:05:00.000Z', what: 'added' }],
    ],
    [
      'a limit of the rubric',
      (id) => setContent(id, '{rubric,document,metrics,0,columns,0,limits,pass,max}', 400),
      [{ part: 'rubric' }, { part: 'signature' }],
    ],
    [
      'the judged verdict',
      (id) => setContent(id, '{judgement,verdict}', 'certified-with-conditions'),
      [{ part: 'judgement' }, { part: 'signature' }],
    ],
    [
      'a measured value',
      (id) => setContent(id, '{evidence,measurements,0,value}', 12),
      [{ part: 'evidence' }, { part: 'signature' }],
    ],
    [
      'the decision',
      (id) => setContent(id, '{decision,note}', 'Semua sempurna.'),
      [{ part: 'decision' }, { part: 'signature' }],
    ],
    ['the people', (id) => setContent(id, '{people}', []), [{ part: 'people' }, { part: 'signature' }]],
    [
      'what it is bound to',
      (id) => setContent(id, '{bound,addresses}', ['203.0.113.9']),
      [{ part: 'bound' }, { part: 'signature' }],
    ],
    [
      'how long it holds, in the content',
      (id) => setContent(id, '{validity,until}', '2029-01-01T00:00:00.000Z'),
      [{ part: 'validity' }, { part: 'record' }, { part: 'signature' }],
    ],
    [
      'how long it holds, in the row',
      (id) => tamper(`UPDATE certificates SET valid_until = '2029-01-01' WHERE id = $1::uuid`, id),
      [{ part: 'record' }],
    ],
    [
      'the signed list of chunks',
      (id) => setContent(id, '{samples,chunks,0,sampleCount}', 61),
      [{ part: 'samples' }, { part: 'signature' }],
    ],
    [
      'the head of the audit chain',
      (id) => setContent(id, '{auditHead,seq}', 1),
      [{ part: 'auditHead' }, { part: 'audit' }, { part: 'signature' }],
    ],
    [
      'the signature',
      (id) => tamper(`UPDATE certificates SET signature = 'AA' || substr(signature, 3) WHERE id = $1::uuid`, id),
      [{ part: 'signature' }],
    ],
    [
      'the decision of the test call',
      (_id, testCallId) => tamper(`UPDATE test_calls SET decision = 'not_certified' WHERE id = $1::uuid`, testCallId),
      [{ part: 'test-call' }],
    ],
    [
      'the verdict that the test call keeps',
      (_id, testCallId) =>
        tamper(`UPDATE test_calls SET judgement = '{"verdict": "not-certified"}' WHERE id = $1::uuid`, testCallId),
      [{ part: 'test-call' }],
    ],
    [
      'the evidence that the test call keeps',
      (_id, testCallId) =>
        tamper(`UPDATE test_calls SET evidence = '{"measurements": []}' WHERE id = $1::uuid`, testCallId),
      [{ part: 'test-call' }],
    ],
    [
      'its history',
      (id) =>
        tamper(
          `INSERT INTO certificate_states (certificate_id, transition, at) VALUES ($1::uuid, 're-verified', '2026-11-23T02:00:00Z')`,
          id,
        ),
      [{ part: 'history' }],
    ],
    [
      'the audit entry of the issue',
      (id) => tamper(`DELETE FROM audit_entries WHERE entity_id = $1::uuid`, id),
      [{ part: 'history' }, { part: 'audit' }],
    ],
  ])('%s', async (_name, change, findings) => {
    const { id, testCallId } = await certified(application, await call());
    expect((await check(id)).findings).toEqual([]);
    await change(id, testCallId);
    const found = await check(id);
    expect(found.findings).toEqual(findings);
    expect(found.intact).toBe(false);
  });

  it('a changed sample in the twelfth minute of twenty is the twelfth chunk', async () => {
    const { id, testCallId } = await certified(application, await call(20));
    await tamper(
      `UPDATE test_call_samples SET numbers = numbers || '{"roundTripMs": 1}' WHERE test_call_id = $1::uuid AND "from" = 'host' AND at = '2026-11-23T00:51:30Z'`,
      testCallId,
    );
    expect((await check(id)).findings).toEqual([
      { part: 'chunk', direction: 'host', number: 12, minute: '2026-11-23T00:51:00.000Z', what: 'changed' },
    ]);
  });

  it('a published version of its rubric that was changed is named', async () => {
    const { db } = application.context;
    const version = { version: 1, document: rubric as object, source: '', sha256: 'a'.repeat(64), changeNote: '' };
    const data = { institutionId: institution.id, key: 'ukur' };
    const { id: rubricId } = await db.rubric.create({ data });
    await db.rubricVersion.create({ data: { ...version, rubricId, publishedAt: application.context.clock() } });
    const { id } = await certified(application, await call(), {
      rubric: { key: 'ukur', version: 1, document: rubric },
    });
    expect((await check(id)).findings).toEqual([]);
    await tamper(
      `UPDATE rubric_versions SET document = jsonb_set(document, '{validity,months}', '12') WHERE rubric_id = $1::uuid`,
      rubricId,
    );
    expect((await check(id)).findings).toEqual([{ part: 'published-rubric' }]);
  });

  it('samples that were erased after their time are told as erased, and the signature stands', async () => {
    const { id, testCallId } = await certified(application, await call());
    await tamper('DELETE FROM test_call_samples WHERE test_call_id = $1::uuid', testCallId);
    expect(await check(id)).toMatchObject({ intact: true, signature: 'valid', samples: 'erased' });
  });

  it('the tables themselves refuse to be changed', async () => {
    const { id } = await certified(application, await call());
    const { db } = application.context;
    await expect(db.certificate.update({ where: { id }, data: { simulated: true } })).rejects.toThrow(/append-only/);
    await expect(db.certificateState.deleteMany({ where: { certificateId: id } })).rejects.toThrow(/append-only/);
  });
});

it('keys that were replaced go on verifying what they signed', async () => {
  const { id } = await certified(application, await call());
  const keyId = rotateKey(dataDir, 'signing');
  const later = await certified(application, await call());
  const row = await application.context.db.certificate.findUniqueOrThrow({ where: { id: later.id } });
  expect(row.keyId).toBe(keyId);
  expect([(await check(id)).intact, (await check(later.id)).intact]).toEqual([true, true]);
});
