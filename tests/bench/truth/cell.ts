/** Runs one cell: both sites join a test call over their relays, a technician leads it through its phases, and the machine's proposal is read. */
import type { Side } from '@sambung/contract/http';
import type { CaseDetail } from '@sambung/contract/request';
import type { TestPhase } from '@sambung/contract/test-report';
import { type Proposal, proposalAnswerSchema, type TestSample } from '@sambung/contract/test-run';
import type { SecondSample } from '../../../server/src/measurement/index.ts';
import { joinIn, type Participant } from '../../support/participant.ts';
import { type Product, until } from '../../support/product.ts';
import { routeMediaThrough } from '../../support/relay/browser.ts';
import type { RelayLog } from '../../support/relay/log.ts';
import { type Relay, startRelay } from '../../support/relay/relay.ts';
import type { Staff } from '../../support/staff.ts';
import { answerWell } from '../../support/test-run.ts';
import type { SiteBrowser, SiteBrowsers } from './browsers.ts';
import type { Condition } from './condition.ts';
import { echoInRoom } from './echo.ts';
import type { Network, Site } from './network.ts';
import { delayOneOf, standReady } from './offset.ts';
import { cellSeconds } from './rubric.ts';
import { readSeconds } from './seconds.ts';
import { sides } from './sides.ts';
import { rememberConnections, type WaitSecond, WaitWatch } from './waiting.ts';

export interface Bench {
  network: Network;
  product: Product;
  browsers: SiteBrowsers;
  technician: Staff;
  request: CaseDetail;
}

/** Instants are milliseconds since 1970, as pages and server on this machine read them too. */
export interface PhaseTimes {
  phase: TestPhase;
  planNumber: number;
  fromMs: number;
  toMs: number;
}

/** What a leg's relay saw, with the moment (milliseconds since 1970) that its log counts from. */
export interface LegLog {
  log: RelayLog;
  beganAtMs: number;
}

export interface CellRun {
  condition: Condition;
  legs: Record<Side, LegLog>;
  phases: PhaseTimes[];
  sources: Record<Side, SiteBrowser>;
  proposal: Proposal;
  samples: TestSample[];
  /** As the product keeps them. */
  seconds: SecondSample[];
  waits: WaitSecond[];
}

const names = { host: 'Teknis Tuan Rumah', audience: 'Teknis Audiens' } as const;
const answersAtMost = 4;
/** Both senders' pictures have come near to what the phase asks of them: the estimates of both lines have risen, whatever they began with. */
const warmFromBps = 800_000;
const warmSeconds = 3;
const warmUpTimeoutMs = 90_000;
const clockMs = () => performance.timeOrigin + performance.now();
const pause = (seconds: number) => new Promise((done) => setTimeout(done, seconds * 1_000));

class Leg {
  readonly relay: Relay;
  readonly beganAtMs: number;
  /** Its own line for HTTP and WebSocket, where they are not impaired. */
  readonly #signals: Relay | null;

  private constructor(relay: Relay, beganAtMs: number, signals: Relay | null) {
    this.relay = relay;
    this.beganAtMs = beganAtMs;
    this.#signals = signals;
  }

  static async open({ network, product }: Bench, site: Site, seed: number, signalsToo: boolean): Promise<Leg> {
    const relay = await startRelay({ seed }, site.within);
    await relay.begin();
    const beganAtMs = clockMs();
    const signals = signalsToo ? null : await startRelay({}, site.within);
    await signals?.begin();
    const port = Number(new URL(product.url).port);
    // At the site the product is where it would be on its own machine: pages keep their origin.
    await (signals ?? relay).openTcp({ address: network.serverAddress, port }, { address: '127.0.0.1', port });
    return new Leg(relay, beganAtMs, signals);
  }

  async close(): Promise<LegLog> {
    const [log] = await Promise.all([this.relay.finish(), this.#signals?.finish()]);
    return { log, beganAtMs: this.beganAtMs };
  }
}

async function areWarm(technician: Staff, testCallId: string): Promise<boolean> {
  const { samples } = await technician.testCall(testCallId);
  return sides.every((side) => {
    const last = samples.filter(({ from }) => from === side).slice(-warmSeconds);
    return last.length === warmSeconds && last.every(({ videoBitrateBps }) => (videoBitrateBps ?? 0) >= warmFromBps);
  });
}

/** On a busy machine what the server told before the click may undo it on the page: then it is clicked again, as a person would. */
async function answered(page: Participant['page']): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await answerWell(page);
    } catch (error) {
      if (attempt === answersAtMost) throw error;
    }
  }
}

