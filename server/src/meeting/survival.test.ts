/** Tests of what `/room` survives: lost sockets, reloads, a restart of the server, dead workers and a dead sfu process; all of them real. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type SfuProcess, startSfu } from '../../../tests/support/sfu-process.ts';
import { type Application, createInstitution, type Institution, startApplication } from '../../test/application.ts';
import { admitted, openMeeting, openPage, type Page, type WayIn } from '../../test/room.ts';
import { inputs } from '../../test/room-requests.ts';

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

describe('coming back', () => {
  it('after a lost socket goes on with the same transports, and nobody was told of leaving', async () => {
    const wayIn = await openMeeting(application, institution);
    const sari = await joined(wayIn, 'Sari');
    const browser = await admitted(application, wayIn);
    const budi = await joined(wayIn, 'Budi', browser);
    const { transportId } = await budi.page.get('transport:create', { direction: 'send' });
    budi.page.close();
    const again = await page(wayIn, browser);
    const back = await again.get('join', { displayName: 'Budi', transportIds: [transportId] });
    expect([back.resumed, back.self.participantId]).toEqual([true, budi.self.participantId]);
    expect(await again.refusal('transport:restart-ice', { transportId })).toBe('ok');
    expect(sari.page.told('participant:left')).toEqual([]);
    expect(await events(budi.self.participantId)).toEqual(['joined']);
  });

  it('after a reload begins anew, and what the page no longer holds is closed', async () => {
    const wayIn = await openMeeting(application, institution);
    const sari = await joined(wayIn, 'Sari');
    const browser = await admitted(application, wayIn);
    const budi = await joined(wayIn, 'Budi', browser);
    const up = await budi.page.get('transport:create', { direction: 'send' });
    const { producerId } = await budi.page.get('producer:create', inputs(up.transportId)['producer:create']);
    budi.page.close();
    const back = await joined(wayIn, 'Budi', browser);
    expect([back.resumed, back.producers]).toEqual([false, []]);
    await expect.poll(() => sari.page.told('producer:closed').map((each) => each.producerId)).toEqual([producerId]);
  });

  it('after a restart of the server goes on with the same media, and nobody has left', async () => {
    const first = await startApplication({}, { media });
    const place = await createInstitution(first);
    const wayIn = await openMeeting(first, place);
    const browser = await admitted(first, wayIn);
    const before = await openPage(first, wayIn, browser);
    const { self, mediaEpoch } = await before.get('join', { displayName: 'Sari', transportIds: [] });
    const { transportId } = await before.get('transport:create', { direction: 'send' });
    const { producerId } = await before.get('producer:create', inputs(transportId)['producer:create']);
    await first.close();
    const second = await startApplication({}, { media, databaseUrl: first.database.url });
    try {
      const again = await openPage(second, wayIn, browser);
      const back = await again.get('join', { displayName: 'Sari', transportIds: [transportId] });
      expect([back.resumed, back.mediaEpoch, back.self]).toEqual([true, mediaEpoch, self]);
      expect(back.producers.map((each) => each.producerId)).toEqual([producerId]);
      const rows = await second.context.db.participantEvent.findMany({ where: { participantId: self.participantId } });
      expect(rows.map(({ kind }) => kind)).toEqual(['joined']);
      again.close();
    } finally {
      await second.close();
    }
  });
});

describe('lost media', () => {
  it('of a dead worker is told to everybody in its rooms, and joining again gives new media', async () => {
    const wayIn = await openMeeting(application, institution);
    const sari = await joined(wayIn, 'Sari');
    const { transportId } = await sari.page.get('transport:create', { direction: 'send' });
    for (const { pid } of (await application.visitor().get('/api/health')).body.sfu.workers)
      process.kill(pid, 'SIGKILL');
    await expect.poll(() => sari.page.told('media:lost'), { timeout: 10_000 }).toHaveLength(1);
    const again = await sari.page.get('join', { displayName: 'Sari', transportIds: [transportId] });
    expect(again.resumed).toBe(false);
    expect(again.mediaEpoch).not.toBe(sari.mediaEpoch);
    expect(again.mediaEpoch).toBe(sari.page.told('media:lost')[0]?.mediaEpoch);
    expect(await sari.page.refusal('transport:create', { direction: 'send' })).toBe('ok');
    expect(await events(sari.self.participantId)).toEqual(['joined']);
  });

  it('of a dead sfu process too, once it runs again; meanwhile requests say that media is not ready', async () => {
    const { socketPath, secret } = media;
    const wayIn = await openMeeting(application, institution);
    const sari = await joined(wayIn, 'Sari');
    media.kill('SIGKILL');
    await media.exited;
    expect(await sari.page.refusal('transport:create', { direction: 'send' })).toBe('media-unavailable');
    const health = await application.visitor().get('/api/health');
    expect([health.status, health.body.reason]).toEqual([503, expect.stringContaining('sfu')]);
    media = await startSfu({ socketPath, secret });
    await expect.poll(() => sari.page.told('media:lost'), { timeout: 10_000 }).toHaveLength(1);
    const again = await sari.page.get('join', { displayName: 'Sari', transportIds: [] });
    expect(again.mediaEpoch).not.toBe(sari.mediaEpoch);
    expect((await application.visitor().get('/api/health')).status).toBe(200);
  });
});
