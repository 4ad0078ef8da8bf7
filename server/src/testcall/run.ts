/** A run under way: who stands for each side, their reports of the seconds that were not taken yet, their clocks. In memory; a restart begins anew with the next second. */
import type { Side } from '@sambung/contract/http';
import type { SfuResult } from '@sambung/contract/sfu';
import type { TestPhase, TestReport } from '@sambung/contract/test-report';
import type { SecondSample } from '../measurement/index.ts';
import type { RoomParticipant } from '../meeting/index.ts';
import { PageClocks } from './page-clocks.ts';
import type { SiteSetup } from './store.ts';
import { SecondTaker } from './taking.ts';

/** A report waits for its second at most this long: more survives a hiccup of the line, fewer keeps both sides' seconds closer together. */
const waitingReports = 3;

/** What is fixed for as long as a plan is on. */
export interface RunPlan {
  readonly openedAt: Date;
  readonly phase: TestPhase;
  readonly planNumber: number;
  /** Whose sweeps the acoustic loop plays; null: there is none. */
  readonly loopSource: Side | null;
  /** The sides are at two media nodes. */
  readonly cascaded: boolean;
  readonly seeds: Readonly<Record<Side, string>>;
}

export class Run {
  readonly clocks = new PageClocks();
  /** A second is being taken: the next does not start another. */
  isTaking = false;
  readonly #taker = new SecondTaker();
  readonly #reports = new Map<string, TestReport[]>();
  readonly #setups = new Map<string, SiteSetup>();
  readonly #addresses = new Set<string>();
  #lastSecond = -1;
  #toldSetups = '{}';

  reported(participantId: string, report: TestReport): void {
    this.#setups.set(participantId, { devices: report.devices, browser: report.browser });
    const waiting = this.#reports.get(participantId) ?? [];
    waiting.push(report);
    this.#reports.set(participantId, waiting.slice(-waitingReports));
  }

  /** Of everybody's devices, as their pages last named them. */
  deviceLabels(): string[] {
    return [...this.#setups.values()].flatMap(({ devices }) => devices.map(({ label }) => label));
  }

  /** Both sides' setups, when one is other than it was told last; null while nothing changed. */
  takeChangedSetups(pages: Readonly<Record<Side, RoomParticipant>>): Partial<Record<Side, SiteSetup>> | null {
    const of = (side: Side) => {
      const setup = this.#setups.get(pages[side].participantId);
      return setup && { [side]: setup };
    };
    const setups = { ...of('host'), ...of('audience') };
    const text = JSON.stringify(setups);
    if (text === this.#toldSetups) return null;
    this.#toldSetups = text;
    return setups;
  }

  /** Whether one of these was not seen before in this run. */
  hasNewAddress(...lists: readonly (readonly string[])[]): boolean {
    const fresh = lists
      .flatMap((list, index) => list.map((address) => `${index} ${address}`))
      .filter((one) => !this.#addresses.has(one));
    for (const one of fresh) this.#addresses.add(one);
    return fresh.length > 0;
  }

  /** The samples of the second that ends now; none when it was taken already. */
  take(
    plan: RunPlan,
    { peers, crossed }: SfuResult<'room:stats'>,
    pages: Readonly<Record<Side, RoomParticipant>>,
    { now, atMs }: { now: Date; atMs: number },
  ): SecondSample[] {
    const second = Math.floor((now.getTime() - plan.openedAt.getTime()) / 1_000);
    if (second <= this.#lastSecond) return [];
    this.#lastSecond = second;
    const sideOf = (side: Side) => ({
      stats: peers.find(({ peerId }) => peerId === pages[side].participantId) ?? null,
      report: this.#reports.get(pages[side].participantId)?.shift() ?? null,
      seed: plan.seeds[side],
    });
    const fitOf = (side: Side) => this.clocks.of(pages[side].participantId).fit();
    return this.#taker.take({
      ...{ second, atMs, phase: plan.phase, planNumber: plan.planNumber, loopSource: plan.loopSource },
      clocks: { host: fitOf('host'), audience: fitOf('audience') },
      crossed: plan.cascaded ? crossed : null,
      host: sideOf('host'),
      audience: sideOf('audience'),
    });
  }
}
