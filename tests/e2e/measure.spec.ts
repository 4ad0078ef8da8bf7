/** What the pages of a test call measure, in real browsers through the real media path: the plan is told by the test, the reports are read on the line. */
import { createHmac } from 'node:crypto';
import { type Browser, expect, test } from '@playwright/test';
import { type TestPlan, type TestReport, testReportSchema } from '@sambung/contract/test-report';
import { type ConsumerStats, consumerStats } from '../support/canary-counts.ts';
import { joinIn, openBrowser, type Participant } from '../support/participant.ts';
import { openPlanLine, type PlanLine } from '../support/plan-line.ts';
import { descendants, type Product, startProduct, until } from '../support/product.ts';
import { openTestCall } from '../support/test-call.ts';
import { threadSeconds } from '../support/thread-use.ts';

type Side = Participant & { line: PlanLine; plan: TestPlan };

/** Seconds that must be told and not void, and how long a loaded machine may take for them. */
const wantedSeconds = 12;
const patienceMs = 120_000;

let product: Product;
let browser: Browser;
let host: Side;
let audience: Side;

async function sideAt(url: string, name: string, plan: TestPlan): Promise<Side> {
  let line: PlanLine | undefined;
  const participant = await joinIn(browser, url, name, async (page) => {
    line = await openPlanLine(page);
  });
  if (!line) throw new Error('the page was not prepared');
  return { ...participant, line, plan };
}

const planOf = (streamId: number, seed: string): TestPlan => ({
  phase: 'synthetic',
  lineClass: 'sd',
  planNumber: 1,
  seed: seed.repeat(32),
  streamId,
  loop: 'off',
});

test.beforeAll(async () => {
  test.setTimeout(240_000);
  product = await startProduct();
  browser = await openBrowser({ background: 'red', sweep: 'up' });
  const { hostUrl, audienceUrl } = await openTestCall(browser, product.url, 'Uji ukur');
  host = await sideAt(hostUrl, 'Teknis Tuan Rumah', planOf(1, 'a1'));
  audience = await sideAt(audienceUrl, 'Teknis Audiens', planOf(2, '5c'));
});

test.afterAll(async () => {
  await browser?.close();
  await product?.dispose();
});

/** Tells both sides what to do; resolves with what each reports of it until there is enough. */
async function measured(
  change: Partial<TestPlan>,
  ofAudience: Partial<TestPlan>,
  isEnough: (reports: TestReport[]) => boolean,
): Promise<[TestReport[], TestReport[]]> {
  const planNumber = host.plan.planNumber + 1;
  host.plan = { ...host.plan, ...change, planNumber };
  audience.plan = { ...audience.plan, ...change, ...ofAudience, planNumber };
  for (const { line, plan } of [host, audience]) line.tell(plan);
  const reportsOf = ({ line }: Side) => line.reports.filter((report) => report.planNumber === planNumber);
  const wanted = () => [host, audience].every((side) => isEnough(reportsOf(side)));
  await until(`enough of plan ${planNumber}`, wanted, patienceMs).catch((error: Error) => {
    const told = [host, audience].map((side) => {
      const reports = reportsOf(side);
      return { reports: reports.length, valid: valid(reports).length, newest: { ...reports.at(-1), sound: undefined } };
    });
    throw new Error(`${error.message}: ${JSON.stringify(told)}`);
  });
  return [reportsOf(host), reportsOf(audience)];
}

const valid = (reports: TestReport[]) => reports.filter(({ voided }) => voided === null);
const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
const median = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
const picturesOf = (reports: TestReport[]) => reports.flatMap(({ picture }) => picture ?? []);

