/** Tests of leading a conference over `/room`: who waits, who may what, and that every permission is the server's. Real database, real sfu process. */
import { initialSettings } from '@sambung/contract/meeting';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type SfuProcess, startSfu } from '../../../tests/support/sfu-process.ts';
import { type Application, createInstitution, type Institution, startApplication } from '../../test/application.ts';
import { soundParameters } from '../../test/media.ts';
import { admitted, openLedMeeting, openPage, type Page, type WayIn } from '../../test/room.ts';
import { fingerprint } from '../../test/room-requests.ts';
import type { Visitor } from '../../test/visitor.ts';

let media: SfuProcess;
let application: Application;
let institution: Institution;
const pages: Page[] = [];

beforeAll(async () => {
  media = await startSfu({ env: { MEDIA_WORKERS: '1' } });
  application = await startApplication({}, { media });
  institution = await createInstitution(application);
});
afterEach(() => {
  for (const page of pages.splice(0)) page.close();
});
afterAll(async () => {
  await application?.close();
  await media?.stop();
});

async function page(wayIn: WayIn, browser?: Visitor): Promise<Page> {
  const opened = await openPage(application, wayIn, browser);
  pages.push(opened);
  return opened;
}

async function joined(wayIn: WayIn, displayName: string, browser?: Visitor) {
  const opened = await page(wayIn, browser);
  const room = await opened.get('join', { displayName, transportIds: [] });
  return { page: opened, id: room.self.participantId, room };
}
type Somebody = Awaited<ReturnType<typeof joined>>;

async function ledMeeting() {
  const ways = await openLedMeeting(application, institution);
  return { ...ways, lead: await joined(ways.host, 'Ibu Rektor') };
}

/** What somebody's page knows of a participant now: the newest it was told, else what it found when it came. */
const seenBy = (viewer: Somebody, participantId: string) =>
  viewer.page.told('participant:joined').findLast((one) => one.participantId === participantId) ??
  viewer.room.participants.find((one) => one.participantId === participantId);

/** Sends a microphone that is open. */
async function speak({ page: speaker, room }: Somebody): Promise<string> {
  const transportId = room.transports?.send.transportId ?? '';
  await speaker.get('transport:connect', { transportId, dtlsParameters: { fingerprints: [fingerprint] } });
  const { producerId } = await speaker.get('producer:create', {
    ...{ transportId, kind: 'audio', source: 'microphone', paused: false, rtpParameters: soundParameters() },
  });
  return producerId;
}

describe('who leads', () => {
  it('is who opened the host’s link, and stays it after a reload', async () => {
    const { host, guest } = await openLedMeeting(application, institution);
    const browser = await admitted(application, host);
    const first = await joined(host, 'Ibu Rektor', browser);
    expect(first.room.self).toMatchObject({ role: 'host', verified: false });
    expect((await joined(guest, 'Tamu')).room.self.role).toBe('participant');
    expect((await joined(host, 'Ibu Rektor', browser)).room.self).toMatchObject({
      ...{ participantId: first.id, role: 'host' },
    });
  });

  it('may be a guest who later opens the host’s link in the same browser', async () => {
    const { host, guest } = await openLedMeeting(application, institution);
    const browser = await admitted(application, guest);
    const before = await joined(guest, 'Tamu', browser);
    await browser.post('/api/access', { code: host.code, invite: host.secret });
    const after = await joined(guest, 'Tamu', browser);
    expect([before.room.self.role, after.room.self.role]).toEqual(['participant', 'host']);
    expect(after.id).toBe(before.id);
  });

  it('the host’s link is shown to the applicant and the technicians, not to whoever approves', async () => {
    const { requestId } = await openLedMeeting(application, institution);
    const linkFor = async (email: string) =>
      (await (await application.signedIn(email)).get(`/api/requests/${requestId}`)).body.meeting.hostUrl !== null;
    const { requester, technician, approver } = institution.people;
    expect([await linkFor(requester), await linkFor(technician), await linkFor(approver)]).toEqual([true, true, false]);
  });

  it('staff are called by their own name and shown as verified; others are not', async () => {
    const { guest } = await openLedMeeting(application, institution);
    const staff = await application.signedIn(institution.people.technician);
    await staff.post('/api/access', { code: guest.code, invite: guest.secret });
    const { room } = await joined(guest, 'Presiden', staff);
    expect(room.self.verified).toBe(true);
    expect(room.self.displayName).not.toBe('Presiden');
    const elsewhere = await createInstitution(application, `${guest.code}.example`);
    const stranger = await application.signedIn(elsewhere.people.technician);
    await stranger.post('/api/access', { code: guest.code, invite: guest.secret });
    expect((await joined(guest, 'Presiden', stranger)).room.self).toMatchObject({
      ...{ verified: false, displayName: 'Presiden' },
    });
  });
});

