/** What most likely kept a run from being certified: what is to be repaired before the next attempt (UNSRI-79). A suggestion; the technician says what it was. Pure. */
import type { GateKey, MetricKey } from '@sambung/contract/measurement';
import type { Judgement } from '@sambung/contract/rubric';
import { type Diagnosis, diagnoses } from '@sambung/contract/test-run';

export interface Run {
  /** Null while a direction was never measured. */
  readonly judgement: Pick<Judgement, 'gates' | 'rows'> | null;
  /** Somebody had joined on both sides at some time. */
  readonly bothCame: boolean;
}

/** In the order of the list. Nothing where one side never came: that is nobody's fault of a line. */
export function suggestDiagnosis({ judgement, bothCame }: Run): Diagnosis[] {
  if (!judgement) return bothCame ? ['firewall', 'ice'] : [];
  const isShut = (gate: GateKey) =>
    judgement.gates.some((one) => one.gate === gate && one.applies && one.passed !== true);
  const of = (metric: MetricKey) => judgement.rows.filter((row) => row.metric === metric);
  const fails = (metric: MetricKey) => of(metric).some(({ grade }) => grade === 'fail');
  const goesBy = (...kinds: string[]) =>
    of('path').some(({ columns }) => columns.some(({ value }) => kinds.includes(String(value))));
  const found: Readonly<Record<Diagnosis, boolean>> = {
    firewall: goesBy('tcp', 'udp-relay'),
    address: isShut('public-address'),
    ice: isShut('connected'),
    device:
      (['speech-level', 'clipping', 'echo'] as const).some(fails) || (isShut('seen-and-heard') && !isShut('connected')),
    bandwidth: (['bandwidth', 'packet-loss', 'resolution'] as const).some(fails),
    other: false,
  };
  return diagnoses.filter((one) => found[one]);
}
