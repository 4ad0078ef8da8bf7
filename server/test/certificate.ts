/** A certificate as the tests meet it: a test call with samples of both directions, judged by a shipped rubric, decided and signed. */
import type { BoundThings, CertificateDecision, CertificateSeries } from '@sambung/contract/certificate';
import type { Side } from '@sambung/contract/http';
import type { GateKey, RunEvidence } from '@sambung/contract/measurement';
import type { Judgement } from '@sambung/contract/rubric';
import { type CertificateIssue, issueCertificate } from '../src/certificate/index.ts';
import { newRoomCode } from '../src/meeting/index.ts';
import { judge } from '../src/rubric/judging.ts';
import { shippedRubric } from '../src/rubric/shipped.ts';
import type { Application } from './application.ts';
import { newRun } from './new-run.ts';
import { goodEvidence } from './rubric.ts';

/** The rubric that judges: the product's own for UNSRI. */
export const rubric = shippedRubric('unsri').document;

const sides: readonly Side[] = ['host', 'audience'];

const seen: Partial<Record<GateKey, { id: string; en: string }>> = {
  connected: { id: 'Media tiba setelah 1,8 s dan 2,1 s', en: 'Media arrived after 1.8 s and 2.1 s' },
  encrypted: { id: 'DTLS 1.3, AEAD_AES_128_GCM di kedua pihak', en: 'DTLS 1.3, AEAD_AES_128_GCM on both sides' },
  'public-address': { id: '180.250.1.7 sama dengan yang terdaftar', en: '180.250.1.7 is the declared one' },
};

/** Everything as it should be, with intervals, as a run of so many minutes. */
export function evidenceOf(testCallId: string, startedAt: Date, minutes: number): RunEvidence {
  const good = goodEvidence(rubric, 'sd');
  return {
    ...good,
    testCallId,
    startedAt: startedAt.toISOString(),
    endedAt: new Date(startedAt.getTime() + minutes * 60_000).toISOString(),
    measurements: good.measurements.map((one) => {
      if (typeof one.value !== 'number' || one.metric === 'resolution') return one;
      return { ...one, interval: { low: one.value * 0.97, high: one.value }, trust: 'cross-checked' as const };
    }),
    gates: good.gates.map((fact) => ({ ...fact, seen: seen[fact.gate] ?? fact.seen })),
  };
}

export const judgementOf = (evidence: RunEvidence): Judgement => judge(rubric, 'sd', evidence);

/** A point every five seconds, with a gap where nothing was measured. */
export function seriesOf(minutes: number): CertificateSeries[] {
  const steps = Array.from({ length: minutes * 12 }, (_, step) => step);
  const course = (of: (step: number) => number) => steps.map((step) => (step % 24 === 11 ? null : of(step)));
  return sides.flatMap((direction, index) => [
    {
      ...{ metric: 'audio-delay' as const, direction, stepSeconds: 5 },
      values: course((step) => 84 + index * 12 + 6 * Math.sin(step / 5)),
    },
    {
      ...{ metric: 'packet-loss' as const, direction, stepSeconds: 5 },
      values: course((step) => (step % 9 === 0 ? 0.6 + index * 0.3 : 0.05)),
    },
    {
      ...{ metric: 'speech-rating' as const, direction, stepSeconds: 5 },
      values: course((step) => 91 - index * 2 - (step % 9 === 0 ? 4 : 0)),
    },
  ]);
}

export const boundTo = (siteId: string | null, changes: Partial<BoundThings> = {}): BoundThings => ({
  site: { id: siteId, name: 'Universitas Luar', room: 'Ruang Sidang 2' },
  hostRoom: 'Aula',
  devices: sides.flatMap((side) => [
    { side, kind: 'camera' as const, label: `Kamera ${side}` },
    { side, kind: 'microphone' as const, label: `Mikrofon ${side}` },
  ]),
  addresses: ['180.250.1.7'],
  accessLine: { downKbps: 20_000, upKbps: 10_000 },
  lineClass: 'sd',
  bridge: null,
  browsers: sides.map((side) => ({ side, name: 'Chromium 140' })),
  mediaVersion: '0.1.0',
  ...changes,
});