describe('every permission is the server’s (forged events: `forged.test.ts`)', () => {
  it('a co-host leads, but touches no host and ends nothing', async () => {
    const { lead, guest } = await ledMeeting();
    const second = await joined(guest, 'Wakil');
    await lead.page.get('lead:set-role', { participantId: second.id, role: 'co-host' });
    const { page: helper } = second;
    expect(await helper.refusal('lead:set', { locked: true })).toBe('ok');
    expect(await helper.refusal('lead:stop', { source: 'microphone', participantIds: [lead.id] })).toBe('forbidden');
    expect(await helper.refusal('lead:remove', { participantId: lead.id, ban: true })).toBe('forbidden');
    expect(await helper.refusal('lead:rename', { participantId: lead.id, displayName: 'X' })).toBe('forbidden');
    expect(await helper.refusal('lead:set-role', { participantId: lead.id, role: 'viewer' })).toBe('forbidden');
    expect(await helper.refusal('lead:set-role', { participantId: second.id, role: 'host' })).toBe('forbidden');
    expect(await helper.refusal('lead:end', {})).toBe('forbidden');
  });

  it('the last host cannot step down, and does not become host again by its link once it has', async () => {
    const { lead, guest, host } = await ledMeeting();
    expect(await lead.page.refusal('lead:set-role', { participantId: lead.id, role: 'participant' })).toBe(
      'state-conflict',
    );
    const browser = await admitted(application, guest);
    const second = await joined(guest, 'Pengganti', browser);
    await lead.page.get('lead:set-role', { participantId: second.id, role: 'host' });
    await second.page.get('lead:set-role', { participantId: lead.id, role: 'participant' });
    expect(seenBy(second, lead.id)?.role).toBe('participant');
    expect(await lead.page.refusal('lead:set', { locked: true })).toBe('forbidden');
    expect((await joined(guest, 'Pengganti', browser)).room.self.role).toBe('host');
    expect(host.code).toBe(guest.code);
  });

  it('nobody is found who is not there', async () => {
    const { lead } = await ledMeeting();
    const nobody = '019a0000-0000-7000-8000-00000000ffff';
    expect(await lead.page.refusal('lead:remove', { participantId: nobody, ban: false })).toBe('not-found');
    expect(await lead.page.refusal('lead:set', { spotlightId: nobody })).toBe('not-found');
    expect(await lead.page.refusal('lead:refuse', { waitingId: nobody })).toBe('not-found');
  });
});

