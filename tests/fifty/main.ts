/**
 * `node tests/fifty/main.ts [--participants N] [--json]`, a part of `npm run test:full`: a meeting of fifty in the running product, with a real browser among them.
 * How soon the host's controls, the lobby, hands and the chat answer and reach the others, and how long the browser's page is busy at one go.
 * Ends with `N passed, N failed`.
 */
import { parseArgs } from 'node:util';
import { machine } from '../bench/cpu.ts';
import { Load } from '../support/load.ts';
import { joinIn, openBrowser } from '../support/participant.ts';
import { startProduct, until } from '../support/product.ts';
import { approvedRequest } from '../support/staff.ts';
import { Guest } from './guest.ts';

const { values } = parseArgs({
  options: { participants: { type: 'string', default: '50' }, json: { type: 'boolean', default: false } },
});
const count = Number(values.participants);
const say = values.json ? console.error : console.log;
/** The acceptance of the meeting. */
const targets = { answerMs: 200, taskMs: 100 };
/** Those who wait at the door when the lobby is opened. */
const knockers = 20;
/** How many of the others each receives. */
const receivedCount = 3;

const latencies = new Map<string, number[]>();
async function timed<T>(what: string, action: () => Promise<T>): Promise<T> {
  const began = performance.now();
  const result = await action();
  latencies.set(what, [...(latencies.get(what) ?? []), performance.now() - began]);
  return result;
}
const quantile = (list: readonly number[], share: number) =>
  list.toSorted((a, b) => a - b)[Math.min(list.length - 1, Math.floor(share * list.length))] ?? 0;

const product = await startProduct();
const load = new Load(true);
const browser = await openBrowser({ background: 'red', sweep: 'up' });
const guests: Guest[] = [];
try {
  const { meeting } = await approvedRequest(product);
  const viewer = await joinIn(browser, meeting.inviteUrl, 'Peramban', (page) =>
    page.addInitScript(() => {
      const tasks: number[] = [];
      Object.assign(window, { tasks });
      new PerformanceObserver((list) => tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({
        type: 'longtask',
      });
    }),
  );
  const tasksOf = () => viewer.page.evaluate(() => (window as unknown as { tasks: number[] }).tasks.splice(0));

  const host = await Guest.open(meeting.hostUrl, 'Pemimpin');
  await host.join();
  for (let index = 0; index < count - 2; index += 1) {
    const guest = await Guest.open(meeting.inviteUrl, `Peserta ${index + 1}`);
    await timed('join', () => guest.join());
    await guest.send(load, index);
    guests.push(guest);
  }
  for (const [index, guest] of guests.entries())
    for (let step = 1; step <= receivedCount; step += 1) {
      const other = guests[(index + step) % guests.length];
      const sent = guests[0]?.opened.filter(({ participantId }) => participantId === other?.participantId) ?? [];
      for (const producer of sent) await guest.receive(producer);
    }
  await until(
    'everybody on the page',
    async () => (await viewer.page.getByRole('button', { name: new RegExp(`Peserta .${count}.`) }).count()) > 0,
    60_000,
  );
  const whileJoining = await tasksOf();

  const last = guests.at(-1) as Guest;
  for (const guest of guests.slice(0, -1)) {
    const { participantId } = guest;
    await timed('hand', async () => {
      const seen = last.told(
        'participant:joined',
        (one) => one.participantId === participantId && one.handRaisedAt !== null,
      );
      await Promise.all([guest.ask('hand:set', { raised: true }), seen]);
    });
    await timed('chat', async () => {
      const text = `Halo dari ${guest.name}`;
      const seen = last.told('chat:said', (one) => one.text === text);
      await Promise.all([guest.ask('chat:say', { text, target: { to: 'everyone' } }), seen]);
    });
    await timed('mute', async () => {
      const seen = guest.told('source:stopped', ({ source }) => source === 'microphone');
      await Promise.all([host.ask('lead:stop', { source: 'microphone', participantIds: [participantId] }), seen]);
    });
    await timed('ask', async () => {
      const seen = guest.told('source:asked', ({ source }) => source === 'microphone');
      await Promise.all([host.ask('lead:ask', { source: 'microphone', participantId }), seen]);
    });
  }
  await timed('lower all hands', () => host.ask('lead:lower-hands', {}));

  await host.ask('lead:set', { lobby: true });
  for (let index = 0; index < knockers; index += 1) {
    const guest = await Guest.open(meeting.inviteUrl, `Tamu ${index + 1}`);
    const knocked = host.told('lobby:changed', ({ waiting }) =>
      waiting.some(({ displayName }) => displayName === guest.name),
    );
    await timed('knock', async () => {
      await Promise.all([guest.join().catch(() => {}), knocked]);
    });
    const { waiting } = await knocked;
    const { waitingId = '' } = waiting.find(({ displayName }) => displayName === guest.name) ?? {};
    await timed('admit', async () => {
      const admitted = guest.told('lobby:admitted', () => true);
      await Promise.all([host.ask('lead:admit', { waitingIds: [waitingId] }), admitted]);
    });
    await timed('join', () => guest.join());
    guests.push(guest);
  }
  const whileLed = await tasksOf();

  const answers = Object.fromEntries(
    [...latencies].map(([what, list]) => [
      what,
      { count: list.length, p50Ms: Math.round(quantile(list, 0.5)), p95Ms: Math.round(quantile(list, 0.95)) },
    ]),
  );
  const longestTaskMs = {
    joining: Math.round(Math.max(0, ...whileJoining)),
    led: Math.round(Math.max(0, ...whileLed)),
  };
  const slow = Object.entries(answers).filter(([, { p95Ms }]) => p95Ms >= targets.answerMs);
  const isCalm = Math.max(longestTaskMs.joining, longestTaskMs.led) <= targets.taskMs;
  const passed = Object.keys(answers).length - slow.length + (isCalm ? 1 : 0);
  const failed = slow.length + (isCalm ? 0 : 1);
  say(`${count} participants, then ${knockers} at the door`);
  for (const [what, { p50Ms, p95Ms, count: times }] of Object.entries(answers))
    say(`${what}: p50 ${p50Ms} ms, p95 ${p95Ms} ms (${times})`);
  say(`longest task of the page: ${longestTaskMs.joining} ms while they came, ${longestTaskMs.led} ms after`);
  if (values.json)
    console.log(
      JSON.stringify({
        bench: 'fifty',
        machine: machine(),
        participants: count,
        answers,
        longestTaskMs,
        passed,
        failed,
      }),
    );
  else say(`\n${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
} finally {
  for (const guest of guests) guest.close();
  await load.close();
  await browser.close();
  await product.dispose();
}