/** Some two minutes. `seed` decides the relays' chances. */
export async function runCell(bench: Bench, condition: Condition, seed: number): Promise<CellRun> {
  const { network, product, browsers, technician, request } = bench;
  const testCall = await technician.openTestCall(request, { lineClass: 'sd' });
  const legs: Partial<Record<Side, Leg>> = {};
  const pages: Participant[] = [];
  const watches: WaitWatch[] = [];
  const sources: Partial<Record<Side, SiteBrowser>> = {};
  const closeLegs = async () => {
    for (const watch of watches) watch.stop();
    for (const page of pages) await page.leave().catch(() => {});
    const logs = await Promise.all(sides.map(async (side) => [side, await legs[side]?.close()] as const));
    return Object.fromEntries(logs) as Record<Side, LegLog>;
  };
  try {
    for (const side of sides) {
      const isImpaired = side === condition.leg;
      legs[side] = await Leg.open(bench, network.sites[side], seed, isImpaired && condition.signals === true);
      sources[side] = await browsers.at(
        network.sites[side],
        side === condition.at ? (condition.source ?? 'none') : 'none',
      );
    }
    const join = async (side: Side, link: string) => {
      const { browser } = sources[side] as SiteBrowser;
      const participant = await joinIn(browser, link, names[side], async (page) => {
        await rememberConnections(page);
        await routeMediaThrough(page, (legs[side] as Leg).relay);
        if (side === condition.at) await standReady(page, condition.offsetMs ?? 0);
        else if (condition.echoDb !== undefined) await echoInRoom(page, condition.echoDb);
      });
      pages.push(participant);
      watches.push(new WaitWatch(side, participant.page));
      return participant;
    };
    // One after the other: the first estimates of a line are the worse the busier the machine is with starting.
    const host = await join('host', testCall.hostUrl);
    const audience = await join('audience', testCall.audienceUrl);
    const pageOf = { host: host.page, audience: audience.page };
    let { planNumber } = testCall;
    const phases: PhaseTimes[] = [];
    const begin = async (phase: TestPhase, loopSource: Side | null = null) => {
      const plan = { planNumber, phase, loopSource };
      const answer = await technician.send('POST', `/api/test-calls/${testCall.id}/phase`, plan);
      if (!answer.ok) throw new Error(`${phase}: ${await answer.text()}`);
      planNumber += 1;
      const before = phases.at(-1);
      const now = clockMs();
      if (before) before.toMs = now;
      phases.push({ phase, planNumber, fromMs: now, toMs: now });
    };
    await until(
      'media flows both ways',
      async () => {
        const { samples } = await technician.testCall(testCall.id);
        return sides.every((side) => samples.some(({ from, framesPerSecond }) => from === side && framesPerSecond));
      },
      60_000,
    );
    for (const { page } of pages) {
      await answered(page);
    }
    await begin('bandwidth');
    await until('both senders fill what they may', async () => await areWarm(technician, testCall.id), warmUpTimeoutMs);
    await begin('bandwidth');
    await pause(cellSeconds.base);
    const { up = {}, down = {} } = condition;
    const { relay } = legs[condition.leg] as Leg;
    // The stretch without faults ends where the next plan begins, not where its last sound was heard.
    await begin('bandwidth');
    await relay.apply({ up, down });
    await delayOneOf(pageOf[condition.at], condition.offsetMs ?? 0);
    await pause(cellSeconds.bandwidth);
    await begin('synthetic');
    if (condition.during) await relay.play(condition.during);
    await pause(cellSeconds.synthetic);
    await begin('real');
    await pause(cellSeconds.real);
    if (condition.echoDb !== undefined) {
      await begin('real', condition.at);
      await pause(cellSeconds.loop);
    }
    await begin('verdict');
    await relay.apply({ up: {}, down: {} });
    const { samples } = await technician.testCall(testCall.id);
    const answer = await technician.send('GET', `/api/test-calls/${testCall.id}/proposal`);
    const { proposal } = proposalAnswerSchema.parse(await answer.json());
    if (!proposal) throw new Error('no direction has a sample');
    return {
      condition,
      phases,
      sources: sources as Record<Side, SiteBrowser>,
      proposal,
      samples,
      seconds: await readSeconds(product.dataDirectory, testCall.id),
      waits: watches.flatMap(({ seconds }) => seconds),
      legs: await closeLegs(),
    };
  } catch (error) {
    await closeLegs().catch(() => {});
    throw error;
  }
}
