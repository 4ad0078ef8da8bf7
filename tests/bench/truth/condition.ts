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