export const decisionOf = (changes: Partial<CertificateDecision> = {}): CertificateIssue['decision'] => ({
  verdict: 'certified',
  by: { role: 'technician', position: 'Tim ICT' },
  overrule: null,
  conditions: null,
  note: 'Suara dan gambar jelas di kedua pihak.',
  ...changes,
});

/** Numbers of one second as they are stored. */
export const numbersAt = (second: number, from: Side) => ({
  connectionState: 'connected',
  route: 'udp',
  lossPercent: second % 20 === 0 ? 0.5 : 0,
  roundTripMs: 40.125 + (second % 7),
  jitterMs: 3,
  trust: { lossPercent: 'cross-checked' },
  from,
});

export interface CertifiedCall {
  readonly institutionId: string;
  readonly requestId: string;
  readonly technicianId: string;
  readonly siteId?: string | null;
  readonly minutes?: number;
  readonly simulatedReasons?: RunEvidence['simulatedReasons'];
}

/** A test call of `minutes` with one sample a second and direction, decided as certified at the application's time. */
export async function decidedCall(application: Application, call: CertifiedCall): Promise<string> {
  const { db, clock, seal } = application.context;
  const { institutionId, requestId, technicianId, minutes = 2, simulatedReasons = [] } = call;
  const now = clock();
  const startedAt = new Date(now.getTime() - minutes * 60_000);
  const code = await db.$transaction((tx) => newRoomCode(tx));
  const sealed = { hostTokenSealed: seal('rahasia'), audienceTokenSealed: seal('rahasia') };
  const opened = { institutionId, requestId, code, openedById: technicianId, openedAt: startedAt };
  const decided = { decision: 'certified', note: 'Baik', decidedById: technicianId, decidedAt: now } as const;
  const { id } = await db.testCall.create({
    data: {
      ...{ ...opened, ...sealed, ...decided, ...newRun(application.context, technicianId, startedAt) },
      ...{ endedAt: now, simulatedReasons: [...simulatedReasons] },
      attempt: 1 + (await db.testCall.count({ where: { requestId } })),
    },
  });
  const seconds = Array.from({ length: minutes * 60 }, (_, second) => second);
  await db.testCallSample.createMany({
    data: seconds.flatMap((second) =>
      sides.map((from) => ({
        ...{ testCallId: id, from, at: new Date(startedAt.getTime() + second * 1_000) },
        numbers: numbersAt(second, from),
      })),
    ),
  });
  return id;
}

/** What a decided test call hands over, to be changed by a test before it is issued. */
export function issueOf(application: Application, call: CertifiedCall, testCallId: string): CertificateIssue {
  const now = application.context.clock();
  const minutes = call.minutes ?? 2;
  const whole = evidenceOf(testCallId, new Date(now.getTime() - minutes * 60_000), minutes);
  const evidence = { ...whole, simulatedReasons: [...(call.simulatedReasons ?? [])] };
  return {
    institutionId: call.institutionId,
    testCallId,
    rubric: { key: 'unsri', version: 1, document: rubric },
    evidence,
    series: seriesOf(minutes),
    judgement: judgementOf(evidence),
    decision: decisionOf(),
    decidedById: call.technicianId,
    people: [
      { part: 'technician', position: 'Tim ICT' },
      { part: 'audience-contact', position: 'Kepala Laboratorium' },
    ],
    bound: boundTo(call.siteId ?? null),
    now,
  };
}

/** Decides a call and issues its certificate, changed as the test says. */
export async function certified(
  application: Application,
  call: CertifiedCall,
  changes: Partial<CertificateIssue> = {},
): Promise<{ id: string; code: string; testCallId: string }> {
  const testCallId = await decidedCall(application, call);
  const issue = { ...issueOf(application, call, testCallId), ...changes };
  const { context } = application;
  return { ...(await context.db.$transaction((tx) => issueCertificate(context, tx, issue))), testCallId };
}
