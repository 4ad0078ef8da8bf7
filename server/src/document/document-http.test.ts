/** Documents over HTTP: attaching files, printing, signing, proving; nobody else's case. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Application,
  createInstitution,
  type Institution,
  startApplication,
  startOfTime,
} from '../../test/application.ts';
import { textOf } from '../../test/printed.ts';
import { publishProcedure } from '../../test/procedure.ts';
import type { Visitor } from '../../test/visitor.ts';
import { verifyChain } from '../audit/index.ts';
import { shippedSop } from '../sop/index.ts';

let application: Application;
let institution: Institution;
let requester: Visitor;
let technician: Visitor;
let stranger: Visitor;
const pdf = Buffer.from('%PDF-1.7\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n');

beforeAll(async () => {
  application = await startApplication();
  institution = await createInstitution(application);
  await createInstitution(application, 'lain.example');
  requester = await application.signedIn(institution.people.requester);
  technician = await application.signedIn(institution.people.technician);
  stranger = await application.signedIn('approver@lain.example');
});
afterAll(() => application.close());

let lastNumber = 0;
/** A case of BATAN whose report is being written. */
async function reportedCase({ state = 'finished', own = true } = {}) {
  const { db } = application.context;
  const document = shippedSop('batan').document;
  const sopVersionId = await publishProcedure(db, institution.id, document, 'batan');
  const person = await db.staff.findUniqueOrThrow({ where: { email: institution.people.requester } });
  lastNumber += 1;
  const request = await db.request.create({
    data: {
      institutionId: institution.id,
      sopVersionId,
      number: state === 'draft' ? null : `2026-${String(lastNumber).padStart(6, '0')}`,
      title: 'Rapat koordinasi',
      placeId: institution.places[0]?.id ?? null,
      startsAt: new Date('2026-11-24T02:00:00Z'),
      endsAt: new Date('2026-11-24T04:00:00Z'),
      values: { name: 'Nama Pemohon', activity: 'Rapat koordinasi' },
      applicant: { name: 'Nama Pemohon', unit: 'Unit', email: 'pemohon@contoh.example', phone: '+62 812 3456 7890' },
      state: state as 'finished',
      requesterId: own ? person.id : null,
      receivedAt: startOfTime,
      submittedAt: startOfTime,
      createdAt: startOfTime,
      updatedAt: startOfTime,
    },
  });
  await db.caseStep.create({
    data: {
      institutionId: institution.id,
      requestId: request.id,
      key: 'execution-report',
      position: 'administrator',
      state: 'active',
      startedAt: startOfTime,
      values: { report: 'Berjalan lancar' },
    },
  });
  return request.id;
}

/** The same form a page sends. */
async function upload(visitor: Visitor, id: string, { name = 'surat.pdf', bytes = pdf, kind = 'attachment' } = {}) {
  const data = new FormData();
  data.append('kind', kind);
  data.append('file', new Blob([new Uint8Array(bytes)]), name);
  const { csrfToken } = (await visitor.get('/api/session')).body;
  const wire = new Response(data);
  const headers = { 'content-type': wire.headers.get('content-type') ?? '', 'x-csrf-token': csrfToken };
  return await visitor.send('POST', `/api/requests/${id}/documents`, new Uint8Array(await wire.arrayBuffer()), headers);
}

