/** What a decided run hands to its certificate: who, what it is bound to, the courses over time. */
import type { BoundThings, CertificateSeries } from '@sambung/contract/certificate';
import type { Side, Staff } from '@sambung/contract/http';
import { lineClassSchema } from '@sambung/contract/rubric';
import type { SopDocument } from '@sambung/contract/sop';
import type { TestCallDecision } from '@sambung/contract/test-run';
import { type CertificateIssue, issueCertificate } from '../certificate/index.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db.ts';
import { version } from '../health.ts';
import type { SecondSample } from '../measurement/index.ts';
import type { Judged } from './proposal.ts';
import * as sampleStore from './sample-store.ts';
import * as store from './store.ts';

const sides = ['host', 'audience'] as const;
/** A point of a chart. Longer smooths, shorter makes the paper restless. */
const stepSeconds = 10;

export interface Certifying {
  readonly staff: Staff;
  readonly row: store.TestCallRow;
  readonly document: SopDocument;
  readonly judged: Judged;
  readonly decision: TestCallDecision;
  readonly now: Date;
}

/** Signs a run that was decided for; nothing for one that was not, and for a pre-test, which never makes a certificate. */
export async function certify(context: Context, tx: Transaction, certifying: Certifying): Promise<void> {
  const { row, decision, judged, staff, now } = certifying;
  if (decision.decision === 'not-certified' || row.kind !== 'test') return;
  const by = actorOf(certifying);
  const { rubricKey, rubricVersion, metricNames: _, ...judgement } = judged.proposal;
  const overruled = isBetter(decision.decision, judgement.verdict);
  const issue: CertificateIssue = {
    institutionId: staff.institution.id,
    testCallId: row.id,
    rubric: { key: rubricKey, version: rubricVersion, document: judged.rubric },
    evidence: judged.evidence,
    series: seriesOf(await sampleStore.readSamples(tx, row.id)),
    judgement,
    decision: {
      verdict: decision.decision,
      by,
      overrule: overruled ? { by, reason: decision.reason } : null,
      conditions: decision.conditions === '' ? null : decision.conditions,
      note: decision.note,
    },
    decidedById: staff.id,
    people: [
      { part: 'technician', position: by.position },
      { part: 'host-contact', position: '' },
      { part: 'audience-contact', position: '' },
    ],
    bound: await boundOf(tx, row),
    now,
  };
  await issueCertificate(context, tx, issue);
}

function actorOf({ staff, document }: Certifying) {
  const testing = document.steps.filter(({ kind }) => kind === 'test').map(({ position }) => position);
  const held = staff.positions.find(({ key }) => testing.includes(key)) ?? staff.positions[0];
  return { role: 'technician' as const, position: held?.title ?? 'Teknisi' };
}

function isBetter(decided: string, judged: string): boolean {
  const order = ['not-certified', 'certified-with-conditions', 'certified'];
  return order.indexOf(decided) > order.indexOf(judged);
}

async function boundOf(tx: Transaction, row: store.TestCallRow): Promise<BoundThings> {
  const site = await store.siteOf(tx, row.requestId);
  return {
    site: { id: site?.id ?? null, name: site?.name ?? '', room: site?.room ?? '' },
    hostRoom: row.request.place?.name ?? '',
    devices: [],
    addresses: await store.declaredAddresses(tx, row.requestId),
    accessLine: null,
    lineClass: lineClassSchema.parse(row.lineClass),
    bridge: null,
    browsers: [],
    mediaVersion: version,
  };
}

/** Means of ten seconds of what the charts draw, both directions; null where nothing was measured. */
export function seriesOf(samples: readonly SecondSample[]): CertificateSeries[] {
  const length = Math.ceil((Math.max(-1, ...samples.map(({ second }) => second)) + 1) / stepSeconds);
  // A long run is drawn in coarser steps: a chart has room for so many points.
  const steps = Math.max(1, Math.ceil(length / 1_000));
  return sides.flatMap((direction) =>
    (['packet-loss'] as const).map((metric) => ({
      metric,
      direction,
      stepSeconds: stepSeconds * steps,
      values: Array.from({ length: Math.ceil(length / steps) }, (_, index) =>
        meanLoss(samples, direction, index * stepSeconds * steps, stepSeconds * steps),
      ),
    })),
  );
}

function meanLoss(samples: readonly SecondSample[], direction: Side, from: number, span: number): number | null {
  const own = samples.filter(
    (one) => one.direction === direction && one.voided === null && one.second >= from && one.second < from + span,
  );
  const legs = own.flatMap(({ uplink }) => [uplink.sound, uplink.picture].filter((leg) => leg !== null));
  const expected = legs.reduce((total, leg) => total + leg.expected, 0);
  return expected === 0 ? null : (legs.reduce((total, leg) => total + leg.lost, 0) / expected) * 100;
}