describe('the door', () => {
  it('keeps everybody but hosts waiting once there is a lobby, whichever way they come', async () => {
    const { lead, guest } = await ledMeeting();
    await lead.page.get('lead:set', { lobby: true });
    const outside = await page(guest);
    expect(await outside.refusal('join', { displayName: 'Tamu', transportIds: [] })).toBe('waiting-at-the-door');
    await expect.poll(() => lead.page.told('lobby:changed').at(-1)?.waiting).toHaveLength(1);
    const [waiting] = lead.page.told('lobby:changed').at(-1)?.waiting ?? [];
    expect(waiting).toMatchObject({ displayName: 'Tamu', verified: false });
    await lead.page.get('lead:tell-waiting', { text: 'Lima menit lagi' });
    await expect.poll(() => outside.told('lobby:told')).toEqual([{ text: 'Lima menit lagi' }]);
    await lead.page.get('lead:admit', { waitingIds: [waiting?.waitingId ?? ''] });
    await expect.poll(() => outside.told('lobby:admitted')).toHaveLength(1);
    expect(await outside.refusal('join', { displayName: 'Tamu', transportIds: [] })).toBe('ok');
    await expect.poll(() => lead.page.told('lobby:changed').at(-1)?.waiting).toEqual([]);
  });

  it('a second host comes in past the lobby, and learns who waits', async () => {
    const { lead, guest, host } = await ledMeeting();
    await lead.page.get('lead:set', { lobby: true });
    const outside = await page(guest);
    await outside.refusal('join', { displayName: 'Tamu', transportIds: [] });
    const second = await joined(host, 'Bapak Dekan');
    expect(second.room.waiting.map(({ displayName }) => displayName)).toEqual(['Tamu']);
    expect(second.room.settings.lobby).toBe(true);
  });

  it('whoever was in comes back in, whatever was set meanwhile', async () => {
    const { lead, guest } = await ledMeeting();
    const browser = await admitted(application, guest);
    const { page: first } = await joined(guest, 'Tamu', browser);
    await lead.page.get('lead:set', { lobby: true, locked: true });
    await first.get('leave', {});
    expect((await joined(guest, 'Tamu', browser)).room.self.displayName).toBe('Tamu');
  });

  it('lets nobody new in while it is locked, and those who waited learn it', async () => {
    const { lead, guest } = await ledMeeting();
    await lead.page.get('lead:set', { lobby: true });
    const outside = await page(guest);
    await outside.refusal('join', { displayName: 'Tamu', transportIds: [] });
    await lead.page.get('lead:set', { locked: true });
    await expect.poll(() => outside.told('lobby:admitted')).toHaveLength(1);
    expect(await outside.refusal('join', { displayName: 'Tamu', transportIds: [] })).toBe('room-locked');
    await lead.page.get('lead:set', { locked: false, lobby: false });
    expect(await outside.refusal('join', { displayName: 'Tamu', transportIds: [] })).toBe('ok');
  });

  it('tells those who came while it was locked when it is open again', async () => {
    const { lead, guest } = await ledMeeting();
    await lead.page.get('lead:set', { locked: true });
    const outside = await page(guest);
    const enter = () => outside.refusal('join', { displayName: 'Tamu', transportIds: [] });
    expect(await enter()).toBe('room-locked');
    expect(lead.page.told('lobby:changed')).toEqual([]);
    await lead.page.get('lead:set', { locked: false });
    await expect.poll(() => outside.told('lobby:admitted')).toHaveLength(1);
    expect(await enter()).toBe('ok');
  });

  it('who is refused is out, and who goes away waits no longer', async () => {
    const { lead, guest } = await ledMeeting();
    await lead.page.get('lead:set', { lobby: true });
    const [one, other] = [await page(guest), await page(guest)];
    await one.refusal('join', { displayName: 'Satu', transportIds: [] });
    await other.refusal('join', { displayName: 'Dua', transportIds: [] });
    await expect.poll(() => lead.page.told('lobby:changed').at(-1)?.waiting).toHaveLength(2);
    const [first] = lead.page.told('lobby:changed').at(-1)?.waiting ?? [];
    await lead.page.get('lead:refuse', { waitingId: first?.waitingId ?? '' });
    await expect.poll(() => one.told('room:ended')).toEqual([{ reason: 'refused' }]);
    other.close();
    await expect.poll(() => lead.page.told('lobby:changed').at(-1)?.waiting).toEqual([]);
  });

  it('what was set outlives a room that was empty', async () => {
    const { lead, guest } = await ledMeeting();
    await lead.page.get('lead:set', { lobby: true });
    await lead.page.get('leave', {});
    const outside = await page(guest);
    expect(await outside.refusal('join', { displayName: 'Tamu', transportIds: [] })).toBe('waiting-at-the-door');
  });
});