test('both sides read the other’s made pictures and hear the other’s sweeps, and the measuring is cheap', async () => {
  test.setTimeout(400_000);
  await until('both send', () => [host, audience].every(({ line }) => line.reports.length > 2), 30_000);
  const clock = await host.line.askClock(7);
  expect(Math.abs(clock - Date.now())).toBeLessThan(5_000);

  const isSettled = (reports: TestReport[]) =>
    valid(reports).filter(({ picture }) => picture?.heightPx === 360).length > 4;
  await measured({}, {}, isSettled);
  const pids = descendants(process.pid);
  const names = /^(DedicatedWorker|Realtime AudioW)/;
  const [before, startedAt] = [threadSeconds(pids, names), performance.now()];
  const planned = host.plan.planNumber;
  const counts = [host, audience].map(({ line }) => line.reports.length);
  const since = (side: Side, index: number) => side.line.reports.slice(counts[index]);
  await until(
    'enough seconds that count',
    () => [host, audience].every((side, index) => valid(since(side, index)).length >= wantedSeconds),
    patienceMs,
  );
  const seconds = (performance.now() - startedAt) / 1_000;
  const threads = [...threadSeconds(pids, names)].map(
    ([pid, used]) => ((used - (before.get(pid) ?? 0)) / seconds) * 100,
  );
  const busy = threads.filter((percent) => percent > 1);

  for (const [index, [side, other]] of (
    [
      [host, audience],
      [audience, host],
    ] as const
  ).entries()) {
    const all = since(side, index);
    for (const report of all) expect(testReportSchema.parse(report)).toEqual(report);
    expect(all.every(({ planNumber }) => planNumber === planned)).toBe(true);
    const pictures = picturesOf(valid(all));
    const markers = pictures.flatMap((picture) => picture.markers);
    const unreadable = sum(pictures.map((picture) => picture.unreadableMarkers));
    const decoded = sum(pictures.map((picture) => picture.framesDecoded ?? 0));
    const similarities = pictures.flatMap(({ similarity }) => similarity ?? []);
    const heard = all.flatMap(({ sound }) => sound?.sweeps ?? []);
    const cost = median(all.flatMap(({ costPercent }) => costPercent ?? []));
    console.log(
      `${side.name}: ${markers.length} markers of ${decoded} pictures, ${unreadable} unreadable; SSIM ${median(similarities).toFixed(3)};`,
      `${heard.length} sweeps, ratio ${median(heard.map(({ peakRatio }) => peakRatio)).toFixed(1)}; told cost ${cost.toFixed(1)} %;`,
      `${all.length - valid(all).length} of ${all.length} seconds void`,
    );

    // The markers are there, are the other's, and nobody else could have made them.
    expect(markers.length / (markers.length + unreadable)).toBeGreaterThan(0.9);
    expect(markers.length / decoded).toBeGreaterThan(0.9);
    const at360 = pictures.filter(({ heightPx }) => heightPx === 360).length;
    expect(at360 / pictures.length).toBeGreaterThan(0.8);
    const key = Buffer.from(other.plan.seed, 'hex');
    for (const { seq, drawnAtMs, nonce, streamId } of markers) {
      const message = Buffer.alloc(7);
      message.writeUIntBE(seq, 0, 3);
      message.writeUInt32BE(drawnAtMs, 3);
      expect(nonce).toBe(createHmac('sha256', key).update(message).digest().readUIntBE(0, 3) >> 4);
      expect(streamId).toBe(other.plan.streamId);
    }
    // Shown after they were drawn (one machine, one clock), in order, with an echo of what the other side had shown just before.
    const delays = markers.map(({ shownAtMs, drawnAtMs }) => ((shownAtMs % 2 ** 32) - drawnAtMs + 2 ** 32) % 2 ** 32);
    expect(Math.min(...delays)).toBeGreaterThan(0);
    expect(median(delays)).toBeLessThan(1_000);
    expect(markers.map(({ seq }) => seq)).toEqual(markers.map(({ seq }) => seq).toSorted((a, b) => a - b));
    const withEcho = markers.filter(({ echoSeq, echoHoldMs }) => echoSeq > 0 && echoHoldMs < 2_000);
    expect(withEcho.length / markers.length).toBeGreaterThan(0.9);

    expect(median(similarities)).toBeGreaterThan(0.9);
    expect(similarities.every((similarity) => similarity <= 1)).toBe(true);

    // The sweeps are those that were played, turn by turn.
    const played = since(other, 1 - index).flatMap(({ sent }) => sent.sweeps);
    const paired = played.flatMap(({ number, playedAtMs }) => {
      const sweep = heard.find(({ heardAtMs }) => heardAtMs > playedAtMs && heardAtMs < playedAtMs + 1_500);
      return sweep ? [{ number, turn: sweep.turn }] : [];
    });
    expect(paired.length).toBeGreaterThanOrEqual(4);
    expect(heard.every(({ peakRatio }) => peakRatio > 2)).toBe(true);
    const turnOf = (number: number) => {
      const message = Buffer.from('sweep0000');
      message.writeUInt32BE(number, 5);
      return ((createHmac('sha256', key).update(message).digest()[31] ?? 0) & 1) === 0 ? 'up' : 'down';
    };
    const right = paired.filter(({ number, turn }) => turn === turnOf(number)).length;
    expect(right / paired.length).toBeGreaterThan(0.8);
  }
  console.log(
    `processor time of the measuring threads, percent of one core per side: ${busy.map((one) => one.toFixed(1)).join(', ')}`,
  );
});

