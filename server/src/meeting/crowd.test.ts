/** A thousand who come all at once from one address: real HTTP and sockets, a real database, the real sfu process. The crowd is a process of its own. */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { ProblemCode } from '@sambung/contract/problem';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type SfuProcess, startSfu } from '../../../tests/support/sfu-process.ts';
import { type Application, createInstitution, type Institution, startApplication } from '../../test/application.ts';
import type { CrowdReport } from '../../test/crowd.ts';
import { openLedMeeting, openPage, type Page, type WayIn } from '../../test/room.ts';

/** `npm run test:full -- crowd` brings the whole lecture; every other run a seminar of it, which takes seconds. */
const crowdSize = Number(process.env.CROWD ?? 150);
/** More than the lobby holds. */
const isWhole = crowdSize > 500;

let media: SfuProcess;
let application: Application;
let institution: Institution;
const pages: Page[] = [];
const crowds: ChildProcess[] = [];

beforeAll(async () => {
  media = await startSfu();
  application = await startApplication({}, { media });
  institution = await createInstitution(application);
});
afterEach(() => {
  for (const page of pages.splice(0)) page.close();
  for (const crowd of crowds.splice(0)) crowd.kill();
});
afterAll(async () => {
  await application?.close();
  await media?.stop();
});

async function joined(wayIn: WayIn, displayName: string) {
  const page = await openPage(application, wayIn);
  pages.push(page);
  const { self } = await page.get('join', { displayName, transportIds: [] });
  return Object.assign(page, { id: self.participantId });
}

/** Sends the crowd; it stays until it is told to go. */
async function crowdComes(
  { code, secret }: WayIn,
  size = crowdSize,
): Promise<{ report: CrowdReport; goes: () => Promise<void> }> {
  const program = join(import.meta.dirname, '../../test/crowd.ts');
  const crowd = fork(program, [application.url, code, secret, String(size)], { execArgv: [] });
  crowds.push(crowd);
  const [report] = (await Promise.race([
    once(crowd, 'message'),
    once(crowd, 'exit').then(([exitCode]) => Promise.reject(new Error(`the crowd ended with ${exitCode}`))),
  ])) as [CrowdReport];
  return {
    report,
    goes: async () => {
      const gone = once(crowd, 'exit');
      crowd.send('go');
      // Every one of them was let go.
      expect(await gone).toEqual([0, null]);
    },
  };
}

/** Everything is here at some time; on a busy machine later. */
const patience = { timeout: 60_000 };

const othersSeenBy = (page: Page & { id: string }) =>
  new Set(
    page
      .told('participant:joined')
      .map(({ participantId }) => participantId)
      .filter((id) => id !== page.id),
  );

const countOf = (outcomes: readonly string[]) =>
  Object.fromEntries([...new Set(outcomes)].map((one) => [one, outcomes.filter((each) => each === one).length]));

const collectGarbage = (() => {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
})();
function heapBytes(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

const errorsIn = (log: string) => log.split('\n').filter((line) => /"level":(50|60)/.test(line));

it(`${crowdSize} guests of one address get in at once, nobody hangs or meets an error, and those inside talk on`, async () => {
  const { host, guest } = await openLedMeeting(application, institution);
  const [lead, earlier] = [await joined(host, 'Ibu Rektor'), await joined(guest, 'Bayu')];
  const before = heapBytes();
  const said: Promise<ProblemCode | 'ok'>[] = [];
  const say = () => said.push(earlier.refusal('chat:say', { text: `ke-${said.length}`, target: { to: 'everyone' } }));
  const talking = setInterval(say, 2_000);
  const { report, goes } = await crowdComes(guest);
  clearInterval(talking);
  expect(countOf(report.comings.map(({ outcome }) => outcome))).toEqual({ in: crowdSize });
  expect(report.comings.filter(({ withoutTime }) => withoutTime > 0)).toEqual([]);
  expect(Object.keys(report.health)).toEqual(['200']);
  expect(errorsIn(application.log())).toEqual([]);
  // Those who were inside were never put out, heard everybody come, and each other.
  expect([lead, earlier].map(({ socket }) => socket.connected)).toEqual([true, true]);
  await expect.poll(() => othersSeenBy(lead).size, patience).toBe(crowdSize + 1);
  say();
  expect(new Set(await Promise.all(said))).toEqual(new Set(['ok']));
  await expect.poll(() => lead.told('chat:said').length, patience).toBe(said.length);
  const during = heapBytes();
  await goes();
  await expect.poll(() => application.app.io.of('/room').sockets.size, patience).toBe(2);
  expect(errorsIn(application.log())).toEqual([]);
  for (const page of pages.splice(0)) page.close();
  const after = heapBytes();
  // Of few the heap keeps too little to tell from its own ways.
  if (isWhole) expect(after - before).toBeLessThan((during - before) / 2);
});

it.runIf(isWhole)(
  'where there is a lobby, as many as fit wait in it, and the others come when there is place again',
  async () => {
    const { host, guest } = await openLedMeeting(application, institution);
    const lead = await joined(host, 'Ibu Rektor');
    await lead.get('lead:set', { lobby: true });
    const coming = crowdComes(guest, 600);
    const waitingNow = () => lead.told('lobby:changed').at(-1)?.waiting.length ?? 0;
    await expect.poll(waitingNow, patience).toBe(500);
    expect(othersSeenBy(lead).size).toBe(0);
    // The host lets everybody in, again and again until nobody is left.
    lead.socket.on('lobby:changed', ({ waiting }) => waiting.length > 0 && void lead.ask('lead:admit', {}));
    await lead.get('lead:admit', {});
    const { report, goes } = await coming;
    expect(countOf(report.comings.map(({ outcome }) => outcome))).toEqual({ in: 600 });
    expect(report.comings.filter(({ waited }) => !waited)).toEqual([]);
    expect(Object.keys(report.health)).toEqual(['200']);
    expect(errorsIn(application.log())).toEqual([]);
    // However many come, the list is sent a few times a second.
    expect(lead.told('lobby:changed').length).toBeLessThan(report.tookMs / 250);
    await goes();
  },
);