describe('moderating', () => {
  it('turns a microphone off at the node, and says who did', async () => {
    const { lead, guest } = await ledMeeting();
    const speaker = await joined(guest, 'Tamu');
    const producerId = await speak(speaker);
    await expect.poll(() => lead.page.told('producer:opened')).toHaveLength(1);
    await lead.page.get('lead:stop', { source: 'microphone' });
    await expect.poll(() => lead.page.told('producer:changed')).toContainEqual({ producerId, paused: true });
    const stopped = { source: 'microphone', byName: 'Ibu Rektor' };
    await expect.poll(() => speaker.page.told('source:stopped')).toEqual([stopped]);
    // Only a muted one: the person may speak again.
    expect(await speaker.page.refusal('producer:resume', { producerId })).toBe('ok');
    await lead.page.get('lead:ask', { source: 'camera', participantId: speaker.id });
    await expect.poll(() => speaker.page.told('source:asked')).toEqual([{ source: 'camera', byName: 'Ibu Rektor' }]);
  });

  it('a source kept to those who lead is stopped, and neither resumed nor begun by others', async () => {
    const { lead, guest } = await ledMeeting();
    const speaker = await joined(guest, 'Tamu');
    const producerId = await speak(speaker);
    await expect.poll(() => lead.page.told('producer:opened')).toHaveLength(1);
    await lead.page.get('lead:set', { permissions: { microphone: 'leaders' } });
    await expect.poll(() => lead.page.told('producer:changed')).toContainEqual({ producerId, paused: true });
    expect(await speaker.page.refusal('producer:resume', { producerId })).toBe('forbidden');
    const transportId = speaker.room.transports?.send.transportId ?? '';
    const begin = { transportId, kind: 'audio', source: 'microphone', paused: false } as const;
    const again = { ...begin, rtpParameters: soundParameters() };
    expect(await speaker.page.refusal('producer:create', again)).toBe('forbidden');
    expect(await lead.page.refusal('lead:ask', { source: 'microphone', participantId: speaker.id })).toBe(
      'state-conflict',
    );
    await lead.page.get('lead:set-role', { participantId: speaker.id, role: 'co-host' });
    expect(await speaker.page.refusal('producer:resume', { producerId })).toBe('ok');
    await lead.page.get('lead:set-role', { participantId: speaker.id, role: 'viewer' });
    await expect.poll(() => speaker.page.told('source:stopped')).toHaveLength(2);
  });

  it('hands are shown in the order they went up, survive a reload, and are lowered one by one or all at once', async () => {
    const { lead, guest } = await ledMeeting();
    const browser = await admitted(application, guest);
    const [one, other] = [await joined(guest, 'Satu', browser), await joined(guest, 'Dua')];
    await one.page.get('hand:set', { raised: true });
    await other.page.get('hand:set', { raised: true });
    await expect.poll(() => seenBy(lead, other.id)?.handRaisedAt).toBeTypeOf('string');
    await one.page.get('leave', {});
    const again = await joined(guest, 'Satu', browser);
    expect(again.room.self.handRaisedAt).toBe(seenBy(lead, one.id)?.handRaisedAt);
    await lead.page.get('lead:lower-hands', { participantIds: [one.id] });
    await expect.poll(() => seenBy(lead, one.id)?.handRaisedAt).toBeNull();
    expect(seenBy(lead, other.id)?.handRaisedAt).not.toBeNull();
    await lead.page.get('lead:lower-hands', {});
    await expect.poll(() => seenBy(lead, other.id)?.handRaisedAt).toBeNull();
  });

  it('renames guests and never staff', async () => {
    const { lead, guest } = await ledMeeting();
    const somebody = await joined(guest, '<b>Admin</b>');
    await lead.page.get('lead:rename', { participantId: somebody.id, displayName: 'Tamu 1' });
    await expect.poll(() => seenBy(somebody, somebody.id)?.displayName).toBe('Tamu 1');
    const technician = await application.signedIn(institution.people.technician);
    await technician.post('/api/access', { code: guest.code, invite: guest.secret });
    const staff = await joined(guest, 'x', technician);
    const rename = { participantId: staff.id, displayName: 'Bukan' };
    expect(await lead.page.refusal('lead:rename', rename)).toBe('forbidden');
  });

  it('everybody may change their own name, which all are told, and which stays after a lost connection and in the attendance', async () => {
    const { lead, guest, requestId } = await ledMeeting();
    const browser = await admitted(application, guest);
    application.advance(1_000);
    const somebody = await joined(guest, 'iPad', browser);
    await somebody.page.get('name:set', { displayName: ' Dr. Sari <b>Dewi</b> ' });
    await expect.poll(() => seenBy(lead, somebody.id)?.displayName).toBe('Dr. Sari <b>Dewi</b>');
    await lead.page.get('lead:rename', { participantId: somebody.id, displayName: 'Sari Dewi' });
    // A page that lost its connection before it heard of its new name.
    const transportIds = [somebody.room.transports?.send.transportId ?? ''];
    const back = await page(guest, browser);
    const again = await back.get('join', { displayName: 'Dr. Sari <b>Dewi</b>', transportIds });
    expect(again.self).toMatchObject({ participantId: somebody.id, displayName: 'Sari Dewi' });
    expect(seenBy(lead, somebody.id)?.displayName).toBe('Sari Dewi');
    await lead.page.get('name:set', { displayName: 'Prof. Rini' });
    const officer = await application.signedIn(institution.people.approver);
    const { attendees } = (await officer.get(`/api/requests/${requestId}/attendance`)).body;
    expect(attendees).toMatchObject([
      { displayName: 'Prof. Rini', earlierNames: ['Ibu Rektor'] },
      { displayName: 'Sari Dewi', earlierNames: ['iPad', 'Dr. Sari <b>Dewi</b>'], stays: [{ leftAt: null }] },
    ]);
    const csv = await officer.get(`/api/requests/${requestId}/attendance/file?format=csv`);
    expect(csv.text).toContain('Sari Dewi (sebelumnya: iPad, Dr. Sari <b>Dewi</b>)');
  });

  it('names may be kept as they are: then only those who lead change them, also for who comes back', async () => {
    const { lead, guest } = await ledMeeting();
    const browser = await admitted(application, guest);
    const somebody = await joined(guest, 'Sari', browser);
    await lead.page.get('lead:set', { permissions: { name: 'leaders' } });
    expect(await somebody.page.refusal('name:set', { displayName: 'Rektor' })).toBe('forbidden');
    await somebody.page.get('leave', {});
    expect((await joined(guest, 'Rektor', browser)).room.self.displayName).toBe('Sari');
    expect((await joined(guest, 'Bayu')).room.self.displayName).toBe('Bayu');
    expect(await lead.page.refusal('name:set', { displayName: 'Ibu' })).toBe('ok');
  });

  it('staff keep the name of their account', async () => {
    const { guest, lead } = await ledMeeting();
    const technician = await application.signedIn(institution.people.technician);
    await technician.post('/api/access', { code: guest.code, invite: guest.secret });
    const staff = await joined(guest, 'x', technician);
    expect(await staff.page.refusal('name:set', { displayName: 'Bukan' })).toBe('forbidden');
    await lead.page.get('lead:set-role', { participantId: staff.id, role: 'co-host' });
    expect(await staff.page.refusal('name:set', { displayName: 'Bukan' })).toBe('forbidden');
    expect(seenBy(lead, staff.id)?.displayName).toBe(staff.room.self.displayName);
  });

  it('settings that were kept before there was a permission more still hold', async () => {
    const { host, guest, requestId } = await openLedMeeting(application, institution);
    const { name: _, ...permissions } = { ...initialSettings.permissions, chat: 'leaders' as const };
    await application.context.db.meeting.updateMany({
      where: { requestId },
      data: { settings: { ...initialSettings, permissions } },
    });
    expect((await joined(host, 'Ibu Rektor')).room.settings.permissions).toMatchObject({
      chat: 'leaders',
      name: 'everyone',
    });
    expect(guest.code).toBe(host.code);
  });

  it('who is removed needs the link again; who is banned is not let in by it', async () => {
    const { lead, guest } = await ledMeeting();
    const browser = await admitted(application, guest);
    const removed = await joined(guest, 'Satu', browser);
    await lead.page.get('lead:remove', { participantId: removed.id, ban: false });
    await expect.poll(() => removed.page.told('room:ended')).toEqual([{ reason: 'removed' }]);
    await expect(page(guest, browser)).rejects.toThrow('link-not-valid');
    await browser.post('/api/access', { code: guest.code, invite: guest.secret });
    const back = await joined(guest, 'Satu', browser);
    await lead.page.get('lead:remove', { participantId: back.id, ban: true });
    await expect.poll(() => back.page.told('room:ended')).toEqual([{ reason: 'removed' }]);
    const answer = await browser.post('/api/access', { code: guest.code, invite: guest.secret });
    expect([answer.status, answer.problem.code]).toEqual([403, 'forbidden']);
    expect(answer.problem.detail).toContain('removed');
    expect(await lead.page.refusal('lead:remove', { participantId: lead.id, ban: false })).toBe('state-conflict');
  });

  it('ends for everybody, and who comes back waits for a host', async () => {
    const { lead, guest } = await ledMeeting();
    const somebody = await joined(guest, 'Tamu');
    await lead.page.get('lead:end', {});
    await expect.poll(() => somebody.page.told('room:ended')).toEqual([{ reason: 'ended' }]);
    const outside = await page(guest);
    expect(await outside.refusal('join', { displayName: 'Baru', transportIds: [] })).toBe('waiting-at-the-door');
  });
});

