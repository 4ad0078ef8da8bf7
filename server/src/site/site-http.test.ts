/** Client sites over HTTP: the profile by a link without an account, the registry, changed addresses. */
import type { Form } from '@sambung/contract/form';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Application, startApplication } from '../../test/application.ts';
import { fillForm } from '../../test/fill-form.ts';
import { type Office, openOffice } from '../../test/office.ts';
import type { Visitor } from '../../test/visitor.ts';
import { shippedSop } from '../sop/index.ts';

let application: Application;
let office: Office;
let technician: Visitor;

beforeAll(async () => {
  application = await startApplication();
  office = await openOffice(application, shippedSop('unsri-fixed').document, 'Asia/Jakarta');
  technician = await office.person('tim-ict');
});
afterAll(() => application.close());

let day = 2;
/** A filed request and its client's link. */
async function invited() {
  day += 1;
  const at = (hour: number) => new Date(Date.UTC(2026, 11, day, hour)).toISOString();
  const form = office.document.forms.request;
  if (!form) throw new Error('no form');
  const values = fillForm(form, { placeId: office.placeIds[0] ?? null, startsAt: at(3), endsAt: at(4) });
  const requester = await office.person('requester');
  const draft = await requester.post('/api/requests', { sopVersionId: office.sopVersionId, values });
  const filed = await requester.post(`/api/requests/${draft.body.id}/submission`, { version: draft.body.version });
  if (filed.status !== 200) throw new Error(filed.text);
  const sent = await technician.post(`/api/requests/${filed.body.id}/site-profile/invitation`, {
    name: 'Klien Luar',
    email: 'klien@luar.example',
  });
  if (sent.status !== 200) throw new Error(sent.text);
  return {
    id: filed.body.id as string,
    path: `/api/requests/${filed.body.id}/site-profile`,
    token: tokenOf(sent.body.link),
  };
}

const tokenOf = (link: string) => link.split('#')[1] ?? '';

function clientValues(form: Form, given: Record<string, unknown> = {}) {
  const addresses = { 'ip-addresses': ['180.250.1.7'], ...given };
  return fillForm(form, {
    placeId: null,
    startsAt: '2026-12-01T02:00:00Z',
    endsAt: '2026-12-01T03:00:00Z',
    given: addresses,
    filledBy: ['client'],
  });
}

/** Opens the link in a fresh browser. */
async function enter(token: string) {
  const client = application.visitor();
  return { client, answer: await client.post('/api/site-profile/access', { token }) };
}

describe('the profile by a link', () => {
  it('[UNSRI-05, UNSRI-32, X-27] is filled in and filed by somebody without an account', async () => {
    const { path, token } = await invited();
    const { client, answer } = await enter(token);
    expect(answer.status).toBe(200);
    expect(answer.body.form.sections.map(({ key }: { key: string }) => key)).not.toContain('conference-notes');
    const { form, version } = answer.body;
    const half = await client.patch('/api/site-profile', { version, values: { 'company-name': 'Universitas Luar' } });
    expect(half.body.values).toEqual({ 'company-name': 'Universitas Luar' });
    const values = clientValues(form);
    const filed = await client.post('/api/site-profile/submission', { version: half.body.version, values });
    expect(filed.status).toBe(200);
    const seen = (await technician.get(path)).body;
    expect(seen).toMatchObject({
      submittedByName: 'Isi contact-name test',
      site: { name: 'Isi company-name', addresses: ['180.250.1.7'] },
    });
    expect(seen.values).toEqual({ ...values });
  });

  it('[UNSRI-60, UNSRI-61, UNSRI-62] reads the preferred test times in the client’s own zone', async () => {
    const { path, token } = await invited();
    const { client, answer } = await enter(token);
    const given = {
      'test-date-1': '2026-12-01',
      'test-time-1': '10:00',
      'test-zone-1': 'Asia/Jayapura',
      'test-date-2': '2026-12-02',
      'test-time-2': '13:30',
      'test-zone-2': 'Asia/Jakarta',
    };
    await client.post('/api/site-profile/submission', {
      version: answer.body.version,
      values: clientValues(answer.body.form, given),
    });
    expect((await technician.get(path)).body.preferredTests).toEqual([
      { startsAt: '2026-12-01T01:00:00.000Z', timeZone: 'Asia/Jayapura' },
      { startsAt: '2026-12-02T06:30:00.000Z', timeZone: 'Asia/Jakarta' },
    ]);
  });

  it('[UNSRI-49] refuses a private address with the reason, beside its field', async () => {
    const { token } = await invited();
    const { client, answer } = await enter(token);
    const values = clientValues(answer.body.form, { 'ip-addresses': ['180.250.1.7', '192.168.1.20'] });
    const refused = await client.post('/api/site-profile/submission', { version: answer.body.version, values });
    expect(refused.problem.errors).toMatchObject([
      { pointer: '/values/ip-addresses/1', detail: expect.stringContaining('private network') },
    ]);
  });

  it('[UNSRI-48] asks whether a bridge supports cascading, and takes only yes', async () => {
    const { token } = await invited();
    const { client, answer } = await enter(token);
    const values = clientValues(answer.body.form, { 'bridge-manufacturer': 'Merek', 'cascading-supported': false });
    const refused = await client.post('/api/site-profile/submission', { version: answer.body.version, values });
    expect(refused.problem.errors).toMatchObject([{ pointer: '/values/cascading-supported' }]);
  });

  it('[UNSRI-56] wants at least one telephone', async () => {
    const { token } = await invited();
    const { client, answer } = await enter(token);
    const { 'office-phone': _office, 'mobile-phone': _mobile, ...values } = clientValues(answer.body.form);
    const refused = await client.post('/api/site-profile/submission', { version: answer.body.version, values });
    expect(refused.problem.errors?.map(({ pointer }) => pointer)).toEqual([
      '/values/office-phone/test',
      '/values/office-phone/actual',
    ]);
  });

  it('[X-27] ends with its expiry, with a new link, and when it is revoked', async () => {
    const first = await invited();
    const renewed = await technician.post(`${first.path}/invitation`, { name: 'Klien', email: 'klien@luar.example' });
    expect((await enter(first.token)).answer.problem.code).toBe('link-not-valid');
    const { client, answer } = await enter(tokenOf(renewed.body.link));
    expect(answer.status).toBe(200);
    await technician.delete(`${first.path}/invitation`);
    expect((await client.get('/api/site-profile')).problem.code).toBe('link-not-valid');
    expect((await technician.get(first.path)).body.link).toBeNull();
    const revoked = { institutionId: office.institutionId, action: 'site-profile.link-revoked' };
    expect(await application.context.db.auditEntry.count({ where: revoked })).toBe(1);
  });

  it('[X-27] opens its own case and nothing else', async () => {
    const { id, token } = await invited();
    const { client } = await enter(token);
    for (const path of [`/api/requests/${id}`, `/api/requests/${id}/site-profile`, '/api/sites', '/api/requests']) {
      expect((await client.get(path)).problem.code, path).toBe('not-signed-in');
    }
    expect((await application.visitor().get('/api/site-profile')).problem.code).toBe('link-not-valid');
    expect((await enter('bukan-tokennya')).answer.problem.code).toBe('link-not-valid');
  });
});

