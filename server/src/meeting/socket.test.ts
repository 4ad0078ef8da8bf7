/** Tests of `/room` with the real database, the real sfu process and its real workers. */
import { randomUUID } from 'node:crypto';
import { type RoomRequestName, roomRequests } from '@sambung/contract/socket';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type SfuProcess, startSfu } from '../../../tests/support/sfu-process.ts';
import { type Application, createInstitution, type Institution, startApplication } from '../../test/application.ts';
import { cameraParameters, soundParameters } from '../../test/media.ts';
import { admitted, openMeeting, openPage, Page, type WayIn } from '../../test/room.ts';
import { fingerprint, inputs } from '../../test/room-requests.ts';

let media: SfuProcess;
let application: Application;
let institution: Institution;
const pages: Page[] = [];

beforeAll(async () => {
  media = await startSfu();
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

async function page(wayIn: WayIn, browser?: Awaited<ReturnType<typeof admitted>>): Promise<Page> {
  const opened = await openPage(application, wayIn, browser);
  pages.push(opened);
  return opened;
}

async function joined(wayIn: WayIn, displayName: string, browser?: Awaited<ReturnType<typeof admitted>>) {
  const opened = await page(wayIn, browser);
  return { page: opened, ...(await opened.get('join', { displayName, transportIds: [] })) };
}

const events = (participantId: string) =>
  application.context.db.participantEvent
    .findMany({ where: { participantId }, orderBy: { id: 'asc' } })
    .then((rows) => rows.map(({ kind }) => kind));

const requestNames = Object.keys(roomRequests) as RoomRequestName[];

describe('the door', () => {
  it('is shut without the room’s own cookie', async () => {
    const [one, other] = [await openMeeting(application, institution), await openMeeting(application, institution)];
    const browser = await admitted(application, one);
    const attempt = (auth: Record<string, unknown>, visitor = application.visitor()) =>
      new Page(application, visitor, auth).connected().then(
        () => 'open',
        (error) => error.message,
      );
    expect(await attempt({ code: one.code })).toBe('link-not-valid');
    expect(await attempt({ code: other.code }, browser)).toBe('link-not-valid');
    expect(await attempt({ code: '../../etc' }, browser)).toBe('invalid-input');
    expect(await attempt({}, browser)).toBe('invalid-input');
  });

  it('that was revoked after the page connected lets nobody join', async () => {
    const wayIn = await openMeeting(application, institution);
    const opened = await page(wayIn);
    await application.context.db.roomAccess.updateMany({ data: { revokedAt: application.context.clock() } });
    expect(await opened.refusal('join', inputs('').join)).toBe('link-not-valid');
  });
});

describe('before joining', () => {
  it('nothing but joining is possible', async () => {
    const opened = await page(await openMeeting(application, institution));
    const valid = inputs(randomUUID());
    for (const name of requestNames.filter((each) => each !== 'join')) {
      expect([name, await opened.refusal(name, valid[name])]).toEqual([name, 'not-joined']);
    }
  });
});

describe('joining', () => {
  it('shows who is there, tells the others, and is written down', async () => {
    const wayIn = await openMeeting(application, institution);
    const sari = await joined(wayIn, 'Sari');
    const budi = await joined(wayIn, ' Budi ');
    expect(budi.self.displayName).toBe('Budi');
    expect(budi.participants.map(({ displayName }) => displayName)).toEqual(['Sari', 'Budi']);
    expect(budi.resumed).toBe(false);
    expect(budi.mediaEpoch).toBe(sari.mediaEpoch);
    expect(budi.routerRtpCapabilities.codecs?.map(({ mimeType }) => mimeType)).toContain('video/VP8');
    await expect.poll(() => sari.page.told('participant:joined')).toContainEqual(budi.self);
    expect(await events(sari.self.participantId)).toEqual(['joined']);
  });

  it('and leaving are events in order, and afterwards nothing is possible', async () => {
    const wayIn = await openMeeting(application, institution);
    const sari = await joined(wayIn, 'Sari');
    const budi = await joined(wayIn, 'Budi');
    await budi.page.get('leave', {});
    await expect.poll(() => sari.page.told('participant:left')).toEqual([{ participantId: budi.self.participantId }]);
    expect(await budi.page.refusal('transport:create', { direction: 'send' })).toBe('not-joined');
    await budi.page.get('join', { displayName: 'Budi', transportIds: [] });
    expect(await events(budi.self.participantId)).toEqual(['joined', 'left', 'joined']);
  });

  it('with a second window takes the word from the first', async () => {
    const wayIn = await openMeeting(application, institution);
    const browser = await admitted(application, wayIn);
    const first = await joined(wayIn, 'Sari', browser);
    const second = await joined(wayIn, 'Sari', browser);
    expect(second.self.participantId).toBe(first.self.participantId);
    await expect.poll(() => first.page.told('room:ended')).toEqual([{ reason: 'replaced' }]);
    await expect.poll(() => first.page.socket.connected).toBe(false);
    expect(second.participants).toHaveLength(1);
    expect(await events(second.self.participantId)).toEqual(['joined']);
  });
});

describe('media', () => {
  it('goes from transport to producer to consumer, and everybody is told', async () => {
    const wayIn = await openMeeting(application, institution);
    const sari = await joined(wayIn, 'Sari');
    const budi = await joined(wayIn, 'Budi');
    const up = await sari.page.get('transport:create', { direction: 'send' });
    expect(up.iceCandidates).toMatchObject(['udp', 'tcp'].map((protocol) => ({ protocol, ip: '127.0.0.1' })));
    const { producerId } = await sari.page.get('producer:create', {
      ...inputs(up.transportId)['producer:create'],
      rtpParameters: soundParameters(),
    });
    const opened = {
      ...{ producerId, participantId: sari.self.participantId },
      ...{ kind: 'audio', source: 'microphone', paused: false },
    };
    await expect.poll(() => budi.page.told('producer:opened')).toEqual([opened]);
    const down = await budi.page.get('transport:create', { direction: 'receive' });
    const { consumerId } = await budi.page.get('consumer:create', {
      ...{ transportId: down.transportId, producerId, rtpCapabilities: budi.routerRtpCapabilities },
    });
    await budi.page.get('consumer:resume', { consumerId });
    await sari.page.get('producer:pause', { producerId });
    await expect.poll(() => budi.page.told('producer:changed')).toEqual([{ producerId, paused: true }]);
    const late = await joined(wayIn, 'Citra');
    expect(late.producers).toEqual([{ ...opened, paused: true }]);
    await sari.page.get('producer:close', { producerId });
    await expect.poll(() => budi.page.told('consumer:closed')).toEqual([{ consumerId }]);
    expect(late.page.told('consumer:closed')).toEqual([]);
    const closed = [{ producerId, participantId: sari.self.participantId }];
    await expect.poll(() => budi.page.told('producer:closed')).toEqual(closed);
  });

  it('that is taken up again is told what is wanted of its camera', async () => {
    const wayIn = await openMeeting(application, institution);
    const browser = await admitted(application, wayIn);
    const first = await joined(wayIn, 'Sari', browser);
    const budi = await joined(wayIn, 'Budi');
    const transports = [first.transports?.send.transportId ?? '', first.transports?.receive.transportId ?? ''];
    const { producerId } = await first.page.get('producer:create', {
      ...{ transportId: transports[0] ?? '', kind: 'video', source: 'camera', paused: false },
      rtpParameters: cameraParameters(),
    });
    const second = await page(wayIn, browser);
    expect(await second.get('join', { displayName: 'Sari', transportIds: transports })).toMatchObject({
      resumed: true,
    });
    await expect.poll(() => second.told('producer:wanted')).toEqual([{ producerId, spatialLayer: 2 }]);
    expect(budi.page.told('producer:wanted')).toEqual([]);
  });

  it('of somebody else cannot be touched', async () => {
    const wayIn = await openMeeting(application, institution);
    const sari = await joined(wayIn, 'Sari');
    const up = await sari.page.get('transport:create', { direction: 'send' });
    const { producerId } = await sari.page.get('producer:create', {
      ...inputs(up.transportId)['producer:create'],
      rtpParameters: soundParameters(),
    });
    const down = await sari.page.get('transport:create', { direction: 'receive' });
    const { consumerId } = await sari.page.get('consumer:create', {
      ...{ transportId: down.transportId, producerId, rtpCapabilities: sari.routerRtpCapabilities },
    });
    const thief = await joined(wayIn, 'Budi');
    const ids: Partial<Record<RoomRequestName, string>> = {
      'transport:connect': up.transportId,
      'transport:restart-ice': up.transportId,
      'producer:create': up.transportId,
      'producer:pause': producerId,
      'producer:resume': producerId,
      'producer:close': producerId,
      'consumer:create': down.transportId,
      'consumer:pause': consumerId,
      'consumer:resume': consumerId,
    };
    for (const [name, id] of Object.entries(ids)) {
      const input = inputs(id)[name as RoomRequestName];
      expect([name, await thief.page.refusal(name, input)]).toEqual([name, 'media-not-found']);
    }
    expect(sari.page.told('producer:closed')).toEqual([]);
  });

  it('of another room cannot be received', async () => {
    const sari = await joined(await openMeeting(application, institution), 'Sari');
    const up = await sari.page.get('transport:create', { direction: 'send' });
    const { producerId } = await sari.page.get('producer:create', inputs(up.transportId)['producer:create']);
    const stranger = await joined(await openMeeting(application, institution), 'Budi');
    const { transportId } = await stranger.page.get('transport:create', { direction: 'receive' });
    const input = { transportId, producerId, rtpCapabilities: stranger.routerRtpCapabilities };
    expect(await stranger.page.refusal('consumer:create', input)).toBe('invalid-input');
  });

  it.each(['test:report', 'clock:answer'] as const)('%s of a test call has no place in a meeting', async (name) => {
    const sari = await joined(await openMeeting(application, institution), 'Sari');
    expect(await sari.page.refusal(name, inputs('')[name])).toBe('forbidden');
  });
});

describe('hostile messages', () => {
  it('are answered with problems or dropped, and the room goes on', async () => {
    const wayIn = await openMeeting(application, institution);
    const sari = await joined(wayIn, 'Sari');
    const hostile = await page(wayIn);
    const { socket } = hostile;
    for (const name of ['error', 'message', 'ping', 'room:ended', '', 'toString']) {
      expect(await hostile.refusal(name, {})).toBe('not-found');
      socket.emit(name, { no: 'acknowledgement' });
    }
    for (const input of [
      null,
      7,
      'text',
      [],
      { displayName: 7 },
      { displayName: 'x'.repeat(90_000), transportIds: [] },
    ]) {
      expect(await hostile.refusal('join', input)).toBe('invalid-input');
    }
    expect(await hostile.refusal('join', { displayName: 'a\0b', transportIds: [] })).toBe('malformed-body');
    const ended = new Promise((resolve) => socket.once('disconnect', resolve));
    socket.emit('join', { displayName: 'x'.repeat(300_000), transportIds: [] });
    await ended;
    expect(await sari.page.refusal('transport:create', { direction: 'send' })).toBe('ok');
  });
});

it('no log line holds a name, a cookie, an address of media or a fingerprint', () => {
  const lines = application.log() + media.output();
  for (const secret of ['Sari', 'Budi', 'sambung_room_', fingerprint.value, 'usernameFragment']) {
    expect(lines).not.toContain(secret);
  }
  expect(lines).toContain('participant joined');
});