test('what the node withholds both browsers name, of sound and of pictures, and their pages count as lost', async () => {
  test.setTimeout(300_000);
  const stateOf = ({ kind, withheldCount, withheldNamedCount, packetsLost, packetCount }: ConsumerStats) =>
    `${kind} ${withheldNamedCount} of ${withheldCount} named, ${packetsLost} lost of ${packetCount} sent`;
  let stats: ConsumerStats[] = [];
  await until(
    'canaries of all four streams',
    async () => {
      stats = (await consumerStats(product)).filter(({ packetCount }) => packetCount > 0);
      return stats.length === 4 && stats.every(({ withheldCount }) => (withheldCount ?? 0) >= 1);
    },
    patienceMs,
  ).catch((error: Error) => {
    throw new Error(`${error.message}: ${stats.map(stateOf)}`);
  });
  for (const one of stats) console.log(`to ${one.peerId.slice(0, 8)}: ${stateOf(one)}`);
  for (const peerId of new Set(stats.map((one) => one.peerId))) {
    const mine = stats.filter((one) => one.peerId === peerId);
    expect(mine.map(({ kind }) => kind).toSorted()).toEqual(['audio', 'video']);
    const withheld = sum(mine.map(({ withheldCount }) => withheldCount ?? 0));
    expect(sum(mine.map(({ withheldNamedCount }) => withheldNamedCount ?? 0)) / withheld).toBeGreaterThanOrEqual(0.9);
  }
  // A picture that was sent again is still lost to the browser's count, as sound is that was not: the server takes canaries off that count.
  const lostBy = ({ line }: Side) =>
    sum(line.reports.flatMap(({ sound, picture }) => [sound?.packetsLost ?? 0, picture?.packetsLost ?? 0]));
  await until('the pages’ own counts', () => lostBy(host) > 0 && lostBy(audience) > 0, 10_000);
  console.log(`the pages count ${lostBy(host)} and ${lostBy(audience)} lost`);
});

test('after the made pictures the camera comes back, and the loop is listened to', async () => {
  test.setTimeout(400_000);
  const hasCamera = (reports: TestReport[]) =>
    valid(reports).filter(({ picture }) => picture && picture.markers.length === 0 && picture.meanLuma !== null)
      .length > 4;
  const [ofHost, ofAudience] = await measured({ phase: 'real' }, {}, hasCamera);
  for (const reports of [ofHost, ofAudience]) {
    const pictures = picturesOf(valid(reports)).slice(-3);
    expect(pictures.every(({ similarity, unreadableMarkers }) => similarity === null && unreadableMarkers === 0)).toBe(
      true,
    );
    expect(pictures.every(({ stillMs }) => stillMs !== null && stillMs < 3_000)).toBe(true);
  }
  // The microphone's own chirp is heard again, no digital silence.
  expect(Math.max(...ofHost.flatMap(({ sound }) => sound?.levelDbfs ?? -127))).toBeGreaterThan(-40);

  // The fake microphone chirps by itself, so what is told may be a return or a bound; but it is told, and never both.
  const [ofSource] = await measured({ phase: 'real', loop: 'source' }, { loop: 'ear' }, (reports) =>
    reports.some(({ loop }) => loop !== null),
  );
  const loops = ofSource.flatMap(({ loop }) => loop ?? []);
  expect(loops.every(({ boundDb, returnLossDb }) => (boundDb === null) !== (returnLossDb === null))).toBe(true);
  expect(ofSource.some(({ sent }) => sent.sweeps.length > 0)).toBe(true);
});