describe('writing', () => {
  const textsOf = ({ page: reader }: Somebody) => reader.told('chat:said').map(({ text }) => text);

  it('reaches whom it is for, and nobody else, also later', async () => {
    const { lead, guest } = await ledMeeting();
    const browser = await admitted(application, guest);
    const [one, other] = [await joined(guest, 'Satu', browser), await joined(guest, 'Dua')];
    const say = (text: string, target: object) => one.page.get('chat:say', { text, target } as never);
    await say('untuk semua', { to: 'everyone' });
    await say('untuk pemimpin', { to: 'leaders' });
    await say('untuk Dua', { to: 'one', participantId: other.id });
    await expect.poll(() => textsOf(one)).toEqual(['untuk semua', 'untuk pemimpin', 'untuk Dua']);
    await expect.poll(() => textsOf(lead)).toEqual(['untuk semua', 'untuk pemimpin']);
    await expect.poll(() => textsOf(other)).toEqual(['untuk semua', 'untuk Dua']);
    expect(one.page.told('chat:said')[2]).toMatchObject({ targetName: 'Dua', from: { displayName: 'Satu' } });
    const told = async (browserOf: Visitor | undefined, name: string) =>
      (await joined(guest, name, browserOf)).room.messages.map(({ text }) => text);
    expect(await told(browser, 'Satu')).toEqual(['untuk semua', 'untuk pemimpin', 'untuk Dua']);
    expect(await told(undefined, 'Tiga')).toEqual(['untuk semua']);
  });

  it('may be kept to those who lead, whom everybody can still reach', async () => {
    const { lead, guest } = await ledMeeting();
    const somebody = await joined(guest, 'Tamu');
    await lead.page.get('lead:set', { permissions: { chat: 'leaders' } });
    const say = (to: 'everyone' | 'leaders') => somebody.page.refusal('chat:say', { text: 'Tolong', target: { to } });
    expect([await say('everyone'), await say('leaders')]).toEqual(['forbidden', 'ok']);
  });

  it('is limited in length and in number', async () => {
    const { guest } = await ledMeeting();
    const { page: writer } = await joined(guest, 'Tamu');
    const say = (text: string) => writer.refusal('chat:say', { text, target: { to: 'everyone' } });
    expect([await say('x'.repeat(2_001)), await say('   ')]).toEqual(['invalid-input', 'invalid-input']);
    const answers = await Promise.all(Array.from({ length: 40 }, (_, index) => say(`ke-${index}`)));
    expect(answers.filter((one) => one === 'too-many-requests').length).toBeGreaterThan(20);
  });

  it('shows a reaction to everybody', async () => {
    const { lead, guest } = await ledMeeting();
    const somebody = await joined(guest, 'Tamu');
    await somebody.page.get('reaction:send', { reaction: 'applause' });
    await expect
      .poll(() => lead.page.told('reaction:sent'))
      .toEqual([{ participantId: somebody.id, reaction: 'applause' }]);
  });
});
