/** A cell of the grid: what is done to one leg, or what stands before a camera or microphone, and the metric that it is about. */
import type { Side } from '@sambung/contract/http';
import type { MetricKey } from '@sambung/contract/measurement';
import type { Conditions, Phase } from '../../support/relay/schedule.ts';
import type { SourceFault } from './sources.ts';

export interface Condition {
  name: string;
  /** The metric that the fault is meant to move. */
  metric: MetricKey;
  /** The direction in which, or the site at which it is looked at: who sends, or whose site. */
  at: Side;
  /** Whose leg is impaired, and how; the other one is clean. `up` runs from the site to the server. */
  leg: Side;
  up?: Conditions;
  down?: Conditions;
  /** Entered one after the other, counted from the begin of the synthetic phase. */
  during?: Phase[];
  /** The WebSocket and all HTTP of that site travel over the impaired leg too. */
  signals?: boolean;
  /** Of the side `at`. */
  source?: SourceFault;
  /** Sound of the side `at` is sent late by so much (negative: its picture). */
  offsetMs?: number;
  /** The other side's room throws the sound of the side `at` back, quieter by so much. */
  echoDb?: number;
}

/** Below this a line is full of what a site of this class sends: its queue rises and falls all the time. */
const fullBelowBps = 650_000;

/**
 * What a browser's buffer makes up for a line whose delay changes, and what the line takes, are small and large in turn: their means add up and their medians do
 * not. Where the delay stays, medians leave out what a busy machine does now and then.
 */
export const changesItsDelay = ({ up, down }: Condition): boolean =>
  [up, down].some((one) => (one?.rateBps ?? fullBelowBps) < fullBelowBps);
