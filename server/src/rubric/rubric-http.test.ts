/** Rubrics over HTTP: who reads and publishes them, versions that stay, and that procedures bring theirs. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Application, createInstitution, type Institution, startApplication } from '../../test/application.ts';
import { smallPolicies, smallProcedure } from '../../test/procedure.ts';
import { canonicalJson, type Json, verifyChain } from '../audit/index.ts';
import { installProcedures, shippedCodes } from '../sop/index.ts';
import { currentRubric, ensureRubrics, rubricOfVersion, shippedRubric } from './index.ts';

let application: Application;
let institution: Institution;
let other: Institution;
beforeAll(async () => {
  application = await startApplication();
  institution = await createInstitution(application, 'rubrik.example');
  other = await createInstitution(application, 'lain.example');
});
afterAll(() => application.close());

const admin = () => application.signedIn(institution.people.admin);
const { source } = shippedRubric('default');
const stricter = source.replace(
  'limits: { pass: { max: 30 }, marginal: { max: 50 } }',
  'limits: { pass: { max: 20 }, marginal: { max: 40 } }',
);
const publication = { source: stricter, changeNote: 'Jitter lebih ketat', baseVersion: 1 };

describe('publishing', () => {
  it('keeps every version with its hash, note and author, and judges by the newest', async () => {
    const { db } = application.context;
    const before = await currentRubric(db, institution.id, 'default');
    expect(before).toMatchObject({ version: 1, document: shippedRubric('default').document });
    const answer = await (await admin()).post('/api/rubrics/default/versions', publication);
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({ key: 'default', version: 2, source: stricter });
    expect(answer.body.history).toMatchObject([
      { version: 2, changeNote: 'Jitter lebih ketat', publishedByName: 'admin' },
      { version: 1, publishedByName: null },
    ]);
    const after = await currentRubric(db, institution.id, 'default');
    expect(after?.document.metrics[4]?.columns[0]).toMatchObject({ limits: { pass: { max: 20 } } });
    expect(after?.sha256).toBe(
      createHash('sha256')
        .update(canonicalJson(answer.body.document as Json))
        .digest('hex'),
    );
    expect(after?.sha256).not.toBe(before?.sha256);
    const judgedBy = await rubricOfVersion(db, institution.id, before?.versionId ?? '');
    expect(judgedBy).toEqual(before);
    const old = await (await admin()).get('/api/rubrics/default/versions/1');
    expect(old.body.source).toBe(source);
  });

  it('writes it down', async () => {
    const entries = await application.context.db.auditEntry.findMany({
      where: { institutionId: institution.id, action: 'rubric.published' },
    });
    const staff = await application.context.db.staff.findFirstOrThrow({ where: { email: institution.people.admin } });
    expect(entries).toMatchObject([
      { actorId: staff.id, data: { key: 'default', version: 2, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) } },
    ]);
    expect(await verifyChain(application.context.db, institution.id)).toBeNull();
  });

  it('refuses an author who had not seen the newest version', async () => {
    const first = await (await admin()).post('/api/rubrics/bersamaan/versions', { ...publication, baseVersion: 0 });
    expect([first.status, first.body.version]).toEqual([201, 1]);
    const both = await Promise.all(
      [1, 2].map(async () => (await admin()).post('/api/rubrics/bersamaan/versions', publication)),
    );
    expect(both.map(({ status }) => status).toSorted()).toEqual([201, 409]);
    const again = await (await admin()).post('/api/rubrics/bersamaan/versions', { ...publication, baseVersion: 0 });
    expect(again.problem.code).toBe('key-taken');
  });

  it('knows no rubric that is not there, nor a name that is none', async () => {
    const missing = await (await admin()).post('/api/rubrics/tidak-ada/versions', publication);
    expect(missing.problem.code).toBe('not-found');
    const nameless = await (await admin()).post('/api/rubrics/Tidak_Ada/versions', { ...publication, baseVersion: 0 });
    expect(nameless.problem.code).toBe('not-found');
    for (const version of ['0', '99', 'x', '1e1'])
      expect((await (await admin()).get(`/api/rubrics/default/versions/${version}`)).status).toBe(404);
  });

  it('refuses what goes beyond a guard rail, by its line', async () => {
    const loose = source.replace('marginal: { max: 50 }', 'marginal: { max: 500 }');
    const line = loose.split('\n').findIndex((one) => one.includes('max: 500')) + 1;
    const refused = await (await admin()).post('/api/rubrics/default/versions', {
      ...publication,
      source: loose,
      baseVersion: 2,
    });
    expect(refused.status).toBe(400);
    expect(refused.body.errors).toMatchObject([
      { pointer: '/source', detail: expect.stringContaining(`Line ${line}: Guard rail: at most 80.`) },
    ]);
    const weak = source.replace('AES_CM_128_HMAC_SHA1_80,', 'AES_CM_128_HMAC_SHA1_32,');
    const checked = await (await admin()).post('/api/rubrics/check', { source: weak });
    expect(checked.body).toMatchObject({ document: null, errors: [{ path: 'gates.srtpProfiles.0' }] });
    const short = source
      .replace('measuredSecondsAtLeast: 600', 'measuredSecondsAtLeast: 60')
      .replace('realSecondsAtLeast: 360', 'realSecondsAtLeast: 36');
    expect((await (await admin()).post('/api/rubrics/check', { source: short })).body.errors).toHaveLength(2);
  });

  it('takes short tests where an installation is for tests', async () => {
    const tests = await startApplication({ testClockFile: '/nonexistent' });
    try {
      const there = await createInstitution(tests, 'uji.example');
      const keeper = await tests.signedIn(there.people.admin);
      const short = source
        .replace('measuredSecondsAtLeast: 600', 'measuredSecondsAtLeast: 60')
        .replace('realSecondsAtLeast: 360', 'realSecondsAtLeast: 36');
      expect((await keeper.post('/api/rubrics/check', { source: short })).body.errors).toEqual([]);
    } finally {
      await tests.close();
    }
  });

  it('never changes what was published', async () => {
    const { db } = application.context;
    const row = await db.rubricVersion.findFirstOrThrow({ where: { rubric: { institutionId: institution.id } } });
    await expect(db.rubricVersion.update({ where: { id: row.id }, data: { sha256: 'x' } })).rejects.toThrow();
    await expect(db.rubricVersion.delete({ where: { id: row.id } })).rejects.toThrow();
  });
});

describe('who', () => {
  it('reads: everybody of the institution, each its own', async () => {
    const technician = await application.signedIn(institution.people.technician);
    const list = await technician.get('/api/rubrics');
    expect(list.body).toMatchObject([
      { key: 'bersamaan' },
      { key: 'default', version: 2, services: [{ en: 'Video conference' }] },
    ]);
    const there = await application.signedIn(other.people.technician);
    expect((await there.get('/api/rubrics')).body).toMatchObject([{ key: 'default', version: 1 }]);
    expect((await there.get('/api/rubrics/bersamaan/versions/1')).status).toBe(404);
    expect((await there.get('/api/rubrics/default/versions/2')).status).toBe(404);
    const version = await application.context.db.rubricVersion.findFirstOrThrow({
      where: { rubric: { institutionId: institution.id } },
    });
    expect(await rubricOfVersion(application.context.db, other.id, version.id)).toBeNull();
  });

  it('publishes and checks: administrators alone', async () => {
    for (const person of ['requester', 'approver', 'technician'] as const) {
      const visitor = await application.signedIn(institution.people[person]);
      expect((await visitor.post('/api/rubrics/default/versions', publication)).problem.code).toBe('forbidden');
      expect((await visitor.post('/api/rubrics/check', { source })).problem.code).toBe('forbidden');
    }
    expect((await application.visitor().get('/api/rubrics')).status).toBe(401);
  });
});

describe('a procedure', () => {
  it('brings the rubric that it names, and leaves one that is there alone', async () => {
    const { db } = application.context;
    const { id: institutionId } = await createInstitution(application, 'bawaan.example');
    await db.$transaction((tx) => installProcedures(tx, institutionId, shippedCodes, new Date()));
    const keys = await db.rubric.findMany({ where: { institutionId }, orderBy: { key: 'asc' } });
    expect(keys.map(({ key }) => key)).toEqual(['default', 'preparation', 'readiness', 'unej', 'unsri']);
    expect(await currentRubric(db, institutionId, 'unsri')).toMatchObject({
      version: 1,
      document: { gates: { publicAddress: true } },
    });
    const again = await db.$transaction((tx) =>
      ensureRubrics(tx, institutionId, ['unsri', 'default', 'tanpa'], new Date()),
    );
    expect(again).toEqual(['tanpa']);
    expect(await db.rubricVersion.count({ where: { rubric: { institutionId } } })).toBe(5);
  });

  it('is not published with a rubric that nobody has', async () => {
    const body = (rubric: string) => ({
      code: `sop-${rubric}`,
      source: JSON.stringify(smallProcedure({ policies: smallPolicies({ rubric }) })),
      changeNote: 'x',
    });
    const refused = await (await admin()).post('/api/sops', body('karangan'));
    expect(refused.problem.code).toBe('invalid-input');
    expect(refused.body.errors).toMatchObject([
      { pointer: '/source', detail: 'There is no rubric “karangan” (policies.rubric); publish it first.' },
    ]);
    expect((await (await admin()).post('/api/sops', body('bersamaan'))).status).toBe(201);
    expect((await (await admin()).post('/api/sops', body('readiness'))).status).toBe(201);
    expect(await currentRubric(application.context.db, institution.id, 'readiness')).not.toBeNull();
  });
});

it('names a document by its hash: the same document has the same one, in any order of its entries', async () => {
  const { db } = application.context;
  const mine = await currentRubric(db, other.id, 'default');
  const { id: institutionId } = await createInstitution(application, 'sama.example');
  expect((await currentRubric(db, institutionId, 'default'))?.sha256).toBe(mine?.sha256);
});
