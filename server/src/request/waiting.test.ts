/** The waiting list over HTTP: a freed slot goes to the first in line, who takes it in time or makes room for the next. */
import type { CaseDetail } from '@sambung/contract/request';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Application, createInstitution, type Institution, startApplication } from '../../test/application.ts';
import { decide, file, requestValues } from '../../test/procedure.ts';
import type { Visitor } from '../../test/visitor.ts';
import { addWorkingTime, loadCalendar } from '../calendar/index.ts';
import { passTime } from './index.ts';

const hourMs = 3_600_000;
let application: Application;
let here: Institution;
let requester: Visitor;
let approver: Visitor;
let running = 0;

beforeAll(async () => {
  application = await startApplication();
});
afterAll(() => application.close());
beforeEach(async () => {
  here = await createInstitution(application, `antre-${++running}.example`);
  requester = await application.signedIn(here.people.requester);
  approver = await application.signedIn(here.people.approver);
});

/** Monday 7 December 2026, 09:00–11:00 in Jakarta, in the hall. */
const slot = { startsAt: '2026-12-07T02:00:00.000Z', endsAt: '2026-12-07T04:00:00.000Z' };
async function fileHere(submission: object = {}, changes: object = {}): Promise<CaseDetail> {
  const values = requestValues(here.places[0]?.id ?? '', { waktu: slot, ...changes });
  const filed = await file(requester, here.sopVersionId, values, submission);
  expect(filed.status).toBe(200);
  // Receipt decides the order; nobody files two requests in the same millisecond.
  application.advance(1_000);
  return filed.body;
}
const wait = (changes: object = {}) => fileHere({ waitlist: true }, changes);
const show = async ({ id }: CaseDetail): Promise<CaseDetail> => (await requester.get(`/api/requests/${id}`)).body;
const cancel = async (kase: CaseDetail) => {
  const { version } = await show(kase);
  return await requester.post(`/api/requests/${kase.id}/cancellation`, { version, reason: 'Batal' });
};
async function answer(kase: CaseDetail, what: 'acceptance' | 'refusal') {
  const { version, offers } = await show(kase);
  return await requester.post(`/api/requests/${kase.id}/offers/${offers[0]?.id}/${what}`, { version });
}
async function afterWorkingHours(amount: number): Promise<string> {
  const calendar = await loadCalendar(application.context.db, here.id);
  const now = application.context.clock().getTime();
  return new Date(addWorkingTime(calendar, now, { amount, unit: 'hours' })).toISOString();
}
const offered = async (...cases: CaseDetail[]) =>
  await Promise.all(cases.map(async (kase) => (await show(kase)).offers.length));