describe('attached files', () => {
  it('are kept, listed, given back as they were and taken off again', async () => {
    const id = await reportedCase();
    const answer = await upload(technician, id, { kind: 'surat-permohonan' });
    expect(answer.status).toBe(201);
    expect(answer.body).toMatchObject({
      kind: 'surat-permohonan',
      name: 'surat.pdf',
      mediaType: 'application/pdf',
      sizeBytes: pdf.length,
    });
    const address = `/api/requests/${id}/documents/${answer.body.id}`;
    const given = await requester.get(address);
    expect(given.text).toBe(pdf.toString());
    expect(given.headers.get('content-disposition')).toMatch(/^attachment;/);
    expect(given.headers.get('content-security-policy')).toMatch(/^sandbox/);
    expect((await stranger.get(address)).problem.code).toBe('not-found');
    expect((await stranger.delete(address)).problem.code).toBe('not-found');
    expect((await technician.delete(address)).status).toBe(204);
    expect((await technician.get(address)).problem.code).toBe('not-found');
    expect(await verifyChain(application.context.db, institution.id)).toBeNull();
  });

  it('are refused when content and name disagree, on a case that is over, and from whoever may not see it', async () => {
    const id = await reportedCase();
    expect((await upload(technician, id, { name: 'foto.png' })).problem).toMatchObject({
      code: 'file-type-refused',
      status: 415,
    });
    expect((await upload(technician, id, { bytes: Buffer.from('MZ'), name: 'a.pdf' })).problem.code).toBe(
      'file-type-refused',
    );
    expect((await upload(technician, id, { kind: '../x' })).problem.errors?.[0]?.pointer).toBe('/kind');
    expect((await upload(stranger, id)).problem.code).toBe('not-found');
    expect((await upload(requester, id)).problem.code).toBe('state-conflict');
    const over = await reportedCase({ state: 'archived' });
    expect((await upload(technician, over)).problem.code).toBe('state-conflict');
    expect((await technician.post(`/api/requests/${id}/documents`, {})).problem.code).toBe('malformed-body');
  });

  it('a draft takes its files with it, without a trace', async () => {
    const id = await reportedCase({ state: 'draft' });
    const { body } = await upload(requester, id);
    expect((await requester.delete(`/api/requests/${id}/documents/${body.id}`)).status).toBe(204);
    expect(await application.context.db.caseDocument.count({ where: { requestId: id } })).toBe(0);
  });

  it('other routes refuse a form with files', async () => {
    const data = new Response(new FormData());
    const { csrfToken } = (await requester.get('/api/session')).body;
    const headers = { 'content-type': data.headers.get('content-type') ?? '', 'x-csrf-token': csrfToken };
    expect(
      (await requester.send('POST', '/api/requests', new Uint8Array(await data.arrayBuffer()), headers)).problem.code,
    ).toBe('malformed-body');
  });
});

async function printsOf(visitor: Visitor, id: string) {
  return (await visitor.get(`/api/requests/${id}/prints`)).body.prints as {
    document: string;
    contentHash: string;
    maySign: string[];
    signatures: { valid: boolean }[];
  }[];
}
async function reportOf(visitor: Visitor, id: string) {
  const print = (await printsOf(visitor, id)).find(({ document }) => document === 'service-report');
  if (!print) throw new Error('no service report');
  return print;
}
async function pdfText(visitor: Visitor, id: string, document: string, query = '') {
  const response = await fetch(`${application.url}/api/requests/${id}/prints/${document}${query}`, {
    headers: { cookie: visitor.cookieHeader() },
  });
  expect(response.headers.get('content-type')).toBe('application/pdf');
  return textOf(new Uint8Array(await response.arrayBuffer()));
}

