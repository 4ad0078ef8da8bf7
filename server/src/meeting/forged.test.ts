/** Forged events: whoever has no right to something is refused by the server, whatever their page sends. Real database, real sfu process. */
import { randomUUID } from 'node:crypto';
import type { MeetingRole, PermissionName } from '@sambung/contract/meeting';
import type { MediaSource } from '@sambung/contract/ortc';
import { type RoomRequestName, roomRequests } from '@sambung/contract/socket';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SfuProcess, startSfu } from '../../../tests/support/sfu-process.ts';
import { type Application, createInstitution, type Institution, startApplication } from '../../test/application.ts';
import { soundParameters } from '../../test/media.ts';
import { openLedMeeting, openPage, type Page, type WayIn } from '../../test/room.ts';
import { inputs } from '../../test/room-requests.ts';

let media: SfuProcess;
let application: Application;
let institution: Institution;
const pages: Page[] = [];

beforeAll(async () => {
  media = await startSfu({ env: { MEDIA_WORKERS: '1' } });
  application = await startApplication({}, { media });
  institution = await createInstitution(application);
});
afterAll(async () => {
  for (const page of pages) page.close();
  await application?.close();
  await media?.stop();
});

async function pageAt(wayIn: WayIn): Promise<Page> {
  const page = await openPage(application, wayIn);
  pages.push(page);
  return page;
}

async function joined(wayIn: WayIn, displayName: string) {
  const page = await pageAt(wayIn);
  const room = await page.get('join', { displayName, transportIds: [] });
  return { page, room, id: room.self.participantId };
}

const requestNames = Object.keys(roomRequests) as RoomRequestName[];
const leading = requestNames.filter((name) => name.startsWith('lead:'));
/** What those inside are told when somebody leads, or takes part. */
const tellings = [
  ...(['room:changed', 'room:ended', 'source:stopped', 'source:asked', 'lobby:changed', 'lobby:told'] as const),
  ...(['chat:said', 'reaction:sent', 'producer:opened', 'participant:joined', 'participant:left'] as const),
];
/** An answer comes after whatever was told before it. */
const answered = (host: Page) => host.get('lead:lower-hands', {});
const heardBy = (page: Page) => tellings.flatMap((name) => page.told(name).map((data) => ({ name, data })));

/** A conference with a host, somebody of this role, and a third to whom something could be done. */
async function meetingWith(role: MeetingRole) {
  const ways = await openLedMeeting(application, institution);
  const lead = await joined(ways.host, 'Ibu Rektor');
  const forger = await joined(ways.guest, 'Penyusup');
  const third = await joined(ways.guest, 'Bayu');
  await answered(lead.page);
  expect(lead.page.told('participant:joined')).toHaveLength(2);
  if (role !== 'participant') await lead.page.get('lead:set-role', { participantId: forger.id, role });
  return { ...ways, lead, forger, third };
}
type Meeting = Awaited<ReturnType<typeof meetingWith>>;

describe.each(['participant', 'viewer'] as const)('a %s', (role) => {
  let meeting: Meeting;
  beforeAll(async () => {
    meeting = await meetingWith(role);
  });

  it.each(leading)('is refused %s, against the host and against another guest', async (name) => {
    const { lead, forger, third } = meeting;
    const before = heardBy(lead.page).length;
    for (const victim of [lead.id, third.id])
      expect(await forger.page.refusal(name, inputs(victim)[name])).toBe('forbidden');
    await answered(lead.page);
    expect(heardBy(lead.page).slice(before)).toEqual([]);
    expect(third.page.socket.connected).toBe(true);
  });
});

