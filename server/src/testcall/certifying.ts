/** What a decided run hands to its certificate: who, what it is bound to, the courses over time. */
import type { BoundDevice, BoundThings, CertificateSeries } from '@sambung/contract/certificate';
import type { Side, Staff } from '@sambung/contract/http';
import { lineClassSchema } from '@sambung/contract/rubric';
import type { SopDocument } from '@sambung/contract/sop';
import type { TestCallDecision } from '@sambung/contract/test-run';
import { type CertificateIssue, issueCertificate } from '../certificate/index.ts';
import type { Context } from '../context.ts';
import type { Transaction } from '../db.ts';
import { version } from '../health.ts';
import { fitClock } from '../measurement/index.ts';
import { contactsOf } from './contacts.ts';
import { soundBitrateBps } from './evidence.ts';
import * as profileStore from './profile-store.ts';
import type { Judged } from './proposal.ts';
import * as sampleStore from './sample-store.ts';
import { seriesOf } from './series.ts';
import * as store from './store.ts';

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
  const { rubricKey, rubricVersion, metrics: _, ...judgement } = judged.proposal;
  const overruled = isBetter(decision.decision, judgement.verdict);
  const contacts = contactsOf(await profileStore.contactFactsOf(tx, row.requestId));
  const issue: CertificateIssue = {
    institutionId: staff.institution.id,
    testCallId: row.id,
    rubric: { key: rubricKey, version: rubricVersion, document: judged.rubric },
    evidence: judged.evidence,
    series: await courseOf(tx, row, judged),
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
      { part: 'host-contact', position: contacts.host },
      { part: 'audience-contact', position: contacts.audience },
    ],
    bound: await boundOf(tx, row),
    now,
  };
  await issueCertificate(context, tx, issue);
}

/** In which position somebody decides: one that tests, else their first. */
export function actorOf({ staff, document }: Pick<Certifying, 'staff' | 'document'>) {
  const testing = document.steps.filter(({ kind }) => kind === 'test').map(({ position }) => position);
  const held = staff.positions.find(({ key }) => testing.includes(key)) ?? staff.positions[0];
  return { role: 'technician' as const, position: held?.title ?? 'Teknisi' };
}

function isBetter(decided: string, judged: string): boolean {
  const order = ['not-certified', 'certified-with-conditions', 'certified'];
  return order.indexOf(decided) > order.indexOf(judged);
}

const sides = ['host', 'audience'] as const;

/** A browser that was not allowed to name a device gives it an empty name, which binds to nothing. */
export function devicesOf(setups: ReturnType<typeof store.setupsOf>): BoundDevice[] {
  return sides.flatMap((side) =>
    (setups[side]?.devices ?? []).flatMap((device) => (device.label === '' ? [] : [{ side, ...device }])),
  );
}

async function boundOf(tx: Transaction, row: store.TestCallRow): Promise<BoundThings> {
  const site = await store.siteOf(tx, row.requestId);
  const setups = store.setupsOf(row.setups);
  return {
    site: { id: site?.id ?? null, name: site?.name ?? '', room: site?.room ?? '' },
    hostRoom: row.request.place?.name ?? '',
    devices: devicesOf(setups),
    addresses: await store.declaredAddresses(tx, row.requestId),
    accessLine: await profileStore.declaredLine(tx, row.requestId),
    lineClass: lineClassSchema.parse(row.lineClass),
    bridge: await profileStore.declaredBridge(tx, row.requestId),
    browsers: sides.flatMap((side) => {
      const name = setups[side]?.browser ?? '';
      return name === '' ? [] : [{ side, name }];
    }),
    mediaVersion: version,
  };
}

async function courseOf(tx: Transaction, row: store.TestCallRow, { evidence }: Judged): Promise<CertificateSeries[]> {
  const [samples, exchanges] = [await sampleStore.readSamples(tx, row.id), await sampleStore.readClocks(tx, row.id)];
  const delayOf = (side: Side) => {
    const value = evidence.measurements.find(
      ({ metric, scope }) => metric === 'audio-delay' && 'direction' in scope && scope.direction === side,
    )?.value;
    return typeof value === 'number' ? value : null;
  };
  return seriesOf({
    ...{ samples, soundBitrateBps },
    clocks: { host: fitClock(exchanges.host), audience: fitClock(exchanges.audience) },
    soundDelayMs: { host: delayOf('host'), audience: delayOf('audience') },
  });
}