describe('prints', () => {
  it('[BATAN-32] a case prints what exists now, as PDF, in both languages, and nothing of others', async () => {
    const id = await reportedCase();
    expect((await printsOf(technician, id)).map(({ document }) => document)).toEqual(['request', 'service-report']);
    expect(await pdfText(requester, id, 'service-report')).toContain(
      'Laporan Pelaksanaan Video Konferensi Berjalan lancar',
    );
    expect(await pdfText(requester, id, 'request', '?language=en')).toContain('Page : 1 of');
    for (const path of ['prints', 'prints/request', 'prints/unknown']) {
      expect((await stranger.get(`/api/requests/${id}/${path}`)).problem.code).toBe('not-found');
    }
    expect((await technician.get(`/api/requests/${id}/prints/survey`)).problem.code).toBe('not-found');
  });

  it('[X-20] both sides sign what they saw; a change afterwards takes the signatures off the paper and breaks the proof', async () => {
    const id = await reportedCase();
    const { db } = application.context;
    const address = `/api/requests/${id}/prints/service-report/signatures`;
    const { contentHash, maySign } = await reportOf(technician, id);
    expect(maySign).toEqual(['officer']);
    const officer = {
      side: 'officer',
      contentHash,
      signerName: 'Petugas Satu',
      placeName: 'Jakarta',
      mark: { kind: 'typed' },
    };
    const user = {
      side: 'user',
      contentHash,
      signerName: 'Pengguna Dua',
      placeName: 'Jakarta',
      mark: { kind: 'drawn', svgPath: 'M10 10L90 90L120 40' },
    };
    expect((await requester.post(address, officer)).problem.code).toBe('forbidden');
    expect((await technician.post(address, user)).problem.code).toBe('forbidden');
    expect((await stranger.post(address, officer)).problem.code).toBe('not-found');
    expect((await technician.post(address, { ...officer, contentHash: 'a'.repeat(64) })).problem.code).toBe(
      'state-conflict',
    );
    expect(
      (await technician.post(address, { ...officer, mark: { kind: 'drawn', svgPath: 'M0 0L999 0' } })).problem.code,
    ).toBe('invalid-input');
    expect((await technician.post(address, officer)).status).toBe(201);
    expect((await requester.post(address, user)).body.signatures).toHaveLength(2);
    const printed = await pdfText(requester, id, 'service-report');
    expect(printed).toContain('( Petugas Satu )');
    expect(printed).toContain('( Pengguna Dua )');
    const code = /\/proof\/([A-Z2-9]{20})/.exec(printed)?.[1] ?? '';
    const anybody = application.visitor();
    const proof = await anybody.get(`/api/proofs/${code}`);
    expect(proof.body).toMatchObject({
      state: 'valid',
      document: 'service-report',
      contentHash,
      signatures: [{ side: 'officer' }, { side: 'user' }],
    });

    await db.caseStep.updateMany({ where: { requestId: id }, data: { values: { report: 'Ditulis ulang' } } });
    expect((await anybody.get(`/api/proofs/${code}`)).body.state).toBe('changed');
    expect((await reportOf(technician, id)).signatures.map(({ valid }) => valid)).toEqual([false, false]);
    expect(await pdfText(requester, id, 'service-report')).not.toContain('Petugas Satu');
    expect(await verifyChain(db, institution.id)).toBeNull();
  });

  it('an officer holds the pen for a user without an account', async () => {
    const id = await reportedCase({ own: false });
    expect((await reportOf(technician, id)).maySign).toEqual(['officer', 'user']);
  });

  it('[X-31] a public proof names no person, phone, address or event', async () => {
    const id = await reportedCase();
    const code = /\/proof\/([A-Z2-9]{20})/.exec(await pdfText(technician, id, 'request'))?.[1] ?? '';
    const proof = await application.visitor().get(`/api/proofs/${code}`);
    expect(Object.keys(proof.body).sort()).toEqual(
      [
        'caseNumber',
        'contentHash',
        'document',
        'documentName',
        'institutionName',
        'issuedAt',
        'signatures',
        'simulated',
        'state',
        'timeZone',
      ].sort(),
    );
    // A hash may happen to hold the digits of a phone.
    const { contentHash: _, ...words } = proof.body;
    expect(JSON.stringify(words)).not.toMatch(/Pemohon|812|@|Rapat/);
    expect((await application.visitor().get('/api/proofs/AAAAAAAAAAAAAAAAAAAA')).problem.code).toBe('not-found');
    expect((await application.visitor().get('/api/proofs/x')).problem.code).toBe('not-found');
  });

  it('printing twice proves with the same code', async () => {
    const id = await reportedCase();
    const codes = [await pdfText(technician, id, 'request'), await pdfText(technician, id, 'request')].map(
      (words) => /proof\/(\S+)/.exec(words)?.[1],
    );
    expect(codes[0]).toBe(codes[1]);
  });
});