describe('what is kept to those who lead', () => {
  const sources: readonly (readonly [MediaSource, 'audio' | 'video', PermissionName])[] = [
    ['microphone', 'audio', 'microphone'],
    ['camera', 'video', 'camera'],
    ['screen', 'video', 'screen'],
    ['screen-audio', 'audio', 'screen'],
  ];
  const begin = ({ room }: Meeting['forger'], source: MediaSource, kind: 'audio' | 'video') => ({
    ...{ transportId: room.transports?.send.transportId ?? '', kind, source, paused: false },
    rtpParameters: soundParameters(),
  });

  it.each(sources)('a participant cannot send %s', async (source, kind, permission) => {
    const { lead, forger } = await meetingWith('participant');
    await lead.page.get('lead:set', { permissions: { [permission]: 'leaders' } });
    expect(await forger.page.refusal('producer:create', begin(forger, source, kind))).toBe('forbidden');
    expect(lead.page.told('producer:opened')).toEqual([]);
  });

  it('a participant cannot write to all', async () => {
    const { lead, forger } = await meetingWith('participant');
    await lead.page.get('lead:set', { permissions: { chat: 'leaders' } });
    expect(await forger.page.refusal('chat:say', { text: 'x', target: { to: 'everyone' } })).toBe('forbidden');
    expect(await forger.page.refusal('chat:say', { text: 'x', target: { to: 'one', participantId: lead.id } })).toBe(
      'forbidden',
    );
    expect(lead.page.told('chat:said')).toEqual([]);
  });

  it('a participant cannot change their own name', async () => {
    const { lead, forger } = await meetingWith('participant');
    await lead.page.get('lead:set', { permissions: { name: 'leaders' } });
    expect(await forger.page.refusal('name:set', { displayName: 'Ibu Rektor' })).toBe('forbidden');
    await answered(lead.page);
    expect(lead.page.told('participant:joined').map(({ displayName }) => displayName)).not.toContain('Ibu Rektor');
  });

  it('a viewer cannot change their own name, whatever is set', async () => {
    const { forger } = await meetingWith('viewer');
    expect(await forger.page.refusal('name:set', { displayName: 'Ibu Rektor' })).toBe('forbidden');
  });

  it.each(sources)('a viewer cannot send %s, whatever is set', async (source, kind) => {
    const { lead, forger } = await meetingWith('viewer');
    expect(await forger.page.refusal('producer:create', begin(forger, source, kind))).toBe('forbidden');
    expect(lead.page.told('producer:opened')).toEqual([]);
  });
});

describe('somebody who is still in the lobby', () => {
  let lead: Meeting['lead'];
  let third: Meeting['third'];
  let outside: Page;
  beforeAll(async () => {
    const ways = await openLedMeeting(application, institution);
    lead = await joined(ways.host, 'Ibu Rektor');
    third = await joined(ways.guest, 'Bayu');
    await answered(lead.page);
    await lead.page.get('lead:set', { lobby: true });
    outside = await pageAt(ways.guest);
    expect(await outside.refusal('join', inputs('').join)).toBe('waiting-at-the-door');
    await answered(lead.page);
    expect(lead.page.told('lobby:changed').at(-1)?.waiting).toHaveLength(1);
  });

  it.each(requestNames.filter((name) => name !== 'join'))('is refused %s', async (name) => {
    const before = heardBy(lead.page).length;
    const waitingId = lead.page.told('lobby:changed').at(-1)?.waiting[0]?.waitingId ?? '';
    // Also what would let themselves in, or be about somebody inside.
    for (const id of [randomUUID(), third.id, waitingId])
      expect(await outside.refusal(name, inputs(id)[name])).toBe('not-joined');
    await answered(lead.page);
    expect(heardBy(lead.page).slice(before)).toEqual([]);
  });

  it('hears nothing of what is said inside', async () => {
    await lead.page.get('chat:say', { text: 'rahasia', target: { to: 'everyone' } });
    await expect.poll(() => third.page.told('chat:said')).toHaveLength(1);
    expect(await outside.refusal('leave', {})).toBe('not-joined');
    expect(heardBy(outside)).toEqual([]);
  });
});

describe('a huge chat message', () => {
  const say = (page: Page, text: string) => page.refusal('chat:say', { text, target: { to: 'everyone' } });

  it('is refused, and reaches nobody', async () => {
    const { lead, forger } = await meetingWith('participant');
    expect(await say(forger.page, 'x'.repeat(2_001))).toBe('invalid-input');
    expect(await say(forger.page, 'x'.repeat(150_000))).toBe('invalid-input');
    expect(await say(forger.page, '😀'.repeat(1_000))).toBe('ok');
    await expect.poll(() => lead.page.told('chat:said').map(({ text }) => text.length)).toEqual([2_000]);
  });

  it('larger than any message may be ends its own connection, and the others talk on', async () => {
    const { lead, forger, third } = await meetingWith('participant');
    const ended = new Promise((resolve) => forger.page.socket.once('disconnect', resolve));
    forger.page.socket.emit('chat:say', { text: 'x'.repeat(1_000_000), target: { to: 'everyone' } }, () => {});
    await ended;
    expect(await say(third.page, 'masih di sini')).toBe('ok');
    await expect.poll(() => lead.page.told('chat:said').map(({ text }) => text)).toEqual(['masih di sini']);
  });
});