describe('the registry', () => {
  it('[X-15] fills in what a known site said last time', async () => {
    const first = await invited();
    const opened = await enter(first.token);
    const values = clientValues(opened.answer.body.form, { 'company-name': 'Institut Tetap' });
    await opened.client.post('/api/site-profile/submission', { version: opened.answer.body.version, values });
    const site = (await technician.get('/api/sites')).body.find(
      ({ name }: { name: string }) => name === 'Institut Tetap',
    );
    const second = await invited();
    const again = await technician.post(`${second.path}/invitation`, {
      name: 'Klien',
      email: 'klien@luar.example',
      siteId: site.id,
    });
    const { answer } = await enter(tokenOf(again.body.link));
    expect(answer.body.values).toMatchObject({ 'company-name': 'Institut Tetap' });
    const { body } = await technician.get(`/api/sites/${site.id}`);
    expect(body.history).toMatchObject([{ address: '180.250.1.7', source: 'declared', until: null }]);
    expect(body.requests.map((one: { id: string }) => one.id).sort()).toEqual([first.id, second.id].sort());
  });

  it('[UNSRI-31, UNSRI-07, X-16] keeps the history of a changed address and tells the technicians', async () => {
    const { id, token } = await invited();
    const { client, answer } = await enter(token);
    const values = clientValues(answer.body.form, { 'company-name': 'Kampus Pindah' });
    await client.post('/api/site-profile/submission', { version: answer.body.version, values });
    application.advance(60_000);
    const wrong = await client.post('/api/site-profile/address-report', { address: '10.0.0.1', note: '' });
    expect(wrong.problem.errors).toMatchObject([{ pointer: '/address' }]);
    const reported = await client.post('/api/site-profile/address-report', {
      address: '36.66.2.2',
      note: 'Pindah penyedia',
    });
    expect(reported.status).toBe(204);
    const site = (await technician.get('/api/sites')).body.find(
      ({ name }: { name: string }) => name === 'Kampus Pindah',
    );
    expect(site.addresses).toEqual(['36.66.2.2']);
    const { history } = (await technician.get(`/api/sites/${site.id}`)).body;
    expect(history).toMatchObject([
      { address: '36.66.2.2', source: 'reported', note: 'Pindah penyedia', until: null },
      { address: '180.250.1.7', source: 'declared', until: expect.any(String) },
    ]);
    const told = await application.context.db.outboxMessage.findMany({
      where: { requestId: id, event: 'address-changed', channel: 'mail' },
    });
    expect(told.map(({ staffId }) => staffId)).toEqual(
      expect.arrayContaining([office.idOf.get('tim-ict'), office.idOf.get('admin-vc')]),
    );
    expect(told[0]?.data).toMatchObject({
      site: 'Kampus Pindah',
      oldAddress: '180.250.1.7',
      newAddress: '36.66.2.2',
      note: 'Pindah penyedia',
    });
  });
});
