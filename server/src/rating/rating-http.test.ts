/** Tests of ratings: said by whoever was there and nobody else, the newer replaces the older, read without names. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Application, createInstitution, type Institution, startApplication } from '../../test/application.ts';
import { admitted, approvedRequest, wayInOf } from '../../test/room.ts';
import type { Visitor } from '../../test/visitor.ts';

let application: Application;
let institution: Institution;
beforeAll(async () => {
  application = await startApplication();
  institution = await createInstitution(application);
});
afterAll(() => application.close());

const good = { score: 5, reasons: [], comment: '' };

/** A conference, and a browser that was in it. */
async function held() {
  const request = await approvedRequest(application, institution);
  const wayIn = wayInOf(request.meeting.inviteUrl);
  const somebody = async () => {
    const browser = await admitted(application, wayIn);
    const { db, clock } = application.context;
    const access = await db.roomAccess.findFirstOrThrow({ orderBy: { id: 'desc' } });
    const facts = { accessId: access.id, roomId: access.roomId, displayName: 'Sari' };
    await db.participant.create({ data: { ...facts, events: { create: { kind: 'joined', at: clock() } } } });
    return browser;
  };
  const rate = (browser: Visitor, body: object) => browser.post(`/api/access/${wayIn.code}/rating`, body);
  const staff = await application.signedIn(institution.people.technician);
  const ratings = async () => (await staff.get(`/api/requests/${request.id}/ratings`)).body;
  return { request, wayIn, somebody, rate, ratings };
}

it('counts what was said, the newest of each, and leaves out names', async () => {
  const { somebody, rate, ratings } = await held();
  const [one, other] = [await somebody(), await somebody()];
  expect((await rate(one, { score: 1, reasons: ['echo'], comment: 'Bergema' })).status).toBe(204);
  await rate(one, { score: 2, reasons: ['echo', 'echo', 'sound-broken'], comment: 'Putus-putus' });
  await rate(other, { score: 4, reasons: ['echo'], comment: '' });
  expect(await ratings()).toMatchObject({
    ...{ count: 2, mean: 3 },
    reasons: [
      { reason: 'echo', count: 2 },
      { reason: 'sound-broken', count: 1 },
    ],
    comments: [{ score: 2, comment: 'Putus-putus' }],
  });
  expect(JSON.stringify(await ratings())).not.toContain('Sari');
});

it('nothing was said of a conference that nobody rated', async () => {
  expect(await (await held()).ratings()).toEqual({ count: 0, mean: null, reasons: [], comments: [] });
});

it('is refused to who was not there, to strangers and of what is no rating', async () => {
  const { wayIn, somebody, rate, ratings } = await held();
  const atTheDoor = await admitted(application, wayIn);
  expect((await rate(atTheDoor, good)).problem.code).toBe('not-joined');
  expect((await rate(application.visitor(), good)).problem.code).toBe('link-not-valid');
  const there = await somebody();
  for (const wrong of [
    { ...good, score: 6 },
    { ...good, reasons: ['bored'] },
    { ...good, comment: 'x'.repeat(501) },
    {},
  ])
    expect((await rate(there, wrong)).problem.code).toBe('invalid-input');
  expect((await ratings()).count).toBe(0);
});

it('is read by staff of the institution alone', async () => {
  const { request } = await held();
  const elsewhere = await createInstitution(application, 'lain.example');
  const stranger = await application.signedIn(elsewhere.people.technician);
  expect((await stranger.get(`/api/requests/${request.id}/ratings`)).status).toBe(404);
  expect((await application.visitor().get(`/api/requests/${request.id}/ratings`)).status).toBe(401);
});