describe('the waiting list', () => {
  it('[X-29] offers what a cancellation frees to the first in line, keeps it for them and tells them', async () => {
    const holder = await fileHere();
    const [first, second] = [await wait(), await wait()];
    expect(first.state).toBe('waitlisted');
    expect(await offered(first, second)).toEqual([0, 0]);
    await cancel(holder);
    expect(await offered(first, second)).toEqual([1, 0]);
    const { offers } = await show(first);
    expect(offers[0]).toMatchObject({ ...slot, placeId: here.places[0]?.id, expiresAt: await afterWorkingHours(4) });
    const messages = await application.context.db.outboxMessage.findMany({ where: { event: 'slot-offered' } });
    expect(messages.filter(({ requestId }) => requestId === first.id).map(({ channel }) => channel)).toContain(
      'in-app',
    );
    // Nobody gets in between.
    const values = requestValues(here.places[0]?.id ?? '', { waktu: slot });
    expect((await file(requester, here.sopVersionId, values)).problem.code).toBe('hold-conflict');
  });

  it('[X-29][UNSRI-26] files the request that takes its offer, in the place in the queue that it had', async () => {
    const holder = await fileHere();
    const first = await wait();
    const { receivedAt } = await show(first);
    application.advance(hourMs);
    await cancel(holder);
    const taken = await answer(first, 'acceptance');
    expect(taken.body).toMatchObject({ state: 'disposition', receivedAt, offers: [], number: first.number });
    expect(taken.body.holds).toMatchObject([{ kind: 'event', ...slot }]);
    expect((await decide(approver, taken.body, 'dispose')).status).toBe(200);
    expect((await answer({ ...first }, 'acceptance')).status).toBe(404);
  });

  it('[X-29] asks the next in line when an offer is refused, and never the same person for the same slot again', async () => {
    const holder = await fileHere();
    const [first, second] = [await wait(), await wait()];
    await cancel(holder);
    expect((await answer(first, 'refusal')).body).toMatchObject({ state: 'waitlisted', offers: [], holds: [] });
    expect(await offered(first, second)).toEqual([0, 1]);
    await answer(second, 'refusal');
    expect(await offered(first, second)).toEqual([0, 0]);
    await fileHere();
  });

  it('[X-29] asks the next in line when nobody answers in time, and an answer after that is too late', async () => {
    const holder = await fileHere();
    const [first, second] = [await wait(), await wait()];
    await cancel(holder);
    const before = await show(first);
    application.advance(4 * hourMs);
    await passTime(application.context);
    expect(await offered(first, second)).toEqual([0, 1]);
    const late = `/api/requests/${first.id}/offers/${before.offers[0]?.id}/acceptance`;
    expect((await requester.post(late, { version: before.version })).problem.code).toBe('already-decided');
  });

  it('gives an offer as many working hours as the institution says', async () => {
    const { db } = application.context;
    await db.institution.update({ where: { id: here.id }, data: { settings: { offerWorkingHours: 1 } } });
    const holder = await fileHere();
    const first = await wait();
    await cancel(holder);
    expect((await show(first)).offers[0]?.expiresAt).toBe(await afterWorkingHours(1));
  });

  it('[X-29] offers what a refusal and a move free as well', async () => {
    const holder = await fileHere();
    const first = await wait();
    const moved = await requester.post(`/api/requests/${holder.id}/change`, {
      version: holder.version,
      startsAt: '2026-12-08T02:00:00.000Z',
      endsAt: '2026-12-08T04:00:00.000Z',
      reason: 'Geser',
    });
    expect(moved.status).toBe(200);
    expect(await offered(first)).toEqual([1]);
    const taken = await answer(first, 'acceptance');
    const second = await wait();
    await decide(approver, taken.body, 'reject', { reason: 'Tidak sesuai' });
    expect(await offered(second)).toEqual([1]);
  });

  it('lets a returned request lose its slot to the next in line once its grace is over', async () => {
    const holder = await fileHere();
    const first = await wait();
    const returned = await decide(approver, holder, 'return', { reason: 'Lengkapi' });
    await passTime(application.context);
    expect(await offered(first)).toEqual([0]);
    application.advance(Date.parse(returned.body.reason.graceEndsAt) - application.context.clock().getTime() + 1);
    await passTime(application.context);
    // A day later nobody is signed in any more.
    const { db } = application.context;
    expect(await db.slotOffer.count({ where: { requestId: first.id, closedAt: null } })).toBe(1);
    expect(await db.hold.count({ where: { requestId: holder.id, releasedAt: null } })).toBe(0);
  });

  it('offers several what does not collide, and passes over whoever still collides', async () => {
    const holder = await fileHere();
    const early = await wait({ waktu: { startsAt: slot.startsAt, endsAt: '2026-12-07T03:00:00.000Z' } });
    const whole = await wait();
    const late = await wait({ waktu: { startsAt: '2026-12-07T03:00:00.000Z', endsAt: slot.endsAt } });
    await cancel(holder);
    expect(await offered(early, whole, late)).toEqual([1, 0, 1]);
  });

  it('gives back what was offered when the waiting request is cancelled', async () => {
    const holder = await fileHere();
    const [first, second] = [await wait(), await wait()];
    await cancel(holder);
    expect((await cancel(first)).status).toBe(200);
    expect(await offered(first, second)).toEqual([0, 1]);
  });

  it('does not let others answer', async () => {
    const holder = await fileHere();
    const first = await wait();
    await cancel(holder);
    const { version, offers } = await show(first);
    const path = `/api/requests/${first.id}/offers/${offers[0]?.id}/acceptance`;
    expect((await approver.post(path, { version })).problem.code).toBe('forbidden');
    const other = await application.signedIn(here.people.noRole);
    expect((await other.post(path, { version })).problem.code).toBe('forbidden');
  });
});
